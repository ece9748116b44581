package gadget

import (
	"math/big"

	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/permutation/poseidon2"

	"vitalproof/circuits/statement"
)

// Hasher computes statement.Hash in a circuit.
type Hasher struct {
	api          frontend.API
	permutations map[int]*poseidon2.Permutation
}

// NewHasher returns a hasher over an API.
func NewHasher(api frontend.API) *Hasher {
	return &Hasher{api, map[int]*poseidon2.Permutation{}}
}

// Hash is statement.Hash: P_t(x)_0 + x_0.
func (h *Hasher) Hash(lanes ...frontend.Variable) (frontend.Variable, error) {
	width, err := statement.Width(len(lanes))
	if err != nil {
		return nil, err
	}
	p, err := h.permutation(width)
	if err != nil {
		return nil, err
	}
	state := make([]frontend.Variable, width)
	for i := range state {
		state[i] = 0
		if i < len(lanes) {
			state[i] = lanes[i]
		}
	}
	if err := p.Permutation(state); err != nil {
		return nil, err
	}
	return h.api.Add(state[0], lanes[0]), nil
}

// HashKind hashes lanes under a kind with an empty message part in lane 0.
func (h *Hasher) HashKind(kind statement.Kind, lanes ...frontend.Variable) (frontend.Variable, error) {
	return h.Hash(append([]frontend.Variable{h.Lane0(kind, 0)}, lanes...)...)
}

// Lane0 adds a kind to a message part. The caller must have range-checked the
// message part below 2^statement.KindShift.
func (h *Hasher) Lane0(kind statement.Kind, message frontend.Variable) frontend.Variable {
	return h.api.Add(new(big.Int).Lsh(big.NewInt(int64(kind)), statement.KindShift), message)
}

func (h *Hasher) permutation(width int) (*poseidon2.Permutation, error) {
	if p, ok := h.permutations[width]; ok {
		return p, nil
	}
	partial, err := statement.PartialRounds(width)
	if err != nil {
		return nil, err
	}
	p, err := poseidon2.NewPoseidon2FromParameters(h.api, width, statement.FullRounds(), partial)
	if err != nil {
		return nil, err
	}
	h.permutations[width] = p
	return p, nil
}

// Absorb computes statement.Absorb: it hashes numbers of a width under a kind and
// a day onto a hash before them. The caller must have range-checked every number
// below 2^bits and the day to a day number (circuits/SPEC.md 8.2).
//
// Cost: 264 / 363 / 459 / 556 for each part of 4 / 8 / 12 / 16 lanes, and a few for
// long sums.
func (h *Hasher) Absorb(kind statement.Kind, before, day frontend.Variable, bits int, numbers []frontend.Variable) (frontend.Variable, error) {
	current := before
	for part, n := range statement.Parts(len(numbers), bits) {
		lane0, rest := statement.LanePlaces(n, bits)
		low := h.api.Add(
			h.pack(numbers[:lane0], bits),
			h.api.Mul(day, power(statement.DayShift)),
			new(big.Int).Lsh(big.NewInt(int64(part)), statement.PartShift),
		)
		lanes := []frontend.Variable{h.Lane0(kind, low), current}
		for _, place := range rest {
			lanes = append(lanes, h.pack(numbers[place[0]:place[1]], bits))
		}
		var err error
		if current, err = h.Hash(lanes...); err != nil {
			return nil, err
		}
		numbers = numbers[n:]
	}
	return current, nil
}

func (h *Hasher) pack(numbers []frontend.Variable, bits int) frontend.Variable {
	var packed frontend.Variable = 0
	for i, r := range numbers {
		packed = h.api.Add(packed, h.api.Mul(r, power(i*bits)))
	}
	return packed
}

func power(bit int) *big.Int { return new(big.Int).Lsh(big.NewInt(1), uint(bit)) }
