package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"vitalproof/circuits/lock"
	"vitalproof/prover/ceremony"
)

func newVerifyPhaseCommand(a *app, phase int) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "verify DIR",
		Short: "check the contributions that are there so far",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.verifyPhase(cmd.Context(), args[0], phase)
		},
	}
	if phase == 2 {
		cmd.Long = `Checks phase 2 as far as it is, on the powers in the directory. Whether those follow
from phase 1 is for "ceremony phase1 verify" and "ceremony verify-transcript".`
	}
	ceremonyArgs(cmd)
	return cmd
}

func (a *app) verifyPhase(ctx context.Context, dir string, phase int) error {
	d, err := openCeremony(dir)
	if err != nil {
		return err
	}
	views := []stepView{}
	err = a.during(ctx, func(p ceremony.Progress) error {
		if phase == 1 {
			steps, err := d.Verify1(ctx, p)
			views = stepViews(steps)
			return err
		}
		steps, err := d.Verify2(ctx, p)
		for _, c := range d.Plan.Circuits {
			views = append(views, stepViews(steps[c.Name])...)
		}
		return err
	})
	if err != nil {
		return err
	}
	return a.print(struct {
		Plan    string     `json:"plan_sha256"`
		Minimum int        `json:"minimum_contributors"`
		Steps   []stepView `json:"contributions"`
	}{d.ID(), d.Plan.Minimum, views}, func(w io.Writer) {
		row(w, "plan", "%s", d.ID())
		row(w, "at least", "%d contributors", d.Plan.Minimum)
		for _, v := range views {
			fmt.Fprintln(w, v)
		}
	})
}

func newSealCeremonyCommand(a *app) *cobra.Command {
	var phase int
	var beacon string
	cmd := &cobra.Command{
		Use:   "seal DIR --phase 1|2 --beacon HEX",
		Short: "end a phase with its public beacon",
		Long: `Checks all contributions of a phase and ends it with the value of the beacon that the
plan names. For a round of drand's quicknet that is the round's signature, as
https://api.drand.sh/52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971/public/ROUND
shows it; for a rule in words the value that the rule gives. Sealing phase 2 makes the
keys and the list of all files. It needs no secret: whoever does it gets the same.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.sealCeremony(cmd.Context(), args[0], phase, beacon)
		},
	}
	ceremonyArgs(cmd)
	cmd.Flags().IntVar(&phase, "phase", 0, "the phase to end: 1 or 2")
	cmd.Flags().StringVar(&beacon, "beacon", "", "the beacon's value, hexadecimal")
	required(cmd, "phase", "beacon")
	complete(cmd, "phase", "1", "2")
	return cmd
}

func (a *app) sealCeremony(ctx context.Context, dir string, phase int, beacon string) error {
	shown, err := hex.DecodeString(beacon)
	if err != nil {
		return usagef("--beacon: want hexadecimal digits")
	}
	if phase != 1 && phase != 2 {
		return usagef("--phase: want 1 or 2")
	}
	d, err := openCeremony(dir)
	if err != nil {
		return err
	}
	if phase == 1 {
		var seal *ceremony.Seal1
		err := a.during(ctx, func(p ceremony.Progress) (err error) {
			seal, err = d.Seal1(ctx, shown, p)
			return err
		})
		if err != nil {
			return err
		}
		return a.print(map[string]string{"plan_sha256": d.ID(), "powers_sha256": seal.SRS}, func(w io.Writer) {
			row(w, "plan", "%s", d.ID())
			row(w, "powers", "%s", seal.SRS)
		})
	}
	var seal *ceremony.Seal2
	err = a.during(ctx, func(p ceremony.Progress) (err error) {
		seal, err = d.Seal2(ctx, shown, p)
		return err
	})
	if err != nil {
		return err
	}
	transcript, err := d.WriteManifest()
	if err != nil {
		return err
	}
	return a.printTranscript(&transcriptView{Name: d.Plan.Name, Plan: d.ID(), Transcript: transcript, Keys: seal.Circuits})
}

// transcriptView is a sealed ceremony as commands print it.
type transcriptView struct {
	Name       string                   `json:"name"`
	Plan       string                   `json:"plan_sha256"`
	Transcript string                   `json:"transcript_sha256"`
	Verified   bool                     `json:"verified"` // by this command
	Beacons    []beaconView             `json:"beacons,omitempty"`
	Steps      []stepView               `json:"contributions,omitempty"`
	Keys       []ceremony.SealedCircuit `json:"keys"`
	Pinned     []string                 `json:"pinned,omitempty"` // circuits that this program takes from it
}

// beaconView is what ended a phase. A rule in words is checked by people.
type beaconView struct {
	Phase  int    `json:"phase"`
	Beacon string `json:"beacon"`
	Value  string `json:"value"` // as it was shown, hexadecimal
	Rule   bool   `json:"rule_in_words"`
}

// warnRules names the beacons that no program can check.
func (a *app) warnRules(v *transcriptView) {
	for _, b := range v.Beacons {
		if b.Rule {
			a.warn("the beacon of phase %d is a rule in words: look up whether its value is %s: %s", b.Phase, b.Value, b.Beacon)
		}
	}
}

func (a *app) printTranscript(v *transcriptView) error {
	return a.print(v, func(w io.Writer) {
		row(w, "ceremony", "%s", v.Name)
		row(w, "plan", "%s", v.Plan)
		row(w, "transcript", "%s", v.Transcript)
		for _, b := range v.Beacons {
			row(w, fmt.Sprintf("beacon %d", b.Phase), "%s: %s", b.Value, b.Beacon)
		}
		for _, s := range v.Steps {
			fmt.Fprintln(w, s)
		}
		for _, k := range v.Keys {
			fmt.Fprintln(w, k.Name)
			row(w, "  proving", "%s", k.ProvingKey)
			row(w, "  verifying", "%s", k.VerifyingKey)
			row(w, "  solidity", "%s", k.Solidity)
		}
		if v.Verified {
			row(w, "verified", "every file follows from the plan and the contributions")
		}
		for _, name := range v.Pinned {
			row(w, "pinned", "this program uses these keys for %s", name)
		}
	})
}

func newTranscriptCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "transcript DIR",
		Short: "list who contributed, and the hashes of files and keys",
		Long: `Writes DIR/transcript.json of a sealed ceremony if it is missing, the list of all
files, and prints its hash, the contributors and the hashes of the keys. It reads what
stands there and checks signatures and hashes only; "ceremony verify-transcript" checks
all of it.`,
		RunE: func(_ *cobra.Command, args []string) error { return a.showTranscript(args[0]) },
	}
	ceremonyArgs(cmd)
	return cmd
}

func (a *app) showTranscript(dir string) error {
	d, err := openCeremony(dir)
	if err != nil {
		return err
	}
	report, err := d.Transcript()
	if err != nil {
		return err
	}
	return a.printTranscript(newTranscriptView(d, report))
}

func newTranscriptView(d *ceremony.Dir, r *ceremony.Report) *transcriptView {
	v := &transcriptView{
		Name: d.Plan.Name, Plan: d.ID(), Transcript: r.Transcript,
		Steps: stepViews(r.Phase1), Keys: r.Seal2.Circuits,
		Beacons: []beaconView{
			{1, beaconText(d.Plan.Phase1), r.Seal1.Beacon, d.Plan.Phase1.Rule != ""},
			{2, beaconText(d.Plan.Phase2), r.Seal2.Beacon, d.Plan.Phase2.Rule != ""},
		},
	}
	for _, c := range d.Plan.Circuits {
		v.Steps = append(v.Steps, stepViews(r.Phase2[c.Name])...)
	}
	return v
}

func newVerifyTranscriptCommand(a *app) *cobra.Command {
	var powers string
	cmd := &cobra.Command{
		Use:   "verify-transcript DIR",
		Short: "check a sealed ceremony from its plan to its keys, offline",
		Long: `Makes everything of a ceremony again that can be made, and compares: the hashes and
signatures, each contribution with the one before it, the beacons, the circuits as this
program compiles them, the keys, and the Solidity verifiers byte for byte. With --ptau
also whether the imported powers are those of the file.

Two things no program can check: whether the names are different people who forgot
their secrets, which is what you know of them; and, for a beacon that is a rule in
words, whether its value is what the rule gives.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.verifyTranscript(cmd.Context(), args[0], powers)
		},
	}
	ceremonyArgs(cmd)
	cmd.Flags().StringVar(&powers, "ptau", "", "the `file` of powers that phase 1 was started from")
	fileFlag(cmd, "ptau", "ptau")
	return cmd
}

func (a *app) verifyTranscript(ctx context.Context, dir, powers string) error {
	d, err := openCeremony(dir)
	if err != nil {
		return err
	}
	var report *ceremony.Report
	err = a.during(ctx, func(p ceremony.Progress) (err error) {
		if powers != "" {
			if err := a.checkImport(d, powers, p); err != nil {
				return err
			}
		}
		report, err = d.Verify(ctx, p, nil)
		return err
	})
	if err != nil {
		return err
	}
	v := newTranscriptView(d, report)
	v.Verified = true
	entries, err := lock.Entries()
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Ceremony == ceremonyName(d, report.Transcript) {
			v.Pinned = append(v.Pinned, e.Name)
		}
	}
	a.warnRules(v)
	return a.printTranscript(v)
}

func (a *app) checkImport(d *ceremony.Dir, path string, p ceremony.Progress) error {
	f, err := a.openIn(path)
	if err != nil {
		return err
	}
	defer f.Close()
	err = d.CheckImport(f, p)
	if isPowers(err) {
		return badFile(path, err)
	}
	return err
}

// ceremonyName is how a lockfile names a ceremony.
func ceremonyName(d *ceremony.Dir, transcript string) string {
	return lock.CeremonyPrefix + d.Plan.Name + ", transcript " + transcript
}
