package engine

import (
	"errors"
	"os"
	"testing"

	"google.golang.org/protobuf/proto"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/catalogue"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/job"
	"vitalproof/prover/wire"
	"vitalproof/prover/worker"
	"vitalproof/verifier"
)

// asChild is the first argument of this test's binary when it is a worker.
const asChild = "vitalproof-test-child"

var _ Pool = (*worker.Pool)(nil)

func TestARealPoolProvesWhatTheServiceVerifies(t *testing.T) {
	if testing.Short() || raceEnabled {
		t.Skip("loads a circuit, which under the race detector takes more memory than a worker may have")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	pool, err := worker.NewPool(worker.Options{Command: []string{self, asChild}, Workers: 1, AllowDevelopment: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	s := start(t, newDisk(t), nil, func(o *Options) {
		o.Pool, o.Verify = pool, verifyAnswer
	})
	c, err := catalogue.ByName(circuit)
	if err != nil {
		t.Fatal(err)
	}
	input, err := worker.Invent(c)
	if err != nil {
		t.Fatal(err)
	}
	good := s.submit(job.New{Owner: job.Owner{Tenant: "clinic"}, Circuit: circuit, Input: input})
	bad := s.submit(job.New{Owner: job.Owner{Tenant: "clinic"}, Circuit: circuit, Input: []byte("no message")})
	done := s.await("clinic", good.ID, v1.ProofState_PROOF_STATE_SUCCEEDED)
	if err := verifyAnswer(input, done.Attestation); err != nil {
		t.Fatal(err)
	}
	if j := s.await("clinic", bad.ID, v1.ProofState_PROOF_STATE_FAILED); j.Attempts != 1 {
		t.Fatalf("a malformed input was tried %d times", j.Attempts)
	}
	eventually(t, "both attempts are reported", func() bool { return len(s.finished()) == 2 })
	for _, a := range s.finished() {
		if a.Result == Succeeded && (a.PeakBytes == 0 || a.Stages[v1.ProofStage_PROOF_STAGE_PROVING] == 0) {
			t.Fatalf("the attempt reports %+v", a)
		}
	}
}

func verifyAnswer(input, file []byte) error {
	var m v1.ProofInput
	if proto.Unmarshal(input, &m) != nil {
		return errors.New("malformed")
	}
	in, err := wire.Decode(&m)
	if err != nil {
		return err
	}
	a, err := attestation.Parse(file)
	if err != nil {
		return err
	}
	return verifier.Check(in.Request, a, verifier.Options{AllowDevelopment: true})
}
