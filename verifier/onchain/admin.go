package onchain

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"vitalproof/circuits/lock"
	"vitalproof/circuits/statement"
	"vitalproof/verifier/onchain/bindings"
)

// State is how far an owner's act has come.
type State string

// The states of an owner's act. Behind a timelock the same call is made twice:
// once to schedule, and after the delay once more to execute.
const (
	Done      State = "done"
	Scheduled State = "scheduled" // by this call
	Waiting   State = "waiting"   // by an earlier call, and the delay is not over
)

// Outcome says what an owner's act came to.
type Outcome struct {
	State     State
	Until     time.Time   // when a scheduled act can be executed
	Operation common.Hash // id of the timelock's operation; zero without a timelock
	Receipt   Receipt     // zero if nothing was sent
}

// act is something that the owner of a contract may do.
type act struct {
	on   target
	data []byte
	// others may do it as well, at once: guardian or sponsor.
	others []common.Address
}

// do does an act at once if the account may, and else by way of the timelock.
func (s *System) do(ctx context.Context, a *Account, x act, o Options) (Outcome, error) {
	roles, err := s.roles(ctx, x.on)
	if err != nil {
		return Outcome{}, err
	}
	held := s.d.Timelock != (Timelock{}) && roles.Owner == s.d.Timelock.Address
	if !held || slices.Contains(x.others, a.address) {
		// Whoever may not is told so by the contract.
		r, _, err := s.client.send(ctx, a, x.on, x.data, o)
		return Outcome{State: Done, Receipt: r}, err
	}
	return s.viaTimelock(ctx, a, x, o)
}

// viaTimelock schedules an act, waits or executes it, whichever its time is.
// Salt and predecessor are 0: each of our acts succeeds at most once, so two of
// the same content need no telling apart.
func (s *System) viaTimelock(ctx context.Context, a *Account, x act, o Options) (Outcome, error) {
	b := bindings.NewTimelock()
	none, zero := [32]byte{}, new(big.Int)
	id, err := read(ctx, s.client, s.timelock(), b.PackHashOperation(x.on.at, zero, x.data, none, none), b.UnpackHashOperation)
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{Operation: id}
	ready, err := read(ctx, s.client, s.timelock(), b.PackGetTimestamp(id), b.UnpackGetTimestamp)
	if err != nil {
		return out, err
	}
	now, err := s.client.Now(ctx)
	if err != nil {
		return out, err
	}
	switch {
	case ready.Cmp(big.NewInt(1)) == 0: // the mark of an executed operation
		out.State = Done
		return out, nil
	case ready.Sign() > 0 && (!ready.IsInt64() || ready.Int64() > now.Unix()):
		out.State, out.Until = Waiting, unixTime(ready)
		return out, nil
	}
	// Ask as the timelock: an act that is refused need not wait for it.
	if _, err := s.client.call(ctx, s.d.Timelock.Address, x.on, x.data); err != nil {
		return out, err
	}
	if ready.Sign() > 0 {
		out.State = Done
		out.Receipt, _, err = s.client.send(ctx, a, s.timelock(), b.PackExecute(x.on.at, zero, x.data, none, none), o)
		return out, err
	}
	delay, err := read(ctx, s.client, s.timelock(), b.PackGetMinDelay(), b.UnpackGetMinDelay)
	if err != nil {
		return out, err
	}
	out.State, out.Until = Scheduled, unixTime(new(big.Int).Add(delay, big.NewInt(now.Unix())))
	if out.Receipt, _, err = s.client.send(ctx, a, s.timelock(), b.PackSchedule(x.on.at, zero, x.data, none, none, delay), o); err != nil || o.DryRun {
		return out, err
	}
	if ready, err = read(ctx, s.client, s.timelock(), b.PackGetTimestamp(id), b.UnpackGetTimestamp); err == nil {
		out.Until = unixTime(ready)
	}
	return out, err
}

// unixTime keeps what no calendar has within one.
func unixTime(seconds *big.Int) time.Time {
	const last = 253402300799 // 9999-12-31T23:59:59Z
	if !seconds.IsInt64() || seconds.Int64() > last {
		return time.Unix(last, 0).UTC()
	}
	return time.Unix(seconds.Int64(), 0).UTC()
}

// IssuerSet is what the registry knows of a root.
type IssuerSet struct {
	Known   bool
	From    time.Time
	Until   time.Time // last second at which it counts
	Revoked bool
	Active  bool // now
}

// IssuerSet reads what is known of a root.
func (s *System) IssuerSet(ctx context.Context, root statement.Field) (IssuerSet, error) {
	b := bindings.NewIssuerRegistry()
	set, err := read(ctx, s.client, s.issuers(), b.PackIssuerSet(toBig(root)), b.UnpackIssuerSet)
	if err != nil {
		return IssuerSet{}, err
	}
	active, err := read(ctx, s.client, s.issuers(), b.PackIsActive(toBig(root)), b.UnpackIsActive)
	if err != nil {
		return IssuerSet{}, err
	}
	return IssuerSet{
		Known: set.ValidFrom != 0, From: unixTime(new(big.Int).SetUint64(set.ValidFrom)),
		Until: unixTime(new(big.Int).SetUint64(set.ValidUntil)), Revoked: set.Revoked, Active: active,
	}, nil
}

// AddIssuers adds the root of an issuer set, which counts from the first to the
// last second given. Owner only.
func (s *System) AddIssuers(ctx context.Context, a *Account, root statement.Field, from, until time.Time, uri string, o Options) (Outcome, error) {
	if from.Unix() <= 0 || until.Before(from) {
		return Outcome{}, fmt.Errorf("add issuers: they would count from %s to %s, which is no time",
			from.UTC().Format(time.RFC3339), until.UTC().Format(time.RFC3339))
	}
	data, err := bindings.NewIssuerRegistry().TryPackAdd(toBig(root), uint64(from.Unix()), uint64(until.Unix()), uri)
	if err != nil {
		return Outcome{}, fmt.Errorf("add issuers: %w", err)
	}
	return s.do(ctx, a, act{on: s.issuers(), data: data}, o)
}

// RevokeIssuers revokes a root for ever. Guardian or owner; the guardian's act
// knows no delay.
func (s *System) RevokeIssuers(ctx context.Context, a *Account, root statement.Field, o Options) (Outcome, error) {
	roles, err := s.roles(ctx, s.issuers())
	if err != nil {
		return Outcome{}, err
	}
	data := bindings.NewIssuerRegistry().PackRevoke(toBig(root))
	return s.do(ctx, a, act{s.issuers(), data, []common.Address{roles.Guardian}}, o)
}

// AddPolicy adds a policy and returns its id, which is known before anything is
// sent. It returns statement.ErrPolicy if an epoch of it cannot be. Owner only.
func (s *System) AddPolicy(ctx context.Context, a *Account, p statement.EVMPolicy, o Options) ([32]byte, Outcome, error) {
	if _, err := p.Terms(max(p.Epochs, 1) - 1); err != nil {
		return [32]byte{}, Outcome{}, fmt.Errorf("add a policy: %w", err)
	}
	data, err := bindings.NewPolicyRegistry().TryPackAdd(bindings.IPolicyRegistryPolicy{
		VerifierId: p.Verifier, Issuers: toBig(p.Issuers), Claim: toBig(p.Claim), EpochDays: p.EpochDays, Epochs: p.Epochs,
		SubmitDays: p.SubmitDays, ValidDays: p.ValidDays, Sponsor: p.Sponsor, Purpose: p.Purpose,
	})
	if err != nil {
		return [32]byte{}, Outcome{}, fmt.Errorf("add a policy: %w", err)
	}
	out, err := s.do(ctx, a, act{on: s.policies(), data: data}, o)
	return p.ID(), out, err
}

// ClosePolicy ends a policy for ever. Sponsor, guardian or owner; the acts of the
// first two know no delay.
func (s *System) ClosePolicy(ctx context.Context, a *Account, id [32]byte, o Options) (Outcome, error) {
	p, err := s.policyContent(ctx, id)
	if err != nil {
		return Outcome{}, err
	}
	roles, err := s.roles(ctx, s.policies())
	if err != nil {
		return Outcome{}, err
	}
	data := bindings.NewPolicyRegistry().PackClose(id)
	return s.do(ctx, a, act{s.policies(), data, []common.Address{p.Sponsor, roles.Guardian}}, o)
}

// AddVerifier adds the verifier of a circuit to the router. With the zero
// address it deploys one first, by the rules of Deploy (of the parameters only
// AllowDevelopment and Keys count), and returns where: behind a timelock the
// second call takes that address. What the router or the timelock would refuse is
// not deployed; a *PartialError says where the verifier is if it fails later. A
// dry run with the zero address estimates the deployment alone. Owner only.
func (s *System) AddVerifier(ctx context.Context, a *Account, e lock.Entry, at common.Address, p DeployParams, o Options) (common.Address, Outcome, error) {
	k, err := p.key(e)
	if err != nil {
		return at, Outcome{}, fmt.Errorf("circuit %s: %w", printable(e.Name), err)
	}
	create, err := k.initCode()
	if err != nil {
		return at, Outcome{}, err
	}
	if at != (common.Address{}) {
		out, err := s.addVerifier(ctx, a, k, create, at, o)
		return at, out, err
	}
	if err := s.mayAdd(ctx, a, k); err != nil {
		return at, Outcome{}, err
	}
	at, deployed, err := s.client.create(ctx, a, "Groth16CommitmentVerifier", create, o)
	if err != nil || o.DryRun {
		return at, Outcome{State: Done, Receipt: deployed}, err
	}
	out, err := s.addVerifier(ctx, a, k, create, at, o)
	deployed.add(out.Receipt)
	out.Receipt = deployed
	if err != nil {
		usable := !errors.Is(err, ErrNotOnChain) && !errors.Is(err, ErrProbe)
		err = &PartialError{[]DeployedContract{{"Groth16CommitmentVerifier", at}}, usable, err}
	}
	return at, out, err
}

// addVerifier adds a verifier that is deployed.
func (s *System) addVerifier(ctx context.Context, a *Account, k key, create []byte, at common.Address, o Options) (Outcome, error) {
	x, err := newExpected(s.client.chainID)
	if err == nil {
		err = s.client.compare(ctx, x, at, create)
	}
	if err == nil {
		err = s.probe(ctx, &DeployedVerifier{CircuitID: k.circuit, Address: at})
	}
	if err != nil {
		return Outcome{}, fmt.Errorf("verifier at %s: %w", at, err)
	}
	return s.do(ctx, a, act{on: s.router(), data: bindings.NewVerifierRouter().PackAdd(at)}, o)
}

// mayAdd asks whether an account could add a verifier, before there is one: a
// deployment costs some three million gas.
func (s *System) mayAdd(ctx context.Context, a *Account, k key) error {
	b, id := bindings.NewVerifierRouter(), statement.VerifierID(k.circuit, k.hash)
	roles, err := s.roles(ctx, s.router())
	if err != nil {
		return err
	}
	// Nothing is at the address 0, and the router asks who is calling first.
	data := b.PackAdd(common.Address{})
	if s.d.Timelock != (Timelock{}) && roles.Owner == s.d.Timelock.Address {
		tb, zero, none := bindings.NewTimelock(), new(big.Int), [32]byte{}
		delay, err := read(ctx, s.client, s.timelock(), tb.PackGetMinDelay(), tb.UnpackGetMinDelay)
		if err != nil {
			return err
		}
		if _, err = s.client.call(ctx, a.address, s.timelock(), tb.PackSchedule(s.d.Router, zero, data, none, none, delay)); err != nil {
			return err
		}
	} else {
		var refusal *Refusal
		_, err := s.client.call(ctx, a.address, s.router(), data)
		if !errors.As(err, &refusal) || refusal.Reason != "VerifierWithoutCode" {
			return cmp.Or(err, errAnswer)
		}
	}
	// One that is stopped is known as well.
	known, err := read(ctx, s.client, s.router(), b.PackVersions(k.circuit), b.UnpackVersions)
	if err == nil && slices.Contains(known, id) {
		err = &Refusal{Contract: "router", Reason: "VerifierKnown", Args: []Arg{{"verifierId", hexWord(id)}}}
	}
	return err
}

// StopVerifier stops a verifier for ever. Guardian or owner; the guardian's act
// knows no delay.
func (s *System) StopVerifier(ctx context.Context, a *Account, id [32]byte, o Options) (Outcome, error) {
	roles, err := s.roles(ctx, s.router())
	if err != nil {
		return Outcome{}, err
	}
	return s.do(ctx, a, act{s.router(), bindings.NewVerifierRouter().PackStop(id), []common.Address{roles.Guardian}}, o)
}

// AcceptOwnership takes over what the account was offered, on router, issuers
// and policies, and returns how many it took.
func (s *System) AcceptOwnership(ctx context.Context, a *Account, o Options) (int, error) {
	took := 0
	for _, at := range []target{s.router(), s.issuers(), s.policies()} {
		roles, err := s.roles(ctx, at)
		if err != nil {
			return took, err
		}
		if roles.PendingOwner != a.address {
			continue
		}
		if _, _, err := s.client.send(ctx, a, at, bindings.NewVerifierRouter().PackAcceptOwnership(), o); err != nil {
			return took, err
		}
		took++
	}
	return took, nil
}

// Verifier is a verifier that the router knows.
type Verifier struct {
	DeployedVerifier      // without circuit and ceremony if its key is not the lockfile's
	Active           bool // neither stopped nor gone
}

// Verifiers reads from the router the verifiers of every circuit in the lockfile,
// oldest first.
func (s *System) Verifiers(ctx context.Context) ([]Verifier, error) {
	entries, err := lock.Entries()
	if err != nil {
		return nil, err
	}
	b, vb := bindings.NewVerifierRouter(), bindings.NewGroth16CommitmentVerifier()
	var all []Verifier
	for _, e := range entries {
		circuit, err := statement.ParseCircuitID(e.ID)
		if err != nil {
			return nil, err
		}
		pinned, err := e.VerifierID()
		if err != nil {
			return nil, err
		}
		ids, err := read(ctx, s.client, s.router(), b.PackVersions(circuit), b.UnpackVersions)
		if err != nil {
			return nil, err
		}
		if len(ids) > maxVerifiers {
			return nil, fmt.Errorf("read from the router: %w: %d versions of one circuit", errAnswer, len(ids))
		}
		for _, id := range ids {
			v := Verifier{DeployedVerifier: DeployedVerifier{CircuitID: circuit, VerifierID: id}}
			if v.Address, err = read(ctx, s.client, s.router(), b.PackHistorical(id), b.UnpackHistorical); err != nil {
				return nil, err
			}
			if v.Active, err = read(ctx, s.client, s.router(), b.PackIsActive(id), b.UnpackIsActive); err != nil {
				return nil, err
			}
			if v.KeyHash, err = read(ctx, s.client, target{"verifier", v.Address}, vb.PackKeyHash(), vb.UnpackKeyHash); err != nil && v.Active {
				return nil, err
			}
			if id == pinned {
				// What only says that it is this verifier stays unnamed.
				if _, err := s.pinned(ctx, id); err == nil {
					v.Circuit, v.Ceremony = e.Name, e.Ceremony
				} else if !errors.Is(err, ErrNotOnChain) {
					return nil, err
				}
			}
			all = append(all, v)
		}
	}
	return all, nil
}
