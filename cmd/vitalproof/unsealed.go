package main

import (
	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
	"vitalproof/prover/ingest"
)

// unsealedWindow is the window of an export as a seal of its last day would cover
// it: for looking at it before anybody has sealed anything. Its assurance is the
// highest, since no seal has limited it yet.
func unsealedWindow(s *ingest.Series, end claim.Day, days int) (*statement.Window, ingest.Dropped, error) {
	w := &statement.Window{Metric: s.Metric, EndDay: end, Assurance: claim.MaxAssurance}
	if !statement.HasPage(s.Metric) {
		var dropped ingest.Dropped
		w.Blocks, dropped = s.Blocks(int(end)-days+1, days)
		return w, dropped, nil
	}
	first := min(claim.Day(s.FirstDay), end)
	blocks, dropped := s.Blocks(int(first), int(end-first)+1)
	var entries []statement.Entry
	var err error
	for i, b := range blocks {
		if entries, err = statement.Advance(s.Metric, entries, first+claim.Day(i), b); err != nil {
			return nil, dropped, err
		}
	}
	w.Page = statement.NewPage(s.Metric, end, entries)
	return w, dropped, nil
}
