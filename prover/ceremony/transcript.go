package ceremony

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"
	"github.com/consensys/gnark/backend/groth16/bn254/mpcsetup"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/lock"
	"vitalproof/prover/keys"
)

// SealedCircuit names the keys of a circuit by their hashes.
type SealedCircuit struct {
	Name         string `json:"name"`
	Last         string `json:"last"` // SHA-256 of the last step
	ProvingKey   string `json:"proving_key"`
	VerifyingKey string `json:"verifying_key"`
	Solidity     string `json:"solidity"`
}

// Keys are a circuit's keys as a ceremony makes them.
type Keys struct {
	Compiled  *catalogue.Compiled
	Proving   *groth16bn254.ProvingKey
	Verifying *groth16bn254.VerifyingKey
}

// start makes the first state of a circuit's phase 2, and what else the keys need of
// the powers. Everyone gets the same.
func (d *Dir) start(ctx context.Context, srs *mpcsetup.SrsCommons, p PlannedCircuit, progress Progress) (*catalogue.Compiled, []byte, *mpcsetup.Phase2Evaluations, error) {
	progress.tell("compiling %s", p.Name)
	compiled, err := d.compile(p)
	if err != nil {
		return nil, nil, nil, err
	}
	state, evaluations, err := initialize(ctx, compiled, cut(srs, p.Power), progress)
	if err != nil {
		return nil, nil, nil, err
	}
	raw, err := encode(state)
	return compiled, raw, evaluations, err
}

// Init2 makes the start of phase 2 of each circuit. Those that are there stay.
func (d *Dir) Init2(ctx context.Context, progress Progress) error {
	release, err := d.alone()
	if err != nil {
		return err
	}
	defer release()
	srs, err := d.srs()
	if err != nil {
		return err
	}
	for _, p := range d.Plan.Circuits {
		c := d.phase2(p)
		if d.has(c.file(0, "bin")) {
			continue
		}
		_, raw, _, err := d.start(ctx, srs, p, progress)
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := d.write(c.file(0, "bin"), raw, false); err != nil {
			return err
		}
	}
	return nil
}

// open2 wants phase 2 to take contributions.
func (d *Dir) open2() error {
	if d.has(seal2File) {
		return fmt.Errorf("%w: phase 2 is sealed", ErrState)
	}
	for _, p := range d.Plan.Circuits {
		if !d.has(d.phase2(p).file(0, "bin")) {
			return fmt.Errorf("%w: phase 2 of %s is not begun", ErrState, p.Name)
		}
	}
	return nil
}

// Contribute2 adds a contribution to phase 2 of every circuit and gives them all. Where
// this contributor is already, theirs stays, so that a run that was ended goes on; what
// was made is given with an error, too. A contributor needs no compiler: whether the
// start follows from circuit and powers is for Verify.
func (d *Dir) Contribute2(ctx context.Context, who *Identity, now time.Time, progress Progress) ([]*Step, error) {
	release, err := d.alone()
	if err != nil {
		return nil, err
	}
	defer release()
	if err := d.open2(); err != nil {
		return nil, err
	}
	var all []*Step
	fresh := 0
	for _, p := range d.Plan.Circuits {
		c := d.phase2(p)
		steps, err := c.steps()
		if err != nil {
			return all, err
		}
		if mine := slices.IndexFunc(steps, func(s *Step) bool { return s != nil && s.Key == who.Public() }); mine >= 0 {
			all = append(all, steps[mine])
			continue
		}
		start, err := d.read(c.file(0, "bin"), c.most)
		if err != nil {
			return all, err
		}
		s, err := c.contribute(ctx, who, start, now, progress)
		if err != nil {
			return all, err
		}
		all = append(all, s)
		fresh++
	}
	if fresh == 0 {
		return all, fmt.Errorf("%w to every circuit of phase 2", ErrRepeated)
	}
	return all, nil
}

// Verify2 checks phase 2 as far as it is, on the sealed powers of the directory, and
// gives the steps by circuit.
func (d *Dir) Verify2(ctx context.Context, progress Progress) (map[string][]*Step, error) {
	srs, err := d.srs()
	if err != nil {
		return nil, err
	}
	all := map[string][]*Step{}
	for _, p := range d.Plan.Circuits {
		_, _, _, steps, err := d.verify2(ctx, srs, p, progress)
		if err != nil {
			return nil, err
		}
		all[p.Name] = steps
	}
	return all, nil
}

func (d *Dir) verify2(ctx context.Context, srs *mpcsetup.SrsCommons, p PlannedCircuit, progress Progress) (
	*catalogue.Compiled, *phase2, *mpcsetup.Phase2Evaluations, []*Step, error,
) {
	compiled, start, evaluations, err := d.start(ctx, srs, p, progress)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	c := d.phase2(p)
	there, err := d.read(c.file(0, "bin"), c.most)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	if !bytes.Equal(there, start) {
		return nil, nil, nil, nil, fmt.Errorf("%s: %w: it does not follow from circuit and powers", c.file(0, "bin"), ErrContribution)
	}
	l, steps, err := c.verify(ctx, start, progress)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	state, ok := l.(*phase2)
	if !ok {
		return nil, nil, nil, nil, fmt.Errorf("%w: phase 2 of %s", ErrFile, p.Name)
	}
	return compiled, state, evaluations, steps, nil
}

// keysOf checks a circuit's phase 2 and makes its keys with a beacon's value.
func (d *Dir) keysOf(ctx context.Context, srs *mpcsetup.SrsCommons, p PlannedCircuit, value []byte, progress Progress) (*Keys, []*Step, error) {
	compiled, state, evaluations, steps, err := d.verify2(ctx, srs, p, progress)
	if err != nil {
		return nil, nil, err
	}
	if err := d.phase2(p).enough(steps); err != nil {
		return nil, nil, err
	}
	progress.tell("sealing phase 2 of %s", p.Name)
	pk, vk := state.Seal(cut(srs, p.Power), evaluations, value) // changes the state
	k := &Keys{Compiled: compiled}
	var ok1, ok2 bool
	k.Proving, ok1 = pk.(*groth16bn254.ProvingKey)
	k.Verifying, ok2 = vk.(*groth16bn254.VerifyingKey)
	if !ok1 || !ok2 {
		return nil, nil, fmt.Errorf("%w: %s: of another curve", ErrKeys, p.Name)
	}
	if err := lock.CheckKey(k.Verifying); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", p.Name, err)
	}
	return k, steps, nil
}

// files are the keys as they are stored.
func (k *Keys) files() (map[string][]byte, error) {
	var pk, vk, sol bytes.Buffer
	if _, err := k.Proving.WriteRawTo(&pk); err != nil {
		return nil, fmt.Errorf("write a proving key: %w", err)
	}
	if _, err := k.Verifying.WriteRawTo(&vk); err != nil {
		return nil, fmt.Errorf("write a verifying key: %w", err)
	}
	if err := keys.ExportSolidity(&sol, k.Compiled.Circuit, k.Verifying); err != nil {
		return nil, err
	}
	return map[string][]byte{"pk": pk.Bytes(), "vk": vk.Bytes(), "sol": sol.Bytes()}, nil
}

func keyFile(circuit, ext string) string { return filepath.Join("keys", circuit+"."+ext) }

// Seal2 checks phase 2, ends it with its beacon, and writes the keys and the list of
// files.
func (d *Dir) Seal2(ctx context.Context, shown []byte, progress Progress) (*Seal2, error) {
	release, err := d.alone()
	if err != nil {
		return nil, err
	}
	defer release()
	if err := d.open2(); err != nil {
		return nil, err
	}
	value, err := d.Plan.Phase2.Value(shown)
	if err != nil {
		return nil, err
	}
	srs, err := d.srs()
	if err != nil {
		return nil, err
	}
	s := &Seal2{Format: format, Beacon: hex.EncodeToString(shown)}
	for _, p := range d.Plan.Circuits {
		k, steps, err := d.keysOf(ctx, srs, p, value, progress)
		if err != nil {
			return nil, err
		}
		files, err := k.files()
		if err != nil {
			return nil, err
		}
		for ext, raw := range files {
			if err := d.write(keyFile(p.Name, ext), raw, true); err != nil {
				return nil, err
			}
		}
		sealed, err := sealedCircuit(p.Name, steps, files)
		if err != nil {
			return nil, err
		}
		s.Circuits = append(s.Circuits, sealed)
	}
	raw, err := marshal(s)
	if err != nil {
		return nil, err
	}
	if err := d.write(seal2File, raw, false); err != nil {
		return nil, err
	}
	_, err = d.WriteManifest()
	return s, err
}

func sealedCircuit(name string, steps []*Step, files map[string][]byte) (SealedCircuit, error) {
	last, err := steps[len(steps)-1].hash()
	return SealedCircuit{
		Name: name, Last: last,
		ProvingKey: hexSum(files["pk"]), VerifyingKey: hexSum(files["vk"]), Solidity: hexSum(files["sol"]),
	}, err
}

// Manifest lists every file of a sealed ceremony but itself.
type Manifest struct {
	Format   int            `json:"format"`
	Ceremony string         `json:"ceremony"` // SHA-256 of ceremony.json
	Files    []ManifestFile `json:"files"`    // sorted by path
}

// ManifestFile is a file of a transcript.
type ManifestFile struct {
	Path   string `json:"path"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

const manifestFile = "transcript.json"

// names lists the paths that a sealed ceremony has by its plan and steps, sorted. Others
// are strangers.
func (d *Dir) names() ([]string, error) {
	names := []string{planFile, seal1File, srsFile, seal2File}
	chains := []*chain{d.phase1()}
	for _, p := range d.Plan.Circuits {
		c := d.phase2(p)
		chains = append(chains, c)
		names = append(names, c.file(0, "bin"), keyFile(p.Name, "pk"), keyFile(p.Name, "vk"), keyFile(p.Name, "sol"))
	}
	for _, c := range chains {
		steps, err := c.steps()
		if err != nil {
			return nil, err
		}
		for i, s := range steps {
			if s != nil {
				names = append(names, c.file(i, "bin"), c.file(i, "json"))
			}
		}
	}
	for i, name := range names {
		names[i] = filepath.ToSlash(name)
	}
	slices.Sort(names)
	return names, d.strangers(names)
}

// strangers refuses files that nobody vouches for: a reader of the directory could
// take them for a part of it.
func (d *Dir) strangers(names []string) error {
	root, err := filepath.EvalSymlinks(d.path) // which WalkDir would not follow
	if err != nil {
		return err
	}
	return filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if _, known := slices.BinarySearch(names, filepath.ToSlash(name)); !known && name != manifestFile {
			return fmt.Errorf("%s: %w: remove it", name, ErrFile)
		}
		if !e.Type().IsRegular() {
			return fmt.Errorf("%s: %w: it is no regular file", name, ErrFile)
		}
		return nil
	})
}

// WriteManifest writes the list of files of a sealed ceremony, whose hash names the
// transcript, and gives that hash. A list that is there already has to be right.
func (d *Dir) WriteManifest() (string, error) {
	if !d.has(seal2File) {
		return "", fmt.Errorf("%w: phase 2 is not sealed", ErrState)
	}
	if d.has(manifestFile) {
		_, sum, err := d.pin()
		return sum, err
	}
	names, err := d.names()
	if err != nil {
		return "", err
	}
	m := &Manifest{Format: format, Ceremony: d.id}
	for _, name := range names {
		sum, n, err := d.sum(filepath.FromSlash(name), -1)
		if err != nil {
			return "", err
		}
		m.Files = append(m.Files, ManifestFile{name, n, sum})
	}
	raw, err := marshal(m)
	if err != nil {
		return "", err
	}
	return hexSum(raw), d.write(manifestFile, raw, false)
}

// Report is what Verify found.
type Report struct {
	Transcript string // SHA-256 of transcript.json
	Phase1     []*Step
	Phase2     map[string][]*Step
	Seal1      Seal1
	Seal2      Seal2
}

// Transcript gives what a sealed ceremony says of itself, and writes the list of files
// where it is missing. Of all that Verify checks, it checks signatures, places and the
// list's hashes only.
func (d *Dir) Transcript() (*Report, error) {
	if _, err := d.WriteManifest(); err != nil {
		return nil, err
	}
	of, sum, err := d.pin()
	if err != nil {
		return nil, err
	}
	r := &Report{Transcript: sum, Phase2: map[string][]*Step{}}
	if err := errors.Join(of.readJSON(seal1File, &r.Seal1), of.readJSON(seal2File, &r.Seal2)); err != nil {
		return nil, err
	}
	if r.Phase1, err = of.phase1().steps(); err != nil {
		return nil, err
	}
	for _, p := range d.Plan.Circuits {
		if r.Phase2[p.Name], err = of.phase2(p).steps(); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// Verify checks a sealed ceremony from its plan to its keys, by making everything
// again that can be made. It hands the keys of each circuit to use, which may be nil.
func (d *Dir) Verify(ctx context.Context, progress Progress, use func(PlannedCircuit, *Keys) error) (*Report, error) {
	progress.tell("hashing all files")
	of, sum, err := d.pin()
	if err != nil {
		return nil, err
	}
	return of.verify(ctx, sum, progress, use)
}

func (d *Dir) verify(ctx context.Context, sum string, progress Progress, use func(PlannedCircuit, *Keys) error) (*Report, error) {
	r := &Report{Transcript: sum, Phase2: map[string][]*Step{}}
	if err := d.readJSON(seal1File, &r.Seal1); err != nil {
		return nil, err
	}
	if err := d.readJSON(seal2File, &r.Seal2); err != nil {
		return nil, err
	}
	shown, ok := unhex(r.Seal1.Beacon, len(r.Seal1.Beacon)/2)
	if !ok {
		return nil, fmt.Errorf("%s: %w: no beacon", seal1File, ErrFile)
	}
	again, raw, err := d.sealed1(ctx, shown, progress)
	if err != nil {
		return nil, err
	}
	if *again != r.Seal1 {
		return nil, fmt.Errorf("%s: %w: it is not the seal of these contributions", seal1File, ErrContribution)
	}
	if d.pinned[srsFile] != again.SRS {
		return nil, fmt.Errorf("%s: %w: it does not follow from the contributions", srsFile, ErrContribution)
	}
	if r.Phase1, err = d.phase1().steps(); err != nil {
		return nil, err
	}
	srs, err := parseSRS(raw, d.Plan.Power)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", srsFile, ErrFile, err)
	}
	return r, d.verifyKeys(ctx, r, srs, progress, use)
}

func (d *Dir) verifyKeys(ctx context.Context, r *Report, srs *mpcsetup.SrsCommons, progress Progress, use func(PlannedCircuit, *Keys) error) error {
	shown, ok := unhex(r.Seal2.Beacon, len(r.Seal2.Beacon)/2)
	if !ok {
		return fmt.Errorf("%s: %w: no beacon", seal2File, ErrFile)
	}
	value, err := d.Plan.Phase2.Value(shown)
	if err != nil {
		return err
	}
	if r.Seal2.Format != format || len(r.Seal2.Circuits) != len(d.Plan.Circuits) {
		return fmt.Errorf("%s: %w: it is for other circuits", seal2File, ErrFile)
	}
	for i, p := range d.Plan.Circuits {
		k, steps, err := d.keysOf(ctx, srs, p, value, progress)
		if err != nil {
			return err
		}
		files, err := k.files()
		if err != nil {
			return err
		}
		if sealed, err := sealedCircuit(p.Name, steps, files); err != nil || sealed != r.Seal2.Circuits[i] {
			return fmt.Errorf("%s: %w: %s", seal2File, ErrKeys, p.Name)
		}
		for ext, raw := range files {
			if d.pinned[filepath.ToSlash(keyFile(p.Name, ext))] != hexSum(raw) {
				return fmt.Errorf("%s: %w", keyFile(p.Name, ext), ErrKeys)
			}
		}
		r.Phase2[p.Name] = steps
		if use != nil {
			if err := use(p, k); err != nil {
				return err
			}
		}
	}
	return nil
}

// pin wants the files to be those of the list, and nothing else there. It gives the
// ceremony as one that reads the files with the list's hashes and no others, and the
// list's own hash.
func (d *Dir) pin() (*Dir, string, error) {
	raw, err := d.read(manifestFile, maxJSONBytes)
	if err != nil {
		return nil, "", err
	}
	var listed Manifest
	if err := unmarshal(raw, &listed); err != nil {
		return nil, "", fmt.Errorf("%s: %w", manifestFile, err)
	}
	names, err := d.names()
	if err != nil {
		return nil, "", err
	}
	if listed.Format != format || listed.Ceremony != d.id ||
		!slices.EqualFunc(listed.Files, names, func(f ManifestFile, name string) bool { return f.Path == name && f.Bytes >= 0 }) {
		return nil, "", fmt.Errorf("%s: %w: it does not list what a sealed ceremony has", manifestFile, ErrFile)
	}
	of := *d
	of.pinned = map[string]string{}
	for _, f := range listed.Files {
		sum, _, err := d.sum(filepath.FromSlash(f.Path), f.Bytes)
		if err != nil {
			return nil, "", err
		}
		if sum != f.SHA256 {
			return nil, "", fmt.Errorf("%s: %w: it is not the file that %s lists", f.Path, ErrFile, manifestFile)
		}
		of.pinned[f.Path] = f.SHA256
	}
	if of.pinned[planFile] != d.id {
		return nil, "", fmt.Errorf("%s: %w: it was changed since it was opened", planFile, ErrFile)
	}
	return &of, hexSum(raw), nil
}
