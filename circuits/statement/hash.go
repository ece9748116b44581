package statement

import (
	"fmt"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr/poseidon2"
)

// Kind names what a hash is for. It stands in the top bits of lane 0 of every
// hash, so that no value of one kind is ever a value of another.
type Kind uint32

// The kinds in use. Each is the ASCII letters "VP", the version 1 and a number.
const (
	KindDay        Kind = 0x56500101 // one day block onto the head chain
	KindSeal       Kind = 0x56500102 // the EdDSA challenge of a seal
	KindSubject    Kind = 0x56500103 // subject = H(secret, issuer key)
	KindNullifier  Kind = 0x56500104 // nullifier = H(secret, scope)
	KindIssuerLeaf Kind = 0x56500105 // leaf of an issuer set
	KindIssuerNode Kind = 0x56500106 // inner node of an issuer set
	KindStart      Kind = 0x56500107 // start of a head chain
	KindPage       Kind = 0x56500108 // page of a metric without a chain
	KindSetLeaf    Kind = 0x56500109 // leaf of a set of codes
	KindSetNode    Kind = 0x5650010a // inner node of a set of codes
)

// KindShift is the bit of lane 0 at which the kind starts. Everything below it
// belongs to the message, so a message's part of lane 0 has at most KindShift
// bits; kind and message together take 244 bits, below the 253 that always fit.
const KindShift = 212

// Poseidon2 parameters over the BN254 scalar field: 8 full rounds and the
// partial rounds that the authors' script gives for 128-bit security with
// margin (eprint 2023/323, poseidon2_rust_params.sage; constants as shipped by
// gnark-crypto v0.21.0 for widths 4, 8, 12 and 16).
const fullRounds = 8

// PartialRounds gives the number of partial rounds of a supported width.
func PartialRounds(width int) (int, error) {
	switch width {
	case 4:
		return 56, nil
	case 8, 12, 16:
		return 57, nil
	}
	return 0, fmt.Errorf("poseidon2: width %d is not in use", width)
}

// FullRounds is the number of full rounds at every width.
func FullRounds() int { return fullRounds }

var permutations = map[int]*poseidon2.Permutation{
	4:  poseidon2.NewPermutation(4, fullRounds, 56),
	8:  poseidon2.NewPermutation(8, fullRounds, 57),
	12: poseidon2.NewPermutation(12, fullRounds, 57),
	16: poseidon2.NewPermutation(16, fullRounds, 57),
}

// MaxLanes is the largest number of lanes of one hash.
const MaxLanes = 16

// Width gives the smallest supported width that holds a number of lanes.
func Width(lanes int) (int, error) {
	for _, w := range []int{4, 8, 12, MaxLanes} {
		if lanes <= w {
			return w, nil
		}
	}
	return 0, fmt.Errorf("poseidon2: %d lanes do not fit one permutation", lanes)
}

// Lane0 packs a kind and a message part of fewer than KindShift bits.
func Lane0(kind Kind, message *big.Int) Field {
	if message.Sign() < 0 || message.BitLen() > KindShift {
		panic("statement: message part of lane 0 is too wide")
	}
	v := new(big.Int).Lsh(big.NewInt(int64(kind)), KindShift)
	v.Or(v, message)
	var f Field
	f.SetBigInt(v)
	return f
}

// Hash is the one hash of the statement: a Poseidon2 permutation with feed
// forward, truncated to one element,
//
//	H(x_0, ..., x_{t-1}) = P_t(x)_0 + x_0
//
// where t is the smallest of 4, 8, 12, 16 that holds the lanes and missing lanes are
// zero. Lane 0 must come from Lane0. Lengths are fixed by the kind, so padding
// with zeros is unambiguous. The security argument is in circuits/SPEC.md.
func Hash(lanes ...Field) Field {
	w, err := Width(len(lanes))
	if err != nil || len(lanes) == 0 {
		panic("statement: hash of an unsupported number of lanes")
	}
	state := make([]Field, w)
	copy(state, lanes)
	if err := permutations[w].Permutation(state); err != nil {
		panic("statement: " + err.Error())
	}
	return *state[0].Add(&state[0], &lanes[0])
}

// HashKind hashes lanes under a kind with an empty message part in lane 0.
func HashKind(kind Kind, lanes ...Field) Field {
	return Hash(append([]Field{Lane0(kind, new(big.Int))}, lanes...)...)
}
