package onchain

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/verifier/onchain/bindings"
)

// ErrPolicy says that a node gave a policy or terms that cannot be the
// registry's: they do not hash to their id.
var ErrPolicy = errors.New("the node's answer is not the policy asked for")

// maxPolicies bounds a list: a node that claims more is not believed.
const maxPolicies = 10_000

// Policy is a policy on the chain.
type Policy struct {
	ID       [32]byte
	Number   uint32 // in the registry, from 1
	Terms    statement.EVMPolicy
	Claim    claim.Claim // of epoch 0
	ClaimErr error       // why this version cannot read the claim, if it cannot
	Circuit  string      // empty if the lockfile does not have the verifier
	Closed   bool
}

// Policies lists all policies, oldest first.
func (s *System) Policies(ctx context.Context) ([]Policy, error) {
	b := bindings.NewPolicyRegistry()
	count, err := read(ctx, s.client, s.policies(), b.PackCount(), b.UnpackCount)
	if err != nil {
		return nil, err
	}
	if !count.IsUint64() || count.Uint64() > maxPolicies {
		return nil, fmt.Errorf("%w: it counts %s of them", ErrPolicy, count)
	}
	var all []Policy
	for n := uint64(1); n <= count.Uint64(); n++ {
		id, err := read(ctx, s.client, s.policies(), b.PackIdOf(new(big.Int).SetUint64(n)), b.UnpackIdOf)
		if err != nil {
			return nil, err
		}
		p, err := s.Policy(ctx, id)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// Policy reads one policy and refuses one whose content does not have the id.
func (s *System) Policy(ctx context.Context, id [32]byte) (Policy, error) {
	p := Policy{ID: id}
	var err error
	if p.Terms, err = s.policyContent(ctx, id); err != nil {
		return p, err
	}
	terms, err := s.termsOf(ctx, id, 0)
	if err != nil {
		return p, err
	}
	p.Number, p.Closed = uint32(terms.Number.Uint64()), terms.Closed
	p.Claim, p.ClaimErr = claim.FromWord(toBig(p.Terms.Claim))
	entry, err := s.pinned(ctx, p.Terms.Verifier)
	switch {
	case err == nil:
		p.Circuit = entry.Name
	case !errors.Is(err, lock.ErrUnknownCircuit) && !errors.Is(err, ErrNotOnChain):
		return p, err
	}
	return p, nil // a verifier that only says it is a pinned one is unknown
}

// policyContent reads what a policy asks for.
func (s *System) policyContent(ctx context.Context, id [32]byte) (statement.EVMPolicy, error) {
	b := bindings.NewPolicyRegistry()
	raw, err := read(ctx, s.client, s.policies(), b.PackPolicy(id), b.UnpackPolicy)
	if err != nil {
		return statement.EVMPolicy{}, err
	}
	p := statement.EVMPolicy{
		Verifier: raw.VerifierId, EpochDays: raw.EpochDays, Epochs: raw.Epochs, SubmitDays: raw.SubmitDays,
		ValidDays: raw.ValidDays, Sponsor: raw.Sponsor, Purpose: raw.Purpose,
	}
	if p.Issuers, err = statement.FieldFromBig(raw.Issuers); err != nil {
		return p, ErrPolicy
	}
	if p.Claim, err = statement.FieldFromBig(raw.Claim); err != nil {
		return p, ErrPolicy
	}
	if p.ID() != id {
		return p, ErrPolicy
	}
	return p, nil
}

func (s *System) termsOf(ctx context.Context, id [32]byte, epoch uint16) (bindings.IPolicyRegistryTerms, error) {
	b := bindings.NewPolicyRegistry()
	terms, err := read(ctx, s.client, s.policies(), b.PackTerms(id, epoch), b.UnpackTerms)
	if err == nil && (!terms.Number.IsUint64() || terms.Number.Uint64() > 1<<24) {
		err = ErrPolicy
	}
	return terms, err
}

// Terms reads the terms of an epoch and refuses them unless they are the ones
// that the policy's content gives. The bool says whether the policy is closed.
func (s *System) Terms(ctx context.Context, id [32]byte, epoch uint16) (statement.EVMTerms, bool, error) {
	var none statement.EVMTerms
	chain, err := s.termsOf(ctx, id, epoch) // first: it has words for an unknown epoch
	if err != nil {
		return none, false, err
	}
	p, err := s.policyContent(ctx, id)
	if err != nil {
		return none, false, err
	}
	terms, err := p.Terms(epoch)
	if err != nil {
		return none, false, err
	}
	if chain.TermsId != terms.ID() || chain.VerifierId != terms.Verifier || chain.Purpose != p.Purpose ||
		chain.Issuers.Cmp(toBig(terms.Issuers)) != 0 || chain.Claim.Cmp(toBig(terms.Claim)) != 0 ||
		chain.SubmitUntil != terms.SubmitUntil || chain.Expiry != terms.Expiry {
		return none, false, fmt.Errorf("epoch %d: %w", epoch, ErrPolicy)
	}
	return terms, chain.Closed, nil
}

// Ask is what a request for one epoch of a policy has to say.
type Ask struct {
	Gate    request.Gate
	Circuit statement.CircuitID
	Claim   statement.Field // claim word of the epoch
	Issuers statement.Field // root of the issuer set
	Purpose [32]byte        // Keccak-256 of the consent text
	Closed  bool
}

// RequestGate reads what a request for one epoch of a policy has to say. It
// returns lock.ErrUnknownCircuit if the policy's verifier is not in the lockfile,
// and ErrNotOnChain if it only says that it is.
func (s *System) RequestGate(ctx context.Context, id [32]byte, epoch uint16) (Ask, error) {
	terms, closed, err := s.Terms(ctx, id, epoch)
	if err != nil {
		return Ask{}, err
	}
	p, err := s.policyContent(ctx, id)
	if err != nil {
		return Ask{}, err
	}
	entry, err := s.pinned(ctx, terms.Verifier)
	if err != nil {
		return Ask{}, err
	}
	circuit, err := statement.ParseCircuitID(entry.ID)
	if err != nil {
		return Ask{}, err
	}
	return Ask{
		Gate: request.Gate{
			ChainID: s.d.ChainID, Address: s.d.Gate, Policy: id, Epoch: epoch, SubmitUntil: terms.SubmitUntil, Expiry: terms.Expiry,
			EpochDays: p.EpochDays, Epochs: p.Epochs, SubmitDays: p.SubmitDays, ValidDays: p.ValidDays, Sponsor: p.Sponsor,
		},
		Circuit: circuit, Claim: terms.Claim, Issuers: terms.Issuers, Purpose: p.Purpose, Closed: closed,
	}, nil
}

// pinned finds the circuit of a verifier id and compares the code that the router
// has under it. An id is made of what a contract says of itself: without the
// comparison anybody who may add verifiers could pass off one that accepts
// everything as one of these.
func (s *System) pinned(ctx context.Context, id [32]byte) (lock.Entry, error) {
	entry, err := entryOf(id)
	if err != nil {
		return entry, err
	}
	key := pinnedAt{s.d.Router, id}
	if _, found := s.client.pinned.Load(key); found {
		return entry, nil
	}
	b := bindings.NewVerifierRouter()
	at, err := read(ctx, s.client, s.router(), b.PackHistorical(id), b.UnpackHistorical)
	if err != nil {
		return entry, err
	}
	k, err := DeployParams{AllowDevelopment: true}.key(entry)
	if err != nil {
		return entry, err
	}
	create, err := k.initCode()
	if err != nil {
		return entry, err
	}
	x, err := newExpected(s.client.chainID)
	if err == nil {
		err = s.client.compare(ctx, x, at, create)
	}
	if err != nil {
		return entry, fmt.Errorf("verifier of %s at %s: %w", entry.Name, at, err)
	}
	s.client.pinned.Store(key, true)
	return entry, nil
}

// pinnedAt is a verifier of a router. Neither code nor router ever changes what
// stands behind an id.
type pinnedAt struct {
	router common.Address
	id     [32]byte
}

// entryOf finds the circuit of a verifier id.
func entryOf(verifier [32]byte) (lock.Entry, error) {
	entries, err := lock.Entries()
	if err != nil {
		return lock.Entry{}, err
	}
	for _, e := range entries {
		id, err := e.VerifierID()
		if err != nil {
			return lock.Entry{}, err
		}
		if id == verifier {
			return e, nil
		}
	}
	return lock.Entry{}, lock.ErrUnknownCircuit
}
