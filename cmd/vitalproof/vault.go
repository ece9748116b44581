package main

import (
	"context"
	"errors"

	"vitalproof/circuits/statement"
	"vitalproof/prover/vault"
)

// openHolder asks for the passphrase and opens a holder file.
func (a *app) openHolder(ctx context.Context, path, passphraseFile string) (*vault.Holder, error) {
	if err := a.mustRead(path); err != nil {
		return nil, err // before asking for a passphrase
	}
	passphrase, err := a.passphrase(ctx, passphraseFile, path)
	if err != nil {
		return nil, err
	}
	defer clear(passphrase)
	h, err := vault.LoadHolder(path, passphrase)
	if err != nil {
		return nil, badSecretFile(path, err)
	}
	return h, nil
}

// openIssuer asks for the passphrase and opens an issuer's private file.
func (a *app) openIssuer(ctx context.Context, path, passphraseFile string) (statement.PrivateKey, error) {
	if err := a.mustRead(path); err != nil {
		return statement.PrivateKey{}, err
	}
	passphrase, err := a.passphrase(ctx, passphraseFile, path)
	if err != nil {
		return statement.PrivateKey{}, err
	}
	defer clear(passphrase)
	key, err := vault.LoadIssuer(path, passphrase)
	if err != nil {
		return key, badSecretFile(path, err)
	}
	return key, nil
}

// badSecretFile says of a damaged holder or issuer file that it is a bad input;
// only a damaged record has the code of a record.
func badSecretFile(path string, err error) error {
	f := badFile(path, err)
	if errors.Is(err, vault.ErrCorrupt) {
		f.code, f.hint = exitInput, "use a copy of the file"
	}
	return f
}

// mustRead reports a file that cannot be opened.
func (a *app) mustRead(path string) error {
	f, err := a.openIn(path)
	if err != nil {
		return err
	}
	return f.Close()
}

// openRecord opens a holder file and a record of that holder, and verifies every
// head and seal of the record.
func (a *app) openRecord(ctx context.Context, holder, passphraseFile, path string) (*vault.Holder, *statement.Record, error) {
	if err := a.mustRead(path); err != nil {
		return nil, nil, err
	}
	h, err := a.openHolder(ctx, holder, passphraseFile)
	if err != nil {
		return nil, nil, err
	}
	record, err := readRecord(h, path)
	return h, record, err
}

func readRecord(h *vault.Holder, path string) (*statement.Record, error) {
	record, err := h.ReadRecord(path)
	if err != nil {
		return nil, badFile(path, err)
	}
	return record, nil
}

func (a *app) readPublic(path string) (vault.IssuerPublic, error) {
	data, err := a.readIn(path, vault.MaxCardBytes)
	if err != nil {
		return vault.IssuerPublic{}, err
	}
	p, err := vault.ParseIssuerPublic(data)
	if err != nil {
		return p, badFile(path, err)
	}
	return p, nil
}

func (a *app) readIssuerSet(path string) (vault.IssuerSet, error) {
	data, err := a.readIn(path, vault.MaxIssuerSetBytes)
	if err != nil {
		return nil, err
	}
	set, err := vault.ParseIssuerSet(data)
	if err != nil {
		return nil, badFile(path, err)
	}
	return set, nil
}

func (a *app) readCard(path string) (vault.Card, error) {
	data, err := a.readIn(path, vault.MaxCardBytes)
	if err != nil {
		return vault.Card{}, err
	}
	card, err := vault.ParseCard(data)
	if err != nil {
		return card, badFile(path, err)
	}
	return card, nil
}
