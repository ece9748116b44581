package ingest

import (
	"bytes"
	"io"

	"vitalproof/circuits/claim"
)

// Columns of the daily summary that OSCAR, the open CPAP reporter, exports.
const (
	osDate     = 0
	osSessions = 1
	osTotal    = 4
	osAHI      = 5
	osColumns  = 6
)

func isOSCARHeader(c *csvReader) bool {
	return c.fields() >= osColumns && bytes.Equal(c.field(osDate), []byte("Date")) &&
		bytes.Equal(c.field(osSessions), []byte("Session Count")) && bytes.Equal(c.field(osTotal), []byte("Total Time")) &&
		bytes.Equal(c.field(osAHI), []byte("AHI"))
}

// readOSCAR reads the minutes of PAP use of each night. A night stands under the
// date on which it began, as in the file. The AHI of the file is not read: it is
// of nights with the device, and per hour of use.
func readOSCAR(c *csvReader, header int, b *builder) error {
	for range header {
		if err := c.read(); err != nil {
			return err
		}
	}
	columns := c.fields()
	for {
		switch err := c.read(); {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		switch {
		case c.fields() == columns:
		case !c.ended:
			return fail(KindTruncated, c.line, 0, "the file ends inside a row")
		default:
			return fail(KindColumns, c.line, 0, "a row has not as many columns as the header row")
		}
		b.report.Rows++
		if err := b.oscar(c); err != nil {
			return err
		}
	}
}

func (b *builder) oscar(c *csvReader) *Error {
	when, why := momentOf(string(c.field(osDate)))
	if why != "" || !when.date {
		return fail(KindDate, c.line, osDate+1, "a date cannot be read")
	}
	seconds, ok := clockTime(c.field(osTotal))
	if !ok {
		return fail(KindValue, c.line, osTotal+1, "a duration is not of the form hh:mm:ss")
	}
	v := value{from: when, a: timeUnits["s"].as(decimal{n: seconds}), whole: true}
	if b.metric != claim.PAPMinutes {
		return fail(KindMetric, c.line, 0, "")
	}
	return b.take(v, start{line: c.line, column: osTotal + 1})
}

// clockTime reads hh:mm:ss in seconds.
func clockTime(b []byte) (uint64, bool) {
	parts := bytes.Split(b, []byte(":"))
	if len(parts) != 3 {
		return 0, false
	}
	var n [3]int
	for i, p := range parts {
		var ok bool
		if n[i], ok = atoi(p); !ok || len(p) != 2 || i > 0 && n[i] > 59 {
			return 0, false
		}
	}
	return uint64(n[0]*3600 + n[1]*60 + n[2]), true
}
