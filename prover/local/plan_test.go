package local_test

import (
	"errors"
	"testing"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/prover/local"
)

// A holder learns which limit fails, before any proving, and no proof is made.
func TestAClaimThatFailsIsNamedAndNotProved(t *testing.T) {
	l, h := loaded(t), weekHolder(t)
	for name, change := range map[string]func(*claim.Claim){
		"coverage":   func(c *claim.Claim) { c.Coverage = 9999 },
		"in-70-180":  func(c *claim.Claim) { claim.Glucose15.Set(&c.Limits, "in70to180", claim.Bound{Value: 9990}) },
		"below-54":   func(c *claim.Claim) { claim.Glucose15.Set(&c.Limits, "below54", claim.Bound{Value: 1, Strict: true}) },
		"above-140":  func(c *claim.Claim) { claim.Glucose15.Set(&c.Limits, "above140", claim.Bound{Value: 1}) },
		"mean":       func(c *claim.Claim) { claim.Glucose15.Set(&c.Limits, "mean", claim.Bound{Value: 100}) },
		"gmi":        func(c *claim.Claim) { claim.Glucose15.Set(&c.Limits, "gmi", claim.Bound{Value: 500}) },
		"cv":         func(c *claim.Claim) { claim.Glucose15.Set(&c.Limits, "cv", claim.Bound{Value: 10}) },
		"assurance":  func(c *claim.Claim) { c.MinAssurance = 3 },
		"window-end": func(c *claim.Claim) { c.EarliestEnd, c.LatestEnd = firstDay+6, firstDay+7 },
	} {
		t.Run(name, func(t *testing.T) {
			h := h
			if name != "window-end" && name != "assurance" { // one reading is missing, one low, one high
				h = newHolder(t, claim.Glucose15, func(day, slot int) uint64 {
					switch {
					case day == 5 && slot == 1:
						return 0
					case day == 5 && slot == 2:
						return 50
					case day == 5 && slot == 3:
						return 200
					}
					return steady(day, slot)
				})
			}
			r := ask(t, h, func(r *request.Request) { change(&r.Claim) })
			p := plan(t, r, h)
			failed := p.Result.Failed()
			if p.Result.OK || len(failed) != 1 || failed[0].Name != name {
				t.Errorf("failed checks %+v, want only %s", failed, name)
			}
			a, err := prover.Prove(t.Context(), l, p, h.secret, nil)
			if !errors.Is(err, local.ErrClaimFails) {
				t.Errorf("got %v, want %v", err, local.ErrClaimFails)
			}
			if a.Verify() == nil {
				t.Error("got a proof")
			}
		})
	}
}

// The plan is advice; the circuit is the wall. Whoever proves the witness of a
// failed plan anyway gets nothing.
func TestThePlansVerdictIsTheCircuits(t *testing.T) {
	l, h := loaded(t), weekHolder(t)
	for name, change := range map[string]func(*claim.Claim){
		"mean":       func(c *claim.Claim) { claim.Glucose15.Set(&c.Limits, "mean", claim.Bound{Value: 100}) },
		"assurance":  func(c *claim.Claim) { c.MinAssurance = 3 },
		"window-end": func(c *claim.Claim) { c.EarliestEnd, c.LatestEnd = firstDay+6, firstDay+7 },
	} {
		p := plan(t, ask(t, h, func(r *request.Request) { change(&r.Claim) }), h)
		w, err := p.Witness(h.secret, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := local.ProveWitness(t.Context(), l, w); err != local.ErrUnsatisfied {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestNewPlanRefusesWhatTheRecordDoesNotHold(t *testing.T) {
	h := weekHolder(t)
	r := ask(t, h, nil)
	for name, end := range map[string]claim.Day{
		"the day after the last":     h.record.LastDay() + 1,
		"a window that starts early": firstDay + 5,
		"the first day":              firstDay,
		"a day long before":          1,
		"a day below 1":              -100,
	} {
		if _, err := local.NewPlan(r, h.record, end, nil); !errors.Is(err, statement.ErrNotInRecord) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := local.NewPlan(r, h.record, firstDay+6, nil); err != nil {
		t.Errorf("the first whole week: %v", err)
	}
}

func TestNewPlanRefusesAnotherMetric(t *testing.T) {
	h := newHolder(t, claim.Glucose5, steady)
	if _, err := local.NewPlan(ask(t, h, nil), h.record, h.record.LastDay(), nil); !errors.Is(err, local.ErrOtherCircuit) {
		t.Errorf("got %v, want %v", err, local.ErrOtherCircuit)
	}
}

func TestBestEndIsTheLatestThatBothAllow(t *testing.T) {
	h := weekHolder(t)
	last := h.record.LastDay()
	for name, c := range map[string]struct {
		earliest, latest, want claim.Day
	}{
		"the record ends first":  {last - 2, last + 5, last},
		"the claim ends first":   {last - 2, last - 1, last - 1},
		"both end on one day":    {last, last, last},
		"the claim starts later": {last + 1, last + 5, 0},
	} {
		r := ask(t, h, func(r *request.Request) { r.Claim.EarliestEnd, r.Claim.LatestEnd = c.earliest, c.latest })
		end, err := local.BestEnd(r, h.record, nil)
		if end != c.want || (c.want == 0) != errors.Is(err, statement.ErrNotInRecord) {
			t.Errorf("%s: got %d, %v, want %d", name, end, err, c.want)
		}
	}
}

// Of several windows it is the latest that meets the claim; where none does, the
// latest. The range may begin before the record's first window.
func TestBestEndIsTheLatestThatMeetsTheClaim(t *testing.T) {
	first := firstDay + 6 // the end of the first week; the record has three
	for name, c := range map[string]struct {
		steady int // days of readings that meet the claim; later ones do not
		want   claim.Day
	}{"all": {days, first + 2}, "the second": {days - 1, first + 1}, "the first": {days - 2, first}, "none": {0, first + 2}} {
		h := newHolder(t, claim.Glucose15, func(day, slot int) uint64 {
			if day >= c.steady {
				return 0
			}
			return steady(day, slot)
		})
		r := ask(t, h, func(r *request.Request) {
			r.Claim.Coverage = claim.WholeShare
			r.Claim.EarliestEnd, r.Claim.LatestEnd = firstDay, firstDay+100
		})
		if end, err := local.BestEnd(r, h.record, nil); err != nil || end != c.want {
			t.Errorf("%s: got %s, %v, want %s", name, end, err, c.want)
		}
	}
	h := weekHolder(t)
	r := ask(t, h, func(r *request.Request) { r.Claim.EarliestEnd, r.Claim.LatestEnd = firstDay, firstDay+5 })
	if end, err := local.BestEnd(r, h.record, nil); err != nil || end != firstDay+5 {
		t.Errorf("no window in the range: got %s, %v", end, err)
	}
	other := newHolder(t, claim.Glucose5, steady)
	if _, err := local.BestEnd(r, other.record, nil); !errors.Is(err, local.ErrOtherCircuit) {
		t.Errorf("another metric: %v", err)
	}
}

func TestAWitnessNeedsItsHolderAndItsIssuer(t *testing.T) {
	h := weekHolder(t)
	p := plan(t, ask(t, h, nil), h)
	if _, err := p.Witness(otherSecret(), nil); !errors.Is(err, statement.ErrOtherSubject) {
		t.Errorf("another holder's secret: got %v", err)
	}
	stranger, err := statement.NewPrivateKey(repeat(9))
	if err != nil {
		t.Fatal(err)
	}
	r := ask(t, h, func(r *request.Request) { r.Issuers = []statement.PublicKey{stranger.Public()} })
	if _, err := plan(t, r, h).Witness(h.secret, nil); !errors.Is(err, statement.ErrUnknownIssuer) {
		t.Errorf("a set without the issuer: got %v", err)
	}
	if _, err := p.Witness(h.secret, &request.Payee{}); !errors.Is(err, request.ErrPayee) {
		t.Errorf("a payee for an off-chain request: got %v", err)
	}
	gate := ask(t, h, func(r *request.Request) {
		r.Scope, r.Gate = "", &request.Gate{ChainID: 1, Epochs: 1}
		if err := r.Settle(); err != nil {
			t.Fatal(err)
		}
	})
	if _, err := plan(t, gate, h).Witness(h.secret, nil); !errors.Is(err, request.ErrNoPayee) {
		t.Errorf("no payee for a contract: got %v", err)
	}
}

func TestAWitnessOfAnotherShapeIsRefused(t *testing.T) {
	l := loaded(t)
	for name, change := range map[string]func(*frame.Witness){
		"a day less":     func(w *frame.Witness) { w.Window.Blocks = w.Window.Blocks[1:] },
		"a day more":     func(w *frame.Witness) { w.Window.Blocks = append(w.Window.Blocks, w.Window.Blocks[0]) },
		"another metric": func(w *frame.Witness) { w.Window.Metric = claim.Glucose5 },
		"a short day":    func(w *frame.Witness) { w.Window.Blocks[3] = w.Window.Blocks[3][1:] },
	} {
		w := witness(t)
		change(&w)
		if _, err := local.ProveWitness(t.Context(), l, w); !errors.Is(err, frame.ErrShape) {
			t.Errorf("%s: got %v, want %v", name, err, frame.ErrShape)
		}
	}
}
