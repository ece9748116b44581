package ceremony

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"vitalproof/prover/vault"
)

// publicMode is for a transcript's files: they are meant to be handed out.
const publicMode = 0o644

// Progress is told what is being done, and how much of how much, if that is known.
type Progress func(step string, done, total int64)

func (p Progress) tell(format string, args ...any) {
	if p != nil {
		p(fmt.Sprintf(format, args...), 0, 0)
	}
}

// chain is the sequence of states of a phase, for phase 2 of one circuit.
type chain struct {
	ceremony *Dir
	phase    int
	circuit  string // in phase 2
	most     int64  // bytes of a file
	parse    func([]byte) (link, error)
}

func (d *Dir) phase1() *chain {
	size, _ := phase1Size(d.Plan.Power)
	return &chain{ceremony: d, phase: 1, most: int64(size + challengeBytes), parse: parsePhase1(d.Plan.Power)}
}

// wiresPerConstraint bounds a phase 2 by its domain: the quotient has a point for
// each power, and the circuits have fewer than three wires a constraint.
const wiresPerConstraint = 7

func (d *Dir) phase2(c PlannedCircuit) *chain {
	return &chain{
		ceremony: d, phase: 2, circuit: c.Name,
		most: (wiresPerConstraint+1)<<c.Power*g1Bytes + 1<<16, parse: parsePhase2,
	}
}

// name is how errors call the chain.
func (c *chain) name() string {
	if c.circuit != "" {
		return "phase 2 of " + c.circuit
	}
	return fmt.Sprintf("phase %d", c.phase)
}

func (c *chain) dir() string { return filepath.Join(fmt.Sprintf("phase%d", c.phase), c.circuit) }

func (c *chain) file(index int, ext string) string {
	return filepath.Join(c.dir(), fmt.Sprintf("%03d.%s", index, ext))
}

// steps reads who contributed, in order, and checks what can be checked without the
// files they made. The first is an import, where there was one.
func (c *chain) steps() ([]*Step, error) {
	entries, err := os.ReadDir(filepath.Join(c.ceremony.path, c.dir()))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var steps []*Step
	var names []string
	for _, e := range entries {
		if len(e.Name()) == len("000.json") && strings.HasSuffix(e.Name(), ".json") && e.Name()[0] <= '9' {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	for i, name := range names {
		path := filepath.Join(c.dir(), name)
		s := new(Step)
		if err := c.ceremony.readJSON(path, s); err != nil {
			return nil, err
		}
		if err := s.check(); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if i == 0 && s.Index == 1 {
			steps = append(steps, nil) // nothing was imported
		}
		if err := c.place(s, steps, path); err != nil {
			return nil, err
		}
		steps = append(steps, s)
	}
	return steps, nil
}

// place checks that a step stands where it says.
func (c *chain) place(s *Step, before []*Step, path string) error {
	index := len(before)
	if index > maxSteps {
		return fmt.Errorf("%w: %s takes %d contributions at most", ErrState, c.name(), maxSteps)
	}
	if c.file(index, "json") != path {
		return fmt.Errorf("%w: %s is missing", ErrFile, c.file(index, "json"))
	}
	if s.Ceremony != c.ceremony.id || s.Phase != c.phase || s.Circuit != c.circuit || s.Index != index {
		return fmt.Errorf("%s: %w: it was made for another place", path, ErrContribution)
	}
	if (s.Import != nil) != (index == 0) || s.Import != nil && (c.phase != 1 || s.Previous != "") {
		return fmt.Errorf("%s: %w: an import stands first in phase 1 and nowhere else", path, ErrContribution)
	}
	if index > 0 && before[index-1] != nil && s.Previous != before[index-1].SHA256 {
		return fmt.Errorf("%s: %w: it was made from another file than the one before it", path, ErrContribution)
	}
	if index > 0 {
		if signed, err := before[index-1].hash(); err != nil || s.PreviousStep != signed {
			return fmt.Errorf("%s: %w: it follows another step than the one before it", path, ErrContribution)
		}
	} else if s.PreviousStep != "" {
		return fmt.Errorf("%s: %w: there is no step before it", path, ErrContribution)
	}
	for _, b := range before {
		if b != nil && (b.Contributor == s.Contributor || b.Key == s.Key) {
			return fmt.Errorf("%s: %w: %q, or the key", path, ErrRepeated, s.Contributor)
		}
	}
	if public := c.ceremony.Plan.beacon(c.phase).Public(); !public.IsZero() && !s.Time.Before(public) {
		return fmt.Errorf("%s: %w: at %s the beacon was known", path, ErrContribution, s.Time.Format(time.RFC3339))
	}
	return nil
}

// contributors counts those whose secrets are in a chain's last state.
func contributors(steps []*Step) int {
	n := 0
	for _, s := range steps {
		if s != nil {
			n++
		}
	}
	return n
}

// enough wants the planned minimum of contributors.
func (c *chain) enough(steps []*Step) error {
	if n := contributors(steps); n < c.ceremony.Plan.Minimum {
		return fmt.Errorf("%w: %s has %d, and the plan wants %d", ErrFew, c.name(), n, c.ceremony.Plan.Minimum)
	}
	return nil
}

// raw reads a state's file, which must have a hash.
func (c *chain) raw(index int, want string) ([]byte, error) {
	path := c.file(index, "bin")
	raw, err := c.ceremony.read(path, c.most)
	if err != nil {
		return nil, err
	}
	if hexSum(raw) != want {
		return nil, fmt.Errorf("%s: %w: its SHA-256 is not the one that was signed", path, ErrFile)
	}
	return raw, nil
}

func (c *chain) load(index int, want string) (link, error) {
	raw, err := c.raw(index, want)
	if err != nil {
		return nil, err
	}
	l, err := c.parse(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", c.file(index, "bin"), ErrFile, err)
	}
	return l, nil
}

// state gives the state after a step, or, where there was none, the start.
func (c *chain) state(steps []*Step, index int, start []byte) (link, string, error) {
	if index < len(steps) && steps[index] != nil {
		l, err := c.load(index, steps[index].SHA256)
		return l, steps[index].SHA256, err
	}
	l, err := c.parse(start)
	if err != nil {
		return nil, "", fmt.Errorf("the start of %s: %w: %w", c.name(), ErrFile, err)
	}
	return l, hexSum(start), nil
}

// contribute adds a contribution to a chain that begins with start unless it was
// imported, after checking the last one by itself.
func (c *chain) contribute(ctx context.Context, who *Identity, start []byte, now time.Time, progress Progress) (*Step, error) {
	steps, err := c.steps()
	if err != nil {
		return nil, err
	}
	if len(steps) == 0 {
		steps = []*Step{nil} // nothing was imported
	}
	index := len(steps) - 1
	progress.tell("reading contribution %d of %s", index, c.name())
	before, previous, err := c.state(steps, index, start)
	if err != nil {
		return nil, err
	}
	signed, err := steps[index].hash()
	if err != nil {
		return nil, err
	}
	step := &Step{
		PreviousStep: signed,
		Format:       format, Ceremony: c.ceremony.id, Phase: c.phase, Circuit: c.circuit,
		Index: index + 1, Contributor: who.name, Key: who.Public(), Time: now.UTC().Truncate(time.Second), Previous: previous,
	}
	if err := c.place(step, steps, c.file(step.Index, "json")); err != nil {
		return nil, err // before the work
	}
	next, _, err := c.state(steps, index, start) // gnark changes it in place
	if err != nil {
		return nil, err
	}
	progress.tell("contributing to %s", c.name())
	next.contribute()
	made, err := encode(next)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	// From the bytes that others will read.
	progress.tell("checking the contribution to %s", c.name())
	if next, err = c.parse(made); err != nil {
		return nil, fmt.Errorf("%w: what was made: %w", ErrContribution, err)
	}
	if err := follows(before, next, previous); err != nil {
		return nil, fmt.Errorf("what was made: %w", err)
	}
	step.SHA256 = hexSum(made)
	if err := who.sign(step); err != nil {
		return nil, err
	}
	if err := c.write(step, made); err != nil {
		return nil, err
	}
	return step, nil
}

// write puts a state beside its signature. A state without one, of a program that
// was killed between the two, is nobody's and is replaced.
func (c *chain) write(s *Step, state []byte) error {
	d := c.ceremony
	if err := d.write(c.file(s.Index, "bin"), state, true); err != nil {
		return err
	}
	raw, err := marshal(s)
	if err != nil {
		return err
	}
	return d.write(c.file(s.Index, "json"), raw, false)
}

// follows checks one state against the one before it, whose file has a hash.
func follows(before, next link, previous string) error {
	if got := hex.EncodeToString(next.challenge()); got != previous {
		return fmt.Errorf("%w: its challenge is not the hash of the file before it", ErrContribution)
	}
	now := next.secrets()
	for i, old := range before.secrets() {
		if i >= len(now) || bytes.Equal(old, now[i]) {
			return fmt.Errorf("%w: a secret was not changed", ErrContribution)
		}
	}
	if err := before.follow(next); err != nil {
		return fmt.Errorf("%w: %w", ErrContribution, err)
	}
	return nil
}

// verify checks a whole chain that begins with start unless it was imported, and
// gives its last state and its steps. The first step is nil without an import.
func (c *chain) verify(ctx context.Context, start []byte, progress Progress) (link, []*Step, error) {
	steps, err := c.steps()
	if err != nil {
		return nil, nil, err
	}
	before, hash, err := c.state(steps, 0, start)
	if err != nil {
		return nil, nil, err
	}
	if len(steps) > 0 && steps[0] != nil {
		progress.tell("checking the imported powers")
		if err := c.checkImport(hash); err != nil {
			return nil, nil, err
		}
	}
	for i := 1; i < len(steps); i++ {
		progress.tell("checking contribution %d of %d to %s", i, len(steps)-1, c.name())
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		if steps[i].Previous != hash {
			return nil, nil, fmt.Errorf("%s: %w: it was made from another file than the one before it", c.file(i, "json"), ErrContribution)
		}
		var next link
		if next, hash, err = c.state(steps, i, start); err != nil {
			return nil, nil, err
		}
		if err := follows(before, next, steps[i].Previous); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", c.file(i, "bin"), err)
		}
		before = next
	}
	return before, steps, nil
}

// alone waits until no other process adds to the directory: of two who contribute at
// once, the second one follows the first. The lock ends with the process.
func (d *Dir) alone() (release func(), err error) {
	f, err := os.Open(filepath.Join(d.path, planFile))
	if err != nil {
		return nil, err
	}
	if err := vault.LockFile(f); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("lock the ceremony's directory: %w", err)
	}
	return func() { _ = f.Close() }, nil
}

// open opens a regular file: a pipe would wait for ever, and a link lead elsewhere.
func (d *Dir) open(name string) (*os.File, int64, error) {
	path := filepath.Join(d.path, name)
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, fmt.Errorf("%w: %s is missing", ErrFile, name)
	}
	if err != nil {
		return nil, 0, err
	}
	if !info.Mode().IsRegular() {
		return nil, 0, fmt.Errorf("%s: %w: it is no regular file", name, ErrFile)
	}
	f, err := os.Open(path)
	return f, info.Size(), err
}

// read reads a file of the transcript, of at most some bytes. While a transcript is
// verified, it gives the bytes that its list names or none: others may write to the
// directory.
func (d *Dir) read(name string, most int64) ([]byte, error) {
	f, _, err := d.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(raw)) > most {
		return nil, fmt.Errorf("%s: %w: it is longer than such a file can be", name, ErrFile)
	}
	if d.pinned != nil && d.pinned[filepath.ToSlash(name)] != hexSum(raw) {
		return nil, fmt.Errorf("%s: %w: it was changed while it was verified", name, ErrFile)
	}
	return raw, nil
}

func (d *Dir) readJSON(name string, v any) error {
	raw, err := d.read(name, maxJSONBytes)
	if err != nil {
		return err
	}
	if err := unmarshal(raw, v); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func (d *Dir) write(name string, raw []byte, replace bool) error {
	path := filepath.Join(d.path, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return vault.WriteFile(path, raw, publicMode, vault.Force(replace))
}

// sum streams a file into its SHA-256, and gives its length. A length of -1 is any.
func (d *Dir) sum(name string, length int64) (string, int64, error) {
	f, size, err := d.open(name)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	if length >= 0 && size != length {
		return "", size, nil
	}
	h := sha256.New()
	n, err := io.Copy(h, io.LimitReader(f, size)) // and not what is added meanwhile
	return hex.EncodeToString(h.Sum(nil)), n, err
}
