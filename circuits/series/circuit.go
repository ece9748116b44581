package series

import (
	"fmt"
	"math/big"

	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/rangecheck"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/gadget"
	"vitalproof/circuits/statement"
)

// Circuit is the statement for one metric and window length. New makes one with
// the right shape; the public inputs stand first and in the statement's order.
type Circuit struct {
	Issuers   frontend.Variable `gnark:",public"`
	Claim     frontend.Variable `gnark:",public"`
	Scope     frontend.Variable `gnark:",public"`
	Nullifier frontend.Variable `gnark:",public"`
	Context   frontend.Variable `gnark:",public"`

	Readings   []frontend.Variable // days x slots, in order
	HeadBefore frontend.Variable   // head of the day before the window
	EndDay     frontend.Variable   // last day of the window, days since 1970-01-01
	Assurance  frontend.Variable
	Secret     frontend.Variable
	Seal       gadget.SealWitness
	Path       gadget.MemberPath

	metric     claim.Metric
	days       int
	newChecker func(frontend.API) gadget.RangeChecker // tests replace it to drop a check
}

// New returns the circuit of a metric and a window of days.
func New(metric claim.Metric, days int) (*Circuit, error) {
	if !metric.Valid() || days < 1 || days > MaxDays {
		return nil, fmt.Errorf("series: no circuit for this metric and %d days", days)
	}
	return &Circuit{
		Readings: make([]frontend.Variable, days*metric.SlotsPerDay()),
		metric:   metric,
		days:     days,
		newChecker: func(api frontend.API) gadget.RangeChecker {
			return rangecheck.New(api)
		},
	}, nil
}

// MaxDays bounds the window so that every number in limits.go keeps its width.
const MaxDays = 366

// builder carries what the checks share.
type builder struct {
	api   frontend.API
	hash  *gadget.Hasher
	check gadget.RangeChecker
	c     *Circuit
}

// Define asserts the statement, sentence by sentence.
func (c *Circuit) Define(api frontend.API) error {
	// The range checker goes first: see package gadget.
	b := &builder{api, gadget.NewHasher(api), c.newChecker(api), c}
	fields, err := b.claimFields()
	if err != nil {
		return err
	}
	b.windowEnd(fields)
	head, err := b.headChain()
	if err != nil {
		return err
	}
	if err := b.sealed(fields, head); err != nil {
		return err
	}
	if err := b.nullifier(); err != nil {
		return err
	}
	if err := b.limits(fields); err != nil {
		return err
	}
	b.boundInputs()
	return nil
}

// claimFields splits the claim word and pins the parts that the circuit itself
// fixes: format, metric and number of days. No bit lies outside the fields.
func (b *builder) claimFields() (map[string]frontend.Variable, error) {
	widths := make([]int, len(claim.Layout))
	for i, f := range claim.Layout {
		widths[i] = f.Width
	}
	values, err := gadget.Fields(b.api, b.check, b.c.Claim, widths)
	if err != nil {
		return nil, err
	}
	fields := make(map[string]frontend.Variable, len(values))
	for i, f := range claim.Layout {
		fields[f.Name] = values[i]
	}
	b.api.AssertIsEqual(fields["format"], claim.Format)
	b.api.AssertIsEqual(fields["metric"], int(b.c.metric))
	b.api.AssertIsEqual(fields["days"], b.c.days)
	return fields, nil
}

// windowEnd: earliestEnd <= endDay <= earliestEnd + span. It also keeps the day
// numbers small, on which the packing of a day block relies.
func (b *builder) windowEnd(f map[string]frontend.Variable) {
	offset := b.api.Sub(b.c.EndDay, f["earliestEnd"])
	b.check.Check(offset, spanBits)
	b.check.Check(b.api.Sub(f["span"], offset), spanBits)
}

// headChain hashes the window's day blocks forward and returns the last head.
func (b *builder) headChain() (frontend.Variable, error) {
	slots := b.c.metric.SlotsPerDay()
	head := b.c.HeadBefore
	for d := range b.c.days {
		day := b.api.Sub(b.c.EndDay, b.c.days-1-d)
		var err error
		if head, err = b.nextHead(head, day, b.c.Readings[d*slots:(d+1)*slots]); err != nil {
			return nil, err
		}
	}
	return head, nil
}

// nextHead is statement.NextHead. Readings are unique in their packing because
// the histogram of limits confines them to the table.
func (b *builder) nextHead(prev, day frontend.Variable, block []frontend.Variable) (frontend.Variable, error) {
	lanes := make([]frontend.Variable, statement.Lanes(len(block)))
	first := min(len(block), statement.Lane0Readings)
	low := b.api.Add(b.pack(block[:first]), b.api.Mul(day, power(statement.DayShift)))
	lanes[0] = b.hash.Lane0(statement.KindDay, low)
	lanes[1] = prev
	for i := 2; i < len(lanes); i++ {
		from := statement.Lane0Readings + (i-2)*statement.LaneReadings
		lanes[i] = b.pack(block[from:min(len(block), from+statement.LaneReadings)])
	}
	return b.hash.Hash(lanes...)
}

func (b *builder) pack(readings []frontend.Variable) frontend.Variable {
	var packed frontend.Variable = 0
	for i, r := range readings {
		packed = b.api.Add(packed, b.api.Mul(r, power(i*statement.ReadingBits)))
	}
	return packed
}

// sealed: an issuer of the set sealed (subject, metric, endDay, head, assurance)
// for the subject H(secret, issuer key), and assurance >= minAssurance.
func (b *builder) sealed(f map[string]frontend.Variable, head frontend.Variable) error {
	c, api := b.c, b.api
	b.check.Check(c.Assurance, assuranceBits)
	b.check.Check(api.Sub(c.Assurance, f["minAssurance"]), assuranceBits)

	leaf, err := b.hash.HashKind(statement.KindIssuerLeaf, c.Seal.AX, c.Seal.AY)
	if err != nil {
		return err
	}
	if err := gadget.Member(api, b.hash, leaf, c.Issuers, c.Path); err != nil {
		return err
	}
	subject, err := b.hash.HashKind(statement.KindSubject, c.Secret, c.Seal.AX, c.Seal.AY)
	if err != nil {
		return err
	}
	message := api.Add(
		int(c.metric)<<statement.SealMetricShift,
		api.Mul(c.EndDay, power(statement.SealDayShift)),
		api.Mul(c.Assurance, power(statement.SealAssuranceShift)),
	)
	lane0 := b.hash.Lane0(statement.KindSeal, message)
	return gadget.VerifySeal(api, b.hash, b.check, c.Seal, lane0, subject, head)
}

// nullifier: nullifier = H(secret, scope).
func (b *builder) nullifier() error {
	n, err := b.hash.HashKind(statement.KindNullifier, b.c.Secret, b.c.Scope)
	if err != nil {
		return err
	}
	b.api.AssertIsEqual(n, b.c.Nullifier)
	return nil
}

// boundInputs puts each public input into a product of its own. The context
// stands nowhere else, and gnark compiles an unused public input without a word:
// any value of it would then verify. For the others it keeps a proof from being
// bent to neighbouring inputs: Groth16 is (weakly) simulation extractable if the
// inputs' left-hand polynomials are independent of each other and of the
// witness's (Baghery, Kohlweiss, Siim and Volkhov, eprint 2020/811), and an input
// that only stands on the right of an equation has none.
func (b *builder) boundInputs() {
	c := b.c
	for _, in := range []frontend.Variable{c.Issuers, c.Claim, c.Scope, c.Nullifier, c.Context} {
		b.api.Mul(in, in)
	}
}

func power(bit int) *big.Int { return new(big.Int).Lsh(big.NewInt(1), uint(bit)) }
