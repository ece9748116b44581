package keyring

import (
	"bytes"
	"context"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"vitalproof/prover/vault"
)

// Master is the key that every other key hangs on. It prints as "REDACTED" in
// every form, and comes from LoadMaster or NewMasterKey.
//
// It stands behind a function because fmt calls no methods on unexported fields
// of other structs: of a function it prints an address at most.
type Master struct{ key func() [keyBytes]byte }

// Source says where the master key comes from: exactly one of the two.
type Source struct {
	// File holds the key as 64 hex digits or base64, with blanks around it, and is
	// for its owner alone (mode 0600 or stricter).
	File string
	// Command is a program and its arguments, run without a shell, that prints the
	// key as a file would hold it. It has 10 s, and this process's environment.
	Command []string
}

// LoadMaster reads the master key. It fails with ErrSource, ErrKeyMode,
// ErrMasterKey, ErrCommand or what the system says, and never quotes the key or
// what the command printed.
func LoadMaster(ctx context.Context, s Source) (Master, error) {
	if (s.File == "") == (len(s.Command) == 0) {
		return Master{}, ErrSource
	}
	var text []byte
	var err error
	if s.File != "" {
		text, err = readKeyFile(s.File)
	} else {
		text, err = runKeyCommand(ctx, s.Command)
	}
	// The whole buffer, also what an append left behind the text.
	defer clear(text[:cap(text)])
	if err != nil {
		return Master{}, fmt.Errorf("load the master key: %w", err)
	}
	m, err := parseMaster(text)
	if err != nil {
		return Master{}, fmt.Errorf("load the master key: %w", err)
	}
	return m, nil
}

// NewMasterKey draws a master key from the system's randomness.
func NewMasterKey() (Master, error) {
	var key [keyBytes]byte
	defer clear(key[:])
	if _, err := io.ReadFull(rand.Reader, key[:]); err != nil {
		return Master{}, fmt.Errorf("draw a master key: %w", err)
	}
	return masterOf(key)
}

// WriteMaster writes a master key to a new file with mode 0600. It replaces
// nothing: a lost master key is lost data.
func WriteMaster(path string, m Master) error {
	if m.key == nil {
		return ErrMasterKey
	}
	key := m.key()
	text := append(hex.AppendEncode(make([]byte, 0, 2*keyBytes+1), key[:]), '\n')
	defer clear(key[:])
	defer clear(text)
	return vault.WritePrivate(path, text)
}

// Derive gives the key for one purpose. Keys of different labels say nothing
// about each other or about the master key.
func (m Master) Derive(label string) [32]byte {
	key := m.key()
	defer clear(key[:])
	out, err := hkdf.Key(sha256.New, key[:], nil, "vitalproof/"+label+"/1", keyBytes)
	if err != nil {
		// Only for more than 255 hashes of output or a secret below 112 bits.
		panic("keyring: 32 bytes from 32 bytes: " + err.Error())
	}
	defer clear(out)
	return [keyBytes]byte(out)
}

// String and its relatives keep the master key out of logs and errors.
func (m Master) String() string { return redacted }

// GoString keeps the master key out of %#v.
func (m Master) GoString() string { return redacted }

// Format keeps the master key out of every other verb.
func (m Master) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalText keeps the master key out of JSON and text encoders.
func (m Master) MarshalText() ([]byte, error) { return []byte(redacted), nil }

const redacted = "REDACTED"

func masterOf(key [keyBytes]byte) (Master, error) {
	// What an unset variable or an empty device gives.
	if key == [keyBytes]byte{} {
		return Master{}, ErrMasterKey
	}
	return Master{func() [keyBytes]byte { return key }}, nil
}

func parseMaster(text []byte) (Master, error) {
	text = bytes.TrimSpace(text)
	var buf [2 * maxKeyText]byte
	defer clear(buf[:])
	if len(text) > maxKeyText {
		return Master{}, ErrMasterKey
	}
	if len(text) == 2*keyBytes {
		if n, err := hex.Decode(buf[:], text); err == nil && n == keyBytes {
			return masterOf([keyBytes]byte(buf[:keyBytes]))
		}
	}
	for _, e := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		if n, err := e.Strict().Decode(buf[:], text); err == nil && n == keyBytes {
			return masterOf([keyBytes]byte(buf[:keyBytes]))
		}
	}
	return Master{}, ErrMasterKey
}

// othersMode are the rights of everybody but the owner.
const othersMode = 0o077

func readKeyFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	// Of the open file: the path may name another one by now.
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file", path)
	}
	forbidden := fs.FileMode(othersMode)
	if dir := os.Getenv("CREDENTIALS_DIRECTORY"); dir != "" && filepath.Dir(path) == filepath.Clean(dir) {
		// systemd gives a credential mode 0440 and lets the service's user in by an
		// access list; nobody else comes into the folder.
		forbidden &^= 0o040
	}
	if info.Mode().Perm()&forbidden != 0 {
		return nil, fmt.Errorf("%w: %s has mode %04o", ErrKeyMode, path, info.Mode().Perm())
	}
	text := make([]byte, maxKeyText+1)
	n, err := io.ReadFull(f, text)
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return text, err
	}
	return text[:n], nil
}

// output keeps the first bytes that a command prints, in memory that never
// moves, so that clearing it leaves no older copy.
type output struct {
	buf  [maxCommandOutput]byte
	n    int
	over bool
}

func (o *output) Write(p []byte) (int, error) {
	n := copy(o.buf[o.n:], p)
	o.n += n
	if n < len(p) {
		o.over = true
		return n, io.ErrShortBuffer
	}
	return n, nil
}

func runKeyCommand(ctx context.Context, argv []string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	var out output
	// The operator's configuration names the program.
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Stdout = &out
	cmd.WaitDelay = commandGrace
	err := cmd.Run()
	text := out.buf[:out.n]
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return text, fmt.Errorf("%w: no key within %s: %w", ErrCommand, commandTimeout, ctx.Err())
	case out.over:
		return text, fmt.Errorf("%w: it printed more than %d bytes", ErrCommand, maxCommandOutput)
	case errors.As(err, &exit):
		return text, fmt.Errorf("%w: %s", ErrCommand, exit.ProcessState)
	case err != nil:
		return text, fmt.Errorf("%w: %w", ErrCommand, err)
	}
	return text, nil
}
