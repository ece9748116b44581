package differential

import (
	"bytes"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"

	"vitalproof/circuits/lock"
	"vitalproof/circuits/statement"
	"vitalproof/contracts"
)

// Every case is decided by gnark in Go, the exported contract, ours, and ours in a
// batch with others. They may not disagree about one.
//
// Good proofs are the prover's, fresh for the toy keys and committed for the
// released circuit, as they are or re-randomised, which takes no witness and gives
// another valid proof. The others are good ones with one change.
func TestAllVerifiersAgree(t *testing.T) {
	cases, fresh := 5000, 150
	if testing.Short() {
		cases, fresh = 300, 10
	}
	subjects := append(toys(t, fresh), released(t))
	for i, s := range subjects {
		t.Run(title(s.name), func(t *testing.T) {
			random := rand.New(rand.NewPCG(0x5eed, uint64(i)))
			g := &generator{t: t, s: s, random: random, seen: map[string]int{}}
			accepted, refused, batches := 0, 0, 0 // batches of several that hold
			var pending []candidate
			and, size := true, 1
			share := cases / len(subjects)
			for n := range share + 1 {
				c, kind := g.next()
				want := s.inGo(c)
				if exported, _ := s.call(t, s.exported, "verifyProof", c.proof[:], c.inputs); exported != want {
					t.Fatalf("case %d, %s: exported says %v, Go %v", n, kind, exported, want)
				}
				if got, _ := s.call(t, s.ours, "verifyProof", c.proof[:], c.inputs); got != want {
					t.Fatalf("case %d, %s: ours says %v, Go %v", n, kind, got, want)
				}
				if want {
					accepted++
				} else {
					refused++
				}
				pending, and = append(pending, c), and && want
				if len(pending) == size || n == share {
					proofs, inputs := batch(pending)
					if got, _ := s.call(t, s.ours, "verifyBatch", proofs, inputs); got != and {
						t.Fatalf("case %d: a batch of %d says %v, its members %v", n, len(pending), got, and)
					}
					if and && len(pending) > 1 {
						batches++
					}
					pending, and, size = nil, true, 1+random.IntN(5)
				}
			}
			if accepted < share/4 || refused < share/4 || batches == 0 {
				t.Errorf("%d accepted, %d refused, %d batches that hold: the cases are lopsided", accepted, refused, batches)
			}
			t.Logf("%d accepted, %d refused, %d batches that hold, 0 disagreements; %v", accepted, refused, batches, g.seen)
		})
	}
}

// generator makes cases of one subject.
type generator struct {
	t      *testing.T
	s      *subject
	random *rand.Rand
	seen   map[string]int
}

func (g *generator) next() (candidate, string) {
	c := g.s.good[g.random.IntN(len(g.s.good))].copy()
	kind := "as proved"
	if g.random.IntN(2) == 0 {
		kind = "re-randomised"
		g.rerandomise(&c)
	}
	// About half of the cases stay good: a batch is refused for each of its members.
	if g.random.IntN(2) == 0 {
		changes := []struct {
			name string
			to   func(*candidate)
		}{
			{"a word plus one", func(c *candidate) { g.word(c, func(x *big.Int) { x.Add(x, big.NewInt(1)) }) }},
			{"a word plus p", func(c *candidate) { g.word(c, func(x *big.Int) { x.Add(x, fp.Modulus()) }) }},
			{"p minus a word", func(c *candidate) { g.word(c, func(x *big.Int) { x.Sub(fp.Modulus(), x) }) }},
			{"a word zero", func(c *candidate) { g.word(c, func(x *big.Int) { x.SetUint64(0) }) }},
			{"a word random", func(c *candidate) { g.word(c, func(x *big.Int) { x.Set(g.below(fp.Modulus())) }) }},
			{"a bit", func(c *candidate) { c.proof[g.random.IntN(len(c.proof))] ^= 1 << g.random.IntN(8) }},
			{"a point moved", g.movePoint},
			{"a point replaced", g.replacePoint},
			{"a point of another proof", g.borrowPoint},
			{"two points swapped", g.swapPoints},
			{"a point at infinity", g.infinity},
			{"B in another order", g.swapHalves},
			{"B moved", g.moveB},
			{"B outside the subgroup", func(c *candidate) { setG2(&c.proof, OutsideG2()) }},
			{"an input plus one", func(c *candidate) { g.input(c, func(x *big.Int) { x.Add(x, big.NewInt(1)) }) }},
			{"an input plus r", func(c *candidate) { g.input(c, func(x *big.Int) { x.Add(x, statement.Modulus()) }) }},
			{"r minus an input", func(c *candidate) { g.input(c, func(x *big.Int) { x.Sub(statement.Modulus(), x) }) }},
			{"an input at an edge", g.edge},
			{"two inputs swapped", func(c *candidate) {
				i := g.random.IntN(5)
				j := (i + 1 + g.random.IntN(4)) % 5
				c.inputs[i], c.inputs[j] = c.inputs[j], c.inputs[i]
			}},
			{"inputs of another proof", func(c *candidate) { c.inputs = g.s.good[g.random.IntN(len(g.s.good))].copy().inputs }},
		}
		change := changes[g.random.IntN(len(changes))]
		kind += ", " + change.name
		g.seen[change.name]++
		change.to(&c)
	} else {
		g.seen[kind]++
	}
	return c, kind
}

func (g *generator) below(limit *big.Int) *big.Int {
	raw := make([]byte, 40) // 8 bytes more than the limits have
	for i := range raw {
		raw[i] = byte(g.random.Uint32())
	}
	x := new(big.Int).SetBytes(raw)
	return x.Mod(x, limit)
}

// rerandomise turns a proof into another of the same statement: A / a, a B + a b
// delta, C + b A for random a and b. D and P stay.
func (g *generator) rerandomise(c *candidate) {
	a, b := g.below(statement.Modulus()), g.below(statement.Modulus())
	if a.Sign() == 0 || b.Sign() == 0 {
		return
	}
	A, C, B := g1At(g.t, &c.proof, "A"), g1At(g.t, &c.proof, "C"), g2At(g.t, &c.proof)
	var shift curve.G1Affine
	shift.ScalarMultiplication(&A, b)
	C.Add(&C, &shift)
	A.ScalarMultiplication(&A, new(big.Int).ModInverse(a, statement.Modulus()))
	B.ScalarMultiplication(&B, a)
	var delta curve.G2Affine
	delta.ScalarMultiplication(&g.s.vk.G2.Delta, new(big.Int).Mul(a, b))
	B.Add(&B, &delta)
	setG1(&c.proof, "A", A)
	setG1(&c.proof, "C", C)
	setG2(&c.proof, B)
}

func (g *generator) word(c *candidate, change func(*big.Int)) {
	at := 32 * g.random.IntN(12)
	x := new(big.Int).SetBytes(c.proof[at : at+32])
	change(x)
	x.FillBytes(c.proof[at : at+32])
}

func (g *generator) input(c *candidate, change func(*big.Int)) { change(c.inputs[g.random.IntN(5)]) }

func (g *generator) edge(c *candidate) {
	one := big.NewInt(1)
	all := new(big.Int).Sub(new(big.Int).Lsh(one, 256), one)
	edges := []*big.Int{new(big.Int), one, new(big.Int).Sub(statement.Modulus(), one), statement.Modulus(), all}
	g.input(c, func(x *big.Int) { x.Set(edges[g.random.IntN(len(edges))]) })
}

func (g *generator) point() string { return []string{"A", "C", "D", "P"}[g.random.IntN(4)] }

func (g *generator) movePoint(c *candidate) {
	name := g.point()
	p, by := g1At(g.t, &c.proof, name), multiple(g.below(statement.Modulus()))
	p.Add(&p, &by)
	setG1(&c.proof, name, p)
}

func (g *generator) replacePoint(c *candidate) {
	setG1(&c.proof, g.point(), multiple(g.below(statement.Modulus())))
}

func (g *generator) borrowPoint(c *candidate) {
	other := g.s.good[g.random.IntN(len(g.s.good))]
	name := g.point()
	setG1(&c.proof, name, g1At(g.t, &other.proof, name))
}

func (g *generator) swapPoints(c *candidate) {
	one, two := g.point(), g.point()
	p, q := g1At(g.t, &c.proof, one), g1At(g.t, &c.proof, two)
	setG1(&c.proof, one, q)
	setG1(&c.proof, two, p)
}

func (g *generator) infinity(c *candidate) {
	if g.random.IntN(5) == 0 {
		setG2(&c.proof, curve.G2Affine{})
		return
	}
	setG1(&c.proof, g.point(), curve.G1Affine{})
}

func (g *generator) swapHalves(c *candidate) {
	b := c.proof[offsets["B"]:offsets["C"]]
	copy(b, bytes.Join([][]byte{b[32:64], b[:32], b[96:], b[64:96]}, nil))
}

func (g *generator) moveB(c *candidate) {
	b := g2At(g.t, &c.proof)
	var by curve.G2Affine
	by.ScalarMultiplicationBase(g.below(statement.Modulus()))
	b.Add(&b, &by)
	setG2(&c.proof, b)
}

// Errors made to cancel: each member's residual is the inverse of the other's, so
// their plain product is that of two good proofs.
func TestErrorsThatCancelAreRefused(t *testing.T) {
	for _, s := range toys(t, 2) {
		t.Run(title(s.name), func(t *testing.T) {
			for _, two := range [][2]candidate{{s.good[0], s.good[0]}, {s.good[0], s.good[1]}} {
				for _, name := range []string{"A", "B", "C", "D", "P"} {
					pair := []candidate{two[0].copy(), two[1].copy()}
					plus, minus := big.NewInt(12345), big.NewInt(-12345)
					for i, k := range []*big.Int{plus, minus} {
						if name == "B" {
							b := g2At(t, &pair[i].proof)
							var by curve.G2Affine
							by.ScalarMultiplicationBase(k)
							b.Add(&b, &by)
							setG2(&pair[i].proof, b)
							continue
						}
						p, by := g1At(t, &pair[i].proof, name), multiple(k)
						p.Add(&p, &by)
						setG1(&pair[i].proof, name, p)
					}
					proofs, inputs := batch(pair)
					if ok, _ := s.call(t, s.ours, "verifyBatch", proofs, inputs); ok {
						t.Errorf("a batch with errors of %s that cancel is accepted", name)
					}
				}
			}
		})
	}
}

// The contract is deployed with the key of each released circuit, carries the
// lockfile's key hash and takes no proof of another circuit.
func TestEveryReleasedKeyDeploys(t *testing.T) {
	entries, err := lock.Entries()
	if err != nil {
		t.Fatal(err)
	}
	proofs := released(t)
	for _, entry := range entries {
		t.Run(entry.Name, func(t *testing.T) {
			vk, err := entry.VerifyingKey()
			if err != nil {
				t.Fatal(err)
			}
			// Not of every circuit the exported contract is kept: then any stands in.
			name, kept := lock.ContractName(entry.Name), true
			if !slices.Contains(contracts.Names(), name) {
				name, kept = lock.ContractName(proofs.name), false
			}
			a, _ := artefact(t, name)
			s := newSubject(t, entry.Name, vk, a.Bytecode)
			values, _, err := s.answer(t, s.ours, "keyHash")
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprintf("%x", values[0]); got != entry.EVMKeyHash {
				t.Errorf("key hash %s, the lockfile has %s", got, entry.EVMKeyHash)
			}
			c := proofs.good[0]
			want := entry.Name == proofs.name
			mine, _ := s.call(t, s.ours, "verifyProof", c.proof[:], c.inputs)
			theirs, _ := s.call(t, s.exported, "verifyProof", c.proof[:], c.inputs)
			if mine != want || kept && theirs != want {
				t.Errorf("a proof of %s: ours says %v, exported %v, want %v", proofs.name, mine, theirs, want)
			}
		})
	}
}
