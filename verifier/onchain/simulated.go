package onchain

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/log"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/params"
)

// SimulatedChainID is the chain id of every simulated chain.
const SimulatedChainID = 1337

// simulatedAccounts is how many funded accounts a simulated chain has.
const simulatedAccounts = 8

// Simulated is an in-process chain with funded accounts that mines each
// transaction at once.
type Simulated struct {
	backend  *simulated.Backend
	node     *mining
	client   *Client
	accounts []*Account
}

// NewSimulated starts a chain; it takes about 0.2 s. Close it when done.
func NewSimulated() (*Simulated, error) {
	return newSimulated(SimulatedChainID, types.GenesisAlloc{})
}

func newSimulated(chainID uint64, alloc types.GenesisAlloc) (*Simulated, error) {
	log.SetDefault(log.NewLogger(slog.NewTextHandler(io.Discard, nil)))
	s := new(Simulated)
	funds := new(big.Int).Mul(big.NewInt(1000), big.NewInt(params.Ether))
	for range simulatedAccounts {
		a, err := NewAccount()
		if err != nil {
			return nil, err
		}
		alloc[a.Address()] = types.Account{Balance: funds}
		s.accounts = append(s.accounts, a)
	}
	s.backend = simulated.NewBackend(alloc, func(_ *node.Config, eth *ethconfig.Config) {
		// Take back the forks after Osaka, which go-ethereum's simulated chain starts
		// with and whose gas prices are not in force anywhere.
		config := *eth.Genesis.Config
		config.ChainID = new(big.Int).SetUint64(chainID)
		config.AmsterdamTime, config.BogotaTime, config.UBTTime = nil, nil, nil
		eth.Genesis.Config = &config
	})
	s.backend.Commit() // the first block has time 0, later ones the present
	var err error
	s.node = &mining{Client: s.backend.Client(), backend: s.backend}
	s.client, err = NewClient(context.Background(), s.node)
	if err != nil {
		_ = s.backend.Close()
		return nil, fmt.Errorf("start a simulated chain: %w", err)
	}
	return s, nil
}

// mining puts each transaction into a block of its own as soon as it is sent.
type mining struct {
	simulated.Client
	backend *simulated.Backend
	mu      sync.Mutex // two blocks made at once can lose a transaction
}

func (m *mining) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.Client.SendTransaction(ctx, tx); err != nil {
		return err
	}
	m.backend.Commit()
	return nil
}

// Close stops the chain.
func (s *Simulated) Close() error { return s.backend.Close() }

// Client talks to the chain.
func (s *Simulated) Client() *Client { return s.client }

// Account is a funded account, from 0 to 7.
func (s *Simulated) Account(n int) *Account { return s.accounts[n] }

// Now is the time of the latest block.
func (s *Simulated) Now(ctx context.Context) (time.Time, error) { return s.client.Now(ctx) }

// AdjustTime moves the chain's clock.
func (s *Simulated) AdjustTime(by time.Duration) error {
	s.node.mu.Lock()
	defer s.node.mu.Unlock()
	err := s.backend.AdjustTime(by)
	// The chain refuses while its pool holds a transaction, and the pool drops the
	// ones of the latest block when it gets to it, some time after Commit.
	for tries := 0; err != nil && tries < poolTries; tries++ {
		time.Sleep(poolPause)
		err = s.backend.AdjustTime(by)
	}
	return err
}

// How long AdjustTime waits for the pool: ten seconds, which it needs on no machine
// that is not stuck.
const (
	poolTries = 1000
	poolPause = 10 * time.Millisecond
)

// mine adds an empty block.
func (s *Simulated) mine() {
	s.node.mu.Lock()
	defer s.node.mu.Unlock()
	s.backend.Commit()
}
