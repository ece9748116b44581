// Package ptau reads powers of tau as snarkjs writes them (container "ptau",
// version 1), to be used as the start of a ceremony's first phase.
//
// It promises that what it returns came from bytes with the BLAKE2b-512 hash that
// was asked for, and is a reference string of some secrets tau, alpha and beta:
// every coordinate canonical, every point on its curve and in the group, the first
// powers the generators, all powers of one tau in both groups, beta the same in
// both, and none of the secrets trivial. It reads a file once, from front to back,
// so what was hashed is what was read. It says nothing about who made the file: the
// contributions recorded in it follow snarkjs's own rules and are not replayed.
//
// Cost: 2 µs a point in hashing and reading and about 5 s of group membership and
// pairings for the 2^15 powers of a 30-day circuit on two cores; memory for the
// powers that are kept (640 bytes each), none for the rest of the file.
package ptau

import (
	"bufio"
	"crypto/subtle"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"math/bits"

	"golang.org/x/crypto/blake2b"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
	"github.com/consensys/gnark/backend/groth16/bn254/mpcsetup"
)

// HashBytes is the length of a file's published hash, BLAKE2b-512 as `b2sum` prints
// it.
const HashBytes = blake2b.Size

// MaxPower is the largest power that fits the field: it has roots of unity of order
// 2^28.
const MaxPower = 28

// Errors of files.
var (
	ErrHash   = errors.New("the file does not have the hash that was asked for")
	ErrFormat = errors.New("not a powers-of-tau file of snarkjs for bn128")
	ErrSmall  = errors.New("the file has too few powers")
	ErrPoint  = errors.New("a point is not in its group")
	ErrPowers = errors.New("the points are not powers of one secret")
)

// Info is what the header of a file says.
type Info struct {
	Power         int    // the file holds powers for domains up to 2^Power
	CeremonyPower int    // of the ceremony that the file was cut from
	BLAKE2b       string // of the file, hexadecimal
}

// The sections of a file, by type. Those not named here hold contributions and
// prepared forms.
const (
	sectionHeader = 1 + iota
	sectionTauG1
	sectionTauG2
	sectionAlphaTauG1
	sectionBetaTauG1
	sectionBetaG2
)

const (
	magic       = "ptau"
	version     = 1
	maxSections = 64 // a prepared file has 11
	headerBytes = 4 + fp.Bytes + 4 + 4
	g1Bytes     = 2 * fp.Bytes
	g2Bytes     = 4 * fp.Bytes
	bufferBytes = 1 << 20
)

// Read reads a file and gives its powers for a domain of n, a power of two. The
// whole of it is read, so that its hash can be compared with blake2b512, HashBytes
// long. The progress function, which may be nil, is told the bytes that were read.
func Read(r io.Reader, n uint64, blake2b512 []byte, progress func(read int64)) (*mpcsetup.SrsCommons, Info, error) {
	if n < 2 || bits.OnesCount64(n) != 1 || n > 1<<MaxPower {
		return nil, Info{}, fmt.Errorf("a domain of %d is no power of two from 2 to 2^%d", n, MaxPower)
	}
	sum, err := blake2b.New512(nil)
	if err != nil {
		return nil, Info{}, fmt.Errorf("hash a powers-of-tau file: %w", err)
	}
	p := &parser{r: bufio.NewReaderSize(io.TeeReader(r, sum), bufferBytes), n: n, progress: progress, seen: map[uint32]bool{}}
	srs, err := p.parse()
	if err != nil {
		return nil, Info{}, err
	}
	// Checked before the costly part, and before anything is said of the points.
	if err := p.compare(sum, blake2b512); err != nil {
		return nil, Info{}, err
	}
	if err := Check(srs); err != nil {
		return nil, Info{}, err
	}
	return srs, p.info, nil
}

type parser struct {
	r        *bufio.Reader
	n        uint64
	read     int64
	progress func(int64)
	seen     map[uint32]bool
	info     Info
	srs      mpcsetup.SrsCommons
}

func (p *parser) compare(sum hash.Hash, want []byte) error {
	got := sum.Sum(nil)
	p.info.BLAKE2b = hex.EncodeToString(got)
	if subtle.ConstantTimeCompare(got, want) != 1 {
		return fmt.Errorf("%w: it has %x", ErrHash, got)
	}
	return nil
}

func bad(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrFormat, fmt.Sprintf(format, args...))
}

// fill reads exactly the bytes that are asked for.
func (p *parser) fill(b []byte) error {
	n, err := io.ReadFull(p.r, b)
	p.count(int64(n))
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return bad("it ends after %d bytes", p.read)
	}
	return err
}

func (p *parser) count(n int64) {
	before := p.read
	p.read += n
	if p.progress != nil && before/bufferBytes != p.read/bufferBytes {
		p.progress(p.read)
	}
}

func (p *parser) skip(n uint64) error {
	for n > 0 {
		m, err := p.r.Discard(int(min(n, bufferBytes)))
		p.count(int64(m))
		n -= uint64(m)
		if errors.Is(err, io.EOF) {
			return bad("it ends after %d bytes", p.read)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *parser) parse() (*mpcsetup.SrsCommons, error) {
	var head [12]byte
	if err := p.fill(head[:]); err != nil {
		return nil, err
	}
	if string(head[:4]) != magic {
		return nil, bad(`it does not begin with %q`, magic)
	}
	if v := binary.LittleEndian.Uint32(head[4:]); v != version {
		return nil, bad("version %d, want %d", v, version)
	}
	sections := binary.LittleEndian.Uint32(head[8:])
	if sections > maxSections {
		return nil, bad("%d sections", sections)
	}
	for range sections {
		if err := p.section(); err != nil {
			return nil, err
		}
	}
	if _, err := p.r.ReadByte(); !errors.Is(err, io.EOF) {
		return nil, bad("bytes follow the last section")
	}
	for s := uint32(sectionHeader); s <= sectionBetaG2; s++ {
		if !p.seen[s] {
			return nil, bad("section %d is missing", s)
		}
	}
	return &p.srs, nil
}

func (p *parser) section() error {
	var head [12]byte
	if err := p.fill(head[:]); err != nil {
		return err
	}
	kind, size := binary.LittleEndian.Uint32(head[:]), binary.LittleEndian.Uint64(head[4:])
	if kind > sectionBetaG2 || kind == 0 {
		return p.skip(size)
	}
	if p.seen[kind] {
		return bad("section %d stands twice", kind)
	}
	if kind != sectionHeader && !p.seen[sectionHeader] {
		return bad("section %d stands before the header", kind)
	}
	p.seen[kind] = true
	all := uint64(1) << p.info.Power // powers of the file; those for our domain come first
	switch kind {
	case sectionHeader:
		return p.header(size)
	case sectionTauG1:
		return p.g1(&p.srs.G1.Tau, kind, size, 2*all-1, 2*p.n-1)
	case sectionTauG2:
		return p.g2(&p.srs.G2.Tau, kind, size, all, p.n)
	case sectionAlphaTauG1:
		return p.g1(&p.srs.G1.AlphaTau, kind, size, all, p.n)
	case sectionBetaTauG1:
		return p.g1(&p.srs.G1.BetaTau, kind, size, all, p.n)
	default:
		var beta []curve.G2Affine
		if err := p.g2(&beta, kind, size, 1, 1); err != nil {
			return err
		}
		p.srs.G2.Beta = beta[0]
		return nil
	}
}

func (p *parser) header(size uint64) error {
	if size != headerBytes {
		return bad("a header of %d bytes, want %d", size, headerBytes)
	}
	var raw [headerBytes]byte
	if err := p.fill(raw[:]); err != nil {
		return err
	}
	var q [fp.Bytes]byte
	fp.Modulus().FillBytes(q[:])
	for i, j := 0, len(q)-1; i < j; i, j = i+1, j-1 {
		q[i], q[j] = q[j], q[i]
	}
	if binary.LittleEndian.Uint32(raw[:]) != fp.Bytes || string(raw[4:4+fp.Bytes]) != string(q[:]) {
		return bad("it is for another curve")
	}
	power := binary.LittleEndian.Uint32(raw[4+fp.Bytes:])
	ceremony := binary.LittleEndian.Uint32(raw[8+fp.Bytes:])
	if power > MaxPower || ceremony > MaxPower || power > ceremony {
		return bad("a power of %d of %d", power, ceremony)
	}
	p.info.Power, p.info.CeremonyPower = int(power), int(ceremony)
	if p.n > 1<<power {
		return fmt.Errorf("%w: it is for domains up to 2^%d, and 2^%d is needed", ErrSmall, power, bits.Len64(p.n-1))
	}
	return nil
}

// g1 reads the first points of a section and skips the others.
func (p *parser) g1(to *[]curve.G1Affine, kind uint32, size, all, keep uint64) error {
	if size != all*g1Bytes {
		return bad("section %d has %d bytes, want %d", kind, size, all*g1Bytes)
	}
	*to = make([]curve.G1Affine, keep) // keep <= all <= 2^29
	var raw [g1Bytes]byte
	for i := range *to {
		if err := p.fill(raw[:]); err != nil {
			return err
		}
		at := &(*to)[i]
		if !coordinate(&at.X, raw[:]) || !coordinate(&at.Y, raw[fp.Bytes:]) {
			return bad("section %d: point %d has a coordinate of the modulus or more", kind, i)
		}
	}
	return p.skip((all - keep) * g1Bytes)
}

func (p *parser) g2(to *[]curve.G2Affine, kind uint32, size, all, keep uint64) error {
	if size != all*g2Bytes {
		return bad("section %d has %d bytes, want %d", kind, size, all*g2Bytes)
	}
	*to = make([]curve.G2Affine, keep)
	var raw [g2Bytes]byte
	for i := range *to {
		if err := p.fill(raw[:]); err != nil {
			return err
		}
		at := &(*to)[i]
		if !coordinate(&at.X.A0, raw[:]) || !coordinate(&at.X.A1, raw[fp.Bytes:]) ||
			!coordinate(&at.Y.A0, raw[2*fp.Bytes:]) || !coordinate(&at.Y.A1, raw[3*fp.Bytes:]) {
			return bad("section %d: point %d has a coordinate of the modulus or more", kind, i)
		}
	}
	return p.skip((all - keep) * g2Bytes)
}

// coordinate reads a field element that stands little-endian and in Montgomery form,
// as snarkjs and gnark-crypto both keep it in memory.
func coordinate(e *fp.Element, raw []byte) bool {
	for i := range e {
		e[i] = binary.LittleEndian.Uint64(raw[8*i:])
	}
	for i := len(e) - 1; i >= 0; i-- {
		if e[i] != modulus[i] {
			return e[i] < modulus[i]
		}
	}
	return false
}

// modulus is the base field's, its lowest word first.
var modulus = func() (words fp.Element) {
	var raw [fp.Bytes]byte
	fp.Modulus().FillBytes(raw[:])
	for i := range words {
		words[i] = binary.BigEndian.Uint64(raw[fp.Bytes-8*(i+1):])
	}
	return words
}()
