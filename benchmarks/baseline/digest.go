package baseline

import (
	crypto "github.com/consensys/gnark-crypto/ecc/bn254/fr/poseidon2"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/hash/poseidon2"

	"vitalproof/benchmarks/check"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/gadget"
	"vitalproof/circuits/statement"
)

// hashDays is the head chain of a record (circuits/SPEC.md) over days 0, 1, ...
// from 0: one permutation of width 12 a day, with check.PerElement readings to a
// lane. Packing is unique only for readings below 2^check.Bits.
//
// Cost in R1CS: about 460 a day.
func hashDays(api frontend.API, readings []frontend.Variable) (frontend.Variable, error) {
	h := gadget.NewHasher(api)
	var head frontend.Variable = 0
	for d := range len(readings) / check.PerDay {
		var err error
		head, err = h.Absorb(statement.KindDay, head, d, check.Bits, readings[d*check.PerDay:(d+1)*check.PerDay])
		if err != nil {
			return nil, err
		}
	}
	return head, nil
}

func plainDays(readings []uint64) statement.Field {
	var head statement.Field
	for d := range len(readings) / check.PerDay {
		head = statement.Absorb(statement.KindDay, head, claim.Day(d), check.Bits, readings[d*check.PerDay:(d+1)*check.PerDay])
	}
	return head
}

// hashEach is gnark's own Poseidon2 hasher, given one reading after the other: the
// way of its documentation.
//
// Cost in R1CS: 186 a reading.
func hashEach(api frontend.API, readings []frontend.Variable) (frontend.Variable, error) {
	h, err := poseidon2.New(api)
	if err != nil {
		return nil, err
	}
	h.Write(readings...)
	return h.Sum(), nil
}

func plainEach(readings []uint64) statement.Field {
	h := crypto.NewMerkleDamgardHasher()
	for _, r := range readings {
		var f statement.Field
		f.SetUint64(r)
		b := f.Bytes()
		_, _ = h.Write(b[:]) // refuses nothing but what is no field element
	}
	var digest statement.Field
	digest.SetBytes(h.Sum(nil))
	return digest
}
