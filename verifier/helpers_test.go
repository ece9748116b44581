package verifier_test

import (
	"testing"
	"time"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/request"
	"vitalproof/circuits/vectors"
)

// A moment before the vector's deadline and the test's expiry.
var now = time.Unix(1_785_000_000, 0)

// question is the request that the first answer of evm.json answers.
func question(t *testing.T) *request.Request {
	t.Helper()
	v, err := vectors.LoadEVM()
	if err != nil {
		t.Fatal(err)
	}
	r, err := v.Question(0, now.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// answer is the first attestation of evm.json.
func answer(t *testing.T) attestation.Attestation {
	t.Helper()
	v, err := vectors.LoadEVM()
	if err != nil {
		t.Fatal(err)
	}
	a, err := v.Attestation(0)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
