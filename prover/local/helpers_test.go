package local_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/prover/keys"
	"vitalproof/prover/local"
)

const smallest = "glucose-15min-7d"

// prover takes the keys that there are.
var prover = local.Prover{AllowDevelopment: true}

var load = sync.OnceValues(func() (*keys.Loaded, error) {
	c, err := catalogue.ByName(smallest)
	if err != nil {
		return nil, err
	}
	s, err := keys.Open("")
	if err != nil {
		return nil, err
	}
	return s.Load(context.Background(), c, nil)
})

// loaded is the smallest circuit and its key, from the user's cache.
func loaded(t *testing.T) *keys.Loaded {
	t.Helper()
	if testing.Short() {
		e, err := lock.ByName(smallest)
		if err != nil {
			t.Fatal(err)
		}
		if s, err := keys.Open(""); err == nil && !s.Has(e) {
			t.Skip("making the proving key takes seconds")
		}
	}
	l, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// repeat is the source of invented keys.
type repeat byte

func (r repeat) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(r)
	}
	return len(p), nil
}

// holder is an invented person with sealed days, all at one reading but for the
// slots that a test changes.
type holder struct {
	secret statement.Secret
	issuer statement.PrivateKey
	record *statement.Record
}

const (
	firstDay = claim.Day(20600)
	days     = 9 // two more than a window
)

func newHolder(t *testing.T, metric claim.Metric, reading func(day, slot int) uint64) holder {
	t.Helper()
	var h holder
	var err error
	if h.secret, err = statement.SecretFromBytes([]byte("CANARY-an-invented-secret-of-31")); err != nil {
		t.Fatal(err)
	}
	if h.issuer, err = statement.NewPrivateKey(repeat(7)); err != nil {
		t.Fatal(err)
	}
	h.record, err = statement.NewRecord(h.issuer.Public(), h.secret.Subject(h.issuer.Public()), metric, firstDay)
	if err != nil {
		t.Fatal(err)
	}
	for d := range days {
		block := make(statement.Block, metric.SlotsPerDay())
		for i := range block {
			block[i] = reading(d, i)
		}
		if err := h.record.Append(h.issuer, 2, block); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// steady varies a little, in range.
func steady(day, slot int) uint64 { return uint64(100 + (3*slot+day)%40) }

func weekHolder(t *testing.T) holder {
	t.Helper()
	return newHolder(t, claim.Glucose15, steady)
}

// week is a claim over seven days that steady meets.
func week() claim.Claim {
	limits := claim.Glucose15.NoLimits()
	claim.Glucose15.Set(&limits, "in70to180", claim.Bound{Value: 7000, Strict: true})
	return claim.Claim{
		Metric: claim.Glucose15, Days: 7, EarliestEnd: firstDay + 6, LatestEnd: firstDay + 30,
		MinAssurance: 1, Coverage: 7000, Limits: limits,
	}
}

func ask(t *testing.T, h holder, change func(*request.Request)) *request.Request {
	t.Helper()
	e, err := lock.ByName(smallest)
	if err != nil {
		t.Fatal(err)
	}
	r := request.Request{
		From: "A study", Consent: "I agree.", Claim: week(), Issuers: []statement.PublicKey{h.issuer.Public()},
		Scope: "example.org/study", Expires: time.Now().Add(time.Hour),
	}
	if r.Circuit, err = statement.ParseCircuitID(e.ID); err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(&r)
	}
	made, err := request.New(r)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func plan(t *testing.T, r *request.Request, h holder) *local.Plan {
	t.Helper()
	p, err := local.NewPlan(r, h.record, h.record.LastDay(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// witness is an honest one, whose window the caller may change.
func witness(t *testing.T) frame.Witness {
	t.Helper()
	h := weekHolder(t)
	w, err := plan(t, ask(t, h, nil), h).Witness(h.secret, nil)
	if err != nil {
		t.Fatal(err)
	}
	copied := *w.Window
	copied.Blocks = nil
	for _, b := range w.Window.Blocks {
		copied.Blocks = append(copied.Blocks, append(statement.Block{}, b...))
	}
	w.Window = &copied
	return w
}
