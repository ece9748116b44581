package jobtest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"vitalproof/prover/job"
)

func (x *line) once() {
	const jobs = 2000
	ctx, cancel := context.WithCancel(x.Context())
	defer cancel()
	var mu sync.Mutex
	taken := map[job.ID]int{}
	var takers sync.WaitGroup
	for range atOnce {
		takers.Go(func() {
			for {
				r, err := x.q.Take(ctx, anything)
				if err != nil {
					return
				}
				mu.Lock()
				if taken[r.ID]++; len(taken) == jobs {
					cancel()
				}
				mu.Unlock()
				x.q.Charge(r.Tenant, time.Millisecond)
			}
		})
	}
	var pushers sync.WaitGroup
	for p := range 8 {
		pushers.Go(func() {
			for n := range jobs / 8 {
				if err := x.q.Push(ref(fmt.Sprintf("t%02d", p), n)); err != nil {
					x.Error(err)
				}
			}
		})
	}
	pushers.Wait()
	select {
	case <-ctx.Done():
	case <-time.After(patience):
		cancel()
	}
	takers.Wait()
	if len(taken) != jobs {
		x.Fatalf("%d of %d jobs were taken", len(taken), jobs)
	}
	for id, n := range taken {
		if n != 1 {
			x.Fatalf("%s was taken %d times", id, n)
		}
	}
}
