// Package request is a verifier's ask as a file: the claim, whose seals count,
// the scope in which a holder counts once, what the proof is bound to, and the
// words a holder consents to.
//
// It promises that a request has one reading: fields are bounded, unknown ones
// refused, the issuer keys are valid points whose root is the one stated, and
// holder and verifier compute the same public inputs from it.
//
// A composition asks for several claims of one holder. An answer says that all of
// them hold; of a holder who misses one it cannot say which, since there is none.
package request

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/statement"
)

// Format is the first field of a request file.
const Format = "vitalproof/request/1"

// Limits of a request file. An issuer key takes 69 bytes with its quotes, so a
// full set of 256 takes 18 kB.
const (
	MaxBytes   = 64 << 10
	MaxFrom    = 200  // characters: a name
	MaxConsent = 4000 // characters: two printed pages
	MaxScope   = 200  // characters: a name
	nonceBytes = 16   // two requests of one wording still differ
)

// Errors of requests.
var (
	ErrFile    = errors.New("not a request file")
	ErrExpired = errors.New("the request has expired")
	ErrNoPayee = errors.New("this request is for a contract: it needs a recipient and a deadline")
	ErrPayee   = errors.New("this request is not for a contract: it takes no recipient or deadline")
)

// Request is a verifier's ask.
type Request struct {
	From    string // who asks; shown to the holder
	Consent string // what the holder agrees to; hashed into the context
	Circuit statement.CircuitID
	Claim   claim.Claim
	Also    []Part // further claims of a composition; a holder answers all or none
	Issuers []statement.PublicKey
	Scope   string // name of the scope of an off-chain request
	Gate    *Gate  // set instead of Scope for a request of a contract
	Nonce   [nonceBytes]byte
	Expires time.Time // whole seconds

	whole *Request // of a part of a composition: what is asked in all
	index int      // of that part
}

// Payee is what a holder adds to an answer for a contract: who is paid, and
// until when (unix seconds) the proof may be submitted.
type Payee struct {
	Recipient [20]byte
	Deadline  uint64
}

type file struct {
	Format  string    `json:"format"`
	From    string    `json:"from"`
	Consent string    `json:"consent"`
	Circuit string    `json:"circuit"`
	Claim   string    `json:"claim"`
	Also    []part    `json:"also,omitempty"`
	Root    string    `json:"issuers"`
	Keys    []string  `json:"issuer_keys"`
	Scope   string    `json:"scope,omitempty"`
	Gate    *gateFile `json:"gate,omitempty"`
	Nonce   string    `json:"nonce"`
	Expires string    `json:"expires"`
}

// New completes a request with a nonce and checks it. A retired circuit is refused.
func New(r Request) (*Request, error) {
	if _, err := io.ReadFull(rand.Reader, r.Nonce[:]); err != nil {
		return nil, fmt.Errorf("draw a nonce: %w", err)
	}
	r.Expires = r.Expires.UTC().Truncate(time.Second)
	if err := r.check(); err != nil {
		return &r, err
	}
	return &r, r.CheckCurrent()
}

// CheckCurrent refuses a request for a circuit that a later version took the place
// of, with lock.ErrRetired. Answers to it are verified still; nothing new is asked
// or proved.
func (r *Request) CheckCurrent() error {
	for _, p := range r.parts() {
		entry, err := lock.ByID(p.Circuit)
		if err != nil {
			return err
		}
		if entry.Retired() {
			return fmt.Errorf("%s: %w", entry.Name, lock.ErrRetired)
		}
	}
	return nil
}

func (r *Request) check() error {
	if err := text("from", r.From, MaxFrom, false); err != nil {
		return err
	}
	if err := text("consent", r.Consent, MaxConsent, true); err != nil {
		return err
	}
	if (r.Scope == "") == (r.Gate == nil) {
		return fmt.Errorf("%w: want either a scope or a gate", ErrFile)
	}
	if r.Gate == nil {
		if err := text("scope", r.Scope, MaxScope, false); err != nil {
			return err
		}
	}
	if year := r.Expires.UTC().Year(); year < 1970 || year > 9999 {
		return fmt.Errorf("%w: expires: want a year from 1970 to 9999", ErrFile)
	}
	if _, err := statement.NewIssuerSet(r.Issuers); err != nil {
		return fmt.Errorf("%w: %w", ErrFile, err)
	}
	if err := r.checkParts(); err != nil {
		return err
	}
	return r.checkGate()
}

// text bounds a text for people: valid UTF-8 without anything invisible but
// spaces, since it is printed on terminals. Line breaks are for consent only.
func text(field, s string, most int, lineBreaks bool) error {
	if s == "" || !utf8.ValidString(s) || utf8.RuneCountInString(s) > most {
		return fmt.Errorf("%w: %s has 1 to %d characters", ErrFile, field, most)
	}
	for _, c := range s {
		if !unicode.IsGraphic(c) && (c != '\n' || !lineBreaks) {
			return fmt.Errorf("%w: %s has a character that cannot be printed", ErrFile, field)
		}
	}
	return nil
}

// Marshal writes the canonical file.
func (r *Request) Marshal() ([]byte, error) {
	f, err := r.file()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(f); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func (r *Request) file() (*file, error) {
	if r.whole != nil {
		return r.whole.file() // a part is no request of its own
	}
	first, err := Part{r.Circuit, r.Claim}.file()
	if err != nil {
		return nil, err
	}
	set, err := statement.NewIssuerSet(r.Issuers)
	if err != nil {
		return nil, err
	}
	f := &file{
		Format: Format, From: r.From, Consent: r.Consent,
		Circuit: first.Circuit, Claim: first.Claim, Root: statement.FormatField(set.Root()),
		Scope: r.Scope, Nonce: hex.EncodeToString(r.Nonce[:]), Expires: r.Expires.UTC().Format(time.RFC3339),
	}
	for _, p := range r.Also {
		further, err := p.file()
		if err != nil {
			return nil, err
		}
		f.Also = append(f.Also, further)
	}
	for _, k := range set.Keys() {
		b := k.Bytes()
		f.Keys = append(f.Keys, hex.EncodeToString(b[:]))
	}
	if r.Gate != nil {
		f.Gate = r.Gate.file()
	}
	return f, nil
}

// Read reads a request file.
func Read(in io.Reader) (*Request, error) {
	raw, err := io.ReadAll(io.LimitReader(in, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read request: %w", err)
	}
	if len(raw) > MaxBytes {
		return nil, fmt.Errorf("%w: longer than %d bytes", ErrFile, MaxBytes)
	}
	return Parse(raw)
}

// Parse is Read on bytes.
func Parse(raw []byte) (*Request, error) {
	var f file
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return nil, fmt.Errorf("%w: it is not the expected JSON", ErrFile)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("%w: data after its end", ErrFile)
	}
	if f.Format != Format {
		return nil, fmt.Errorf("%w: format is not %s", ErrFile, Format)
	}
	r := &Request{From: f.From, Consent: f.Consent, Scope: f.Scope}
	if err := r.parse(&f); err != nil {
		return nil, err
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	// One request, one file: anything that would not be written back the same
	// (a repeated field, another spelling of a number) is refused.
	again, err := r.Marshal()
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(bytes.TrimSpace(again), bytes.TrimSpace(raw)) {
		return nil, fmt.Errorf("%w: it is not in canonical form", ErrFile)
	}
	return r, nil
}

func bad(field string, err error) error { return fmt.Errorf("%w: %s: %w", ErrFile, field, err) }

func (r *Request) parse(f *file) error {
	first, err := parsePart(part{f.Circuit, f.Claim})
	if err != nil {
		return err
	}
	r.Circuit, r.Claim = first.Circuit, first.Claim
	if len(f.Also) >= MaxParts {
		return bad("also", errMany)
	}
	for _, p := range f.Also {
		further, err := parsePart(p)
		if err != nil {
			return err
		}
		r.Also = append(r.Also, further)
	}
	if len(f.Keys) > statement.MaxIssuers {
		return bad("issuer_keys", statement.ErrIssuerSet)
	}
	for _, s := range f.Keys {
		b, err := hex.DecodeString(s)
		if err != nil {
			return bad("issuer_keys", statement.ErrPublicKey)
		}
		k, err := statement.PublicKeyFromBytes(b)
		if err != nil {
			return bad("issuer_keys", err)
		}
		r.Issuers = append(r.Issuers, k)
	}
	nonce, err := hex.DecodeString(f.Nonce)
	if err != nil || len(nonce) != nonceBytes {
		return bad("nonce", fmt.Errorf("want %d hexadecimal digits", 2*nonceBytes))
	}
	copy(r.Nonce[:], nonce)
	if r.Expires, err = time.Parse(time.RFC3339, f.Expires); err != nil {
		return bad("expires", errors.New("want a time such as 2026-09-30T00:00:00Z"))
	}
	if f.Gate != nil {
		if r.Gate, err = f.Gate.parse(); err != nil {
			return err
		}
	}
	return nil
}

// ParseAddress reads an account address: 0x and 40 hexadecimal digits.
func ParseAddress(s string) (a [20]byte, err error) {
	digits, ok := strings.CutPrefix(s, "0x")
	b, err := hex.DecodeString(digits)
	if !ok || err != nil || len(b) != len(a) {
		return a, errors.New("an address is 0x and 40 hexadecimal digits")
	}
	copy(a[:], b)
	return a, nil
}

// ParseHash reads a policy id or another hash: 0x and 64 hexadecimal digits.
func ParseHash(s string) (h [32]byte, err error) {
	digits, ok := strings.CutPrefix(s, "0x")
	b, err := hex.DecodeString(digits)
	if !ok || err != nil || len(b) != len(h) {
		return h, errors.New("a policy id is 0x and 64 hexadecimal digits")
	}
	copy(h[:], b)
	return h, nil
}

// IssuerSet is the set of the issuers whose seals count.
func (r *Request) IssuerSet() (*statement.IssuerSet, error) { return statement.NewIssuerSet(r.Issuers) }

func (r *Request) setAndWord() (root, word statement.Field, err error) {
	set, err := r.IssuerSet()
	if err != nil {
		return root, word, err
	}
	w, err := r.Claim.Word()
	if err != nil {
		return root, word, err
	}
	word, err = statement.FieldFromBig(w)
	return set.Root(), word, err
}

// ConsentHash is the Keccak-256 of the consent text; a policy on a chain calls it
// its purpose.
func (r *Request) ConsentHash() [32]byte { return statement.Keccak256([]byte(r.Consent)) }

// Digest is the Keccak-256 of the canonical file: an off-chain answer is bound
// to every field of its request.
func (r *Request) Digest() ([32]byte, error) {
	raw, err := r.Marshal()
	if err != nil {
		return [32]byte{}, err
	}
	return statement.Keccak256(raw), nil
}

// ScopeField is the public input `scope` of every answer.
func (r *Request) ScopeField() (statement.Field, error) {
	if r.Gate == nil {
		return statement.ScopeText(r.Scope), nil
	}
	g, err := r.EVMGate()
	if err != nil {
		return statement.Field{}, err
	}
	return g.Scope(), nil
}

// PublicInputs are the inputs that an answer with a nullifier must have. A payee
// is given exactly for a contract's request.
func (r *Request) PublicInputs(nullifier statement.Field, payee *Payee) (statement.PublicInputs, error) {
	var in statement.PublicInputs
	root, word, err := r.setAndWord()
	if err != nil {
		return in, err
	}
	in.Issuers, in.Claim, in.Nullifier = root, word, nullifier
	if in.Scope, err = r.ScopeField(); err != nil {
		return in, err
	}
	switch {
	case r.Gate != nil && payee == nil:
		return in, ErrNoPayee
	case r.Gate == nil && payee != nil:
		return in, ErrPayee
	case r.Gate != nil:
		g, err := r.EVMGate()
		if err != nil {
			return in, err
		}
		in.Context = g.Context(payee.Recipient, r.ConsentHash(), payee.Deadline)
	default:
		digest, err := r.Digest()
		if err != nil {
			return in, err
		}
		in.Context = statement.ContextRequest(digest)
	}
	return in, nil
}
