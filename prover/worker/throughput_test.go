package worker

import (
	"context"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"vitalproof/circuits/catalogue"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/keys"
	"vitalproof/prover/local"
	"vitalproof/prover/wire"
)

// throughputEnv asks for the comparison and says how many seconds a turn takes.
const (
	throughputEnv     = "VITALPROOF_WORKER_THROUGHPUT"
	throughputCircuit = "glucose-5min-30d"
	throughputRounds  = 3
)

// TestThroughputIsThatOfABareLoop compares pools with a loop in this process that
// proves and does nothing else, in turns, so that a busy machine slows all alike.
// Run it alone:
//
//	VITALPROOF_WORKER_THROUGHPUT=15 go test ./prover/worker -run Throughput -v -timeout 30m
func TestThroughputIsThatOfABareLoop(t *testing.T) {
	seconds, err := strconv.Atoi(os.Getenv(throughputEnv))
	if err != nil || seconds < 1 {
		t.Skip("takes minutes: set " + throughputEnv + " to the seconds of a turn")
	}
	in := input(t, throughputCircuit)
	n := runtime.NumCPU()
	kinds := []struct {
		name             string
		workers, threads int
		rate, latency    float64
	}{
		{"bare loop", 0, 0, 0, 0},
		{"1 child, all cores", 1, n, 0, 0},
		{"2 children, all cores each", 2, n, 0, 0},
		{"2 children, half the cores each", 2, max(1, n/2), 0, 0},
	}
	works := make([]func(context.Context) error, len(kinds))
	works[0] = bareLoop(t, in)
	for i, k := range kinds[1:] {
		o := options(allHonest)
		o.Workers, o.Threads = k.workers, k.threads
		p := newPool(t, o)
		works[i+1] = func(ctx context.Context) error {
			_, _, err := p.Prove(ctx, throughputCircuit, in, ignore)
			return err
		}
		warm(t, k.workers, works[i+1])
	}
	for range throughputRounds {
		for i := range kinds {
			k := &kinds[i]
			proofs, each := turn(t, time.Duration(seconds)*time.Second, max(1, k.workers), works[i])
			k.rate += proofs / throughputRounds
			k.latency += each.Seconds() / throughputRounds
		}
	}
	for _, k := range kinds {
		t.Logf("%-32s %.3f proofs/s (%.3f of the bare loop), %.2f s each", k.name, k.rate, k.rate/kinds[0].rate, k.latency)
	}
}

func bareLoop(t *testing.T, raw []byte) func(context.Context) error {
	c, err := catalogue.ByName(throughputCircuit)
	if err != nil {
		t.Fatal(err)
	}
	s, err := keys.Open("")
	if err != nil {
		t.Fatal(err)
	}
	l, err := s.Load(t.Context(), c, nil)
	if err != nil {
		t.Fatal(err)
	}
	m := new(v1.ProofInput)
	if err := proto.Unmarshal(raw, m); err != nil {
		t.Fatal(err)
	}
	in, err := wire.Decode(m)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := in.Judge()
	if err != nil {
		t.Fatal(err)
	}
	return func(ctx context.Context) error {
		_, err := local.Prover{AllowDevelopment: true}.Prove(ctx, l, plan, in.Secret, nil)
		return err
	}
}

// warm lets every child of a pool load.
func warm(t *testing.T, workers int, work func(context.Context) error) {
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			if err := work(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// turn works for a while and gives the proofs a second and the time of one.
func turn(t *testing.T, d time.Duration, parallel int, work func(context.Context) error) (rate float64, each time.Duration) {
	var proofs, spent atomic.Int64
	begun := time.Now()
	var all sync.WaitGroup
	for range parallel {
		all.Go(func() {
			for time.Since(begun) < d {
				one := time.Now()
				if err := work(t.Context()); err != nil {
					t.Error(err)
					return
				}
				proofs.Add(1)
				spent.Add(int64(time.Since(one)))
			}
		})
	}
	all.Wait()
	n := proofs.Load()
	return float64(n) / time.Since(begun).Seconds(), time.Duration(spent.Load() / max(1, n))
}
