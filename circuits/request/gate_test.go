package request_test

import (
	"errors"
	"strings"
	"testing"

	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
)

// gateChanges are one for each field of a gate that a person chooses; each keeps
// it a possible one.
func gateChanges() map[string]func(*request.Gate) {
	return map[string]func(*request.Gate){
		"the chain":           func(g *request.Gate) { g.ChainID++ },
		"the address":         func(g *request.Gate) { g.Address[19] ^= 1 },
		"the epoch":           func(g *request.Gate) { g.Epoch++ },
		"days of an epoch":    func(g *request.Gate) { g.EpochDays++ },
		"number of epochs":    func(g *request.Gate) { g.Epochs++ },
		"days for submission": func(g *request.Gate) { g.SubmitDays++ },
		"days of validity":    func(g *request.Gate) { g.ValidDays++ },
		"the sponsor":         func(g *request.Gate) { g.Sponsor[0]++ },
	}
}

// A stranger takes the public gate of an insurer for a request of his own. Were
// it answered, the answer would have the number that the holder has at the gate.
func TestNobodyElseCanAskInAGatesScope(t *testing.T) {
	base := made(t, gateTerms(t))
	all := changes(t)
	// What a policy does not have cannot be checked, and does not reach the chain.
	for _, name := range []string{"from", "nonce", "expiry"} {
		delete(all, name)
	}
	for name, change := range gateChanges() {
		all[name] = func(r *request.Request) { change(r.Gate) }
	}
	// Neither is in the policy, but in scope and context; see the test of these.
	delete(all, "the chain")
	delete(all, "the address")
	all["the id"] = func(r *request.Request) { r.Gate.Policy[0]++ }
	all["the last submission"] = func(r *request.Request) { r.Gate.SubmitUntil++ }
	all["the last second of all"] = func(r *request.Request) { r.Gate.SubmitUntil = 1<<64 - 1 }
	all["the expiry of a result"] = func(r *request.Request) { r.Gate.Expiry++ }
	all["validity for ever"] = func(r *request.Request) { r.Gate.Expiry = 1<<64 - 1 }
	for name, change := range all {
		t.Run(name, func(t *testing.T) {
			r, g := *base, *base.Gate
			r.Gate = &g
			change(&r)
			if _, err := request.New(r); !errors.Is(err, request.ErrFile) || !errors.Is(err, request.ErrPolicy) {
				t.Errorf("it is made: %v", err)
			}
			if _, err := request.Parse([]byte(marshal(t, &r))); !errors.Is(err, request.ErrFile) || !errors.Is(err, request.ErrPolicy) {
				t.Errorf("it is read: %v", err)
			}
			if _, err := r.ScopeField(); !errors.Is(err, request.ErrPolicy) {
				t.Errorf("it has a scope: %v", err)
			}
			if _, err := r.PublicInputs(nullifier, &request.Payee{}); !errors.Is(err, request.ErrPolicy) {
				t.Errorf("it can be answered: %v", err)
			}
			settle(t, &r)
			if _, err := request.New(r); err != nil {
				t.Errorf("refused for another reason: %v", err)
			}
		})
	}
}

// The id in a request is the one that the registry computes.
func TestThePolicyOfARequestIsThatOfTheRegistry(t *testing.T) {
	r := made(t, gateTerms(t))
	first := r.Claim
	first.EarliestEnd -= 3 * 28
	first.LatestEnd -= 3 * 28
	word, err := first.Word()
	if err != nil {
		t.Fatal(err)
	}
	p := statement.EVMPolicy{
		EpochDays: 28, Epochs: 13, SubmitDays: 28, ValidDays: 90, Sponsor: r.Gate.Sponsor,
		Purpose: statement.Keccak256([]byte(r.Consent)),
	}
	if p.Claim, err = statement.FieldFromBig(word); err != nil {
		t.Fatal(err)
	}
	set, err := r.IssuerSet()
	if err != nil {
		t.Fatal(err)
	}
	p.Issuers = set.Root()
	p.Verifier = verifierOf(t, "glucose-15min-14d")
	terms, err := p.Terms(3)
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.EVMGate()
	if err != nil {
		t.Fatal(err)
	}
	want := statement.EVMGate{ChainID: r.Gate.ChainID, Address: r.Gate.Address, Terms: terms}
	if got != want || r.Gate.Policy != p.ID() {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestAnEpochThatNoPolicyHasIsRefused(t *testing.T) {
	for name, change := range map[string]func(*request.Gate){
		"one behind the last":                 func(g *request.Gate) { g.Epoch = g.Epochs },
		"results that end before submissions": func(g *request.Gate) { g.ValidDays = g.SubmitDays - 1 },
		"none at all":                         func(g *request.Gate) { g.Epochs = 0 },
		"its first before 1970":               func(g *request.Gate) { g.EpochDays = 1<<16 - 1 },
		"its first before there is any":       func(g *request.Gate) { g.Epoch, g.Epochs, g.EpochDays = 1<<16-2, 1<<16-1, 1<<16-1 },
		"a window that starts too early": func(g *request.Gate) {
			g.Epoch, g.Epochs, g.EpochDays = 1, 2, 20600 // the first day of 1970
		},
	} {
		r := gateTerms(t)
		gate := *r.Gate
		change(&gate)
		r.Gate = &gate
		if err := r.Settle(); !errors.Is(err, request.ErrPolicy) {
			t.Errorf("%s: got %v", name, err)
		}
		if _, err := request.New(r); !errors.Is(err, request.ErrPolicy) {
			t.Errorf("%s: made: %v", name, err)
		}
	}
	early := gateTerms(t)
	early.Gate.EpochDays = 1<<16 - 1
	if err := early.Settle(); err == nil || !strings.Contains(err.Error(), "before 1970") {
		t.Errorf("got %v", err)
	}
	r := terms(t)
	if err := r.Settle(); !errors.Is(err, request.ErrPayee) {
		t.Errorf("the policy of an off-chain request: %v", err)
	}
}

func TestAShortAddressOrIDIsNotRead(t *testing.T) {
	text := marshal(t, made(t, gateTerms(t)))
	for _, field := range []string{`"sponsor": "0x`, `"policy": "0x`, `"address": "0x`} {
		i := strings.Index(text, field) + len(field)
		short := text[:i] + text[i+2:]
		if _, err := request.Parse([]byte(short)); !errors.Is(err, request.ErrFile) || errors.Is(err, request.ErrPolicy) {
			t.Errorf("%s: got %v", field, err)
		}
	}
}
