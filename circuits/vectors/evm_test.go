package vectors

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/prover/keys"
	"vitalproof/prover/local"
)

const (
	evmCircuit = "glucose-15min-14d" // the smallest that a 14-day consensus claim fits
	evmConsent = "I agree that this result is recorded."

	// One more than half of the largest batch, so that a contract can be given a
	// batch of 16 and one that is not a power of two.
	evmHolders = 17

	// The contract tests deploy the gate as the fifth contract of this account.
	evmDeployer, evmGateNonce = "0xA11CE", 4
)

// evmCase is one answer before it is proved.
type evmCase struct {
	secret statement.Secret
	record *statement.Record
	end    claim.Day
	gate   statement.EVMGate
	payee  request.Payee
	key    [32]byte // of the recipient's account
	inputs statement.PublicInputs
}

func evmPolicy(t *testing.T, f *fixture, entry lock.Entry) statement.EVMPolicy {
	t.Helper()
	verifier, err := entry.VerifierID()
	if err != nil {
		t.Fatal(err)
	}
	return statement.EVMPolicy{
		Verifier: verifier, Issuers: f.set.Root(), Claim: f.word(t),
		// Open for decades, so that tests which ask for the present time do not end one day.
		EpochDays: 14, Epochs: 4, SubmitDays: 20_000, ValidDays: 20_090,
		Sponsor: [20]byte(numbered(0x51, 20)), Purpose: statement.Keccak256([]byte(evmConsent)),
	}
}

// evmCases are answers of all holders in epoch 0, and of the first in epoch 1.
func evmCases(t *testing.T, f *fixture, policy statement.EVMPolicy) []evmCase {
	t.Helper()
	var cases []evmCase
	for i := range evmHolders {
		secret, err := statement.SecretFromBytes(numbered(byte(1+i), statement.SecretBytes))
		if err != nil {
			t.Fatal(err)
		}
		cases = append(cases, newEVMCase(t, f, policy, i, secret, 0))
	}
	return append(cases, newEVMCase(t, f, policy, 0, cases[0].secret, 1))
}

func newEVMCase(t *testing.T, f *fixture, policy statement.EVMPolicy, i int, secret statement.Secret, epoch uint16) evmCase {
	t.Helper()
	terms, err := policy.Terms(epoch)
	if err != nil {
		t.Fatal(err)
	}
	end, days := f.record.LastDay()+claim.Day(epoch)*claim.Day(policy.EpochDays), len(f.record.Days)
	record, err := statement.NewRecord(f.issuer.Public(), secret.Subject(f.issuer.Public()), f.record.Metric, end-claim.Day(days)+1)
	if err != nil {
		t.Fatal(err)
	}
	for d := range days {
		if err := record.Append(f.issuer, 2, f.record.Days[(d+i)%days].Block); err != nil {
			t.Fatal(err)
		}
	}
	key := [32]byte(numbered(byte(0x20+i), 32))
	account, err := crypto.ToECDSA(key[:])
	if err != nil {
		t.Fatal(err)
	}
	c := evmCase{
		secret: secret, record: record, end: end, key: key,
		gate: statement.EVMGate{
			ChainID: 31337, Address: crypto.CreateAddress(common.HexToAddress(evmDeployer), evmGateNonce), Terms: terms,
		},
		payee: request.Payee{Recipient: crypto.PubkeyToAddress(account.PublicKey), Deadline: terms.SubmitUntil - 30*24*3600},
	}
	scope := c.gate.Scope()
	c.inputs = statement.PublicInputs{
		Issuers: terms.Issuers, Claim: terms.Claim, Scope: scope, Nullifier: secret.Nullifier(scope),
		Context: c.gate.Context(c.payee.Recipient, policy.Purpose, c.payee.Deadline),
	}
	return c
}

func TestEVMVectorVerifies(t *testing.T) {
	f := newFixture(t)
	entry, err := lock.ByName(evmCircuit)
	if err != nil {
		t.Fatal(err)
	}
	policy := evmPolicy(t, f, entry)
	cases := evmCases(t, f, policy)
	if *update {
		writeEVM(t, f, entry, policy, cases)
	}
	raw, err := os.ReadFile("evm.json")
	if err != nil {
		t.Fatal(err)
	}
	v, err := parseEVM(raw)
	if err != nil {
		t.Fatal(err)
	}
	if id := policy.ID(); v.CircuitID != "0x"+entry.ID || v.PolicyID != hexOf(id[:]) || len(v.Answers) != len(cases) {
		t.Fatal("evm.json is for another policy or version of the circuit: run go test ./circuits/vectors -update")
	}
	for i, c := range cases {
		a, err := v.Attestation(i)
		if err != nil {
			t.Fatalf("answer %d: %v", i, err)
		}
		r, err := v.Question(i, time.Unix(int64(c.payee.Deadline), 0))
		if err != nil {
			t.Fatalf("answer %d: %v", i, err)
		}
		asked, err := r.PublicInputs(c.inputs.Nullifier, a.Payee)
		if err != nil {
			t.Fatalf("answer %d: %v", i, err)
		}
		if a.Inputs != c.inputs || asked != c.inputs {
			t.Errorf("answer %d: the public inputs differ: run go test ./circuits/vectors -update", i)
		}
		if err := a.Verify(); err != nil {
			t.Errorf("answer %d: %v", i, err)
		}
	}
}

func writeEVM(t *testing.T, f *fixture, entry lock.Entry, policy statement.EVMPolicy, cases []evmCase) {
	t.Helper()
	store, err := keys.Open("")
	if err != nil {
		t.Fatal(err)
	}
	circuit, err := catalogue.ByName(evmCircuit)
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := store.Load(context.Background(), circuit, nil)
	if err != nil {
		t.Fatal(err)
	}
	vk, err := entry.VerifyingKey()
	if err != nil {
		t.Fatal(err)
	}
	id := policy.ID()
	out := EVM{
		About:   "A policy and real proofs under development keys. All keys, secrets and readings are invented.",
		Circuit: evmCircuit, CircuitID: "0x" + entry.ID, ChainID: cases[0].gate.ChainID, Gate: hexOf(cases[0].gate.Address[:]), Consent: evmConsent,
		Policy: evmPolicyVector(policy), PolicyID: hexOf(id[:]),
	}
	for _, w := range lock.EVMKeyWords(vk) {
		out.VerifierKey = append(out.VerifierKey, hexOf(w[:]))
	}
	for _, k := range f.set.Keys() {
		b := k.Bytes()
		out.IssuerKeys = append(out.IssuerKeys, hexOf(b[:]))
	}
	for _, c := range cases {
		out.Answers = append(out.Answers, c.prove(t, f, loaded))
	}
	compare(t, "evm.json", out)
}

func evmPolicyVector(p statement.EVMPolicy) EVMPolicy {
	return EVMPolicy{
		hexOf(p.Verifier[:]), statement.FormatField(p.Issuers), statement.FormatField(p.Claim),
		p.EpochDays, p.Epochs, p.SubmitDays, p.ValidDays, hexOf(p.Sponsor[:]), hexOf(p.Purpose[:]),
	}
}

func (c evmCase) prove(t *testing.T, f *fixture, loaded *keys.Loaded) EVMAnswer {
	t.Helper()
	window, err := c.record.Window(c.end, len(c.record.Days))
	if err != nil {
		t.Fatal(err)
	}
	path, err := f.set.Path(f.issuer.Public())
	if err != nil {
		t.Fatal(err)
	}
	a, err := local.ProveWitness(context.Background(), loaded, frame.Witness{Public: c.inputs, Window: window, Secret: c.secret, Path: path})
	if err != nil {
		t.Fatal(err)
	}
	terms := c.gate.Terms
	id := terms.ID()
	out := EVMAnswer{
		Epoch: terms.Epoch, TermsID: hexOf(id[:]), Claim: statement.FormatField(terms.Claim), SubmitUntil: terms.SubmitUntil, Expiry: terms.Expiry,
		Recipient: hexOf(c.payee.Recipient[:]), RecipientKey: hexOf(c.key[:]), Deadline: c.payee.Deadline,
		Nullifier: statement.FormatField(c.inputs.Nullifier), Proof: hexOf(a.Proof[:]),
	}
	for _, v := range c.inputs.Vector() {
		out.Inputs = append(out.Inputs, statement.FormatField(v))
	}
	return out
}
