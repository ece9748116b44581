// Package ptautest writes powers-of-tau files for tests, of secrets that everybody
// knows and with whatever is wrong with them.
package ptautest

import (
	"encoding/binary"
	"math/big"
	"slices"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
	"github.com/consensys/gnark/backend/groth16/bn254/mpcsetup"
)

// File is a powers-of-tau file under construction.
type File struct {
	Order    []uint32 // of the sections
	Sections map[uint32][]byte
	Version  uint32
	Magic    string
}

// Powers makes a reference string of known secrets for a domain of n.
func Powers(n int, tau, alpha, beta int64) *mpcsetup.SrsCommons {
	_, _, g1, g2 := curve.Generators()
	srs := new(mpcsetup.SrsCommons)
	power, r := big.NewInt(1), curve.ID.ScalarField()
	at1 := func(secret int64) (p curve.G1Affine) {
		p.ScalarMultiplication(&g1, new(big.Int).Mod(new(big.Int).Mul(power, big.NewInt(secret)), r))
		return p
	}
	for i := range 2*n - 1 {
		srs.G1.Tau = append(srs.G1.Tau, at1(1))
		if i < n {
			var p curve.G2Affine
			srs.G2.Tau = append(srs.G2.Tau, *p.ScalarMultiplication(&g2, power))
			srs.G1.AlphaTau = append(srs.G1.AlphaTau, at1(alpha))
			srs.G1.BetaTau = append(srs.G1.BetaTau, at1(beta))
		}
		power.Mod(power.Mul(power, big.NewInt(tau)), r)
	}
	srs.G2.Beta.ScalarMultiplication(&g2, big.NewInt(beta))
	return srs
}

// Words are coordinates as they lie in memory: in Montgomery form.
func Words(elements ...fp.Element) []byte {
	var b []byte
	for _, e := range elements {
		for _, w := range e {
			b = binary.LittleEndian.AppendUint64(b, w)
		}
	}
	return b
}

// G1s encodes points.
func G1s(points ...curve.G1Affine) (b []byte) {
	for _, p := range points {
		b = append(b, Words(p.X, p.Y)...)
	}
	return b
}

// G2s encodes points, the real part of a coordinate first.
func G2s(points ...curve.G2Affine) (b []byte) {
	for _, p := range points {
		b = append(b, Words(p.X.A0, p.X.A1, p.Y.A0, p.Y.A1)...)
	}
	return b
}

// New lays a file out as snarkjs does.
func New(srs *mpcsetup.SrsCommons, power uint32) *File {
	header := binary.LittleEndian.AppendUint32(nil, fp.Bytes)
	q := fp.Modulus().FillBytes(make([]byte, fp.Bytes))
	slices.Reverse(q)
	header = append(header, q...)
	header = binary.LittleEndian.AppendUint32(header, power)
	header = binary.LittleEndian.AppendUint32(header, power)
	return &File{
		Magic: "ptau", Version: 1, Order: []uint32{1, 2, 3, 4, 5, 6, 7},
		Sections: map[uint32][]byte{
			1: header, 2: G1s(srs.G1.Tau...), 3: G2s(srs.G2.Tau...), 4: G1s(srs.G1.AlphaTau...), 5: G1s(srs.G1.BetaTau...),
			6: G2s(srs.G2.Beta), 7: {0, 0, 0, 0},
		},
	}
}

// Bytes is the file.
func (f *File) Bytes() []byte {
	b := append([]byte(f.Magic), binary.LittleEndian.AppendUint32(nil, f.Version)...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(f.Order)))
	for _, s := range f.Order {
		b = binary.LittleEndian.AppendUint32(b, s)
		b = binary.LittleEndian.AppendUint64(b, uint64(len(f.Sections[s])))
		b = append(b, f.Sections[s]...)
	}
	return b
}
