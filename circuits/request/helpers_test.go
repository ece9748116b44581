package request_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"time"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
)

// issuerKey is the public key of an invented issuer.
func issuerKey(t testing.TB, n uint64) statement.PublicKey {
	t.Helper()
	seed := binary.BigEndian.AppendUint64(bytes.Repeat([]byte{7}, 24), n)
	key, err := statement.NewPrivateKey(bytes.NewReader(seed))
	if err != nil {
		t.Fatal(err)
	}
	return key.Public()
}

func issuerKeys(t testing.TB, n int) []statement.PublicKey {
	t.Helper()
	var keys []statement.PublicKey
	for i := range n {
		keys = append(keys, issuerKey(t, uint64(i)))
	}
	return keys
}

func circuitID(t testing.TB, name string) statement.CircuitID {
	t.Helper()
	entry, err := lock.ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	id, err := statement.ParseCircuitID(entry.ID)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func verifierOf(t testing.TB, name string) [32]byte {
	t.Helper()
	entry, err := lock.ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	id, err := entry.VerifierID()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// terms are those of a complete off-chain request, before New.
func terms(t testing.TB) request.Request {
	t.Helper()
	limits := claim.Glucose15.NoLimits()
	claim.Glucose15.Set(&limits, "in70to180", claim.Bound{Value: 7000, Strict: true})
	return request.Request{
		From: "A study <of> 'Ärzte' & \"more\"", Consent: "I agree.\n\nIch stimme zu. 同意します。",
		Circuit: circuitID(t, "glucose-15min-14d"),
		Claim: claim.Claim{
			Metric: claim.Glucose15, Days: 14, EarliestEnd: 20600, LatestEnd: 20610,
			MinAssurance: 1, Coverage: 7000, Limits: limits,
		},
		Issuers: issuerKeys(t, 3), Scope: "example.org/study-12/2026",
		Expires: time.Date(2026, 9, 30, 12, 0, 0, 0, time.UTC),
	}
}

func gateTerms(t testing.TB) request.Request {
	t.Helper()
	r := terms(t)
	r.Scope = ""
	r.Gate = &request.Gate{ChainID: 31337, Epoch: 3, EpochDays: 28, Epochs: 13, SubmitDays: 28, ValidDays: 90}
	for i := range r.Gate.Address {
		r.Gate.Address[i] = byte(0xa0 + i) // has digits above 9, so that case matters
		r.Gate.Sponsor[i] = byte(0xb0 + i)
	}
	settle(t, &r)
	return r
}

// settle makes a contract's request one that its policy asks for, if it can be.
func settle(t testing.TB, r *request.Request) {
	t.Helper()
	if err := r.Settle(); err != nil {
		t.Fatal(err)
	}
}

func made(t testing.TB, r request.Request) *request.Request {
	t.Helper()
	made, err := request.New(r)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func marshal(t testing.TB, r *request.Request) string {
	t.Helper()
	raw, err := r.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// edit replaces the first old in a file.
func edit(t testing.TB, text, old, new string) string {
	t.Helper()
	if !strings.Contains(text, old) || old == new {
		t.Fatalf("the test's own edit of %q does nothing", old)
	}
	return strings.Replace(text, old, new, 1)
}
