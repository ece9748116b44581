package claim

import (
	"errors"
	"fmt"
	"math/big"
)

// Format is the version in the lowest bits of the claim word.
const Format = 1

// MaxWordBits bounds every claim word: below it lie all words of all metrics, and
// it is below the BN254 scalar modulus, so a word needs no reduction.
const MaxWordBits = 252

// Field is one field of the claim word: Width bits from bit Offset up, counted
// from the least significant bit.
type Field struct {
	Name   string
	Offset int
	Width  int
}

// HeaderBits is the width of the fields that every claim word begins with.
const HeaderBits = 66

var header = []Field{
	{"format", 0, 4},
	{"metric", 4, 8},
	{"days", 12, 9},
	{"earliestEnd", 21, 20},
	{"span", 41, 8},
	{"minAssurance", 49, 3},
	{"coverage", 52, 14},
}

// Layout lists the fields of a metric's claim word in order, without gaps: the
// header, the metric's rows and, for codes, the set. A row's field has its name;
// after it comes a field named ...Strict if the row can be strict. LatestEnd is
// earliestEnd + span.
func Layout(m Metric) []Field {
	fields := append([]Field{}, header...)
	offset := HeaderBits
	add := func(name string, width int) {
		fields = append(fields, Field{name, offset, width})
		offset += width
	}
	for _, r := range m.Rows() {
		add(r.Name, r.Bits)
		if r.HasStrict {
			add(r.Name+"Strict", 1)
		}
	}
	if m.Family() == Codes {
		add("set", 8*SetBytes)
	}
	return fields
}

// ErrWord reports an integer that is not the word of a claim.
var ErrWord = errors.New("not a claim word")

// Word packs a valid claim into an integer below 2^MaxWordBits.
func (c Claim) Word() (*big.Int, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	values := []*big.Int{}
	put := func(v uint64) { values = append(values, new(big.Int).SetUint64(v)) }
	for _, v := range []uint64{
		Format, uint64(c.Metric), uint64(c.Days), uint64(c.EarliestEnd),
		uint64(c.LatestEnd - c.EarliestEnd), uint64(c.MinAssurance), uint64(c.Coverage),
	} {
		put(v)
	}
	for i, r := range c.Metric.Rows() {
		put(uint64(c.Limits[i].Value))
		if r.HasStrict {
			put(bit(c.Limits[i].Strict))
		}
	}
	if c.Metric.Family() == Codes {
		values = append(values, new(big.Int).SetBytes(c.Set[:]))
	}
	w := new(big.Int)
	for i, f := range Layout(c.Metric) {
		if values[i].BitLen() > f.Width {
			return nil, fmt.Errorf("%w: %s does not fit its field", ErrInvalid, f.Name) // Validate has ruled it out
		}
		w.Or(w, new(big.Int).Lsh(values[i], uint(f.Offset)))
	}
	return w, nil
}

// FromWord is the exact inverse of Word: it accepts the words of valid claims
// and nothing else.
func FromWord(w *big.Int) (Claim, error) {
	if w == nil || w.Sign() < 0 || w.BitLen() > MaxWordBits {
		return Claim{}, fmt.Errorf("%w: want an integer of at most %d bits", ErrWord, MaxWordBits)
	}
	cut := func(f Field) *big.Int {
		v := new(big.Int).Rsh(w, uint(f.Offset))
		mask := new(big.Int).Lsh(big.NewInt(1), uint(f.Width))
		return v.And(v, mask.Sub(mask, big.NewInt(1)))
	}
	head := make([]uint64, len(header))
	for i, f := range header {
		head[i] = cut(f).Uint64()
	}
	if head[0] != Format {
		return Claim{}, fmt.Errorf("%w: format %d, want %d", ErrWord, head[0], Format)
	}
	c := Claim{
		Metric:       Metric(head[1]),
		Days:         int(head[2]),
		EarliestEnd:  Day(head[3]),
		LatestEnd:    Day(head[3] + head[4]),
		MinAssurance: uint8(head[5]),
		Coverage:     uint16(head[6]),
	}
	if !c.Metric.Valid() {
		return Claim{}, fmt.Errorf("%w: unknown metric %d", ErrWord, head[1])
	}
	fields := Layout(c.Metric)
	if last := fields[len(fields)-1]; w.BitLen() > last.Offset+last.Width {
		return Claim{}, fmt.Errorf("%w: longer than a claim about %s", ErrWord, c.Metric.Name())
	}
	rest := fields[len(header):]
	for i, r := range c.Metric.Rows() {
		c.Limits[i].Value = uint32(cut(rest[0]).Uint64())
		rest = rest[1:]
		if r.HasStrict {
			c.Limits[i].Strict = cut(rest[0]).Sign() > 0
			rest = rest[1:]
		}
	}
	if len(rest) > 0 {
		cut(rest[0]).FillBytes(c.Set[:])
	}
	if err := c.Validate(); err != nil {
		return Claim{}, fmt.Errorf("%w: %w", ErrWord, err)
	}
	return c, nil
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}
