package main

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vitalproof/circuits/catalogue"
	"vitalproof/prover/ceremony"
	"vitalproof/prover/ceremony/ptau"
	"vitalproof/prover/vault"
)

func newCeremonyCommand(a *app) *cobra.Command {
	cmd := group("ceremony", "make keys that nobody has to be trusted for",
		newContributorCommand(a), newPhase1Command(a), newPhase2Command(a),
		newSealCeremonyCommand(a), newTranscriptCommand(a), newVerifyTranscriptCommand(a))
	cmd.Long = `Makes the keys of circuits by many people, one after the other: each multiplies
secrets of their own into the keys and forgets them. Who wants to forge proofs needs
the secrets of every one of them.

A ceremony is a directory that is passed from one to the next, or a place that all
can write to. In order:

  vitalproof ceremony contributor --name "Ada" --out ada.contributor     each, once
  vitalproof ceremony phase1 init DIR --name "Keys 2027" --circuit glucose-5min-30d \
      --phase1-beacon drand:2027-02-01T12:00:00Z --phase2-beacon drand:2027-03-01T12:00:00Z
  vitalproof ceremony phase1 import DIR powers.ptau --blake2b HASH --contributor ...   or not
  vitalproof ceremony phase1 contribute DIR --contributor ada.contributor     one by one
  vitalproof ceremony seal DIR --phase 1 --beacon SIGNATURE     when the beacon is public
  vitalproof ceremony phase2 init DIR
  vitalproof ceremony phase2 contribute DIR --contributor ada.contributor     one by one
  vitalproof ceremony seal DIR --phase 2 --beacon SIGNATURE
  vitalproof ceremony verify-transcript DIR     anyone, offline

Phase 1 is the same for all circuits up to a size; phase 2 belongs to each circuit.
Each phase needs at least the planned number of contributors, three or more.

WHAT A CONTRIBUTOR DOES. The secrets are drawn from the operating system's random
numbers, as keys for signing are; they are never shown or written. They are in the
memory of one process, which ends with the command: nothing is left to delete. Memory
can reach a disk by swapping or hibernation, and can be read by whoever has the
machine: contribute on a machine that you trust, with swap off, and turn it off
afterwards. Keep the line that the command prints, and publish it in a place of your
own: with it everyone can see that your contribution is in the keys.`
	return cmd
}

// contributorFlags are what every step of a contributor takes.
type contributorFlags struct{ file, passphraseFile string }

func (f *contributorFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.file, "contributor", "", "your contributor `file`")
	passphraseFlag(cmd, &f.passphraseFile, "the contributor file")
	required(cmd, "contributor")
	fileFlag(cmd, "contributor", "contributor")
}

func (f *contributorFlags) open(ctx context.Context, a *app) (*ceremony.Identity, error) {
	if err := a.mustRead(f.file); err != nil {
		return nil, err
	}
	passphrase, err := a.passphrase(ctx, f.passphraseFile, f.file)
	if err != nil {
		return nil, err
	}
	defer clear(passphrase)
	c, err := vault.LoadContributor(f.file, passphrase)
	if err != nil {
		return nil, badSecretFile(f.file, err)
	}
	return ceremony.NewIdentity(c.Name, c.Key)
}

func newContributorCommand(a *app) *cobra.Command {
	var name, out, passphraseFile string
	cmd := &cobra.Command{
		Use:   "contributor --name TEXT --out FILE.contributor",
		Short: "make a contributor's signing key",
		Long: `Writes FILE.contributor, your name and a key that signs your contributions, encrypted
with a passphrase. It holds none of the secrets that go into keys. Publish the public
key that is printed, so that nobody can contribute in your name.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.newContributor(cmd.Context(), name, out, passphraseFile)
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "your name, as it is to stand in transcripts")
	cmd.Flags().StringVar(&out, "out", "", "the `file` to write")
	passphraseFlag(cmd, &passphraseFile, "the contributor file")
	required(cmd, "name", "out")
	fileFlag(cmd, "out", "contributor")
	return cmd
}

func (a *app) newContributor(ctx context.Context, name, out, passphraseFile string) error {
	if err := checkOut(out, false); err != nil {
		return err
	}
	public, key, err := ed25519.GenerateKey(nil) // from crypto/rand
	if err != nil {
		return fmt.Errorf("make a signing key: %w", err)
	}
	defer clear(key)
	if _, err := ceremony.NewIdentity(name, key); err != nil {
		return usagef("--name: %w", err)
	}
	passphrase, err := a.newPassphrase(ctx, passphraseFile, out)
	if err != nil {
		return err
	}
	defer clear(passphrase)
	if err := vault.SaveContributor(out, vault.Contributor{Name: name, Key: key}, passphrase); errors.Is(err, vault.ErrContributor) {
		return usagef("--name: %w", err)
	} else if errors.Is(err, vault.ErrWeakPassphrase) {
		return err
	} else if err != nil {
		return cannotWrite(out, err)
	}
	return a.print(map[string]string{"file": out, "name": name, "key": hex.EncodeToString(public)}, func(w io.Writer) {
		row(w, "file", "%s", out)
		row(w, "name", "%s", name)
		row(w, "key", "%s", hex.EncodeToString(public))
	})
}

// ceremonyArgs completes and checks the directory of a ceremony.
func ceremonyArgs(cmd *cobra.Command) {
	cmd.Args = cobra.ExactArgs(1)
	cmd.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
}

func newPhase1Command(a *app) *cobra.Command {
	return group("phase1", "powers of tau, the same for all circuits up to a size",
		newPhase1InitCommand(a), newPhase1ImportCommand(a),
		newContributeCommand(a, 1), newVerifyPhaseCommand(a, 1))
}

func newPhase2Command(a *app) *cobra.Command {
	return group("phase2", "what belongs to each circuit",
		newPhase2InitCommand(a), newContributeCommand(a, 2), newVerifyPhaseCommand(a, 2))
}

// planFlags are a plan as the command line says it.
type planFlags struct {
	name, phase1, phase2 string
	minimum              int
	circuits             []string
}

func newPhase1InitCommand(a *app) *cobra.Command {
	var f planFlags
	cmd := &cobra.Command{
		Use:   "init DIR --name TEXT --circuit NAME... --phase1-beacon BEACON --phase2-beacon BEACON",
		Short: "plan a ceremony and make its directory",
		Long: `Writes DIR/ceremony.json: the circuits, the fewest contributors, and the two public
values, the beacons, that end the phases. It is fixed from then on: each contributor
signs its hash.

A beacon is a value that nobody knows yet and everyone can look up later. Either a
round of drand's network quicknet, by its number or as the first at a time
(drand:2027-02-01T12:00:00Z), whose signature every program checks; or a rule in your
own words, such as "the hash of Bitcoin's block 1000000", whose value every reader
has to look up.`,
		RunE: func(_ *cobra.Command, args []string) error { return a.initCeremony(args[0], f) },
	}
	ceremonyArgs(cmd)
	cmd.Flags().StringVar(&f.name, "name", "", "the ceremony's name")
	cmd.Flags().StringSliceVar(&f.circuits, "circuit", nil, "a `name` of a circuit; can be given several times")
	cmd.Flags().IntVar(&f.minimum, "minimum", ceremony.MinContributors, "the fewest contributors of each phase")
	cmd.Flags().StringVar(&f.phase1, "phase1-beacon", "", "what ends phase 1")
	cmd.Flags().StringVar(&f.phase2, "phase2-beacon", "", "what ends phase 2")
	required(cmd, "name", "circuit", "phase1-beacon", "phase2-beacon")
	completeWith(cmd, "circuit", circuitNames)
	return cmd
}

// planView is a plan as commands print it.
type planView struct {
	Directory string   `json:"directory"`
	Name      string   `json:"name"`
	Plan      string   `json:"plan_sha256"`
	Circuits  []string `json:"circuits"`
	Minimum   int      `json:"minimum_contributors"`
	Power     int      `json:"power"`
	Beacon1   string   `json:"phase1_beacon"`
	Beacon2   string   `json:"phase2_beacon"`
}

func (a *app) initCeremony(dir string, f planFlags) error {
	var circuits []catalogue.Circuit
	for _, name := range f.circuits {
		if _, err := entryByName(name); err != nil {
			return err
		}
		c, err := catalogue.ByName(name)
		if err != nil {
			return err
		}
		circuits = append(circuits, c)
	}
	beacon1, err := ceremony.ParseBeacon(f.phase1)
	if err != nil {
		return usagef("--phase1-beacon: %w", err)
	}
	beacon2, err := ceremony.ParseBeacon(f.phase2)
	if err != nil {
		return usagef("--phase2-beacon: %w", err)
	}
	plan, err := ceremony.NewPlan(f.name, f.minimum, circuits, beacon1, beacon2)
	if err != nil {
		return usagef("%w", err)
	}
	d, err := ceremony.Init(dir, plan, a.now())
	switch {
	case errors.Is(err, ceremony.ErrPlan):
		return usagef("%w", err)
	case err != nil:
		return cannotWrite(dir, err)
	}
	v := planView{dir, plan.Name, d.ID(), f.circuits, plan.Minimum, plan.Power, beaconText(beacon1), beaconText(beacon2)}
	return a.print(v, func(w io.Writer) {
		row(w, "ceremony", "%s", v.Name)
		row(w, "plan", "%s", v.Plan)
		row(w, "circuits", "%s", strings.Join(v.Circuits, ", "))
		row(w, "powers", "2^%d", v.Power)
		row(w, "at least", "%d contributors in each phase", v.Minimum)
		row(w, "beacon 1", "%s", v.Beacon1)
		row(w, "beacon 2", "%s", v.Beacon2)
	})
}

func beaconText(b ceremony.Beacon) string {
	if public := b.Public(); !public.IsZero() {
		return fmt.Sprintf("round %d of drand's quicknet, public at %s", b.Round, public.Format(time.RFC3339))
	}
	return b.Rule
}

func newPhase1ImportCommand(a *app) *cobra.Command {
	var who contributorFlags
	var sum string
	cmd := &cobra.Command{
		Use:   "import DIR FILE.ptau --blake2b HASH --contributor FILE",
		Short: "start phase 1 from public powers of tau",
		Long: `Starts phase 1 from a file of powers of tau as snarkjs writes it (".ptau"), plain or
prepared. The file has to have the BLAKE2b-512 hash that its makers published; every
point and the relations between them are checked; only the powers that the circuits
need are kept. The contributions inside the file follow rules of snarkjs that are not
replayed here: whoever imports vouches with a signature for the place that the hash is
from, and counts as a contributor.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.importPowers(cmd.Context(), args[0], args[1], sum, &who)
		},
		Args: cobra.ExactArgs(2),
	}
	cmd.ValidArgsFunction = func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) == 0 {
			return nil, cobra.ShellCompDirectiveFilterDirs
		}
		return []string{"ptau"}, cobra.ShellCompDirectiveFilterFileExt
	}
	cmd.Flags().StringVar(&sum, "blake2b", "", "the file's published BLAKE2b-512 `hash`, hexadecimal")
	required(cmd, "blake2b")
	who.add(cmd)
	return cmd
}

func (a *app) importPowers(ctx context.Context, dir, path, sum string, who *contributorFlags) error {
	want, err := hex.DecodeString(sum)
	if err != nil || len(want) != ptau.HashBytes {
		return usagef("--blake2b: want %d hexadecimal digits", 2*ptau.HashBytes)
	}
	d, err := openCeremony(dir)
	if err != nil {
		return err
	}
	f, err := a.openIn(path)
	if err != nil {
		return err
	}
	defer f.Close()
	i, err := who.open(ctx, a)
	if err != nil {
		return err
	}
	return a.contribution(ctx, d, func(p ceremony.Progress) ([]*ceremony.Step, error) {
		s, err := d.Import(f, want, i, a.now(), p)
		if isPowers(err) {
			return nil, badFile(path, err)
		}
		return []*ceremony.Step{s}, err // stepViews leaves nil out
	})
}

// isPowers reports an error of a file of powers.
func isPowers(err error) bool {
	for _, of := range []error{ptau.ErrHash, ptau.ErrFormat, ptau.ErrSmall, ptau.ErrPoint, ptau.ErrPowers} {
		if errors.Is(err, of) {
			return true
		}
	}
	return false
}

func openCeremony(dir string) (*ceremony.Dir, error) {
	d, err := ceremony.Open(dir)
	if err != nil {
		f := badFile(dir, err)
		f.code = exitInput // not even a plan: another directory, as it seems
		return nil, f
	}
	return d, nil
}

func newPhase2InitCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "init DIR",
		Short: "prepare phase 2 of each circuit, after phase 1 is sealed",
		RunE: func(cmd *cobra.Command, args []string) error {
			d, err := openCeremony(args[0])
			if err != nil {
				return err
			}
			if err := a.during(cmd.Context(), func(p ceremony.Progress) error { return d.Init2(cmd.Context(), p) }); err != nil {
				return err
			}
			var names []string
			for _, c := range d.Plan.Circuits {
				names = append(names, c.Name)
			}
			return a.print(map[string]any{"prepared": names}, func(w io.Writer) {
				row(w, "prepared", "%s", strings.Join(names, ", "))
			})
		},
	}
	ceremonyArgs(cmd)
	return cmd
}

func newContributeCommand(a *app, phase int) *cobra.Command {
	var who contributorFlags
	cmd := &cobra.Command{
		Use:   "contribute DIR --contributor FILE",
		Short: "multiply secrets of your own into the keys, and forget them",
		Long: `Adds your contribution after the last one. It starts from the last one as it is in
the directory: check it before with "verify", or all of it afterwards. "vitalproof
ceremony --help" says where the secrets come from and what becomes of them.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			d, err := openCeremony(args[0])
			if err != nil {
				return err
			}
			i, err := who.open(ctx, a)
			if err != nil {
				return err
			}
			return a.contribution(ctx, d, func(p ceremony.Progress) ([]*ceremony.Step, error) {
				if phase == 2 {
					return d.Contribute2(ctx, i, a.now(), p)
				}
				s, err := d.Contribute1(ctx, i, a.now(), p)
				return []*ceremony.Step{s}, err
			})
		},
	}
	ceremonyArgs(cmd)
	who.add(cmd)
	return cmd
}

// stepView is a contribution as commands print it.
type stepView struct {
	Phase       int    `json:"phase"`
	Circuit     string `json:"circuit,omitempty"`
	Index       int    `json:"index"`
	Contributor string `json:"contributor"`
	Key         string `json:"key"`
	Time        string `json:"time"`
	SHA256      string `json:"sha256"`
	Imported    string `json:"imported_blake2b,omitempty"`
}

func newStepView(s *ceremony.Step) stepView {
	v := stepView{
		Phase: s.Phase, Circuit: s.Circuit, Index: s.Index, Contributor: s.Contributor, Key: s.Key,
		Time: s.Time.Format(time.RFC3339), SHA256: s.SHA256,
	}
	if s.Import != nil {
		v.Imported = s.Import.BLAKE2b512
	}
	return v
}

// String is the line to keep of a contribution.
func (v stepView) String() string {
	where := fmt.Sprintf("phase %d", v.Phase)
	if v.Circuit != "" {
		where += ", " + v.Circuit
	}
	what := fmt.Sprintf("contribution %d", v.Index)
	if v.Imported != "" {
		what = "import"
	}
	return fmt.Sprintf("%s, %s: %s %s by %s, key %s", where, what, v.SHA256, v.Time, v.Contributor, v.Key)
}

func stepViews(steps []*ceremony.Step) []stepView {
	views := []stepView{}
	for _, s := range steps {
		if s != nil { // where nothing was imported
			views = append(views, newStepView(s))
		}
	}
	return views
}

// contribution runs a step and prints what to keep of it.
func (a *app) contribution(ctx context.Context, d *ceremony.Dir, work func(ceremony.Progress) ([]*ceremony.Step, error)) error {
	var steps []*ceremony.Step
	err := a.during(ctx, func(p ceremony.Progress) (err error) {
		steps, err = work(p)
		return err
	})
	views := stepViews(steps)
	if len(views) == 0 && err != nil {
		return err
	}
	a.say("the secrets are forgotten when this command ends; keep and publish what it prints")
	// What was made before a failure is in the directory, too.
	return errors.Join(err, a.print(struct {
		Plan  string     `json:"plan_sha256"`
		Steps []stepView `json:"contributions"`
	}{d.ID(), views}, func(w io.Writer) {
		for _, v := range views {
			fmt.Fprintln(w, v)
		}
	}))
}

// during shows progress, and says at the first interrupt that a step of gnark's
// arithmetic cannot be broken off.
func (a *app) during(ctx context.Context, work func(ceremony.Progress) error) error {
	m := a.newMeter()
	defer m.stop()
	defer context.AfterFunc(ctx, func() { a.say("stopping when this step is done; a second interrupt stops at once") })()
	return work(m.part)
}
