package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/series"
	"vitalproof/circuits/statement"
	"vitalproof/prover/ingest"
)

// defaultDays is the window length that policies ask for most.
const defaultDays = 30

// maxInspectDays bounds a window to what a claim can have.
const maxInspectDays = claim.MaxDays

// inspection is what inspect prints.
type inspection struct {
	Format   ingest.Format `json:"format"`
	Metric   string        `json:"metric"`
	Unit     string        `json:"unit"`
	Interval int           `json:"interval_minutes"`
	Rows     int           `json:"rows"`
	Readings int           `json:"readings"`
	FirstDay string        `json:"first_day"` // of the window
	LastDay  string        `json:"last_day"`

	Window  *windowFigures `json:"window,omitempty"`  // glucose
	Figures []dataFigure   `json:"figures,omitempty"` // other metrics

	Claim *claimFigures `json:"claim,omitempty"`
}

type windowFigures struct {
	FirstDay        string      `json:"first_day"`
	LastDay         string      `json:"last_day"`
	Expected        uint64      `json:"expected"`
	N               uint64      `json:"n"`
	DroppedSameSlot int         `json:"dropped_same_slot"`
	PinnedLow       int         `json:"pinned_low"`
	PinnedHigh      int         `json:"pinned_high"`
	Counts          rangeCounts `json:"counts"`
	Sum             uint64      `json:"sum"`
	SumSquares      uint64      `json:"sum_squares"`
	Mean            *float64    `json:"mean"` // mg/dL; null without a reading, as are the others
	GMI             *float64    `json:"gmi"`
	CV              *float64    `json:"cv"`
	Coverage        *float64    `json:"coverage"`
	NightCoverage   *float64    `json:"night_coverage"`
	LongestGapHours int         `json:"longest_gap_hours"`
}

// rangeCounts are the readings in each published range: lt54, in70_180, gt250.
type rangeCounts map[string]uint64

type claimFigures struct {
	Name   string        `json:"name"`
	Meets  bool          `json:"meets"`
	Checks []checkFigure `json:"checks"`
}

type checkFigure struct {
	Limit  string `json:"limit"`
	OK     bool   `json:"ok"`
	Have   string `json:"have"`
	Want   string `json:"want"`
	Margin string `json:"margin"`
}

type inspectOptions struct {
	export exportFlags
	days   int
	end    string
	claim  string
	sets   []string
}

func newInspectCommand(a *app) *cobra.Command {
	var o inspectOptions
	cmd := &cobra.Command{
		Use:   "inspect FILE",
		Short: "show the statistics of an export, for its owner's eyes",
		Long: `Reads an export, takes what --metric names from it (by default glucose) and prints
the figures that claims are decided on. The format is found from the content; README
lists which hold what. "-" reads standard input. Nothing is written or sent.

Without --end the window ends on the last full day of the file: its last day if
that day's last slot holds a reading, else the day before.

With --claim the command says which limits the window meets and by how much, and
ends with exit code 4 if it misses one.`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: cobra.FixedCompletions([]string{"csv", "json", "xml", "npy"}, cobra.ShellCompDirectiveFilterFileExt),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.inspect(cmd, args[0], o)
		},
	}
	o.export.add(cmd)
	cmd.Flags().IntVar(&o.days, "days", defaultDays, "`length` of the window in days")
	cmd.Flags().StringVar(&o.end, "end", "", "last `day` of the window (default: the last full day of the file)")
	cmd.Flags().StringVar(&o.claim, "claim", "", "a `preset or file` to judge the window by")
	cmd.Flags().StringArrayVar(&o.sets, "codeset", nil, "a `file` with a set of codes that the claim names")
	completeWith(cmd, "claim", presets)
	fileFlag(cmd, "codeset", "codeset")
	return cmd
}

func (a *app) inspect(cmd *cobra.Command, path string, o inspectOptions) error {
	if o.days < 1 || o.days > maxInspectDays {
		return usagef("--days: want 1 to %d", maxInspectDays)
	}
	end, err := dayFlag("end", o.end)
	if err != nil {
		return err
	}
	var asked *asked
	if o.claim != "" {
		if asked, err = a.readClaim(o.claim); err != nil {
			return err
		}
		if asked.days > 0 && !cmd.Flags().Changed("days") {
			o.days = asked.days // of the claim, or of the preset's source
		}
	}
	sets, err := a.readCodesets(o.sets)
	if err != nil {
		return err
	}
	export, err := o.export.read(a, path)
	if err != nil {
		return err
	}
	if end == 0 {
		end = lastFullDay(export)
		if asked != nil && asked.full != nil {
			end = min(end, asked.full.LatestEnd)
		}
	}
	window, dropped, err := unsealedWindow(export, end, o.days)
	if err != nil {
		return err
	}
	result, err := newInspection(export, window, dropped, o.days)
	if err != nil {
		return err
	}
	if asked != nil {
		if result.Claim, err = asked.judge(window, o.days, sets); err != nil {
			return err
		}
	}
	if err := a.print(result, func(w io.Writer) { result.text(w, export) }); err != nil {
		return err
	}
	if result.Claim != nil && !result.Claim.Meets {
		return faultf(exitClaim, "the window does not meet %s", asked.name)
	}
	return nil
}

// lastFullDay is the last day of an export that is whole, or its only day. Only
// readings of a series tell whether a day is.
func lastFullDay(s *ingest.Series) claim.Day {
	if s.Metric.Family() != claim.Series {
		return claim.Day(s.LastDay)
	}
	blocks, _ := s.Blocks(s.LastDay, 1)
	if last := blocks[0]; s.LastDay > s.FirstDay && last[len(last)-1] == 0 {
		return claim.Day(s.LastDay - 1)
	}
	return claim.Day(s.LastDay)
}

func newInspection(s *ingest.Series, w *statement.Window, dropped ingest.Dropped, days int) (*inspection, error) {
	r := &inspection{
		Format: s.Format, Metric: s.Metric.Name(), Unit: s.Unit, Interval: s.IntervalMinutes,
		Rows: s.Report.Rows, Readings: s.Report.Readings,
		FirstDay: (w.EndDay - claim.Day(days) + 1).String(), LastDay: w.EndDay.String(),
	}
	if s.Metric.Quantity() != "glucose" {
		var err error
		r.Figures, err = figuresOf(w, days)
		return r, err
	}
	m, err := series.Measure(s.Metric, w.Slots(), series.AllDay)
	if err != nil {
		return nil, err
	}
	counts := make(rangeCounts)
	for i, row := range s.Metric.Rows() {
		if row.Form == claim.ShareAtLeast || row.Form == claim.ShareAtMost {
			counts[countKey(row)] = m.Counts[i]
		}
	}
	r.Window = &windowFigures{
		FirstDay: r.FirstDay, LastDay: r.LastDay,
		Expected: m.Expected, N: m.N, DroppedSameSlot: dropped.SameSlot,
		PinnedLow: dropped.PinnedLow, PinnedHigh: dropped.PinnedHigh,
		Counts: counts, Sum: m.Sum, SumSquares: m.SumSquares,
		Mean: number(m.Mean()), GMI: number(m.GMI()), CV: number(m.CV()), Coverage: number(m.Coverage()),
		NightCoverage: number(100 * float64(m.NightN) / float64(m.NightExpected)), LongestGapHours: m.LongestGap,
	}
	return r, nil
}

// countKey names a count as expected figures do: lt54, in70_180, gt250.
func countKey(r claim.Row) string {
	key := strings.ReplaceAll(r.Key, "-", "_")
	for _, word := range []struct{ from, to string }{{"below_", "lt"}, {"above_", "gt"}, {"in_", "in"}} {
		key = strings.Replace(key, word.from, word.to, 1)
	}
	return key
}

// number makes a figure that does not exist null in JSON.
func number(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

func (r *inspection) text(w io.Writer, s *ingest.Series) {
	if r.Interval > 0 && s.Metric.Family() == claim.Series {
		row(w, "export", "%s in %s, one reading every %d minutes", r.Format, r.Unit, r.Interval)
	} else {
		row(w, "export", "%s, %s", r.Format, r.Metric)
	}
	row(w, "read", "%s, %s to %s", reportText(s.Report), claim.Day(s.FirstDay), claim.Day(s.LastDay))
	row(w, "window", "%s to %s", r.FirstDay, r.LastDay)
	for _, f := range r.Figures {
		row(w, f.Name, "%s", f.Value)
	}
	if f := r.Window; f != nil {
		f.text(w, s.Metric)
	}
	if r.Claim != nil {
		r.Claim.text(w)
	}
}

func (f *windowFigures) text(w io.Writer, m claim.Metric) {
	row(w, "slots", "%d of %d filled (%s), %d dropped in a taken slot", f.N, f.Expected, figure(f.Coverage, 2, " %"), f.DroppedSameSlot)
	row(w, "nights", "%s filled; longest gap %d clock hours", figure(f.NightCoverage, 2, " %"), f.LongestGapHours)
	row(w, "low, high", "%d and %d slots stand for LOW (39) and HIGH (401)", f.PinnedLow, f.PinnedHigh)
	row(w, "mean", "%s", figure(f.Mean, 1, " mg/dL"))
	row(w, "gmi", "%s", figure(f.GMI, 2, " %"))
	row(w, "cv", "%s", figure(f.CV, 1, " %"))
	for _, r := range m.Rows() {
		if count, ok := f.Counts[countKey(r)]; ok {
			row(w, r.Phrase, "%s (%d)", figure(number(100*float64(count)/float64(f.N)), 2, " %"), count)
		}
	}
	row(w, "sums", "%d mg/dL, %d (mg/dL)^2", f.Sum, f.SumSquares)
}

func figure(x *float64, decimals int, unit string) string {
	if x == nil {
		return "no value"
	}
	return fmt.Sprintf("%.*f%s", decimals, *x, unit)
}

func (c *claimFigures) text(w io.Writer) {
	fmt.Fprintln(w)
	if c.Meets {
		row(w, "claim", "%s: met", c.Name)
	} else {
		row(w, "claim", "%s: NOT met", c.Name)
	}
	for _, check := range c.Checks {
		verdict := "ok"
		if !check.OK {
			verdict = "FAILS"
		}
		row(w, "  "+verdict, "%s: %s, wanted %s%s", check.Limit, check.Have, check.Want, after(check.Margin))
	}
}

// after joins a margin, which may hold brackets, to what stands before it.
func after(margin string) string {
	if margin == "" {
		return ""
	}
	return ": " + margin
}

func newClaimFigures(name string, r claim.Result) *claimFigures {
	f := &claimFigures{Name: name, Meets: true}
	for _, c := range r.Checks {
		f.Checks = append(f.Checks, checkFigure{c.Name, c.OK, c.Have, c.Want, c.Margin})
		f.Meets = f.Meets && c.OK
	}
	return f
}

func kindOf(err error) ingest.Kind {
	var e *ingest.Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return 0
}
