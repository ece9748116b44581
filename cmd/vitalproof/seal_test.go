package main

import (
	"testing"
	"time"

	"vitalproof/circuits/claim"
	"vitalproof/prover/ingest"
)

// A day that goes on somewhere on earth is not sealed: its later readings could
// never be added.
func TestAnUnfinishedDayIsNotSealed(t *testing.T) {
	today, err := claim.ParseDay("2026-06-30")
	if err != nil {
		t.Fatal(err)
	}
	series := &ingest.Series{FirstDay: int(today) - 9, LastDay: int(today)}
	for _, test := range []struct {
		now  string
		last claim.Day
	}{
		{"2026-06-30T19:00:00Z", today - 1},
		{"2026-07-01T11:59:59Z", today - 1}, // 23:59:59 on June 30 at UTC-12
		{"2026-07-01T12:00:00Z", today},
		{"2026-09-01T00:00:00Z", today},
	} {
		now, err := time.Parse(time.RFC3339, test.now)
		if err != nil {
			t.Fatal(err)
		}
		a := &app{now: func() time.Time { return now }}
		if _, to, err := a.sealedDays(series, nil, 0, 0); err != nil || to != test.last {
			t.Errorf("%s: seals to %s, want %s (%v)", test.now, to, test.last, err)
		}
		_, _, err = a.sealedDays(series, nil, 0, today)
		if refused := err != nil; refused != (test.last < today) {
			t.Errorf("%s: --to today gives %v", test.now, err)
		}
	}
}
