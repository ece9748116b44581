package worker

import (
	"context"
	"errors"
	"io"
	"runtime/debug"

	"google.golang.org/protobuf/proto"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/catalogue"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/keys"
	"vitalproof/prover/local"
	"vitalproof/prover/wire"
)

// Exit codes of a child. The parent acts on none of them; they are for a person
// who reads the log. Go itself ends with 2 after a panic.
const (
	exitNone     = 0
	exitConfine  = 10 // the process could not be confined
	exitProtocol = 11 // the parent did not speak the protocol
	exitLoad     = 12 // the circuit or its key did not load
	exitSelfTest = 13 // the self-test gave no proof
	exitPanic    = 14
	exitOrphan   = 15 // the parent closed the input
)

// Main is a child: it reads a greeting and jobs from in, writes answers to out
// and gives the exit code of the process, which has to end then, since a proof
// may still be under way.
//
// It confines the process that it is called in: no core dump, no reading by
// others, and from the greeting on a bound on memory.
func Main(ctx context.Context, in io.Reader, out io.Writer) int {
	local.Silence()
	if err := Confine(); err != nil {
		return exitConfine
	}
	frames, gone := make(chan frame), make(chan struct{})
	go func() {
		defer close(gone)
		for {
			f, err := readFrame(in, fromParent)
			if err != nil {
				return
			}
			select {
			case frames <- f:
			case <-ctx.Done():
				return
			}
		}
	}()
	code := make(chan int, 1)
	go func() {
		// A panic's message may hold a value of the witness: it is not printed.
		defer func() {
			if recover() != nil {
				code <- exitPanic
			}
		}()
		code <- serve(ctx, frames, gone, out)
	}()
	select {
	case c := <-code:
		return c
	case <-gone: // also in the middle of a proof: nobody waits for it
		return exitOrphan
	case <-ctx.Done():
		return exitOrphan
	}
}

// serve greets, loads, tests itself and works off jobs.
func serve(ctx context.Context, frames <-chan frame, gone <-chan struct{}, out io.Writer) int {
	next := func() (frame, bool) {
		select {
		case f := <-frames:
			return f, true
		case <-gone:
			return frame{}, false
		}
	}
	f, ok := next()
	if !ok {
		return exitOrphan
	}
	h, err := parseHello(f)
	if err != nil {
		return exitProtocol
	}
	if err := bound(h.Memory); err != nil {
		return exitConfine
	}
	p, code := prepare(ctx, h)
	if code != exitNone {
		reason := v1.Reason_REASON_WORKER
		if code == exitSelfTest {
			reason = v1.Reason_REASON_SELF_CHECK
		}
		_ = writeFrame(out, frame{kindFailure, 0, []byte{byte(reason)}}) // the exit says it too
		return code
	}
	if err := writeFrame(out, frame{kind: kindReady}); err != nil {
		return exitOrphan
	}
	for jobs := 0; ; jobs++ {
		f, ok := next()
		if !ok {
			return exitOrphan
		}
		// The parent replaces a child that has served; this is in case it forgets.
		if f.kind != kindJob || jobs == h.Jobs {
			return exitProtocol
		}
		if err := p.answer(ctx, f, out); err != nil {
			return exitOrphan
		}
	}
}

// bound sets both bounds on memory: the kernel's, which ends the process, and
// below it the collector's, which works harder.
func bound(memory uint64) error {
	debug.SetMemoryLimit(int64(memory / 100 * collectAt))
	return limitData(memory + dataHeadroom)
}

// errInput reports bytes that are not a message.
var errInput = errors.New("the input is not a message")

// prover is a loaded circuit.
type prover struct {
	loaded *keys.Loaded
	local  local.Prover
}

// prepare loads a circuit and its key and proves an invented statement.
func prepare(ctx context.Context, h hello) (prover, int) {
	circuit, err := catalogue.ByName(h.Circuit)
	if err != nil {
		return prover{}, exitLoad
	}
	store, err := keys.Open(h.Dir)
	if err != nil {
		return prover{}, exitLoad
	}
	loaded, err := store.Load(ctx, circuit, nil)
	if err != nil {
		return prover{}, exitLoad
	}
	p := prover{loaded, local.Prover{AllowDevelopment: h.AllowDevelopment}}
	if p.selfTest(ctx) != nil {
		return prover{}, exitSelfTest
	}
	// What compiling left behind would count against the first job.
	debug.FreeOSMemory()
	return p, exitNone
}

// answer works off one job. Its error is that of writing.
func (p prover) answer(ctx context.Context, f frame, out io.Writer) error {
	var broken error
	file, err := p.prove(ctx, f.payload, func(s v1.ProofStage) {
		broken = errors.Join(broken, writeFrame(out, frame{kindStage, f.job, []byte{byte(s)}}))
	})
	clear(f.payload)
	if err != nil {
		return errors.Join(broken, writeFrame(out, frame{kindFailure, f.job, []byte{byte(reasonOf(err))}}))
	}
	return errors.Join(broken, writeFrame(out, frame{kindResult, f.job, file}))
}

// prove turns a marshalled input into an attestation file. Its errors stay in the
// child.
func (p prover) prove(ctx context.Context, raw []byte, stage func(v1.ProofStage)) ([]byte, error) {
	stage(v1.ProofStage_PROOF_STAGE_WITNESS)
	m := new(v1.ProofInput)
	if err := proto.Unmarshal(raw, m); err != nil {
		return nil, errInput // in place of its own, which may quote the message
	}
	defer func() { // the message's own copies; the proof system keeps more
		clear(m.GetSecret())
		clear(m.GetWindow().GetReadings())
	}()
	in, err := wire.Decode(m)
	if err != nil {
		return nil, err
	}
	defer func() {
		for _, b := range in.Window.Blocks {
			clear(b)
		}
		clear(in.Window.Page)
	}()
	plan, err := in.Judge()
	if err != nil {
		return nil, err
	}
	stage(v1.ProofStage_PROOF_STAGE_PROVING)
	a, err := p.local.ProveWatched(ctx, p.loaded, plan, in.Secret, in.Payee, func() {
		stage(v1.ProofStage_PROOF_STAGE_VERIFYING)
	})
	if err != nil {
		return nil, err
	}
	return attestation.Marshal(a)
}
