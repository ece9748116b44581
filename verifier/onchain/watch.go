package onchain

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"vitalproof/circuits/statement"
)

// WatchParams say what to watch and how patiently.
type WatchParams struct {
	Cursor        *Cursor       // go on after it; nil: start at From
	From          uint64        // first block, if there is no cursor; 0: the deployment's
	To            uint64        // stop after this block; 0: never
	Confirmations uint64        // blocks on top of an event's own before it is delivered
	Poll          time.Duration // how often to look for new blocks; 0: 5 s
	Batch         uint64        // most blocks asked for at once; 0: 2,000
}

// Defaults of WatchParams.
const (
	defaultPoll  = 5 * time.Second
	defaultBatch = 2000
)

// Cursor is how far events were delivered.
type Cursor struct {
	Block uint64      `json:"block"`
	Hash  common.Hash `json:"hash"`          // of that block
	Log   *uint       `json:"log,omitempty"` // the last event delivered in that block; nil: all of them
}

// EventKind names an event.
type EventKind string

// The events that are watched.
const (
	EventAccepted         EventKind = "accepted"
	EventPolicyAdded      EventKind = "policy-added"
	EventPolicyClosed     EventKind = "policy-closed"
	EventConsentWithdrawn EventKind = "consent-withdrawn"
	EventVerifierAdded    EventKind = "verifier-added"
	EventVerifierStopped  EventKind = "verifier-stopped"
	EventIssuersAdded     EventKind = "issuers-added"
	EventIssuersRevoked   EventKind = "issuers-revoked"
	EventRebateBooked     EventKind = "rebate-booked"
	EventRebatePaid       EventKind = "rebate-paid"
	EventEnrolled         EventKind = "enrolled"
	// EventBlock says that all blocks up to its own were delivered. It has no other
	// content than its cursor and comes after each range of blocks.
	EventBlock EventKind = "block"
)

// Event is one event of the system. Fields that its kind does not have are zero.
type Event struct {
	Kind        EventKind
	Block       uint64
	BlockHash   common.Hash
	TxHash      common.Hash
	LogIndex    uint
	Policy      [32]byte
	Epoch       uint16
	Nullifier   statement.Field
	Issuers     statement.Field
	Verifier    [32]byte
	Participant common.Address // who withdrew a consent
	By          common.Address // who closed, stopped or revoked
	Cursor      Cursor         // go on after this event
}

// ErrReorg says that the chain was reorganised deeper than the confirmations
// asked for: what was delivered from Block on may no longer be on the chain.
type ErrReorg struct{ Block uint64 }

// Error names the block.
func (e *ErrReorg) Error() string {
	return fmt.Sprintf("the chain was reorganised: events from block %d on, already delivered, may be gone; "+
		"start again at an earlier block, with more confirmations", e.Block)
}

// Watch delivers the system's events in the chain's order until the context
// ends, To is reached, deliver fails or the chain is reorganised (*ErrReorg).
// Every event is delivered once, also across a restart that goes on after the
// last event's cursor.
//
// What keeps the promise: an event is delivered only when it is Confirmations
// deep, the block at the end of a range is the same before and after its events
// were read, and so is the last delivered block; each event names the hash of its
// block, which is looked up.
// A node that leaves events out cannot be found out: ask one you trust.
func (s *System) Watch(ctx context.Context, p WatchParams, deliver func(Event) error) error {
	w := &watcher{
		System: s, decoders: s.decoders(), deliver: deliver, to: p.To, confirmations: p.Confirmations, next: p.From,
		poll: cmp.Or(p.Poll, defaultPoll), batch: cmp.Or(p.Batch, defaultBatch),
	}
	switch c := p.Cursor; {
	case c != nil:
		w.seen = []Cursor{{Block: c.Block, Hash: c.Hash}}
		w.next = c.Block + 1
		if c.Log != nil {
			w.next, w.skip = c.Block, c.Log
		}
	case w.next == 0:
		w.next = s.d.Block
	}
	for w.to == 0 || w.next <= w.to {
		more, err := w.step(ctx)
		if err != nil {
			return err
		}
		if more {
			continue
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(w.poll):
		}
	}
	return nil
}

// maxSeen is how many delivered blocks are remembered, to name the depth of a
// reorganisation.
const maxSeen = 128

type watcher struct {
	*System
	decoders      map[source]decoder
	deliver       func(Event) error
	to            uint64
	confirmations uint64
	poll          time.Duration
	batch         uint64

	next uint64   // first block that was not delivered completely
	skip *uint    // events of that block up to this one were delivered
	seen []Cursor // delivered blocks, ascending
}

// step delivers one range of blocks and says whether there was one.
func (w *watcher) step(ctx context.Context) (bool, error) {
	head, err := retry(ctx, w.client.node.BlockNumber)
	if err != nil {
		return false, fmt.Errorf("read the latest block: %w", err)
	}
	if err := w.sameChain(ctx, head); err != nil {
		return false, err
	}
	if head < w.confirmations || head-w.confirmations < w.next {
		return false, nil
	}
	last := min(head-w.confirmations, w.next+w.batch-1)
	if w.to != 0 {
		last = min(last, w.to)
	}
	before, err := w.hash(ctx, last)
	if err != nil {
		return false, err
	}
	logs, err := w.logs(ctx, w.next, last)
	if errors.Is(err, errTooMany) && last > w.next {
		w.batch = max(1, (last-w.next+1)/2)
		return true, nil
	}
	if err != nil {
		return false, err
	}
	after, err := w.hash(ctx, last)
	if err != nil {
		return false, err
	}
	if before != after {
		return true, nil // reorganised meanwhile: nothing of it was delivered, so ask again
	}
	return true, w.hand(ctx, logs, last, after)
}

// hand delivers the events of a range and then its last block.
func (w *watcher) hand(ctx context.Context, logs []types.Log, last uint64, hash common.Hash) error {
	var events []Event
	foreign := false // an event of a block that the chain does not have
	hashes := map[uint64]common.Hash{last: hash}
	for i := range logs {
		e, ok, err := w.event(&logs[i])
		if err != nil {
			return err
		}
		if !ok || (w.skip != nil && e.Block == w.next && e.LogIndex <= *w.skip) {
			continue
		}
		if _, known := hashes[e.Block]; !known {
			if hashes[e.Block], err = w.hash(ctx, e.Block); err != nil {
				return err
			}
		}
		foreign = foreign || e.BlockHash != hashes[e.Block]
		log := e.LogIndex
		e.Cursor = Cursor{Block: e.Block, Hash: hashes[e.Block], Log: &log}
		events = append(events, e)
	}
	// The range may be one chain's and what was delivered before another's: the
	// chain can have changed since the step began.
	if err := w.sameChain(ctx, last); err != nil {
		return err
	}
	// The blocks in between were read one by one: were they of this chain?
	if again, err := w.hash(ctx, last); err != nil || again != hash {
		return err
	}
	if foreign {
		return fmt.Errorf("read the events of blocks %d to %d: %w", w.next, last, errAnswer)
	}
	for _, e := range events {
		if err := w.deliver(e); err != nil {
			return err
		}
		w.remember(e.Cursor)
	}
	end := Cursor{Block: last, Hash: hash}
	w.remember(end)
	w.next, w.skip = last+1, nil
	return w.deliver(Event{Kind: EventBlock, Block: last, BlockHash: hash, Cursor: end})
}

func (w *watcher) remember(c Cursor) {
	if n := len(w.seen); n > 0 && w.seen[n-1].Block == c.Block {
		return
	}
	w.seen = append(w.seen, Cursor{Block: c.Block, Hash: c.Hash})
	if len(w.seen) > maxSeen {
		w.seen = w.seen[1:]
	}
}

// sameChain looks the last delivered block up again. A node that is behind it is
// waited for: it may only be late.
func (w *watcher) sameChain(ctx context.Context, head uint64) error {
	for i := len(w.seen) - 1; i >= 0; i-- {
		c := w.seen[i]
		if c.Block > head {
			if i == len(w.seen)-1 {
				return nil
			}
			continue
		}
		hash, err := w.hash(ctx, c.Block)
		if err != nil {
			return err
		}
		if hash != c.Hash {
			continue
		}
		if i == len(w.seen)-1 {
			return nil
		}
		return &ErrReorg{w.seen[i+1].Block}
	}
	if len(w.seen) == 0 {
		return nil
	}
	return &ErrReorg{w.seen[0].Block}
}

// hash is the hash of a block.
func (w *watcher) hash(ctx context.Context, block uint64) (common.Hash, error) {
	header, err := retry(ctx, func(ctx context.Context) (*types.Header, error) {
		return w.client.node.HeaderByNumber(ctx, new(big.Int).SetUint64(block))
	})
	if err != nil {
		return common.Hash{}, fmt.Errorf("read block %d: %w", block, err)
	}
	return header.Hash(), nil
}

// logs reads the logs of a range in the chain's order.
func (w *watcher) logs(ctx context.Context, from, to uint64) ([]types.Log, error) {
	d := &w.d
	logs, err := w.client.logs(ctx, ethereum.FilterQuery{
		Addresses: []common.Address{d.Router, d.Issuers, d.Policies, d.Consents, d.Gate, d.Vault, d.Studies},
	}, from, to)
	slices.SortStableFunc(logs, func(a, b types.Log) int {
		return cmp.Or(cmp.Compare(a.BlockNumber, b.BlockNumber), cmp.Compare(a.Index, b.Index))
	})
	return logs, err
}
