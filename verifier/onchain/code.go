package onchain

import (
	"bytes"
	"errors"
	"fmt"
	"math/big"
	"sync"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/state"
	"github.com/ethereum/go-ethereum/core/tracing"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/core/vm/runtime"
	"github.com/ethereum/go-ethereum/params"

	"vitalproof/contracts"
)

// creation is what it takes to deploy a contract.
type creation struct {
	code []byte
	abi  abi.ABI
}

// creations keeps what was read: a deployment reads each several times.
var creations sync.Map // name to *creation

func creationOf(name string) (*creation, error) {
	if c, ok := creations.Load(name); ok {
		return c.(*creation), nil
	}
	artefact, err := contracts.Load(name)
	if err != nil {
		return nil, err
	}
	parsed, err := abi.JSON(bytes.NewReader(artefact.ABI))
	if err != nil {
		return nil, fmt.Errorf("contract %s: %w", name, err)
	}
	c := &creation{artefact.Bytecode, parsed}
	creations.Store(name, c)
	return c, nil
}

// initCode is a contract's creation code with its constructor's arguments.
func initCode(name string, args ...any) ([]byte, error) {
	c, err := creationOf(name)
	if err != nil {
		return nil, err
	}
	packed, err := c.abi.Pack("", args...)
	if err != nil {
		return nil, fmt.Errorf("contract %s: arguments: %w", name, err)
	}
	return append(bytes.Clone(c.code), packed...), nil
}

// expected computes what a node must return as a contract's code, by running
// the constructor here at the very address. So the immutable values are compared
// as well: a verifier that gives the right key hash and holds another key, or a
// gate that names one router and asks another, differs.
type expected struct {
	chainID uint64
	state   *state.StateDB
}

func newExpected(chainID uint64) (*expected, error) {
	db, err := state.New(types.EmptyRootHash, state.NewDatabaseForTesting()) // in memory
	if err != nil {
		return nil, fmt.Errorf("start an EVM: %w", err)
	}
	return &expected{chainID, db}, nil
}

// code runs a constructor. Contracts that a constructor calls have to be built
// before it, at their addresses.
func (x *expected) code(at common.Address, create []byte) ([]byte, error) {
	// Run as a contract's code, creation code does what it does in a creation,
	// and at an address of our choice.
	x.state.SetCode(at, create, tracing.CodeChangeUnspecified)
	code, _, err := runtime.Call(at, nil, &runtime.Config{
		ChainConfig: osaka(x.chainID), BlockNumber: big.NewInt(1), GasLimit: mostGas, State: x.state,
	})
	if err != nil {
		return nil, fmt.Errorf("its constructor fails: %w", err)
	}
	x.state.SetCode(at, code, tracing.CodeChangeUnspecified)
	return code, nil
}

// osaka is a chain with the rules the contracts were made for.
func osaka(chainID uint64) *params.ChainConfig {
	config := *params.AllDevChainProtocolChanges
	config.ChainID = new(big.Int).SetUint64(chainID)
	config.AmsterdamTime, config.BogotaTime, config.UBTTime = nil, nil, nil
	return &config
}

var errNoCode = errors.New("there is no contract at this address")
