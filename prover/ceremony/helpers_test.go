package ceremony

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/constraint"
	cs "github.com/consensys/gnark/constraint/bn254"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"

	"vitalproof/circuits/catalogue"
)

// toy has the shape of the circuits of the catalogue, five public inputs and one
// commitment, and few constraints.
type toy struct {
	A, B, C, D, E frontend.Variable `gnark:",public"`
	X, Y          frontend.Variable
}

func (c *toy) Define(api frontend.API) error {
	committer, ok := api.(frontend.Committer)
	if !ok {
		return fmt.Errorf("no commitments")
	}
	r, err := committer.Commit(c.X, c.Y)
	if err != nil {
		return err
	}
	api.AssertIsEqual(api.Mul(c.X, c.Y), c.A)
	api.AssertIsEqual(api.Mul(c.X, c.X, c.Y, 7), c.B)
	api.AssertIsEqual(api.Add(c.X, c.Y), api.Mul(c.C, 1))
	api.AssertIsEqual(api.Mul(c.D, c.D, c.X), api.Mul(c.E, c.Y))
	api.AssertIsDifferent(r, api.Mul(c.X, c.E))
	return nil
}

// toyWitness solves it.
var toyWitness = toy{A: 6, B: 84, C: 5, D: 3, E: 6, X: 2, Y: 3}

const toyName = "toy"

var compileToy = sync.OnceValues(func() (*catalogue.Compiled, error) {
	ccs, err := frontend.Compile(ecc.BN254.ScalarField(), r1cs.NewBuilder, &toy{})
	if err != nil {
		return nil, err
	}
	system, ok := ccs.(*cs.R1CS)
	if !ok {
		return nil, fmt.Errorf("%T", ccs)
	}
	if _, ok := system.CommitmentInfo.(constraint.Groth16Commitments); !ok {
		return nil, fmt.Errorf("%T", system.CommitmentInfo)
	}
	c := &catalogue.Compiled{Circuit: catalogue.Circuit{Name: toyName}, System: system}
	c.ID[0] = 7
	return c, nil
})

var (
	start = time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC)
	// value stands in for a beacon that the test knows.
	value = []byte("a value that nobody could foresee")
)

// newDir plans a ceremony for the toy: what Init does, but for the catalogue.
func newDir(t testing.TB) *Dir {
	t.Helper()
	compiled, err := compileToy()
	check(t, err)
	n := compiled.System.GetNbConstraints()
	p := Plan{
		Format: format, Name: "test", Power: powerFor(n), Minimum: MinContributors,
		Circuits: []PlannedCircuit{{Name: toyName, ID: compiled.ID.String(), Constraints: n, Power: powerFor(n)}},
		Phase1:   Beacon{Rule: "the first"}, Phase2: Beacon{Rule: "the second"},
	}
	raw, err := marshal(p)
	check(t, err)
	d := &Dir{Plan: p, path: t.TempDir(), id: hexSum(raw), compile: func(PlannedCircuit) (*catalogue.Compiled, error) { return compileToy() }}
	check(t, d.write(planFile, raw, false))
	return d
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func identity(t testing.TB, name string) *Identity {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	check(t, err)
	i, err := NewIdentity(name, key)
	check(t, err)
	return i
}

var people = []string{"Ada", "Ben", "Cleo"}

func contribute1(t testing.TB, d *Dir, names ...string) {
	t.Helper()
	for i, name := range names {
		_, err := d.Contribute1(context.Background(), identity(t, name), start.Add(time.Duration(i)*time.Hour), nil)
		check(t, err)
	}
}

func contribute2(t testing.TB, d *Dir, names ...string) {
	t.Helper()
	for i, name := range names {
		_, err := d.Contribute2(context.Background(), identity(t, name), start.Add(time.Duration(i)*time.Hour), nil)
		check(t, err)
	}
}

// sealed is a whole ceremony. Each test gets a copy of the same.
func sealed(t testing.TB) *Dir {
	t.Helper()
	from := sealedOnce(t)
	d := *from
	d.path = t.TempDir()
	copyTree(t, from.path, d.path)
	return &d
}

var (
	sealedMutex sync.Mutex
	sealedDir   *Dir
)

func sealedOnce(t testing.TB) *Dir {
	t.Helper()
	sealedMutex.Lock()
	defer sealedMutex.Unlock()
	if sealedDir != nil {
		return sealedDir
	}
	d := newDir(t)
	contribute1(t, d, people...)
	_, err := d.Seal1(context.Background(), value, nil)
	check(t, err)
	check(t, d.Init2(context.Background(), nil))
	contribute2(t, d, people...)
	_, err = d.Seal2(context.Background(), value, nil)
	check(t, err)
	kept := *d
	kept.path, err = os.MkdirTemp("", "ceremony")
	check(t, err)
	copyTree(t, d.path, kept.path)
	sealedDir = &kept
	return sealedDir
}

func TestMain(m *testing.M) {
	code := m.Run()
	if sealedDir != nil {
		_ = os.RemoveAll(sealedDir.path)
	}
	os.Exit(code)
}

func copyTree(t testing.TB, from, to string) {
	t.Helper()
	check(t, os.CopyFS(to, os.DirFS(from)))
}

func (d *Dir) mustRead(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(d.path, name))
	check(t, err)
	return raw
}

func (d *Dir) overwrite(t testing.TB, name string, raw []byte) {
	t.Helper()
	check(t, os.WriteFile(filepath.Join(d.path, name), raw, 0o600))
}

func verifyAll(d *Dir) (*Report, error) { return d.Verify(context.Background(), nil, nil) }

func bytesOf(t testing.TB, w io.WriterTo) []byte {
	t.Helper()
	var b bytes.Buffer
	_, err := w.WriteTo(&b)
	check(t, err)
	return b.Bytes()
}
