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
				block[i] = uint16(80 + (7*i+13*d)%90)
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
	PolicyID  []policyVector  `json:"policy_id"`
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
	FirstBlock []uint16 `json:"first_block"`
	Head       string   `json:"head_after_first_day"`
	SealLane0  string   `json:"seal_lane0_of_first_day"`
	Seal       string   `json:"seal_of_first_day"`
	Scope      string   `json:"scope"`
	Nullifier  string   `json:"nullifier"`
}

type claimVector struct {
	Word         string `json:"word"`
	Sentence     string `json:"sentence"`
	Format       int    `json:"format"`
	Metric       int    `json:"metric"`
	Days         int    `json:"days"`
	EarliestEnd  int    `json:"earliest_end"`
	LatestEnd    int    `json:"latest_end"`
	MinAssurance int    `json:"min_assurance"`
	Coverage     int    `json:"coverage"`
}

type policyVector struct {
	CircuitID   string `json:"circuit_id"`
	Issuers     string `json:"issuers"`
	Claim       string `json:"claim"`
	SubmitUntil uint64 `json:"submit_until"`
	Validity    uint64 `json:"validity"`
	Want        string `json:"want"`
}

type scopeVector struct {
	ChainID  uint64 `json:"chain_id"`
	Gate     string `json:"gate"`
	PolicyID string `json:"policy_id"`
	Want     string `json:"want"`
}

type contextVector struct {
	ChainID   uint64 `json:"chain_id"`
	Gate      string `json:"gate"`
	PolicyID  string `json:"policy_id"`
	Recipient string `json:"recipient"`
	Consent   string `json:"consent_hash"`
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
		gate := f.gate(t, i)
		policy, id := gate.Policy, gate.Policy.ID()
		out.PolicyID = append(out.PolicyID, policyVector{
			hexOf(policy.CircuitID[:]), statement.FormatField(policy.Issuers), statement.FormatField(policy.Claim),
			policy.SubmitUntil, policy.Validity, hexOf(id[:]),
		})
		out.Scope = append(out.Scope, scopeVector{gate.ChainID, hexOf(gate.Address[:]), hexOf(id[:]), statement.FormatField(gate.Scope())})
		recipient, consent := [20]byte(numbered(byte(200+i), 20)), statement.Keccak256([]byte{byte(i)})
		deadline := uint64(1_800_000_000 + i)
		out.Context = append(out.Context, contextVector{
			gate.ChainID, hexOf(gate.Address[:]), hexOf(id[:]), hexOf(recipient[:]), hexOf(consent[:]), deadline,
			statement.FormatField(gate.Context(recipient, consent, deadline)),
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
	head := statement.NextHead(f.record.Start, f.record.FirstDay, first.Block)
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

// claims lists one claim of each preset and one with every limit set.
func claims(t *testing.T, f *fixture) []claim.Claim {
	t.Helper()
	all := []claim.Claim{f.claim}
	every := f.claim
	every.Metric, every.Days, every.MinAssurance, every.Coverage = claim.Glucose5, 90, 7, 10000
	every.LatestEnd = every.EarliestEnd + claim.MaxSpan
	every.Limits = claim.Limits{
		In70to180: claim.AtLeast{BP: 10000}, In63to140: claim.AtLeast{BP: 7000, Strict: true}, In70to140: claim.AtLeast{BP: 1},
		Below54: claim.AtMost{BP: 1, Strict: true}, Below63: claim.AtMost{BP: 2}, Below70: claim.AtMost{BP: 3, Strict: true},
		Above140: claim.AtMost{BP: 9999}, Above180: claim.AtMost{BP: 10000, Strict: true}, Above250: claim.AtMost{BP: 0},
		Mean: claim.MeanLimit{MgDL: 154, Strict: true}, GMI: claim.GMILimit{Hundredths: 700, Strict: true}, CV: claim.CVLimit{Tenths: 360},
	}
	return append(all, every)
}

func describe(t *testing.T, c claim.Claim) claimVector {
	t.Helper()
	w, err := c.Word()
	if err != nil {
		t.Fatal(err)
	}
	field, err := statement.FieldFromBig(w)
	if err != nil {
		t.Fatal(err)
	}
	return claimVector{
		statement.FormatField(field), c.Sentence(), claim.Format, int(c.Metric), c.Days,
		int(c.EarliestEnd), int(c.LatestEnd), int(c.MinAssurance), int(c.Coverage),
	}
}

func (f *fixture) gate(t *testing.T, i int) statement.EVMGate {
	t.Helper()
	return statement.EVMGate{
		ChainID: []uint64{1, 1337, 1 << 53}[i], Address: [20]byte(numbered(byte(10*i), 20)),
		Policy: statement.EVMPolicy{
			CircuitID: statement.Keccak256([]byte("circuit"), []byte{byte(i)}), Issuers: f.set.Root(), Claim: f.word(t),
			SubmitUntil: uint64(1_900_000_000 + i), Validity: uint64(90 * 24 * 3600 * i),
		},
	}
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
