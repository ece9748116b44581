package series

import (
	"errors"
	"testing"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/statement"
)

// Every metric of the family, with a day that takes one hash or several.
func TestEveryMetricProvesItsOwnDay(t *testing.T) {
	metrics := seriesMetrics
	if testing.Short() {
		metrics = []claim.Metric{claim.SpO2}
	}
	for _, m := range metrics {
		s := sceneOf(t, m, 1)
		if m == claim.SpO2 {
			s.slots = filled(m.SlotsPerDay(), 97)
		}
		c := s.circuit(t)
		if err := holds(c); err != nil || !accepts(c) {
			t.Errorf("%s: an honest day is refused: %v", m.Name(), err)
		}
		for _, slot := range []int{0, len(c.Readings) / 2, len(c.Readings) - 1} {
			honest := c.Readings[slot]
			c.Readings[slot] = 99
			if holds(c) == nil || accepts(c) {
				t.Errorf("%s: another reading in slot %d is accepted", m.Name(), slot)
			}
			c.Readings[slot] = honest
		}
	}
}

func TestNewRefusesOtherShapes(t *testing.T) {
	for name, test := range map[string]struct {
		metric claim.Metric
		days   int
	}{
		"no days": {claim.Glucose5, 0}, "negative days": {claim.Glucose5, -1}, "too many days": {claim.Glucose5, claim.MaxDays + 1},
		"daily values": {claim.Steps, 30}, "a panel": {claim.HbA1c, 30}, "codes": {claim.ICD10CM, 30}, "no metric": {0, 30},
	} {
		if c, err := New(test.metric, test.days); err == nil || c != nil {
			t.Errorf("a circuit for %s", name)
		}
	}
}

// From a record as an issuer makes it to a circuit that accepts it.
func TestAssignOfARecord(t *testing.T) {
	s := newScene(t, 2)
	key := s.signer
	r, err := statement.NewRecord(key.Public(), s.secret.Subject(key.Public()), s.claim.Metric, s.end-2)
	if err != nil {
		t.Fatal(err)
	}
	day := statement.Block(filled(96, 110))
	if err := r.Append(key, 3, filled(96, 300), day, day); err != nil {
		t.Fatal(err)
	}
	window, err := r.Window(s.end, 2)
	if err != nil {
		t.Fatal(err)
	}
	path, err := s.set.Path(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	word, err := s.limit("in70to180", 10000, false).limit("longestGap", 1, false).claim.Word()
	if err != nil {
		t.Fatal(err)
	}
	w := frame.Witness{Window: window, Secret: s.secret, Path: path, Public: statement.PublicInputs{
		Issuers: s.set.Root(), Scope: s.scope, Nullifier: s.secret.Nullifier(s.scope), Context: s.context,
	}}
	w.Public.Claim.SetBigInt(word)
	c, err := Assign(s.claim.Metric, 2, w)
	if err != nil {
		t.Fatal(err)
	}
	if err := holds(c); err != nil || !accepts(c) {
		t.Errorf("an honest record is refused: %v", err)
	}

	// Witnesses of another shape.
	refuse := func(name string, m claim.Metric, days int, change func(w *frame.Witness)) {
		changed, other := w, *window
		changed.Window = &other
		change(&changed)
		if c, err := Assign(m, days, changed); err == nil {
			t.Errorf("%s is assigned: %v", name, c.Shape())
		} else if days == 2 && name != "a broken seal" && !errors.Is(err, frame.ErrShape) {
			t.Errorf("%s: %v", name, err)
		}
	}
	refuse("a longer window", s.claim.Metric, 1, func(*frame.Witness) {})
	refuse("a shorter window", s.claim.Metric, 3, func(*frame.Witness) {})
	refuse("no window of days", s.claim.Metric, 0, func(*frame.Witness) {})
	refuse("another metric", s.claim.Metric, 2, func(w *frame.Witness) { w.Window.Metric = claim.Glucose5 })
	refuse("a short day", s.claim.Metric, 2, func(w *frame.Witness) { w.Window.Blocks = []statement.Block{day, day[:95]} })
	refuse("a window of another grid", claim.Glucose5, 2, func(*frame.Witness) {})
	refuse("a broken seal", s.claim.Metric, 2, func(w *frame.Witness) { w.Window.Seal[0] ^= 1; w.Window.Seal[31] ^= 0x7f })
}
