package onchain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"
)

// A Backend is a node: ethclient's client and the simulated one both are.
type Backend interface {
	bind.Backend
	ethereum.ChainIDReader
	ethereum.BlockNumberReader
	BalanceAt(ctx context.Context, account common.Address, block *big.Int) (*big.Int, error)
}

// Limits of what a node may answer and of how long it may take.
const (
	maxAnswerBytes = 32 << 20 // the largest is one range of logs
	answerTimeout  = 30 * time.Second
)

// ErrUnreachable says that the node did not answer. The cause is left out: its
// text holds the node's address, and that often holds a secret.
var ErrUnreachable = errors.New("the node does not answer")

// ErrCut says that the node's answer is longer than is read of any. The same
// question would be answered alike.
var ErrCut = errors.New("the node's answer is longer than 32 MiB") // maxAnswerBytes

// ErrNode says that the node answered with an error of its own, such as an
// account that cannot pay.
var ErrNode = errors.New("the node answers with an error")

// Client talks to one node of one chain.
type Client struct {
	node    Backend
	chainID uint64
	close   func()
	pinned  sync.Map // of pinnedAt: what was found to be a pinned verifier stays it
}

// Dial connects to a node by http, https, ws, wss or the path of a socket.
// It returns ErrUnreachable if there is none.
func Dial(ctx context.Context, url string) (*Client, error) {
	bounded := &http.Client{Transport: boundedTransport{http.DefaultTransport}, Timeout: answerTimeout}
	conn, err := rpc.DialOptions(ctx, url, rpc.WithHTTPClient(bounded), rpc.WithWebsocketMessageSizeLimit(maxAnswerBytes))
	if err != nil {
		return nil, fmt.Errorf("connect to the node: %w", ErrUnreachable)
	}
	c, err := NewClient(ctx, ethclient.NewClient(conn))
	if err != nil {
		conn.Close()
		return nil, err
	}
	c.close = conn.Close
	return c, nil
}

// NewClient uses a node that is connected already and stays the caller's to
// close.
func NewClient(ctx context.Context, node Backend) (*Client, error) {
	id, err := node.ChainID(ctx)
	if err != nil {
		return nil, fmt.Errorf("ask for the chain's id: %w", unreachable(ctx, err))
	}
	if !id.IsUint64() {
		return nil, errors.New("the chain's id has more than 64 bits: no deployment file can name it")
	}
	return &Client{node: node, chainID: id.Uint64(), close: func() {}}, nil
}

// Close ends the connection that Dial made.
func (c *Client) Close() { c.close() }

// ChainID is the id the node gave when the client was made.
func (c *Client) ChainID() uint64 { return c.chainID }

// Now is the time of the latest block: the contracts' clock.
func (c *Client) Now(ctx context.Context) (time.Time, error) {
	head, err := c.head(ctx)
	if err != nil {
		return time.Time{}, err
	}
	return time.Unix(int64(head.Time), 0), nil
}

// Balance is what an account holds, in wei.
func (c *Client) Balance(ctx context.Context, account common.Address) (*big.Int, error) {
	wei, err := c.node.BalanceAt(ctx, account, nil)
	if err != nil {
		return nil, fmt.Errorf("read the balance of %s: %w", account, unreachable(ctx, err))
	}
	return wei, nil
}

func (c *Client) head(ctx context.Context) (*types.Header, error) {
	head, err := c.node.HeaderByNumber(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("read the latest block: %w", unreachable(ctx, err))
	}
	return head, nil
}

// unreachable tells a node's own answer, which is passed on, from no answer.
func unreachable(ctx context.Context, err error) error {
	var answer rpc.Error
	var status rpc.HTTPError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case isCut(err):
		return ErrCut
	case errors.As(err, &answer):
		return &nodeAnswer{err}
	case errors.Is(err, ethereum.NotFound):
		return err
	case errors.As(err, &status):
		return fmt.Errorf("%w: HTTP status %d", ErrUnreachable, status.StatusCode)
	}
	return ErrUnreachable
}

// nodeAnswer is a node's own error, whose text is printed with care.
type nodeAnswer struct{ cause error }

func (e *nodeAnswer) Error() string {
	return fmt.Sprintf("the node answers %q", printable(e.cause.Error()))
}
func (e *nodeAnswer) Unwrap() []error { return []error{ErrNode, e.cause} }

// isCut says whether an answer was too long. A websocket's connection ends with
// it; its error is in a package that is not ours to import.
func isCut(err error) bool {
	return errors.Is(err, ErrCut) || err.Error() == "websocket: read limit exceeded"
}

// boundedTransport cuts answers that are longer than any honest one.
type boundedTransport struct{ next http.RoundTripper }

func (t boundedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := t.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	response.Body = &boundedBody{response.Body, maxAnswerBytes}
	return response, nil
}

// boundedBody fails where io.LimitReader would end: what is cut must not look as if
// the connection was lost.
type boundedBody struct {
	io.ReadCloser
	left int
}

func (b *boundedBody) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, ErrCut
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}
