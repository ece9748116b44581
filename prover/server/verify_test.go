package server

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/keys"
	"vitalproof/prover/local"
	"vitalproof/prover/wire"
)

// TestAnAttestationIsForItsOwnInputAlone swaps the finished attestations of two
// holders who answer the two claims of one request, as a worker that was taken over
// could.
func TestAnAttestationIsForItsOwnInputAlone(t *testing.T) {
	if testing.Short() {
		t.Skip("makes four proofs")
	}
	local.Silence()
	store, err := keys.Open("")
	must(t, err)
	circuit, err := catalogue.ByName(quick)
	must(t, err)
	loaded, err := store.Load(context.Background(), circuit, nil)
	must(t, err)
	key, err := statement.NewPrivateKey(rand.Reader)
	must(t, err)
	const end claim.Day = 20500
	targets, err := claim.ParseTargets("glucose", []string{"mean <= 200", "coverage >= 70 %"})
	must(t, err)
	asked, err := claim.New(circuit.Metric, circuit.Days, end, end, 0, targets)
	must(t, err)
	also := asked
	also.Coverage++
	r, err := request.New(request.Request{
		From: "A study", Consent: "I take part.", Circuit: loaded.Compiled.ID, Claim: asked, Also: []request.Part{{Circuit: loaded.Compiled.ID, Claim: also}},
		Issuers: []statement.PublicKey{key.Public()}, Scope: "swap", Expires: time.Now().Add(time.Hour).Truncate(time.Second),
	})
	must(t, err)
	var inputs, made [][]byte
	for range 2 {
		secret, err := statement.NewSecret()
		must(t, err)
		record, err := statement.NewRecord(key.Public(), secret.Subject(key.Public()), circuit.Metric, end-claim.Day(circuit.Days)+1)
		must(t, err)
		block := make(statement.Block, circuit.Metric.SlotsPerDay())
		for s := range block {
			block[s] = 100
		}
		for range circuit.Days {
			must(t, record.Append(key, 1, block))
		}
		for _, part := range r.Parts() {
			plan, err := local.NewPlan(part, record, end, nil)
			must(t, err)
			a, err := local.Prover{AllowDevelopment: true}.Prove(t.Context(), loaded, plan, secret, nil)
			must(t, err)
			file, err := attestation.Marshal(a)
			must(t, err)
			message, err := wire.Encode(plan, secret, nil)
			must(t, err)
			input, err := proto.Marshal(message)
			must(t, err)
			inputs, made = append(inputs, input), append(made, file)
		}
	}
	for i := range inputs {
		for j := range made {
			err := verify(inputs[i], made[j], true)
			if i == j && err != nil {
				t.Errorf("input %d, its own: %v", i, err)
			}
			if i != j && !errors.Is(err, errNotMade) {
				t.Errorf("input %d, that of %d: %v", i, j, err)
			}
		}
	}
	// A job that was taken before the service was in production, or that a worker
	// proved against its orders, gives no proof that can be forged.
	if err := verify(inputs[0], made[0], false); !errors.Is(err, errNotMade) {
		t.Errorf("development keys that are not allowed: %v", err)
	}
	// A number beyond the claims, in an input that was changed in the store, is no claim.
	m := new(v1.ProofInput)
	must(t, proto.Unmarshal(inputs[0], m))
	m.Part = 2
	changed, err := proto.Marshal(m)
	must(t, err)
	if err := verify(changed, made[0], true); !errors.Is(err, errNotMade) {
		t.Errorf("a third claim of two: %v", err)
	}
}

func TestNothingIsReadForCallersWithoutGoodCredentials(t *testing.T) {
	w := newWorld(t, nil)
	long := strings.Repeat("x", 100<<10)
	for token, want := range map[string]int{"": http.StatusRequestEntityTooLarge, "Bearer vp1_nobody": http.StatusUnauthorized} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+w.address()+"/v1/proofs", strings.NewReader(long))
		must(t, err)
		if token != "" {
			r.Header.Set("Authorization", token)
		}
		answer, err := http.DefaultClient.Do(r)
		must(t, err)
		_ = answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("token %q: %d, want %d", token, answer.StatusCode, want)
		}
	}
}
