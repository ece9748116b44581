package vectors

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/series"
	"vitalproof/circuits/statement"
	"vitalproof/prover/keys"
	"vitalproof/prover/local"
)

// The circuit of evm.json: the smallest that a 14-day consensus claim fits.
const evmCircuit = "glucose-15min-14d"

type evmFile struct {
	Circuit   string    `json:"circuit"`
	ChainID   uint64    `json:"chain_id"`
	Gate      string    `json:"gate"`
	Policy    evmPolicy `json:"policy"`
	Recipient string    `json:"recipient"`
	Consent   string    `json:"consent_hash"`
	Deadline  uint64    `json:"deadline"`
	Nullifier string    `json:"nullifier"`
	Inputs    []string  `json:"inputs"`
	Proof     string    `json:"proof"`
}

type evmPolicy struct {
	CircuitID   string `json:"circuit_id"`
	Issuers     string `json:"issuers"`
	Claim       string `json:"claim"`
	SubmitUntil uint64 `json:"submit_until"`
	Validity    uint64 `json:"validity"`
}

// evmGate is where the contract test puts the gate: the second contract of the
// account 0xA11CE, after the verifier, on chain 31337.
func evmGate(t *testing.T, f *fixture, id statement.CircuitID) (statement.EVMGate, request.Payee, [32]byte) {
	t.Helper()
	deployer := common.HexToAddress("0xA11CE")
	gate := statement.EVMGate{
		ChainID: 31337, Address: crypto.CreateAddress(deployer, 1),
		Policy: statement.EVMPolicy{
			CircuitID: id, Issuers: f.set.Root(), Claim: f.word(t),
			SubmitUntil: 1_800_000_000, Validity: 90 * 24 * 3600,
		},
	}
	payee := request.Payee{Recipient: [20]byte(numbered(200, 20)), Deadline: 1_799_000_000}
	return gate, payee, statement.Keccak256([]byte("I agree that this result is recorded."))
}

func TestEVMVectorVerifies(t *testing.T) {
	f := newFixture(t)
	entry, err := lock.ByName(evmCircuit)
	if err != nil {
		t.Fatal(err)
	}
	id, err := statement.ParseCircuitID(entry.ID)
	if err != nil {
		t.Fatal(err)
	}
	gate, payee, consent := evmGate(t, f, id)
	inputs := statement.PublicInputs{
		Issuers: f.set.Root(), Claim: f.word(t), Scope: gate.Scope(), Nullifier: f.secret.Nullifier(gate.Scope()),
		Context: gate.Context(payee.Recipient, consent, payee.Deadline),
	}
	if *update {
		writeEVM(t, f, gate, payee, consent, inputs)
	}
	raw, err := os.ReadFile("evm.json")
	if err != nil {
		t.Fatal(err)
	}
	var v evmFile
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	if v.Policy.CircuitID != "0x"+entry.ID {
		t.Fatal("evm.json is for another version of the circuit: run go test ./circuits/vectors -update")
	}
	for i, want := range inputs.Vector() {
		if v.Inputs[i] != statement.FormatField(want) {
			t.Errorf("public input %s differs", statement.PublicInputNames[i])
		}
	}
	a := attestation.Attestation{Circuit: id, Inputs: inputs}
	proof, err := hex.DecodeString(strings.TrimPrefix(v.Proof, "0x"))
	if err != nil || len(proof) != attestation.ProofBytes {
		t.Fatal("evm.json has no proof")
	}
	copy(a.Proof[:], proof)
	if err := a.Verify(); err != nil {
		t.Error(err)
	}
}

func writeEVM(t *testing.T, f *fixture, gate statement.EVMGate, payee request.Payee, consent [32]byte, inputs statement.PublicInputs) {
	t.Helper()
	window, err := f.record.Window(f.record.LastDay(), len(f.record.Days))
	if err != nil {
		t.Fatal(err)
	}
	path, err := f.set.Path(f.issuer.Public())
	if err != nil {
		t.Fatal(err)
	}
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
	a, err := local.ProveWitness(context.Background(), loaded, series.Witness{Public: inputs, Window: window, Secret: f.secret, Path: path})
	if err != nil {
		t.Fatal(err)
	}
	policy := gate.Policy
	out := evmFile{
		Circuit: evmCircuit, ChainID: gate.ChainID, Gate: hexOf(gate.Address[:]),
		Policy: evmPolicy{
			"0x" + policy.CircuitID.String(), statement.FormatField(policy.Issuers), statement.FormatField(policy.Claim),
			policy.SubmitUntil, policy.Validity,
		},
		Recipient: hexOf(payee.Recipient[:]), Consent: hexOf(consent[:]), Deadline: payee.Deadline,
		Nullifier: statement.FormatField(inputs.Nullifier), Proof: hexOf(a.Proof[:]),
	}
	for _, v := range inputs.Vector() {
		out.Inputs = append(out.Inputs, statement.FormatField(v))
	}
	compare(t, "evm.json", out)
}
