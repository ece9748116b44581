// Package catalogue is the table of circuits and the way from a table row to a
// compiled constraint system and its id.
//
// It promises that compiling a row gives the same bytes on every machine, so the
// id (SHA-256 of those bytes) names the statement that is proved. A released
// circuit is never changed. Circuits follow from the table of metrics in package
// claim: a metric of a known family needs nothing here but, for a series, its
// window lengths. It is the one place that knows every family.
//
// Cost: compiling takes about 0.6 s for 30 days of 5-minute readings.
package catalogue

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/consensys/gnark-crypto/ecc"
	cs "github.com/consensys/gnark/constraint/bn254"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// Circuit is one row of the catalogue.
type Circuit struct {
	Name   string       // metric, and window length if the circuit fixes it
	Family claim.Family // shape of the data
	Metric claim.Metric
	Days   int // length of the window; 0 if the claim says it
}

// ErrUnknown reports a circuit that is not in the catalogue.
var ErrUnknown = errors.New("no such circuit in the catalogue")

// windows are the window lengths of series in days; every other metric has one
// circuit for all lengths. 14 days are the consensus minimum for CGM metrics; 30
// and 90 are what policies ask for; 7 is for short trials and says less
// (Battelino 2019). A series of every minute is long: it has 7 and 30.
func windows(m claim.Metric) []int {
	switch {
	case m.Family() != claim.Series:
		return []int{0}
	case m.IntervalMinutes() == 1:
		return []int{7, 30}
	}
	return []int{7, 14, 30, 90}
}

// All lists the catalogue in a fixed order.
func All() []Circuit {
	var all []Circuit
	for _, m := range claim.Metrics() {
		for _, d := range windows(m) {
			name := m.Name()
			if d > 0 {
				name = fmt.Sprintf("%s-%dd", name, d)
			}
			all = append(all, Circuit{name, m.Family(), m, d})
		}
	}
	return all
}

// ByName finds a circuit.
func ByName(name string) (Circuit, error) {
	for _, c := range All() {
		if c.Name == name {
			return c, nil
		}
	}
	return Circuit{}, fmt.Errorf("%w: %q", ErrUnknown, name)
}

// For finds the circuit of a metric and a window length.
func For(metric claim.Metric, days int) (Circuit, error) {
	for _, c := range All() {
		if c.Metric == metric && c.Takes(days) {
			return c, nil
		}
	}
	if metric.Family() != claim.Series {
		return Circuit{}, fmt.Errorf("%w: %s over %d days (there are 1 to %d)", ErrUnknown, metric.Name(), days, claim.MaxDays)
	}
	return Circuit{}, fmt.Errorf("%w: %s over %d days (there are %v days)", ErrUnknown, metric.Name(), days, windows(metric))
}

// Takes reports whether the circuit proves claims about a number of days.
func (c Circuit) Takes(days int) bool {
	return days >= 1 && days <= claim.MaxDays && (c.Days == days || c.Days == 0)
}

// Exported reports whether the Solidity verifier that gnark exports for the
// circuit is kept, as the reference that our own is tested against. All have the
// same form, so those of glucose and one of each other family are enough.
func (c Circuit) Exported() bool {
	return c.Metric.Quantity() == "glucose" || c.Metric == claim.Steps || c.Metric == claim.BloodPressure || c.Metric == claim.ICD10CM
}

// Compiled is a constraint system and its id.
type Compiled struct {
	Circuit Circuit
	ID      statement.CircuitID
	System  *cs.R1CS
}

// Compile builds the constraint system and its id.
func (c Circuit) Compile() (*Compiled, error) {
	circuit, err := c.Shape()
	if err != nil {
		return nil, err
	}
	ccs, err := frontend.Compile(ecc.BN254.ScalarField(), r1cs.NewBuilder, circuit)
	if err != nil {
		return nil, fmt.Errorf("compile %s: %w", c.Name, err)
	}
	system, ok := ccs.(*cs.R1CS)
	if !ok {
		return nil, fmt.Errorf("compile %s: not a BN254 R1CS", c.Name)
	}
	if err := Orient(system); err != nil {
		return nil, fmt.Errorf("compile %s: %w", c.Name, err)
	}
	id, err := identify(system)
	if err != nil {
		return nil, fmt.Errorf("identify %s: %w", c.Name, err)
	}
	return &Compiled{c, id, system}, nil
}

func identify(system *cs.R1CS) (statement.CircuitID, error) {
	var buf bytes.Buffer
	if _, err := system.WriteTo(&buf); err != nil {
		return statement.CircuitID{}, err
	}
	return sha256.Sum256(buf.Bytes()), nil
}
