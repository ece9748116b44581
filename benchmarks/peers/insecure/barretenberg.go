package insecure

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
)

// WriteBarretenberg writes powers of tau for up to points gates into a directory,
// under the names that bb looks for in its --crs_path: powers in G1, 64 bytes each,
// and tau in G2; coordinates big-endian, the real part first.
func WriteBarretenberg(dir string, points int) error {
	if points < 2 || points > maxSize {
		return fmt.Errorf("a reference string of %d points, want 2 to %d", points, maxSize)
	}
	tau := known().tau
	powers := make([]fr.Element, points)
	powers[0].SetOne()
	for i := 1; i < points; i++ {
		powers[i].Mul(&powers[i-1], &tau)
	}
	err := create(filepath.Join(dir, "bn254_g1.dat"), func(w *bufio.Writer) error {
		for _, p := range multiplesG1(powers...) {
			if _, err := w.Write(bigEndianG1(p)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return create(filepath.Join(dir, "bn254_g2.dat"), func(w *bufio.Writer) error {
		_, err := w.Write(bigEndianG2(multiplesG2(tau)[0]))
		return err
	})
}

func bigEndianG1(p curve.G1Affine) []byte {
	raw := p.RawBytes()
	return raw[:]
}

func bigEndianG2(p curve.G2Affine) (b []byte) {
	for _, e := range []fp.Element{p.X.A0, p.X.A1, p.Y.A0, p.Y.A1} {
		b = append(b, e.Marshal()...)
	}
	return b
}

// create writes a file; an error leaves part of it.
func create(path string, fill func(*bufio.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	err = fill(w)
	if err == nil {
		err = w.Flush()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	return nil
}
