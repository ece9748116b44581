package frame

import (
	"math/big"

	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/rangecheck"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/gadget"
	"vitalproof/circuits/statement"
)

// Frame is the shared part of a circuit. The public inputs stand first and in the
// statement's order; a circuit embeds Frame before its own fields.
type Frame struct {
	Issuers   frontend.Variable `gnark:",public"`
	Claim     frontend.Variable `gnark:",public"`
	Scope     frontend.Variable `gnark:",public"`
	Nullifier frontend.Variable `gnark:",public"`
	Context   frontend.Variable `gnark:",public"`

	EndDay    frontend.Variable // last day of the window, days since 1970-01-01
	Assurance frontend.Variable
	Secret    frontend.Variable
	Seal      gadget.SealWitness
	Path      gadget.MemberPath

	shape Shape
}

// Shape is what a circuit itself fixes of a claim.
type Shape struct {
	Metric claim.Metric
	Days   int // 0 if the circuit takes the number of days from the claim

	// NewChecker makes the range checker; nil is gnark's. Tests replace it to drop
	// a check.
	NewChecker func(frontend.API) gadget.RangeChecker
}

// New returns a frame of a shape.
func New(s Shape) Frame {
	if s.NewChecker == nil {
		s.NewChecker = func(api frontend.API) gadget.RangeChecker { return rangecheck.New(api) }
	}
	return Frame{shape: s}
}

// SetChecker replaces the range checker, for tests that drop a check.
func (f *Frame) SetChecker(n func(frontend.API) gadget.RangeChecker) { f.shape.NewChecker = n }

// Shape gives what the circuit fixes.
func (f *Frame) Shape() Shape { return f.shape }

// Builder carries what the checks of a circuit share.
type Builder struct {
	API   frontend.API
	Hash  *gadget.Hasher
	Check gadget.RangeChecker

	frame  *Frame
	fields map[string]frontend.Variable
}

// Widths of fields that a comparison uses.
const (
	spanBits      = 8
	assuranceBits = 3
)

// Begin asserts claimFields and windowEnd.
func (f *Frame) Begin(api frontend.API) (*Builder, error) {
	// The range checker goes first: see package gadget.
	b := &Builder{API: api, Hash: gadget.NewHasher(api), Check: f.shape.NewChecker(api), frame: f}
	if err := b.claimFields(); err != nil {
		return nil, err
	}
	b.windowEnd()
	return b, nil
}

// Field gives a field of the claim word, by its name in claim.Layout. It panics
// if the metric's claims have none.
func (b *Builder) Field(name string) frontend.Variable {
	v, ok := b.fields[name]
	if !ok {
		panic("frame: no field " + name)
	}
	return v
}

// Bound gives a row's bound and its strict bit, which is 0 for a row that cannot
// be strict.
func (b *Builder) Bound(r claim.Row) (value, strict frontend.Variable) {
	if !r.HasStrict {
		return b.Field(r.Name), 0
	}
	return b.Field(r.Name), b.Field(r.Name + "Strict")
}

// claimFields splits the claim word and pins the parts that the circuit itself
// fixes: format, metric and, unless the circuit takes any, number of days. No bit
// lies outside the fields.
func (b *Builder) claimFields() error {
	layout := claim.Layout(b.frame.shape.Metric)
	widths := make([]int, len(layout))
	for i, f := range layout {
		widths[i] = f.Width
	}
	values, err := gadget.Fields(b.API, b.Check, b.frame.Claim, widths)
	if err != nil {
		return err
	}
	b.fields = make(map[string]frontend.Variable, len(values))
	for i, f := range layout {
		b.fields[f.Name] = values[i]
	}
	b.API.AssertIsEqual(b.fields["format"], claim.Format)
	b.API.AssertIsEqual(b.fields["metric"], int(b.frame.shape.Metric))
	if b.frame.shape.Days > 0 {
		b.API.AssertIsEqual(b.fields["days"], b.frame.shape.Days)
	}
	return nil
}

// windowEnd: earliestEnd <= endDay <= earliestEnd + span. It also keeps the day
// numbers small, on which the packing of days relies.
func (b *Builder) windowEnd() {
	offset := b.API.Sub(b.frame.EndDay, b.fields["earliestEnd"])
	b.Check.Check(offset, spanBits)
	b.Check.Check(b.API.Sub(b.fields["span"], offset), spanBits)
}

// Sealed asserts that an issuer of the set sealed (subject, metric, endDay, head,
// assurance) for the subject H(secret, issuer key), that assurance >=
// minAssurance, and the nullifier; and binds the public inputs.
func (b *Builder) Sealed(head frontend.Variable) error {
	if err := b.sealed(head); err != nil {
		return err
	}
	return b.nullifier()
}

func (b *Builder) sealed(head frontend.Variable) error {
	f, api := b.frame, b.API
	b.Check.Check(f.Assurance, assuranceBits)
	b.Check.Check(api.Sub(f.Assurance, b.fields["minAssurance"]), assuranceBits)

	leaf, err := b.Hash.HashKind(statement.KindIssuerLeaf, f.Seal.AX, f.Seal.AY)
	if err != nil {
		return err
	}
	if err := gadget.Member(api, b.Hash, leaf, f.Issuers, f.Path); err != nil {
		return err
	}
	subject, err := b.Hash.HashKind(statement.KindSubject, f.Secret, f.Seal.AX, f.Seal.AY)
	if err != nil {
		return err
	}
	message := api.Add(
		int(f.shape.Metric)<<statement.SealMetricShift,
		api.Mul(f.EndDay, power(statement.SealDayShift)),
		api.Mul(f.Assurance, power(statement.SealAssuranceShift)),
	)
	lane0 := b.Hash.Lane0(statement.KindSeal, message)
	return gadget.VerifySeal(api, b.Hash, b.Check, f.Seal, lane0, subject, head)
}

// nullifier: nullifier = H(secret, scope).
func (b *Builder) nullifier() error {
	n, err := b.Hash.HashKind(statement.KindNullifier, b.frame.Secret, b.frame.Scope)
	if err != nil {
		return err
	}
	b.API.AssertIsEqual(n, b.frame.Nullifier)
	return nil
}

// BoundInputs puts each public input into a product of its own; a circuit calls
// it last. The context stands nowhere else, and gnark compiles an unused public
// input without a word: any value of it would then verify. For the others it
// keeps a proof from being bent to neighbouring inputs: Groth16 is (weakly)
// simulation extractable if the inputs' left-hand polynomials are independent of
// each other and of the witness's (Baghery, Kohlweiss, Siim and Volkhov, eprint
// 2020/811), and an input that only stands on the right of an equation has none.
func (b *Builder) BoundInputs() {
	f := b.frame
	for _, in := range []frontend.Variable{f.Issuers, f.Claim, f.Scope, f.Nullifier, f.Context} {
		b.API.Mul(in, in)
	}
}

func power(bit int) *big.Int { return new(big.Int).Lsh(big.NewInt(1), uint(bit)) }
