package main

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"

	"filippo.io/age"
	"github.com/rogpeppe/go-internal/testscript"

	"vitalproof/circuits/statement"
	"vitalproof/prover/vault"
)

const testPassphrase = "correct horse battery staple"

// cmdPeople writes the files of two holders, me and you, and of two issuers, the
// clinic and the cloud, a set that trusts the clinic, and my card for it. Their
// passphrases take no work to check, as those of the program do.
func cmdPeople(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Check(writePeople(ts.MkAbs(".")))
}

func writePeople(dir string) error {
	in := func(name string) string { return filepath.Join(dir, name) }
	for _, name := range []string{"me", "you"} {
		if _, err := writeHolder(in(name + ".holder")); err != nil {
			return err
		}
	}
	for _, name := range []string{"clinic", "cloud"} {
		if err := writeIssuer(in(name), name); err != nil {
			return err
		}
	}
	public, err := os.ReadFile(in("clinic.pub"))
	if err != nil {
		return err
	}
	clinic, err := vault.ParseIssuerPublic(public)
	if err != nil {
		return err
	}
	set, err := vault.MarshalIssuerSet(vault.IssuerSet{clinic})
	if err != nil {
		return err
	}
	if err := os.WriteFile(in("trusted.issuers"), set, 0o600); err != nil {
		return err
	}
	me, err := vault.LoadHolder(in("me.holder"), []byte(testPassphrase))
	if err != nil {
		return err
	}
	card, err := vault.MarshalCard(me.Card(clinic.Key))
	if err != nil {
		return err
	}
	return os.WriteFile(in("me.card"), card, 0o600)
}

// writeHolder writes a holder file and gives the secret in it.
func writeHolder(path string) ([]byte, error) {
	secret, err := statement.NewSecret()
	if err != nil {
		return nil, err
	}
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, err
	}
	return secret.Bytes(), writeQuick(path, struct {
		Format   string `json:"format"`
		Secret   string `json:"secret"`
		Identity string `json:"identity"`
	}{vault.HolderFormat, hex.EncodeToString(secret.Bytes()), identity.String()})
}

// writeIssuer writes an issuer's private and public file.
func writeIssuer(path, name string) error {
	key, err := statement.NewPrivateKey(rand.Reader)
	if err != nil {
		return err
	}
	public, err := vault.MarshalIssuerPublic(vault.IssuerPublic{Key: key.Public(), Name: name})
	if err != nil {
		return err
	}
	if err := os.WriteFile(path+".pub", public, 0o600); err != nil {
		return err
	}
	return writeQuick(path+".issuer", struct {
		Format string `json:"format"`
		Key    string `json:"private_key"`
	}{vault.IssuerFormat, hex.EncodeToString(key.Bytes())})
}

// writeQuick encrypts a file as package vault does, with little work.
func writeQuick(path string, content any) error {
	var plain, sealed bytes.Buffer
	e := json.NewEncoder(&plain)
	e.SetIndent("", "  ")
	if err := e.Encode(content); err != nil {
		return err
	}
	recipient, err := age.NewScryptRecipient(testPassphrase)
	if err != nil {
		return err
	}
	recipient.SetWorkFactor(4)
	w, err := age.Encrypt(&sealed, recipient)
	if err != nil {
		return err
	}
	if _, err := w.Write(plain.Bytes()); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(path, sealed.Bytes(), 0o600)
}
