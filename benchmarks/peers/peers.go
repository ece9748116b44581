package peers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"vitalproof/benchmarks/check"
)

// The peers.
const (
	SnarkJS      = "snarkjs" // circom 2 and snarkjs, Groth16
	Barretenberg = "bb"      // Noir and Barretenberg, UltraHonk
)

// Names of the peers.
func Names() []string { return []string{SnarkJS, Barretenberg} }

const (
	// MaxDays bounds a window. Noir's circuit has 16 bits for a count.
	MaxDays = 90

	// SetupLimit is the longest that Open may take.
	SetupLimit = 10 * time.Minute
)

// Errors of peers.
var (
	// ErrUnsatisfied is of readings that the circuit refuses, as it must those that
	// check.Evaluate refuses.
	ErrUnsatisfied = errors.New("the readings do not satisfy the circuit")

	// ErrInvalid is of a proof that does not verify.
	ErrInvalid = errors.New("the proof does not verify")

	// ErrTooLarge is of a window whose circuit and keys are not made in SetupLimit.
	ErrTooLarge = errors.New("too large to be set up in time")
)

// Counts are the sizes of a circuit and its keys.
type Counts struct {
	Constraints int    // what Unit says
	Unit        string // "R1CS constraints" or "UltraHonk gates"
	DomainSize  int    // rows of the domain that the prover works over, a power of two

	// ProvingKeyBytes is 0 for bb, which makes its key from the circuit at each
	// proof. The verifying key of snarkjs is JSON text.
	ProvingKeyBytes, VerifyingKeyBytes int64
}

// Proof is a proof with what making it took.
type Proof struct {
	// Public are the public values, decimal: the digest, then the counts in the order
	// of check.Counts. Digest and Counts say the same. Verify reads Public alone.
	Public []string
	Digest string
	Counts check.Counts

	// Bytes is the proof's length as it is sent to a contract, without Public: points
	// uncompressed, 256 for Groth16.
	Bytes int

	// Witness and Prove are wall time inside the peer's process, which was started,
	// with circuit and keys in memory, before.
	Witness, Prove time.Duration

	// CPU is the time of all cores, in user and kernel mode, for both, and PeakRSS the
	// most resident memory in bytes while they ran, of the process that proves: keys
	// and program included. With bb the witness is computed by a second process, of
	// WitnessRSS; with snarkjs by the same. All are 0 where there is no /proc.
	CPU                 time.Duration
	PeakRSS, WitnessRSS int64

	data json.RawMessage
}

// Peer is a running peer with a circuit set up. Its methods are for one goroutine.
type Peer struct {
	counts  Counts
	times   map[string]time.Duration
	worker  *worker
	prover  int // process id
	cleanup []string
}

// Open compiles the circuit for a window of days, makes an INSECURE reference string
// and keys in a new directory under dir, and starts what has to run. The progress
// function, which may be nil, is told what begins: "compile", "reference string",
// "setup", "start". The end of ctx ends the peer too. Close has to be called.
//
// Errors: what Installed gives; ErrTooLarge.
func Open(ctx context.Context, root, name string, days int, dir string, progress func(stage string)) (*Peer, error) {
	if days < 1 || days > MaxDays {
		return nil, fmt.Errorf("a window of %d days, want 1 to %d", days, MaxDays)
	}
	setup := map[string]func(context.Context, *opening) error{SnarkJS: openSnarkJS, Barretenberg: openBarretenberg}[name]
	if setup == nil {
		return nil, fmt.Errorf("no peer is called %q", name)
	}
	if err := Installed(root); err != nil {
		return nil, err
	}
	if progress == nil {
		progress = func(string) {}
	}
	o, err := newOpening(ctx, root, name, days, dir, progress)
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeoutCause(ctx, SetupLimit, ErrTooLarge)
	defer cancel()
	if err := setup(limited, o); err != nil {
		_ = o.peer.Close() // the error that matters is the first
		if errors.Is(context.Cause(limited), ErrTooLarge) {
			err = fmt.Errorf("%w: %s for %d days is not ready after %v: %w", ErrTooLarge, name, days, SetupLimit, err)
		}
		return nil, fmt.Errorf("open %s for %d days: %w", name, days, err)
	}
	return o.peer, nil
}

// Counts gives the sizes of the circuit.
func (p *Peer) Counts() Counts { return p.counts }

// Times gives how long the stages of Open took.
func (p *Peer) Times() map[string]time.Duration { return p.times }

// Prove computes the witness of readings, one for each slot of the window, and
// proves. Readings that the circuit refuses give ErrUnsatisfied; other errors mean
// that the peer has failed and is of no more use.
func (p *Peer) Prove(ctx context.Context, readings []uint64) (*Proof, error) {
	var got struct {
		Proof              json.RawMessage
		Public             []string
		Bytes              int
		WitnessMS, ProveMS float64
	}
	before := p.cpu()
	resetPeak(p.prover)
	resetPeak(p.worker.pid())
	if err := p.worker.ask(ctx, request{Do: "prove", Readings: readings}, &got); err != nil {
		return nil, err
	}
	proof := &Proof{
		Public: got.Public, Bytes: got.Bytes, Witness: milliseconds(got.WitnessMS), Prove: milliseconds(got.ProveMS),
		CPU: p.cpu() - before, PeakRSS: peak(p.prover), WitnessRSS: peak(p.worker.pid()), data: got.Proof,
	}
	c := &proof.Counts
	counts := []*uint64{&c.N, &c.Below54, &c.Below70, &c.Above180, &c.Above250}
	if len(got.Public) != 1+len(counts) {
		return nil, fmt.Errorf("a proof has %d public values, want %d", len(got.Public), 1+len(counts))
	}
	proof.Digest = got.Public[0]
	for i, to := range counts {
		var err error
		if *to, err = strconv.ParseUint(got.Public[1+i], 10, 64); err != nil {
			return nil, fmt.Errorf("public value %d: %w", 1+i, err)
		}
	}
	return proof, nil
}

// Verify verifies a proof of this peer and gives the time it took inside the peer's
// process. A proof that does not verify gives ErrInvalid.
func (p *Peer) Verify(ctx context.Context, proof *Proof) (time.Duration, error) {
	var got struct {
		OK bool
		MS float64
	}
	if err := p.worker.ask(ctx, request{Do: "verify", Proof: proof.data, Public: proof.Public}, &got); err != nil {
		return 0, err
	}
	if !got.OK {
		return milliseconds(got.MS), ErrInvalid
	}
	return milliseconds(got.MS), nil
}

// Close ends the peer's processes and removes its files.
func (p *Peer) Close() error {
	var errs []error
	if p.worker != nil {
		errs = append(errs, p.worker.close())
		p.worker = nil
	}
	for _, dir := range p.cleanup {
		errs = append(errs, os.RemoveAll(dir))
	}
	p.cleanup = nil
	return errors.Join(errs...)
}

func (p *Peer) cpu() time.Duration {
	used := cpu(p.worker.pid())
	if p.prover != p.worker.pid() {
		used += cpu(p.prover)
	}
	return used
}

func milliseconds(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }

// opening is a Peer that is being set up.
type opening struct {
	peer       *Peer
	life       context.Context // of the processes that stay
	home       string          // benchmarks/peers, absolute
	dir        string          // of this peer alone, absolute
	env        []string
	days       int
	progress   func(string)
	start      time.Time
	stageUnder string
}

func newOpening(ctx context.Context, root, name string, days int, dir string, progress func(string)) (*opening, error) {
	home, err := filepath.Abs(filepath.Join(root, "benchmarks", "peers"))
	if err != nil {
		return nil, err
	}
	o := &opening{peer: &Peer{times: map[string]time.Duration{}}, life: ctx, home: home, days: days, progress: progress}
	// A socket's path has room for some hundred bytes, so bb's is not under dir.
	for _, parent := range []string{dir, ""} {
		made, err := os.MkdirTemp(parent, "peer-"+name+"-*")
		if err == nil {
			o.peer.cleanup = append(o.peer.cleanup, made)
			made, err = filepath.Abs(made)
		}
		if err != nil {
			_ = o.peer.Close()
			return nil, err
		}
		if o.dir == "" {
			o.dir = made
		} else {
			o.env = append(os.Environ(), "HOME="+o.dir, "TMPDIR="+made)
		}
	}
	return o, nil
}

// stage says that a stage begins and times the one before; "" ends the last.
func (o *opening) stage(name string) {
	now := time.Now()
	if o.stageUnder != "" {
		o.peer.times[o.stageUnder] += now.Sub(o.start)
	}
	o.stageUnder, o.start = name, now
	if name != "" {
		o.progress(name)
	}
}

func (o *opening) path(name ...string) string {
	return filepath.Join(append([]string{o.dir}, name...)...)
}

func (o *opening) module(name ...string) string {
	return filepath.Join(append([]string{o.home, "node_modules"}, name...)...)
}
