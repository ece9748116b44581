package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
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
	"vitalproof/verifier/onchain"
)

// story plays issuer, holder, researcher and insurer in turn, each with nothing
// but what it would have in life.
type story struct {
	circuit catalogue.Circuit
	entry   lock.Entry
	end     claim.Day
	targets claim.Template
	window  *ingest.Window
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
	Gas              uint64   `json:"gas"`
	ExecutionGas     uint64   `json:"execution_gas"`
	TamperedRejected bool     `json:"tampered_rejected"` // every altered submission
	ReplayRejected   bool     `json:"replay_rejected"`
	Refusals         []string `json:"refusals"` // what was tried, and the contract's answer
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
	first := claim.Day(s.window.FirstDay)
	s.record, err = statement.NewRecord(s.clinic.Public(), s.secret.Subject(s.clinic.Public()), s.circuit.Metric, first)
	if err != nil {
		return err
	}
	const assurance = 2 // fetched from the holder's account
	return s.record.Append(s.clinic, assurance, blocks(s.window)...)
}

// ask makes the claim of both verifiers: any window of the right length that
// ends within three days of the holder's. A real verifier fixes the range first.
func (s *story) ask() (claim.Claim, error) {
	const slack = 3
	return claim.New(s.circuit.Metric, s.circuit.Days, s.end-slack, s.end+slack, 1, s.targets.Targets)
}

// answer is the holder's part: evaluate in plain code, then prove.
func (s *story) answer(ctx context.Context, r *request.Request, payee *request.Payee) (attestation.Attestation, error) {
	plan, err := local.NewPlan(r, s.record, s.end)
	if err != nil {
		return attestation.Attestation{}, err
	}
	return local.Prove(ctx, s.loaded, plan, s.secret, payee)
}

// check tells the holder, and nobody else, before any key is made whether the
// claim holds, and which limit fails by how much.
func (s *story) check(a *app, c claim.Claim) error {
	stats, err := claim.Measure(s.window.Slots)
	if err != nil {
		return err
	}
	result := claim.EvaluateWindow(c, s.end, s.record.Days[0].Assurance, stats)
	if result.OK {
		return nil
	}
	return a.explain(result)
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

// insure plays an insurer: it deploys a gate, asks, and the gate accepts once.
func (s *story) insure(ctx context.Context, chain *onchain.Simulated, c claim.Claim) (*request.Request, attestation.Attestation, error) {
	var none attestation.Attestation
	now, err := chain.Now(ctx)
	if err != nil {
		return nil, none, err
	}
	id, err := s.circuitID()
	if err != nil {
		return nil, none, err
	}
	set, err := statement.NewIssuerSet(s.issuers)
	if err != nil {
		return nil, none, err
	}
	w, err := c.Word()
	if err != nil {
		return nil, none, err
	}
	word, err := statement.FieldFromBig(w)
	if err != nil {
		return nil, none, err
	}
	policy := statement.EVMPolicy{
		CircuitID: id, Issuers: set.Root(), Claim: word,
		SubmitUntil: uint64(now.Add(24 * time.Hour).Unix()), Validity: uint64((90 * 24 * time.Hour).Seconds()),
	}
	gate, err := chain.Deploy(ctx, s.entry, policy)
	if err != nil {
		return nil, none, err
	}
	r, err := request.New(request.Request{
		From: "Example Insurer", Consent: "A yes or no for this quarter is recorded on-chain. Nothing else is.",
		Circuit: id, Claim: c, Issuers: s.issuers, Expires: now.Add(24 * time.Hour),
		Gate: &request.Gate{ChainID: gate.Gate.ChainID, Address: gate.Gate.Address, SubmitUntil: policy.SubmitUntil, Validity: policy.Validity},
	})
	if err != nil {
		return nil, none, err
	}
	payee := &request.Payee{Recipient: [20]byte{19: 0xbe}, Deadline: uint64(now.Add(time.Hour).Unix())}
	a, err := s.answer(ctx, r, payee)
	if err != nil {
		return nil, a, err
	}
	s.attack(ctx, gate, r, a)
	receipt, err := gate.Submit(ctx, a, r.ConsentHash())
	if err != nil {
		return nil, a, fmt.Errorf("the contract refused a good answer: %w", err)
	}
	on := &s.result.Onchain
	on.Accepted, on.Gas, on.ExecutionGas = true, receipt.Gas, receipt.ExecutionGas
	on.ReplayRejected = s.refused("the same answer again", func() error {
		_, err := gate.Submit(ctx, a, r.ConsentHash())
		return err
	})
	return r, a, nil
}

// attack sends altered answers, each of which the contract must refuse.
func (s *story) attack(ctx context.Context, gate *onchain.Gate, r *request.Request, a attestation.Attestation) {
	submit := func(what string, change func(*attestation.Attestation)) bool {
		forged := a
		payee := *a.Payee
		forged.Payee = &payee
		change(&forged)
		return s.refused(what, func() error {
			_, err := gate.Submit(ctx, forged, r.ConsentHash())
			return err
		})
	}
	all := []bool{
		submit("one bit of the proof flipped", func(f *attestation.Attestation) { f.Proof[attestation.ProofBytes-1] ^= 1 }),
		submit("another nullifier", func(f *attestation.Attestation) {
			one := statement.Field{}
			one.SetOne()
			f.Inputs.Nullifier.Add(&f.Inputs.Nullifier, &one)
		}),
		submit("another recipient", func(f *attestation.Attestation) { f.Payee.Recipient[0] ^= 1 }),
		submit("a later deadline", func(f *attestation.Attestation) { f.Payee.Deadline++ }),
		s.refused("a public input plus the field's modulus", func() error {
			var words [5]*big.Int
			for i, v := range a.Inputs.Vector() {
				words[i] = v.BigInt(new(big.Int))
			}
			words[3].Add(words[3], statement.Modulus())
			return gate.VerifyRaw(ctx, a.Proof[:], words)
		}),
	}
	s.result.Onchain.TamperedRejected = true
	for _, refused := range all {
		s.result.Onchain.TamperedRejected = s.result.Onchain.TamperedRejected && refused
	}
}

// refused records what the contract said to a call that it must not accept.
func (s *story) refused(what string, call func() error) bool {
	var refusal *onchain.Refusal
	answer := "ACCEPTED"
	err := call()
	if errors.As(err, &refusal) {
		answer = "refused: " + refusal.Reason
	} else if err != nil {
		answer = "failed: " + err.Error()
	}
	s.result.Onchain.Refusals = append(s.result.Onchain.Refusals, what+": "+answer)
	return refusal != nil
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
