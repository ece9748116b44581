package onchain

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/log"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/params"
)

// SimulatedChainID is the chain id of every simulated chain.
const SimulatedChainID = 1337

// Simulated is an in-process chain with one funded account.
type Simulated struct {
	backend *simulated.Backend
	client  simulated.Client
	key     *ecdsa.PrivateKey
	account common.Address
}

// NewSimulated starts a chain. Close it when done.
func NewSimulated() (*Simulated, error) {
	log.SetDefault(log.NewLogger(slog.NewTextHandler(io.Discard, nil)))
	key, err := crypto.GenerateKey()
	if err != nil {
		return nil, fmt.Errorf("make an account: %w", err)
	}
	account := crypto.PubkeyToAddress(key.PublicKey)
	funds := new(big.Int).Mul(big.NewInt(1000), big.NewInt(params.Ether))
	alloc := types.GenesisAlloc{account: {Balance: funds}}
	backend := simulated.NewBackend(alloc, osakaRules)
	backend.Commit() // the first block has time 0, later ones the present
	return &Simulated{backend, backend.Client(), key, account}, nil
}

// osakaRules takes back the forks after Osaka, which go-ethereum's simulated
// chain starts with and whose gas prices are not in force anywhere.
func osakaRules(_ *node.Config, eth *ethconfig.Config) {
	config := *eth.Genesis.Config
	config.AmsterdamTime, config.BogotaTime, config.UBTTime = nil, nil, nil
	eth.Genesis.Config = &config
}

// Close stops the chain.
func (s *Simulated) Close() error { return s.backend.Close() }

// Account is the funded account.
func (s *Simulated) Account() [20]byte { return s.account }

// Now is the time of the latest block.
func (s *Simulated) Now(ctx context.Context) (time.Time, error) {
	header, err := s.client.HeaderByNumber(ctx, nil)
	if err != nil {
		return time.Time{}, fmt.Errorf("read the latest block: %w", err)
	}
	return time.Unix(int64(header.Time), 0), nil
}

// AdjustTime moves the chain's clock.
func (s *Simulated) AdjustTime(by time.Duration) error { return s.backend.AdjustTime(by) }

// send signs, mines and reports one transaction; to is nil for a deployment.
func (s *Simulated) send(ctx context.Context, to *common.Address, data []byte) (*types.Receipt, error) {
	nonce, err := s.client.PendingNonceAt(ctx, s.account)
	if err != nil {
		return nil, fmt.Errorf("read the account's nonce: %w", err)
	}
	tip := big.NewInt(params.GWei)
	head, err := s.client.HeaderByNumber(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("read the latest block: %w", err)
	}
	tx, err := types.SignNewTx(s.key, types.LatestSignerForChainID(big.NewInt(SimulatedChainID)), &types.DynamicFeeTx{
		ChainID: big.NewInt(SimulatedChainID), Nonce: nonce, To: to, Data: data,
		Gas:       gasLimit,
		GasTipCap: tip, GasFeeCap: new(big.Int).Add(tip, new(big.Int).Mul(head.BaseFee, big.NewInt(2))),
	})
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	if err := s.client.SendTransaction(ctx, tx); err != nil {
		return nil, fmt.Errorf("send: %w", err)
	}
	s.backend.Commit()
	receipt, err := s.client.TransactionReceipt(ctx, tx.Hash())
	if err != nil {
		return nil, fmt.Errorf("read the receipt: %w", err)
	}
	return receipt, nil
}

// gasLimit is the most one transaction may use since EIP-7825.
const gasLimit = 16_777_216

var errNotMined = errors.New("the transaction was mined and failed")
