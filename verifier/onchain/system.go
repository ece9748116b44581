package onchain

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"vitalproof/circuits/lock"
	"vitalproof/contracts"
	"vitalproof/verifier/onchain/bindings"
)

// System is a deployment that was compared with its chain.
type System struct {
	client *Client
	d      Deployment
}

// Open compares a deployment with the chain: its id, the code of every contract
// with its immutable values, the timelock's delay, and what the router knows of
// every verifier. It returns ErrNotOnChain if they differ. Who owns the registries
// and who has a role at the timelock is not compared: see Roles and Timelock.
func Open(ctx context.Context, c *Client, d *Deployment) (*System, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	if c.chainID != d.ChainID {
		return nil, fmt.Errorf("%w: it is for chain %d, and the node is on chain %d", ErrNotOnChain, d.ChainID, c.chainID)
	}
	s := &System{c, *d}
	s.d.Verifiers = append([]DeployedVerifier{}, d.Verifiers...)
	x, err := newExpected(c.chainID)
	if err != nil {
		return nil, err
	}
	for _, part := range s.parts() {
		create, err := initCode(part.artefact, part.args...)
		if err == nil {
			err = c.compare(ctx, x, part.at, create)
		}
		if err != nil {
			return nil, fmt.Errorf("%s at %s: %w", part.artefact, part.at, err)
		}
	}
	if err := s.compareDelay(ctx); err != nil {
		return nil, fmt.Errorf("%s at %s: %w", timelockName, d.Timelock.Address, err)
	}
	if err := s.comparePublisher(ctx); err != nil {
		return nil, fmt.Errorf("EASPublisher at %s: %w", d.Publisher, err)
	}
	for _, v := range d.Verifiers {
		if err := s.compareVerifier(ctx, x, v); err != nil {
			return nil, fmt.Errorf("verifier of %s at %s: %w", v.Circuit, v.Address, err)
		}
	}
	return s, nil
}

// part is a contract whose code follows from its constructor's arguments.
type part struct {
	artefact string
	at       common.Address
	args     []any
}

// parts lists them in the order in which their constructors need one another.
func (s *System) parts() []part {
	d := &s.d
	parts := []part{
		{"VerifierRouter", d.Router, []any{d.Owner, d.Guardian}},
		{"IssuerRegistry", d.Issuers, []any{d.Owner, d.Guardian}},
		{"PolicyRegistry", d.Policies, []any{d.Owner, d.Guardian, d.Router, d.Issuers}},
		{"ConsentRegistry", d.Consents, nil},
		{"AttestationGate", d.Gate, []any{d.Router, d.Issuers, d.Policies, d.Consents}},
		{"PremiumRebateVault", d.Vault, []any{d.Gate}},
		{"StudyEnrolment", d.Studies, []any{d.Gate}},
	}
	if d.Timelock != (Timelock{}) {
		parts = append(parts, part{timelockName, d.Timelock.Address, []any{new(big.Int), []common.Address{}, []common.Address{}, common.Address{}}})
	}
	return parts
}

// compare holds the code at an address against what its constructor makes.
func (c *Client) compare(ctx context.Context, x *expected, at common.Address, create []byte) error {
	want, err := x.code(at, create)
	if err != nil {
		return err
	}
	got, err := c.code(ctx, at)
	if err != nil {
		return err
	}
	if !bytes.Equal(got, want) {
		return fmt.Errorf("%w: its code is another, or was made with other values", ErrNotOnChain)
	}
	return nil
}

func (c *Client) code(ctx context.Context, at common.Address) ([]byte, error) {
	code, err := c.node.CodeAt(ctx, at, nil)
	if err != nil {
		return nil, fmt.Errorf("read the code: %w", unreachable(ctx, err))
	}
	if len(code) == 0 {
		return nil, fmt.Errorf("%w: %w", ErrNotOnChain, errNoCode)
	}
	return code, nil
}

// publisherSchema is the id of the publisher's schema, of which its constructor
// keeps the hash: without a resolver (the zero address), and revocable (1).
var publisherSchema = [32]byte(crypto.Keccak256(
	[]byte("bytes32 policyId, uint16 epoch, uint256 nullifier, uint64 validUntil"), make([]byte, common.AddressLength), []byte{1},
))

// comparePublisher compares what can be: the publisher's constructor asks the
// chain's attestation service, so its code cannot be made here.
func (s *System) comparePublisher(ctx context.Context) error {
	if s.d.Publisher == (common.Address{}) {
		return nil
	}
	code, err := s.client.code(ctx, s.d.Publisher)
	if err != nil {
		return err
	}
	artefact, err := contracts.Load("EASPublisher")
	if err != nil {
		return err
	}
	if !artefact.MatchesCode(code) {
		return fmt.Errorf("%w: its code is another", ErrNotOnChain)
	}
	b := bindings.NewEASPublisher()
	gate, err := read(ctx, s.client, target{"publisher", s.d.Publisher}, b.PackGate(), b.UnpackGate)
	if err != nil {
		return err
	}
	eas, err := read(ctx, s.client, target{"publisher", s.d.Publisher}, b.PackEas(), b.UnpackEas)
	if err != nil {
		return err
	}
	if gate != s.d.Gate || eas != s.d.EAS {
		return fmt.Errorf("%w: it belongs to another gate or attestation service", ErrNotOnChain)
	}
	schema, err := read(ctx, s.client, target{"publisher", s.d.Publisher}, b.PackSchemaUid(), b.UnpackSchemaUid)
	if err != nil {
		return err
	}
	if schema != publisherSchema {
		return fmt.Errorf("%w: it publishes under another schema", ErrNotOnChain)
	}
	return nil
}

// compareVerifier holds a verifier against the lockfile and the router. A
// verifier of a circuit or key that the lockfile does not have is refused: this
// program could not say what it accepts.
func (s *System) compareVerifier(ctx context.Context, x *expected, v DeployedVerifier) error {
	entry, err := lock.ByName(v.Circuit)
	if err != nil {
		return err
	}
	// Development keys are pinned like all others; using them is Deploy's question.
	k, err := DeployParams{AllowDevelopment: true}.key(entry)
	if err != nil {
		return err
	}
	if k.circuit != v.CircuitID || k.hash != v.KeyHash {
		return ErrOtherKey
	}
	create, err := k.initCode()
	if err != nil {
		return err
	}
	if err := s.client.compare(ctx, x, v.Address, create); err != nil {
		return err
	}
	b := bindings.NewVerifierRouter()
	at, err := read(ctx, s.client, s.router(), b.PackHistorical(v.VerifierID), b.UnpackHistorical)
	if err != nil {
		return err
	}
	if at != v.Address {
		return fmt.Errorf("%w: the router has %s under its id", ErrNotOnChain, at)
	}
	return nil
}

// read calls a contract and decodes what it returns. What does not decode is a
// wrong answer of the node, since the code at the address was compared.
func read[T any](ctx context.Context, c *Client, to target, data []byte, unpack func([]byte) (T, error)) (T, error) {
	var none T
	out, err := c.call(ctx, common.Address{}, to, data)
	if err != nil {
		return none, err
	}
	v, err := unpack(out)
	if err != nil {
		return none, fmt.Errorf("read from the %s: %w", to.name, errAnswer)
	}
	return v, nil
}

var errAnswer = errors.New("the node's answer is not what the contract returns")

func (s *System) router() target   { return target{"router", s.d.Router} }
func (s *System) issuers() target  { return target{"issuer registry", s.d.Issuers} }
func (s *System) policies() target { return target{"policy registry", s.d.Policies} }
func (s *System) consents() target { return target{"consent registry", s.d.Consents} }
func (s *System) gate() target     { return target{"gate", s.d.Gate} }
func (s *System) vault() target    { return target{"vault", s.d.Vault} }
func (s *System) studies() target  { return target{"study", s.d.Studies} }
func (s *System) timelock() target { return target{"timelock", s.d.Timelock.Address} }

// Client is the client the system was opened with.
func (s *System) Client() *Client { return s.client }

// Deployment is a copy of what the system was opened with.
func (s *System) Deployment() Deployment {
	d := s.d
	d.Verifiers = append([]DeployedVerifier{}, d.Verifiers...)
	return d
}

// Roles are who may change one contract, as it is now.
type Roles struct {
	Owner        common.Address
	PendingOwner common.Address // was offered the ownership and has not accepted it yet
	Guardian     common.Address // zero if there is none
}

// Roles reads who owns and who guards router, issuers and policies.
func (s *System) Roles(ctx context.Context) (router, issuers, policies Roles, err error) {
	for _, x := range []struct {
		at   target
		into *Roles
	}{{s.router(), &router}, {s.issuers(), &issuers}, {s.policies(), &policies}} {
		if *x.into, err = s.roles(ctx, x.at); err != nil {
			return
		}
	}
	return
}

// roles reads what all three have from the same source, Guarded.
func (s *System) roles(ctx context.Context, at target) (r Roles, err error) {
	b := bindings.NewVerifierRouter()
	if r.Owner, err = read(ctx, s.client, at, b.PackOwner(), b.UnpackOwner); err != nil {
		return r, err
	}
	if r.PendingOwner, err = read(ctx, s.client, at, b.PackPendingOwner(), b.UnpackPendingOwner); err != nil {
		return r, err
	}
	r.Guardian, err = read(ctx, s.client, at, b.PackGuardian(), b.UnpackGuardian)
	return r, err
}

// inspectRoles checks that a fresh deployment belongs to whom it should.
func (s *System) inspectRoles(ctx context.Context) error {
	d := &s.d
	router, issuers, policies, err := s.Roles(ctx)
	if err != nil {
		return err
	}
	bad := func(what string) error { return fmt.Errorf("%w: %s", ErrNotOnChain, what) }
	owner := d.Owner
	if d.Timelock != (Timelock{}) {
		owner = d.Timelock.Address
	}
	offered := router == Roles{d.Deployer, d.Owner, d.Guardian} && d.Timelock == (Timelock{})
	want := Roles{Owner: owner, Guardian: d.Guardian}
	if (router != want && !offered) || issuers != want || policies != want {
		return bad("a registry does not belong to its owner and guardian")
	}
	if d.Timelock == (Timelock{}) {
		return nil
	}
	delay, err := s.minDelay(ctx)
	if err != nil {
		return err
	}
	if delay != d.Timelock.MinDelay {
		return bad("the timelock has another delay")
	}
	b := bindings.NewTimelock()
	for i, role := range append([][32]byte{adminRole}, timelockRoles...) {
		for _, who := range []common.Address{d.Deployer, d.Owner} {
			has, err := read(ctx, s.client, s.timelock(), b.PackHasRole(role, who), b.UnpackHasRole)
			if err != nil {
				return err
			}
			if has != (i > 0 && who == d.Owner) {
				return bad("the timelock's roles are not the owner's alone")
			}
		}
	}
	return nil
}
