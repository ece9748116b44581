package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/series"
	"vitalproof/circuits/statement"
	"vitalproof/prover/ingest"
	"vitalproof/prover/keys"
	"vitalproof/verifier/onchain"
)

// What the demonstration proves if nothing else is asked: a generated month.
const (
	demoSeed  = 1
	demoDays  = 30
	demoEnd   = "2026-08-31"
	demoClaim = "consensus-2019-adult"
)

type demoOptions struct {
	input, end, claim, cache, sample string
	days                             int
}

func newDemoCommand(a *app) *cobra.Command {
	var o demoOptions
	c := &cobra.Command{
		Use:   "demo",
		Short: "play issuer, holder, researcher and insurer in turn",
		Long: `Takes 30 days of sensor readings (generated, or yours with --input), seals them,
proves a claim to a study and to a contract on an Ethereum chain inside this
process, shows what each of them sees, and then tries to cheat.

Everything happens in memory. The first run makes development keys, which takes
some seconds, and keeps them in the cache.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.sample != "" {
				return writeSample(a, o)
			}
			return runDemo(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.input, "input", "", "export to use instead of generated readings")
	f.StringVar(&o.end, "end", "", "last day of the window, YYYY-MM-DD (default: the last whole day)")
	f.IntVar(&o.days, "days", demoDays, "length of the window in days: 7, 14, 30 or 90")
	f.StringVar(&o.claim, "claim", demoClaim, `claim to prove, as "vitalproof claims" lists them`)
	f.StringVar(&o.sample, "write-sample", "", "write the generated export to this file and do nothing else")
	cacheFlag(c, &o.cache)
	return c
}

// writeSample gives people without a sensor an export to play with.
func writeSample(a *app, o demoOptions) error {
	sample, err := generate(o.days)
	if err != nil {
		return err
	}
	return a.writeOut(o.sample, sample.Bytes(), modePrivate, false)
}

// generate writes the demonstration's export, which ends on demoEnd.
func generate(days int) (*bytes.Buffer, error) {
	end, err := claim.ParseDay(demoEnd)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = ingest.Generate(&out, ingest.GenerateParams{Seed: demoSeed, Days: days, EndDay: int(end)})
	return &out, err
}

func runDemo(ctx context.Context, a *app, o demoOptions) error {
	if a.production {
		return usagef("the demonstration is made of development keys, which production mode refuses").
			withHint("leave --%s and $%s out: it keeps nothing but keys in the cache", productionFlag, envProduction)
	}
	s := &story{}
	if err := s.prepare(a, o); err != nil {
		return err
	}
	c, err := s.ask()
	if err != nil {
		return err
	}
	if err := s.check(a, c); err != nil {
		return err
	}
	if err := s.keys(ctx, a, o.cache); err != nil {
		return err
	}
	study, answer, err := s.research(ctx, c)
	if err != nil {
		return err
	}
	chain, err := onchain.NewSimulated()
	if err != nil {
		return err
	}
	defer func() { _ = chain.Close() }() // the process ends with it
	insurer, onchainAnswer, err := s.insure(ctx, chain, c)
	if err != nil {
		return err
	}
	s.result.Claim = c.Sentence()
	if err := a.print(s.result, func(w io.Writer) {
		s.tell(w, c, study, answer, insurer, onchainAnswer)
	}); err != nil {
		return err
	}
	on := s.result.Onchain
	if !on.TamperedRejected || !on.ReplayRejected || !on.CopyGainsNothing {
		return faultf(exitInternal, "the contract accepted an altered or repeated answer, or paid the wrong account")
	}
	return nil
}

// prepare reads the input, picks window and circuit and plays the issuer.
func (s *story) prepare(a *app, o demoOptions) error {
	var err error
	if s.targets, err = claim.Preset(o.claim); err != nil {
		return err
	}
	if err := s.read(a, o); err != nil {
		return err
	}
	if s.circuit, err = catalogue.For(s.series.Metric, o.days); err != nil {
		return err
	}
	if s.entry, err = lock.ByName(s.circuit.Name); err != nil {
		return err
	}
	if err := s.seal(); err != nil {
		return err
	}
	slots := s.window.Slots()
	stats, err := series.Measure(s.circuit.Metric, slots, series.AllDay)
	if err != nil {
		return err
	}
	s.result = demoResult{
		Circuit: s.circuit.Name, CircuitID: s.entry.ID, Keys: s.entry.Ceremony,
		Readings: len(slots), Constraints: s.entry.Constraints, ProofBytes: attestation.ProofBytes,
		Input: demoInput{
			Format: string(s.series.Format), N: int(stats.N), Coverage: stats.Coverage(),
			FirstDay: s.record.FirstDay.String(), LastDay: s.end.String(),
		},
	}
	return nil
}

// read takes the export, or generates one.
func (s *story) read(a *app, o demoOptions) error {
	end, err := claim.ParseDay(demoEnd)
	if err != nil {
		return err
	}
	name, options := "the generated export", ingest.Options{Now: a.now()}
	var in io.Reader
	if o.input == "" {
		if in, err = generate(o.days); err != nil {
			return err
		}
		options.Now = time.Unix(int64(end+1)*24*60*60, 0)
	} else {
		f, err := os.Open(o.input)
		if err != nil {
			return badFile(o.input, err)
		}
		defer func() { _ = f.Close() }() // only read
		name, in = o.input, f
	}
	if s.series, err = ingest.Read(in, options); err != nil {
		return badFile(name, err)
	}
	switch {
	case o.end != "":
		if s.end, err = claim.ParseDay(o.end); err != nil {
			return usagef("--end: %w", err)
		}
	case o.input == "":
		s.end = end
	default:
		s.end = claim.Day(s.series.LastDay - 1) // the last day of an export is rarely whole
	}
	if int(s.end) < o.days {
		return usagef("--end: a window of %d days cannot end on %s", o.days, s.end)
	}
	return nil
}

// keys compiles the circuit and makes or loads its keys.
func (s *story) keys(ctx context.Context, a *app, cache string) error {
	store, err := keys.Open(cache)
	if err != nil {
		return err
	}
	started := time.Now()
	s.loaded, err = a.loadKey(ctx, store, s.entry)
	s.result.SetupMS = milliseconds(time.Since(started))
	return err
}

// tell prints what each of the four sees.
func (s *story) tell(w io.Writer, c claim.Claim, study *request.Request, answer attestation.Attestation, insurer *request.Request, paid attestation.Attestation) {
	r := s.result
	say := func(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

	say("THE CLAIM\n  %s\n", r.Claim)

	say("ISSUER, a device cloud (1 of %d in the set that verifiers trust)", len(s.issuers))
	say("  sees    the readings: %s, %s to %s, %d of %d slots filled", r.Input.Format, r.Input.FirstDay, r.Input.LastDay, r.Input.N, r.Readings)
	say("  signs   %d day seals for a subject number only it can link to the account", len(s.record.Days))
	say("  never   the holder's secret, nor who asks what\n")

	say("HOLDER")
	say("  sees    everything, and who asks: %q", study.Consent)
	say("  proves  %s, %d constraints: keys %.0f ms, proof %.0f ms, %.0f MB at most, %d bytes",
		r.Circuit, r.Constraints, r.SetupMS, r.ProveMS, r.PeakRSSMB, r.ProofBytes)
	say("  shows   no reading, no average, no date, no name, no issuer\n")

	say("RESEARCHER, %s", study.From)
	say("  sees    yes, and nullifier %s", short(answer.Inputs.Nullifier))
	say("  checks  the proof in %.1f ms; the same answer again is not counted: %d participant", r.VerifyMS, r.Offchain.Participants)
	say("  never   a reading, by how much the claim holds, which issuer, who it is\n")

	say("INSURER, %s, contracts on chain %d, a rebate of %d DEMO", insurer.From, insurer.Gate.ChainID, demoRebate)
	say("  sees    yes, and nullifier %s, unrelated to the study's", short(paid.Inputs.Nullifier))
	say("  pays    %d gas to check, remember and accept (%d of it execution)", r.Onchain.Gas, r.Onchain.ExecutionGas)
	for _, refusal := range r.Onchain.Refusals {
		say("  tried   %s", refusal)
	}
	say("  then    the rebate went to the account in the proof (%d gas to book and pay it), whoever sent what", r.Onchain.RebateGas)
	say("  then    the holder withdrew the consent: the record is %q, the rebate stays paid", r.Onchain.Withdrawn)
	say("\nThe keys are development keys, made from a public seed: good for trying out, worthless as proof.")
}

func short(f statement.Field) string { return statement.FormatField(f)[:14] + "..." }
