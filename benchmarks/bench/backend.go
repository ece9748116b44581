package bench

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/witness"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"

	"vitalproof/benchmarks/result"
)

// backend is a proof system of gnark's.
type backend interface {
	unit() string // of constraints
	compile(s *Subject) (constraint.ConstraintSystem, error)
	setup(system constraint.ConstraintSystem) (prover, error)
	// load reads what a prover's save wrote.
	load(system io.Reader, keys io.Reader) (prover, error)
}

// prover is a backend with the constraint system and keys of one subject.
type prover interface {
	save(keys io.Writer) error
	system() constraint.ConstraintSystem
	domain() uint64
	// keyBytes are the sizes of the keys in gnark's raw encoding.
	keyBytes() (proving, verifying int64, err error)
	prove(full witness.Witness, hints []solver.Hint) (proof, error)
	verify(p proof, public witness.Witness) error
	// floor does nothing but the multi-scalar multiplications and Fourier
	// transforms of a proof; nil where that is not known.
	floor() (func() error, error)
	exportSolidity(w io.Writer) error
}

// proof is what a prover makes.
type proof interface {
	// solidity is the proof as gnark's exported verifier takes it.
	solidity() ([]byte, error)
}

func backendOf(name string) (backend, error) {
	switch name {
	case result.Groth16:
		return groth16Backend{}, nil
	case result.Plonk:
		return plonkBackend{}, nil
	}
	return nil, fmt.Errorf("%w: backend %q (there are %s and %s)", ErrUnknown, name, result.Groth16, result.Plonk)
}

// ErrUnknown reports a name that nothing here has.
var ErrUnknown = errors.New("not known")

// Names of the files that a prepared subject has.
const (
	systemFile = "system"
	keysFile   = "keys"
)

// store writes a prover to a folder.
func store(p prover, dir string) error {
	if err := writeFile(filepath.Join(dir, systemFile), func(w io.Writer) error {
		_, err := p.system().WriteTo(w)
		return err
	}); err != nil {
		return err
	}
	return writeFile(filepath.Join(dir, keysFile), p.save)
}

func writeFile(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(f, 1<<20)
	if err = write(buffered); err == nil {
		err = buffered.Flush()
	}
	return errors.Join(err, f.Close())
}

// load reads a prover from a folder. The files are this run's own.
func load(b backend, dir string) (prover, error) {
	system, err := os.ReadFile(filepath.Join(dir, systemFile))
	if err != nil {
		return nil, err
	}
	keys, err := os.Open(filepath.Join(dir, keysFile))
	if err != nil {
		return nil, err
	}
	defer keys.Close()
	return b.load(bytes.NewReader(system), bufio.NewReaderSize(keys, 1<<20))
}

// witnessOf is a fresh witness of a subject.
func witnessOf(s *Subject) (full, public witness.Witness, err error) {
	assignment, err := s.Assign()
	if err != nil {
		return nil, nil, fmt.Errorf("assign %s: %w", s.Name, err)
	}
	if full, err = frontend.NewWitness(assignment, ecc.BN254.ScalarField()); err != nil {
		return nil, nil, fmt.Errorf("witness of %s: %w", s.Name, err)
	}
	public, err = full.Public()
	return full, public, err
}

// counter counts what is written.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// countsOf are the counts of a constraint system.
func countsOf(system constraint.ConstraintSystem, backend string) result.Counts {
	c := result.Counts{
		Constraints: system.GetNbConstraints(),
		Public:      system.GetNbPublicVariables(), Secret: system.GetNbSecretVariables(), Internal: system.GetNbInternalVariables(),
		Commitments: len(system.GetCommitments().CommitmentIndexes()),
	}
	if backend == result.Groth16 {
		c.Public-- // the constant one
	}
	return c
}

// domainOf is the number of points of a backend's transforms: PLONK's rows hold the
// public inputs too.
func domainOf(system constraint.ConstraintSystem, backend string) uint64 {
	rows := system.GetNbConstraints()
	if backend == result.Plonk {
		rows += system.GetNbPublicVariables()
	}
	return ecc.NextPowerOfTwo(uint64(rows))
}
