package claim

import (
	"errors"
	"fmt"
	"math/big"
)

// Format is the version in the lowest bits of the claim word.
const Format = 1

// WordBits is the width of the claim word, which so is below the BN254 scalar
// modulus and needs no reduction.
const WordBits = 235

// Field is one field of the claim word: Width bits from bit Offset up, counted
// from the least significant bit.
type Field struct {
	Name   string
	Offset int
	Width  int
}

// Layout lists the fields of the claim word in order, without gaps. A field
// named ...BP is in basis points; a field named ...Strict is 1 for a strict
// comparison. LatestEnd is earliestEnd + span.
var Layout = []Field{
	{"format", 0, 4},
	{"metric", 4, 8},
	{"days", 12, 9},
	{"earliestEnd", 21, 20},
	{"span", 41, 8},
	{"minAssurance", 49, 3},
	{"coverage", 52, 14},
	{"in70to180BP", 66, 14}, {"in70to180Strict", 80, 1},
	{"in63to140BP", 81, 14}, {"in63to140Strict", 95, 1},
	{"in70to140BP", 96, 14}, {"in70to140Strict", 110, 1},
	{"below54BP", 111, 14}, {"below54Strict", 125, 1},
	{"below63BP", 126, 14}, {"below63Strict", 140, 1},
	{"below70BP", 141, 14}, {"below70Strict", 155, 1},
	{"above140BP", 156, 14}, {"above140Strict", 170, 1},
	{"above180BP", 171, 14}, {"above180Strict", 185, 1},
	{"above250BP", 186, 14}, {"above250Strict", 200, 1},
	{"mean", 201, 9}, {"meanStrict", 210, 1},
	{"gmi", 211, 11}, {"gmiStrict", 222, 1},
	{"cv", 223, 11}, {"cvStrict", 234, 1},
}

// limitFields is the index in Layout of the first limit's value; each limit
// takes two fields, in the order of table.
const limitFields = 7

// ErrWord reports an integer that is not the word of a claim.
var ErrWord = errors.New("not a claim word")

// Word packs a valid claim into an integer below 2^WordBits.
func (c Claim) Word() (*big.Int, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	values := []uint64{
		Format, uint64(c.Metric), uint64(c.Days), uint64(c.EarliestEnd),
		uint64(c.LatestEnd - c.EarliestEnd), uint64(c.MinAssurance), uint64(c.Coverage),
	}
	for _, e := range table {
		value, strict := e.at(&c.Limits)
		values = append(values, uint64(*value), bit(*strict))
	}
	w := new(big.Int)
	for i, f := range Layout {
		if values[i]>>f.Width != 0 {
			return nil, fmt.Errorf("%w: %s does not fit its field", ErrInvalid, f.Name) // Validate has ruled it out
		}
		w.Or(w, new(big.Int).Lsh(new(big.Int).SetUint64(values[i]), uint(f.Offset)))
	}
	return w, nil
}

// FromWord is the exact inverse of Word: it accepts the words of valid claims
// and nothing else.
func FromWord(w *big.Int) (Claim, error) {
	if w == nil || w.Sign() < 0 || w.BitLen() > WordBits {
		return Claim{}, fmt.Errorf("%w: want an integer of at most %d bits", ErrWord, WordBits)
	}
	values := make([]uint64, len(Layout))
	for i, f := range Layout {
		v := new(big.Int).Rsh(w, uint(f.Offset))
		values[i] = v.And(v, big.NewInt(1<<f.Width-1)).Uint64()
	}
	if values[0] != Format {
		return Claim{}, fmt.Errorf("%w: format %d, want %d", ErrWord, values[0], Format)
	}
	c := Claim{
		Metric:       Metric(values[1]),
		Days:         int(values[2]),
		EarliestEnd:  Day(values[3]),
		LatestEnd:    Day(values[3] + values[4]),
		MinAssurance: uint8(values[5]),
		Coverage:     uint16(values[6]),
	}
	for i, e := range table {
		value, strict := e.at(&c.Limits)
		*value, *strict = uint16(values[limitFields+2*i]), values[limitFields+2*i+1] == 1
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
