package claim

import (
	"errors"
	"fmt"
	"math"
)

// Stats are the order-free statistics of a window on which every limit is
// decided. All are counts of slots, but Sum (mg/dL) and SumSquares ((mg/dL)^2).
// They are private to the holder.
//
// For the largest window that any grid of whole minutes could have (366 days of
// 1440 slots, 527,040) Sum is below 2^28 and SumSquares below 2^37.
type Stats struct {
	Expected uint64 // slots of the window, filled or not
	N        uint64 // filled slots

	Lt54, Lt63, Lt70                uint64 // readings below
	In70to180, In63to140, In70to140 uint64 // readings inside, both ends included
	Gt140, Gt180, Gt250             uint64 // readings above

	Sum, SumSquares uint64
}

// ErrReading reports a slot that holds neither 0 nor an allowed reading.
var ErrReading = errors.New("reading outside the table")

// Measure counts the slots of a window; 0 is "no reading". The error names the
// slot and never the value.
func Measure(slots []uint16) (Stats, error) {
	s := Stats{Expected: uint64(len(slots))}
	for i, v := range slots {
		if v == 0 {
			continue
		}
		if v < MinReading || v > MaxReading {
			return Stats{}, fmt.Errorf("slot %d: %w", i, ErrReading)
		}
		g := uint64(v)
		s.N++
		s.Sum += g
		s.SumSquares += g * g
		s.Lt54 += bit(g < 54)
		s.Lt63 += bit(g < 63)
		s.Lt70 += bit(g < 70)
		s.In70to180 += bit(70 <= g && g <= 180)
		s.In63to140 += bit(63 <= g && g <= 140)
		s.In70to140 += bit(70 <= g && g <= 140)
		s.Gt140 += bit(g > 140)
		s.Gt180 += bit(g > 180)
		s.Gt250 += bit(g > 250)
	}
	return s, nil
}

// Mean is the mean in mg/dL, for display only; NaN without a reading.
func (s Stats) Mean() float64 { return float64(s.Sum) / float64(s.N) }

// GMI is the glucose management indicator in percent, for display only; NaN
// without a reading. It is not the estimated A1c, (mean + 46.7)/28.7.
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

// Coverage is the share of filled slots in percent, for display only; NaN for
// a window without slots.
func (s Stats) Coverage() float64 { return 100 * float64(s.N) / float64(s.Expected) }
