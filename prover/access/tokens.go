package access

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Errors of credentials. Match with errors.Is.
var (
	// ErrCredentials reports credentials that are not known, expired or revoked;
	// which of these is not told, and neither is it by the time it takes.
	ErrCredentials = errors.New("no credentials, or they are not known, expired or revoked")
	// ErrRole reports a role that may not do this.
	ErrRole = errors.New("the role of the credentials may not do this")
	// ErrTokenFile reports a token file that cannot be trusted or read.
	ErrTokenFile = errors.New("not a good token file")
	// ErrNoToken reports an id that stands for no token.
	ErrNoToken = errors.New("no token has this id")
)

// A token is tokenPrefix and 64 characters of base32: 8 bytes of id, 32 bytes of
// secret. The id is in the clear in logs; the secret is nowhere but with its
// bearer.
const (
	tokenPrefix = "vp1_"
	idBytes     = 8
	secretBytes = 32
	tokenChars  = len(tokenPrefix) + (idBytes+secretBytes)*8/5
)

var tokenEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// TokenSpec is what a token shall be for.
type TokenSpec struct {
	Tenant  string
	Role    Role      // Holder, Researcher or Operator
	Subject string    // of holders only: the token is one person's; "" for a whole tenant
	Expires time.Time // zero for DefaultTokenLife; at most MaxTokenLife from now
}

// TokenInfo is a token as the file knows it: nothing to call with.
type TokenInfo struct {
	ID      string
	Tenant  string
	Role    Role
	Subject string
	Created time.Time
	Expires time.Time
	Revoked time.Time // zero if it is not
}

// Issue makes a token, adds its hash to a token file, which is made if it does not
// exist, and gives the token's text, which cannot be had again. It waits for other
// processes that change the file.
func Issue(path string, spec TokenSpec, now time.Time) (string, error) {
	if spec.Expires.IsZero() {
		spec.Expires = now.Add(DefaultTokenLife)
	}
	if err := spec.check(now); err != nil {
		return "", err
	}
	var raw [idBytes + secretBytes]byte
	_, _ = rand.Read(raw[:]) // never fails: crypto/rand ends the process instead
	text := tokenPrefix + tokenEncoding.EncodeToString(raw[:])
	err := change(path, true, func(f *tokenFile) error {
		if len(f.Tokens) >= MaxTokens {
			return fmt.Errorf("%w: it has %d tokens, as many as it may; start another one", ErrTokenFile, MaxTokens)
		}
		f.Tokens = append(f.Tokens, tokenEntry{
			ID: hex.EncodeToString(raw[:idBytes]), SHA256: hashToken(text),
			Tenant: spec.Tenant, Role: spec.Role.String(), Subject: spec.Subject,
			Created: stamp(now), Expires: stamp(spec.Expires),
		})
		return nil
	})
	if err != nil {
		return "", err
	}
	return text, nil
}

// Revoke makes a token worthless, for good. A service that uses the file notices
// within a second. Revoking twice changes nothing. ErrNoToken.
func Revoke(path, id string, now time.Time) error {
	return change(path, false, func(f *tokenFile) error {
		for i := range f.Tokens {
			if f.Tokens[i].ID == id {
				if f.Tokens[i].Revoked == "" {
					f.Tokens[i].Revoked = stamp(now)
				}
				return nil
			}
		}
		return ErrNoToken
	})
}

// List gives all tokens of a file in the order in which they were issued.
func List(path string) ([]TokenInfo, error) {
	f, err := readTokens(path)
	if err != nil {
		return nil, err
	}
	list := make([]TokenInfo, 0, len(f.Tokens))
	for i := range f.Tokens {
		info, _, err := f.Tokens[i].parse()
		if err != nil {
			return nil, err
		}
		list = append(list, info)
	}
	return list, nil
}

func (s TokenSpec) check(now time.Time) error {
	if err := (Principal{Tenant: s.Tenant, Role: s.Role, Subject: s.Subject}).check(); err != nil {
		return err
	}
	if !s.Expires.After(now) || s.Expires.Sub(now) > MaxTokenLife {
		return fmt.Errorf("expiry: want a time to come, at most %d days from now", MaxTokenLife/(24*time.Hour))
	}
	return nil
}

// known is what a token is looked up as.
type known struct {
	hash [sha256.Size]byte
	info TokenInfo
}

// Tokens is a token file in use. It follows changes of the file; while the file
// cannot be read or is malformed the last good set holds, so that a slip of the
// pen neither locks everybody out nor lets anybody in.
//
// All methods may be called at once.
type Tokens struct {
	path string
	log  *slog.Logger
	set  atomic.Pointer[map[string]known] // by id; never changed once stored
	bad  atomic.Pointer[error]            // nil while the file is good
	seen fs.FileInfo                      // of the last try; the goroutine's own after OpenTokens

	stop func()
	done chan struct{}
}

// OpenTokens reads a token file and follows it until Close.
func OpenTokens(path string, log *slog.Logger) (*Tokens, error) {
	t := &Tokens{path: path, log: log, done: make(chan struct{})}
	if err := t.load(); err != nil {
		return nil, err
	}
	quit := make(chan struct{})
	t.stop = sync.OnceFunc(func() { close(quit) })
	go t.follow(quit)
	return t, nil
}

// Close stops following the file. Lookup goes on with the last set.
func (t *Tokens) Close() {
	t.stop()
	<-t.done
}

// Err is what is wrong with the file as it stands now; nil if it is in force.
func (t *Tokens) Err() error {
	if p := t.bad.Load(); p != nil {
		return *p
	}
	return nil
}

// Len counts the tokens of the set in force, revoked and expired ones included.
func (t *Tokens) Len() int { return len(*t.set.Load()) }

// Lookup tells whose a token is. Its one error is ErrCredentials.
func (t *Tokens) Lookup(token string, now time.Time) (Principal, error) {
	if len(token) != tokenChars || !strings.HasPrefix(token, tokenPrefix) {
		return Principal{}, ErrCredentials
	}
	var raw [idBytes + secretBytes]byte
	if _, err := tokenEncoding.Decode(raw[:], []byte(token[len(tokenPrefix):])); err != nil {
		return Principal{}, ErrCredentials
	}
	// An unknown id is compared with nothing that can match, so that whether an id
	// exists cannot be told by the time.
	k, found := (*t.set.Load())[hex.EncodeToString(raw[:idBytes])]
	hash := sha256.Sum256([]byte(token))
	same := subtle.ConstantTimeCompare(hash[:], k.hash[:]) == 1
	if !found || !same || !k.info.Revoked.IsZero() || !now.Before(k.info.Expires) {
		return Principal{}, ErrCredentials
	}
	return Principal{Tenant: k.info.Tenant, Role: k.info.Role, Subject: k.info.Subject, ID: "token:" + k.info.ID}, nil
}

func (t *Tokens) follow(quit <-chan struct{}) {
	defer close(t.done)
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		select {
		case <-quit:
			return
		case <-tick.C:
			t.poll()
		}
	}
}

// poll reads the file again if it is another than the last one read.
func (t *Tokens) poll() {
	info, err := os.Stat(t.path)
	switch {
	case err != nil && t.seen == nil:
		return // said before
	case err == nil && t.seen != nil && os.SameFile(info, t.seen) && info.Size() == t.seen.Size() &&
		info.ModTime().Equal(t.seen.ModTime()) && info.Mode() == t.seen.Mode():
		return
	}
	if err := t.load(); err != nil {
		t.bad.Store(&err)
		t.log.Error("the token file changed and cannot be used; the tokens read before stay in force", "err", err)
		return
	}
	t.log.Info("tokens read", "tokens", t.Len())
}

// load reads the file into a new set.
func (t *Tokens) load() error {
	// Looked at before it is read: a change in between is found by the next poll.
	t.seen, _ = os.Stat(t.path)
	f, err := readTokens(t.path)
	if err != nil {
		return err
	}
	set := make(map[string]known, len(f.Tokens))
	for i := range f.Tokens {
		info, hash, err := f.Tokens[i].parse()
		if err != nil {
			return err
		}
		set[info.ID] = known{hash, info}
	}
	t.set.Store(&set)
	t.bad.Store(nil)
	return nil
}
