package statement

import (
	"errors"
	"fmt"
	"math/big"

	"vitalproof/circuits/claim"
)

// Layout of packed numbers in hash lanes (circuits/SPEC.md 3.3). The first
// numbers share lane 0 with the day number, the part and the kind; lane 1 is the
// hash before; the rest follow in lanes of their own.
const (
	DayShift  = 180 // the day number's place in lane 0; packed numbers stay below it
	PartShift = 204 // the part's place: days have 24 bits of room and use 21
	laneBits  = 252 // of packed numbers in a lane, below the 253 that always fit
)

// Errors of blocks. Values are never part of an error.
var (
	ErrReading = errors.New("reading outside the table")
	ErrBlock   = errors.New("not a day of this metric")
)

// Block is what one calendar day of a metric holds:
//
//   - series: all slots in order, 0 for "no reading in this slot";
//   - daily values: one value, 0 for none;
//   - panels: the day's measurements in order of time, at most MaxDayEntries,
//     each a PanelWord;
//   - codes: the codes recorded on the day, at most MaxDayEntries, each a word of
//     ParseCode.
type Block []uint64

// MaxDayEntries bounds the measurements or codes of one day. It is what a panel's
// page and a list of codes hold in all.
const MaxDayEntries = 64

// Check reports a block of the wrong length or with something that is not a
// reading of the metric, naming the place and never the value.
func (b Block) Check(m claim.Metric) error {
	if m.HasCoverage() && len(b) != m.SlotsPerDay() {
		return fmt.Errorf("%w: a day of %s has %d slots, not %d", ErrBlock, m.Name(), m.SlotsPerDay(), len(b))
	}
	if !m.HasCoverage() && len(b) > MaxDayEntries {
		return fmt.Errorf("%w: a day of %s has at most %d entries", ErrBlock, m.Name(), MaxDayEntries)
	}
	for i, v := range b {
		ok := false
		switch m.Family() {
		case claim.Series, claim.Daily:
			ok = v == 0 || m.HasReading(v)
		case claim.Panel:
			ok = validPanelWord(m, v)
		case claim.Codes:
			ok = validCode(m, v)
		}
		if !ok {
			return fmt.Errorf("slot %d: %w", i, ErrReading)
		}
	}
	return nil
}

// Parts splits n numbers of a width into the parts that one hash each absorbs,
// and gives the numbers of each part. As many as possible go into each, in the
// widest permutation, which is the cheapest a number; the last part takes what is
// left in the narrowest that holds it.
func Parts(n, bits int) []int {
	most := capacity(MaxLanes, bits)
	var parts []int
	for ; n > most; n -= most {
		parts = append(parts, most)
	}
	return append(parts, n)
}

// capacity is the number of numbers that a part of some lanes holds.
func capacity(lanes, bits int) int { return DayShift/bits + (lanes-2)*(laneBits/bits) }

// Lanes gives the number of hash lanes of a part.
func Lanes(n, bits int) int {
	lanes := 2
	for capacity(lanes, bits) < n {
		lanes++
	}
	return lanes
}

// LanePlaces gives, for each lane from the third on and for lane 0, which numbers
// of a part it holds: lane 0 the first, then the others in order. Reference and
// circuits both pack by it.
func LanePlaces(n, bits int) (lane0 int, rest [][2]int) {
	lane0 = min(n, DayShift/bits)
	each := laneBits / bits
	for from := lane0; from < n; from += each {
		rest = append(rest, [2]int{from, min(n, from+each)})
	}
	return lane0, rest
}

// Absorb hashes numbers of a width under a kind and a day onto a hash before
// them, part after part:
//
//	h = H(kind, part, day, numbers | h before | numbers | ...)
//
// The numbers must be below 2^bits.
func Absorb(kind Kind, before Field, day claim.Day, bits int, numbers []uint64) Field {
	h := before
	for part, n := range Parts(len(numbers), bits) {
		h = absorbPart(kind, h, day, part, bits, numbers[:n])
		numbers = numbers[n:]
	}
	return h
}

func absorbPart(kind Kind, before Field, day claim.Day, part, bits int, numbers []uint64) Field {
	lane0, rest := LanePlaces(len(numbers), bits)
	low := pack(numbers[:lane0], bits)
	low.Or(low, new(big.Int).Lsh(big.NewInt(int64(day)), DayShift))
	low.Or(low, new(big.Int).Lsh(big.NewInt(int64(part)), PartShift))
	lanes := []Field{Lane0(kind, low), before}
	for _, place := range rest {
		var f Field
		f.SetBigInt(pack(numbers[place[0]:place[1]], bits))
		lanes = append(lanes, f)
	}
	return Hash(lanes...)
}

// NextHead extends the head chain of a series by one day:
// head_d = H(day, head_{d-1}, block_d). The block must have passed Check.
func NextHead(m claim.Metric, prev Field, day claim.Day, b Block) Field {
	return Absorb(KindDay, prev, day, m.ReadingBits(), b)
}

// pack puts numbers into one integer, the first in the lowest bits.
func pack(numbers []uint64, bits int) *big.Int {
	v := new(big.Int)
	for i := len(numbers) - 1; i >= 0; i-- {
		v.Lsh(v, uint(bits))
		v.Or(v, new(big.Int).SetUint64(numbers[i]))
	}
	return v
}
