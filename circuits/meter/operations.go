package meter

import (
	"github.com/consensys/gnark/frontend"
)

// variable books an operation that gives a variable.
func (m *builder) variable(operation func() frontend.Variable) (v frontend.Variable) {
	m.book(func() { v = operation() })
	return v
}

func (m *builder) Add(a, b frontend.Variable, c ...frontend.Variable) frontend.Variable {
	return m.variable(func() frontend.Variable { return m.Builder.Add(a, b, c...) })
}

func (m *builder) Sub(a, b frontend.Variable, c ...frontend.Variable) frontend.Variable {
	return m.variable(func() frontend.Variable { return m.Builder.Sub(a, b, c...) })
}

func (m *builder) Mul(a, b frontend.Variable, c ...frontend.Variable) frontend.Variable {
	return m.variable(func() frontend.Variable { return m.Builder.Mul(a, b, c...) })
}

func (m *builder) MulAcc(a, b, c frontend.Variable) frontend.Variable {
	return m.variable(func() frontend.Variable { return m.Builder.MulAcc(a, b, c) })
}

func (m *builder) DivUnchecked(a, b frontend.Variable) frontend.Variable {
	return m.variable(func() frontend.Variable { return m.Builder.DivUnchecked(a, b) })
}

func (m *builder) Div(a, b frontend.Variable) frontend.Variable {
	return m.variable(func() frontend.Variable { return m.Builder.Div(a, b) })
}

func (m *builder) Xor(a, b frontend.Variable) frontend.Variable {
	return m.variable(func() frontend.Variable { return m.Builder.Xor(a, b) })
}

func (m *builder) Or(a, b frontend.Variable) frontend.Variable {
	return m.variable(func() frontend.Variable { return m.Builder.Or(a, b) })
}

func (m *builder) And(a, b frontend.Variable) frontend.Variable {
	return m.variable(func() frontend.Variable { return m.Builder.And(a, b) })
}

func (m *builder) Cmp(a, b frontend.Variable) frontend.Variable {
	return m.variable(func() frontend.Variable { return m.Builder.Cmp(a, b) })
}

func (m *builder) Inverse(a frontend.Variable) frontend.Variable {
	return m.variable(func() frontend.Variable { return m.Builder.Inverse(a) })
}

func (m *builder) IsZero(a frontend.Variable) frontend.Variable {
	return m.variable(func() frontend.Variable { return m.Builder.IsZero(a) })
}

func (m *builder) Select(b, x, y frontend.Variable) frontend.Variable {
	return m.variable(func() frontend.Variable { return m.Builder.Select(b, x, y) })
}

func (m *builder) Lookup2(b0, b1, i0, i1, i2, i3 frontend.Variable) frontend.Variable {
	return m.variable(func() frontend.Variable { return m.Builder.Lookup2(b0, b1, i0, i1, i2, i3) })
}

func (m *builder) ToBinary(a frontend.Variable, n ...int) (out []frontend.Variable) {
	m.book(func() { out = m.Builder.ToBinary(a, n...) })
	return out
}

func (m *builder) AssertIsEqual(a, b frontend.Variable) {
	m.book(func() { m.Builder.AssertIsEqual(a, b) })
}

func (m *builder) AssertIsDifferent(a, b frontend.Variable) {
	m.book(func() { m.Builder.AssertIsDifferent(a, b) })
}

func (m *builder) AssertIsLessOrEqual(a, b frontend.Variable) {
	m.book(func() { m.Builder.AssertIsLessOrEqual(a, b) })
}

func (m *builder) AssertIsBoolean(a frontend.Variable) {
	m.book(func() { m.Builder.AssertIsBoolean(a) })
}

func (m *builder) AssertIsCrumb(a frontend.Variable) { m.book(func() { m.Builder.AssertIsCrumb(a) }) }

// BatchInvert implements frontend.BatchInverter, which gnark's builder does.
func (m *builder) BatchInvert(in []frontend.Variable) (out []frontend.Variable) {
	m.book(func() { out = m.Builder.(frontend.BatchInverter).BatchInvert(in) })
	return out
}

// Commit implements frontend.Committer, which gnark's builder does.
func (m *builder) Commit(in ...frontend.Variable) (out frontend.Variable, err error) {
	m.book(func() { out, err = m.Builder.(frontend.Committer).Commit(in...) })
	return out, err
}
