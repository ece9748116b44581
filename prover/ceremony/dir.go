package ceremony

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/consensys/gnark/backend/groth16/bn254/mpcsetup"

	"vitalproof/circuits/catalogue"
	"vitalproof/prover/ceremony/ptau"
)

// Dir is a ceremony's directory.
type Dir struct {
	Plan    Plan
	path    string
	id      string                                            // SHA-256 of ceremony.json
	pinned  map[string]string                                 // while verifying, the SHA-256 that each file has to have
	compile func(PlannedCircuit) (*catalogue.Compiled, error) // the catalogue's, but in tests
}

const (
	planFile  = "ceremony.json"
	seal1File = "phase1/seal.json"
	srsFile   = "phase1/srs.bin"
	seal2File = "phase2/seal.json"
)

// Seal1 ends phase 1.
type Seal1 struct {
	Format int    `json:"format"`
	Last   string `json:"last"`   // SHA-256 of the last step
	Beacon string `json:"beacon"` // as it was shown, hexadecimal
	SRS    string `json:"srs"`    // SHA-256 of srs.bin
}

// Seal2 ends phase 2.
type Seal2 struct {
	Format   int             `json:"format"`
	Beacon   string          `json:"beacon"`
	Circuits []SealedCircuit `json:"circuits"` // in the plan's order
}

// Init makes the directory of a ceremony. The beacons must lie in the future.
func Init(path string, p Plan, now time.Time) (*Dir, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	for _, b := range []Beacon{p.Phase1, p.Phase2} {
		if public := b.Public(); !public.IsZero() && !public.After(now) {
			return nil, fmt.Errorf("%w: round %d was public at %s: anyone could have known it", ErrPlan, b.Round, public.Format(time.RFC3339))
		}
	}
	raw, err := marshal(p)
	if err != nil {
		return nil, err
	}
	d := &Dir{Plan: p, path: path, id: hexSum(raw), compile: compile}
	return d, d.write(planFile, raw, false)
}

// Open opens a ceremony's directory and checks its plan.
func Open(path string) (*Dir, error) {
	d := &Dir{path: path, compile: compile}
	raw, err := d.read(planFile, maxJSONBytes)
	if err != nil {
		return nil, err
	}
	if err := unmarshal(raw, &d.Plan); err != nil {
		return nil, fmt.Errorf("%s: %w", planFile, err)
	}
	if err := d.Plan.check(); err != nil {
		return nil, err
	}
	d.id = hexSum(raw)
	return d, nil
}

// ID names the ceremony: the SHA-256 of its plan, which every contributor signs.
func (d *Dir) ID() string { return d.id }

func (d *Dir) has(name string) bool {
	_, err := os.Stat(filepath.Join(d.path, name))
	return err == nil
}

// open1 wants phase 1 to take contributions.
func (d *Dir) open1() error {
	if d.has(seal1File) {
		return fmt.Errorf("%w: phase 1 is sealed", ErrState)
	}
	return nil
}

// Import starts phase 1 from a file of powers of tau with a published hash. Who
// imports counts as a contributor: they vouch for the file.
func (d *Dir) Import(r io.Reader, blake2b512 []byte, who *Identity, now time.Time, progress Progress) (*Step, error) {
	release, err := d.alone()
	if err != nil {
		return nil, err
	}
	defer release()
	if err := d.open1(); err != nil {
		return nil, err
	}
	c := d.phase1()
	if steps, err := c.steps(); err != nil {
		return nil, err
	} else if len(steps) > 0 {
		return nil, fmt.Errorf("%w: an import is the first step of phase 1, and there are contributions", ErrState)
	}
	srs, info, err := ptau.Read(r, 1<<d.Plan.Power, blake2b512, func(n int64) {
		progress.tell("reading powers of tau, %d MiB", n>>20)
	})
	if err != nil {
		return nil, err
	}
	state, err := importedPhase1(srs)
	if err != nil {
		return nil, err
	}
	s := &Step{
		Format: format, Ceremony: d.id, Phase: 1, Time: now.UTC().Truncate(time.Second), SHA256: hexSum(state),
		Import: &Import{BLAKE2b512: info.BLAKE2b, Power: info.Power, CeremonyPower: info.CeremonyPower},
	}
	if err := who.sign(s); err != nil {
		return nil, err
	}
	if err := c.place(s, nil, c.file(0, "json")); err != nil {
		return nil, err
	}
	if err := c.write(s, state); err != nil {
		return nil, err
	}
	return s, nil
}

// checkImport checks the imported powers by themselves: gnark's proofs tie each
// state to the one before it, and before these there is none.
func (c *chain) checkImport(hash string) error {
	raw, err := c.raw(0, hash)
	if err != nil {
		return err
	}
	_, powers := phase1Size(c.ceremony.Plan.Power)
	srs, err := parseSRS(raw[powers:len(raw)-1], c.ceremony.Plan.Power)
	if err != nil {
		return fmt.Errorf("%s: %w: %w", c.file(0, "bin"), ErrFile, err)
	}
	again, err := importedPhase1(srs)
	if err != nil {
		return err
	}
	if !bytes.Equal(again, raw) {
		return fmt.Errorf("%s: %w: it holds more than powers", c.file(0, "bin"), ErrFile)
	}
	if err := ptau.Check(srs); err != nil {
		return fmt.Errorf("%s: %w", c.file(0, "bin"), err)
	}
	return nil
}

// CheckImport compares the start of phase 1 with the file it was made from: with the
// hash that the step names, it gives the same bytes.
func (d *Dir) CheckImport(r io.Reader, progress Progress) error {
	c := d.phase1()
	steps, err := c.steps()
	if err != nil {
		return err
	}
	if len(steps) == 0 || steps[0] == nil {
		return fmt.Errorf("%w: nothing was imported", ErrState)
	}
	sum, ok := unhex(steps[0].Import.BLAKE2b512, ptau.HashBytes)
	if !ok {
		return fmt.Errorf("%w: no hash", ErrFile)
	}
	srs, _, err := ptau.Read(r, 1<<d.Plan.Power, sum, func(n int64) { progress.tell("reading powers of tau, %d MiB", n>>20) })
	if err != nil {
		return err
	}
	state, err := importedPhase1(srs)
	if err != nil {
		return err
	}
	if hexSum(state) != steps[0].SHA256 {
		return fmt.Errorf("%w: the start of phase 1 is not what the file gives", ErrContribution)
	}
	return nil
}

// Contribute1 adds a contribution to phase 1.
func (d *Dir) Contribute1(ctx context.Context, who *Identity, now time.Time, progress Progress) (*Step, error) {
	release, err := d.alone()
	if err != nil {
		return nil, err
	}
	defer release()
	if err := d.open1(); err != nil {
		return nil, err
	}
	start, err := trivialPhase1(d.Plan.Power)
	if err != nil {
		return nil, err
	}
	return d.phase1().contribute(ctx, who, start, now, progress)
}

// Verify1 checks phase 1 as far as it is, and gives its steps.
func (d *Dir) Verify1(ctx context.Context, progress Progress) ([]*Step, error) {
	_, steps, err := d.verify1(ctx, progress)
	return steps, err
}

func (d *Dir) verify1(ctx context.Context, progress Progress) (*phase1, []*Step, error) {
	start, err := trivialPhase1(d.Plan.Power)
	if err != nil {
		return nil, nil, err
	}
	l, steps, err := d.phase1().verify(ctx, start, progress)
	if err != nil {
		return nil, nil, err
	}
	p, ok := l.(*phase1)
	if !ok {
		return nil, nil, fmt.Errorf("%w: phase 1", ErrFile)
	}
	return p, steps, nil
}

// Seal1 checks phase 1 and ends it with its beacon.
func (d *Dir) Seal1(ctx context.Context, shown []byte, progress Progress) (*Seal1, error) {
	release, err := d.alone()
	if err != nil {
		return nil, err
	}
	defer release()
	if err := d.open1(); err != nil {
		return nil, err
	}
	s, srs, err := d.sealed1(ctx, shown, progress)
	if err != nil {
		return nil, err
	}
	raw, err := marshal(s)
	if err != nil {
		return nil, err
	}
	if err := d.write(srsFile, srs, true); err != nil {
		return nil, err
	}
	return s, d.write(seal1File, raw, false)
}

// sealed1 is what sealing phase 1 gives.
func (d *Dir) sealed1(ctx context.Context, shown []byte, progress Progress) (*Seal1, []byte, error) {
	value, err := d.Plan.Phase1.Value(shown)
	if err != nil {
		return nil, nil, err
	}
	p, steps, err := d.verify1(ctx, progress)
	if err != nil {
		return nil, nil, err
	}
	if err := d.phase1().enough(steps); err != nil {
		return nil, nil, err
	}
	progress.tell("sealing phase 1")
	commons := p.Seal(value) // changes p
	srs, err := encode(&commons)
	if err != nil {
		return nil, nil, err
	}
	last, err := steps[len(steps)-1].hash()
	if err != nil {
		return nil, nil, err
	}
	return &Seal1{Format: format, Last: last, Beacon: hex.EncodeToString(shown), SRS: hexSum(srs)}, srs, nil
}

// srs reads the sealed powers: those of the file, which must have the seal's hash.
// Verify makes them again.
func (d *Dir) srs() (*mpcsetup.SrsCommons, error) {
	if !d.has(seal1File) {
		return nil, fmt.Errorf("%w: phase 1 is not sealed", ErrState)
	}
	var s Seal1
	if err := d.readJSON(seal1File, &s); err != nil {
		return nil, err
	}
	size, powers := phase1Size(d.Plan.Power)
	raw, err := d.read(srsFile, int64(size-powers))
	if err != nil {
		return nil, err
	}
	if hexSum(raw) != s.SRS {
		return nil, fmt.Errorf("%s: %w: its SHA-256 is not the seal's", srsFile, ErrFile)
	}
	srs, err := parseSRS(raw, d.Plan.Power)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", srsFile, ErrFile, err)
	}
	return srs, nil
}

// compile compiles a planned circuit and wants it to be the planned one.
func compile(p PlannedCircuit) (*catalogue.Compiled, error) {
	c, err := catalogue.ByName(p.Name)
	if err != nil {
		return nil, err
	}
	compiled, err := c.Compile()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.Name, err)
	}
	if compiled.ID.String() != p.ID || compiled.System.GetNbConstraints() != p.Constraints {
		return nil, fmt.Errorf("%w: this program's circuit %s is another than the plan's; use the release that the ceremony is for", ErrPlan, p.Name)
	}
	return compiled, nil
}
