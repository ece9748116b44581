package attestation_test

import (
	"errors"
	"math/big"
	"sync"
	"testing"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/statement"
)

func groupOrder() *big.Int { return fr.Modulus() }

func TestTheCommittedProofVerifies(t *testing.T) {
	a := good(t)
	if err := a.Verify(); err != nil {
		t.Fatal(err)
	}
	vk := keyOf(t, a)
	for range 2 { // verifying changes neither the key nor the attestation
		if err := a.VerifyWith(vk); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNoFlippedByteIsAccepted(t *testing.T) {
	a := good(t)
	vk := keyOf(t, a)
	for i := range a.Proof {
		for _, mask := range []byte{0x01, 0x80, 0xff} {
			b := a
			b.Proof[i] ^= mask
			if err := b.VerifyWith(vk); err == nil {
				t.Errorf("accepted with byte %d changed by %#x", i, mask)
			}
		}
	}
}

// Flipped bytes leave the curve and never reach the pairing. These do: every
// point stays valid, and only the equations can refuse.
func TestNoOtherValidPointIsAccepted(t *testing.T) {
	a := good(t)
	vk := keyOf(t, a)
	_, _, g1, g2 := curve.Generators()
	at := map[string]func(*groth16bn254.Proof) *curve.G1Affine{
		"A": func(p *groth16bn254.Proof) *curve.G1Affine { return &p.Ar },
		"C": func(p *groth16bn254.Proof) *curve.G1Affine { return &p.Krs },
		"D": func(p *groth16bn254.Proof) *curve.G1Affine { return &p.Commitments[0] },
		"P": func(p *groth16bn254.Proof) *curve.G1Affine { return &p.CommitmentPok },
	}
	refuse := func(t *testing.T, change func(*groth16bn254.Proof)) {
		t.Helper()
		p := decode(t, a.Proof)
		change(p)
		b := a
		b.Proof = encode(t, p)
		if b.Proof == a.Proof {
			t.Fatal("the proof did not change")
		}
		if err := b.VerifyWith(vk); !errors.Is(err, attestation.ErrProofInvalid) {
			t.Errorf("got %v, want %v", err, attestation.ErrProofInvalid)
		}
	}
	for name, point := range at {
		for what, change := range map[string]func(curve.G1Affine) curve.G1Affine{
			"negated":       func(p curve.G1Affine) curve.G1Affine { return *p.Neg(&p) },
			"doubled":       func(p curve.G1Affine) curve.G1Affine { return *p.Double(&p) },
			"moved by one":  func(p curve.G1Affine) curve.G1Affine { return *p.Add(&p, &g1) },
			"the generator": func(curve.G1Affine) curve.G1Affine { return g1 },
			"random":        func(curve.G1Affine) curve.G1Affine { return timesG1(g1, random(t)) },
		} {
			t.Run(name+" "+what, func(t *testing.T) {
				refuse(t, func(p *groth16bn254.Proof) { *point(p) = change(*point(p)) })
			})
		}
		for other, second := range at {
			if name < other {
				t.Run(name+" and "+other+" swapped", func(t *testing.T) {
					refuse(t, func(p *groth16bn254.Proof) { *point(p), *second(p) = *second(p), *point(p) })
				})
			}
		}
	}
	for what, change := range map[string]func(curve.G2Affine) curve.G2Affine{
		"negated":       func(p curve.G2Affine) curve.G2Affine { return *p.Neg(&p) },
		"doubled":       func(p curve.G2Affine) curve.G2Affine { return *p.Double(&p) },
		"the generator": func(curve.G2Affine) curve.G2Affine { return g2 },
		"beta":          func(curve.G2Affine) curve.G2Affine { return vk.G2.Beta },
		"random":        func(curve.G2Affine) curve.G2Affine { return timesG2(g2, random(t)) },
	} {
		t.Run("B "+what, func(t *testing.T) {
			refuse(t, func(p *groth16bn254.Proof) { p.Bs = change(p.Bs) })
		})
	}
	// Commitment and proof of knowledge by one factor: the knowledge still holds,
	// the challenge and the equation do not.
	t.Run("D and P scaled together", func(t *testing.T) {
		s := random(t)
		refuse(t, func(p *groth16bn254.Proof) {
			p.Commitments[0], p.CommitmentPok = timesG1(p.Commitments[0], s), timesG1(p.CommitmentPok, s)
		})
	})
	// A change of D that C takes back where gamma and delta are not told apart.
	t.Run("D to C", func(t *testing.T) {
		refuse(t, func(p *groth16bn254.Proof) {
			p.Commitments[0] = *p.Commitments[0].Add(&p.Commitments[0], &g1)
			p.Krs = *p.Krs.Sub(&p.Krs, &g1)
		})
	})
}

func TestNoOtherPublicInputIsAccepted(t *testing.T) {
	a := good(t)
	vk := keyOf(t, a)
	refuse := func(t *testing.T, v [5]statement.Field) {
		t.Helper()
		if v == a.Inputs.Vector() {
			t.Fatal("the inputs did not change")
		}
		b := a
		b.Inputs = statement.PublicInputsFromVector(v)
		if err := b.VerifyWith(vk); !errors.Is(err, attestation.ErrProofInvalid) {
			t.Errorf("got %v, want %v", err, attestation.ErrProofInvalid)
		}
	}
	one := fr.One()
	for i, name := range statement.PublicInputNames {
		for what, change := range map[string]func(*statement.Field){
			"plus 1":  func(f *statement.Field) { f.Add(f, &one) },
			"minus 1": func(f *statement.Field) { f.Sub(f, &one) },
			"negated": func(f *statement.Field) { f.Neg(f) },
			"zero":    func(f *statement.Field) { f.SetZero() },
			"random":  func(f *statement.Field) { f.MustSetRandom() },
		} {
			t.Run(name+" "+what, func(t *testing.T) {
				v := a.Inputs.Vector()
				change(&v[i])
				refuse(t, v)
			})
		}
		for j := i + 1; j < len(statement.PublicInputNames); j++ {
			t.Run(name+" and "+statement.PublicInputNames[j]+" swapped", func(t *testing.T) {
				v := a.Inputs.Vector()
				v[i], v[j] = v[j], v[i]
				refuse(t, v)
			})
			// Inputs that stood in the key only as a sum would trade off.
			t.Run(name+" to "+statement.PublicInputNames[j], func(t *testing.T) {
				v := a.Inputs.Vector()
				v[i].Add(&v[i], &one)
				v[j].Sub(&v[j], &one)
				refuse(t, v)
			})
		}
	}
}

// Groth16 proofs are malleable: from one proof anyone makes others of the same
// statement, without the witness. So proof bytes are no id: what a verifier
// remembers and counts is the nullifier, never the proof.
func TestARerandomisedProofVerifiesSoProofBytesAreNoID(t *testing.T) {
	a := good(t)
	vk := keyOf(t, a)
	for name, change := range map[string]func(*groth16bn254.Proof){
		"A/s, sB": func(p *groth16bn254.Proof) {
			s := random(t)
			p.Ar = timesG1(p.Ar, new(big.Int).ModInverse(s, groupOrder()))
			p.Bs = timesG2(p.Bs, s)
		},
		"B + s delta, C + sA": func(p *groth16bn254.Proof) {
			s := random(t)
			delta, sa := timesG2(vk.G2.Delta, s), timesG1(p.Ar, s)
			p.Bs = *p.Bs.Add(&p.Bs, &delta)
			p.Krs = *p.Krs.Add(&p.Krs, &sa)
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := decode(t, a.Proof)
			change(p)
			b := a
			b.Proof = encode(t, p)
			if b.Proof == a.Proof {
				t.Fatal("the proof did not change")
			}
			if err := b.Verify(); err != nil {
				t.Error(err)
			}
			// It is a proof of the same statement and of no other.
			b.Inputs.Nullifier.SetOne()
			if err := b.Verify(); !errors.Is(err, attestation.ErrProofInvalid) {
				t.Errorf("another nullifier: got %v", err)
			}
		})
	}
}

func TestAProofOfAnotherCircuitIsRefused(t *testing.T) {
	a := good(t)
	entries, err := lock.Entries()
	if err != nil {
		t.Fatal(err)
	}
	others := 0
	for _, e := range entries {
		b := a
		if b.Circuit, err = statement.ParseCircuitID(e.ID); err != nil {
			t.Fatal(err)
		}
		if b.Circuit == a.Circuit {
			continue
		}
		others++
		if err := b.Verify(); !errors.Is(err, attestation.ErrProofInvalid) {
			t.Errorf("%s: got %v", e.Name, err)
		}
	}
	if others != len(entries)-1 {
		t.Errorf("tried %d of %d circuits", others, len(entries))
	}
}

func TestAnUnknownCircuitIsRefused(t *testing.T) {
	a := good(t)
	a.Circuit[31] ^= 1
	if err := a.Verify(); !errors.Is(err, lock.ErrUnknownCircuit) {
		t.Errorf("got %v", err)
	}
}

// Parsed keys are shared between verifications, which run at the same time.
func TestVerifyMayRunAtTheSameTime(t *testing.T) {
	a := good(t)
	bad := a
	bad.Inputs.Context.SetOne()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 3 {
				if err := a.Verify(); err != nil {
					t.Error(err)
				}
				if err := bad.Verify(); !errors.Is(err, attestation.ErrProofInvalid) {
					t.Errorf("got %v", err)
				}
			}
		})
	}
	wg.Wait()
}
