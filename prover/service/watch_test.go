package service

import (
	"context"
	"io"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/access"
	"vitalproof/prover/client"
	"vitalproof/prover/engine"
	"vitalproof/prover/job"
)

// collectAll reads a watch to its end.
func collectAll(ctx context.Context, c *client.Client, id string, after uint64) (all []*v1.WatchProofResponse, err error) {
	for r, err := range c.Watch(ctx, id, after) {
		if err != nil {
			return all, err
		}
		all = append(all, r)
	}
	return all, nil
}

func TestEventsComeInOrderWithoutGapsAndEnd(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for a worker or for changes of the queue")
	}
	w := closed(newWorld(t, nil))
	c := w.as("clinic", access.Holder, "")
	st := newStudy(t)
	id := submit(t, c, "key-00000001", input(t, st.ask(t, w.clock.in(time.Hour), nil), st.enrol(t, healthy)), "").GetId()
	go func() {
		time.Sleep(50 * time.Millisecond)
		w.gate.open()
	}()
	all, err := collectAll(t.Context(), c, id, 0)
	check(t, err)
	var states []v1.ProofState
	var stages []v1.ProofStage
	for i, r := range all {
		e := r.GetEvent()
		if e.GetSequence() != uint64(i+1) || e.GetTime() == nil {
			t.Errorf("event %d is number %d at %v", i+1, e.GetSequence(), e.GetTime())
		}
		if !slices.Contains(states, e.GetState()) {
			states = append(states, e.GetState())
		}
		stages = append(stages, e.GetStage())
	}
	if !slices.Equal(states, []v1.ProofState{v1.ProofState_PROOF_STATE_QUEUED, v1.ProofState_PROOF_STATE_RUNNING, v1.ProofState_PROOF_STATE_SUCCEEDED}) {
		t.Errorf("states %v", states)
	}
	kept, err := w.store.Jobs().Get(t.Context(), job.Owner{Tenant: "clinic"}, job.ID(id))
	check(t, err)
	if len(kept.Events) != len(all) || !slices.Contains(stages, v1.ProofStage_PROOF_STAGE_PROVING) {
		t.Errorf("of %d events there came stages %v", len(kept.Events), stages)
	}
	last := uint64(len(all))
	for after := range last + 3 {
		rest, err := collectAll(t.Context(), c, id, after)
		check(t, err)
		if len(rest) != int(max(last, after)-after) || (len(rest) > 0 && rest[0].GetEvent().GetSequence() != after+1) {
			t.Errorf("after %d of %d there are %d events", after, last, len(rest))
		}
	}
}

func TestThePositionIsSentAsItChanges(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for a worker or for changes of the queue")
	}
	w := closed(newWorld(t, nil))
	c := w.as("clinic", access.Holder, "")
	st := newStudy(t)
	in := input(t, st.ask(t, w.clock.in(time.Hour), nil), st.enrol(t, healthy))
	var ids []string
	for range 3 {
		ids = append(ids, submit(t, c, client.NewKey(), in, "").GetId())
	}
	last, err := c.Get(t.Context(), ids[2])
	check(t, err)
	if last.GetQueuePosition() != 2 {
		t.Errorf("the third is at position %d", last.GetQueuePosition())
	}
	var positions []uint32
	for r, err := range c.Watch(t.Context(), ids[2], 0) {
		check(t, err)
		if r.GetEvent().GetState() != v1.ProofState_PROOF_STATE_QUEUED {
			break
		}
		if n := r.GetEvent().GetSequence(); n != 1 {
			t.Errorf("a change of position has number %d", n)
		}
		positions = append(positions, r.GetQueuePosition())
		go func() { // the one before it leaves
			if next := int(r.GetQueuePosition()) - 1; next >= 0 {
				_, _ = c.Cancel(context.Background(), ids[1-next])
			} else {
				_, _ = c.Cancel(context.Background(), ids[2])
			}
		}()
	}
	if !slices.Equal(positions, []uint32{2, 1, 0}) {
		t.Errorf("positions %v", positions)
	}
}

func TestAWatcherOfAFailureIsToldTheReason(t *testing.T) {
	w := closed(newWorld(t, func(_ *Options, l *engine.Limits) { l.Tick = 10 * time.Millisecond }))
	c := w.as("clinic", access.Holder, "")
	st := newStudy(t)
	in := input(t, st.ask(t, w.clock.in(2*time.Hour), nil), st.enrol(t, healthy))
	p, err := c.Submit(t.Context(), "key-00000001", in, client.SubmitOptions{Deadline: w.clock.now().Add(time.Minute)})
	check(t, err)
	go func() {
		time.Sleep(50 * time.Millisecond)
		w.clock.forward(time.Hour)
	}()
	all, err := collectAll(t.Context(), c, p.GetId(), 0)
	check(t, err)
	final := all[len(all)-1]
	if final.GetEvent().GetState() != v1.ProofState_PROOF_STATE_FAILED || final.GetFailure().GetReason() != "DEADLINE_EXCEEDED" || final.GetFailure().GetMessage() == "" {
		t.Errorf("the last word is %v", final)
	}
}

func TestWatchingWhatIsRemovedEndsWithNotFound(t *testing.T) {
	w := closed(newWorld(t, nil))
	c := w.as("clinic", access.Holder, "")
	st := newStudy(t)
	id := submit(t, c, "key-00000001", input(t, st.ask(t, w.clock.in(time.Hour), nil), st.enrol(t, healthy)), "").GetId()
	for r, err := range c.Watch(t.Context(), id, 0) {
		if err != nil {
			wants(t, err, v1.Reason_REASON_NOT_FOUND)
			return
		}
		if r.GetEvent().GetState() != v1.ProofState_PROOF_STATE_QUEUED {
			t.Fatalf("got %v", r)
		}
		check(t, c.Delete(t.Context(), id))
	}
	t.Error("the watch ended well")
}

func TestADrainEndsWatchesSoThatTheyMoveOn(t *testing.T) {
	w := closed(newWorld(t, nil))
	st := newStudy(t)
	id := submit(t, w.as("clinic", access.Holder, ""), "key-00000001", input(t, st.ask(t, w.clock.in(time.Hour), nil), st.enrol(t, healthy)), "").GetId()
	told := 0
	err := w.s.watchProof(t.Context(), job.Owner{Tenant: "clinic"}, &v1.WatchProofRequest{Id: id}, func(*v1.WatchProofResponse) error {
		told++
		w.s.Drain()
		w.s.Drain()
		return nil
	})
	if told != 1 || status.Code(err) != codes.Unavailable || reasonIn(t, err) != "UNAVAILABLE" {
		t.Errorf("told %d times, then %v", told, err)
	}
}

// counted counts the reads of the real store.
type counted struct {
	job.Store
	reads atomic.Int64
}

func (c *counted) Get(ctx context.Context, o job.Owner, id job.ID) (job.Job, error) {
	c.reads.Add(1)
	return c.Store.Get(ctx, o, id)
}

func TestWatchersReadTheStoreOnlyWhenSomethingChanges(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for a worker or for changes of the queue")
	}
	w := closed(newWorld(t, nil))
	spy := &counted{Store: w.store.Jobs()}
	w.s.jobs = spy
	st := newStudy(t)
	id := submit(t, w.as("clinic", access.Holder, ""), "key-00000001", input(t, st.ask(t, w.clock.in(time.Hour), nil), st.enrol(t, healthy)), "").GetId()
	const watchers = 64
	ctx, stop := context.WithCancel(t.Context())
	var group, begun sync.WaitGroup
	begun.Add(watchers)
	for range watchers {
		group.Go(func() {
			var once sync.Once
			_ = w.s.watchProof(ctx, job.Owner{Tenant: "clinic"}, &v1.WatchProofRequest{Id: id}, func(*v1.WatchProofResponse) error {
				once.Do(begun.Done)
				return nil
			})
		})
	}
	begun.Wait()
	before := spy.reads.Load()
	time.Sleep(positionEvery + positionEvery/4)
	if after := spy.reads.Load(); after != before {
		t.Errorf("%d reads while nothing changed", after-before)
	}
	stop()
	group.Wait()
}

// cuts is a path to the service that breaks again and again.
type cuts struct {
	net.Listener
	to string

	mu    sync.Mutex
	conns []net.Conn
}

func newCuts(t *testing.T, to string) *cuts {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	c := &cuts{Listener: l, to: to}
	var group sync.WaitGroup
	group.Go(func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", to)
			if err != nil {
				_ = in.Close()
				continue
			}
			c.mu.Lock()
			c.conns = append(c.conns, in, out)
			c.mu.Unlock()
			for _, pair := range [][2]net.Conn{{in, out}, {out, in}} {
				group.Go(func() { _, _ = io.Copy(pair[0], pair[1]); _ = pair[0].Close() })
			}
		}
	})
	t.Cleanup(func() { _ = l.Close(); c.cut(); group.Wait() })
	return c
}

// cut breaks every connection that there is.
func (c *cuts) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, conn := range c.conns {
		_ = conn.Close()
	}
	c.conns = nil
}

func TestABrokenWatchIsResumedAndGivesNothingTwice(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for a worker or for changes of the queue")
	}
	w := closed(newWorld(t, nil))
	st := newStudy(t)
	id := submit(t, w.as("clinic", access.Holder, ""), "key-00000001", input(t, st.ask(t, w.clock.in(time.Hour), nil), st.enrol(t, healthy)), "").GetId()
	path := newCuts(t, w.addr)
	c, err := client.Dial(t.Context(), client.Options{Address: path.Addr().String(), Token: "clinic/holder/", Plaintext: true})
	check(t, err)
	defer c.Close()
	var seen []uint64
	for r, err := range c.Watch(t.Context(), id, 0) {
		check(t, err)
		seen = append(seen, r.GetEvent().GetSequence())
		path.cut()
		if len(seen) == 1 {
			go func() {
				time.Sleep(300 * time.Millisecond)
				w.gate.open()
			}()
		}
	}
	for i, n := range seen {
		if n != uint64(i+1) {
			t.Fatalf("events %v", seen)
		}
	}
	if len(seen) < 4 {
		t.Errorf("only %v", seen)
	}
}
