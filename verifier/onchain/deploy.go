package onchain

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"strings"
	"time"

	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"

	"vitalproof/circuits/lock"
	"vitalproof/circuits/statement"
	"vitalproof/verifier/onchain/bindings"
)

// Errors of deploying.
var (
	ErrDevelopmentKeys = errors.New("the keys of this circuit are for development: anybody can forge proofs under them")
	ErrOtherKey        = errors.New("this key is not the one in the lockfile for this circuit")
	ErrDeployParams    = errors.New("cannot deploy this")
)

// DeployParams say what to deploy and who answers for it.
type DeployParams struct {
	Circuits         []lock.Entry
	AllowDevelopment bool           // without it, circuits with development keys are refused
	Guardian         common.Address // may stop verifiers and revoke issuers at once; zero: the deployer
	Owner            common.Address // owns the registries, or proposes to their timelock; zero: the deployer
	TimelockDelay    time.Duration  // whole seconds; zero: no timelock
	EAS              common.Address // Ethereum Attestation Service of this chain; zero: no publisher
	// Keys gives a circuit's verifying key; nil: the keys in this program.
	Keys func(lock.Entry) (*groth16bn254.VerifyingKey, error)
}

// key is what a verifier is made of.
type key struct {
	entry   lock.Entry
	circuit statement.CircuitID
	hash    [32]byte
	words   [36]*big.Int
}

// keys refuses, before anything is deployed, every key that lets false
// statements through or is not the circuit's.
func (p DeployParams) keys() ([]key, error) {
	var keys []key
	for _, e := range p.Circuits {
		k, err := p.key(e)
		if err != nil {
			return nil, fmt.Errorf("circuit %s: %w", printable(e.Name), err)
		}
		keys = append(keys, k)
	}
	return keys, nil
}

func (p DeployParams) key(e lock.Entry) (key, error) {
	pinned, err := lock.ByName(e.Name)
	if err != nil {
		return key{}, err
	}
	if !reflect.DeepEqual(e, pinned) {
		return key{}, fmt.Errorf("%w: the entry is not the lockfile's", ErrOtherKey)
	}
	if e.IsDevelopment() && !p.AllowDevelopment {
		return key{}, ErrDevelopmentKeys
	}
	source := p.Keys
	if source == nil {
		source = lock.Entry.VerifyingKey
	}
	vk, err := source(e)
	if err != nil {
		return key{}, err
	}
	if err := lock.CheckKey(vk); err != nil {
		return key{}, err
	}
	k := key{entry: e, hash: lock.EVMKeyHash(vk)}
	if hex.EncodeToString(k.hash[:]) != e.EVMKeyHash {
		return key{}, ErrOtherKey
	}
	if k.circuit, err = statement.ParseCircuitID(e.ID); err != nil {
		return key{}, err
	}
	for i, w := range lock.EVMKeyWords(vk) {
		k.words[i] = new(big.Int).SetBytes(w[:])
	}
	return k, nil
}

func (k key) initCode() ([]byte, error) {
	return initCode("Groth16CommitmentVerifier", [32]byte(k.circuit), k.words)
}

// PartialError says what was deployed before a deployment failed.
type PartialError struct {
	Deployed []DeployedContract
	Usable   bool // another try can go on with them
	Err      error
}

// DeployedContract is a contract and where it is.
type DeployedContract struct {
	Name    string
	Address common.Address
}

// Error lists what is on the chain.
func (e *PartialError) Error() string {
	var list []string
	for _, c := range e.Deployed {
		list = append(list, c.Name+" at "+c.Address.Hex())
	}
	what := "deployed and now of no use"
	if e.Usable {
		what = "deployed before"
	}
	return fmt.Sprintf("%v (%s: %s)", e.Err, what, strings.Join(list, ", "))
}

// Unwrap is the reason.
func (e *PartialError) Unwrap() error { return e.Err }

// Deploy puts the whole system on a chain, hands it to its owner and checks what
// it did. A *PartialError says what was deployed if it fails half-way. The
// receipt adds up all transactions.
//
// With a timelock the registries belong to it from their first block. While its
// delay is 0 the deployer adds the verifiers through it; the last of those acts
// sets the delay, and then the deployer gives up its roles. Without a timelock
// and with another owner than the deployer, the router is offered to the owner,
// who has to accept it (AcceptOwnership).
//
// A dry run deploys to a simulated chain, without the publisher, and reckons
// with this chain's fees. It returns no deployment.
func Deploy(ctx context.Context, c *Client, a *Account, p DeployParams, o Options) (*Deployment, Receipt, error) {
	if p.Guardian == (common.Address{}) {
		p.Guardian = a.address
	}
	if p.Owner == (common.Address{}) {
		p.Owner = a.address
	}
	if p.TimelockDelay < 0 || p.TimelockDelay%time.Second != 0 || p.TimelockDelay > maxDelay*time.Second {
		return nil, Receipt{}, fmt.Errorf("%w: the timelock's delay is not a whole number of seconds below ten years", ErrDeployParams)
	}
	if len(p.Circuits) == 0 || len(p.Circuits) > maxVerifiers {
		return nil, Receipt{}, fmt.Errorf("%w: want from 1 to %d circuits", ErrDeployParams, maxVerifiers)
	}
	keys, err := p.keys()
	if err != nil {
		return nil, Receipt{}, err
	}
	if o.DryRun {
		return rehearse(ctx, c, a, p, o)
	}
	d := &deployer{client: c, account: a, params: p, keys: keys, options: o}
	d.create = func(ctx context.Context, name string, code []byte) (common.Address, error) {
		at, r, err := c.create(ctx, a, name, code, o)
		d.total.add(r)
		if d.first == 0 {
			d.first = r.Block
		}
		return at, err
	}
	return d.run(ctx)
}

// rehearse deploys on a chain of its own to find out what it costs.
func rehearse(ctx context.Context, c *Client, a *Account, p DeployParams, o Options) (*Deployment, Receipt, error) {
	head, err := c.head(ctx)
	if err != nil {
		return nil, Receipt{}, err
	}
	feeCap, _, err := c.fees(ctx, head, o)
	if err != nil {
		return nil, Receipt{}, err
	}
	if p.EAS != (common.Address{}) {
		o.say("the estimate leaves out the publisher: the rehearsal has no attestation service")
		p.EAS = common.Address{}
	}
	funds := new(big.Int).Mul(big.NewInt(1000), big.NewInt(params.Ether))
	s, err := newSimulated(c.chainID, types.GenesisAlloc{a.address: {Balance: funds}})
	if err != nil {
		return nil, Receipt{}, err
	}
	defer s.Close()
	_, r, err := Deploy(ctx, s.client, a, p, Options{})
	var partial *PartialError
	if errors.As(err, &partial) {
		err = partial.Err // nothing is on the chain that was asked about
	}
	if err != nil {
		return nil, Receipt{}, fmt.Errorf("rehearse the deployment: %w", err)
	}
	return nil, Receipt{
		DryRun: true, EstimatedGas: r.Gas, EstimatedFeeWei: new(big.Int).Mul(new(big.Int).SetUint64(r.Gas), feeCap),
	}, nil
}

// deployer is one deployment under way.
type deployer struct {
	client  *Client
	account *Account
	params  DeployParams
	keys    []key
	options Options
	create  func(ctx context.Context, name string, code []byte) (common.Address, error)

	done  []DeployedContract
	total Receipt
	first uint64 // block
}

func (d *deployer) run(ctx context.Context) (*Deployment, Receipt, error) {
	out, err := d.contracts(ctx)
	if err == nil {
		err = d.handOver(ctx, out)
	}
	if err == nil {
		err = d.inspect(ctx, out)
	}
	if err != nil {
		if len(d.done) > 0 {
			err = &PartialError{Deployed: d.done, Err: err}
		}
		return nil, d.total, err
	}
	return out, d.total, nil
}

// put deploys one contract. It does nothing after an error, so that the order of
// a deployment can be read from top to bottom.
func (d *deployer) put(ctx context.Context, err *error, name string, args ...any) common.Address {
	var at common.Address
	if *err != nil {
		return at
	}
	code, e := initCode(name, args...)
	if e == nil {
		at, e = d.create(ctx, name, code)
	}
	if e != nil {
		*err = fmt.Errorf("deploy %s: %w", name, e)
		return at
	}
	d.options.say("%s at %s", name, at)
	d.done = append(d.done, DeployedContract{name, at})
	return at
}

func (d *deployer) contracts(ctx context.Context) (*Deployment, error) {
	p := d.params
	var err error
	out := &Deployment{ChainID: d.client.chainID, Deployer: d.account.address, Owner: p.Owner, Guardian: p.Guardian}
	owner, routerOwner := p.Owner, d.account.address
	if p.TimelockDelay > 0 {
		proposers := []common.Address{d.account.address, p.Owner}
		out.Timelock = Timelock{d.put(ctx, &err, timelockName, new(big.Int), proposers, proposers, common.Address{}), p.TimelockDelay}
		owner, routerOwner = out.Timelock.Address, out.Timelock.Address
	}
	out.Router = d.put(ctx, &err, "VerifierRouter", routerOwner, p.Guardian)
	out.Issuers = d.put(ctx, &err, "IssuerRegistry", owner, p.Guardian)
	out.Policies = d.put(ctx, &err, "PolicyRegistry", owner, p.Guardian, out.Router, out.Issuers)
	out.Consents = d.put(ctx, &err, "ConsentRegistry")
	out.Gate = d.put(ctx, &err, "AttestationGate", out.Router, out.Issuers, out.Policies, out.Consents)
	for _, k := range d.keys {
		out.Verifiers = append(out.Verifiers, DeployedVerifier{
			Circuit: k.entry.Name, CircuitID: k.circuit, KeyHash: k.hash, VerifierID: statement.VerifierID(k.circuit, k.hash),
			Address: d.put(ctx, &err, "Groth16CommitmentVerifier", [32]byte(k.circuit), k.words), Ceremony: k.entry.Ceremony,
		})
		out.Development = out.Development || k.entry.IsDevelopment()
	}
	out.Vault = d.put(ctx, &err, "PremiumRebateVault", out.Gate)
	out.Studies = d.put(ctx, &err, "StudyEnrolment", out.Gate)
	if p.EAS != (common.Address{}) {
		out.EAS = p.EAS
		out.Publisher = d.put(ctx, &err, "EASPublisher", out.Gate, out.EAS)
	}
	out.Block = d.first
	return out, err
}

// handOver adds the verifiers and leaves the deployer without power, unless it is
// the owner.
func (d *deployer) handOver(ctx context.Context, out *Deployment) error {
	router := bindings.NewVerifierRouter()
	at := target{"router", out.Router}
	if out.Timelock == (Timelock{}) {
		for _, v := range out.Verifiers {
			if err := d.send(ctx, at, router.PackAdd(v.Address)); err != nil {
				return fmt.Errorf("add the verifier of %s: %w", v.Circuit, err)
			}
		}
		if out.Owner == d.account.address {
			return nil
		}
		d.options.say("the router is offered to %s, who has to accept it", out.Owner)
		return d.send(ctx, at, router.PackTransferOwnership(out.Owner))
	}
	timelock := bindings.NewTimelock()
	var targets []common.Address
	var payloads [][]byte
	for _, v := range out.Verifiers {
		targets, payloads = append(targets, out.Router), append(payloads, router.PackAdd(v.Address))
	}
	seconds := big.NewInt(int64(out.Timelock.MinDelay / time.Second))
	targets, payloads = append(targets, out.Timelock.Address), append(payloads, timelock.PackUpdateDelay(seconds))
	values := make([]*big.Int, len(targets))
	for i := range values {
		values[i] = new(big.Int)
	}
	at = target{"timelock", out.Timelock.Address}
	acts := [][]byte{
		timelock.PackScheduleBatch(targets, values, payloads, [32]byte{}, [32]byte{}, new(big.Int)),
		timelock.PackExecuteBatch(targets, values, payloads, [32]byte{}, [32]byte{}),
	}
	if out.Owner != d.account.address {
		for _, role := range timelockRoles {
			acts = append(acts, timelock.PackRenounceRole(role, d.account.address))
		}
	}
	for _, act := range acts {
		if err := d.send(ctx, at, act); err != nil {
			return fmt.Errorf("hand over to the timelock: %w", err)
		}
	}
	return nil
}

func (d *deployer) send(ctx context.Context, to target, data []byte) error {
	r, _, err := d.client.send(ctx, d.account, to, data, d.options)
	d.total.add(r)
	return err
}

// inspect looks at what is on the chain now, as somebody would who trusts the
// deployer with nothing.
func (d *deployer) inspect(ctx context.Context, out *Deployment) error {
	s, err := Open(ctx, d.client, out)
	if err != nil {
		return err
	}
	if err := s.inspectRoles(ctx); err != nil {
		return err
	}
	for i := range out.Verifiers {
		if err := s.probe(ctx, &out.Verifiers[i]); err != nil {
			return fmt.Errorf("try the verifier of %s: %w", out.Verifiers[i].Circuit, err)
		}
	}
	return nil
}
