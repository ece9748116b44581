package series

import (
	"errors"
	"fmt"
	"math"

	"vitalproof/circuits/claim"
)

// What TimeOfDay may say.
const (
	AllDay    = 0
	NightOnly = 1 // 00:00 to 06:00
	DayOnly   = 2 // 06:00 to 24:00
)

// NightHours is the length of the night, from midnight (Danne et al. 2017, doi
// 10.2337/dc17-1600).
const NightHours = 6

const hoursPerDay = 24

// Stats are the statistics of a window on which every limit of a series is
// decided. Counts are of slots; Sum is in the metric's unit and SumSquares in its
// square. All but the last three fields are over the part of the day that the
// claim selects. They are private to the holder.
//
// For the largest window, 366 days of 1440 slots, Sum is below 2^28 and
// SumSquares below 2^37.
type Stats struct {
	Expected uint64 // slots, filled or not
	N        uint64 // filled slots

	Counts [claim.MaxRows]uint64 // readings that a share counts, by row

	Sum, SumSquares uint64

	NightExpected, NightN uint64
	LongestGap            int // clock hours on end without a reading, all day
}

// ErrReading reports a slot that holds neither 0 nor a reading of the metric.
var ErrReading = errors.New("reading outside the table")

// Measure counts the slots of whole days; 0 is "no reading". The part is AllDay,
// NightOnly or DayOnly. The error names the slot and never the value.
func Measure(m claim.Metric, slots []uint64, part uint32) (Stats, error) {
	if m.Family() != claim.Series || len(slots)%m.SlotsPerDay() != 0 || part > DayOnly {
		return Stats{}, fmt.Errorf("measure: not whole days of a series")
	}
	var s Stats
	rows := m.Rows()
	hour := m.SlotsPerDay() / hoursPerDay
	run := 0
	for i, v := range slots {
		if v != 0 && !m.HasReading(v) {
			return Stats{}, fmt.Errorf("slot %d: %w", i, ErrReading)
		}
		night := isNight(i, m.SlotsPerDay())
		if night {
			s.NightExpected++
			s.NightN += bit(v != 0)
		}
		if i%hour == 0 {
			run++ // until a reading of this hour is seen
		}
		if v != 0 {
			run = 0
		}
		if i%hour == hour-1 {
			s.LongestGap = max(s.LongestGap, run)
		}
		if part == NightOnly && !night || part == DayOnly && night {
			continue
		}
		s.Expected++
		if v == 0 {
			continue
		}
		s.N++
		s.Sum += v
		s.SumSquares += v * v
		for j, r := range rows {
			if isShare(r) && v >= r.From && v <= r.To {
				s.Counts[j]++
			}
		}
	}
	return s, nil
}

// isNight reports whether a slot, counted from the midnight of some day, lies in
// the night.
func isNight(slot, perDay int) bool { return slot%perDay < perDay*NightHours/hoursPerDay }

func isShare(r claim.Row) bool { return r.Form == claim.ShareAtLeast || r.Form == claim.ShareAtMost }

// Mean is the mean in the metric's unit, for display only; NaN without a reading.
func (s Stats) Mean() float64 { return float64(s.Sum) / float64(s.N) }

// GMI is the glucose management indicator in percent of glucose readings, for
// display only; NaN without a reading. It is not the estimated A1c, (mean +
// 46.7)/28.7.
func (s Stats) GMI() float64 { return 3.31 + 0.02392*s.Mean() }

// CV is the coefficient of variation in percent with the sample variance, for
// display only; NaN with fewer than two readings.
func (s Stats) CV() float64 {
	if s.N < 2 {
		return math.NaN()
	}
	n := float64(s.N)
	// n*Q and S*S are exact in uint64: below 2^57 and 2^56 at the bounds above.
	spread := float64(s.N*s.SumSquares - s.Sum*s.Sum)
	return 100 * math.Sqrt(spread/(n*(n-1))) / s.Mean()
}

// Coverage is the share of filled slots in percent, for display only; NaN for a
// window without slots.
func (s Stats) Coverage() float64 { return 100 * float64(s.N) / float64(s.Expected) }

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}
