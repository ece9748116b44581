package service

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"slices"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/lock"
	"vitalproof/contracts"
	v1 "vitalproof/proto/vitalproof/v1"
)

func TestListsThePinnedCircuitsInOrder(t *testing.T) {
	s := &circuitServer{Service: New(Options{Served: []string{"glucose-5min-30d"}})}
	entries, err := lock.Entries()
	check(t, err)
	answer, err := s.ListCircuits(t.Context(), &v1.ListCircuitsRequest{})
	check(t, err)
	if len(answer.GetCircuits()) != len(entries) {
		t.Fatalf("%d circuits, want %d", len(answer.GetCircuits()), len(entries))
	}
	for i, c := range answer.GetCircuits() {
		e := entries[i]
		if c.GetName() != e.Name || hex.EncodeToString(c.GetId()) != e.ID || c.GetMetric() != e.Metric ||
			int(c.GetIntervalMinutes()) != e.IntervalMinutes || int(c.GetDays()) != e.Days || int(c.GetConstraints()) != e.Constraints ||
			!slices.Equal(c.GetPublicInputs(), e.PublicInputs) || c.GetCeremony() != e.Ceremony || c.GetDevelopment() != e.IsDevelopment() ||
			hex.EncodeToString(c.GetProvingKeySha256()) != e.ProvingKeySHA256 || int64(c.GetProvingKeyBytes()) != e.ProvingKeyBytes ||
			hex.EncodeToString(c.GetVerifyingKeySha256()) != e.VerifyingKeySHA256 || c.GetServed() != (e.Name == "glucose-5min-30d") {
			t.Errorf("got %v, want %v", c, e)
		}
		one, err := s.GetCircuit(t.Context(), &v1.GetCircuitRequest{Name: e.Name})
		if err != nil || one.GetCircuit().String() != c.String() {
			t.Errorf("alone it is %v, %v", one, err)
		}
	}
}

func TestHandsOutTheVerifyingKeyThatIsPinned(t *testing.T) {
	s := &circuitServer{Service: New(Options{})}
	entries, err := lock.Entries()
	check(t, err)
	for _, e := range entries {
		answer, err := s.GetVerifyingKey(t.Context(), &v1.GetVerifyingKeyRequest{Name: e.Name})
		check(t, err)
		if sum := sha256.Sum256(answer.GetVerifyingKey()); hex.EncodeToString(sum[:]) != e.VerifyingKeySHA256 {
			t.Errorf("%s has another key", e.Name)
		}
	}
}

func TestHandsOutTheCommittedContract(t *testing.T) {
	s := &circuitServer{Service: New(Options{})}
	entries, err := lock.Entries()
	check(t, err)
	for _, e := range entries {
		answer, err := s.GetVerifierContract(t.Context(), &v1.GetVerifierContractRequest{Name: e.Name})
		check(t, err)
		c, err := catalogue.ByName(e.Name)
		check(t, err)
		if !c.Exported() {
			continue // made when it is asked for, as the others are, and not kept
		}
		committed, err := os.ReadFile("../../contracts/src/verifiers/" + answer.GetContract() + ".sol")
		check(t, err)
		if answer.GetSolidity() != string(committed) {
			t.Errorf("%s is not the committed source", answer.GetContract())
		}
		artefact, err := contracts.Load(answer.GetContract())
		check(t, err)
		if sum := sha256.Sum256([]byte(answer.GetSolidity())); artefact.SourceSHA256[artefact.Source] != hex.EncodeToString(sum[:]) {
			t.Errorf("%s was compiled from another source", answer.GetContract())
		}
	}
}

func TestACircuitThatIsNotPinnedIsNotFound(t *testing.T) {
	s := &circuitServer{Service: New(Options{Served: []string{"glucose-1min-1d"}})}
	_, first := s.GetCircuit(t.Context(), &v1.GetCircuitRequest{Name: "glucose-1min-1d"})
	_, second := s.GetVerifyingKey(t.Context(), &v1.GetVerifyingKeyRequest{Name: "../lock"})
	_, third := s.GetVerifierContract(t.Context(), &v1.GetVerifierContractRequest{Name: ""})
	for _, err := range []error{first, second, third} {
		if status.Code(err) != codes.NotFound || reasonIn(t, err) != "NOT_FOUND" {
			t.Errorf("got %v", err)
		}
	}
}
