package onchain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// collect watches up to a block and returns the events without the block marks.
func collect(t *testing.T, s *System, p WatchParams) []Event {
	t.Helper()
	var events []Event
	err := s.Watch(ctx, p, func(e Event) error {
		if e.Kind != EventBlock {
			events = append(events, e)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return events
}

func kinds(events []Event) (all []EventKind) {
	for _, e := range events {
		all = append(all, e.Kind)
	}
	return all
}

// busy makes one event of each kind that the watcher knows.
func busy(t *testing.T, w *world) {
	t.Helper()
	id, a := w.policy.ID(), w.accounts[0]
	w.withPot(t, 100)
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(w.SubmitAndPay(ctx, a, id, 0, w.answer(t, 0), Options{}))
	must(w.OpenStudy(ctx, w.sponsor, id, 0, 5, Options{}))
	must(w.SubmitAndEnrol(ctx, a, id, 0, w.answer(t, 1), Options{}))
	must(w.WithdrawConsentFor(ctx, a, withdrawalOf(w, w.answer(t, 1).Recipient, w.answer(t, 1).Deadline), signWithdrawal(t, w, 1, w.answer(t, 1)), Options{}))
	must(w.ClosePolicy(ctx, w.sponsor, id, Options{}))
	must(w.RevokeIssuers(ctx, w.accounts[1], w.policy.Issuers, Options{}))
	must(w.StopVerifier(ctx, w.accounts[1], w.policy.Verifier, Options{}))
}

var busyKinds = []EventKind{
	EventVerifierAdded, EventIssuersAdded, EventPolicyAdded, EventAccepted, EventRebateBooked, EventRebatePaid,
	EventAccepted, EventEnrolled, EventConsentWithdrawn, EventPolicyClosed, EventIssuersRevoked, EventVerifierStopped,
}

func TestEventsComeOnceAndInOrder(t *testing.T) {
	w := simulatedWorld(t)
	busy(t, w)
	head := w.block(t)
	all := collect(t, w.System, WatchParams{To: head})
	if !slices.Equal(kinds(all), busyKinds) {
		t.Fatalf("got %v", kinds(all))
	}
	id, one, two := w.policy.ID(), w.answer(t, 0), w.answer(t, 1)
	for i, want := range map[int]Event{
		0:  {Verifier: w.policy.Verifier},
		1:  {Issuers: w.policy.Issuers},
		2:  {Policy: id, Verifier: w.policy.Verifier, Issuers: w.policy.Issuers, By: w.policy.Sponsor},
		3:  {Policy: id, Nullifier: one.Nullifier},
		5:  {Policy: id, Nullifier: one.Nullifier},
		7:  {Policy: id, Nullifier: two.Nullifier},
		8:  {Policy: id, Participant: two.Recipient},
		9:  {Policy: id, By: w.policy.Sponsor},
		10: {Issuers: w.policy.Issuers, By: w.accounts[1].Address()},
		11: {Verifier: w.policy.Verifier, By: w.accounts[1].Address()},
	} {
		got := all[i]
		if got.Block == 0 || got.TxHash == (common.Hash{}) || got.Cursor.Hash == (common.Hash{}) || got.Cursor.Log == nil {
			t.Errorf("event %d: %+v", i, got)
		}
		if (Event{Policy: got.Policy, Nullifier: got.Nullifier, Issuers: got.Issuers, Verifier: got.Verifier, Participant: got.Participant, By: got.By}) != want {
			t.Errorf("event %d: got %+v", i, got)
		}
	}
	t.Run("in ranges of any size", func(t *testing.T) {
		for _, batch := range []uint64{1, 2, 3, 1000} {
			ranges := &counting{Backend: w.client.node}
			c, err := NewClient(ctx, ranges)
			if err != nil {
				t.Fatal(err)
			}
			if got := collect(t, &System{c, w.d}, WatchParams{To: head, Batch: batch}); !slices.Equal(kinds(got), busyKinds) {
				t.Errorf("in ranges of %d: %v", batch, kinds(got))
			}
			if ranges.widest > batch {
				t.Errorf("asked for %d blocks at once", ranges.widest)
			}
		}
	})
	t.Run("from any cursor", func(t *testing.T) {
		for i, e := range all {
			if got := collect(t, w.System, WatchParams{Cursor: &e.Cursor, To: head}); !slices.Equal(kinds(got), busyKinds[i+1:]) {
				t.Errorf("after event %d: %v", i, kinds(got))
			}
		}
	})
	t.Run("from any block", func(t *testing.T) {
		for i, e := range all {
			got := collect(t, w.System, WatchParams{From: e.Block, To: head})
			if len(got) < len(all)-i || got[len(got)-1].Kind != EventVerifierStopped {
				t.Errorf("from block %d: %v", e.Block, kinds(got))
			}
		}
	})
	t.Run("a cursor of another chain", func(t *testing.T) {
		c := all[4].Cursor
		c.Hash[0] ^= 1
		var reorg *ErrReorg
		if err := w.Watch(ctx, WatchParams{Cursor: &c, To: head}, func(Event) error { return nil }); !errors.As(err, &reorg) || reorg.Block != c.Block {
			t.Errorf("got %v", err)
		}
	})
	t.Run("who takes no more gets no more", func(t *testing.T) {
		enough, n := errors.New("enough"), 0
		err := w.Watch(ctx, WatchParams{To: head}, func(Event) error {
			n++
			return enough
		})
		if !errors.Is(err, enough) || n != 1 {
			t.Errorf("%d events, %v", n, err)
		}
	})
	t.Run("the context ends it", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
		defer cancel()
		if err := w.Watch(ctx, WatchParams{Poll: 10 * time.Millisecond}, func(Event) error { return nil }); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

// counting notes how many blocks are asked for at once, and refuses too many as
// public nodes do.
type counting struct {
	Backend
	widest, most uint64
	fail         int // so many questions go unanswered first
	before       func()
	alter        func([]types.Log) []types.Log
}

type nodeSays struct{ text string }

func (e nodeSays) Error() string  { return e.text }
func (e nodeSays) ErrorCode() int { return -32005 }

func (c *counting) FilterLogs(ctx context.Context, q ethereum.FilterQuery) ([]types.Log, error) {
	if c.fail > 0 {
		c.fail--
		return nil, errors.New("connection reset")
	}
	blocks := new(big.Int).Sub(q.ToBlock, q.FromBlock).Uint64() + 1
	c.widest = max(c.widest, blocks)
	if c.most > 0 && blocks > c.most {
		return nil, nodeSays{"query returned more than 10000 results"}
	}
	logs, err := c.Backend.FilterLogs(ctx, q)
	if c.before != nil {
		c.before()
		c.before = nil
	}
	if c.alter != nil {
		logs = c.alter(logs)
	}
	return logs, err
}

func watching(t *testing.T, w *world, node Backend) *System {
	t.Helper()
	c, err := NewClient(ctx, node)
	if err != nil {
		t.Fatal(err)
	}
	return &System{c, w.d}
}

func TestWatchingOutlastsAPoorNode(t *testing.T) {
	w := simulatedWorld(t)
	busy(t, w)
	head := w.block(t)
	for name, node := range map[string]*counting{
		"a small range":      {Backend: w.client.node, most: 2},
		"an outage":          {Backend: w.client.node, fail: 2},
		"logs out of order":  {Backend: w.client.node, alter: func(l []types.Log) []types.Log { slices.Reverse(l); return l }},
		"events not watched": {Backend: w.client.node, alter: func(l []types.Log) []types.Log { return append(l, foreign(w, l)...) }},
	} {
		if got := collect(t, watching(t, w, node), WatchParams{To: head}); !slices.Equal(kinds(got), busyKinds) {
			t.Errorf("%s: %v", name, kinds(got))
		}
	}
}

// foreign is a log of the gate that is none of the events watched.
func foreign(w *world, logs []types.Log) []types.Log {
	if len(logs) == 0 {
		return nil
	}
	return []types.Log{
		{Address: w.d.Gate, BlockNumber: logs[0].BlockNumber, Index: 999, Topics: []common.Hash{{1}}},
		{Address: w.d.Gate, BlockNumber: logs[0].BlockNumber, Index: 1000},
	}
}

func TestANodeThatAnswersSomethingElseIsNotBelieved(t *testing.T) {
	w := simulatedWorld(t)
	if _, err := w.Submit(ctx, w.accounts[0], w.policy.ID(), 0, w.answer(t, 0), Options{}); err != nil {
		t.Fatal(err)
	}
	head := w.block(t)
	for name, alter := range map[string]func(*types.Log){
		"another contract's":      func(l *types.Log) { l.Address[0] ^= 1 },
		"a later block":           func(l *types.Log) { l.BlockNumber = head + 1 },
		"of a block that is none": func(l *types.Log) { l.BlockHash[0] ^= 1 },
		"removed":                 func(l *types.Log) { l.Removed = true },
		"a topic too few":         func(l *types.Log) { l.Topics = l.Topics[:2] },
		"an epoch of 17 bits":     func(l *types.Log) { l.Topics[2][29] = 1 },
		"a nullifier of r":        func(l *types.Log) { l.Topics[3] = common.Hash{0: 0xff} },
		"an event cut in halves":  func(l *types.Log) { l.Topics = l.Topics[:1] },
	} {
		node := &counting{Backend: w.client.node, alter: func(logs []types.Log) []types.Log {
			alter(&logs[len(logs)-1])
			return logs
		}}
		n := 0
		err := watching(t, w, node).Watch(ctx, WatchParams{From: head, To: head}, func(Event) error { n++; return nil })
		if !errors.Is(err, errAnswer) || n != 0 {
			t.Errorf("%s: %d events, %v", name, n, err)
		}
	}
}

// What was delivered and is no longer on the chain must be said, and what is not
// deep enough must not be delivered.
func TestAReorganisationIsSeenOrWaitedOut(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		id := w.policy.ID()
		w.mine(3)
		if _, err := w.Submit(ctx, w.accounts[2], id, 0, w.answer(t, 0), Options{}); err != nil {
			t.Fatal(err)
		}
		at := w.block(t)

		t.Run("not deep enough", func(t *testing.T) {
			ctx, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
			defer cancel()
			err := w.Watch(ctx, WatchParams{From: at, Confirmations: 2, Poll: 20 * time.Millisecond}, func(e Event) error {
				return fmt.Errorf("delivered %+v", e)
			})
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v", err)
			}
		})
		t.Run("delivered and gone", func(t *testing.T) {
			var seen []Event
			err := w.Watch(ctx, WatchParams{From: at - 1, Batch: 1, Poll: 20 * time.Millisecond}, func(e Event) error {
				if seen = append(seen, e); e.Kind == EventBlock && e.Block == at {
					w.reorg(1)
				}
				return nil
			})
			var reorg *ErrReorg
			if !errors.As(err, &reorg) || reorg.Block != at {
				t.Fatalf("got %v after %v", err, kinds(seen))
			}
			if !slices.Equal(kinds(seen), []EventKind{EventBlock, EventAccepted, EventBlock}) {
				t.Errorf("delivered %v", kinds(seen))
			}
			// The same cursor does not pass for one of this chain.
			if err := w.Watch(ctx, WatchParams{Cursor: &seen[1].Cursor, To: at + 1}, func(Event) error { return nil }); !errors.As(err, &reorg) {
				t.Errorf("got %v", err)
			}
			// One from before the fork does.
			mustBeOnChain(t, w, collect(t, w.System, WatchParams{Cursor: &seen[0].Cursor, To: at}))
		})
	})
}

// A chain that changes while a range is read would give events of two chains.
func TestARangeReadAcrossAReorganisationIsReadAgain(t *testing.T) {
	w := simulatedWorld(t)
	w.mine(2)
	if _, err := w.Submit(ctx, w.accounts[2], w.policy.ID(), 0, w.answer(t, 0), Options{}); err != nil {
		t.Fatal(err)
	}
	at := w.block(t)
	node := &counting{Backend: w.client.node, before: func() { w.reorg(1) }}
	mustBeOnChain(t, w, collect(t, watching(t, w, node), WatchParams{From: at, To: at}))
	if node.before != nil {
		t.Error("the chain was not reorganised")
	}
}

// mustBeOnChain wants events of the chain as it is now. The simulated chain
// takes the transactions of lost blocks in again, so there may be events.
func mustBeOnChain(t *testing.T, w *world, events []Event) {
	t.Helper()
	for _, e := range events {
		head, err := w.client.node.HeaderByNumber(ctx, new(big.Int).SetUint64(e.Block))
		if err != nil || head.Hash() != e.BlockHash || head.Hash() != e.Cursor.Hash {
			t.Errorf("%s of a block that is gone: %d, %v", e.Kind, e.Block, err)
		}
	}
}
