package main

import (
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/spf13/cobra"

	"vitalproof/circuits/claim"
	"vitalproof/prover/ingest"
)

// defaultDays is the window length that policies ask for most.
const defaultDays = 30

// maxInspectDays bounds a window to what a claim can have.
const maxInspectDays = claim.MaxDays

// inspection is what inspect prints.
type inspection struct {
	Format   ingest.Format `json:"format"`
	Unit     string        `json:"unit"`
	Interval int           `json:"interval_minutes"`
	Rows     int           `json:"rows"`
	Readings int           `json:"readings"`
	Window   windowFigures `json:"window"`
	Claim    *claimFigures `json:"claim,omitempty"`
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
}

type rangeCounts struct {
	Lt54      uint64 `json:"lt54"`
	Lt63      uint64 `json:"lt63"`
	Lt70      uint64 `json:"lt70"`
	In70to180 uint64 `json:"in70_180"`
	In63to140 uint64 `json:"in63_140"`
	Gt140     uint64 `json:"gt140"`
	Gt180     uint64 `json:"gt180"`
	Gt250     uint64 `json:"gt250"`
}

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
}

func newInspectCommand(a *app) *cobra.Command {
	var o inspectOptions
	cmd := &cobra.Command{
		Use:   "inspect FILE",
		Short: "show the statistics of an export, for its owner's eyes",
		Long: `Reads an export (Dexcom Clarity CSV, LibreView CSV, FHIR R4 bundle, Nightscout
JSON), puts its readings on the metric's grid and prints the figures that claims
are decided on. "-" reads standard input. Nothing is written or sent.

Without --end the window ends on the last full day of the file: its last day if
that day's last slot holds a reading, else the day before.

With --claim the command says which limits the window meets and by how much, and
ends with exit code 4 if it misses one.`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: cobra.FixedCompletions([]string{"csv", "json"}, cobra.ShellCompDirectiveFilterFileExt),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.inspect(cmd, args[0], o)
		},
	}
	o.export.add(cmd)
	cmd.Flags().IntVar(&o.days, "days", defaultDays, "`length` of the window in days")
	cmd.Flags().StringVar(&o.end, "end", "", "last `day` of the window (default: the last full day of the file)")
	cmd.Flags().StringVar(&o.claim, "claim", "", "a `preset or file` to judge the window by")
	completeWith(cmd, "claim", presets)
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
		if asked.full != nil && !cmd.Flags().Changed("days") {
			o.days = asked.full.Days
		}
	}
	series, err := o.export.read(a, path)
	if err != nil {
		return err
	}
	if end == 0 {
		end = lastFullDay(series)
		if asked != nil && asked.full != nil {
			end = min(end, asked.full.LatestEnd)
		}
	}
	window := series.Window(int(end)-o.days+1, o.days)
	stats, err := claim.Measure(window.Slots)
	if err != nil {
		return err
	}
	result := newInspection(series, window, end, stats)
	if asked != nil {
		verdict, err := asked.judge(series, o.days, end, stats)
		if err != nil {
			return err
		}
		result.Claim = verdict
	}
	if err := a.print(result, func(w io.Writer) { result.text(w, series, stats) }); err != nil {
		return err
	}
	if result.Claim != nil && !result.Claim.Meets {
		return faultf(exitClaim, "the window does not meet %s", asked.name)
	}
	return nil
}

// lastFullDay is the last day of an export that is whole, or its only day.
func lastFullDay(s *ingest.Series) claim.Day {
	slots := s.Window(s.LastDay, 1).Slots
	if s.LastDay > s.FirstDay && slots[len(slots)-1] == 0 {
		return claim.Day(s.LastDay - 1)
	}
	return claim.Day(s.LastDay)
}

func newInspection(s *ingest.Series, w *ingest.Window, end claim.Day, m claim.Stats) *inspection {
	return &inspection{
		Format: s.Format, Unit: s.Unit, Interval: s.IntervalMinutes,
		Rows: s.Report.Rows, Readings: s.Report.Readings,
		Window: windowFigures{
			FirstDay: claim.Day(w.FirstDay).String(), LastDay: end.String(),
			Expected: m.Expected, N: m.N, DroppedSameSlot: w.DroppedSameSlot,
			PinnedLow: w.PinnedLow, PinnedHigh: w.PinnedHigh,
			Counts: rangeCounts{m.Lt54, m.Lt63, m.Lt70, m.In70to180, m.In63to140, m.Gt140, m.Gt180, m.Gt250},
			Sum:    m.Sum, SumSquares: m.SumSquares,
			Mean: number(m.Mean()), GMI: number(m.GMI()), CV: number(m.CV()), Coverage: number(m.Coverage()),
		},
	}
}

// number makes a figure that does not exist null in JSON.
func number(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

func (r *inspection) text(w io.Writer, s *ingest.Series, m claim.Stats) {
	f := &r.Window
	row(w, "export", "%s in %s, one reading every %d minutes", r.Format, r.Unit, r.Interval)
	row(w, "read", "%s, %s to %s", reportText(s.Report), claim.Day(s.FirstDay), claim.Day(s.LastDay))
	row(w, "window", "%s to %s", f.FirstDay, f.LastDay)
	row(w, "slots", "%d of %d filled (%s), %d dropped in a taken slot", f.N, f.Expected, figure(f.Coverage, 2, " %"), f.DroppedSameSlot)
	row(w, "low, high", "%d and %d slots stand for LOW (39) and HIGH (401)", f.PinnedLow, f.PinnedHigh)
	row(w, "mean", "%s", figure(f.Mean, 1, " mg/dL"))
	row(w, "gmi", "%s", figure(f.GMI, 2, " %"))
	row(w, "cv", "%s", figure(f.CV, 1, " %"))
	for _, c := range []struct {
		name  string
		count uint64
	}{
		{"in 70-180", m.In70to180}, {"in 63-140", m.In63to140}, {"in 70-140", m.In70to140},
		{"below 54", m.Lt54}, {"below 63", m.Lt63}, {"below 70", m.Lt70},
		{"above 140", m.Gt140}, {"above 180", m.Gt180}, {"above 250", m.Gt250},
	} {
		row(w, c.name, "%s (%d)", figure(number(100*float64(c.count)/float64(m.N)), 2, " %"), c.count)
	}
	row(w, "sums", "%d mg/dL, %d (mg/dL)^2", f.Sum, f.SumSquares)
	if r.Claim != nil {
		r.Claim.text(w)
	}
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
