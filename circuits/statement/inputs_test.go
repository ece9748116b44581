package statement

import (
	"encoding/hex"
	"math/big"
	"reflect"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"golang.org/x/crypto/sha3"
)

func TestPublicInputsKeepTheirOrder(t *testing.T) {
	p := PublicInputs{number(1), number(2), number(3), number(4), number(5)}
	if p.Vector() != [5]Field{p.Issuers, p.Claim, p.Scope, p.Nullifier, p.Context} {
		t.Error("the vector has another order")
	}
	if PublicInputsFromVector(p.Vector()) != p {
		t.Error("the vector does not come back")
	}
	fields := reflect.TypeFor[PublicInputs]()
	for i, name := range PublicInputNames {
		if got := strings.ToLower(fields.Field(i).Name); got != name {
			t.Errorf("input %d is %s, want %s", i, got, name)
		}
	}
}

// keccak of hexadecimal text, as one would write it down from the ABI.
func keccak(t *testing.T, parts ...string) string {
	t.Helper()
	h := sha3.NewLegacyKeccak256()
	for _, p := range parts {
		b, err := hex.DecodeString(p)
		if err != nil {
			t.Fatal(err)
		}
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func reduced(t *testing.T, digest string) string {
	t.Helper()
	n, ok := new(big.Int).SetString(digest, 16)
	if !ok {
		t.Fatal(digest)
	}
	return text(n.Mod(n, fr.Modulus()))
}

func tagOf(t *testing.T, tag string) string { return keccak(t, hex.EncodeToString([]byte(tag))) }

func TestScopesAndContextsOffAChain(t *testing.T) {
	name := hex.EncodeToString([]byte("trial 7"))
	if got, want := FormatField(ScopeText("trial 7")), reduced(t, keccak(t, tagOf(t, TagScopeText), keccak(t, name))); got != want {
		t.Errorf("text scope %s, want %s", got, want)
	}
	if got, want := FormatField(ContextRequest([32]byte{31: 9})), reduced(t, keccak(t, tagOf(t, TagContextRequest), strings.Repeat("00", 31)+"09")); got != want {
		t.Errorf("request context %s, want %s", got, want)
	}
}

// Fixed vectors: another implementation computes the same numbers.
func TestScopesAndContextsOffAChainKnownAnswers(t *testing.T) {
	for what, pair := range map[string][2]string{
		"text scope":      {FormatField(ScopeText("trial 7")), "0x16bcd9fa0eadc3c29bc61931e5cf30b4f6854c6cea4164188d975bb904ef1cda"},
		"request context": {FormatField(ContextRequest([32]byte{31: 9})), "0x01f3be5e672fdef3871e7d4ec910b130bda6130ffbaeb6fd76bb98b030aac4fc"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %s, want %s", what, pair[0], pair[1])
		}
	}
}

func TestTwoNamesHaveTwoScopes(t *testing.T) {
	if ScopeText("a") == ScopeText("b") || ScopeText("") == ScopeText("\x00") || ContextRequest([32]byte{1}) == ContextRequest([32]byte{2}) {
		t.Error("two names have one scope")
	}
}
