package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/prover/ingest"
	"vitalproof/prover/keys"
	"vitalproof/prover/local"
	"vitalproof/verifier"
)

// story plays issuer, holder, researcher and insurer in turn, each with nothing
// but what it would have in life.
type story struct {
	circuit catalogue.Circuit
	entry   lock.Entry
	end     claim.Day
	targets claim.Template
	window  *statement.Window
	series  *ingest.Series

	clinic  statement.PrivateKey
	issuers []statement.PublicKey // the clinic and others, among which it hides
	secret  statement.Secret
	record  *statement.Record
	loaded  *keys.Loaded

	result demoResult
}

// demoResult is what `demo --json` prints.
type demoResult struct {
	Circuit     string      `json:"circuit"`
	CircuitID   string      `json:"circuit_id"`
	Keys        string      `json:"keys"`
	Readings    int         `json:"readings"` // slots of the window, filled or not
	Constraints int         `json:"constraints"`
	SetupMS     float64     `json:"setup_ms"` // compiling, and making or loading the keys
	ProveMS     float64     `json:"prove_ms"`
	VerifyMS    float64     `json:"verify_ms"`
	PeakRSSMB   float64     `json:"peak_rss_mb"` // while proving
	ProofBytes  int         `json:"proof_bytes"`
	Onchain     demoOnchain `json:"onchain"`
	Offchain    demoChecks  `json:"offchain"`
	Claim       string      `json:"claim"`
	Input       demoInput   `json:"input"`
}

type demoOnchain struct {
	Accepted         bool     `json:"accepted"`
	Gas              uint64   `json:"gas"` // of the submission to the gate
	ExecutionGas     uint64   `json:"execution_gas"`
	TamperedRejected bool     `json:"tampered_rejected"` // every altered submission
	ReplayRejected   bool     `json:"replay_rejected"`
	Refusals         []string `json:"refusals"` // what was tried, and the contract's answer

	DeployGas        uint64 `json:"deploy_gas"`         // of the whole system with this one circuit
	CopyGainsNothing bool   `json:"copy_gains_nothing"` // whoever copies the answer pays for the holder's transaction
	RebatePaid       bool   `json:"rebate_paid"`        // to the holder
	RebateGas        uint64 `json:"rebate_gas"`         // to book and to pay it
	Withdrawn        string `json:"status_after_withdrawal"`
}

type demoChecks struct {
	Accepted       bool `json:"accepted"`
	SecondRejected bool `json:"second_rejected"`
	Participants   int  `json:"participants"`
}

type demoInput struct {
	Format   string  `json:"format"`
	N        int     `json:"n"`
	Coverage float64 `json:"coverage"` // percent
	FirstDay string  `json:"first_day"`
	LastDay  string  `json:"last_day"`
}

// demoIssuers is the number of issuers in the demonstration's set.
const demoIssuers = 20

// seal is the issuer's part: it grids the days and signs each of them.
func (s *story) seal() error {
	var err error
	if s.secret, err = statement.NewSecret(); err != nil {
		return err
	}
	for range demoIssuers {
		if s.clinic, err = statement.NewPrivateKey(rand.Reader); err != nil {
			return err
		}
		s.issuers = append(s.issuers, s.clinic.Public())
	}
	first := s.end - claim.Day(s.circuit.Days) + 1
	s.record, err = statement.NewRecord(s.clinic.Public(), s.secret.Subject(s.clinic.Public()), s.circuit.Metric, first)
	if err != nil {
		return err
	}
	const assurance = 2 // fetched from the holder's account
	blocks, _ := s.series.Blocks(int(first), s.circuit.Days)
	if err := s.record.Append(s.clinic, assurance, blocks...); err != nil {
		return err
	}
	s.window, err = s.record.Window(s.end, s.circuit.Days)
	return err
}

// ask makes the claim of both verifiers: any window of the right length that
// ends within three days of the holder's. A real verifier fixes the range first.
func (s *story) ask() (claim.Claim, error) {
	const slack = 3
	return claim.New(s.circuit.Metric, s.circuit.Days, s.end-slack, s.end+slack, 1, s.targets.Targets)
}

// answer is the holder's part: evaluate in plain code, then prove.
func (s *story) answer(ctx context.Context, r *request.Request, payee *request.Payee) (attestation.Attestation, error) {
	plan, err := local.NewPlan(r, s.record, s.end, nil)
	if err != nil {
		return attestation.Attestation{}, err
	}
	return local.Prover{AllowDevelopment: true}.Prove(ctx, s.loaded, plan, s.secret, payee)
}

// check tells the holder, and nobody else, before any key is made whether the
// claim holds, and which limit fails by how much.
func (s *story) check(a *app, c claim.Claim) error {
	result := catalogue.Evaluate(c, s.window, nil)
	if result.OK {
		return nil
	}
	return fmt.Errorf("%w: %s", local.ErrClaimFails, a.explain("", result))
}

func (s *story) circuitID() (statement.CircuitID, error) { return statement.ParseCircuitID(s.entry.ID) }

// research plays a study: it asks, receives one answer twice and counts once.
func (s *story) research(ctx context.Context, c claim.Claim) (*request.Request, attestation.Attestation, error) {
	id, err := s.circuitID()
	if err != nil {
		return nil, attestation.Attestation{}, err
	}
	r, err := request.New(request.Request{
		From: "Example Study", Consent: "My result is counted once in Example Study. I can stop answering at any time.",
		Circuit: id, Claim: c, Issuers: s.issuers, Scope: "study.example/2026", Expires: time.Now().Add(24 * time.Hour),
	})
	if err != nil {
		return nil, attestation.Attestation{}, err
	}
	started := time.Now()
	resetPeakMemory()
	a, err := s.answer(ctx, r, nil)
	if err != nil {
		return nil, a, err
	}
	s.result.ProveMS = milliseconds(time.Since(started))
	s.result.PeakRSSMB = peakMemoryMB()

	participants := map[statement.Field]bool{}
	for range 2 {
		if err := verifier.Check(r, a, verifier.Options{AllowDevelopment: true}); err != nil {
			return nil, a, fmt.Errorf("the study refused a good answer: %w", err)
		}
		s.result.Offchain.SecondRejected = participants[a.Inputs.Nullifier]
		participants[a.Inputs.Nullifier] = true
	}
	started = time.Now()
	if err := a.Verify(); err != nil {
		return nil, a, err
	}
	s.result.VerifyMS = milliseconds(time.Since(started))
	s.result.Offchain.Accepted = true
	s.result.Offchain.Participants = len(participants)
	return r, a, nil
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
