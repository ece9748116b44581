package series

import (
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bn254/twistededwards"
	"github.com/consensys/gnark/test"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/statement"
)

// attack is a false statement together with the best witness for it, and the
// assertions that stand in its way.
//
// The circuit has to refuse it, and has to accept it as soon as exactly those
// assertions are left out. The second half shows that the attack is good enough
// to get through if an assertion is lost, so that the test then fails.
type attack struct {
	name   string
	breaks []string // names as mutant gives them; most attacks break one
	build  func(t *testing.T) (*Circuit, []test.TestEngineOption)
}

// attacks lists every attack of this package.
func attacks() []attack {
	return slices.Concat(windowAttacks(), sealAttacks(), forgeryAttacks(), wordAttacks(), fieldAttacks(), limitAttacks(), histogramAttacks(), gapAttacks())
}

func TestCircuitRefusesEveryAttack(t *testing.T) {
	for i, a := range attacks() {
		if testing.Short() && i%12 > 0 {
			continue
		}
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			c, opts := a.build(t)
			if holds(c) == nil {
				t.Fatal("not an attack: the statement is true")
			}
			if accepts(c, opts...) {
				t.Fatal("the circuit accepts a false statement")
			}
			if _, err := run(c, a.breaks, opts...); err != nil {
				t.Errorf("refused even without %v, so it does not show that those are needed: %.200v", a.breaks, err)
			}
			if len(a.breaks) == 1 || testing.Short() {
				return
			}
			// With several assertions in its way, it needs the lack of all.
			for _, b := range a.breaks {
				rest := slices.DeleteFunc(slices.Clone(a.breaks), func(s string) bool { return s == b })
				if _, err := run(c, rest, opts...); err == nil {
					t.Errorf("%s does not stand in its way", b)
				}
			}
		})
	}
}

// redundant lists the assertions whose lack alone lets no attack on the whole
// circuit through, and why.
var redundant = map[string]string{
	// claimFields asserts these fields equal to constants that fit.
	"gadget.Fields check format": "frame.claimFields assert 0",
	"gadget.Fields check metric": "frame.claimFields assert 1",
	"gadget.Fields check days":   "frame.claimFields assert 2",
	// selectParts has only 0, 1 and 2 as solutions.
	"gadget.Fields check timeOfDay": "series.selectParts assert 0",
	// Needed only for challenges below 2^127, and a challenge is a hash. Package
	// gadget's tests attack it with a value of their choice.
	"gadget.canonicalBits check 0": "",
}

func TestEveryAssertionIsAttacked(t *testing.T) {
	alone, together := map[string]bool{}, map[string]bool{}
	for _, a := range attacks() {
		for _, b := range a.breaks {
			name, _, _ := strings.Cut(b, "[")
			together[name] = true
			alone[name] = alone[name] || len(a.breaks) == 1 || strings.Contains(b, "[")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(assertions(t))) {
		with, listed := redundant[name]
		switch {
		case alone[name] && listed:
			t.Errorf("%s is attacked and listed as redundant", name)
		case !alone[name] && !listed:
			t.Errorf("%s survives: no attack shows that it is needed", name)
		case listed && with != "" && !together[name]:
			t.Errorf("%s: no attack shows that it is redundant only because of %s", name, with)
		}
	}
}

// The scene that all attacks start from is honest.
func TestCircuitAcceptsTheTruth(t *testing.T) {
	for days := 1; days <= 3; days++ {
		c := newScene(t, days).circuit(t)
		if err := holds(c); err != nil {
			t.Fatal(err)
		}
		if _, err := run(c, nil); err != nil {
			t.Errorf("%d days: %v", days, err)
		}
	}
}

// signature names the two coordinates that VerifySeal compares. Whatever changes
// the signed message changes both.
var signature = []string{"gadget.VerifySeal assert 0", "gadget.VerifySeal assert 1"}

// simple is an attack with honest hints on a scene of a number of days.
func simple(name string, days int, breaks []string, spoil func(*testing.T, *scene) *Circuit) attack {
	return attack{name, breaks, func(t *testing.T) (*Circuit, []test.TestEngineOption) {
		return spoil(t, newScene(t, days)), nil
	}}
}

// windowAttacks are lies about which days and readings the window holds.
func windowAttacks() []attack {
	const perDay = 96
	return []attack{
		simple("window ends one day too early", 1, []string{"frame.windowEnd check 0"}, func(t *testing.T, s *scene) *Circuit {
			s.end = s.claim.EarliestEnd - 1
			return s.circuit(t)
		}),
		simple("window ends one day too late", 1, []string{"frame.windowEnd check 1"}, func(t *testing.T, s *scene) *Circuit {
			s.end = s.claim.LatestEnd + 1
			return s.circuit(t)
		}),
		// Beyond 256 days the offset itself no longer fits.
		simple("window ends years too late", 1, []string{"frame.windowEnd check 0", "frame.windowEnd check 1"}, func(t *testing.T, s *scene) *Circuit {
			s.end = s.claim.LatestEnd + 2000
			return s.circuit(t)
		}),
		simple("window ends years too early", 1, []string{"frame.windowEnd check 0", "frame.windowEnd check 1"}, func(t *testing.T, s *scene) *Circuit {
			s.end = s.claim.EarliestEnd - 2000
			return s.circuit(t)
		}),
		simple("window ends at a day that wraps around the field", 1, []string{"frame.windowEnd check 0", "frame.windowEnd check 1"}, func(t *testing.T, s *scene) *Circuit {
			c := s.circuit(t)
			c.EndDay = new(big.Int).Sub(modulus(), big.NewInt(1))
			s.seal(t, c)
			return c
		}),
		simple("bad day left out and the window stitched around it", 2, signature, func(t *testing.T, s *scene) *Circuit {
			// Three days were sealed, the middle one is bad. The window shows the
			// first and the last.
			first, bad, last := filled(perDay, 110), filled(perDay, 400), filled(perDay, 120)
			m := s.claim.Metric
			head := statement.NextHead(m, s.start, s.end-2, first)
			head = statement.NextHead(m, head, s.end-1, bad)
			head = statement.NextHead(m, head, s.end, last)
			s.slots = slices.Concat(first, last)
			c := s.circuit(t)
			s.sealAs(t, c, s.secret.Subject(s.signer.Public()), head)
			return c
		}),
		simple("good day shown in place of another", 2, signature, func(t *testing.T, s *scene) *Circuit {
			s.slots = slices.Concat(filled(perDay, 400), filled(perDay, 110))
			c := s.circuit(t)
			copy(c.Readings[:perDay], c.Readings[perDay:])
			return c
		}),
		simple("days in another order", 2, signature, func(t *testing.T, s *scene) *Circuit {
			s.slots = slices.Concat(filled(perDay, 400), filled(perDay, 110))
			c := s.circuit(t)
			c.Readings = slices.Concat(c.Readings[perDay:], c.Readings[:perDay])
			return c
		}),
		simple("one reading changed after sealing", 1, signature, func(t *testing.T, s *scene) *Circuit {
			c := s.circuit(t)
			c.Readings[17] = 101
			return c
		}),
		simple("a low reading removed after sealing", 1, signature, func(t *testing.T, s *scene) *Circuit {
			s.slots[40] = 45
			c := s.circuit(t)
			c.Readings[40] = 0
			return c
		}),
		simple("another head before the window", 1, signature, func(t *testing.T, s *scene) *Circuit {
			c := s.circuit(t)
			c.HeadBefore = add(s.start, 1)
			return c
		}),
	}
}

// sealAttacks are lies about who sealed, for whom and how.
func sealAttacks() []attack {
	return []attack{
		simple("another holder's record", 1, signature, func(t *testing.T, s *scene) *Circuit {
			c := s.circuit(t)
			thief := s.newSecret(t)
			c.Secret, c.Nullifier = thief.Field(), thief.Nullifier(s.scope)
			return c
		}),
		simple("nullifier changed", 1, []string{"frame.nullifier assert 0"}, func(t *testing.T, s *scene) *Circuit {
			c := s.circuit(t)
			c.Nullifier = add(field(c.Nullifier), 1)
			return c
		}),
		simple("nullifier of another scope", 1, []string{"frame.nullifier assert 0"}, func(t *testing.T, s *scene) *Circuit {
			c := s.circuit(t)
			c.Nullifier = s.secret.Nullifier(add(s.scope, 1))
			return c
		}),
		simple("nullifier of another secret", 1, []string{"frame.nullifier assert 0"}, func(t *testing.T, s *scene) *Circuit {
			c := s.circuit(t)
			c.Nullifier = s.newSecret(t).Nullifier(s.scope)
			return c
		}),
		simple("assurance below the minimum", 1, []string{"frame.sealed check 1"}, func(t *testing.T, s *scene) *Circuit {
			s.assurance = int(s.claim.MinAssurance) - 1
			return s.circuit(t)
		}),
		// An issuer that seals level 8 is malicious, but the level must not reach
		// into the next bits of the message.
		simple("assurance above the highest level", 1, []string{"frame.sealed check 0"}, func(t *testing.T, s *scene) *Circuit {
			s.claim.MinAssurance = statement.MaxAssurance
			s.assurance = statement.MaxAssurance + 1
			return s.circuit(t)
		}),
		simple("assurance is not what was sealed", 1, signature, func(t *testing.T, s *scene) *Circuit {
			s.assurance = 1
			c := s.circuit(t)
			c.Assurance = 3
			return c
		}),
		simple("seal for another metric", 1, signature, func(t *testing.T, s *scene) *Circuit {
			c := s.circuit(t)
			s.sealFor(t, c, claim.Glucose5, s.secret.Subject(s.signer.Public()), headOf(c))
			return c
		}),
		simple("seal for the day before", 1, signature, func(t *testing.T, s *scene) *Circuit {
			c := s.circuit(t)
			head := headOf(c)
			c.EndDay = int(s.end) - 1
			s.sealAs(t, c, s.secret.Subject(s.signer.Public()), head)
			c.EndDay = int(s.end)
			return c
		}),
		simple("seal for another head", 1, signature, func(t *testing.T, s *scene) *Circuit {
			c := s.circuit(t)
			s.sealAs(t, c, s.secret.Subject(s.signer.Public()), add(headOf(c), 1))
			return c
		}),
		simple("seal for another subject", 1, signature, func(t *testing.T, s *scene) *Circuit {
			c := s.circuit(t)
			s.sealAs(t, c, add(s.secret.Subject(s.signer.Public()), 1), headOf(c))
			return c
		}),
		simple("scalar of the seal off by one", 1, signature, func(t *testing.T, s *scene) *Circuit {
			c := s.circuit(t)
			scalar := scalarOf(c)
			frame.SetScalar(&c.Seal, scalar.Add(scalar, big.NewInt(1)))
			return c
		}),
		simple("nonce point off the curve", 1, signature, func(t *testing.T, s *scene) *Circuit {
			c := s.circuit(t)
			c.Seal.RX = add(field(c.Seal.RX), 1)
			return c
		}),
		simple("nonce point negated", 1, signature, func(t *testing.T, s *scene) *Circuit {
			c := s.circuit(t)
			x := field(c.Seal.RX)
			c.Seal.RX = *x.Neg(&x)
			return c
		}),
		simple("another issuer of the set under this issuer's seal", 1, signature, func(t *testing.T, s *scene) *Circuit {
			c := s.circuit(t)
			other := s.keys[4].Public()
			c.Seal.AX, c.Seal.AY = other.Coordinates()
			path, err := s.set.Path(other)
			if err != nil {
				t.Fatal(err)
			}
			setPath(c, path)
			return c
		}),
		// The next two are finer than any change of the message: one coordinate of
		// R is right.
		simple("seal whose nonce point has another x", 1, signature[:1], func(t *testing.T, s *scene) *Circuit {
			return sealWithWrongR(t, s, func(r *twistededwards.PointAffine) { r.X = add(r.X, 1) })
		}),
		simple("seal whose nonce point has another y", 1, signature[1:], func(t *testing.T, s *scene) *Circuit {
			return sealWithWrongR(t, s, func(r *twistededwards.PointAffine) { r.Y = add(r.Y, 1) })
		}),
	}
}

func scalarOf(c *Circuit) *big.Int {
	n := new(big.Int)
	for i, b := range c.Seal.S {
		n.SetBit(n, i, uint(integer(field(b)).Uint64()))
	}
	return n
}

// sealWithWrongR signs under a challenge over a changed R.
func sealWithWrongR(t *testing.T, s *scene, change func(*twistededwards.PointAffine)) *Circuit {
	t.Helper()
	c := s.circuit(t)
	var wrong twistededwards.PointAffine
	_, scalar := sign(s.rand, s.signer, func(r twistededwards.PointAffine) *big.Int {
		wrong = r
		change(&wrong)
		return integer(challengeOf(c, wrong))
	})
	c.Seal.RX, c.Seal.RY = wrong.X, wrong.Y
	frame.SetScalar(&c.Seal, scalar)
	return c
}

// challengeOf is the challenge that the circuit computes for a nonce point.
func challengeOf(c *Circuit, r twistededwards.PointAffine) statement.Field {
	subject := statement.HashKind(statement.KindSubject, field(c.Secret), field(c.Seal.AX), field(c.Seal.AY))
	return statement.Hash(sealLane0(c.Shape().Metric, field(c.EndDay), field(c.Assurance)),
		r.X, r.Y, field(c.Seal.AX), field(c.Seal.AY), subject, headOf(c))
}
