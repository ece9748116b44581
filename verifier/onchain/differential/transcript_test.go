package differential

import (
	"bytes"
	"math/big"
	"testing"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/tracing"
	"github.com/ethereum/go-ethereum/core/vm/runtime"

	"vitalproof/circuits/lock"
	"vitalproof/circuits/statement"
)

// The equation of SPEC section 12, written a second time from the text, against
// what the contract asks the pairing precompile: equal to the last byte, for keys
// of both kinds and batches of several sizes.
func TestThePairingIsTheSpecifications(t *testing.T) {
	for _, s := range append(toys(t, 5), released(t)) {
		t.Run(title(s.name), func(t *testing.T) {
			for _, n := range []int{1, 2, 3, 5, 16, 32} {
				var members []candidate
				for i := range n {
					members = append(members, s.good[i%len(s.good)])
				}
				proofs, inputs := batch(members)
				want := s.pairing(t, members)
				if got := s.asked(t, "verifyBatch", proofs, inputs); !bytes.Equal(got, want) {
					t.Errorf("a batch of %d asks about other points than the specification's", n)
				}
				if n > 1 {
					continue
				}
				if got := s.asked(t, "verifyProof", proofs, inputs[0]); !bytes.Equal(got, want) {
					t.Error("a proof alone asks about other points than a batch of one")
				}
			}
		})
	}
}

// asked is the data of the one call of the pairing precompile that an accepted
// verification makes.
func (s *subject) asked(t *testing.T, function string, arguments ...any) []byte {
	t.Helper()
	data, err := s.abi.Pack(function, arguments...)
	if err != nil {
		t.Fatal(err)
	}
	var calls [][]byte
	config := s.evm.config
	config.EVMConfig.Tracer = &tracing.Hooks{
		OnEnter: func(_ int, _ byte, _, to common.Address, input []byte, _ uint64, _ *big.Int) {
			if to == common.BytesToAddress([]byte{8}) {
				calls = append(calls, bytes.Clone(input))
			}
		},
	}
	if _, _, err := runtime.Call(s.ours, data, &config); err != nil {
		t.Fatal(err)
	}
	if len(calls) != 1 {
		t.Fatalf("%d calls of the pairing precompile, want 1", len(calls))
	}
	return calls[0]
}

// pairing is the equation in the order of its pairs: the members', alpha, C, the
// inputs, D and, unless gamma is G, P.
func (s *subject) pairing(t *testing.T, members []candidate) []byte {
	t.Helper()
	r := statement.Modulus()
	tag, hash := statement.Keccak256([]byte("vitalproof/groth16-batch/evm/1")), lock.EVMKeyHash(s.vk)
	word := func(x *big.Int) []byte { return x.FillBytes(make([]byte, 32)) }
	transcript := [][]byte{
		tag[:], word(big.NewInt(chainID)), common.LeftPadBytes(s.ours[:], 32), hash[:], word(big.NewInt(int64(len(members)))),
	}
	for _, m := range members {
		for _, x := range m.inputs {
			transcript = append(transcript, word(x))
		}
	}
	for _, m := range members {
		transcript = append(transcript, m.proof[:])
	}
	seed := statement.Keccak256(transcript...)
	challenge := func(label int) *big.Int {
		h := statement.Keccak256(seed[:], word(big.NewInt(int64(label))))
		return new(big.Int).SetBytes(h[:16])
	}

	var out []byte
	var l, c, d, p curve.G1Affine
	total := new(big.Int)
	for i, m := range members {
		coefficient := big.NewInt(1)
		if i > 0 {
			coefficient = challenge(i)
		}
		total.Add(total, coefficient)
		times := func(q curve.G1Affine) (product curve.G1Affine) {
			product.ScalarMultiplication(&q, coefficient)
			return product
		}
		add := func(sum *curve.G1Affine, q curve.G1Affine) {
			q = times(q)
			sum.Add(sum, &q)
		}
		out = append(out, g1Bytes(times(g1At(t, &m.proof, "A")))...)
		out = append(out, g2Bytes(g2At(t, &m.proof))...)
		add(&l, inputPoint(t, s.vk, m))
		add(&c, g1At(t, &m.proof, "C"))
		add(&d, g1At(t, &m.proof, "D"))
		add(&p, g1At(t, &m.proof, "P"))
	}
	scaled := func(q curve.G1Affine, k *big.Int) curve.G1Affine {
		q.ScalarMultiplication(&q, new(big.Int).Mod(k, r))
		return q
	}
	pair := func(one curve.G1Affine, two curve.G2Affine, negate bool) {
		if negate {
			two.Neg(&two)
		}
		out = append(append(out, g1Bytes(one)...), g2Bytes(two)...)
	}
	secret := challenge(0)
	five := s.vk.G2.Gamma.Equal(&s.vk.CommitmentKeys[0].G)
	p = scaled(p, secret)
	if five {
		l.Sub(&l, &p)
	}
	pair(scaled(s.vk.G1.Alpha, total), s.vk.G2.Beta, true)
	pair(c, s.vk.G2.Delta, true)
	pair(l, s.vk.G2.Gamma, true)
	pair(scaled(d, secret), s.vk.CommitmentKeys[0].GSigmaNeg, false)
	if !five {
		pair(p, s.vk.CommitmentKeys[0].G, false)
	}
	return out
}

// inputPoint is L = K_0 + sum_j x_j K_j + h K_6 + D.
func inputPoint(t *testing.T, vk *groth16bn254.VerifyingKey, c candidate) curve.G1Affine {
	t.Helper()
	sum := vk.G1.K[0]
	hash := statement.Keccak256(c.proof[offsets["D"]:offsets["P"]])
	h := new(big.Int).SetBytes(hash[:])
	for j, x := range append(c.inputs[:], h.Mod(h, statement.Modulus())) {
		var term curve.G1Affine
		term.ScalarMultiplication(&vk.G1.K[j+1], x)
		sum.Add(&sum, &term)
	}
	d := g1At(t, &c.proof, "D")
	sum.Add(&sum, &d)
	return sum
}
