package catalogue

import (
	"fmt"

	"github.com/consensys/gnark/constraint"
	cs "github.com/consensys/gnark/constraint/bn254"
)

// Orient swaps the two factors of constraints of the shape
//
//	(two or more terms) * (one wire) = ...
//
// so that the full-size wire, an inverse or a quotient, leaves the right-hand
// side, unless that one wire is the constant.
//
// Wires on the right-hand side cost a multiplication in G2, the dearest part of
// proving. gnark puts the longer factor left, so the inverses of the histogram
// argument, one full-size number a reading, end up right; and the sum of them all,
// times 1, must stay left. A product commutes, so the swapped system has the same
// solutions; the id is taken afterwards and the keys follow from it. Compile does
// it for every circuit of the catalogue.
func Orient(system *cs.R1CS) error {
	for i, packed := range system.Instructions {
		if _, ok := system.Blueprints[packed.BlueprintID].(*constraint.BlueprintGenericR1C); !ok {
			continue
		}
		inst := packed.Unpack(&system.System)
		left, right := int(inst.Calldata[1]), int(inst.Calldata[2])
		if left < 2 || right != 1 {
			continue
		}
		const header, term, constantWire = 4, 2, 0
		if inst.Calldata[header+term*left+1] == constantWire {
			continue
		}
		factors := inst.Calldata[header : header+term*(left+right)]
		if len(factors) != term*(left+right) {
			return fmt.Errorf("instruction %d: unexpected layout", i)
		}
		swapped := append(append([]uint32{}, factors[term*left:]...), factors[:term*left]...)
		copy(factors, swapped)
		inst.Calldata[1], inst.Calldata[2] = uint32(right), uint32(left)
	}
	return nil
}
