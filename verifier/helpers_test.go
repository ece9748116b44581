package verifier_test

import (
	"encoding/hex"
	"encoding/json"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
)

// A moment before the vector's deadline and the test's expiry.
var now = time.Unix(1_790_000_000, 0)

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.TrimPrefix(s, "0x"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func read(t *testing.T, name string, into any) {
	t.Helper()
	raw, err := os.ReadFile("../circuits/vectors/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatal(err)
	}
}

func field(t *testing.T, s string) statement.Field {
	t.Helper()
	f, err := statement.ParseField(s)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// question builds the request that the proof of evm.json answers. The request
// is made here from its terms; the vector's public inputs are not used for it.
func question(t *testing.T) *request.Request {
	t.Helper()
	var v struct {
		Circuit string `json:"circuit"`
		ChainID uint64 `json:"chain_id"`
		Gate    string `json:"gate"`
		Policy  struct {
			Claim       string `json:"claim"`
			SubmitUntil uint64 `json:"submit_until"`
			Validity    uint64 `json:"validity"`
		} `json:"policy"`
	}
	read(t, "evm.json", &v)
	var e struct {
		Statement struct {
			Keys []string `json:"issuer_keys"`
		} `json:"statement"`
	}
	read(t, "encoding.json", &e)

	entry, err := lock.ByName(v.Circuit)
	if err != nil {
		t.Fatal(err)
	}
	word := field(t, v.Policy.Claim)
	r := request.Request{
		From: "A trial", Consent: "I agree that this result is recorded.",
		Gate: &request.Gate{
			ChainID: v.ChainID, Address: [20]byte(unhex(t, v.Gate)),
			SubmitUntil: v.Policy.SubmitUntil, Validity: v.Policy.Validity,
		},
		Expires: now.Add(time.Hour),
	}
	if r.Circuit, err = statement.ParseCircuitID(entry.ID); err != nil {
		t.Fatal(err)
	}
	if r.Claim, err = claim.FromWord(word.BigInt(new(big.Int))); err != nil {
		t.Fatal(err)
	}
	for _, k := range e.Statement.Keys {
		key, err := statement.PublicKeyFromBytes(unhex(t, k))
		if err != nil {
			t.Fatal(err)
		}
		r.Issuers = append(r.Issuers, key)
	}
	made, err := request.New(r)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// answer is the attestation of evm.json.
func answer(t *testing.T) attestation.Attestation {
	t.Helper()
	var v struct {
		Circuit   string   `json:"circuit"`
		Recipient string   `json:"recipient"`
		Deadline  uint64   `json:"deadline"`
		Inputs    []string `json:"inputs"`
		Proof     string   `json:"proof"`
	}
	read(t, "evm.json", &v)
	entry, err := lock.ByName(v.Circuit)
	if err != nil {
		t.Fatal(err)
	}
	a := attestation.Attestation{Payee: &request.Payee{Recipient: [20]byte(unhex(t, v.Recipient)), Deadline: v.Deadline}}
	if a.Circuit, err = statement.ParseCircuitID(entry.ID); err != nil {
		t.Fatal(err)
	}
	var in [5]statement.Field
	for i := range in {
		in[i] = field(t, v.Inputs[i])
	}
	a.Inputs = statement.PublicInputsFromVector(in)
	if n := copy(a.Proof[:], unhex(t, v.Proof)); n != attestation.ProofBytes {
		t.Fatal("evm.json has no proof")
	}
	return a
}
