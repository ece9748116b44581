package ceremony

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/crypto/blake2b"

	"vitalproof/prover/ceremony/ptau"
	"vitalproof/prover/ceremony/ptau/ptautest"
)

// published is a file of powers with one more power than the toy needs.
func published(t *testing.T, d *Dir) (file, sum []byte) {
	t.Helper()
	power := d.Plan.Power + 1
	file = ptautest.New(ptautest.Powers(1<<power, 7, 11, 13), uint32(power)).Bytes()
	hash := blake2b.Sum512(file)
	return file, hash[:]
}

func imported(t *testing.T) (*Dir, []byte) {
	t.Helper()
	d := newDir(t)
	file, sum := published(t, d)
	_, err := d.Import(bytes.NewReader(file), sum, identity(t, "Ada"), start, nil)
	check(t, err)
	return d, file
}

func TestACeremonyOnImportedPowers(t *testing.T) {
	ctx := context.Background()
	d, file := imported(t)
	for _, name := range people[1:] {
		if _, err := d.Seal1(ctx, value, nil); !errors.Is(err, ErrFew) {
			t.Errorf("before %s: got %v", name, err)
		}
		contribute1(t, d, name)
	}
	if _, err := d.Contribute1(ctx, identity(t, "Ada"), start, nil); !errors.Is(err, ErrRepeated) {
		t.Errorf("the importer contributes too: got %v", err)
	}
	_, err := d.Seal1(ctx, value, nil)
	check(t, err)
	check(t, d.Init2(ctx, nil))
	contribute2(t, d, people...)
	_, err = d.Seal2(ctx, value, nil)
	check(t, err)
	report, err := verifyAll(d)
	check(t, err)
	if len(report.Phase1) != 3 || report.Phase1[0].Import == nil || report.Phase1[0].Contributor != "Ada" {
		t.Errorf("got %+v", report.Phase1)
	}
	check(t, d.CheckImport(bytes.NewReader(file), nil))
	if err := sealed(t).CheckImport(bytes.NewReader(file), nil); !errors.Is(err, ErrState) {
		t.Errorf("a ceremony without an import: got %v", err)
	}
}

func TestAnImportIsChecked(t *testing.T) {
	d := newDir(t)
	file, sum := published(t, d)
	ada := identity(t, "Ada")
	other := bytes.Clone(sum)
	other[3] ^= 1
	if _, err := d.Import(bytes.NewReader(file), other, ada, start, nil); !errors.Is(err, ptau.ErrHash) {
		t.Errorf("another hash: got %v", err)
	}
	short := ptautest.New(ptautest.Powers(4, 7, 11, 13), 2).Bytes()
	shortSum := blake2b.Sum512(short)
	if _, err := d.Import(bytes.NewReader(short), shortSum[:], ada, start, nil); !errors.Is(err, ptau.ErrSmall) {
		t.Errorf("too few powers: got %v", err)
	}
	if len(files(t, d)) != 1 {
		t.Errorf("a refused import leaves %v", files(t, d))
	}
	contribute1(t, d, "Ben")
	if _, err := d.Import(bytes.NewReader(file), sum, ada, start, nil); !errors.Is(err, ErrState) {
		t.Errorf("after a contribution: got %v", err)
	}
	d, _ = imported(t)
	if _, err := d.Import(bytes.NewReader(file), sum, identity(t, "Ben"), start, nil); !errors.Is(err, ErrState) {
		t.Errorf("a second import: got %v", err)
	}
	late := newDir(t)
	late.Plan.Phase1 = Beacon{Round: 1000}
	if _, err := late.Import(bytes.NewReader(file), sum, ada, start, nil); !errors.Is(err, ErrContribution) {
		t.Errorf("after the beacon: got %v", err)
	}
}

// The importer signs what they like: the powers are checked whoever signed.
func TestAForgedImportIsRefused(t *testing.T) {
	ctx := context.Background()
	resign := func(t *testing.T, d *Dir, state []byte, change func(*Step)) {
		t.Helper()
		s := new(Step)
		check(t, d.readJSON("phase1/000.json", s))
		s.SHA256 = hexSum(state)
		change(s)
		check(t, identity(t, "Ada").sign(s))
		raw, err := marshal(s)
		check(t, err)
		d.overwrite(t, "phase1/000.bin", state)
		d.overwrite(t, "phase1/000.json", raw)
	}
	n := 1 << newDir(t).Plan.Power
	state := func(t *testing.T, tau, alpha, beta int64, damage int) []byte {
		t.Helper()
		srs := ptautest.Powers(n, tau, alpha, beta)
		if damage >= 0 {
			srs.G1.Tau[damage].Double(&srs.G1.Tau[damage])
		}
		raw, err := importedPhase1(srs)
		check(t, err)
		return raw
	}
	good := func(*Step) {}
	for name, c := range map[string]struct {
		state  func(*testing.T) []byte
		change func(*Step)
		want   error
	}{
		"a power doubled":  {func(t *testing.T) []byte { return state(t, 7, 11, 13, 5) }, good, ptau.ErrPowers},
		"no tau":           {func(t *testing.T) []byte { return state(t, 1, 11, 13, -1) }, good, ptau.ErrPowers},
		"a secret of zero": {func(t *testing.T) []byte { return state(t, 7, 0, 13, -1) }, good, nil},
		"a challenge": {func(t *testing.T) []byte {
			raw := state(t, 7, 11, 13, -1)
			return append(append(raw[:len(raw)-1], 32), make([]byte, 32)...)
		}, good, ErrFile},
		"proofs": {func(t *testing.T) []byte {
			raw := state(t, 7, 11, 13, -1)
			_, powers := phase1Size(newDir(t).Plan.Power)
			copy(raw, raw[powers+8+g2Bytes:][:g1Bytes])
			return raw
		}, good, ErrFile},
		"a hash too short":  {func(t *testing.T) []byte { return state(t, 7, 11, 13, -1) }, func(s *Step) { s.Import.BLAKE2b512 = "00" }, ErrFile},
		"a step before it":  {func(t *testing.T) []byte { return state(t, 7, 11, 13, -1) }, func(s *Step) { s.Previous = s.SHA256 }, ErrContribution},
		"no word of import": {func(t *testing.T) []byte { return state(t, 7, 11, 13, -1) }, func(s *Step) { s.Import = nil }, ErrContribution},
	} {
		t.Run(name, func(t *testing.T) {
			d, _ := imported(t)
			resign(t, d, c.state(t), c.change)
			_, err := d.Verify1(ctx, nil)
			if err == nil || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
	// Good powers, but of another file than the one with the hash.
	d, file := imported(t)
	resign(t, d, state(t, 8, 11, 13, -1), good)
	_, err := d.Verify1(ctx, nil)
	check(t, err)
	if err := d.CheckImport(bytes.NewReader(file), nil); !errors.Is(err, ErrContribution) {
		t.Errorf("powers of another file: got %v", err)
	}
	file[len(file)-1] ^= 1
	if err := d.CheckImport(bytes.NewReader(file), nil); !errors.Is(err, ptau.ErrHash) {
		t.Errorf("another file: got %v", err)
	}
}

func TestTheListOfFilesIsNotWrittenOver(t *testing.T) {
	d := sealed(t)
	first, err := d.Transcript()
	check(t, err)
	d.overwrite(t, "keys/toy.sol", []byte("contract Other {}"))
	if _, err := d.Transcript(); !errors.Is(err, ErrFile) {
		t.Errorf("a changed file: got %v", err)
	}
	if got := hexSum(d.mustRead(t, manifestFile)); got != first.Transcript {
		t.Error("the list was changed")
	}
	d = sealed(t)
	check(t, os.Remove(filepath.Join(d.path, manifestFile)))
	again, err := d.Transcript()
	check(t, err)
	if again.Transcript != first.Transcript || len(again.Phase1) != 4 || len(again.Phase2[toyName]) != 4 {
		t.Errorf("got %+v", again)
	}
}
