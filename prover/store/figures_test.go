package store

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vitalproof/prover/job"
)

// input30d is as large as the input of a month of readings every five minutes,
// with a request.
var input30d = strings.Repeat("x", 20<<10)

func BenchmarkCreate(b *testing.B) {
	for _, callers := range []int{1, 64} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			s := newSite(b).open()
			var left atomic.Int64
			left.Store(int64(b.N))
			b.ResetTimer()
			var all sync.WaitGroup
			for c := range callers {
				all.Go(func() {
					for left.Add(-1) >= 0 {
						mustCreate(b, s, newJob(fmt.Sprint("subject ", c), input30d))
					}
				})
			}
			all.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "creates/s")
		})
	}
}

// BenchmarkGetUnderWrites reads while 8 writers run jobs.
func BenchmarkGetUnderWrites(b *testing.B) {
	s := newSite(b).open()
	var ids []job.ID
	for range 1000 {
		ids = append(ids, mustCreate(b, s, newJob("a", input30d)).ID)
	}
	stop := make(chan struct{})
	var writers sync.WaitGroup
	for range 8 {
		writers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					mustSucceed(b, s, mustCreate(b, s, newJob("b", input30d)), "proof")
				}
			}
		})
	}
	var took []time.Duration
	b.ResetTimer()
	for n := range b.N {
		begun := time.Now()
		if _, err := s.Jobs().Get(contextOf(), job.Owner{Tenant: "hospital"}, ids[n%len(ids)]); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begun))
	}
	b.StopTimer()
	close(stop)
	writers.Wait()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// BenchmarkQueued fills a store with 100,000 jobs and opens it again.
func BenchmarkQueued(b *testing.B) {
	const jobs = 100_000
	x := newSite(b)
	for range b.N {
		s := x.open()
		var left atomic.Int64
		left.Store(jobs)
		var all sync.WaitGroup
		for c := range 64 {
			all.Go(func() {
				for left.Add(-1) >= 0 {
					mustCreate(b, s, newJob(fmt.Sprint("subject ", c), input30d))
				}
			})
		}
		all.Wait()
		b.ReportMetric(heapMiB(), "heap-MiB")
		x.close()
		begun := time.Now()
		s = x.open()
		b.ReportMetric(time.Since(begun).Seconds(), "open-s")
		begun = time.Now()
		n := 0
		for _, err := range s.Jobs().Recover(contextOf(), created) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != jobs {
			b.Fatalf("%d jobs", n)
		}
		b.ReportMetric(time.Since(begun).Seconds(), "recover-s")
		b.ReportMetric(heapMiB(), "heap-after-MiB")
	}
}

func heapMiB() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapInuse) / (1 << 20)
}
