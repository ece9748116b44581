package vectors

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"math/big"
	"os"
	"testing"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

var update = flag.Bool("update", false, "write the vectors instead of comparing them")

// fixture is the holder, the issuer and the record that the vectors are about.
type fixture struct {
	secret  statement.Secret
	issuer  statement.PrivateKey
	set     *statement.IssuerSet
	record  *statement.Record
	claim   claim.Claim
	subject statement.Field
}

// numbered gives n bytes counting up from first, an obviously invented secret.
func numbered(first byte, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = first + byte(i)
	}
	return b
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{}
	var err error
	if f.secret, err = statement.SecretFromBytes(numbered(1, statement.SecretBytes)); err != nil {
		t.Fatal(err)
	}
	var keys []statement.PublicKey
	for i := range 3 {
		key, err := statement.NewPrivateKey(bytes.NewReader(numbered(byte(64*i), 32)))
		if err != nil {
			t.Fatal(err)
		}
		f.issuer = key
		keys = append(keys, key.Public())
	}
	if f.set, err = statement.NewIssuerSet(keys); err != nil {
		t.Fatal(err)
	}
	f.subject = f.secret.Subject(f.issuer.Public())

	end, err := claim.ParseDay("2026-06-30")
	if err != nil {
		t.Fatal(err)
	}
	const days = 14
	f.record = &statement.Record{
		Metric: claim.Glucose15, Issuer: f.issuer.Public(), Subject: f.subject, FirstDay: end - days + 1,
	}
	var seed statement.Field
	seed.SetBytes(numbered(101, statement.SecretBytes))
	f.record.Start = statement.HashKind(statement.KindStart, seed)
	for d := range days {
		block := make(statement.Block, claim.Glucose15.SlotsPerDay())
		for i := range block {
			if i%16 != 0 { // one slot in sixteen is empty
				block[i] = uint64(80 + (7*i+13*d)%90)
			}
		}
		if err := f.record.Append(f.issuer, 2, block); err != nil {
			t.Fatal(err)
		}
	}
	preset, err := claim.Preset("consensus-2019-adult")
	if err != nil {
		t.Fatal(err)
	}
	if f.claim, err = claim.New(claim.Glucose15, days, end-5, end+5, 1, preset.Targets); err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *fixture) word(t *testing.T) statement.Field {
	t.Helper()
	w, err := f.claim.Word()
	if err != nil {
		t.Fatal(err)
	}
	field, err := statement.FieldFromBig(w)
	if err != nil {
		t.Fatal(err)
	}
	return field
}

type encodingFile struct {
	About     string          `json:"about"`
	Hash      []hashVector    `json:"hash"`
	Statement statementVector `json:"statement"`
	Claim     []claimVector   `json:"claim"`
	Verifier  []verifierVec   `json:"verifier_id"`
	PolicyID  []policyVector  `json:"policy_id"`
	TermsID   []termsVector   `json:"terms_id"`
	Scope     []scopeVector   `json:"scope"`
	Context   []contextVector `json:"context"`
	ScopeText []textVector    `json:"scope_text"`
}

type hashVector struct {
	Lanes []string `json:"lanes"`
	Want  string   `json:"want"`
}

type statementVector struct {
	Secret     string   `json:"secret"`
	IssuerKeys []string `json:"issuer_keys"`
	Sealer     string   `json:"sealing_issuer_key"`
	IssuerX    string   `json:"issuer_x"`
	IssuerY    string   `json:"issuer_y"`
	Leaf       string   `json:"issuer_leaf"`
	Root       string   `json:"issuers"`
	Subject    string   `json:"subject"`
	Start      string   `json:"start"`
	FirstDay   int      `json:"first_day"`
	FirstBlock []uint64 `json:"first_block"`
	Head       string   `json:"head_after_first_day"`
	SealLane0  string   `json:"seal_lane0_of_first_day"`
	Seal       string   `json:"seal_of_first_day"`
	Scope      string   `json:"scope"`
	Nullifier  string   `json:"nullifier"`
}

type verifierVec struct {
	CircuitID string `json:"circuit_id"`
	KeyHash   string `json:"key_hash"`
	Want      string `json:"want"`
}

type policyVector struct {
	EVMPolicy
	Want string `json:"want"`
}

type termsVector struct {
	Policy      string `json:"policy"`
	Epoch       uint16 `json:"epoch"`
	Verifier    string `json:"verifier"`
	Issuers     string `json:"issuers"`
	Claim       string `json:"claim"`
	SubmitUntil uint64 `json:"submit_until"`
	Expiry      uint64 `json:"expiry"`
	Want        string `json:"want"`
}

type scopeVector struct {
	ChainID uint64 `json:"chain_id"`
	Gate    string `json:"gate"`
	Terms   string `json:"terms"`
	Want    string `json:"want"`
}

type contextVector struct {
	ChainID   uint64 `json:"chain_id"`
	Gate      string `json:"gate"`
	Terms     string `json:"terms"`
	Recipient string `json:"recipient"`
	Purpose   string `json:"purpose"`
	Deadline  uint64 `json:"deadline"`
	Want      string `json:"want"`
}

type textVector struct {
	Text string `json:"text"`
	Want string `json:"want"`
}

func hexOf(b []byte) string { return "0x" + hex.EncodeToString(b) }

// TestEncodingVectorsAreCurrent recomputes every known answer.
func TestEncodingVectorsAreCurrent(t *testing.T) {
	f := newFixture(t)
	out := encodingFile{
		About:     "Known answers of the encodings in circuits/SPEC.md. All keys, secrets and readings are invented.",
		Statement: f.statement(t),
	}
	for _, width := range []int{4, 8, 12} {
		out.Hash = append(out.Hash, hashOf(width))
	}
	out.Hash = append(out.Hash, hashOf(3), hashOf(5)) // padded to 4 and 8
	for _, c := range claims(t, f) {
		out.Claim = append(out.Claim, describe(t, c))
	}
	for i := range 3 {
		circuit, key := statement.CircuitID(numbered(byte(i), 32)), [32]byte(numbered(byte(50*i), 32))
		verifier := statement.VerifierID(circuit, key)
		out.Verifier = append(out.Verifier, verifierVec{hexOf(circuit[:]), hexOf(key[:]), hexOf(verifier[:])})

		gate, policy := f.gate(t, i, verifier)
		terms := gate.Terms
		id, termsID := policy.ID(), terms.ID()
		out.PolicyID = append(out.PolicyID, policyVector{evmPolicyVector(policy), hexOf(id[:])})
		out.TermsID = append(out.TermsID, termsVector{
			hexOf(id[:]), terms.Epoch, hexOf(verifier[:]), statement.FormatField(terms.Issuers), statement.FormatField(terms.Claim),
			terms.SubmitUntil, terms.Expiry, hexOf(termsID[:]),
		})
		out.Scope = append(out.Scope, scopeVector{gate.ChainID, hexOf(gate.Address[:]), hexOf(termsID[:]), statement.FormatField(gate.Scope())})
		recipient, purpose := [20]byte(numbered(byte(200+i), 20)), statement.Keccak256([]byte{byte(i)})
		deadline := uint64(1_800_000_000 + i)
		out.Context = append(out.Context, contextVector{
			gate.ChainID, hexOf(gate.Address[:]), hexOf(termsID[:]), hexOf(recipient[:]), hexOf(purpose[:]), deadline,
			statement.FormatField(gate.Context(recipient, purpose, deadline)),
		})
	}
	for _, text := range []string{"example.org/study-12/2026", "a"} {
		out.ScopeText = append(out.ScopeText, textVector{text, statement.FormatField(statement.ScopeText(text))})
	}
	compare(t, "encoding.json", out)
}

func (f *fixture) statement(t *testing.T) statementVector {
	t.Helper()
	first := f.record.Days[0]
	head := statement.NextHead(f.record.Metric, f.record.Start, f.record.FirstDay, first.Block)
	message := statement.SealMessage{
		Subject: f.subject, Metric: f.record.Metric, Day: f.record.FirstDay, Head: head, Assurance: first.Assurance,
	}
	key := f.issuer.Public()
	if err := key.Verify(message, first.Seal); err != nil {
		t.Fatal(err)
	}
	x, y := key.Coordinates()
	compressed := key.Bytes()
	scope := statement.ScopeText("example.org/study-12/2026")
	v := statementVector{
		Secret: hexOf(f.secret.Bytes()), Sealer: hexOf(compressed[:]),
		IssuerX: statement.FormatField(x), IssuerY: statement.FormatField(y),
		Leaf: statement.FormatField(key.Leaf()), Root: statement.FormatField(f.set.Root()),
		Subject: statement.FormatField(f.subject), Start: statement.FormatField(f.record.Start),
		FirstDay: int(f.record.FirstDay), FirstBlock: first.Block, Head: statement.FormatField(head),
		SealLane0: statement.FormatField(message.Lane0()), Seal: hexOf(first.Seal[:]),
		Scope: statement.FormatField(scope), Nullifier: statement.FormatField(f.secret.Nullifier(scope)),
	}
	for _, k := range f.set.Keys() {
		b := k.Bytes()
		v.IssuerKeys = append(v.IssuerKeys, hexOf(b[:]))
	}
	return v
}

// hashOf hashes lane 0 of a subject and the numbers 1, 2, 3, ...
func hashOf(lanes int) hashVector {
	in := []statement.Field{statement.Lane0(statement.KindSubject, new(big.Int))}
	for i := 1; i < lanes; i++ {
		var f statement.Field
		f.SetUint64(uint64(i))
		in = append(in, f)
	}
	var v hashVector
	for _, f := range in {
		v.Lanes = append(v.Lanes, statement.FormatField(f))
	}
	v.Want = statement.FormatField(statement.Hash(in...))
	return v
}

func (f *fixture) gate(t *testing.T, i int, verifier [32]byte) (statement.EVMGate, statement.EVMPolicy) {
	t.Helper()
	policy := statement.EVMPolicy{
		Verifier: verifier, Issuers: f.set.Root(), Claim: f.word(t),
		EpochDays: uint16(11 + i), Epochs: uint16(1 + 30*i), SubmitDays: uint16(7 * i), ValidDays: uint16(90 * i),
		Sponsor: [20]byte(numbered(byte(30+i), 20)), Purpose: statement.Keccak256([]byte("purpose"), []byte{byte(i)}),
	}
	terms, err := policy.Terms(policy.Epochs - 1)
	if err != nil {
		t.Fatal(err)
	}
	return statement.EVMGate{
		ChainID: []uint64{1, 1337, 1 << 53}[i], Address: [20]byte(numbered(byte(10*i), 20)), Terms: terms,
	}, policy
}

// compare checks a file against what it should hold, or writes it.
func compare(t *testing.T, name string, want any) {
	t.Helper()
	var raw bytes.Buffer
	e := json.NewEncoder(&raw)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(want); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(name, raw.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, raw.Bytes()) {
		t.Errorf("%s is not current: an encoding changed, or run go test ./circuits/vectors -update", name)
	}
}
