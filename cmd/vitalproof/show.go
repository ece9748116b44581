package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// leastGapMinutes is the shortest time without a reading that `holder show`
// lists: shorter ones come with every sensor.
const leastGapMinutes = 120

// mostGaps bounds what is listed as text; --json has them all.
const mostGaps = 10

// recordView is a record as its holder sees it. It holds no reading.
type recordView struct {
	Metric    string        `json:"metric"`
	Issuer    string        `json:"issuer"`
	FirstDay  string        `json:"first_day"`
	LastDay   string        `json:"last_day"`
	Days      int           `json:"days"`
	EmptyDays int           `json:"empty_days"`
	Filled    int           `json:"filled"`
	Expected  int           `json:"expected"`
	Coverage  float64       `json:"coverage"`
	Assurance map[uint8]int `json:"assurance"` // days by level
	Gaps      []gapView     `json:"gaps"`
	byDay     []filledOfDay // for the text
}

type filledOfDay struct {
	day    claim.Day
	filled int
}

type gapView struct {
	From    string `json:"from"`
	Minutes int    `json:"minutes"`
}

func newHolderShowCommand(a *app) *cobra.Command {
	var holder holderFlags
	var record string
	cmd := &cobra.Command{
		Use:   "show --holder FILE --record FILE",
		Short: "show days, gaps, coverage and assurance of a record",
		Long: `Verifies every seal of a record and shows which days it holds and what is missing
in them. The figures are health data, for the holder's eyes only.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.showRecord(cmd.Context(), holder, record)
		},
	}
	holder.add(cmd)
	cmd.Flags().StringVar(&record, "record", "", "the record `file`")
	required(cmd, "record")
	fileFlag(cmd, "record", "record")
	return cmd
}

func (a *app) showRecord(ctx context.Context, holder holderFlags, path string) error {
	_, record, err := a.openRecord(ctx, holder.path, holder.passphraseFile, path)
	if err != nil {
		return err
	}
	v := newRecordView(record)
	return a.print(v, v.text)
}

func newRecordView(r *statement.Record) *recordView {
	v := &recordView{
		Metric: r.Metric.Name(), Issuer: keyText(r.Issuer),
		FirstDay: r.FirstDay.String(), LastDay: r.LastDay().String(), Days: len(r.Days),
		Expected: len(r.Days) * r.Metric.SlotsPerDay(), Assurance: map[uint8]int{}, Gaps: []gapView{},
	}
	run := 0 // empty slots up to here
	slot := 0
	for i, d := range r.Days {
		filled := 0
		for _, reading := range d.Block {
			if reading == 0 {
				run++
			} else {
				v.gap(r, slot-run, run)
				run = 0
				filled++
			}
			slot++
		}
		v.Filled += filled
		v.Assurance[d.Assurance]++
		v.byDay = append(v.byDay, filledOfDay{r.FirstDay + claim.Day(i), filled})
		if filled == 0 {
			v.EmptyDays++
		}
	}
	v.gap(r, slot-run, run)
	if v.Expected > 0 { // panels and codes have no slots
		v.Coverage = 100 * float64(v.Filled) / float64(v.Expected)
	}
	return v
}

// gap notes a run of empty slots if it is long enough.
func (v *recordView) gap(r *statement.Record, first, slots int) {
	minutes := slots * r.Metric.IntervalMinutes()
	if minutes < leastGapMinutes || r.Metric.Family() != claim.Series {
		return
	}
	perDay := r.Metric.SlotsPerDay()
	day := r.FirstDay + claim.Day(first/perDay)
	at := first % perDay * r.Metric.IntervalMinutes()
	v.Gaps = append(v.Gaps, gapView{fmt.Sprintf("%s %02d:%02d", day, at/60, at%60), minutes})
}

func (v *recordView) text(w io.Writer) {
	row(w, "record", "%s, sealed by %s", v.Metric, v.Issuer)
	row(w, "days", "%s to %s: %d, of which %d are empty", v.FirstDay, v.LastDay, v.Days, v.EmptyDays)
	if v.Expected > 0 {
		row(w, "coverage", "%.2f %% (%d of %d slots)", v.Coverage, v.Filled, v.Expected)
	} else {
		row(w, "entries", "%d", v.Filled)
	}
	var levels []string
	for _, level := range slices.Sorted(maps.Keys(v.Assurance)) {
		levels = append(levels, fmt.Sprintf("level %d: %d days", level, v.Assurance[level]))
	}
	row(w, "assurance", "%s", strings.Join(levels, ", "))
	gaps := slices.Clone(v.Gaps)
	slices.SortStableFunc(gaps, func(x, y gapView) int { return y.Minutes - x.Minutes })
	for i, g := range gaps {
		if i == mostGaps {
			row(w, "", "and %d shorter ones", len(gaps)-mostGaps)
			break
		}
		row(w, "gap", "%d h %02d min from %s", g.Minutes/60, g.Minutes%60, g.From)
	}
	for _, d := range v.byDay {
		if v.Expected > 0 {
			row(w, d.day.String(), "%3d of %d slots", d.filled, v.Expected/v.Days)
		} else if d.filled > 0 {
			row(w, d.day.String(), "%3d", d.filled)
		}
	}
}
