package onchain

import (
	"errors"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"vitalproof/circuits/lock"
	"vitalproof/verifier/onchain/bindings"
)

// fakeVerifier is the creation code of a contract that says it is the verifier of
// a circuit under a key, and returns with success whatever else it is asked.
func fakeVerifier(t *testing.T, circuit, keyHash [32]byte) []byte {
	t.Helper()
	abi, err := bindings.Groth16CommitmentVerifierMetaData.ParseABI()
	if err != nil {
		t.Fatal(err)
	}
	hex := common.FromHex
	code := hex("60698060095f395ff3" + "5f3560e01c" + "8063") // return what follows; take the selector
	code = append(code, abi.Methods["circuitId"].ID...)
	code = append(code, hex("14601957"+"63")...)
	code = append(code, abi.Methods["keyHash"].ID...)
	code = append(code, hex("14604157"+"00"+"5b7f")...)
	code = append(code, circuit[:]...)
	code = append(code, hex("5f5260205ff3"+"5b7f")...)
	code = append(code, keyHash[:]...)
	return append(code, hex("5f5260205ff3")...)
}

// An owner adds a contract that only says it is a pinned verifier. Nobody who uses
// this program takes it for one.
func TestAVerifierThatOnlySaysItIsPinnedIsNotNamed(t *testing.T) {
	w := simulatedWorld(t)
	entries, err := lock.Entries()
	if err != nil {
		t.Fatal(err)
	}
	entry := entries[0]
	if entry.Name == w.vector.Circuit {
		entry = entries[1]
	}
	k, err := DeployParams{AllowDevelopment: true}.key(entry)
	if err != nil {
		t.Fatal(err)
	}
	at, _, err := w.client.create(ctx, w.accounts[0], "fake", fakeVerifier(t, k.circuit, k.hash), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.client.send(ctx, w.accounts[0], w.router(), bindings.NewVerifierRouter().PackAdd(at), Options{}); err != nil {
		t.Fatal(err)
	}
	s, err := Open(ctx, w.client, &w.d)
	if err != nil {
		t.Fatal(err)
	}
	verifiers, err := s.Verifiers(ctx)
	if err != nil {
		t.Fatal(err)
	}
	named := map[common.Address]string{}
	for _, v := range verifiers {
		named[v.Address] = v.Circuit
	}
	if name, listed := named[at]; !listed || name != "" {
		t.Errorf("the fake verifier is listed as %q", name)
	}
	if named[w.d.Verifiers[0].Address] != w.vector.Circuit {
		t.Error("the true verifier is not named")
	}
	p := w.policy
	if p.Verifier, err = entry.VerifierID(); err != nil {
		t.Fatal(err)
	}
	id, _, err := w.AddPolicy(ctx, w.accounts[0], p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if shown, err := s.Policy(ctx, id); err != nil || shown.Circuit != "" {
		t.Errorf("the policy's circuit is %q: %v", shown.Circuit, err)
	}
	if _, err := s.RequestGate(ctx, id, 0); !errors.Is(err, ErrNotOnChain) {
		t.Errorf("a request is made for it: %v", err)
	}
}
