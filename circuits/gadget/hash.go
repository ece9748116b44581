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
