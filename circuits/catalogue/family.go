package catalogue

import (
	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/codes"
	"vitalproof/circuits/codeset"
	"vitalproof/circuits/daily"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/gadget"
	"vitalproof/circuits/panel"
	"vitalproof/circuits/series"
	"vitalproof/circuits/statement"
)

// Shape gives the circuit to compile, without an assignment.
func (c Circuit) Shape() (frontend.Circuit, error) {
	switch c.Family {
	case claim.Series:
		return series.New(c.Metric, c.Days)
	case claim.Daily:
		return daily.New(c.Metric, c.Days)
	case claim.Panel:
		return panel.New(c.Metric, c.Days)
	case claim.Codes:
		return codes.New(c.Metric, c.Days)
	}
	return nil, ErrUnknown
}

// Assign fills the circuit for proving. It checks shapes only.
func (c Circuit) Assign(w frame.Witness) (frontend.Circuit, error) {
	switch c.Family {
	case claim.Series:
		return series.Assign(c.Metric, c.Days, w)
	case claim.Daily:
		return daily.Assign(c.Metric, c.Days, w)
	case claim.Panel:
		return panel.Assign(c.Metric, c.Days, w)
	case claim.Codes:
		return codes.Assign(c.Metric, c.Days, w)
	}
	return nil, ErrUnknown
}

// Evaluate decides a claim in plain code, as the circuit of its family does. The
// set is the one a claim about codes names, else nil. The result is for the
// holder's eyes only.
func Evaluate(c claim.Claim, w *statement.Window, set *codeset.Set) claim.Result {
	switch c.Metric.Family() {
	case claim.Series:
		return series.Evaluate(c, w, set)
	case claim.Daily:
		return daily.Evaluate(c, w, set)
	case claim.Panel:
		return panel.Evaluate(c, w, set)
	case claim.Codes:
		return codes.Evaluate(c, w, set)
	}
	return claim.Begin(c, w.EndDay, w.Assurance)
}

// Hints lists the hint functions of every family, for whoever runs the solver.
func Hints() []solver.Hint {
	hints := gadget.Hints()
	for _, more := range [][]solver.Hint{series.Hints(), daily.Hints(), panel.Hints(), codes.Hints()} {
		hints = append(hints, more...)
	}
	return hints
}
