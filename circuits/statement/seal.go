package statement

import (
	"errors"
	"fmt"
	"hash"
	"io"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/bn254/twistededwards"
	"github.com/consensys/gnark-crypto/ecc/bn254/twistededwards/eddsa"

	"vitalproof/circuits/claim"
)

// Layout of the seal message in lane 0, below the kind.
const (
	SealMetricShift    = 0  // 8 bits
	SealDayShift       = 8  // 32 bits
	SealAssuranceShift = 40 // 8 bits, of which 3 are in use
)

// MaxAssurance is the highest assurance level (3 bits in the claim word).
const MaxAssurance = 7

// Errors of keys and seals. They never hold key or signature material.
var (
	ErrPublicKey  = errors.New("not an issuer key: want a canonical point of the prime-order subgroup, other than the identity")
	ErrPrivateKey = errors.New("not an issuer's private key")
	ErrSeal       = errors.New("seal does not verify under the issuer's key")
)

// PublicKey is an issuer's key: a point of BabyJubjub's prime-order subgroup.
type PublicKey struct{ point twistededwards.PointAffine }

// PublicKeyBytes is the size of a compressed issuer key.
const PublicKeyBytes = 32

// PublicKeyFromBytes reads a compressed point and checks that it is canonical,
// on the curve, in the prime-order subgroup and not the identity. The circuit
// relies on these checks for every key of an issuer set.
func PublicKeyFromBytes(b []byte) (PublicKey, error) {
	var pk eddsa.PublicKey
	if len(b) != PublicKeyBytes {
		return PublicKey{}, ErrPublicKey
	}
	if _, err := pk.SetBytes(b); err != nil {
		return PublicKey{}, ErrPublicKey
	}
	if got := pk.A.Bytes(); got != [32]byte(b) || pk.A.IsZero() || !pk.A.IsInSubGroup() {
		return PublicKey{}, ErrPublicKey
	}
	return PublicKey{pk.A}, nil
}

// Bytes gives the compressed point.
func (k PublicKey) Bytes() [PublicKeyBytes]byte { return k.point.Bytes() }

// Coordinates gives the affine coordinates, as the circuit takes them.
func (k PublicKey) Coordinates() (x, y Field) { return k.point.X, k.point.Y }

// Leaf is the key's leaf in an issuer set.
func (k PublicKey) Leaf() Field { return HashKind(KindIssuerLeaf, k.point.X, k.point.Y) }

// PrivateKey seals. It prints as "REDACTED" in every form; see Secret for why it
// stands behind a function.
type PrivateKey struct{ key func() *eddsa.PrivateKey }

func hidden(key *eddsa.PrivateKey) PrivateKey {
	return PrivateKey{func() *eddsa.PrivateKey { return key }}
}

// PrivateKeyBytes is the size of a private key's encoding.
const PrivateKeyBytes = 96

// NewPrivateKey draws an issuer key from a source of randomness.
func NewPrivateKey(random io.Reader) (PrivateKey, error) {
	// GenerateKey calls Read once and ignores short reads, so fill a buffer first.
	var seed [32]byte
	if _, err := io.ReadFull(random, seed[:]); err != nil {
		return PrivateKey{}, fmt.Errorf("draw an issuer key: %w", err)
	}
	key, err := eddsa.GenerateKey(&onceReader{seed[:]})
	if err != nil {
		return PrivateKey{}, fmt.Errorf("make an issuer key: %w", err)
	}
	return hidden(key), nil
}

type onceReader struct{ b []byte }

func (r *onceReader) Read(p []byte) (int, error) {
	n := copy(p, r.b)
	r.b = r.b[n:]
	return n, nil
}

// PrivateKeyFromBytes reads a private key's encoding.
func PrivateKeyFromBytes(b []byte) (PrivateKey, error) {
	if len(b) != PrivateKeyBytes {
		return PrivateKey{}, ErrPrivateKey
	}
	key := new(eddsa.PrivateKey)
	if _, err := key.SetBytes(b); err != nil {
		return PrivateKey{}, ErrPrivateKey
	}
	return hidden(key), nil
}

// Bytes gives the encoding, for the encrypted file that holds it.
func (k PrivateKey) Bytes() []byte { return k.key().Bytes() }

// IsZero reports the zero PrivateKey, which is no key.
func (k PrivateKey) IsZero() bool { return k.key == nil }

// Public gives the issuer's public key.
func (k PrivateKey) Public() PublicKey { return PublicKey{k.key().PublicKey.A} }

// String keeps the key out of logs and errors.
func (k PrivateKey) String() string { return "REDACTED" }

// GoString keeps the key out of %#v.
func (k PrivateKey) GoString() string { return "REDACTED" }

// Format keeps the key out of every other verb.
func (k PrivateKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "REDACTED") }

// MarshalText keeps the key out of JSON and text encoders.
func (k PrivateKey) MarshalText() ([]byte, error) { return []byte("REDACTED"), nil }

// SealMessage is what an issuer signs for one day.
type SealMessage struct {
	Subject   Field
	Metric    claim.Metric
	Day       claim.Day
	Head      Field
	Assurance uint8 // 0..MaxAssurance
}

// Seal is an EdDSA signature over a SealMessage: R compressed, then S
// big-endian, 64 bytes.
type Seal [64]byte

// Lane0 gives the packed part of the message.
func (m SealMessage) Lane0() Field {
	low := big.NewInt(int64(m.Metric))
	low.Or(low, new(big.Int).Lsh(big.NewInt(int64(m.Day)), SealDayShift))
	low.Or(low, new(big.Int).Lsh(big.NewInt(int64(m.Assurance)), SealAssuranceShift))
	return Lane0(KindSeal, low)
}

func (m SealMessage) check() error {
	switch {
	case !m.Metric.Valid():
		return errors.New("seal: unknown metric")
	case m.Day < 1:
		return errors.New("seal: day before 1970-01-02")
	case m.Assurance > MaxAssurance:
		return fmt.Errorf("seal: assurance level is 0 to %d", MaxAssurance)
	}
	return nil
}

// bytes is the message as gnark-crypto's EdDSA takes it: whole field elements.
func (m SealMessage) bytes() []byte {
	var out []byte
	for _, f := range []Field{m.Lane0(), m.Subject, m.Head} {
		b := f.Bytes()
		out = append(out, b[:]...)
	}
	return out
}

// Seal signs one day.
func (k PrivateKey) Seal(m SealMessage) (Seal, error) {
	var s Seal
	if err := m.check(); err != nil {
		return s, err
	}
	sig, err := k.key().Sign(m.bytes(), &challengeHash{})
	if err != nil || len(sig) != len(s) {
		return s, errors.New("seal: signing failed")
	}
	copy(s[:], sig)
	return s, nil
}

// Verify checks a seal with gnark-crypto's EdDSA (RFC 8032 style, cofactored)
// and, as the circuit does, without the cofactor.
func (k PublicKey) Verify(m SealMessage, s Seal) error {
	if err := m.check(); err != nil {
		return err
	}
	pk := eddsa.PublicKey{A: k.point}
	if ok, err := pk.Verify(s[:], m.bytes(), &challengeHash{}); err != nil || !ok {
		return ErrSeal
	}
	r, sc, err := s.Parts()
	if err != nil {
		return err
	}
	h := Challenge(r, k, m)
	var lhs, rhs twistededwards.PointAffine
	var hInt big.Int
	lhs.ScalarMultiplicationBase(sc)
	rhs.ScalarMultiplication(&k.point, h.BigInt(&hInt))
	rhs.Add(&rhs, &r)
	if !lhs.Equal(&rhs) {
		return ErrSeal
	}
	return nil
}

// Parts splits a seal into the point R, which it checks to be in the prime-order
// subgroup, and the scalar S, which it checks to be below the subgroup's order.
func (s Seal) Parts() (r twistededwards.PointAffine, scalar *big.Int, err error) {
	var sig eddsa.Signature
	if _, err := sig.SetBytes(s[:]); err != nil {
		return r, nil, ErrSeal
	}
	return sig.R, new(big.Int).SetBytes(sig.S[:]), nil
}

// Challenge is the EdDSA challenge: H(lane 0, R, A, subject, head).
func Challenge(r twistededwards.PointAffine, k PublicKey, m SealMessage) Field {
	return Hash(m.Lane0(), r.X, r.Y, k.point.X, k.point.Y, m.Subject, m.Head)
}

// challengeHash lets gnark-crypto's EdDSA, which feeds R, A and the message to a
// hash.Hash, use Challenge: it collects the seven elements and puts lane 0 first.
type challengeHash struct{ buf []byte }

var _ hash.Hash = (*challengeHash)(nil)

func (h *challengeHash) Write(p []byte) (int, error) {
	h.buf = append(h.buf, p...)
	return len(p), nil
}

func (h *challengeHash) Sum(b []byte) []byte {
	const elements = 7
	if len(h.buf) != elements*FieldBytes {
		panic("statement: challenge over the wrong number of elements")
	}
	var in [elements]Field
	for i := range in {
		f, err := FieldFromBytes(h.buf[i*FieldBytes : (i+1)*FieldBytes])
		if err != nil {
			panic("statement: challenge over a non-canonical element")
		}
		in[i] = f
	}
	// In: Rx, Ry, Ax, Ay, lane 0, subject, head.
	out := Hash(in[4], in[0], in[1], in[2], in[3], in[5], in[6])
	return append(b, out.Marshal()...)
}

func (h *challengeHash) Reset()         { h.buf = nil }
func (h *challengeHash) Size() int      { return FieldBytes }
func (h *challengeHash) BlockSize() int { return FieldBytes }
