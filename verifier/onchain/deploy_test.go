package onchain

import (
	"bytes"
	"context"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"vitalproof/circuits/lock"
	"vitalproof/verifier/onchain/bindings"
)

func newChain(t *testing.T) *Simulated {
	t.Helper()
	s, err := NewSimulated()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func entry(t *testing.T, name string) lock.Entry {
	t.Helper()
	e, err := lock.ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// smallest is the circuit that most tests deploy.
const smallest = "glucose-15min-7d"

func smallParams(t *testing.T) DeployParams {
	return DeployParams{Circuits: []lock.Entry{entry(t, smallest)}, AllowDevelopment: true}
}

// A verifier under a key with a hole accepts what is false for ever. None of
// these may cost even one transaction.
func TestAKeyThatLetsFalseStatementsThroughIsNotDeployed(t *testing.T) {
	s := newChain(t)
	with := func(change func(*groth16bn254.VerifyingKey)) func(lock.Entry) (*groth16bn254.VerifyingKey, error) {
		return func(e lock.Entry) (*groth16bn254.VerifyingKey, error) {
			vk, err := e.VerifyingKey()
			if err == nil {
				change(vk)
			}
			return vk, err
		}
	}
	_, _, g1, g2 := curve.Generators()
	for name, c := range map[string]struct {
		change func(*DeployParams)
		want   error
	}{
		"development keys without leave": {func(p *DeployParams) { p.AllowDevelopment = false }, ErrDevelopmentKeys},
		"gamma = delta":                  {func(p *DeployParams) { p.Keys = with(func(k *groth16bn254.VerifyingKey) { k.G2.Gamma = k.G2.Delta }) }, lock.ErrKeyStructure},
		"delta = the generator":          {func(p *DeployParams) { p.Keys = with(func(k *groth16bn254.VerifyingKey) { k.G2.Delta = g2 }) }, lock.ErrKeyStructure},
		"alpha = the generator":          {func(p *DeployParams) { p.Keys = with(func(k *groth16bn254.VerifyingKey) { k.G1.Alpha = g1 }) }, lock.ErrKeyStructure},
		"an input's point at infinity":   {func(p *DeployParams) { p.Keys = with(func(k *groth16bn254.VerifyingKey) { k.G1.K[4].SetInfinity() }) }, lock.ErrKeyStructure},
		"two inputs with one point":      {func(p *DeployParams) { p.Keys = with(func(k *groth16bn254.VerifyingKey) { k.G1.K[3] = k.G1.K[4] }) }, lock.ErrKeyStructure},
		"no commitment": {func(p *DeployParams) {
			p.Keys = with(func(k *groth16bn254.VerifyingKey) { k.CommitmentKeys, k.PublicAndCommitmentCommitted = nil, nil })
		}, lock.ErrKeyStructure},
		"a sound key that is not the circuit's": {func(p *DeployParams) {
			p.Keys = with(func(k *groth16bn254.VerifyingKey) { k.G1.K[1].Double(&k.G1.K[1]) })
		}, ErrOtherKey},
		"the key of another circuit": {func(p *DeployParams) {
			p.Keys = func(lock.Entry) (*groth16bn254.VerifyingKey, error) {
				return entry(t, "glucose-15min-14d").VerifyingKey()
			}
		}, ErrOtherKey},
		"another circuit's id":   {func(p *DeployParams) { p.Circuits[0].ID = entry(t, "glucose-15min-14d").ID }, ErrOtherKey},
		"another circuit's hash": {func(p *DeployParams) { p.Circuits[0].EVMKeyHash = entry(t, "glucose-15min-14d").EVMKeyHash }, ErrOtherKey},
		"a ceremony of its own":  {func(p *DeployParams) { p.Circuits[0].Ceremony = "ours" }, ErrOtherKey},
		"an unknown circuit":     {func(p *DeployParams) { p.Circuits[0].Name = "glucose-1min-7d" }, lock.ErrUnknownCircuit},
		"no circuit":             {func(p *DeployParams) { p.Circuits = nil }, ErrDeployParams},
		"half a second of delay": {func(p *DeployParams) { p.TimelockDelay = time.Second / 2 }, ErrDeployParams},
		"a delay before now":     {func(p *DeployParams) { p.TimelockDelay = -time.Second }, ErrDeployParams},
	} {
		t.Run(name, func(t *testing.T) {
			p := smallParams(t)
			c.change(&p)
			for _, dry := range []bool{true, false} {
				_, _, err := Deploy(context.Background(), s.Client(), s.Account(0), p, Options{DryRun: dry})
				if !errors.Is(err, c.want) {
					t.Errorf("got %v, want %v", err, c.want)
				}
			}
			if n, err := s.client.node.PendingNonceAt(context.Background(), s.Account(0).Address()); err != nil || n != 0 {
				t.Errorf("%d transactions were sent, %v", n, err)
			}
		})
	}
}

func TestADeploymentIsWhatItsFileSays(t *testing.T) {
	s, ctx := newChain(t), context.Background()
	p := smallParams(t)
	p.Circuits = append(p.Circuits, entry(t, "glucose-15min-14d"))
	p.Guardian = s.Account(1).Address()
	d, r, err := Deploy(ctx, s.Client(), s.Account(0), p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := d.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ReadDeployment(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := again.Marshal(); err != nil || !bytes.Equal(text, raw) {
		t.Errorf("read back: %s, %v", text, err)
	}
	system, err := Open(ctx, s.Client(), again)
	if err != nil {
		t.Fatal(err)
	}
	if !d.Development || d.Owner != s.Account(0).Address() || d.Guardian != p.Guardian || d.Timelock != (Timelock{}) || d.Block == 0 {
		t.Errorf("%+v", d)
	}
	list, err := system.Verifiers(ctx)
	if err != nil || len(list) != 2 || !list[0].Active || !list[1].Active || list[0].DeployedVerifier != d.Verifiers[0] {
		t.Errorf("verifiers %+v, %v", list, err)
	}
	if r.Gas == 0 || r.FeeWei.Sign() <= 0 || r.EstimatedFeeWei.Cmp(r.FeeWei) < 0 {
		t.Errorf("receipt %+v", r)
	}
	t.Run("a dry run estimates it and sends nothing", func(t *testing.T) {
		before, err := s.client.node.BlockNumber(ctx)
		if err != nil {
			t.Fatal(err)
		}
		_, dry, err := Deploy(ctx, s.Client(), s.Account(0), p, Options{DryRun: true})
		if err != nil || !dry.DryRun || dry.EstimatedGas < r.Gas*99/100 || dry.EstimatedGas > r.Gas*101/100 || dry.EstimatedFeeWei.Sign() <= 0 || dry.Gas != 0 {
			t.Errorf("estimate %+v for %d gas, %v", dry, r.Gas, err)
		}
		if after, err := s.client.node.BlockNumber(ctx); err != nil || after != before {
			t.Errorf("block %d after %d, %v", after, before, err)
		}
	})
}

// A file that was altered, or that belongs to another chain, sends a holder's
// proof to a contract of somebody else's choice.
func TestADeploymentThatDoesNotMatchTheChainIsRefused(t *testing.T) {
	s, ctx := newChain(t), context.Background()
	c, a := s.Client(), s.Account(0)
	d, _, err := Deploy(ctx, c, a, smallParams(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := Deploy(ctx, c, a, smallParams(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	put := func(name string, args ...any) common.Address {
		t.Helper()
		code, err := initCode(name, args...)
		if err != nil {
			t.Fatal(err)
		}
		at, _, err := c.create(ctx, a, name, code, Options{})
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	eoa := s.Account(5).Address()
	// SELFDESTRUCT in the constructor: what a mistaken or a malicious deployer leaves.
	gone := putRaw(t, c, a, []byte{0x5f, 0xff})
	// A verifier with our code, our circuit's id and our key hash that holds one
	// other word of the key: only its immutable values give it away.
	forged := putForgedVerifier(t, c, a, d.Verifiers[0].Address)
	unregistered := put("Groth16CommitmentVerifier", verifierArgs(t, smallest)...)
	wrongRouter := put("AttestationGate", other.Router, d.Issuers, d.Policies, d.Consents)
	for name, change := range map[string]func(*Deployment){
		"another chain":                     func(x *Deployment) { x.ChainID++ },
		"a gate without code":               func(x *Deployment) { x.Gate = eoa },
		"a gate that destroyed itself":      func(x *Deployment) { x.Gate = gone },
		"another system's gate":             func(x *Deployment) { x.Gate = other.Gate },
		"another system's router":           func(x *Deployment) { x.Router = other.Router },
		"another system's issuers":          func(x *Deployment) { x.Issuers = other.Issuers },
		"another system's policies":         func(x *Deployment) { x.Policies = other.Policies },
		"another system's consents":         func(x *Deployment) { x.Consents = other.Consents },
		"another system's vault":            func(x *Deployment) { x.Vault = other.Vault },
		"another system's studies":          func(x *Deployment) { x.Studies = other.Studies },
		"gate and vault exchanged":          func(x *Deployment) { x.Gate, x.Vault = x.Vault, x.Gate },
		"a gate with another router":        func(x *Deployment) { x.Gate = wrongRouter },
		"a verifier without code":           func(x *Deployment) { x.Verifiers[0].Address = eoa },
		"a verifier that destroyed itself":  func(x *Deployment) { x.Verifiers[0].Address = gone },
		"a verifier with another key":       func(x *Deployment) { x.Verifiers[0].Address = forged },
		"a verifier the router has not":     func(x *Deployment) { x.Verifiers[0].Address = unregistered },
		"another system's verifier":         func(x *Deployment) { x.Verifiers[0].Address = other.Verifiers[0].Address },
		"a publisher that is none":          func(x *Deployment) { x.EAS, x.Publisher = eoa, gone },
		"a timelock without code":           func(x *Deployment) { x.Timelock = Timelock{eoa, time.Hour} },
		"a verifier id of another circuit":  func(x *Deployment) { x.Verifiers[0].VerifierID[0]++ },
		"a verifier under another's name":   func(x *Deployment) { x.Verifiers[0].Circuit = "glucose-15min-14d" },
		"one address for two contracts":     func(x *Deployment) { x.Studies = x.Vault },
		"no address":                        func(x *Deployment) { x.Consents = common.Address{} },
		"a name that moves the cursor":      func(x *Deployment) { x.Verifiers[0].Ceremony = "a\x1b[2J" },
		"a timelock with a delay of 0":      func(x *Deployment) { x.Timelock = Timelock{Address: eoa} },
		"a timelock with half a second":     func(x *Deployment) { x.Timelock = Timelock{eoa, time.Second / 2} },
		"a publisher without a service":     func(x *Deployment) { x.Publisher = eoa },
		"no guardian":                       func(x *Deployment) { x.Guardian = common.Address{} },
		"a circuit that is in no lockfile":  func(x *Deployment) { x.Verifiers[0].Circuit = "glucose-1min-7d" },
		"a verifier and a gate at one spot": func(x *Deployment) { x.Verifiers[0].Address = x.Gate },
	} {
		x := *d
		x.Verifiers = append([]DeployedVerifier{}, d.Verifiers...)
		change(&x)
		if _, err := Open(ctx, c, &x); err == nil {
			t.Errorf("%s: opened", name)
		} else if !errors.Is(err, ErrNotOnChain) && !errors.Is(err, ErrDeploymentFile) && !errors.Is(err, ErrOtherKey) && !errors.Is(err, lock.ErrUnknownCircuit) {
			t.Errorf("%s: refused for another reason: %v", name, err)
		}
	}
	if _, err := Open(ctx, c, d); err != nil {
		t.Errorf("as it was: %v", err)
	}

	t.Run("an account or a ruin is no verifier for the router", func(t *testing.T) {
		system, err := Open(ctx, c, d)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []common.Address{eoa, gone} {
			_, _, err := system.AddVerifier(ctx, a, entry(t, "glucose-15min-14d"), at, smallParams(t), Options{})
			if !errors.Is(err, ErrNotOnChain) {
				t.Errorf("got %v", err)
			}
			_, err = c.call(ctx, a.address, system.router(), bindings.NewVerifierRouter().PackAdd(at))
			mustRefuse(t, err, "VerifierWithoutCode")
		}
		_, _, err = system.AddVerifier(ctx, a, entry(t, smallest), forged, smallParams(t), Options{})
		if !errors.Is(err, ErrNotOnChain) {
			t.Errorf("a forged verifier: %v", err)
		}
		p := smallParams(t)
		p.AllowDevelopment = false
		if _, _, err = system.AddVerifier(ctx, a, entry(t, "glucose-15min-14d"), common.Address{}, p, Options{}); !errors.Is(err, ErrDevelopmentKeys) {
			t.Errorf("development keys: %v", err)
		}
	})
}

func verifierArgs(t *testing.T, circuit string) []any {
	t.Helper()
	k, err := DeployParams{AllowDevelopment: true}.key(entry(t, circuit))
	if err != nil {
		t.Fatal(err)
	}
	return []any{[32]byte(k.circuit), k.words}
}

func putRaw(t *testing.T, c *Client, a *Account, create []byte) common.Address {
	t.Helper()
	_, mined, err := c.transact(context.Background(), a, "test's contract", nil, create, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return mined.ContractAddress
}

// putForgedVerifier copies a verifier and exchanges alpha's y for its negative,
// another point of the curve.
func putForgedVerifier(t *testing.T, c *Client, a *Account, of common.Address) common.Address {
	t.Helper()
	code, err := c.code(context.Background(), of)
	if err != nil {
		t.Fatal(err)
	}
	k, err := DeployParams{AllowDevelopment: true}.key(entry(t, smallest))
	if err != nil {
		t.Fatal(err)
	}
	var y, negative [32]byte
	k.words[1].FillBytes(y[:])
	p, _ := new(big.Int).SetString("21888242871839275222246405745257275088696311157297823662689037894645226208583", 10)
	new(big.Int).Sub(p, k.words[1]).FillBytes(negative[:])
	forged := bytes.ReplaceAll(code, y[:], negative[:])
	if bytes.Equal(forged, code) {
		t.Fatal("the key is not in the code: this test tests nothing")
	}
	return putCode(t, c, a, forged)
}

// putCode deploys code as it is.
func putCode(t *testing.T, c *Client, a *Account, code []byte) common.Address {
	t.Helper()
	// PUSH2 size, DUP1, PUSH1 offset, PUSH0, CODECOPY, PUSH0, RETURN
	prefix := []byte{0x61, byte(len(code) >> 8), byte(len(code)), 0x80, 0x60, 10, 0x5f, 0x39, 0x5f, 0xf3}
	return putRaw(t, c, a, append(prefix, code...))
}

func TestAFailureHalfWaySaysWhatIsThere(t *testing.T) {
	s, ctx := newChain(t), context.Background()
	node := &failing{Backend: s.client.node, after: 3}
	c, err := NewClient(ctx, node)
	if err != nil {
		t.Fatal(err)
	}
	d, r, err := Deploy(ctx, c, s.Account(0), smallParams(t), Options{})
	var partial *PartialError
	if !errors.As(err, &partial) || !errors.Is(err, ErrUnreachable) || d != nil || len(partial.Deployed) != 3 || r.Gas == 0 {
		t.Fatalf("got %v, %v", d, err)
	}
	for _, x := range partial.Deployed {
		if !strings.Contains(err.Error(), x.Name+" at "+x.Address.Hex()) {
			t.Errorf("%s at %s is not in: %v", x.Name, x.Address, err)
		}
		if _, err := c.code(ctx, x.Address); err != nil {
			t.Errorf("%s: %v", x.Name, err)
		}
	}
}

// failing is a node that goes away after some transactions.
type failing struct {
	Backend
	after int
}

func (f *failing) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	if f.after--; f.after < 0 {
		return errors.New("connection refused")
	}
	return f.Backend.SendTransaction(ctx, tx)
}

// Between the deployment and the handing over nobody but the deployer may have
// had power, and afterwards it has none.
func TestATimelockOwnsTheRegistriesAndTheDeployerNothing(t *testing.T) {
	s, ctx := newChain(t), context.Background()
	deployer, owner, guardian, stranger := s.Account(0), s.Account(1), s.Account(2), s.Account(3)
	p := smallParams(t)
	p.Owner, p.Guardian, p.TimelockDelay = owner.Address(), guardian.Address(), 48*time.Hour
	d, _, err := Deploy(ctx, s.Client(), deployer, p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if d.Timelock.Address == (common.Address{}) || d.Timelock.MinDelay != 48*time.Hour {
		t.Fatalf("%+v", d.Timelock)
	}
	system, err := Open(ctx, s.Client(), d)
	if err != nil {
		t.Fatal(err)
	}
	router, issuers, policies, err := system.Roles(ctx)
	want := Roles{Owner: d.Timelock.Address, Guardian: guardian.Address()}
	if err != nil || router != want || issuers != want || policies != want {
		t.Fatalf("%v %v %v %v", router, issuers, policies, err)
	}
	root := vectorPolicy(t, mustLoadVector(t)).Issuers
	from, until := mustNow(t, s).Add(-time.Hour), mustNow(t, s).Add(1000*time.Hour)
	add := func(a *Account) (Outcome, error) {
		return system.AddIssuers(ctx, a, root, from, until, "https://issuers.example", Options{})
	}
	for _, a := range []*Account{deployer, guardian, stranger} {
		_, err := add(a)
		mustRefuse(t, err, "AccessControlUnauthorizedAccount")
	}
	first, err := add(owner)
	if err != nil || first.State != Scheduled || first.Operation == (common.Hash{}) {
		t.Fatalf("%+v, %v", first, err)
	}
	if wait := first.Until.Sub(mustNow(t, s)); wait < 47*time.Hour || wait > 48*time.Hour {
		t.Errorf("until %s", first.Until)
	}
	again, err := add(owner)
	if err != nil || again.State != Waiting || again.Operation != first.Operation || !again.Until.Equal(first.Until) || again.Receipt.Gas != 0 {
		t.Fatalf("%+v, %v", again, err)
	}
	if set, err := system.IssuerSet(ctx, root); err != nil || set.Known || set.Active {
		t.Fatalf("before its time: %+v, %v", set, err)
	}
	if err := s.AdjustTime(48 * time.Hour); err != nil {
		t.Fatal(err)
	}
	_, err = add(stranger)
	mustRefuse(t, err, "AccessControlUnauthorizedAccount")
	done, err := add(owner)
	if err != nil || done.State != Done || done.Receipt.Gas == 0 {
		t.Fatalf("%+v, %v", done, err)
	}
	if set, err := system.IssuerSet(ctx, root); err != nil || !set.Active || set.Until.Unix() != until.Unix() {
		t.Fatalf("%+v, %v", set, err)
	}
	if over, err := add(owner); err != nil || over.State != Done || over.Receipt.Gas != 0 {
		t.Errorf("once more: %+v, %v", over, err)
	}
	// What the registry would refuse is not scheduled for two days first.
	_, err = system.AddIssuers(ctx, owner, root, from, until, "https://elsewhere.example", Options{})
	mustRefuse(t, err, "IssuersKnown")
	// A stop cannot wait.
	_, err = system.StopVerifier(ctx, stranger, d.Verifiers[0].VerifierID, Options{})
	mustRefuse(t, err, "AccessControlUnauthorizedAccount")
	stopped, err := system.StopVerifier(ctx, guardian, d.Verifiers[0].VerifierID, Options{})
	if err != nil || stopped.State != Done || stopped.Operation != (common.Hash{}) {
		t.Errorf("%+v, %v", stopped, err)
	}
	if out, err := system.RevokeIssuers(ctx, guardian, root, Options{}); err != nil || out.State != Done {
		t.Errorf("%+v, %v", out, err)
	}
	if set, err := system.IssuerSet(ctx, root); err != nil || set.Active || !set.Revoked {
		t.Errorf("%+v, %v", set, err)
	}
	// A new circuit: deploy, schedule, execute.
	e := entry(t, "glucose-15min-14d")
	at, out, err := system.AddVerifier(ctx, owner, e, common.Address{}, smallParams(t), Options{})
	if err != nil || out.State != Scheduled || at == (common.Address{}) {
		t.Fatalf("%+v, %v", out, err)
	}
	if err := s.AdjustTime(48 * time.Hour); err != nil {
		t.Fatal(err)
	}
	if _, out, err = system.AddVerifier(ctx, owner, e, at, smallParams(t), Options{}); err != nil || out.State != Done {
		t.Fatalf("%+v, %v", out, err)
	}
	list, err := system.Verifiers(ctx)
	if err != nil || len(list) != 2 || list[0].Active || !list[1].Active || list[1].Circuit != e.Name {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestWithoutATimelockTheOwnerHasToAccept(t *testing.T) {
	s, ctx := newChain(t), context.Background()
	deployer, owner := s.Account(0), s.Account(1)
	p := smallParams(t)
	p.Owner = owner.Address()
	d, _, err := Deploy(ctx, s.Client(), deployer, p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	system, err := Open(ctx, s.Client(), d)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := system.AcceptOwnership(ctx, deployer, Options{}); n != 0 || err != nil {
		t.Errorf("the deployer took %d, %v", n, err)
	}
	if n, err := system.AcceptOwnership(ctx, owner, Options{}); n != 1 || err != nil {
		t.Errorf("the owner took %d, %v", n, err)
	}
	router, issuers, policies, err := system.Roles(ctx)
	want := Roles{Owner: owner.Address(), Guardian: deployer.Address()}
	if err != nil || router != want || issuers != want || policies != want {
		t.Errorf("%v %v %v %v", router, issuers, policies, err)
	}
	_, err = system.AddIssuers(ctx, deployer, vectorPolicy(t, mustLoadVector(t)).Issuers, mustNow(t, s), mustNow(t, s).Add(time.Hour), "", Options{})
	mustRefuse(t, err, "OwnableUnauthorizedAccount")
}
