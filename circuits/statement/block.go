package statement

import (
	"errors"
	"fmt"
	"math/big"

	"vitalproof/circuits/claim"
)

// Layout of a day block in hash lanes (circuits/SPEC.md, "Day block"). A
// reading takes ReadingBits bits; the first Lane0Readings readings share lane 0
// with the day number and the kind, the rest follow the previous head in lanes
// of LaneReadings.
const (
	ReadingBits   = 9   // the largest reading, 500, is below 2^9
	LaneReadings  = 28  // 28 x 9 = 252 bits, below the 253 that always fit
	Lane0Readings = 20  // 20 x 9 = 180 bits, below DayShift
	DayShift      = 180 // the day number's place in lane 0
	DayBits       = 32
)

// ErrReading reports a reading that is neither 0 ("no reading") nor inside the
// table. The value itself is never part of an error.
var ErrReading = errors.New("reading outside the table")

// Block is all slots of one calendar day of a metric in order; 0 is "no
// reading in this slot". Its length is the metric's slots a day.
type Block []uint16

// Check reports a block of the wrong length or with a reading outside the
// metric's table, naming the slot and never the value.
func (b Block) Check(m claim.Metric) error {
	if len(b) != m.SlotsPerDay() {
		return fmt.Errorf("a day of %s has %d slots, not %d", m.Name(), m.SlotsPerDay(), len(b))
	}
	for i, v := range b {
		if v != 0 && (v < claim.MinReading || v > claim.MaxReading) {
			return fmt.Errorf("slot %d: %w", i, ErrReading)
		}
	}
	return nil
}

// Lanes gives the number of hash lanes of a day of a number of slots.
func Lanes(slots int) int {
	rest := max(0, slots-Lane0Readings)
	return 2 + (rest+LaneReadings-1)/LaneReadings
}

// NextHead extends the head chain by one day:
// head_d = H(day, head_{d-1}, block_d). The block must have passed Check.
func NextHead(prev Field, day claim.Day, b Block) Field {
	lanes := make([]Field, Lanes(len(b)))
	low := pack(b[:min(len(b), Lane0Readings)])
	low.Or(low, new(big.Int).Lsh(big.NewInt(int64(day)), DayShift))
	lanes[0] = Lane0(KindDay, low)
	lanes[1] = prev
	for i := 2; i < len(lanes); i++ {
		from := Lane0Readings + (i-2)*LaneReadings
		lanes[i].SetBigInt(pack(b[from:min(len(b), from+LaneReadings)]))
	}
	return Hash(lanes...)
}

// pack puts readings into one integer, the earliest slot in the lowest bits.
func pack(readings []uint16) *big.Int {
	v := new(big.Int)
	for i := len(readings) - 1; i >= 0; i-- {
		v.Lsh(v, ReadingBits)
		v.Or(v, big.NewInt(int64(readings[i])))
	}
	return v
}
