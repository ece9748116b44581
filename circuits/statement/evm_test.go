package statement

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
)

// A word of the EVM, written out by hand.
func hexWord(digits string) string { return strings.Repeat("0", 64-len(digits)) + digits }

func evmPolicy() EVMPolicy {
	p := EVMPolicy{
		Issuers: number(0xaa), Claim: claimWord(20629, 10), EpochDays: 0x0e, Epochs: 4, SubmitDays: 0x1c, ValidDays: 0x5a,
	}
	for i := range p.Verifier {
		p.Verifier[i], p.Purpose[i] = byte(0xf0+i%16), byte(0x80+i)
	}
	for i := range p.Sponsor {
		p.Sponsor[i] = byte(i + 1)
	}
	return p
}

// claimWord is a word with nothing but the range of its window's end.
func claimWord(earliest, span int64) Field {
	w := new(big.Int).Lsh(big.NewInt(earliest), 21)
	f, err := FieldFromBig(w.Add(w, new(big.Int).Lsh(big.NewInt(span), 41)))
	if err != nil {
		panic(err)
	}
	return f
}

const (
	evmVerifier = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfefff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"
	evmPurpose  = "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"
	evmAddress  = "0102030405060708090a0b0c0d0e0f1011121314"
)

func evmGate(t *testing.T) EVMGate {
	t.Helper()
	terms, err := evmPolicy().Terms(2)
	if err != nil {
		t.Fatal(err)
	}
	g := EVMGate{ChainID: 0x0102, Terms: terms}
	for i := range g.Address {
		g.Address[i] = byte(i + 1)
	}
	return g
}

func TestEverythingOnAChainIsTheABIEncoding(t *testing.T) {
	word := evmPolicy().Claim
	claim := word.Bytes()
	policy := keccak(t, tagOf(t, TagPolicyEVM), evmVerifier, hexWord("aa"), hex.EncodeToString(claim[:]),
		hexWord("0e"), hexWord("04"), hexWord("1c"), hexWord("5a"), hexWord(evmAddress), evmPurpose)
	if id := evmPolicy().ID(); hex.EncodeToString(id[:]) != policy {
		t.Errorf("policy id %x, want %s", id, policy)
	}
	// Epoch 2 begins 28 days later: 20657 to 20667, over at day 20668.
	shifted := claimWord(20657, 10)
	later := shifted.Bytes()
	until, expiry := (20668+28)*86400, (20668+90)*86400
	terms := keccak(t, tagOf(t, TagTermsEVM), policy, hexWord("02"), evmVerifier, hexWord("aa"), hex.EncodeToString(later[:]),
		hexWord(fmt.Sprintf("%x", until)), hexWord(fmt.Sprintf("%x", expiry)))
	g := evmGate(t)
	if id := g.Terms.ID(); hex.EncodeToString(id[:]) != terms {
		t.Errorf("terms id %x, want %s", id, terms)
	}
	if got, want := FormatField(g.Scope()), reduced(t, keccak(t, tagOf(t, TagScopeEVM), hexWord("0102"), hexWord(evmAddress), terms)); got != want {
		t.Errorf("scope %s, want %s", got, want)
	}
	recipient, purpose := [20]byte{19: 7}, [32]byte{0: 0xff, 31: 8}
	want := reduced(t, keccak(t, tagOf(t, TagContextEVM), hexWord("0102"), hexWord(evmAddress), terms,
		hexWord("07"), "ff00000000000000000000000000000000000000000000000000000000000008", hexWord("1234")))
	if got := FormatField(g.Context(recipient, purpose, 0x1234)); got != want {
		t.Errorf("context %s, want %s", got, want)
	}
	verifier := keccak(t, tagOf(t, TagVerifierEVM), evmVerifier, evmPurpose)
	if id := VerifierID(evmPolicy().Verifier, evmPolicy().Purpose); hex.EncodeToString(id[:]) != verifier {
		t.Errorf("verifier id %x, want %s", id, verifier)
	}
}

func TestEpochsFollowOneAnother(t *testing.T) {
	p := evmPolicy()
	seen := map[Field]bool{}
	for epoch := range p.Epochs {
		terms, err := p.Terms(epoch)
		if err != nil {
			t.Fatal(err)
		}
		first := 20629 + int64(epoch)*14
		if terms.Claim != claimWord(first, 10) {
			t.Errorf("epoch %d asks for %s", epoch, FormatField(terms.Claim))
		}
		over := uint64(first+11) * 86400
		if terms.SubmitUntil != over+28*86400 || terms.Expiry != over+90*86400 || terms.Policy != p.ID() || terms.Epoch != epoch {
			t.Errorf("epoch %d: %+v", epoch, terms)
		}
		scope := EVMGate{Terms: terms}.Scope()
		if seen[scope] {
			t.Errorf("epoch %d has the scope of another", epoch)
		}
		seen[scope] = true
	}
	if _, err := p.Terms(p.Epochs); !errors.Is(err, ErrPolicy) {
		t.Errorf("one epoch more: got %v", err)
	}
}

// The claim word has 20 bits for the day; the carry would make the span longer.
func TestNoEpochEndsAfterTheClaimWordsLastDay(t *testing.T) {
	p := evmPolicy()
	p.Claim = claimWord(1<<20-1-14, 10)
	if _, err := p.Terms(1); err != nil {
		t.Errorf("the last day: %v", err)
	}
	p.Claim = claimWord(1<<20-14, 10)
	if _, err := p.Terms(1); !errors.Is(err, ErrPolicy) {
		t.Errorf("a day later: got %v", err)
	}
}

// Somebody who submits on the last day has a result that counts then.
func TestNoResultExpiresBeforeSubmissionsEnd(t *testing.T) {
	p := evmPolicy()
	p.ValidDays = p.SubmitDays
	if _, err := p.Terms(0); err != nil {
		t.Errorf("on the same day: %v", err)
	}
	p.ValidDays--
	if _, err := p.Terms(0); !errors.Is(err, ErrPolicy) {
		t.Errorf("a day before: got %v", err)
	}
}

// Whatever a gate, a policy or a submission names reaches scope or context.
func TestScopesAndContextsDependOnEverything(t *testing.T) {
	base := evmGate(t)
	recipient, purpose := [20]byte{1}, [32]byte{2}
	scopes, contexts := map[Field]bool{base.Scope(): true}, map[Field]bool{base.Context(recipient, purpose, 3): true}
	for name, change := range map[string]func(*EVMGate){
		"chain": func(g *EVMGate) { g.ChainID++ }, "address": func(g *EVMGate) { g.Address[19]++ },
		"policy": func(g *EVMGate) { g.Terms.Policy[0]++ }, "epoch": func(g *EVMGate) { g.Terms.Epoch++ },
		"verifier": func(g *EVMGate) { g.Terms.Verifier[0]++ }, "issuers": func(g *EVMGate) { g.Terms.Issuers = number(1) },
		"claim": func(g *EVMGate) { g.Terms.Claim = number(1) }, "last submission": func(g *EVMGate) { g.Terms.SubmitUntil++ },
		"expiry": func(g *EVMGate) { g.Terms.Expiry++ },
		"issuers and claim swapped": func(g *EVMGate) {
			g.Terms.Issuers, g.Terms.Claim = g.Terms.Claim, g.Terms.Issuers
		},
	} {
		g := base
		change(&g)
		if scopes[g.Scope()] || contexts[g.Context(recipient, purpose, 3)] {
			t.Errorf("%s is not bound", name)
		}
		scopes[g.Scope()], contexts[g.Context(recipient, purpose, 3)] = true, true
	}
	for name, context := range map[string]Field{
		"recipient": base.Context([20]byte{2}, purpose, 3), "purpose": base.Context(recipient, [32]byte{3}, 3),
		"deadline of the submission": base.Context(recipient, purpose, 4), "scope": base.Scope(),
	} {
		if contexts[context] {
			t.Errorf("%s is not bound", name)
		}
	}
}

func TestAPolicysIDDependsOnEverything(t *testing.T) {
	seen := map[[32]byte]bool{evmPolicy().ID(): true}
	for name, change := range map[string]func(*EVMPolicy){
		"verifier": func(p *EVMPolicy) { p.Verifier[31]++ }, "issuers": func(p *EVMPolicy) { p.Issuers = number(1) },
		"claim": func(p *EVMPolicy) { p.Claim = number(1) }, "epoch days": func(p *EVMPolicy) { p.EpochDays++ },
		"epochs": func(p *EVMPolicy) { p.Epochs++ }, "submit days": func(p *EVMPolicy) { p.SubmitDays++ },
		"valid days": func(p *EVMPolicy) { p.ValidDays++ }, "sponsor": func(p *EVMPolicy) { p.Sponsor[0]++ },
		"purpose": func(p *EVMPolicy) { p.Purpose[0]++ },
	} {
		p := evmPolicy()
		change(&p)
		if seen[p.ID()] {
			t.Errorf("%s is not bound", name)
		}
		seen[p.ID()] = true
	}
}
