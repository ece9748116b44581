package vault

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"filippo.io/age"
)

// scryptFactor is workFactor, except in tests.
var scryptFactor = workFactor

// sealPassphrase encrypts with age's passphrase recipient.
func sealPassphrase(plain, passphrase []byte) ([]byte, error) {
	if utf8.RuneCount(passphrase) < MinPassphrase {
		return nil, ErrWeakPassphrase
	}
	r, err := age.NewScryptRecipient(string(passphrase))
	if err != nil {
		return nil, ErrWeakPassphrase
	}
	r.SetWorkFactor(scryptFactor)
	return encrypt(plain, r)
}

// openPassphrase decrypts what sealPassphrase made. age's own errors quote the
// file's header, and of a file of another kind its first line, so they stay here.
func openPassphrase(sealed, passphrase []byte, most int) ([]byte, error) {
	id, err := age.NewScryptIdentity(string(passphrase))
	if err != nil {
		return nil, ErrPassphrase
	}
	id.SetMaxWorkFactor(maxWorkFactor)
	plain, err := decrypt(sealed, id, most)
	var noMatch *age.NoIdentityMatchError
	switch {
	case errors.As(err, &noMatch) && len(noMatch.StanzaTypes) == 1 && noMatch.StanzaTypes[0] == "scrypt":
		return nil, ErrPassphrase
	case err != nil:
		return nil, fmt.Errorf("%w: it cannot be decrypted", ErrCorrupt)
	}
	return plain, nil
}

func encrypt(plain []byte, to age.Recipient) ([]byte, error) {
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, errors.New("the file could not be encrypted")
	}
	return out.Bytes(), nil
}

// decrypt reads to the end of the plaintext, where age authenticates that
// nothing was cut off or added. Its errors are for matching, not for printing.
func decrypt(sealed []byte, id age.Identity, most int) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), id)
	if err != nil {
		return nil, err
	}
	plain, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
	if err == nil && len(plain) > most {
		err = errors.New("too long")
	}
	if err != nil {
		clear(plain)
		return nil, err
	}
	return plain, nil
}
