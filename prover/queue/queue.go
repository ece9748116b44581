// Package queue orders the queued proofs of all tenants, in memory.
//
// It promises that each tenant with work gets an equal share of the time spent,
// however many jobs it has queued; that a tenant which was away starts level with
// the others, with nothing saved up; that within a tenant the first that can
// start goes first; and that no job is given out twice. It is derived from the
// store of jobs: a crash loses the order, not the jobs.
//
// It does not bound the number of jobs: whoever pushes does. The share is of
// time as it was charged, so that a caller who never charges gives equal turns
// instead. Jobs that are given out count with an estimate until they are charged,
// or one tenant would fill all workers before the first of them is done.
//
// Cost: about 300 bytes a job; Push, Take, Remove and Position take O(log n), a
// Take one question more for each job that it has to pass over.
package queue

import (
	"container/heap"
	"context"
	"slices"
	"sync"
	"time"

	"vitalproof/prover/job"
)

const (
	// firstEstimate stands for the cost of a job before any was charged: about
	// that of the circuits there are, on two cores.
	firstEstimate = time.Second
	// estimateWeight is how slowly the estimate follows: each charge moves it by an
	// eighth of the difference.
	estimateWeight = 8
	// longestSleep bounds how long a waiting Take sleeps before it looks at the
	// clock again, which may have been set in the meantime.
	longestSleep = time.Second
	// idleTenants is how many tenants without work are remembered before those
	// that need not be are dropped.
	idleTenants = 64
)

// Queue is a job.Queue. All methods may be called at once. The function given to
// Take is called with the queue locked, so it must not call the queue.
type Queue struct {
	now func() time.Time

	mu      sync.Mutex // guards everything below and inside
	closed  bool
	entries map[job.ID]*entry
	tenants map[string]*tenant

	active   tenants // those with queued jobs, least served first
	ready    times   // jobs that are due, by when they became so
	later    times   // jobs that are not
	overdue  times   // all jobs with a deadline, by it
	waiters  []*waiter
	alarm    *time.Timer // set while a Take waits and a job is not due
	passed   []*tenant   // scratch of pick
	turns    uint64
	virtual  time.Duration // service of the tenant that was taken from last, before that
	estimate time.Duration
	unpaid   int // jobs given out and not charged
}

var _ job.Queue = (*Queue)(nil)

// entry is a queued job.
type entry struct {
	ref     job.Ref
	due     time.Time
	isReady bool
	place   int // in the tenant's line
	byDue   int // index in ready or later
	byEnd   int // index in overdue
}

// tenant is what the queue knows of one.
type tenant struct {
	name   string
	line   line
	served time.Duration   // virtual: never behind that of the queue when work arrives
	unpaid []time.Duration // estimates for jobs given out, oldest first
	turn   uint64          // when it was last taken from; the earlier goes first among equals
	index  int             // in active; -1 without queued jobs
}

type waiter struct {
	fits func(job.Ref) bool
	got  chan job.Ref // room for one
}

// New makes an empty queue. now is the clock by which jobs fall due: time.Now, but
// in tests.
func New(now func() time.Time) *Queue {
	return &Queue{
		now: now, entries: make(map[job.ID]*entry), tenants: make(map[string]*tenant), estimate: firstEstimate,
		ready: byDue(), later: byDue(), overdue: byEnd(),
	}
}

// Push implements job.Queue.
func (q *Queue) Push(r job.Ref) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return job.ErrClosed
	}
	if q.entries[r.ID] != nil {
		return nil
	}
	t := q.tenants[r.Tenant]
	if t == nil {
		t = &tenant{name: r.Tenant, index: -1}
		q.tenants[r.Tenant] = t
	}
	if t.index < 0 {
		// Time away is not time saved up: without this, one that rested for a day
		// would have the machine to itself for as long.
		t.served = max(t.served, q.virtual)
		heap.Push(&q.active, t)
	}
	now := q.now()
	e := &entry{ref: r, due: now}
	if !r.NotBefore.IsZero() {
		// As a distance from now, which setting the clock does not change.
		e.due = now.Add(r.NotBefore.Sub(now))
	}
	q.entries[r.ID] = e
	e.place = t.line.append(e)
	if !r.Deadline.IsZero() {
		heap.Push(&q.overdue, e)
	}
	if e.due.After(now) {
		heap.Push(&q.later, e)
		q.setAlarm()
		return nil
	}
	e.isReady = true
	heap.Push(&q.ready, e)
	q.offer(e)
	return nil
}

// Take implements job.Queue. Among those that wait, the first to come is served
// first. A job given out at the moment the context ends is given out still.
func (q *Queue) Take(ctx context.Context, fits func(job.Ref) bool) (job.Ref, error) {
	if err := ctx.Err(); err != nil {
		return job.Ref{}, err
	}
	q.mu.Lock()
	if q.closed {
		q.mu.Unlock()
		return job.Ref{}, job.ErrClosed
	}
	q.promote()
	if e := q.pick(fits); e != nil {
		q.mu.Unlock()
		return e.ref, nil
	}
	w := &waiter{fits, make(chan job.Ref, 1)}
	q.waiters = append(q.waiters, w)
	q.setAlarm()
	q.mu.Unlock()

	select {
	case r, ok := <-w.got:
		if !ok {
			return job.Ref{}, job.ErrClosed
		}
		return r, nil
	case <-ctx.Done():
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if i := slices.Index(q.waiters, w); i >= 0 {
		q.waiters = slices.Delete(q.waiters, i, i+1)
		return job.Ref{}, ctx.Err()
	}
	if r, ok := <-w.got; ok { // sent or closed when it was taken off the list
		return r, nil
	}
	return job.Ref{}, job.ErrClosed
}

// Charge implements job.Queue. The first charge after each Take stands in for the
// estimate. A job that was taken and not worked on is charged nothing, with a
// call.
func (q *Queue) Charge(name string, spent time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	spent = max(spent, 0)
	t := q.tenants[name]
	if t == nil {
		t = &tenant{name: name, index: -1, served: q.virtual}
		q.tenants[name] = t
	}
	t.served += spent
	if len(t.unpaid) > 0 {
		t.served -= t.unpaid[0]
		t.unpaid = slices.Delete(t.unpaid, 0, 1)
		q.unpaid--
	}
	if spent > 0 {
		q.estimate += (spent - q.estimate) / estimateWeight
	}
	if t.index >= 0 {
		heap.Fix(&q.active, t.index)
	}
	q.forget()
}

// Kick implements job.Queue.
func (q *Queue) Kick() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.promote()
	q.serve()
}

// Remove implements job.Queue.
func (q *Queue) Remove(id job.ID) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	e := q.entries[id]
	if e == nil {
		return false
	}
	q.drop(e)
	q.forget()
	return true
}

// Position implements job.Queue. Jobs that are not due are counted where they
// stand.
func (q *Queue) Position(id job.ID) (int, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	e := q.entries[id]
	if e == nil {
		return 0, false
	}
	return q.tenants[e.ref.Tenant].line.before(e.place), true
}

// Overdue implements job.Queue: a job is overdue at its deadline.
func (q *Queue) Overdue(now time.Time) []job.Ref {
	q.mu.Lock()
	defer q.mu.Unlock()
	var refs []job.Ref
	for len(q.overdue.all) > 0 && !q.overdue.all[0].ref.Deadline.After(now) {
		e := q.overdue.all[0]
		q.drop(e)
		refs = append(refs, e.ref)
	}
	q.forget()
	return refs
}

// Len implements job.Queue.
func (q *Queue) Len(name string) (of, all int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if t := q.tenants[name]; t != nil {
		of = t.line.live
	}
	return of, len(q.entries)
}

// Oldest implements job.Queue. Zero also if none of the jobs is due yet.
func (q *Queue) Oldest() time.Time {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.promote()
	if len(q.ready.all) == 0 {
		return time.Time{}
	}
	return q.ready.all[0].due
}

// Close implements job.Queue. What is still queued stays where the store has it.
func (q *Queue) Close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	for _, w := range q.waiters {
		close(w.got)
	}
	q.waiters = nil
	if q.alarm != nil {
		q.alarm.Stop()
		q.alarm = nil
	}
}
