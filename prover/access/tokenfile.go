package access

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"vitalproof/prover/vault"
)

// tokensFormat is the first line of every token file.
const tokensFormat = "vitalproof/tokens/1"

// tokenFile is the file as it is written; it has one form only, so that what a
// reader sees is what counts: no field twice, nothing after the end.
type tokenFile struct {
	Format string       `json:"format"`
	Tokens []tokenEntry `json:"tokens"`
}

type tokenEntry struct {
	ID      string `json:"id"`
	SHA256  string `json:"sha256"` // of the token's text
	Tenant  string `json:"tenant"`
	Role    string `json:"role"`
	Subject string `json:"subject,omitempty"`
	Created string `json:"created"`
	Expires string `json:"expires"`
	Revoked string `json:"revoked,omitempty"`
}

func stamp(t time.Time) string { return t.UTC().Truncate(time.Second).Format(time.RFC3339) }

// hashToken needs no salt and no slow function: the secret has 256 random bits.
func hashToken(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// parse reads an entry. Its errors name the entry and quote nothing else of it.
func (e *tokenEntry) parse() (TokenInfo, [sha256.Size]byte, error) {
	var hash [sha256.Size]byte
	bad := func(field string, err error) (TokenInfo, [sha256.Size]byte, error) {
		return TokenInfo{}, hash, fmt.Errorf("%w: token %.16q: %s: %w", ErrTokenFile, e.ID, field, err)
	}
	if id, err := hex.DecodeString(e.ID); err != nil || len(id) != idBytes || e.ID != hex.EncodeToString(id) {
		return bad("id", fmt.Errorf("want %d digits", 2*idBytes))
	}
	sum, err := hex.DecodeString(e.SHA256)
	if err != nil || len(sum) != len(hash) {
		return bad("sha256", errors.New("want 64 digits"))
	}
	copy(hash[:], sum)
	role, err := ParseRole(e.Role)
	if err != nil {
		return bad("role", err)
	}
	info := TokenInfo{ID: e.ID, Tenant: e.Tenant, Role: role, Subject: e.Subject}
	if err := (Principal{Tenant: e.Tenant, Role: role, Subject: e.Subject}).check(); err != nil {
		return bad("owner", err)
	}
	for _, f := range []struct {
		name, text string
		into       *time.Time
		optional   bool
	}{{"created", e.Created, &info.Created, false}, {"expires", e.Expires, &info.Expires, false}, {"revoked", e.Revoked, &info.Revoked, true}} {
		if f.text == "" && f.optional {
			continue
		}
		t, err := time.Parse(time.RFC3339, f.text)
		if err != nil || stamp(t) != f.text {
			return bad(f.name, errors.New("want a time as 2006-01-02T15:04:05Z"))
		}
		*f.into = t
	}
	return info, hash, nil
}

// check says whether credentials can name this caller.
func (p Principal) check() error {
	if !validTenant(p.Tenant) {
		return fmt.Errorf("tenant: want 1 to %d of a-z, 0-9 and '-', not '-' first", MaxTenant)
	}
	if p.Role < Holder || p.Role > Operator {
		return errors.New("role: want holder, researcher or operator")
	}
	if p.Subject != "" && p.Role != Holder {
		return errors.New("subject: only credentials of a holder can be one person's")
	}
	if !utf8.ValidString(p.Subject) || utf8.RuneCountInString(p.Subject) > MaxSubject ||
		strings.ContainsFunc(p.Subject, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return fmt.Errorf("subject: want at most %d printable characters", MaxSubject)
	}
	return nil
}

func validTenant(s string) bool {
	if s == "" || len(s) > MaxTenant || s[0] == '-' {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

func (f *tokenFile) marshal() ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(f); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// readTokens reads and judges a whole file.
func readTokens(path string) (*tokenFile, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	// It names people, and whoever can write it lets in whom they like.
	if !info.Mode().IsRegular() || info.Mode().Perm()&0o027 != 0 {
		return nil, fmt.Errorf("%w: %s is open to others; chmod 600", ErrTokenFile, path)
	}
	raw, err := io.ReadAll(io.LimitReader(file, maxTokenFile+1))
	if err != nil {
		return nil, err
	}
	f, err := parseTokens(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return f, nil
}

func parseTokens(raw []byte) (*tokenFile, error) {
	if len(raw) > maxTokenFile {
		return nil, fmt.Errorf("%w: longer than %d bytes", ErrTokenFile, maxTokenFile)
	}
	f := new(tokenFile)
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	// json's own errors quote the file.
	if d.Decode(f) != nil || f.Format != tokensFormat {
		return nil, fmt.Errorf("%w: it is not %s", ErrTokenFile, tokensFormat)
	}
	if again, err := f.marshal(); err != nil || !bytes.Equal(raw, again) {
		return nil, fmt.Errorf("%w: it is not in canonical form; change it with vitalproof access", ErrTokenFile)
	}
	if len(f.Tokens) > MaxTokens {
		return nil, fmt.Errorf("%w: more than %d tokens", ErrTokenFile, MaxTokens)
	}
	ids := make(map[string]bool, len(f.Tokens))
	for i := range f.Tokens {
		if _, _, err := f.Tokens[i].parse(); err != nil {
			return nil, err
		}
		// Of two tokens with one id the later would hide that the first is revoked.
		if ids[f.Tokens[i].ID] {
			return nil, fmt.Errorf("%w: an id stands for two tokens", ErrTokenFile)
		}
		ids[f.Tokens[i].ID] = true
	}
	return f, nil
}

// change reads a file, changes it and writes it again, while nobody else does.
func change(path string, create bool, edit func(*tokenFile) error) error {
	if !create {
		if _, err := os.Stat(path); err != nil {
			return err
		}
	}
	lock, err := openLock(path)
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := vault.LockFile(lock); err != nil {
		return fmt.Errorf("lock %s: %w", path, err)
	}
	f, err := readTokens(path)
	if create && errors.Is(err, fs.ErrNotExist) {
		f, err = &tokenFile{Format: tokensFormat, Tokens: []tokenEntry{}}, nil
	}
	if err != nil {
		return err
	}
	if err := edit(f); err != nil {
		return err
	}
	raw, err := f.marshal()
	if err != nil {
		return err
	}
	old, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return vault.WritePrivate(path, raw)
	}
	if err != nil {
		return err
	}
	return replaceTokens(path, raw, old)
}

// openLock opens the file that is locked while another is changed.
func openLock(path string) (*os.File, error) {
	name := path + ".lock"
	lock, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	}
	if err != nil {
		return nil, err
	}
	// One that root made would keep the file's owner from changing it later. One that was
	// there is left as it is: it may be a link to a file that must not be given away.
	if info, err := os.Stat(path); err == nil {
		if err := keepOwner(lock, info); err != nil {
			_ = lock.Close()
			return nil, err
		}
	}
	return lock, nil
}
