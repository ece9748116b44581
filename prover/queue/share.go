package queue

import (
	"container/heap"
	"time"

	"vitalproof/prover/job"
)

// The methods of this file are called with the queue locked.

// promote makes the jobs ready that have fallen due.
func (q *Queue) promote() (any bool) {
	now := q.now()
	for len(q.later.all) > 0 && !q.later.all[0].due.After(now) {
		e := heap.Pop(&q.later).(*entry)
		e.isReady = true
		heap.Push(&q.ready, e)
		any = true
	}
	return any
}

// offer serves the waiters for which a new job fits. Those for which it does not
// have refused all the others before, so the rest of a long queue is left alone.
func (q *Queue) offer(e *entry) {
	for i := 0; i < len(q.waiters); i++ {
		if w := q.waiters[i]; w.fits(e.ref) && q.give(w) {
			q.waiters = append(q.waiters[:i], q.waiters[i+1:]...)
			return
		}
	}
}

// serve asks for all waiters anew.
func (q *Queue) serve() {
	kept := q.waiters[:0]
	for _, w := range q.waiters {
		if !q.give(w) {
			kept = append(kept, w)
		}
	}
	clear(q.waiters[len(kept):])
	q.waiters = kept
}

func (q *Queue) give(w *waiter) bool {
	e := q.pick(w.fits)
	if e == nil {
		return false
	}
	w.got <- e.ref
	return true
}

// setAlarm wakes the queue when the next job falls due, if anyone waits for it.
func (q *Queue) setAlarm() {
	if q.closed || len(q.waiters) == 0 || len(q.later.all) == 0 {
		return
	}
	wait := min(max(q.later.all[0].due.Sub(q.now()), 0), longestSleep)
	if q.alarm != nil {
		q.alarm.Reset(wait)
		return
	}
	q.alarm = time.AfterFunc(wait, func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		if q.closed {
			return
		}
		if q.promote() {
			q.serve()
		}
		q.setAlarm()
	})
}

// pick takes out the job that goes next: of the tenant least served among those
// with a job that fits, the first in its line.
func (q *Queue) pick(fits func(job.Ref) bool) *entry {
	if len(q.ready.all) == 0 {
		return nil
	}
	var found *entry
	passed := q.passed[:0]
	for found == nil && len(q.active) > 0 {
		t := heap.Pop(&q.active).(*tenant)
		passed = append(passed, t)
		found = t.line.first(func(e *entry) bool { return e.isReady && fits(e.ref) })
	}
	for _, t := range passed {
		heap.Push(&q.active, t)
	}
	clear(passed)
	q.passed = passed[:0]
	if found == nil {
		return nil
	}
	t := q.tenants[found.ref.Tenant]
	q.virtual = max(q.virtual, t.served)
	t.served += q.estimate
	t.unpaid = append(t.unpaid, q.estimate)
	q.unpaid++
	q.turns++
	t.turn = q.turns
	heap.Fix(&q.active, t.index)
	q.drop(found)
	return found
}

// drop takes a job out of everything.
func (q *Queue) drop(e *entry) {
	delete(q.entries, e.ref.ID)
	if e.isReady {
		heap.Remove(&q.ready, e.byDue)
	} else {
		heap.Remove(&q.later, e.byDue)
	}
	if !e.ref.Deadline.IsZero() {
		heap.Remove(&q.overdue, e.byEnd)
	}
	t := q.tenants[e.ref.Tenant]
	t.line.remove(e.place)
	if t.line.live == 0 {
		heap.Remove(&q.active, t.index)
		t.line = line{} // its arrays may have been long
	}
}

// forget drops tenants of whom nothing need be remembered, so that the memory
// follows the work and not the number of tenants there ever were.
func (q *Queue) forget() {
	if len(q.tenants)-len(q.active) <= idleTenants+len(q.active) && (len(q.entries) > 0 || q.unpaid > 0) {
		return
	}
	if len(q.entries) == 0 && q.unpaid == 0 {
		// Nobody waits and nothing runs: all are level.
		for _, t := range q.tenants {
			q.virtual = max(q.virtual, t.served)
		}
	}
	for name, t := range q.tenants {
		if t.index < 0 && len(t.unpaid) == 0 && t.served <= q.virtual {
			delete(q.tenants, name)
		}
	}
}

// tenants is a heap of those with queued jobs.
type tenants []*tenant

func (h tenants) Len() int { return len(h) }

func (h tenants) Less(i, j int) bool {
	if h[i].served != h[j].served {
		return h[i].served < h[j].served
	}
	return h[i].turn < h[j].turn
}

func (h tenants) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

// Push is called by package heap.
func (h *tenants) Push(x any) {
	t := x.(*tenant)
	t.index = len(*h)
	*h = append(*h, t)
}

// Pop is called by package heap.
func (h *tenants) Pop() any {
	last := len(*h) - 1
	t := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	t.index = -1
	return t
}

// times is a heap of jobs by one of their times.
type times struct {
	all   []*entry
	at    func(*entry) time.Time
	index func(*entry) *int
}

func byDue() times {
	return times{at: func(e *entry) time.Time { return e.due }, index: func(e *entry) *int { return &e.byDue }}
}

func byEnd() times {
	return times{at: func(e *entry) time.Time { return e.ref.Deadline }, index: func(e *entry) *int { return &e.byEnd }}
}

// Len is called by package heap.
func (h *times) Len() int { return len(h.all) }

// Less is called by package heap.
func (h *times) Less(i, j int) bool { return h.at(h.all[i]).Before(h.at(h.all[j])) }

// Swap is called by package heap.
func (h *times) Swap(i, j int) {
	h.all[i], h.all[j] = h.all[j], h.all[i]
	*h.index(h.all[i]), *h.index(h.all[j]) = i, j
}

// Push is called by package heap.
func (h *times) Push(x any) {
	e := x.(*entry)
	*h.index(e) = len(h.all)
	h.all = append(h.all, e)
}

// Pop is called by package heap.
func (h *times) Pop() any {
	last := len(h.all) - 1
	e := h.all[last]
	h.all[last] = nil
	h.all = h.all[:last]
	return e
}
