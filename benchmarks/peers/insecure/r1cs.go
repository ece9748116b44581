package insecure

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
)

// errR1CS is of a file that is not what circom writes for this curve.
var errR1CS = errors.New("not an r1cs file of circom for bn128")

// System is a constraint system as circom writes it (container "r1cs", version 1).
// Its wires are the constant 1, the public ones, then the private ones.
type System struct {
	Wires, Public, Constraints int
	body                       []byte // of the section of constraints
}

// DomainSize is the size of the domain that snarkjs takes: one root for every
// constraint, public wire and the constant.
func (s *System) DomainSize() int {
	n := 1
	for n < s.Constraints+s.Public+1 {
		n *= 2
	}
	return n
}

// Term is a wire with its factor.
type Term struct {
	Wire   uint32
	Factor fr.Element
}

// ParseSystem reads a file's bytes, which it keeps.
func ParseSystem(file []byte) (*System, error) {
	const head, section = 12, 12
	if len(file) < head || string(file[:4]) != "r1cs" || binary.LittleEndian.Uint32(file[4:]) != 1 {
		return nil, errR1CS
	}
	sections := map[uint32][]byte{}
	rest := file[head:]
	for range binary.LittleEndian.Uint32(file[8:]) {
		if len(rest) < section {
			return nil, fmt.Errorf("%w: it ends within a section's head", errR1CS)
		}
		kind, size := binary.LittleEndian.Uint32(rest), binary.LittleEndian.Uint64(rest[4:])
		if size > uint64(len(rest)-section) {
			return nil, fmt.Errorf("%w: it ends within section %d", errR1CS, kind)
		}
		sections[kind], rest = rest[section:section+size], rest[section+size:]
	}
	// Bytes of an element, the modulus, then wires, public outputs, public inputs,
	// private inputs, labels (8 bytes) and constraints.
	header := sections[1]
	if len(header) != 4+fr.Bytes+4*4+8+4 || binary.LittleEndian.Uint32(header) != fr.Bytes ||
		string(header[4:4+fr.Bytes]) != string(modulusLE(fr.Modulus())) {
		return nil, fmt.Errorf("%w: its header", errR1CS)
	}
	at := func(i int) int { return int(binary.LittleEndian.Uint32(header[4+fr.Bytes+i:])) }
	s := &System{Wires: at(0), Public: at(4) + at(8), Constraints: at(24), body: sections[2]}
	if s.Wires > maxSize || s.Constraints+s.Public >= maxSize || s.Public >= s.Wires {
		return nil, fmt.Errorf("%w: %d wires, %d of them public, and %d constraints", errR1CS, s.Wires, s.Public, s.Constraints)
	}
	return s, nil
}

// Each calls f with the three sums of every constraint, A * B = C. The terms are
// overwritten by the next call. An error means that the file is broken from there on.
func (s *System) Each(f func(constraint int, sums [3][]Term)) error {
	rest := s.body
	var sums [3][]Term
	const size = 4 + fr.Bytes
	for c := range s.Constraints {
		for m := range sums {
			sums[m] = sums[m][:0]
			if len(rest) < 4 {
				return fmt.Errorf("%w: it ends within constraint %d", errR1CS, c)
			}
			n := binary.LittleEndian.Uint32(rest)
			rest = rest[4:]
			if uint64(len(rest)) < uint64(n)*size {
				return fmt.Errorf("%w: it ends within constraint %d", errR1CS, c)
			}
			for range n {
				t := Term{Wire: binary.LittleEndian.Uint32(rest)}
				factor, err := fr.LittleEndian.Element((*[fr.Bytes]byte)(rest[4:size]))
				if err != nil || int64(t.Wire) >= int64(s.Wires) {
					return fmt.Errorf("%w: constraint %d", errR1CS, c)
				}
				t.Factor = factor
				sums[m], rest = append(sums[m], t), rest[size:]
			}
		}
		f(c, sums)
	}
	if len(rest) != 0 {
		return fmt.Errorf("%w: bytes follow the last constraint", errR1CS)
	}
	return nil
}
