package audit

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// origin is the first line of a checkpoint and the name of the key that signs.
const origin = "vitalproof/audit"

// point is a state of the log: its lines and their root.
type point struct {
	lines int64
	root  tlog.Hash
}

// text is what is signed: the checkpoint format of transparency logs.
func (p point) text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", origin, p.lines, p.root)
}

func parsePoint(text string) (point, error) {
	var p point
	rest, ok := bytes.CutPrefix([]byte(text), []byte(origin+"\n"))
	size, rest, _ := bytes.Cut(rest, []byte("\n"))
	root, _, _ := bytes.Cut(rest, []byte("\n"))
	var err error
	if p.lines, err = strconv.ParseInt(string(size), 10, 64); err != nil || !ok || p.lines < 0 {
		return p, ErrCheckpoint
	}
	if p.root, err = tlog.ParseHash(string(root)); err != nil || p.text() != text {
		return p, ErrCheckpoint
	}
	return p, nil
}

// signer signs notes with a key that never becomes a string, as the note
// package's own signer keys do.
type signer struct {
	key      ed25519.PrivateKey
	verifier note.Verifier
}

func newSigner(seed [32]byte) (*signer, string, error) {
	key := ed25519.NewKeyFromSeed(seed[:])
	public, err := note.NewEd25519VerifierKey(origin, key.Public().(ed25519.PublicKey))
	if err != nil {
		return nil, "", err
	}
	v, err := note.NewVerifier(public)
	if err != nil {
		return nil, "", err
	}
	return &signer{key, v}, public, nil
}

// VerifierKey gives the public key of a seed, as Verify takes it. Keep it, and
// checkpoints, where whoever can write the log cannot write.
func VerifierKey(seed [32]byte) (string, error) {
	_, public, err := newSigner(seed)
	return public, err
}

// sign gives a signature as a note and a seal hold it: key hash and signature.
func (s *signer) sign(p point) string {
	raw := binary.BigEndian.AppendUint32(nil, s.verifier.KeyHash())
	raw = append(raw, ed25519.Sign(s.key, []byte(p.text()))...)
	return base64.StdEncoding.EncodeToString(raw)
}

// seal is the line that ends a batch. It signs every line before it, and is
// itself under the next seal.
type seal struct {
	point
	signature string
}

var sealParts = [...]string{`{"lines":`, `,"root":"`, `","signature":"`, `"}`}

func (s seal) appendLine(out []byte) []byte {
	out = strconv.AppendInt(append(out, sealParts[0]...), s.lines, 10)
	out = append(append(out, sealParts[1]...), s.root.String()...)
	out = append(append(out, sealParts[2]...), s.signature...)
	return append(out, sealParts[3]...)
}

// parseSeal reads a line that is exactly what appendLine writes for some seal.
// The signature is not checked.
func parseSeal(line []byte) (s seal, ok bool) {
	values, ok := split(line, sealParts[:])
	if !ok {
		return s, false
	}
	var err error
	if s.lines, err = strconv.ParseInt(values[0], 10, 64); err != nil {
		return s, false
	}
	if s.root, err = tlog.ParseHash(values[1]); err != nil {
		return s, false
	}
	s.signature = values[2]
	raw, err := base64.StdEncoding.Strict().DecodeString(s.signature)
	return s, err == nil && len(raw) == 4+ed25519.SignatureSize && bytes.Equal(s.appendLine(nil), line)
}

// checkpoint is the seal as a signed note.
func (s seal) checkpoint() []byte {
	return []byte(s.text() + "\n\u2014 " + origin + " " + s.signature + "\n")
}

// verify reports whether the key signed the seal.
func (s seal) verify(v note.Verifier) bool {
	got, err := openCheckpoint(s.checkpoint(), v)
	return err == nil && got == s.point
}

// openCheckpoint reads a signed checkpoint. It fails with ErrOtherKey or
// ErrCheckpoint.
func openCheckpoint(msg []byte, v note.Verifier) (point, error) {
	if len(msg) > maxCheckpoint {
		return point{}, ErrCheckpoint
	}
	n, err := note.Open(msg, note.VerifierList(v))
	var unverified *note.UnverifiedNoteError
	switch {
	case errors.As(err, &unverified):
		return point{}, ErrOtherKey
	case err != nil: // its text quotes the message
		return point{}, ErrCheckpoint
	}
	return parsePoint(n.Text)
}
