package onchain

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
)

func newChain(t *testing.T) *Simulated {
	t.Helper()
	s, err := NewSimulated()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// vector is the committed proof of circuits/vectors/evm.json and its policy. It
// was made for a gate on another chain: the exported verifier takes it, since it
// knows of no chain, and no gate on the simulated one does.
type vector struct {
	entry       lock.Entry
	policy      statement.EVMPolicy
	attestation attestation.Attestation
	consent     [32]byte
	key         *groth16bn254.VerifyingKey
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.TrimPrefix(s, "0x"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func loadVector(t *testing.T) vector {
	t.Helper()
	raw, err := os.ReadFile("../../circuits/vectors/evm.json")
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		Circuit string `json:"circuit"`
		Policy  struct {
			SubmitUntil uint64 `json:"submit_until"`
			Validity    uint64 `json:"validity"`
		} `json:"policy"`
		Recipient string   `json:"recipient"`
		Consent   string   `json:"consent_hash"`
		Deadline  uint64   `json:"deadline"`
		Inputs    []string `json:"inputs"`
		Proof     string   `json:"proof"`
	}
	if err := json.Unmarshal(raw, &f); err != nil {
		t.Fatal(err)
	}
	v := vector{consent: [32]byte(unhex(t, f.Consent))}
	if v.entry, err = lock.ByName(f.Circuit); err != nil {
		t.Fatal(err)
	}
	if v.key, err = v.entry.VerifyingKey(); err != nil {
		t.Fatal(err)
	}
	a := &v.attestation
	if a.Circuit, err = statement.ParseCircuitID(v.entry.ID); err != nil {
		t.Fatal(err)
	}
	var in [5]statement.Field
	for i := range in {
		if in[i], err = statement.ParseField(f.Inputs[i]); err != nil {
			t.Fatal(err)
		}
	}
	a.Inputs = statement.PublicInputsFromVector(in)
	if copy(a.Proof[:], unhex(t, f.Proof)) != attestation.ProofBytes {
		t.Fatal("evm.json has no proof")
	}
	a.Payee = &request.Payee{Recipient: [20]byte(unhex(t, f.Recipient)), Deadline: f.Deadline}
	v.policy = statement.EVMPolicy{
		CircuitID: a.Circuit, Issuers: in[0], Claim: in[1],
		SubmitUntil: f.Policy.SubmitUntil, Validity: f.Policy.Validity,
	}
	return v
}

// deployVector starts a chain with a gate of the vector's policy that is open
// for a day, whatever day it is.
func deployVector(t *testing.T) (*Simulated, *Gate, vector) {
	t.Helper()
	s, v := newChain(t), loadVector(t)
	v.policy.SubmitUntil = uint64(now(t, s).Add(24 * time.Hour).Unix())
	v.attestation.Payee.Deadline = v.policy.SubmitUntil
	g, err := s.Deploy(context.Background(), v.entry, v.policy)
	if err != nil {
		t.Fatal(err)
	}
	return s, g, v
}

func now(t *testing.T, s *Simulated) time.Time {
	t.Helper()
	at, err := s.Now(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// mustRefuse wants the contract's own error of a name.
func mustRefuse(t *testing.T, err error, reason string) {
	t.Helper()
	var refusal *Refusal
	if !errors.As(err, &refusal) || refusal.Reason != reason {
		t.Errorf("got %v, want the refusal %s", err, reason)
	}
}
