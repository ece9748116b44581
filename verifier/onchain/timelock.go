package onchain

import (
	"bytes"
	"context"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"vitalproof/verifier/onchain/bindings"
)

// timelockName is the artefact of the timelock.
const timelockName = "Timelock"

var (
	proposerRole  = [32]byte(crypto.Keccak256([]byte("PROPOSER_ROLE")))
	cancellerRole = [32]byte(crypto.Keccak256([]byte("CANCELLER_ROLE")))
	executorRole  = [32]byte(crypto.Keccak256([]byte("EXECUTOR_ROLE")))
	adminRole     [32]byte // DEFAULT_ADMIN_ROLE
)

// timelockRoles are the roles that proposers and executors have.
var timelockRoles = [][32]byte{proposerRole, cancellerRole, executorRole}

// TimelockState is what the timelock demands, and of whom, now. Accounts are in
// ascending order.
type TimelockState struct {
	Address    common.Address
	MinDelay   time.Duration    // at most ten years are told
	Proposers  []common.Address // schedule
	Executors  []common.Address // execute after the delay; the zero address: anybody
	Cancellers []common.Address // cancel what is scheduled
	Admins     []common.Address // change all these; the timelock itself does so after its delay
}

// Timelock reads the state of the timelock; nil if the system has none. Who has a
// role is asked of the contract, of everybody who was ever given one. A node that
// leaves out such an event cannot be found out: ask one you trust.
func (s *System) Timelock(ctx context.Context) (*TimelockState, error) {
	if s.d.Timelock == (Timelock{}) {
		return nil, nil
	}
	out := &TimelockState{Address: s.d.Timelock.Address}
	var err error
	if out.MinDelay, err = s.minDelay(ctx); err != nil {
		return nil, err
	}
	granted, err := s.granted(ctx)
	if err != nil {
		return nil, err
	}
	b := bindings.NewTimelock()
	for _, g := range granted {
		into := map[[32]byte]*[]common.Address{
			proposerRole: &out.Proposers, executorRole: &out.Executors, cancellerRole: &out.Cancellers, adminRole: &out.Admins,
		}[g.role]
		if into == nil || slices.Contains(*into, g.account) {
			continue // a role that means nothing, or one given twice
		}
		has, err := read(ctx, s.client, s.timelock(), b.PackHasRole(g.role, g.account), b.UnpackHasRole)
		if err != nil {
			return nil, err
		}
		if has {
			*into = append(*into, g.account)
		}
	}
	for _, list := range [][]common.Address{out.Proposers, out.Executors, out.Cancellers, out.Admins} {
		slices.SortFunc(list, func(a, b common.Address) int { return bytes.Compare(a[:], b[:]) })
	}
	return out, nil
}

// minDelay is the delay that the timelock demands now.
func (s *System) minDelay(ctx context.Context) (time.Duration, error) {
	b := bindings.NewTimelock()
	delay, err := read(ctx, s.client, s.timelock(), b.PackGetMinDelay(), b.UnpackGetMinDelay)
	if err != nil {
		return 0, err
	}
	if delay.Cmp(big.NewInt(maxDelay)) > 0 {
		return maxDelay * time.Second, nil
	}
	return time.Duration(delay.Int64()) * time.Second, nil
}

// compareDelay refuses a timelock that waits for less than the file says: who
// relies on the file would look too late. A longer delay does no harm.
func (s *System) compareDelay(ctx context.Context) error {
	if s.d.Timelock == (Timelock{}) {
		return nil
	}
	delay, err := s.minDelay(ctx)
	if err != nil {
		return err
	}
	if delay < s.d.Timelock.MinDelay {
		return fmt.Errorf("%w: its delay is %s, and the file has %s", ErrNotOnChain, delay, s.d.Timelock.MinDelay)
	}
	return nil
}

// grant is a role that somebody was given at some time.
type grant struct {
	role    [32]byte
	account common.Address
}

// granted reads all roles ever given at the timelock.
func (s *System) granted(ctx context.Context) ([]grant, error) {
	head, err := retry(ctx, s.client.node.BlockNumber)
	if err != nil {
		return nil, fmt.Errorf("read the latest block: %w", err)
	}
	b := bindings.NewTimelock()
	query := ethereum.FilterQuery{
		Addresses: []common.Address{s.d.Timelock.Address}, Topics: [][]common.Hash{{b.GetABI().Events[bindings.TimelockRoleGrantedEventName].ID}},
	}
	var all []grant
	err = s.client.eachLog(ctx, query, s.d.Block, head, func(l *types.Log) error {
		e, err := b.UnpackRoleGrantedEvent(l)
		if err != nil {
			return errAnswer
		}
		all = append(all, grant{e.Role, e.Account})
		return nil
	})
	return all, err
}
