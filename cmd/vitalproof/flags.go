package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // zones must be known on machines without a zone database

	"github.com/spf13/cobra"

	"vitalproof/circuits/claim"
	"vitalproof/prover/ingest"
)

// dayFlag reads a flag that is a calendar day; "" is 0.
func dayFlag(name, value string) (claim.Day, error) {
	if value == "" {
		return 0, nil
	}
	d, err := claim.ParseDay(value)
	if err != nil {
		return 0, usagef("--%s: want a day such as 2026-06-30", name)
	}
	return d, nil
}

// timeFlag reads a flag that is a moment: RFC 3339, or a day, which begins at
// midnight UTC.
func timeFlag(name, value string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, value); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, usagef("--%s: want a time such as 2026-09-30T12:00:00Z or 2026-09-30", name)
}

// unixFlag is timeFlag for what a contract compares: seconds since 1970.
func unixFlag(name, value string) (uint64, error) {
	t, err := timeFlag(name, value)
	if err != nil {
		return 0, err
	}
	if t.Unix() <= 0 {
		return 0, usagef("--%s: the time is before 1970", name)
	}
	return uint64(t.Unix()), nil
}

// durationFlag reads a number of days such as 90d, or what Go writes: 36h.
func durationFlag(name, value string) (time.Duration, error) {
	d, err := time.ParseDuration(value)
	if days, ok := strings.CutSuffix(value, "d"); ok {
		var n uint64
		n, err = strconv.ParseUint(days, 10, 16)
		d = time.Duration(n) * 24 * time.Hour
	}
	if err != nil || d < time.Second || d%time.Second != 0 {
		return 0, usagef("--%s: want a duration in whole seconds such as 365d or 36h", name)
	}
	return d, nil
}

// exportFlags say how to read an export.
type exportFlags struct {
	metric, zone, dateOrder, day, cardKeys string
	interval                               int
}

func (f *exportFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.metric, "metric", "", "what to read, such as steps or blood-pressure (default: glucose, on the grid found in the file)")
	cmd.Flags().StringVar(&f.zone, "zone", "", "time `zone` of the person, such as Europe/Berlin, for exports in UTC (default UTC)")
	cmd.Flags().StringVar(&f.dateOrder, "date-order", "", "`order` of dates such as 03-04-2026: mdy or dmy (default: found in the file)")
	cmd.Flags().IntVar(&f.interval, "interval", 0, "`minutes` between readings: 5 or 15 (default: found in the file)")
	cmd.Flags().StringVar(&f.day, "day", "", "the `day` of a list of NN intervals, which has none itself")
	cmd.Flags().StringVar(&f.cardKeys, "card-keys", "", "the export is a SMART Health Card: a `file` with the key set (JWKS) of its issuer")
	complete(cmd, "metric", metricNames()...)
	fileFlag(cmd, "card-keys", "json")
	complete(cmd, "date-order", "mdy", "dmy")
	complete(cmd, "interval", "5", "15")
}

// read reads an export. Its errors never quote the file.
func (f *exportFlags) read(a *app, path string) (*ingest.Series, error) {
	o := ingest.Options{IntervalMinutes: f.interval, Now: a.now()}
	if f.metric != "" {
		var err error
		if o.Metric, err = claim.ParseMetric(f.metric); err != nil {
			return nil, usagef("--metric: %w", err)
		}
	}
	switch f.dateOrder {
	case "":
	case "mdy":
		o.DateOrder = ingest.MonthFirst
	case "dmy":
		o.DateOrder = ingest.DayFirst
	default:
		return nil, usagef("--date-order: want mdy or dmy")
	}
	if f.interval != 0 && f.interval != 5 && f.interval != 15 {
		return nil, usagef("--interval: want 5 or 15")
	}
	day, err := dayFlag("day", f.day)
	if err != nil {
		return nil, err
	}
	o.Day = day
	if f.zone != "" {
		zone, err := time.LoadLocation(f.zone)
		if err != nil || f.zone == "Local" {
			return nil, usagef("--zone: want a name of the time zone database, such as Europe/Berlin")
		}
		o.Zone = zone
	}
	in, err := a.openIn(path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	m := a.newMeter()
	defer m.stop()
	if info, err := in.Stat(); err == nil && info.Mode().IsRegular() && info.Size() > 4<<20 {
		o.Progress = func(n int64) { m.step("reading the export", n, info.Size()) }
	}
	s, err := f.readAs(a, in, o)
	if err != nil {
		f := badFile(path, err)
		f.hint = exportHint(err, f.hint)
		return nil, f
	}
	return s, nil
}

// readAs reads an export, or a health card whose signature is checked first.
func (f *exportFlags) readAs(a *app, in io.Reader, o ingest.Options) (*ingest.Series, error) {
	if f.cardKeys == "" {
		return ingest.Read(in, o)
	}
	keys, err := a.readIn(f.cardKeys, maxCardKeys)
	if err != nil {
		return nil, err
	}
	return ingest.ReadHealthCard(in, keys, o)
}

// maxCardKeys bounds a key set: an issuer has a handful of keys of 200 bytes.
const maxCardKeys = 64 << 10

// metricNames lists what can be measured.
func metricNames() []string {
	var names []string
	for _, m := range claim.Metrics() {
		names = append(names, m.Name())
	}
	return names
}

// exportHint names the flag that settles what the reader cannot.
func exportHint(err error, hint string) string {
	switch kindOf(err) {
	case ingest.KindDateOrder:
		return "say which comes first with --date-order mdy or --date-order dmy, or hand in a longer export"
	case ingest.KindInterval:
		return "state the grid with --interval 5 or --interval 15"
	}
	return hint
}

// reportText says in a few words what was left out of an export.
func reportText(r ingest.Report) string {
	text := fmt.Sprintf("%d readings in %d rows", r.Readings, r.Rows)
	for _, part := range []struct {
		n    int
		what string
	}{
		{r.Duplicates, "duplicates"},
		{r.Skipped.NotReading, "other events"},
		{r.Skipped.NoValue, "without a value"},
		{r.Skipped.ErrorCode, "error codes"},
		{r.Skipped.Status, "not final"},
		{r.Skipped.Aggregate, "aggregates"},
		{r.Skipped.OtherCode, "in other code systems"},
	} {
		if part.n > 0 {
			text += fmt.Sprintf(", %d %s", part.n, part.what)
		}
	}
	return text
}
