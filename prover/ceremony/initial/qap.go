package initial

import (
	"encoding/binary"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark/backend/groth16/bn254/mpcsetup"
	"github.com/consensys/gnark/constraint"
	cs "github.com/consensys/gnark/constraint/bn254"
)

// A qap is a constraint system as sums over Lagrange points. The polynomials of a wire,
//
//	u = Σ_c (its coefficient in constraint c, left)  L_c,  v from right, w from output
//
// are at τ sums of coefficients times points. Circuits repeat linear expressions: the
// sides of x·x are one, and the state of a hash stands in several constraints. So the
// points of all constraints with one expression are added first, and each coefficient
// of an expression is multiplied once.
type qap struct {
	coefficients []fr.Element
	// The number of the expression on each side of each constraint.
	left, right, output []int
	expressions         int
	// By wire, the coefficients in the expressions that stand left, right, anywhere.
	byLeft, byRight, byAny [][]term
}

func readQAP(system *cs.R1CS) *qap {
	nbInternal, nbSecret, nbPublic := system.GetNbVariables()
	wires := nbInternal + nbSecret + nbPublic
	q := &qap{
		coefficients: system.Coefficients,
		byLeft:       make([][]term, wires), byRight: make([][]term, wires), byAny: make([][]term, wires),
	}
	type expression struct {
		number      int
		left, right bool
		terms       constraint.LinearExpression
	}
	known := map[string]*expression{}
	var all []*expression
	var key []byte
	find := func(l constraint.LinearExpression) *expression {
		key = key[:0]
		for _, t := range l {
			key = binary.LittleEndian.AppendUint32(key, t.CID)
			key = binary.LittleEndian.AppendUint32(key, t.VID)
		}
		e, ok := known[string(key)]
		if !ok {
			e = &expression{number: len(all), terms: l.Clone()} // the iterator uses l again
			known[string(key)] = e
			all = append(all, e)
		}
		return e
	}
	it := system.GetR1CIterator()
	for c := it.Next(); c != nil; c = it.Next() {
		l, r, o := find(c.L), find(c.R), find(c.O)
		l.left, r.right = true, true
		q.left, q.right, q.output = append(q.left, l.number), append(q.right, r.number), append(q.output, o.number)
	}
	q.expressions = len(all)
	for _, e := range all {
		for _, t := range e.terms {
			wire, here := t.WireID(), term{base: int32(e.number), scalar: int32(t.CID)}
			q.byAny[wire] = append(q.byAny[wire], here)
			if e.left {
				q.byLeft[wire] = append(q.byLeft[wire], here)
			}
			if e.right {
				q.byRight[wire] = append(q.byRight[wire], here)
			}
		}
	}
	return q
}

// units is the progress of evaluate on a domain of n.
func (q *qap) units(n int) int {
	return (3+weightG2)*unitsLagrange(n) + terms(q.byLeft) + (1+weightG2)*terms(q.byRight) + terms(q.byAny)
}

// values are the polynomials of each wire at τ.
type values struct {
	a, b []g1 // u, v
	b2   []g2 // v
	k    []g1 // βu + αv + w
}

func (q *qap) evaluate(r *run, commons *mpcsetup.SrsCommons) (*values, error) {
	n, v := len(commons.G1.AlphaTau), new(values)
	if err := q.evaluateG1(r, commons, n, v); err != nil {
		return nil, err
	}
	f := familyG2()
	rootDigits, err := roots(r, f, n)
	if err != nil {
		return nil, err
	}
	tau, err := lagrange(r, f, pointsG2(commons.G2.Tau), rootDigits, weightG2)
	if err != nil {
		return nil, err
	}
	digits, err := f.allDigits(r, q.coefficients)
	if err != nil {
		return nil, err
	}
	v.b2, err = product(r, f, collect[curve.E2](q.expressions, side[curve.E2]{q.right, tau}), q.byRight, digits, weightG2)
	return v, err
}

func (q *qap) evaluateG1(r *run, commons *mpcsetup.SrsCommons, n int, v *values) error {
	f := familyG1()
	rootDigits, err := roots(r, f, n)
	if err != nil {
		return err
	}
	var tau, alphaTau, betaTau []g1
	for _, c := range []struct {
		from []curve.G1Affine
		to   *[]g1
	}{{commons.G1.Tau[:n], &tau}, {commons.G1.AlphaTau, &alphaTau}, {commons.G1.BetaTau, &betaTau}} {
		if *c.to, err = lagrange(r, f, pointsG1(c.from), rootDigits, 1); err != nil {
			return err
		}
	}
	digits, err := f.allDigits(r, q.coefficients)
	if err != nil {
		return err
	}
	type sided = side[fp.Element]
	for _, c := range []struct {
		rows  [][]term
		sides []sided
		to    *[]g1
	}{
		{q.byLeft, []sided{{q.left, tau}}, &v.a},
		{q.byRight, []sided{{q.right, tau}}, &v.b},
		{q.byAny, []sided{{q.left, betaTau}, {q.right, alphaTau}, {q.output, tau}}, &v.k},
	} {
		if *c.to, err = product(r, f, collect(q.expressions, c.sides...), c.rows, digits, 1); err != nil {
			return err
		}
	}
	return nil
}

// A side gives a point to the expression of each constraint.
type side[F any] struct {
	expression []int
	points     []point[F]
}

// collect adds the points of each of n expressions.
func collect[F any, P field[F]](n int, sides ...side[F]) []point[F] {
	groups := make([]group, n)
	total := 0
	for _, s := range sides {
		for _, e := range s.expression {
			groups[e].count++
		}
		total += len(s.expression)
	}
	points, start := make([]point[F], total), 0
	for i := range groups {
		groups[i].start = start
		start += groups[i].count
		groups[i].count = 0
	}
	for _, s := range sides {
		for c, e := range s.expression {
			points[groups[e].start+groups[e].count] = s.points[c]
			groups[e].count++
		}
	}
	var a adder[F, P]
	a.sum(points, groups)
	out := make([]point[F], n)
	for i := range out {
		if groups[i].count == 1 {
			out[i] = points[groups[i].start]
		}
	}
	return out
}
