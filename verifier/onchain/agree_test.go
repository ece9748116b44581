package onchain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"testing"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/statement"
)

// judges asks both verifiers about one proof, and wants one verdict.
type judges struct {
	gate *Gate
	v    vector
}

func (j judges) agree(t *testing.T, a attestation.Attestation, want bool) {
	t.Helper()
	var words [5]*big.Int
	for i, f := range a.Inputs.Vector() {
		words[i] = toBig(f)
	}
	inGo, onChain := a.VerifyWith(j.v.key), j.gate.VerifyRaw(context.Background(), a.Proof[:], words)
	if (inGo == nil) != want || (onChain == nil) != want {
		t.Errorf("Go says %v, the contract %v, want accepted: %t", inGo, onChain, want)
	}
	var refusal *Refusal
	if onChain != nil && !errors.As(onChain, &refusal) {
		t.Errorf("the contract was not asked: %v", onChain)
	}
}

func newJudges(t *testing.T) judges {
	t.Helper()
	_, g, v := deployVector(t)
	return judges{g, v}
}

func TestGoAndTheContractAcceptTheCommittedProof(t *testing.T) {
	j := newJudges(t)
	j.agree(t, j.v.attestation, true)
}

func TestGoAndTheContractRefuseEveryFlippedByte(t *testing.T) {
	j := newJudges(t)
	step := 1
	if testing.Short() {
		step = 13
	}
	for i := 0; i < attestation.ProofBytes; i += step {
		a := j.v.attestation
		a.Proof[i] ^= 0x01
		j.agree(t, a, false)
	}
}

func TestGoAndTheContractRefuseEveryOtherInput(t *testing.T) {
	j := newJudges(t)
	one := fr.One()
	for i, name := range statement.PublicInputNames {
		for what, change := range map[string]func(*statement.Field){
			"plus 1": func(f *statement.Field) { f.Add(f, &one) },
			"zero":   func(f *statement.Field) { f.SetZero() },
			"r - 1":  func(f *statement.Field) { f.SetOne().Neg(f) },
			"random": func(f *statement.Field) { f.MustSetRandom() },
		} {
			t.Run(name+" "+what, func(t *testing.T) {
				in := j.v.attestation.Inputs.Vector()
				change(&in[i])
				a := j.v.attestation
				a.Inputs = statement.PublicInputsFromVector(in)
				j.agree(t, a, false)
			})
		}
	}
}

// A word that is not below r is an alias: the nullifier plus r would count one
// holder twice. Go's door refuses the same text.
func TestGoAndTheContractRefuseInputsThatAreNotBelowR(t *testing.T) {
	j := newJudges(t)
	for i, name := range statement.PublicInputNames {
		for what, change := range map[string]func(*big.Int){
			"plus r":   func(x *big.Int) { x.Add(x, fr.Modulus()) },
			"r":        func(x *big.Int) { x.Set(fr.Modulus()) },
			"plus 2r":  func(x *big.Int) { x.Add(x, new(big.Int).Lsh(fr.Modulus(), 1)) },
			"all ones": func(x *big.Int) { x.Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1)) },
		} {
			t.Run(name+" "+what, func(t *testing.T) {
				var words [5]*big.Int
				for k, f := range j.v.attestation.Inputs.Vector() {
					words[k] = toBig(f)
				}
				change(words[i])
				mustRefuse(t, j.gate.VerifyRaw(context.Background(), j.v.attestation.Proof[:], words), "PublicInputNotInField")
				if _, err := statement.ParseField(fmt.Sprintf("0x%064x", words[i])); !errors.Is(err, statement.ErrNotCanonical) {
					t.Errorf("Go: got %v", err)
				}
			})
		}
	}
}

// Valid points in the wrong place reach both pairings; re-randomised proofs are
// right ones, and both have to say so.
func TestGoAndTheContractAgreeOnOtherPoints(t *testing.T) {
	j := newJudges(t)
	_, _, g1, g2 := curve.Generators()
	random := func() *big.Int {
		var f fr.Element
		f.MustSetRandom()
		return toBig(f)
	}
	randomG1 := func() (p curve.G1Affine) { return *p.ScalarMultiplicationBase(random()) }
	randomG2 := func() (p curve.G2Affine) { return *p.ScalarMultiplicationBase(random()) }
	try := func(name string, want bool, change func(*groth16bn254.Proof)) {
		t.Run(name, func(t *testing.T) {
			p, err := attestation.Decode(j.v.attestation.Proof)
			if err != nil {
				t.Fatal(err)
			}
			change(p)
			a := j.v.attestation
			if a.Proof, err = attestation.Encode(p); err != nil {
				t.Fatal(err)
			}
			if a.Proof == j.v.attestation.Proof {
				t.Fatal("the proof did not change")
			}
			j.agree(t, a, want)
		})
	}
	try("A negated", false, func(p *groth16bn254.Proof) { p.Ar.Neg(&p.Ar) })
	try("B negated", false, func(p *groth16bn254.Proof) { p.Bs.Neg(&p.Bs) })
	try("A and B negated", true, func(p *groth16bn254.Proof) { p.Ar.Neg(&p.Ar); p.Bs.Neg(&p.Bs) })
	try("C doubled", false, func(p *groth16bn254.Proof) { p.Krs.Double(&p.Krs) })
	try("D moved", false, func(p *groth16bn254.Proof) { p.Commitments[0].Add(&p.Commitments[0], &g1) })
	try("P moved", false, func(p *groth16bn254.Proof) { p.CommitmentPok.Add(&p.CommitmentPok, &g1) })
	try("D and P doubled", false, func(p *groth16bn254.Proof) {
		p.Commitments[0].Double(&p.Commitments[0])
		p.CommitmentPok.Double(&p.CommitmentPok)
	})
	try("generators", false, func(p *groth16bn254.Proof) { p.Ar, p.Bs, p.Krs = g1, g2, g1 })
	try("alpha, beta, C at infinity", false, func(p *groth16bn254.Proof) {
		p.Ar, p.Bs = j.v.key.G1.Alpha, j.v.key.G2.Beta
		p.Krs.SetInfinity()
	})
	try("D and P at infinity", false, func(p *groth16bn254.Proof) {
		p.Commitments[0].SetInfinity()
		p.CommitmentPok.SetInfinity()
	})
	try("B outside the subgroup", false, func(p *groth16bn254.Proof) { p.Bs = outsideSubgroup(t) })
	for range 8 {
		try("re-randomised", true, func(p *groth16bn254.Proof) {
			s := random()
			var delta curve.G2Affine
			var sa curve.G1Affine
			delta.ScalarMultiplication(&j.v.key.G2.Delta, s)
			p.Krs.Add(&p.Krs, sa.ScalarMultiplication(&p.Ar, s))
			p.Bs.Add(&p.Bs, &delta)
			p.Ar.ScalarMultiplication(&p.Ar, s)
			p.Bs.ScalarMultiplication(&p.Bs, new(big.Int).ModInverse(s, fr.Modulus()))
		})
		try("random", false, func(p *groth16bn254.Proof) {
			p.Ar, p.Bs, p.Krs, p.Commitments[0], p.CommitmentPok = randomG1(), randomG2(), randomG1(), randomG1(), randomG1()
		})
	}
}

// outsideSubgroup is a point of B's curve that is, like nearly all, not in the
// subgroup.
func outsideSubgroup(t *testing.T) curve.G2Affine {
	t.Helper()
	_, _, _, g := curve.Generators()
	var b, y2 curve.E2 // b is the curve's constant, y^2 - x^3
	b.Square(&g.X).Mul(&b, &g.X)
	b.Sub(y2.Square(&g.Y), &b)
	for i := uint64(1); i < 100; i++ {
		var p curve.G2Affine
		p.X.A0.SetUint64(i)
		if y2.Square(&p.X).Mul(&y2, &p.X).Add(&y2, &b); y2.Legendre() != 1 {
			continue
		}
		if p.Y.Sqrt(&y2); !p.IsOnCurve() || p.IsInSubGroup() {
			t.Fatal("not a point of the curve outside the subgroup")
		}
		return p
	}
	t.Fatal("no point found")
	return curve.G2Affine{}
}

func TestTheContractTakesProofsOfOneLengthOnly(t *testing.T) {
	j := newJudges(t)
	var words [5]*big.Int
	for i, f := range j.v.attestation.Inputs.Vector() {
		words[i] = toBig(f)
	}
	proof := j.v.attestation.Proof[:]
	for _, bad := range [][]byte{nil, proof[:256], proof[:383], append(proof[:384:384], 0), append(proof[:384:384], proof...)} {
		var refusal *Refusal
		if err := j.gate.VerifyRaw(context.Background(), bad, words); !errors.As(err, &refusal) {
			t.Errorf("%d bytes: got %v", len(bad), err)
		}
	}
}
