// Package check defines the check that proof systems and circuits are compared
// on, and decides it in plain code.
//
// It is the part of the statement (circuits/SPEC.md) that grows with the data, so
// that every system can do the same work: given a window of glucose readings,
//
//   - the readings, in order, have a digest under a hash that the system's own
//     users would choose, over readings packed into field elements (PerElement to
//     one), unless hashing each by itself is what is compared;
//   - every reading is 0 ("no reading") or between Least and Most mg/dL;
//   - the five Counts are those of the readings;
//   - the counts meet the targets for adults of the International Consensus on
//     Time in Range (Battelino et al. 2019, doi 10.2337/dci19-0028) at 70 % coverage.
//
// The digest and the five counts are public, in this order, so that the results
// of two systems can be compared. Seal, issuer set, holder and nullifier are left
// out: they do not grow, and other systems have no counterpart to compare with.
package check

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"vitalproof/circuits/claim"
)

// The grid and the bounds of a reading, those of metric glucose-5min.
const (
	PerDay     = 288 // slots a day
	Bits       = 9   // of a reading
	PerElement = 28  // readings packed into a field element of 254 bits
	Least      = claim.MinReading
	Most       = claim.MaxReading
)

// Counts are the public results.
type Counts struct {
	N        uint64 `json:"n"`        // filled slots
	Below54  uint64 `json:"below54"`  // filled and < 54 mg/dL
	Below70  uint64 `json:"below70"`  // filled and < 70 mg/dL
	Above180 uint64 `json:"above180"` // > 180 mg/dL
	Above250 uint64 `json:"above250"` // > 250 mg/dL
}

// A Limit is a target: of N filled slots, 10000*Part > Share*N if Above, else
// 10000*Part < Share*N. Published targets are strict.
type Limit struct {
	Name  string
	Share uint64 // basis points
	Above bool
	Part  func(Counts) uint64
}

// Limits are the targets for adults, shares of the filled slots. Coverage, a share
// of all slots, is CoverageShare.
var Limits = []Limit{
	{"in range", 7000, true, func(c Counts) uint64 { return c.N - c.Below70 - c.Above180 }},
	{"below 70", 400, false, func(c Counts) uint64 { return c.Below70 }},
	{"below 54", 100, false, func(c Counts) uint64 { return c.Below54 }},
	{"above 180", 2500, false, func(c Counts) uint64 { return c.Above180 }},
	{"above 250", 500, false, func(c Counts) uint64 { return c.Above250 }},
}

// CoverageShare is the least share of filled slots, in basis points.
const CoverageShare = 7000

// Errors of Evaluate.
var (
	ErrReading = errors.New("a reading is outside its bounds")
	ErrTarget  = errors.New("the readings miss a target")
)

// Evaluate decides the check in plain code. The counts are given with ErrTarget
// too.
func Evaluate(readings []uint64) (Counts, error) {
	var c Counts
	if len(readings) == 0 || len(readings)%PerDay != 0 {
		return c, fmt.Errorf("%d readings are not whole days of %d", len(readings), PerDay)
	}
	for i, r := range readings {
		switch {
		case r == 0:
			continue
		case r < Least || r > Most:
			return Counts{}, fmt.Errorf("%w: number %d", ErrReading, i)
		}
		c.N++
		add(&c.Below54, r < 54)
		add(&c.Below70, r < 70)
		add(&c.Above180, r > 180)
		add(&c.Above250, r > 250)
	}
	if 10000*c.N < CoverageShare*uint64(len(readings)) {
		return c, fmt.Errorf("%w: coverage", ErrTarget)
	}
	for _, l := range Limits {
		part, share := 10000*l.Part(c), l.Share*c.N
		if l.Above && part <= share || !l.Above && part >= share {
			return c, fmt.Errorf("%w: %s", ErrTarget, l.Name)
		}
	}
	return c, nil
}

func add(to *uint64, yes bool) {
	if yes {
		*to++
	}
}

// Readings invents a window of days that meets the targets; the same seed gives
// the same window. About a tenth of the slots is empty, a sixth above 180.
func Readings(days int, seed uint64) []uint64 {
	random := rand.New(rand.NewPCG(seed, uint64(days))) //nolint:gosec // invented readings, the same everywhere
	out := make([]uint64, days*PerDay)
	for i := range out {
		switch p := random.IntN(1000); {
		case p < 100: // no reading
		case p < 103:
			out[i] = uint64(Least + random.IntN(54-Least))
		case p < 115:
			out[i] = uint64(54 + random.IntN(70-54))
		case p < 840:
			out[i] = uint64(70 + random.IntN(181-70))
		case p < 980:
			out[i] = uint64(181 + random.IntN(251-181))
		default:
			out[i] = uint64(251 + random.IntN(Most+1-251))
		}
	}
	return out
}

// Failing is Readings with readings in range moved above 180, one by one, until a
// target is missed.
func Failing(days int, seed uint64) []uint64 {
	out := Readings(days, seed)
	for i, r := range out {
		if _, err := Evaluate(out); err != nil {
			break
		}
		if r >= 70 && r <= 180 {
			out[i] = 181
		}
	}
	return out
}
