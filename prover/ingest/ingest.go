package ingest

import (
	"bufio"
	"errors"
	"io"
	"time"

	"vitalproof/circuits/claim"
)

// A DateOrder says whether day or month comes first in dates such as 03-04-2025.
type DateOrder int

// The orders. DateOrderAuto decides from the whole file and refuses if it
// cannot be decided.
const (
	DateOrderAuto DateOrder = iota
	MonthFirst
	DayFirst
)

// A Format names the kind of export.
type Format string

// The formats Read knows.
const (
	FormatDexcomClarityCSV Format = "dexcom-clarity-csv"
	FormatLibreViewCSV     Format = "libreview-csv"
	FormatFHIRBundle       Format = "fhir-r4-bundle"
	FormatNightscoutJSON   Format = "nightscout-json"

	FormatAppleHealthXML   Format = "apple-health-xml"
	FormatDexcomAPIJSON    Format = "dexcom-api-json"
	FormatGoogleHealthJSON Format = "google-health-json"
	FormatNNIntervals      Format = "nn-intervals" // of a NumPy file or a JSON list
	FormatOpenMHealthJSON  Format = "open-mhealth-json"
	FormatOSCARSummaryCSV  Format = "oscar-summary-csv"
	FormatTidepoolJSON     Format = "tidepool-json"
)

// Options adjust Read. The zero value is right for most exports.
type Options struct {
	// Metric is what to read; 0 is glucose on the grid that the file shows. A
	// file may hold much more: the rest is counted and left alone.
	Metric claim.Metric

	// Zone turns instants into wall-clock time, which decides to which day a
	// reading belongs. nil means the offset that stands beside the time in the
	// file, or UTC for Nightscout and for glucose of FHIR. The CSV formats hold
	// wall-clock time already and ignore it.
	Zone *time.Location

	// Day is the day of data without a date, such as a file of NN intervals. At
	// 0 such data is refused.
	Day claim.Day

	// DateOrder settles LibreView dates that can be read both ways. A date that
	// contradicts it is an error.
	DateOrder DateOrder

	// IntervalMinutes forces a grid of 5 or 15 minutes; 0 detects it.
	IntervalMinutes int

	// Now is the time against which future dates are judged; zero means
	// time.Now().
	Now time.Time

	// Progress, if set, is called from the calling goroutine about every
	// megabyte and at the end with the number of bytes read so far.
	Progress func(bytesRead int64)
}

// A Series holds the readings of one export and nothing else about the person.
type Series struct {
	Format          Format
	Metric          claim.Metric
	Unit            string // glucose: "mg/dL" or "mmol/L", as in the source; else the metric's
	IntervalMinutes int    // series: minutes of a slot; else 0

	// FirstDay and LastDay are the days of the first and the last reading, in
	// days since 1970-01-01. Codes and an age hold until further notice: for
	// them it is the year, claim.MaxDays long, up to the day of Options.Now.
	FirstDay int
	LastDay  int
	Report   Report

	points  []point // series: in order of time, equal times in order of the file
	entries []entry // daily, panel, codes: in order of day, then of time
	birth   int     // age: day of birth in days since 1970-01-01
}

// A Report counts what was read and what was left out.
type Report struct {
	Bytes    int64 // size of the input
	Rows     int   // CSV rows below the header, or entries of the list
	Readings int   // readings kept

	PinnedLow  int // readings kept that stand for LOW
	PinnedHigh int // readings kept that stand for HIGH

	// Duplicates counts readings removed because the same reading was there
	// already, for example from a second display device.
	Duplicates int

	// OtherSource counts records of a day's sum left out because another source,
	// such as a watch beside a phone, had more on that day.
	OtherSource int

	// Overlapping counts records left out because a record of the same source
	// covers their time already.
	Overlapping int

	// ClockSetBack counts readings in a stretch of wall-clock time that occurs
	// twice, as in autumn. They stay; where two meet in one slot the first wins.
	ClockSetBack int

	Skipped Skipped
}

// Skipped counts the rows that gave no reading, by reason.
type Skipped struct {
	NotReading int // alerts, calibrations, scans, meals, people, devices
	NoValue    int // a reading row without a value
	ErrorCode  int // a sensor's error code in place of a value
	Status     int // FHIR: preliminary, cancelled, entered in error, not confirmed
	Aggregate  int // a mean, a maximum or a value over a period, not a reading
	UserTyped  int // typed in by the person, not measured by a device
	Unpaired   int // a weight without a height of the same day
	OtherCode  int // a coded fact of another code system, or of a gene not listed
}

// Read reads an export and detects its format from the content. It streams: it
// keeps eight bytes a reading (up to thirty while reading), not the file. Every
// error is an *Error, which never quotes the file.
func Read(r io.Reader, o Options) (*Series, error) {
	b, err := newBuilder(o)
	if err != nil {
		return nil, err
	}
	src := &source{r: r, progress: o.Progress}
	s, err := read(bufio.NewReaderSize(src, sniffBytes), b)
	src.report()
	if src.err != nil {
		// A failed read looks like a short file to the parsers; the cause wins.
		return nil, src.err
	}
	if err != nil {
		return nil, err
	}
	s.Report.Bytes = src.n
	return s, nil
}

func read(br *bufio.Reader, b *builder) (*Series, error) {
	head, _ := br.Peek(sniffBytes)
	if len(head) >= 3 && head[0] == 0xef && head[1] == 0xbb && head[2] == 0xbf {
		_, _ = br.Discard(3) // it was peeked at
		head = head[3:]
	}
	f, err := sniff(head)
	if err != nil {
		return nil, err
	}
	b.format = f.format
	var e error
	if !f.format.holds(b.metric) {
		return nil, fail(KindMetric, 0, 0, "")
	}
	switch f.format {
	case FormatDexcomClarityCSV:
		e = readClarity(newCSVReader(br, f.delim), f.header, b)
	case FormatLibreViewCSV:
		e = readLibreView(newCSVReader(br, f.delim), f.header, b)
	case FormatOSCARSummaryCSV:
		e = readOSCAR(newCSVReader(br, f.delim), f.header, b)
	case FormatFHIRBundle:
		e = readFHIR(newJSONList(br, 3), b)
	case FormatNightscoutJSON:
		e = readNightscout(br, b)
	case FormatDexcomAPIJSON:
		e = readDexcomAPI(br, b)
	case FormatTidepoolJSON:
		e = readTidepool(br, b)
	case FormatOpenMHealthJSON:
		e = readOpenMHealth(br, head, b)
	case FormatGoogleHealthJSON:
		e = readGoogleHealth(br, b)
	case FormatNNIntervals:
		e = readNN(br, head, b)
	case FormatAppleHealthXML:
		e = readApple(br, b)
	}
	if e != nil {
		return nil, typed(e)
	}
	return b.finish()
}

// typed makes sure that nothing but an *Error leaves the package: the text of
// any other error may quote the file.
func typed(err error) error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Kind: KindInput, err: err}
}

// A source counts bytes, reports progress and keeps the reader's error.
type source struct {
	r        io.Reader
	progress func(int64)
	n        int64
	told     int64
	err      *Error
}

func (s *source) Read(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.r.Read(p)
	s.n += int64(n)
	if s.n-s.told >= 1<<20 {
		s.report()
	}
	switch {
	case s.n > maxInputBytes:
		s.err = fail(KindTooLarge, 0, 0, "the file is larger than 8 GiB")
		return n, s.err
	case err != nil && err != io.EOF:
		s.err = &Error{Kind: KindInput, Detail: "the input could not be read to its end", err: err}
		return n, s.err
	}
	return n, err
}

func (s *source) report() {
	if s.progress != nil && s.told != s.n {
		s.progress(s.n)
	}
	s.told = s.n
}
