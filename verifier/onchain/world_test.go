package onchain

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rpc"

	"vitalproof/circuits/lock"
	"vitalproof/circuits/statement"
	"vitalproof/circuits/vectors"
	"vitalproof/verifier/onchain/bindings"
)

// A world is a chain under a test's control, with the system of
// circuits/vectors/evm.json on it: its proofs are real and were made for a gate
// at a fixed address.
type world struct {
	*System
	puppets  *puppets
	accounts []*Account // funded; the first owns the system
	vector   *vectors.EVM
	policy   statement.EVMPolicy
	sponsor  *Account

	pass  func(time.Duration) // moves the clock
	mine  func(blocks int)
	reorg func(depth int) // replaces the latest blocks by empty ones, and one more
}

// factoryCode creates a contract from its calldata, or reverts. The vector's
// system was deployed by an address that nobody has the key of: code stands in.
var factoryCode = common.FromHex("365f5f37365f5ff015600d57005b5f5ffd")

// puppetCode calls the address in the first word of its calldata with the rest,
// and reverts if that does: it stands in for accounts without a known key.
var puppetCode = common.FromHex("60203603806020" + "5f37" + "5f5f825f5f5f355af1" + "6018575f5ffd5b00")

var factory = common.HexToAddress("0xA11CE")

const vectorChain = 31337

// puppets is a node through which an address without a key can send: calls from
// it are calls, and its transactions go by way of the code put there.
type puppets struct {
	Backend
	at map[common.Address]*Account // who pays for it

	mu      sync.Mutex
	renamed map[common.Hash]common.Hash
}

func (p *puppets) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	from, err := types.Sender(types.LatestSignerForChainID(tx.ChainId()), tx)
	if err != nil {
		return err
	}
	for puppet, payer := range p.at {
		if puppetSigner(puppet).Address() != from {
			continue
		}
		nonce, err := p.PendingNonceAt(ctx, payer.address)
		if err != nil {
			return err
		}
		to := addressWord(*tx.To())
		paid, err := payer.signTx(types.NewTx(&types.DynamicFeeTx{
			ChainID: tx.ChainId(), Nonce: nonce, To: &puppet, Data: append(to[:], tx.Data()...), Gas: tx.Gas() + 100_000,
			GasTipCap: tx.GasTipCap(), GasFeeCap: tx.GasFeeCap(),
		}))
		if err != nil {
			return err
		}
		p.mu.Lock()
		p.renamed[tx.Hash()] = paid.Hash()
		p.mu.Unlock()
		return p.Backend.SendTransaction(ctx, paid)
	}
	return p.Backend.SendTransaction(ctx, tx)
}

func (p *puppets) TransactionReceipt(ctx context.Context, hash common.Hash) (*types.Receipt, error) {
	p.mu.Lock()
	if paid, ok := p.renamed[hash]; ok {
		hash = paid
	}
	p.mu.Unlock()
	return p.Backend.TransactionReceipt(ctx, hash)
}

// puppetSigner is the key that stands for a puppet in signatures.
func puppetSigner(at common.Address) *Account {
	key, err := crypto.ToECDSA(crypto.Keccak256([]byte("puppet"), at[:]))
	if err != nil {
		panic(err)
	}
	return account(key)
}

func (p *puppets) account(at common.Address, payer *Account) *Account {
	p.at[at] = payer
	return &Account{at, puppetSigner(at).sign}
}

// openWorld deploys the vector's system and adds its issuers and its policy.
func (w *world) open(t *testing.T, node Backend) {
	t.Helper()
	ctx := context.Background()
	w.puppets = &puppets{Backend: node, at: map[common.Address]*Account{}, renamed: map[common.Hash]common.Hash{}}
	client, err := NewClient(ctx, w.puppets)
	if err != nil {
		t.Fatal(err)
	}
	entry, err := lock.ByName(w.vector.Circuit)
	if err != nil {
		t.Fatal(err)
	}
	w.policy = vectorPolicy(t, w.vector)
	w.sponsor = w.puppets.account(w.policy.Sponsor, w.accounts[0])
	p := DeployParams{AllowDevelopment: true, Circuits: []lock.Entry{entry}, Owner: w.accounts[0].address, Guardian: w.accounts[1].address}
	keys, err := p.keys()
	if err != nil {
		t.Fatal(err)
	}
	d := &deployer{client: client, account: w.accounts[0], params: p, keys: keys}
	nonce := uint64(0)
	d.create = func(ctx context.Context, name string, code []byte) (common.Address, error) {
		r, _, err := client.send(ctx, w.accounts[0], target{name, factory}, code, Options{})
		at := crypto.CreateAddress(factory, nonce)
		nonce++
		if d.first == 0 {
			d.first = r.Block
		}
		return at, err
	}
	deployment, _, err := d.run(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := hexAddress(deployment.Gate), w.vector.Gate; got != want {
		t.Fatalf("the gate is at %s, and the vector's at %s", got, want)
	}
	if w.System, err = Open(ctx, client, deployment); err != nil {
		t.Fatal(err)
	}
	now := w.now(t)
	if _, err := w.AddIssuers(ctx, w.accounts[0], w.policy.Issuers, now.Add(-time.Hour), now.AddDate(60, 0, 0), "https://issuers.example", Options{}); err != nil {
		t.Fatal(err)
	}
	id, out, err := w.AddPolicy(ctx, w.accounts[0], w.policy, Options{})
	if err != nil || out.State != Done || hexWord(id) != w.vector.PolicyID {
		t.Fatalf("policy %x, %v, %v", id, out, err)
	}
}

func (w *world) now(t *testing.T) time.Time {
	t.Helper()
	now, err := w.client.Now(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return now
}

func (w *world) block(t *testing.T) uint64 {
	t.Helper()
	n, err := w.client.node.BlockNumber(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// answer is one of the vector's answers with its holder's consent.
func (w *world) answer(t *testing.T, n int) Answer {
	t.Helper()
	a, err := w.vector.Attestation(n)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := w.holder(t, n).SignConsent(vectorChain, w.d.Consents, Consent{
		Participant: a.Payee.Recipient, Policy: w.policy.ID(), Epoch: w.vector.Answers[n].Epoch, Nullifier: a.Inputs.Nullifier,
		Purpose: w.policy.Purpose, ValidUntil: a.Payee.Deadline,
	})
	if err != nil {
		t.Fatal(err)
	}
	answer, err := NewAnswer(a, signature)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func (w *world) holder(t *testing.T, n int) *Account {
	t.Helper()
	a, err := AccountFromKey(w.vector.Answers[n].RecipientKey)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func vectorPolicy(t *testing.T, v *vectors.EVM) statement.EVMPolicy {
	t.Helper()
	p := statement.EVMPolicy{
		EpochDays: v.Policy.EpochDays, Epochs: v.Policy.Epochs, SubmitDays: v.Policy.SubmitDays, ValidDays: v.Policy.ValidDays,
		Sponsor: [20]byte(common.FromHex(v.Policy.Sponsor)), Purpose: [32]byte(common.FromHex(v.Policy.Purpose)),
		Verifier: [32]byte(common.FromHex(v.Policy.VerifierID)),
	}
	var err error
	if p.Issuers, err = statement.ParseField(v.Policy.Issuers); err != nil {
		t.Fatal(err)
	}
	if p.Claim, err = statement.ParseField(v.Policy.Claim); err != nil {
		t.Fatal(err)
	}
	return p
}

// simulatedWorld runs inside the test.
func simulatedWorld(t *testing.T) *world {
	t.Helper()
	v, err := vectors.LoadEVM()
	if err != nil {
		t.Fatal(err)
	}
	sponsor := common.HexToAddress(v.Policy.Sponsor)
	s, err := newSimulated(vectorChain, types.GenesisAlloc{
		factory: {Code: factoryCode}, sponsor: {Code: puppetCode},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	w := &world{
		vector: v, accounts: s.accounts,
		pass: func(d time.Duration) {
			if err := s.AdjustTime(d); err != nil {
				t.Fatal(err)
			}
		},
		mine: func(n int) {
			for range n {
				s.mine()
			}
		},
	}
	w.reorg = func(depth int) {
		head, err := w.client.head(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		parent, err := w.client.node.HeaderByNumber(context.Background(), new(big.Int).Sub(head.Number, big.NewInt(int64(depth))))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.backend.Fork(parent.Hash()); err != nil {
			t.Fatal(err)
		}
		// Another time gives the new blocks other hashes. It cannot be set while
		// transactions of the lost blocks wait, which the pool takes in when it likes.
		for err := s.backend.AdjustTime(time.Minute); err != nil; err = s.backend.AdjustTime(time.Minute) {
			if t.Context().Err() != nil {
				t.Fatal(err)
			}
			s.backend.Rollback()
		}
		w.mine(depth)
	}
	w.open(t, s.client.node)
	return w
}

// anvilWorld runs on a real anvil of its own.
func anvilWorld(t *testing.T) *world {
	t.Helper()
	v, err := vectors.LoadEVM()
	if err != nil {
		t.Fatal(err)
	}
	conn, url := startAnvil(t)
	ctx := context.Background()
	call := func(method string, args ...any) {
		t.Helper()
		if err := conn.CallContext(ctx, nil, method, args...); err != nil {
			t.Fatalf("%s: %v", method, err)
		}
	}
	w := &world{
		vector: v,
		pass: func(d time.Duration) {
			call("evm_increaseTime", hexutil.Uint64(d/time.Second))
			call("evm_mine")
		},
		mine:  func(n int) { call("anvil_mine", hexutil.Uint64(n)) },
		reorg: func(depth int) { call("anvil_reorg", depth, []any{}); call("evm_mine") },
	}
	call("anvil_setCode", factory, hexutil.Bytes(factoryCode))
	call("anvil_setCode", common.HexToAddress(v.Policy.Sponsor), hexutil.Bytes(puppetCode))
	for range 4 {
		a, err := NewAccount()
		if err != nil {
			t.Fatal(err)
		}
		call("anvil_setBalance", a.address, (*hexutil.Big)(new(big.Int).Mul(big.NewInt(1000), big.NewInt(params.Ether))))
		w.accounts = append(w.accounts, a)
	}
	client, err := Dial(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	w.open(t, client.node)
	return w
}

// startAnvil starts the anvil that npm installed for the contracts, or the one
// that VITALPROOF_ANVIL names.
func startAnvil(t *testing.T) (*rpc.Client, string) {
	t.Helper()
	path := os.Getenv("VITALPROOF_ANVIL")
	if path == "" {
		arch := map[string]string{"amd64": "amd64", "arm64": "arm64"}[runtime.GOARCH]
		path = filepath.Join("..", "..", "contracts", "node_modules", "@foundry-rs", "anvil-"+runtime.GOOS+"-"+arch, "bin", "anvil")
	}
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no anvil: run npm ci in contracts/, or set VITALPROOF_ANVIL")
		}
		t.Skip("no anvil: run npm ci in contracts/, or set VITALPROOF_ANVIL")
	}
	cmd := exec.Command(path, "--port", "0", "--hardfork", "osaka", "--chain-id", "31337", "--accounts", "1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	listening := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() { // to the end: a full pipe would stop anvil
			if _, at, ok := strings.Cut(lines.Text(), "Listening on "); ok {
				listening <- at
			}
		}
	}()
	select {
	case at := <-listening:
		conn, err := rpc.Dial("http://" + at)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(conn.Close)
		return conn, "http://" + at
	case <-time.After(20 * time.Second):
		t.Fatalf("anvil does not listen: %s", stderr.String())
	}
	return nil, ""
}

// eachWorld runs a test on the simulated chain and on anvil.
func eachWorld(t *testing.T, test func(*testing.T, *world)) {
	t.Helper()
	t.Run("simulated", func(t *testing.T) { test(t, simulatedWorld(t)) })
	t.Run("anvil", func(t *testing.T) {
		if testing.Short() {
			t.Skip("starts a node")
		}
		test(t, anvilWorld(t))
	})
}

// mustRefuse wants the contract's own error of a name.
func mustRefuse(t *testing.T, err error, reason string) {
	t.Helper()
	var refusal *Refusal
	if !errors.As(err, &refusal) || refusal.Reason != reason {
		t.Errorf("got %v, want the refusal %s", err, reason)
	}
}

func (w *world) consentDigest(t *testing.T, c Consent) [32]byte {
	t.Helper()
	b := bindings.NewConsentRegistry()
	d, err := read(context.Background(), w.client, w.consents(), b.PackConsentDigest(bindings.IConsentRegistryConsent{
		Participant: c.Participant, Policy: c.Policy, Epoch: c.Epoch, Nullifier: toBig(c.Nullifier), Purpose: c.Purpose, ValidUntil: c.ValidUntil,
	}), b.UnpackConsentDigest)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (w *world) withdrawalDigest(t *testing.T, x Withdrawal) [32]byte {
	t.Helper()
	b := bindings.NewConsentRegistry()
	d, err := read(context.Background(), w.client, w.consents(), b.PackWithdrawalDigest(x.Participant, x.Policy, x.ValidUntil), b.UnpackWithdrawalDigest)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func mustLoadVector(t *testing.T) *vectors.EVM {
	t.Helper()
	v, err := vectors.LoadEVM()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func mustNow(t *testing.T, s *Simulated) time.Time {
	t.Helper()
	now, err := s.Now(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return now
}
