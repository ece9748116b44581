package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"

	"vitalproof/circuits/claim"
	"vitalproof/prover/ingest"
	"vitalproof/verifier/onchain"
)

// insurance is a chain with an insurer and everybody around, each with a key of
// their own and the program. Holders have no ether.
type insurance struct {
	t       *testing.T
	dir     string
	program string
	url     string
	keys    map[string]string // by name, in hexadecimal

	today         claim.Day
	policy, token string
}

// day is a calendar day some days from that of the test's start.
func (w *insurance) day(from int) string { return (w.today + claim.Day(from)).String() }

func newInsurance(t *testing.T) *insurance {
	t.Helper()
	if err := makeKey(); err != nil {
		t.Fatal(err)
	}
	today := claim.Day(time.Now().Unix() / (24 * 60 * 60))
	w := &insurance{t: t, today: today, dir: t.TempDir(), program: program(t), url: newChain(t), keys: map[string]string{
		"insurer": anvilKeys[0], "guardian": anvilKeys[1], "relayer": anvilKeys[2], "thief": anvilKeys[3],
	}}
	w.check(writePeople(w.dir))
	w.write("pass", []byte(testPassphrase+"\n"))
	for i, name := range []string{"me", "you"} {
		key, err := crypto.GenerateKey()
		w.check(err)
		w.keys[name] = hex.EncodeToString(crypto.FromECDSA(key))
		w.seal(name, uint64(i)+1)
	}
	return w
}

func (w *insurance) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *insurance) write(name string, data []byte) {
	w.t.Helper()
	w.check(os.WriteFile(filepath.Join(w.dir, name), data, 0o600))
}

// seal invents sixteen days of readings up to yesterday and has them sealed, less
// the last if it is not over everywhere.
func (w *insurance) seal(name string, seed uint64) {
	end, err := claim.ParseDay(w.day(-1))
	w.check(err)
	var export bytes.Buffer
	w.check(ingest.Generate(&export, ingest.GenerateParams{Format: ingest.FormatLibreViewCSV, Seed: seed, Days: 16, EndDay: int(end)}))
	w.write(name+".csv", export.Bytes())
	if name != "me" {
		w.run("", exitOK, "holder", "card", "--holder", name+".holder", "--issuer", "clinic.pub", "--out", name+".card", "--passphrase-file", "pass")
	}
	w.run("", exitOK, "seal", "--issuer", "clinic.issuer", "--card", name+".card", "--input", name+".csv", "--out", name+".record", "--passphrase-file", "pass")
}

func (w *insurance) command(who string, args ...string) *exec.Cmd {
	cmd := exec.Command(w.program, args...)
	cmd.Dir = w.dir
	cmd.Env = append(os.Environ(), "HOME="+w.dir, envRPC+"="+w.url, envKey+"="+w.keys[who])
	return cmd
}

// run has somebody run the program, and gives what it prints.
func (w *insurance) run(who string, code int, args ...string) string {
	w.t.Helper()
	cmd := w.command(who, args...)
	var out, talk bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &talk
	if got := exitCode(cmd.Run()); got != code {
		w.t.Fatalf("%s: %v: exit code %d, want %d: %s%s", who, args, got, code, out.String(), talk.String())
	}
	for name, key := range w.keys {
		if strings.Contains(out.String()+talk.String(), strings.TrimPrefix(key, "0x")) {
			w.t.Fatalf("%v prints the key of %s", args, name)
		}
	}
	return out.String() + talk.String()
}

// contract has somebody run a contract command, and reads its JSON.
func (w *insurance) contract(who string, into any, args ...string) {
	w.t.Helper()
	cmd := w.command(who, append([]string{"contract", "--json"}, args...)...)
	var out, talk bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &talk
	if err := cmd.Run(); err != nil {
		w.t.Fatalf("%s: %v: %v: %s", who, args, err, talk.String())
	}
	d := json.NewDecoder(&out)
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		w.t.Fatalf("%v: %v", args, err)
	}
}

// act is contract for what sends a transaction.
func (w *insurance) act(who string, args ...string) actView {
	w.t.Helper()
	var v actView
	w.contract(who, &v, args...)
	return v
}

func (w *insurance) address(who string) common.Address {
	w.t.Helper()
	return crypto.PubkeyToAddress(w.key(who).PublicKey)
}

func (w *insurance) key(who string) *ecdsa.PrivateKey {
	w.t.Helper()
	key, err := crypto.HexToECDSA(strings.TrimPrefix(w.keys[who], "0x"))
	w.check(err)
	return key
}

// tokens is what somebody has, in whole tokens.
func (w *insurance) tokens(who string) int64 {
	w.t.Helper()
	c, err := onchain.Dial(w.t.Context(), w.url)
	w.check(err)
	defer c.Close()
	has, err := c.TokenBalance(w.t.Context(), common.HexToAddress(w.token), w.address(who))
	w.check(err)
	return new(big.Int).Div(has, demoUnit).Int64()
}

func (w *insurance) status(name string, epoch int) statusView {
	w.t.Helper()
	var v statusView
	w.contract("thief", &v, "status", "--request", requestOf(epoch), attestationOf(name, epoch))
	return v
}

func requestOf(epoch int) string { return fmt.Sprintf("epoch%d.request", epoch) }
func attestationOf(name string, epoch int) string {
	return fmt.Sprintf("%s%d.attestation", name, epoch)
}
func consentFileOf(name string, epoch int) string { return fmt.Sprintf("%s%d.consent", name, epoch) }
func (w *insurance) submitting(name string, epoch int) []string {
	return []string{"submit", "--request", requestOf(epoch), "--signed", consentFileOf(name, epoch), attestationOf(name, epoch)}
}

// answer has a holder prove a claim and sign the consent.
func (w *insurance) answer(name string, epoch int) {
	w.t.Helper()
	w.run(name, exitOK, "prove", "--holder", name+".holder", "--passphrase-file", "pass", "--record", name+".record", "--request", requestOf(epoch),
		"--recipient", strings.ToLower(w.address(name).Hex()), "--deadline", w.day(10), "--out", attestationOf(name, epoch), "--cache", testKeys)
	w.run(name, exitOK, "contract", "consent", "--request", requestOf(epoch), "--out", consentFileOf(name, epoch), attestationOf(name, epoch))
}

// found has the insurer deploy, add issuers and a policy, and fund its pot.
func (w *insurance) found() {
	w.t.Helper()
	var planned, made deployView
	deploy := []string{"deploy", "--circuit", quickCircuit, "--timelock-delay", "0", "--guardian", w.address("guardian").Hex(), "--development-keys"}
	w.contract("insurer", &planned, append(deploy, "--dry-run")...)
	w.contract("insurer", &made, deploy...)
	if planned.Transaction.EstimatedGas != made.Transaction.Gas || !planned.DryRun || planned.Gate != "" {
		w.t.Errorf("the dry run promised %d gas, the deployment took %d", planned.Transaction.EstimatedGas, made.Transaction.Gas)
	}
	w.act("insurer", "issuer", "add", "--issuers", "trusted.issuers", "--from", w.day(-1), "--until", w.day(1000))
	w.write("enough.toml", []byte("title = \"enough data\"\nquantity = \"glucose\"\nsource = \"none\"\nstrictness = \"not strict\"\n[limits]\ncoverage = \">= 50 %\"\n"))
	consent := []string{"--consent", "A yes or no is recorded on-chain."}
	added := w.act("insurer", append([]string{"policy", "add", "--claim", "enough.toml", "--metric", "glucose-15min", "--days", "7",
		"--earliest", w.day(-9), "--latest", w.day(-9), "--issuers", "trusted.issuers", "--epoch-days", "7", "--epochs", "5", "--submit-days", "30", "--valid-days", "60"}, consent...)...)
	w.policy = added.ID
	w.token = w.act("insurer", "pot", "demo-token", "--supply", "1000e18").ID
	w.act("insurer", "pot", "open", "--policy", w.policy, "--token", w.token, "--rebate", "25e18", "--cap", "3")
	w.act("insurer", "pot", "fund", "--policy", w.policy, "--amount", "100e18")
	w.act("insurer", "study", "open", "--policy", w.policy, "--epoch", "1", "--quota", "5")
	for epoch := range 2 {
		var asked requestView
		w.contract("insurer", &asked, append([]string{"request", "--policy", w.policy, "--epoch", strconv.Itoa(epoch), "--issuers", "trusted.issuers",
			"--from", "An insurer", "--out", requestOf(epoch)}, consent...)...)
		if asked.Gate == nil || int(asked.Gate.Epoch) != epoch || asked.Gate.Policy != w.policy {
			w.t.Fatalf("the request is for %+v", asked.Gate)
		}
	}
}

// TestInsurerStory is an insurer's first quarter, with everybody's own commands on
// a real chain: what must work, and what must not.
func TestInsurerStory(t *testing.T) {
	if testing.Short() {
		t.Skip("four proofs")
	}
	w := newInsurance(t)
	w.found()
	w.answer("me", 0)
	w.answer("you", 0)

	w.forge()

	// A relayer submits for me; a thief copies the transaction and is first.
	w.frontRun()
	if v := w.status("me", 0); v.Status != onchain.Valid.String() || !v.Counts || common.HexToAddress(v.Recipient) != w.address("me") || v.Rebate != "paid" {
		t.Errorf("after the thief's copy: %+v", v)
	}
	if me, thief := w.tokens("me"), w.tokens("thief"); me != 25 || thief != 0 {
		t.Errorf("I have %d tokens, the thief has %d", me, thief)
	}

	// The same again is refused, before it costs anything.
	for _, who := range []string{"relayer", "thief"} {
		w.run(who, exitCounted, append([]string{"contract"}, w.submitting("me", 0)...)...)
	}

	// A batch passes over who is there, and takes the other.
	batch := append(w.submitting("me", 0), "--signed", consentFileOf("you", 0), attestationOf("you", 0))
	if v := w.act("relayer", batch...); v.Accepted == nil || *v.Accepted != 1 {
		t.Errorf("of the batch %v were new", v.Accepted)
	}
	you := []string{"--request", requestOf(0), attestationOf("you", 0)}
	w.act("thief", append([]string{"pot", "claim"}, you...)...) // for you, at the thief's cost
	if v := w.status("you", 0); v.Rebate != "owed" {
		t.Errorf("after the booking: %+v", v)
	}

	// The next epoch takes me again, under another number.
	w.answer("me", 1)
	w.answer("you", 1)
	w.act("relayer", append(w.submitting("me", 1), "--enrol")...)
	if first, next := w.status("me", 0), w.status("me", 1); !next.Counts || !next.Enrolled || first.Nullifier == next.Nullifier {
		t.Errorf("the next epoch: %+v after %+v", next, first)
	}

	// I withdraw my consent, by a signature that somebody else sends.
	w.run("me", exitOK, "contract", "withdraw", "sign", "--policy", w.policy, "--until", w.day(1), "--out", "me.withdrawal")
	w.act("relayer", "withdraw", "consent", "--signed", "me.withdrawal")
	for epoch := range 2 {
		if v := w.status("me", epoch); v.Status != onchain.ConsentWithdrawn.String() || v.Counts {
			t.Errorf("after the withdrawal: %+v", v)
		}
	}
	if v := w.status("you", 0); !v.Counts {
		t.Errorf("my withdrawal changed your record: %+v", v)
	}

	// The guardian stops the verifier: nothing new, but reads and payments go on.
	var verifiers verifierList
	w.contract("guardian", &verifiers, "verifier", "list")
	w.run("thief", exitContract, "contract", "verifier", "stop", verifiers[0].ID)
	w.act("guardian", "verifier", "stop", verifiers[0].ID)
	if said := w.run("relayer", exitContract, append([]string{"contract"}, w.submitting("you", 1)...)...); !strings.Contains(said, "(VerifierIsStopped)") {
		t.Errorf("after the stop: %s", said)
	}
	if v := w.status("you", 0); v.Status != onchain.VerifierStopped.String() || v.Rebate != "owed" {
		t.Errorf("after the stop: %+v", v)
	}
	w.act("thief", append([]string{"withdraw", "rebate"}, you...)...)
	if has := w.tokens("you"); has != 25 {
		t.Errorf("you have %d tokens", has)
	}
	w.act("guardian", "withdraw", "consent", "--policy", w.policy) // works while all is stopped
	var v epochStatusView
	w.contract("thief", &v, "status", "--policy", w.policy, "--epoch", "0")
	if v.Booked != 2 || v.Pot.Paid != "50000000000000000000" || v.Pot.Free != v.Pot.Paid || v.Study.State != "none" {
		t.Errorf("at the end: %+v %+v", v, v.Pot)
	}
	w.watched()
}

// forge has the thief take my answer for an own one: neither the consent nor the
// relayer's command takes it, and nothing is sent.
func (w *insurance) forge() {
	w.t.Helper()
	mine, err := os.ReadFile(filepath.Join(w.dir, attestationOf("me", 0)))
	w.check(err)
	swap := func(data []byte) []byte {
		me, thief := strings.ToLower(w.address("me").Hex()), strings.ToLower(w.address("thief").Hex())
		changed := bytes.ReplaceAll(data, []byte(me), []byte(thief))
		if bytes.Equal(changed, data) {
			w.t.Fatal("my account is not in the file")
		}
		return changed
	}
	w.write("stolen.attestation", swap(mine))
	w.run("thief", exitRefused, "contract", "consent", "--request", requestOf(0), "--out", "stolen.consent", "stolen.attestation")
	consent, err := os.ReadFile(filepath.Join(w.dir, consentFileOf("me", 0)))
	w.check(err)
	w.write("stolen.consent", swap(consent))
	w.run("thief", exitRefused, "contract", "submit", "--request", requestOf(0), "--signed", "stolen.consent", "stolen.attestation")
	w.run("thief", exitInput, "contract", "submit", "--request", requestOf(0), "--signed", "stolen.consent", attestationOf("me", 0))
	w.run("thief", exitInput, "contract", "submit", "--request", requestOf(0), "--signed", consentFileOf("you", 0), attestationOf("me", 0))
	if v := w.status("me", 0); v.Status != onchain.Unknown.String() {
		w.t.Errorf("after the thief's attempts: %+v", v)
	}
}

// frontRun has a thief see the relayer's transaction before it is in a block, and
// send the same with a larger tip.
func (w *insurance) frontRun() {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), time.Minute)
	defer cancel()
	node, err := ethclient.DialContext(ctx, w.url)
	w.check(err)
	defer node.Close()
	w.check(node.Client().CallContext(ctx, nil, "evm_setAutomine", false))
	honest := w.command("relayer", append([]string{"contract"}, append(w.submitting("me", 0), "--pay", "--tip", "1", "--max-fee", "5")...)...)
	var said bytes.Buffer
	honest.Stderr = &said
	w.check(honest.Start())

	seen := w.pending(ctx, node, w.address("relayer"))
	id, err := node.ChainID(ctx)
	w.check(err)
	nonce, err := node.PendingNonceAt(ctx, w.address("thief"))
	w.check(err)
	copied, err := types.SignNewTx(w.key("thief"), types.LatestSignerForChainID(id), &types.DynamicFeeTx{
		ChainID: id, Nonce: nonce, To: seen.To, Data: seen.Input, Gas: 2_000_000, GasTipCap: big.NewInt(40e9), GasFeeCap: big.NewInt(50e9),
	})
	w.check(err)
	w.check(node.SendTransaction(ctx, copied))
	w.check(node.Client().CallContext(ctx, nil, "evm_mine"))
	if code := exitCode(honest.Wait()); code != exitContract || !strings.Contains(said.String(), "mined and failed") {
		w.t.Errorf("the relayer came second: exit code %d: %s", code, said.String())
	}
	w.check(node.Client().CallContext(ctx, nil, "evm_setAutomine", true))
	receipt, err := node.TransactionReceipt(ctx, copied.Hash())
	w.check(err)
	if receipt.Status != types.ReceiptStatusSuccessful {
		w.t.Error("the copy failed: this test shows nothing")
	}
}

// seenTx is a transaction that waits for its block.
type seenTx struct {
	To    *common.Address `json:"to"`
	Input hexutil.Bytes   `json:"input"`
}

// pending waits for somebody's transaction and gives it as everybody sees it.
func (w *insurance) pending(ctx context.Context, node *ethclient.Client, from common.Address) seenTx {
	w.t.Helper()
	for {
		var pool struct {
			Pending map[common.Address]map[string]seenTx `json:"pending"`
		}
		w.check(node.Client().CallContext(ctx, &pool, "txpool_content"))
		for _, tx := range pool.Pending[from] {
			return tx
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// watched reads what happened twice, in parts and as a whole.
func (w *insurance) watched() {
	w.t.Helper()
	c, err := ethclient.Dial(w.url)
	w.check(err)
	defer c.Close()
	head, err := c.BlockNumber(w.t.Context())
	w.check(err)
	watch := func(to uint64, more ...string) (kinds []string) {
		cmd := w.command("thief", append([]string{"contract", "watch", "--confirmations", "0", "--to", strconv.FormatUint(to, 10)}, more...)...)
		out, err := cmd.Output()
		w.check(err)
		for line := range strings.Lines(string(out)) {
			var v watchedView
			d := json.NewDecoder(strings.NewReader(line))
			d.DisallowUnknownFields()
			w.check(d.Decode(&v))
			kinds = append(kinds, v.Event)
		}
		return kinds
	}
	whole := watch(head)
	parts := append(watch(head/2, "--cursor", "at.cursor"), watch(head, "--cursor", "at.cursor")...)
	if strings.Join(whole, " ") != strings.Join(parts, " ") {
		w.t.Errorf("as a whole: %v, in two parts: %v", whole, parts)
	}
	count := map[string]int{}
	for _, kind := range whole {
		count[kind]++
	}
	for kind, want := range map[onchain.EventKind]int{
		onchain.EventVerifierAdded: 1, onchain.EventIssuersAdded: 1, onchain.EventPolicyAdded: 1, onchain.EventAccepted: 3, onchain.EventRebateBooked: 2,
		onchain.EventRebatePaid: 2, onchain.EventEnrolled: 1, onchain.EventConsentWithdrawn: 2, onchain.EventVerifierStopped: 1,
	} {
		if count[string(kind)] != want {
			w.t.Errorf("%s: %d times, want %d", kind, count[string(kind)], want)
		}
	}
}
