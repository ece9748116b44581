package ceremony

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark/backend/groth16/bn254/mpcsetup"
)

// link is the state of a phase after a contribution.
type link interface {
	io.WriterTo
	// contribute multiplies fresh secrets in, with a proof of knowing them.
	contribute()
	// follow checks by gnark's proofs that another state was made from this one.
	follow(next link) error
	challenge() []byte // hash of the state before, in the file
	// secrets are encodings of the points that a contribution must change.
	secrets() [][]byte
}

type phase1 struct {
	*mpcsetup.Phase1
	fixed [][]byte
}

type phase2 struct{ *mpcsetup.Phase2 }

// Sizes of gnark's encodings: points are compressed.
const (
	g1Bytes        = curve.SizeOfG1AffineCompressed
	g2Bytes        = curve.SizeOfG2AffineCompressed
	proofBytes     = g1Bytes + g2Bytes // of knowing one secret
	challengeBytes = 1 + sha256.Size   // its length comes first; 0 in a state without contribution
	lengthBytes    = 4                 // before a list of points
)

// errLayout reports a file whose lengths do not fit each other.
var errLayout = errors.New("its length is not that of such a file")

// phase1Size is the length of a state without its challenge, and where its powers
// begin.
func phase1Size(power int) (size, powers int) {
	n := 1 << power
	powers = 3 * proofBytes
	return powers + 8 + g2Bytes + (2*n-2)*g1Bytes + (n-1)*g2Bytes + 2*n*g1Bytes, powers
}

// parsePhase1 reads a state after checking that its lengths are those of its power:
// gnark allocates what a file asks for.
func parsePhase1(power int) func([]byte) (link, error) {
	return func(raw []byte) (link, error) {
		size, powers := phase1Size(power)
		if err := checkTail(raw, size); err != nil {
			return nil, err
		}
		n := uint64(1) << power
		if binary.BigEndian.Uint64(raw[powers:]) != n {
			return nil, errLayout
		}
		p := new(mpcsetup.Phase1)
		if err := readAll(p, raw); err != nil {
			return nil, err
		}
		beta := powers + 8
		tau := beta + g2Bytes
		betaTau := tau + (2*int(n)-2)*g1Bytes + (int(n)-1)*g2Bytes
		alphaTau := betaTau + int(n)*g1Bytes
		return &phase1{p, [][]byte{
			raw[tau : tau+g1Bytes], raw[betaTau : betaTau+g1Bytes], raw[alphaTau : alphaTau+g1Bytes],
		}}, nil
	}
}

// parsePhase2 reads a state after checking that its lengths add up.
func parsePhase2(raw []byte) (link, error) {
	if len(raw) < 2 {
		return nil, errLayout
	}
	commitments := int(binary.BigEndian.Uint16(raw))
	at := uint64(2 + g1Bytes) // delta
	list := func() {
		if at+lengthBytes <= uint64(len(raw)) {
			at += lengthBytes + uint64(binary.BigEndian.Uint32(raw[at:]))*g1Bytes
		}
	}
	list() // private wires
	list() // the quotient
	at += g2Bytes
	for range commitments {
		list()
	}
	at += uint64(commitments)*(g2Bytes+proofBytes) + proofBytes
	if at > uint64(len(raw)) {
		return nil, errLayout
	}
	if err := checkTail(raw, int(at)); err != nil {
		return nil, err
	}
	p := new(mpcsetup.Phase2)
	if err := readAll(p, raw); err != nil {
		return nil, err
	}
	return &phase2{p}, nil
}

// checkTail wants nothing but a challenge after the given length.
func checkTail(raw []byte, size int) error {
	switch {
	case len(raw) == size+1 && raw[size] == 0, len(raw) == size+challengeBytes && raw[size] == sha256.Size:
		return nil
	}
	return errLayout
}

// readAll parses a file and wants it to be the one encoding of what it holds.
func readAll(p interface {
	io.ReaderFrom
	io.WriterTo
}, raw []byte,
) error {
	r := bytes.NewReader(raw)
	if _, err := p.ReadFrom(r); err != nil {
		return fmt.Errorf("a point cannot be read: %w", err)
	}
	var again bytes.Buffer
	again.Grow(len(raw))
	if _, err := p.WriteTo(&again); err != nil {
		return fmt.Errorf("write it again: %w", err)
	}
	if r.Len() != 0 || !bytes.Equal(again.Bytes(), raw) {
		return errors.New("it is not encoded as such files are")
	}
	return nil
}

// encode gives a state's file.
func encode(l io.WriterTo) ([]byte, error) {
	var b bytes.Buffer
	if _, err := l.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("write a contribution: %w", err)
	}
	return b.Bytes(), nil
}

func (p *phase1) contribute()       { p.Contribute() }
func (p *phase1) challenge() []byte { return p.Challenge }
func (p *phase1) secrets() [][]byte { return p.fixed }

func (p *phase1) follow(next link) error {
	n, ok := next.(*phase1)
	if !ok {
		return errLayout
	}
	return p.Verify(n.Phase1)
}

func (p *phase2) contribute()       { p.Contribute() }
func (p *phase2) challenge() []byte { return p.Challenge }

func (p *phase2) secrets() [][]byte {
	delta := p.Parameters.G1.Delta.Bytes()
	all := [][]byte{delta[:]}
	for i := range p.Parameters.G2.Sigma {
		sigma := p.Parameters.G2.Sigma[i].Bytes()
		all = append(all, sigma[:])
	}
	return all
}

func (p *phase2) follow(next link) error {
	n, ok := next.(*phase2)
	if !ok || len(n.Sigmas) != len(p.Sigmas) {
		return errLayout
	}
	return p.Verify(n.Phase2)
}

// trivialPhase1 is the state before any contribution: all secrets are 1.
func trivialPhase1(power int) ([]byte, error) { return encode(mpcsetup.NewPhase1(1 << power)) }

// importedPhase1 is the state of powers that others made: no proofs of knowledge.
func importedPhase1(srs *mpcsetup.SrsCommons) ([]byte, error) {
	var b bytes.Buffer
	enc := curve.NewEncoder(&b)
	for range 3 {
		if err := errors.Join(enc.Encode(&curve.G1Affine{}), enc.Encode(&curve.G2Affine{})); err != nil {
			return nil, fmt.Errorf("write powers of tau: %w", err)
		}
	}
	if _, err := srs.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("write powers of tau: %w", err)
	}
	b.WriteByte(0) // no challenge
	return b.Bytes(), nil
}

// parseSRS reads powers of tau that were written by SrsCommons.WriteTo.
func parseSRS(raw []byte, power int) (*mpcsetup.SrsCommons, error) {
	size, powers := phase1Size(power)
	if len(raw) != size-powers || binary.BigEndian.Uint64(raw) != 1<<power {
		return nil, errLayout
	}
	srs := new(mpcsetup.SrsCommons)
	return srs, readAll(srs, raw)
}

// cut takes the powers that a smaller domain needs: a longer string would make every
// proof pay for a larger transform.
func cut(srs *mpcsetup.SrsCommons, power int) *mpcsetup.SrsCommons {
	n, out := 1<<power, new(mpcsetup.SrsCommons)
	out.G1.Tau, out.G1.AlphaTau, out.G1.BetaTau = srs.G1.Tau[:2*n-1], srs.G1.AlphaTau[:n], srs.G1.BetaTau[:n]
	out.G2.Tau, out.G2.Beta = srs.G2.Tau[:n], srs.G2.Beta
	return out
}
