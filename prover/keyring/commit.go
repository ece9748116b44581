package keyring

import (
	"runtime"
	"sync"
)

// commits lets writers that wait at the same time share one sync of the file.
//
// A writer has written its bytes when it joins the group that gathers. Whoever
// gets the lead closes that group to newcomers and syncs for all of it, while the
// next one gathers.
type commits struct {
	sync   func() error
	lead   chan struct{} // holds one value while somebody leads
	failed error         // the leader's
	mu     sync.Mutex    // guards next
	next   *group
}

type group struct {
	done chan struct{} // closed when err is set
	err  error
}

func newCommits(sync func() error) *commits {
	return &commits{sync: sync, lead: make(chan struct{}, 1)}
}

// wait returns when everything that the caller has written is durable, or with
// the error of the sync that should have made it so.
func (c *commits) wait() error {
	c.mu.Lock()
	if c.next == nil {
		c.next = &group{done: make(chan struct{})}
	}
	mine := c.next
	c.mu.Unlock()

	select {
	case <-mine.done:
	case c.lead <- struct{}{}:
		// Whoever is about to join may do so: a sync that blocks this thread can keep
		// them from running until it is over.
		runtime.Gosched()
		c.syncFor(mine)
		<-c.lead
	}
	return mine.err
}

// syncFor syncs for a group, unless that is done. The caller leads.
func (c *commits) syncFor(g *group) {
	c.mu.Lock()
	if c.next != g { // somebody led it while this caller got the lead as well
		c.mu.Unlock()
		return
	}
	// Before the sync: a writer that comes after it has begun may not be covered.
	c.next = nil
	c.mu.Unlock()
	// A system reports a failed write to one sync only, which may have been that of
	// the group before. After it no sync says anything about what is on disk.
	if c.failed == nil {
		c.failed = c.sync()
	}
	g.err = c.failed
	close(g.done)
}
