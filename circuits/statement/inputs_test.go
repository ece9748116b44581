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

// The gate below and its words, written out by hand.
func gate() EVMGate {
	g := EVMGate{ChainID: 0x0102, Policy: EVMPolicy{Issuers: number(0xaa), Claim: number(0xbb), SubmitUntil: 0x1122334455, Validity: 0x99}}
	for i := range g.Address {
		g.Address[i] = byte(i + 1)
	}
	for i := range g.Policy.CircuitID {
		g.Policy.CircuitID[i] = byte(0xf0 + i%16)
	}
	return g
}

const (
	zeros12    = "000000000000000000000000"
	gateChain  = "0000000000000000000000000000000000000000000000000000000000000102"
	gateAddr   = zeros12 + "0102030405060708090a0b0c0d0e0f1011121314"
	gateID     = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfefff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"
	gateIssuer = "00000000000000000000000000000000000000000000000000000000000000aa"
	gateClaim  = "00000000000000000000000000000000000000000000000000000000000000bb"
	gateUntil  = "0000000000000000000000000000000000000000000000000000001122334455"
	gateValid  = "0000000000000000000000000000000000000000000000000000000000000099"
)

func TestScopesAndContextsAreTheABIEncoding(t *testing.T) {
	g := gate()
	policy := keccak(t, tagOf(t, TagPolicyEVM), gateID, gateIssuer, gateClaim, gateUntil, gateValid)
	if id := g.Policy.ID(); hex.EncodeToString(id[:]) != policy {
		t.Errorf("policy id %x, want %s", id, policy)
	}
	if got, want := FormatField(g.Scope()), reduced(t, keccak(t, tagOf(t, TagScopeEVM), gateChain, gateAddr, policy)); got != want {
		t.Errorf("scope %s, want %s", got, want)
	}
	recipient, consent := [20]byte{19: 7}, [32]byte{0: 0xff, 31: 8}
	want := reduced(t, keccak(t, tagOf(t, TagContextEVM), gateChain, gateAddr, policy,
		zeros12+"0000000000000000000000000000000000000007",
		"ff00000000000000000000000000000000000000000000000000000000000008",
		"0000000000000000000000000000000000000000000000000000000000001234"))
	if got := FormatField(g.Context(recipient, consent, 0x1234)); got != want {
		t.Errorf("context %s, want %s", got, want)
	}
	name := hex.EncodeToString([]byte("trial 7"))
	if got, want := FormatField(ScopeText("trial 7")), reduced(t, keccak(t, tagOf(t, TagScopeText), keccak(t, name))); got != want {
		t.Errorf("text scope %s, want %s", got, want)
	}
	if got, want := FormatField(ContextRequest([32]byte{31: 9})), reduced(t, keccak(t, tagOf(t, TagContextRequest), strings.Repeat("00", 31)+"09")); got != want {
		t.Errorf("request context %s, want %s", got, want)
	}
}

// Fixed vectors: a contract computes the same numbers.
func TestScopesAndContextsKnownAnswers(t *testing.T) {
	g := gate()
	id := g.Policy.ID()
	for what, pair := range map[string][2]string{
		"policy":          {hex.EncodeToString(id[:]), "ad6e06c90e8fce14ba96a3aeb5911ab24117bfe1918cab531a6a4e90dee4f517"},
		"scope":           {FormatField(g.Scope()), "0x14bbfd3eee46cdd0db1d911f4a87a3d49bc47dd0de733b04b1f4c8baf6bddf81"},
		"context":         {FormatField(g.Context([20]byte{19: 7}, [32]byte{0: 0xff, 31: 8}, 0x1234)), "0x03d366d0ff75cc68affadf3f8744b73866f8f5455f3bfd2d4b7a5e0a78684764"},
		"text scope":      {FormatField(ScopeText("trial 7")), "0x16bcd9fa0eadc3c29bc61931e5cf30b4f6854c6cea4164188d975bb904ef1cda"},
		"request context": {FormatField(ContextRequest([32]byte{31: 9})), "0x01f3be5e672fdef3871e7d4ec910b130bda6130ffbaeb6fd76bb98b030aac4fc"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %s, want %s", what, pair[0], pair[1])
		}
	}
}

// Whatever a gate, a policy or a submission names reaches scope or context.
func TestScopesAndContextsDependOnEverything(t *testing.T) {
	base := gate()
	recipient, consent := [20]byte{1}, [32]byte{2}
	scopes, contexts := map[Field]bool{base.Scope(): true}, map[Field]bool{base.Context(recipient, consent, 3): true}
	for name, change := range map[string]func(*EVMGate){
		"chain": func(g *EVMGate) { g.ChainID++ }, "address": func(g *EVMGate) { g.Address[19]++ },
		"circuit": func(g *EVMGate) { g.Policy.CircuitID[0]++ }, "issuers": func(g *EVMGate) { g.Policy.Issuers = number(1) },
		"claim": func(g *EVMGate) { g.Policy.Claim = number(1) }, "deadline": func(g *EVMGate) { g.Policy.SubmitUntil++ },
		"validity": func(g *EVMGate) { g.Policy.Validity++ },
		"issuers and claim swapped": func(g *EVMGate) {
			g.Policy.Issuers, g.Policy.Claim = g.Policy.Claim, g.Policy.Issuers
		},
	} {
		g := gate()
		change(&g)
		if scopes[g.Scope()] || contexts[g.Context(recipient, consent, 3)] {
			t.Errorf("%s is not bound", name)
		}
		scopes[g.Scope()], contexts[g.Context(recipient, consent, 3)] = true, true
	}
	for name, context := range map[string]Field{
		"recipient": base.Context([20]byte{2}, consent, 3), "consent": base.Context(recipient, [32]byte{3}, 3),
		"deadline of the submission": base.Context(recipient, consent, 4), "scope": base.Scope(),
	} {
		if contexts[context] {
			t.Errorf("%s is not bound", name)
		}
	}
	if ScopeText("a") == ScopeText("b") || ScopeText("") == ScopeText("\x00") || ContextRequest([32]byte{1}) == ContextRequest([32]byte{2}) {
		t.Error("two names have one scope")
	}
}
