package differential

import (
	"encoding/hex"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/state"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/core/vm/runtime"
	"github.com/ethereum/go-ethereum/params"
)

// GasLimit is the most one transaction may use since EIP-7825.
const GasLimit = 16_777_216

// EVM is a state in memory with the rules of Osaka: no blocks, no transactions,
// no base cost. Not safe for concurrent use.
type EVM struct{ config runtime.Config }

// NewEVM makes an empty state on a chain of an id.
func NewEVM(chainID uint64) (*EVM, error) {
	// go-ethereum already knows later forks, with prices that are in force nowhere.
	rules := *params.MergedTestChainConfig
	rules.ChainID = new(big.Int).SetUint64(chainID)
	rules.AmsterdamTime, rules.BogotaTime, rules.UBTTime = nil, nil, nil
	db, err := state.New(types.EmptyRootHash, state.NewDatabaseForTesting())
	if err != nil {
		return nil, fmt.Errorf("make an empty state: %w", err)
	}
	return &EVM{runtime.Config{ChainConfig: &rules, State: db, GasLimit: GasLimit}}, nil
}

// Deploy runs creation code with its arguments appended. It returns the new
// contract's address, its code and the gas used, without a transaction's base
// cost and calldata.
func (e *EVM) Deploy(creation []byte) (common.Address, []byte, uint64, error) {
	config := e.config
	code, address, left, err := runtime.Create(creation, &config)
	if err != nil {
		return address, nil, 0, &Revert{code, err}
	}
	return address, code, GasLimit - left, nil
}

// Call calls a contract. It returns what the contract returned and the gas used,
// without a transaction's base cost and calldata. Nothing a call changes is kept.
func (e *EVM) Call(to common.Address, data []byte) ([]byte, uint64, error) {
	config := e.config
	before := config.State.Snapshot()
	defer config.State.RevertToSnapshot(before)
	result, left, err := runtime.Call(to, data, &config)
	if err != nil {
		return nil, GasLimit - left, &Revert{result, err}
	}
	return result, GasLimit - left, nil
}

// Revert is a call that failed.
type Revert struct {
	Data []byte // what the contract reverted with
	err  error
}

// Error names the cause and the data.
func (r *Revert) Error() string { return r.err.Error() + ": 0x" + hex.EncodeToString(r.Data) }

// Unwrap gives go-ethereum's error.
func (r *Revert) Unwrap() error { return r.err }
