package onchain

import (
	"context"
	"errors"
	"math/big"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"
)

// looking does something at one of the looks at a block.
type looking struct {
	Backend
	looks, at int
	do        func()
}

func (l *looking) HeaderByNumber(ctx context.Context, n *big.Int) (*types.Header, error) {
	h, err := l.Backend.HeaderByNumber(ctx, n)
	if l.looks++; l.looks == l.at {
		l.do()
	}
	return h, err
}

// The chain changes after the last delivered block was looked up, at each look but
// the last, behind which nothing can be known. What comes next belongs to the other chain, so it must not be delivered
// as if nothing had happened.
func TestAReorganisationBetweenTwoLooksIsSeen(t *testing.T) {
	for look := 1; look <= 4; look++ {
		w := simulatedWorld(t)
		w.mine(3)
		if _, err := w.Submit(ctx, w.accounts[2], w.policy.ID(), 0, w.answer(t, 0), Options{}); err != nil {
			t.Fatal(err)
		}
		at := w.block(t)
		w.mine(1)
		node := &looking{Backend: w.client.node}
		ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
		var seen []Event
		err := watching(t, w, node).Watch(ctx, WatchParams{From: at, Batch: 1, Poll: 10 * time.Millisecond}, func(e Event) error {
			if seen = append(seen, e); e.Kind == EventBlock && e.Block == at {
				node.looks, node.at = 0, look
				node.do = func() { w.reorg(2) }
			}
			return nil
		})
		cancel()
		var reorg *ErrReorg
		if !errors.As(err, &reorg) || reorg.Block != at {
			t.Errorf("at look %d: got %v", look, err)
		}
		for _, e := range seen[2:] {
			t.Errorf("at look %d: delivered %s of block %d", look, e.Kind, e.Block)
		}
	}
}

// ethNode is a node of a world that can be dialled. It answers for many blocks at
// once with more than anybody reads.
type ethNode struct {
	w    *world
	most uint64 // blocks that it answers for in reason

	mu    sync.Mutex
	asked []uint64
}

func (e *ethNode) ChainId() hexutil.Uint64 { return vectorChain } // the name on the wire

func (e *ethNode) BlockNumber(ctx context.Context) (hexutil.Uint64, error) {
	n, err := e.w.client.node.BlockNumber(ctx)
	return hexutil.Uint64(n), err
}

func (e *ethNode) GetBlockByNumber(ctx context.Context, n rpc.BlockNumber, _ bool) (*types.Header, error) {
	return e.w.client.node.HeaderByNumber(ctx, big.NewInt(n.Int64()))
}

func (e *ethNode) GetLogs(ctx context.Context, q struct {
	FromBlock, ToBlock hexutil.Uint64
	Address            []common.Address
},
) (any, error) {
	blocks := uint64(q.ToBlock - q.FromBlock + 1)
	e.mu.Lock()
	e.asked = append(e.asked, blocks)
	e.mu.Unlock()
	if blocks > e.most {
		return strings.Repeat("0", maxAnswerBytes), nil
	}
	return e.w.client.node.FilterLogs(ctx, ethereum.FilterQuery{
		FromBlock: new(big.Int).SetUint64(uint64(q.FromBlock)), ToBlock: new(big.Int).SetUint64(uint64(q.ToBlock)), Addresses: q.Address,
	})
}

func TestAnAnswerThatIsTooLongIsAskedForInHalves(t *testing.T) {
	w := simulatedWorld(t)
	busy(t, w)
	head := w.block(t)
	for _, scheme := range []string{"http", "ws"} {
		t.Run(scheme, func(t *testing.T) {
			node := &ethNode{w: w, most: 5}
			service := rpc.NewServer()
			defer service.Stop()
			if err := service.RegisterName("eth", node); err != nil {
				t.Fatal(err)
			}
			server := httptest.NewServer(service)
			if scheme == "ws" {
				server.Config.Handler = service.WebsocketHandler(nil)
			}
			defer server.Close()
			c, err := Dial(ctx, strings.Replace(server.URL, "http", scheme, 1))
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if got := collect(t, &System{c, w.d}, WatchParams{From: 1, To: head}); !slices.Equal(kinds(got), busyKinds) {
				t.Errorf("got %v", kinds(got))
			}
			for i, n := range node.asked[1:] {
				if before := node.asked[i]; before > node.most && n > before/2+1 {
					t.Errorf("asked for %d blocks after %d were too many", n, before)
				}
			}
			// A single block cannot be halved.
			node.most = 0
			err = (&System{c, w.d}).Watch(ctx, WatchParams{From: head, To: head}, func(Event) error { return nil })
			if !errors.Is(err, errTooMany) || !strings.Contains(err.Error(), ErrCut.Error()) {
				t.Errorf("one block: got %v", err)
			}
		})
	}
}
