// Package local proves on the holder's own machine.
//
// It promises that a claim is evaluated in plain code before any proving, so a
// holder learns which limit fails; that a proof is verified before it is
// returned; and that no error carries a value of the witness. gnark's logger,
// which prints witness values on failure, must be silenced by the program: see
// Silence.
//
// Cost: about 0.6 s and 95 MB for 30 days of 5-minute readings on two cores.
package local

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend"
	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"
	"github.com/consensys/gnark/backend/solidity"
	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/logger"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/codeset"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/prover/keys"
)

// Errors of proving.
var (
	ErrClaimFails   = errors.New("the record does not meet the claim")
	ErrOtherCircuit = errors.New("the request is for another circuit")
	ErrUnsatisfied  = errors.New("the statement does not hold for this record")
	ErrSelfCheck    = errors.New("the finished proof did not verify; nothing was written")
	ErrDevelopment  = errors.New("the circuit's keys are development keys: anyone can forge proofs under them")
)

// Silence turns off gnark's logger. Call it first in main: gnark logs
// unsatisfied constraints with witness values to standard output.
func Silence() { logger.Disable() }

// Plan is a record's window set against a request, before proving.
type Plan struct {
	Request *request.Request
	Window  *statement.Window
	Set     *codeset.Set // the set that a claim about codes names, else nil
	Result  claim.Result // for the holder's eyes only
}

// NewPlan cuts the window that ends on a day and evaluates the claim on it in
// plain code.
func NewPlan(r *request.Request, record *statement.Record, end claim.Day, set *codeset.Set) (*Plan, error) {
	if err := checkMetric(r, record); err != nil {
		return nil, err
	}
	window, err := record.Window(end, r.Claim.Days)
	if err != nil {
		return nil, err
	}
	return PlanWindow(r, window, set)
}

func checkMetric(r *request.Request, record *statement.Record) error {
	if record.Metric != r.Claim.Metric {
		return fmt.Errorf("%w: the record holds %s, the claim asks for %s", ErrOtherCircuit, record.Metric.Name(), r.Claim.Metric.Name())
	}
	return nil
}

// PlanWindow evaluates the claim on a window that was cut elsewhere.
func PlanWindow(r *request.Request, window *statement.Window, set *codeset.Set) (*Plan, error) {
	if window.Metric != r.Claim.Metric || !statement.HasPage(window.Metric) && len(window.Blocks) != r.Claim.Days {
		return nil, ErrOtherCircuit
	}
	result := catalogue.Evaluate(r.Claim, window, set)
	return &Plan{Request: r, Window: window, Set: set, Result: result}, nil
}

// BestEnd gives the latest end day in the claim's range whose window meets the
// claim or, if none does, the latest that the record holds. The range is the
// verifier's; a holder may answer with any window in it.
func BestEnd(r *request.Request, record *statement.Record, set *codeset.Set) (claim.Day, error) {
	latest := min(r.Claim.LatestEnd, record.LastDay())
	if latest < r.Claim.EarliestEnd {
		return 0, fmt.Errorf("%w: it ends on %s and the claim wants a window that ends on %s or later",
			statement.ErrNotInRecord, record.LastDay(), r.Claim.EarliestEnd)
	}
	if err := checkMetric(r, record); err != nil {
		return 0, err
	}
	earliest := max(r.Claim.EarliestEnd, record.FirstEnd(r.Claim.Days))
	windows, err := record.Windows(earliest, latest, r.Claim.Days)
	if errors.Is(err, statement.ErrNotInRecord) {
		return latest, nil // there is none; NewPlan says so
	}
	if err != nil {
		return 0, err
	}
	for _, window := range slices.Backward(windows) {
		plan, err := PlanWindow(r, window, set)
		if err != nil {
			return 0, err
		}
		if plan.Result.OK {
			return window.EndDay, nil
		}
	}
	return latest, nil
}

// Witness completes a plan to what the circuit takes. The payee is given exactly
// for a contract's request.
func (p *Plan) Witness(secret statement.Secret, payee *request.Payee) (frame.Witness, error) {
	w := frame.Witness{Window: p.Window, Secret: secret, Set: p.Set}
	if secret.Subject(p.Window.Issuer) != p.Window.Subject {
		return w, statement.ErrOtherSubject
	}
	set, err := p.Request.IssuerSet()
	if err != nil {
		return w, err
	}
	if w.Path, err = set.Path(p.Window.Issuer); err != nil {
		return w, err
	}
	scope, err := p.Request.ScopeField()
	if err != nil {
		return w, err
	}
	w.Public, err = p.Request.PublicInputs(secret.Nullifier(scope), payee)
	return w, err
}

// Prover proves for a holder. The zero value is for production.
type Prover struct {
	// AllowDevelopment proves under development keys, which anyone can forge with;
	// without it they are ErrDevelopment.
	AllowDevelopment bool
}

// Prove makes an attestation for a plan whose claim holds.
func (o Prover) Prove(ctx context.Context, loaded *keys.Loaded, p *Plan, secret statement.Secret, payee *request.Payee) (attestation.Attestation, error) {
	return o.ProveWatched(ctx, loaded, p, secret, payee, func() {})
}

// ProveWatched is Prove, and says when the proof is computed and its
// verification begins.
func (o Prover) ProveWatched(ctx context.Context, loaded *keys.Loaded, p *Plan, secret statement.Secret, payee *request.Payee, verifying func()) (attestation.Attestation, error) {
	if loaded.Entry.IsDevelopment() && !o.AllowDevelopment {
		return attestation.Attestation{}, ErrDevelopment
	}
	if !p.Result.OK {
		return attestation.Attestation{}, ErrClaimFails
	}
	if loaded.Compiled.ID != p.Request.Circuit {
		return attestation.Attestation{}, ErrOtherCircuit
	}
	w, err := p.Witness(secret, payee)
	if err != nil {
		return attestation.Attestation{}, err
	}
	a, err := proveWitness(ctx, loaded, w, verifying)
	if err != nil {
		return attestation.Attestation{}, err
	}
	a.Payee = payee
	return a, nil
}

// ProveWitness proves a witness and verifies the proof. A solver's error holds
// witness values, so it is replaced, never wrapped.
func ProveWitness(ctx context.Context, loaded *keys.Loaded, w frame.Witness) (attestation.Attestation, error) {
	return proveWitness(ctx, loaded, w, func() {})
}

func proveWitness(ctx context.Context, loaded *keys.Loaded, w frame.Witness, verifying func()) (attestation.Attestation, error) {
	var a attestation.Attestation
	c := loaded.Compiled.Circuit
	assignment, err := c.Assign(w)
	if err != nil {
		return a, err
	}
	full, err := frontend.NewWitness(assignment, ecc.BN254.ScalarField())
	if err != nil {
		return a, ErrUnsatisfied
	}
	if err := ctx.Err(); err != nil {
		return a, err
	}
	proof, err := groth16bn254.Prove(loaded.Compiled.System, loaded.Proving, full,
		solidity.WithProverTargetSolidityVerifier(backend.GROTH16),
		backend.WithSolverOptions(solver.WithHints(catalogue.Hints()...)))
	if err != nil {
		return a, ErrUnsatisfied
	}
	a = attestation.Attestation{Circuit: loaded.Compiled.ID, Inputs: w.Public}
	if a.Proof, err = attestation.Encode(proof); err != nil {
		return attestation.Attestation{}, ErrSelfCheck
	}
	verifying()
	if err := a.Verify(); err != nil {
		return attestation.Attestation{}, ErrSelfCheck
	}
	return a, nil
}
