package onchain

import (
	"bytes"
	"context"
	"errors"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"vitalproof/contracts"
	"vitalproof/verifier/onchain/bindings"
)

// through has the owner of a timelock do something to it, after its delay.
func through(t *testing.T, s *Simulated, system *System, owner *Account, data []byte) {
	t.Helper()
	b, at, none := bindings.NewTimelock(), system.timelock(), [32]byte{}
	delay, err := system.minDelay(ctx)
	if err != nil {
		t.Fatal(err)
	}
	block, err := s.client.node.BlockNumber(ctx)
	if err != nil {
		t.Fatal(err)
	}
	salt := [32]byte{31: byte(block)} // so that an act can be done again
	send := func(data []byte) {
		t.Helper()
		if _, _, err := s.client.send(ctx, owner, at, data, Options{}); err != nil {
			t.Fatal(err)
		}
	}
	send(b.PackSchedule(at.at, new(big.Int), data, none, salt, big.NewInt(int64(delay/time.Second))))
	if err := s.AdjustTime(delay + time.Second); err != nil {
		t.Fatal(err)
	}
	send(b.PackExecute(at.at, new(big.Int), data, none, salt))
}

func withTimelock(t *testing.T, delay time.Duration) (*Simulated, *Deployment, *System) {
	t.Helper()
	s := newChain(t)
	p := smallParams(t)
	p.Owner, p.TimelockDelay = s.Account(1).Address(), delay
	d, _, err := Deploy(ctx, s.Client(), s.Account(0), p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	system, err := Open(ctx, s.Client(), d)
	if err != nil {
		t.Fatal(err)
	}
	return s, d, system
}

// Whoever relies on a delay of two days looks every other day.
func TestADelayShorterThanTheFileSaysIsNoticed(t *testing.T) {
	s, d, system := withTimelock(t, time.Hour)
	x := *d
	x.Timelock.MinDelay += time.Second
	if _, err := Open(ctx, s.Client(), &x); !errors.Is(err, ErrNotOnChain) {
		t.Errorf("a file with a longer delay: %v", err)
	}
	set := func(seconds int64) {
		t.Helper()
		through(t, s, system, s.Account(1), bindings.NewTimelock().PackUpdateDelay(big.NewInt(seconds)))
	}
	set(7200)
	if _, err := Open(ctx, s.Client(), d); err != nil {
		t.Errorf("the owner waits longer: %v", err)
	}
	if state, err := system.Timelock(ctx); err != nil || state.MinDelay != 2*time.Hour {
		t.Errorf("%+v, %v", state, err)
	}
	set(3599)
	if _, err := Open(ctx, s.Client(), d); !errors.Is(err, ErrNotOnChain) {
		t.Errorf("the owner waits for less: %v", err)
	}
	// A delay that no duration holds.
	through(t, s, system, s.Account(1), bindings.NewTimelock().PackUpdateDelay(new(big.Int).Lsh(big.NewInt(1), 200)))
	if state, err := system.Timelock(ctx); err != nil || state.MinDelay != maxDelay*time.Second {
		t.Errorf("%+v, %v", state, err)
	}
}

// The roles are those of the chain, whatever the file says of its owner.
func TestWhoMayWhatAtTheTimelockIsReadFromTheChain(t *testing.T) {
	s, d, system := withTimelock(t, time.Second)
	owner, second, third := s.Account(1).Address(), s.Account(2).Address(), s.Account(3).Address()
	want := func(what string, s *System, wanted TimelockState) {
		t.Helper()
		wanted.Address, wanted.MinDelay = d.Timelock.Address, time.Second
		got, err := s.Timelock(ctx)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		for _, list := range [][]common.Address{wanted.Proposers, wanted.Executors, wanted.Cancellers, wanted.Admins} {
			slices.SortFunc(list, func(a, b common.Address) int { return bytes.Compare(a[:], b[:]) })
		}
		if got.Address != wanted.Address || got.MinDelay != wanted.MinDelay || !slices.Equal(got.Proposers, wanted.Proposers) ||
			!slices.Equal(got.Executors, wanted.Executors) || !slices.Equal(got.Cancellers, wanted.Cancellers) || !slices.Equal(got.Admins, wanted.Admins) {
			t.Errorf("%s: got %+v, want %+v", what, got, wanted)
		}
	}
	one := []common.Address{owner}
	// The deployer had three roles and gave them up.
	want("deployed", system, TimelockState{Proposers: one, Executors: one, Cancellers: one, Admins: []common.Address{d.Timelock.Address}})

	b := bindings.NewTimelock()
	for _, act := range [][]byte{
		b.PackGrantRole(proposerRole, second), b.PackGrantRole(executorRole, common.Address{}), b.PackGrantRole(adminRole, third),
		b.PackRevokeRole(cancellerRole, owner), b.PackGrantRole([32]byte{1}, second),
		b.PackGrantRole(proposerRole, third), b.PackRevokeRole(proposerRole, third), b.PackGrantRole(proposerRole, third),
	} {
		through(t, s, system, s.Account(1), act)
	}
	changed := TimelockState{
		Proposers: []common.Address{owner, second, third}, Executors: []common.Address{{}, owner}, Admins: []common.Address{d.Timelock.Address, third},
	}
	want("changed", system, changed)
	for name, node := range map[string]*counting{
		"a small range": {Backend: s.client.node, most: 3}, "one block at once": {Backend: s.client.node, most: 1},
		"an outage": {Backend: s.client.node, fail: 2},
	} {
		c, err := NewClient(ctx, node)
		if err != nil {
			t.Fatal(err)
		}
		want(name, &System{c, *d}, changed)
	}
	for name, alter := range map[string]func(*types.Log){
		"an event of another contract": func(l *types.Log) { l.Address[0] ^= 1 },
		"an event of another kind":     func(l *types.Log) { l.Topics[0][0] ^= 1 },
		"an event of no kind":          func(l *types.Log) { l.Topics = nil },
		"an event without an account":  func(l *types.Log) { l.Topics = l.Topics[:2] },
		"an event of a lost block":     func(l *types.Log) { l.Removed = true },
	} {
		c, err := NewClient(ctx, &counting{Backend: s.client.node, alter: func(logs []types.Log) []types.Log {
			alter(&logs[0])
			return logs
		}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := (&System{c, *d}).Timelock(ctx); !errors.Is(err, errAnswer) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if state, err := simulatedWorld(t).Timelock(ctx); state != nil || err != nil {
		t.Errorf("without a timelock: %+v, %v", state, err)
	}
}

// stubService is code that stands in for the attestation service while a publisher
// is made: it is its own registry of schemas, and has every schema.
var stubService = common.FromHex("36600414601957" + "60205f52" + "6001602052" + "6080608052" + "60c05ff3" + "5b305f5260205ff3")

// A publisher of our code, gate and service under another schema publishes what
// nobody finds, or somebody else's meaning.
func TestAPublisherOfAnotherSchemaIsRefused(t *testing.T) {
	s, ctx := newChain(t), context.Background()
	c, a := s.Client(), s.Account(0)
	d, _, err := Deploy(ctx, c, a, smallParams(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	d.EAS = putCode(t, c, a, stubService)
	create, err := initCode("EASPublisher", d.Gate, d.EAS)
	if err != nil {
		t.Fatal(err)
	}
	d.Publisher = putRaw(t, c, a, create)
	if _, err := Open(ctx, c, d); err != nil {
		t.Fatalf("a right publisher: %v", err)
	}
	code, err := c.code(ctx, d.Publisher)
	if err != nil {
		t.Fatal(err)
	}
	other := publisherSchema
	other[0] ^= 1
	forged := bytes.ReplaceAll(code, publisherSchema[:], other[:])
	artefact, err := contracts.Load("EASPublisher")
	if err != nil || bytes.Equal(forged, code) || !artefact.MatchesCode(forged) {
		t.Fatalf("this test tests nothing: %v", err)
	}
	d.Publisher = putCode(t, c, a, forged)
	if _, err := Open(ctx, c, d); !errors.Is(err, ErrNotOnChain) {
		t.Errorf("got %v", err)
	}
}
