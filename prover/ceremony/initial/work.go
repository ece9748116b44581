package initial

import (
	"context"
	"runtime"
	"sync"
)

// A run spreads the work of one call over the processors, ends it when its context
// ends, and counts what is done.
type run struct {
	ctx         context.Context // lives for one call
	mutex       sync.Mutex      // of the next chunk and of done, and around report
	done, total int64
	report      func(done, total int64)
}

// each calls body for the chunks [lo, hi) that make up [0, n), on every processor, each
// with scratch of its own. It fails with the context's error, within a chunk's time.
func each[S any](r *run, n, chunk int, body func(scratch *S, lo, hi int)) error {
	next := 0
	var all sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+chunk-1)/chunk) {
		all.Go(func() {
			scratch := new(S)
			for {
				r.mutex.Lock()
				lo := next
				next += chunk
				r.mutex.Unlock()
				if lo >= n || r.ctx.Err() != nil {
					return
				}
				body(scratch, lo, min(lo+chunk, n))
			}
		})
	}
	all.Wait()
	return r.ctx.Err()
}

// progress counts units of work as done.
func (r *run) progress(units int) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.done += int64(units)
	if r.report != nil && units > 0 {
		r.report(r.done, r.total)
	}
}
