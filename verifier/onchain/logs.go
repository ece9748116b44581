package onchain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"
)

// errTooMany says that a node refuses a range of blocks as too large.
var errTooMany = errors.New("the node refuses this many blocks at once")

// logs reads what a query finds in a range of blocks, and refuses what was not
// asked for. It returns errTooMany for a range that has to be a smaller one.
func (c *Client) logs(ctx context.Context, query ethereum.FilterQuery, from, to uint64) ([]types.Log, error) {
	query.FromBlock, query.ToBlock = new(big.Int).SetUint64(from), new(big.Int).SetUint64(to)
	logs, err := retry(ctx, func(ctx context.Context) ([]types.Log, error) { return c.node.FilterLogs(ctx, query) })
	var answer rpc.Error
	if errors.As(err, &answer) || errors.Is(err, ErrCut) {
		return nil, fmt.Errorf("%w: blocks %d to %d: %s", errTooMany, from, to, printable(err.Error()))
	}
	if err != nil {
		return nil, fmt.Errorf("read the events of blocks %d to %d: %w", from, to, err)
	}
	for i := range logs {
		l := &logs[i]
		if l.Removed || l.BlockNumber < from || l.BlockNumber > to || !slices.Contains(query.Addresses, l.Address) {
			return nil, fmt.Errorf("read the events of blocks %d to %d: %w", from, to, errAnswer)
		}
	}
	return logs, nil
}

// eachLog gives what a query finds in all blocks of a range, in as few questions as
// the node allows.
func (c *Client) eachLog(ctx context.Context, query ethereum.FilterQuery, from, to uint64, take func(*types.Log) error) error {
	for more := to - min(from, to); from <= to; { // blocks asked for beside the first
		last := from + min(more, to-from)
		logs, err := c.logs(ctx, query, from, last)
		if errors.Is(err, errTooMany) && last > from {
			more = (last - from) / 2
			continue
		}
		if err != nil {
			return err
		}
		for i := range logs {
			if err := take(&logs[i]); err != nil {
				return fmt.Errorf("read the events of blocks %d to %d: %w", from, last, err)
			}
		}
		if last == to {
			break
		}
		from = last + 1
	}
	return nil
}

// Patience with a node that does not answer: 0.25 s, doubled up to 15 s, for
// about a minute and a half.
const (
	attempts  = 12
	firstWait = 250 * time.Millisecond
	longWait  = 15 * time.Second
)

// retry asks again what went unanswered. An answer that says no, or too much, is
// an answer.
func retry[T any](ctx context.Context, ask func(context.Context) (T, error)) (T, error) {
	wait := firstWait
	for n := 1; ; n++ {
		v, err := ask(ctx)
		if err == nil {
			return v, nil
		}
		var answer rpc.Error
		if errors.As(err, &answer) || isCut(err) || ctx.Err() != nil || n == attempts {
			return v, unreachable(ctx, err)
		}
		select {
		case <-ctx.Done():
			return v, ctx.Err()
		case <-time.After(wait):
		}
		wait = min(2*wait, longWait)
	}
}
