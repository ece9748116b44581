package onchain

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/signer/core/apitypes"

	"vitalproof/circuits/statement"
)

// An invented key, and the ways in which one gets into a log.
const inventedKey = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318"

func TestNoWayOfPrintingAnAccountShowsItsKey(t *testing.T) {
	a, err := AccountFromKey("0x" + inventedKey)
	if err != nil {
		t.Fatal(err)
	}
	key, err := crypto.HexToECDSA(inventedKey)
	if err != nil {
		t.Fatal(err)
	}
	if a.Address() != crypto.PubkeyToAddress(key.PublicKey) {
		t.Fatal("another account")
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "account", a, "value", *a, "in", struct{ A *Account }{a})
	raw, err := json.Marshal(a)
	if err != nil || string(raw) != `"`+a.Address().Hex()+`"` {
		t.Fatalf("%s, %v", raw, err)
	}
	shown := log.String() + string(raw)
	for _, v := range []any{a, *a, &a, []*Account{a}, struct{ A Account }{*a}, struct{ a *Account }{a}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d", "%q"} {
			shown += fmt.Sprintf(verb, v)
		}
	}
	secrets := crypto.FromECDSA(key)
	number := new(big.Int).SetBytes(secrets)
	for _, secret := range []string{inventedKey, strings.ToUpper(inventedKey), number.String(), fmt.Sprint(secrets), fmt.Sprint(number.Bits())} {
		if strings.Contains(shown, secret) {
			t.Errorf("the key is in: %s", shown)
		}
	}
}

func TestWhatIsNoKeyIsRefusedAndNotRepeated(t *testing.T) {
	order := crypto.S256().Params().N
	for _, bad := range []string{"", "0x", inventedKey[1:], inventedKey + "00", "z" + inventedKey[1:], strings.Repeat("0", 64), fmt.Sprintf("%064x", order), strings.Repeat("f", 64)} {
		_, err := AccountFromKey(bad)
		if !errors.Is(err, ErrKey) {
			t.Errorf("%q: got %v", bad, err)
		}
		if err != nil && len(bad) > 8 && strings.Contains(err.Error(), bad[4:12]) {
			t.Errorf("the error repeats the key: %v", err)
		}
	}
}

func keystoreFile(t *testing.T) []byte {
	t.Helper()
	key, err := crypto.HexToECDSA(inventedKey)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := keystore.EncryptKey(&keystore.Key{
		Address: crypto.PubkeyToAddress(key.PublicKey), PrivateKey: key,
	}, "correct horse", 2, 1) // as quick as can be
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestAKeystoreOpensWithItsPassphraseAlone(t *testing.T) {
	raw := keystoreFile(t)
	a, err := AccountFromKeystore(bytes.NewReader(raw), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	if want, _ := AccountFromKey(inventedKey); a.Address() != want.Address() {
		t.Errorf("got %s", a)
	}
	edit := func(change func(map[string]any)) []byte {
		var f map[string]any
		if err := json.Unmarshal(raw, &f); err != nil {
			t.Fatal(err)
		}
		change(f)
		out, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	params := func(f map[string]any) map[string]any {
		return f["crypto"].(map[string]any)["kdfparams"].(map[string]any)
	}
	for name, bad := range map[string][]byte{
		"no JSON":           []byte("{"),
		"nothing":           nil,
		"too long":          append(bytes.Clone(raw), bytes.Repeat([]byte(" "), maxKeystoreBytes)...),
		"version 1":         edit(func(f map[string]any) { f["version"] = "1" }),
		"a terabyte of RAM": edit(func(f map[string]any) { params(f)["n"] = 1 << 33 }),
		"r of a gigabyte":   edit(func(f map[string]any) { params(f)["r"] = 1 << 20 }),
		"a text for n":      edit(func(f map[string]any) { params(f)["n"] = "262144" }),
		"no n":              edit(func(f map[string]any) { delete(params(f), "n") }),
		"another salt":      edit(func(f map[string]any) { params(f)["salt"] = strings.Repeat("00", 32) }),
	} {
		if _, err := AccountFromKeystore(bytes.NewReader(bad), "correct horse"); !errors.Is(err, ErrKeystore) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	// Two readers of one file: the one that bounds the work, and the one that does it.
	twice := func(key, more string) []byte {
		changed := bytes.Replace(raw, []byte(`"`+key+`":`), []byte(more+`,"`+key+`":`), 1)
		if bytes.Equal(changed, raw) || !json.Valid(changed) {
			t.Fatalf("the test's own edit of %s does nothing", key)
		}
		return changed
	}
	for name, bad := range map[string][]byte{
		"n twice":           twice("n", `"n":2`),
		"N before n":        twice("n", `"N":2`),
		"n before r and N":  twice("r", `"N":2`),
		"kdfparams twice":   twice("kdfparams", `"KDFParams":{}`),
		"crypto twice":      twice("crypto", `"Crypto":{}`),
		"version twice":     twice("version", `"Version":3`),
		"a Kelvin sign":     twice("kdfparams", `"\u212adfparams":{}`),
		"twice in an array": twice("crypto", `"more":[{"a":1,"A":2}]`),
	} {
		if _, err := AccountFromKeystore(bytes.NewReader(bad), "correct horse"); !errors.Is(err, ErrKeystore) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := AccountFromKeystore(bytes.NewReader(twice("crypto", `"more":[{"a":1},{"a":2},3,null]`)), "correct horse"); err != nil {
		t.Errorf("a file with more in it: %v", err)
	}
	if _, err := AccountFromKeystore(bytes.NewReader(raw), "wrong"); !errors.Is(err, ErrKeystore) {
		t.Errorf("wrong passphrase: got %v", err)
	}
}

// Wallets hash the JSON themselves, and the contract hashes what it is given:
// all three must come to the digest that is signed here.
func TestTheDigestIsTheWalletsAndTheContracts(t *testing.T) {
	w := simulatedWorld(t)
	largest := statement.Field{}
	largest.SetOne().Neg(&largest)
	for _, c := range []Consent{
		{},
		{Participant: common.Address{0xff}, Policy: [32]byte{1}, Epoch: 65535, Nullifier: largest, Purpose: [32]byte{31: 9}, ValidUntil: 1<<64 - 1},
	} {
		got := c.Digest(vectorChain, w.d.Consents)
		json, err := ConsentTypedData(vectorChain, w.d.Consents, c)
		if err != nil {
			t.Fatal(err)
		}
		if wallet := walletDigest(t, json); got != wallet {
			t.Errorf("a wallet signs %x, and we %x", wallet, got)
		}
		if contract := w.consentDigest(t, c); got != contract {
			t.Errorf("the contract wants %x, and we sign %x", contract, got)
		}
		withdrawal := Withdrawal{c.Participant, c.Policy, c.ValidUntil}
		if json, err = WithdrawalTypedData(vectorChain, w.d.Consents, withdrawal); err != nil {
			t.Fatal(err)
		}
		got = withdrawal.Digest(vectorChain, w.d.Consents)
		if wallet := walletDigest(t, json); got != wallet {
			t.Errorf("withdrawal: a wallet signs %x, and we %x", wallet, got)
		}
		if contract := w.withdrawalDigest(t, withdrawal); got != contract {
			t.Errorf("withdrawal: the contract wants %x, and we sign %x", contract, got)
		}
	}
}

func walletDigest(t *testing.T, raw []byte) [32]byte {
	t.Helper()
	var data apitypes.TypedData
	if err := json.Unmarshal(raw, &data); err != nil {
		t.Fatal(err)
	}
	digest, _, err := apitypes.TypedDataAndHash(data)
	if err != nil {
		t.Fatal(err)
	}
	return [32]byte(digest)
}

func TestEveryFieldOfAConsentIsSigned(t *testing.T) {
	base := Consent{Participant: common.Address{1}, Policy: [32]byte{2}, Epoch: 3, Purpose: [32]byte{4}, ValidUntil: 5}
	base.Nullifier.SetUint64(6)
	registry := common.Address{7}
	seen := map[[32]byte]string{base.Digest(1, registry): "as it was"}
	note := func(what string, digest [32]byte) {
		if other, ok := seen[digest]; ok {
			t.Errorf("%s is signed like %s", what, other)
		}
		seen[digest] = what
	}
	note("another chain", base.Digest(2, registry))
	note("another registry", base.Digest(1, common.Address{8}))
	for what, change := range map[string]func(*Consent){
		"participant": func(c *Consent) { c.Participant[19]++ },
		"policy":      func(c *Consent) { c.Policy[31]++ },
		"epoch":       func(c *Consent) { c.Epoch++ },
		"nullifier":   func(c *Consent) { c.Nullifier.SetUint64(7) },
		"purpose":     func(c *Consent) { c.Purpose[0]++ },
		"deadline":    func(c *Consent) { c.ValidUntil++ },
	} {
		c := base
		change(&c)
		note("another "+what, c.Digest(1, registry))
	}
	a, err := AccountFromKey(inventedKey)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := a.SignConsent(1, registry, base)
	if err != nil || len(signature) != 65 || (signature[64] != 27 && signature[64] != 28) {
		t.Fatalf("%x, %v", signature, err)
	}
	if s := new(big.Int).SetBytes(signature[32:64]); s.Cmp(new(big.Int).Rsh(crypto.S256().Params().N, 1)) > 0 {
		t.Error("the signature is the malleable one")
	}
}
