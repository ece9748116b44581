package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/spf13/cobra"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/circuits/vectors"
	"vitalproof/contracts"
	"vitalproof/verifier"
	"vitalproof/verifier/onchain"
)

// TestContractCommandsSayHow wants an example in the help of every command, with
// flags that the command has.
func TestContractCommandsSayHow(t *testing.T) {
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
		if cmd.HasSubCommands() {
			return
		}
		example := "\n  vitalproof " + cmd.CommandPath()
		_, after, found := strings.Cut(cmd.Long, example)
		if !found {
			t.Errorf("the help of %q has no example", cmd.CommandPath())
			return
		}
		line, _, _ := strings.Cut(strings.ReplaceAll(after, "\\\n", " "), "\n")
		for _, word := range strings.Fields(line) {
			if name, isFlag := strings.CutPrefix(word, "--"); isFlag && cmd.Flags().Lookup(name) == nil {
				t.Errorf("the example of %q has --%s, which it does not know", cmd.CommandPath(), name)
			}
		}
	}
	walk(newContractCommand(newApp()))
}

// TestNoFlagTakesAKey wants keys to come from files and the environment alone.
func TestNoFlagTakesAKey(t *testing.T) {
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		for _, name := range []string{"key", "private-key", "passphrase", "password", "mnemonic"} {
			if cmd.Flags().Lookup(name) != nil {
				t.Errorf("%s has --%s", cmd.CommandPath(), name)
			}
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(newContractCommand(newApp()))
}

// TestHintsAreForErrorsThatContractsHave finds misspelt and renamed errors.
func TestHintsAreForErrorsThatContractsHave(t *testing.T) {
	has := map[string]bool{}
	for _, name := range contracts.Names() {
		artefact, err := contracts.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		var entries []struct{ Type, Name string }
		if err := json.Unmarshal(artefact.ABI, &entries); err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			has[e.Name] = has[e.Name] || e.Type == "error"
		}
	}
	for reason := range contractReasons {
		if !has[reason] {
			t.Errorf("no contract has an error %s", reason)
		}
	}
}

// Whoever reads that nothing was sent will not look for what the gas was paid for.
func TestWhatFailedInABlockIsNotToldAsUnsent(t *testing.T) {
	for reason, known := range contractReasons {
		refusal := &onchain.Refusal{Contract: "gate", Reason: reason}
		if f := classify(refusal); f.code != known.code || f.hint != known.hint {
			t.Errorf("%s, before it is sent: code %d, hint %q", reason, f.code, f.hint)
		}
		mined := fmt.Errorf("%w (0xabc): %w", onchain.ErrMinedFail, refusal)
		for _, err := range []error{mined, &onchain.BatchError{Index: 1, Err: refusal, Cause: mined}} {
			f := classify(err)
			advice := strings.TrimSuffix(known.hint, nothingSent)
			if f.code != known.code || strings.Contains(f.hint, nothingSent) || !strings.Contains(f.hint, "its gas is paid") || !strings.HasPrefix(f.hint, advice) {
				t.Errorf("%s, in a block: code %d, hint %q", reason, f.code, f.hint)
			}
		}
	}
}

func TestAmountsHaveOneReading(t *testing.T) {
	for _, c := range []struct {
		text string
		want string // "" for refused
	}{
		{"0", "0"}, {"25000000", "25000000"}, {"25e18", "25000000000000000000"}, {"1e0", "1"},
		{"", ""}, {"-1", ""}, {"+1", ""}, {"1.5e18", ""}, {"0x10", ""}, {"1e", ""}, {"1E3", ""}, {"1_000", ""}, {"1e100", ""}, {" 1", ""},
	} {
		got, err := amountFlag("amount", c.text)
		if (err == nil) != (c.want != "") || err == nil && got.String() != c.want {
			t.Errorf("%q: %v, %v", c.text, got, err)
		}
	}
	for _, text := range []string{"0", "340282366920938463463374607431768211456"} { // 2^128
		if _, err := narrowAmount("rebate", text); err == nil {
			t.Errorf("a pot of %s is taken", text)
		}
	}
	for _, c := range []struct{ text, want string }{
		{"30", "30000000000"}, {"0.5", "500000000"}, {"0.000000001", "1"}, {"1e9", ""}, {"0.0000000001", ""}, {"-1", ""}, {".5", ""},
	} {
		got, err := gweiFlag("tip", c.text)
		if (err == nil) != (c.want != "") || err == nil && got.String() != c.want {
			t.Errorf("%q gwei: %v, %v", c.text, got, err)
		}
	}
	if got := etherText("1000000000000000001"); got != "1.000000000000000001" {
		t.Errorf("one ether and a wei are %s", got)
	}
	if got := etherText("0"); got != "0" {
		t.Errorf("no ether is %s", got)
	}
}

// someConsent is a consent of a real answer, signed by its recipient.
func someConsent(t *testing.T) (*onchain.Deployment, onchain.Consent, *signed, []byte) {
	t.Helper()
	v, err := vectors.LoadEVM()
	if err != nil {
		t.Fatal(err)
	}
	who, err := onchain.AccountFromKey(v.Answers[0].RecipientKey)
	if err != nil {
		t.Fatal(err)
	}
	nullifier, err := statement.ParseField(v.Answers[0].Nullifier)
	if err != nil {
		t.Fatal(err)
	}
	d := &onchain.Deployment{ChainID: v.ChainID, Gate: common.HexToAddress(v.Gate), Consents: common.Address{1, 2}}
	c := onchain.Consent{
		Participant: who.Address(), Policy: common.HexToHash(v.PolicyID), Epoch: v.Answers[0].Epoch, Nullifier: nullifier,
		Purpose: statement.Keccak256([]byte(v.Consent)), ValidUntil: v.Answers[0].Deadline,
	}
	signature, err := who.SignConsent(d.ChainID, d.Consents, c)
	if err != nil {
		t.Fatal(err)
	}
	return d, c, signedConsent(d, c, signature), signature
}

func TestSignedFilesHaveOneForm(t *testing.T) {
	_, _, file, signature := someConsent(t)
	good, err := file.marshal()
	if err != nil {
		t.Fatal(err)
	}
	again, bytesOf, err := parseSigned(good, consentFormat)
	if err != nil || !bytes.Equal(bytesOf, signature) || again.Nullifier != file.Nullifier {
		t.Fatalf("a good file is refused: %v", err)
	}
	change := func(old, with string) []byte {
		changed := bytes.Replace(good, []byte(old), []byte(with), 1)
		if bytes.Equal(changed, good) {
			t.Fatalf("the file does not hold %q", old)
		}
		return changed
	}
	for name, data := range map[string][]byte{
		"nothing":              nil,
		"another format":       change("consent/1", "consent/2"),
		"a withdrawal":         change("consent/1", "withdrawal/1"),
		"a further field":      change(`"policy"`, `"more": 1, "policy"`),
		"a field given twice":  change(`"chain_id"`, `"chain_id": 1, "chain_id"`),
		"something behind it":  append(bytes.Clone(good), "{}"...),
		"another spelling":     change(`"chain_id": `, `"chain_id":`),
		"no signature":         change(file.Signature, ""),
		"an odd signature":     change(file.Signature, "0x123"),
		"a bare signature":     change(file.Signature, file.Signature[2:]),
		"too long a signature": change(file.Signature, "0x"+strings.Repeat("00", maxSignatureBytes+1)),
		"too long a file":      append(bytes.Clone(good), bytes.Repeat([]byte(" "), maxSignedBytes)...),
	} {
		if _, _, err := parseSigned(data, consentFormat); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// TestAConsentServesOneAnswer changes everything that a consent is to.
func TestAConsentServesOneAnswer(t *testing.T) {
	d, c, file, signature := someConsent(t)
	files := []consentFile{{file, signature}}
	got, err := consentFor(files, signedConsent(d, c, nil))
	if err != nil || !bytes.Equal(got, signature) {
		t.Fatalf("a good consent is refused: %v", err)
	}
	for name, change := range map[string]func(*onchain.Deployment, *onchain.Consent){
		"chain":       func(d *onchain.Deployment, _ *onchain.Consent) { d.ChainID++ },
		"registry":    func(d *onchain.Deployment, _ *onchain.Consent) { d.Consents[0]++ },
		"participant": func(_ *onchain.Deployment, c *onchain.Consent) { c.Participant[0]++ },
		"policy":      func(_ *onchain.Deployment, c *onchain.Consent) { c.Policy[0]++ },
		"epoch":       func(_ *onchain.Deployment, c *onchain.Consent) { c.Epoch++ },
		"nullifier":   func(_ *onchain.Deployment, c *onchain.Consent) { c.Nullifier.Double(&c.Nullifier) },
		"purpose":     func(_ *onchain.Deployment, c *onchain.Consent) { c.Purpose[0]++ },
		"deadline":    func(_ *onchain.Deployment, c *onchain.Consent) { c.ValidUntil++ },
	} {
		otherD, otherC := *d, c
		change(&otherD, &otherC)
		if _, err := consentFor(files, signedConsent(&otherD, otherC, nil)); err == nil {
			t.Errorf("a consent serves an answer of another %s", name)
		}
		if digest := otherC.Digest(otherD.ChainID, otherD.Consents); madeByKey(digest, signature, c.Participant) {
			t.Errorf("a signature serves another %s", name)
		}
	}
	digest := c.Digest(d.ChainID, d.Consents)
	if !madeByKey(digest, signature, c.Participant) {
		t.Error("the signature is not known for the participant's")
	}
	if madeByKey(digest, signature[:64], c.Participant) || madeByKey(digest, signature, crypto.CreateAddress(c.Participant, 0)) {
		t.Error("a signature that is cut, or another's, is taken")
	}
}

// TestARequestFitsItsPolicy plays files that differ from what the chain holds.
func TestARequestFitsItsPolicy(t *testing.T) {
	v, err := vectors.LoadEVM()
	if err != nil {
		t.Fatal(err)
	}
	now := v.Answers[0].SubmitUntil
	q, err := v.Question(0, unix(now))
	if err != nil {
		t.Fatal(err)
	}
	gate, err := q.EVMGate()
	if err != nil {
		t.Fatal(err)
	}
	ask := onchain.Ask{Gate: *q.Gate, Circuit: q.Circuit, Claim: gate.Terms.Claim, Issuers: gate.Terms.Issuers, Purpose: q.ConsentHash()}
	r, _, err := fromPolicy(ask, q.Issuers, q.Consent, unix(now))
	if err != nil {
		t.Fatalf("files that fit are refused: %v", err)
	}
	r.From = q.From
	made, err := request.New(*r)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := made.EVMGate(); err != nil || again != gate {
		t.Errorf("the request is for other terms: %v", err)
	}
	for name, c := range map[string]struct {
		change  func(*onchain.Ask)
		issuers []statement.PublicKey
		consent string
		now     uint64
	}{
		"closed":        {change: func(a *onchain.Ask) { a.Closed = true }},
		"over":          {now: now + 1},
		"other issuers": {issuers: q.Issuers[1:]},
		"other words":   {consent: q.Consent + "\n"},
		"other circuit": {change: func(a *onchain.Ask) { a.Circuit[0]++ }},
		"no claim":      {change: func(a *onchain.Ask) { a.Claim = statement.Field{} }},
	} {
		changed, issuers, consent, at := ask, q.Issuers, q.Consent, now
		if c.change != nil {
			c.change(&changed)
		}
		if c.issuers != nil {
			issuers = c.issuers
		}
		if c.consent != "" {
			consent = c.consent
		}
		if c.now != 0 {
			at = c.now
		}
		if _, _, err := fromPolicy(changed, issuers, consent, unix(at)); err == nil {
			t.Errorf("%s: a request was made", name)
		}
	}
}

// TestAnExpiredRequestKeepsNoAnswerFromTheGate plays the clock past a request's own
// expiry, which no contract knows of, to the proof's deadline.
func TestAnExpiredRequestKeepsNoAnswerFromTheGate(t *testing.T) {
	v, err := vectors.LoadEVM()
	if err != nil {
		t.Fatal(err)
	}
	deadline := v.Answers[0].Deadline
	expired := deadline - 1000
	q, err := v.Question(0, unix(expired))
	if err != nil {
		t.Fatal(err)
	}
	asked, err := q.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	made, err := v.Attestation(0)
	if err != nil {
		t.Fatal(err)
	}
	answered, err := attestation.Marshal(made)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	requestFile, answerFile := filepath.Join(dir, "a.request"), filepath.Join(dir, "an.attestation")
	for path, data := range map[string][]byte{requestFile: asked, answerFile: answered} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d := &onchain.Deployment{ChainID: v.ChainID, Gate: common.HexToAddress(v.Gate)}
	for now, taken := range map[uint64]bool{
		expired - 1: true, expired: true, deadline: true, deadline + 1: false, v.Answers[0].SubmitUntil + 1: false,
	} {
		r, _, err := newApp().answerFor(requestFile, answerFile, d, verifier.Options{Now: unix(now), AllowDevelopment: true})
		if (err == nil) != taken {
			t.Errorf("%d s after the expiry: %v", int64(now)-int64(expired), err)
		}
		if err == nil && !r.Expires.Equal(unix(expired)) {
			t.Errorf("the request expires %s", r.Expires)
		}
	}
}

// TestOpenEpochsAreThoseThatTakeProofs looks at a policy at the edges of an epoch.
func TestOpenEpochsAreThoseThatTakeProofs(t *testing.T) {
	entry, err := lock.ByName(quickCircuit)
	if err != nil {
		t.Fatal(err)
	}
	preset, err := claim.Preset("gmi-below-7")
	if err != nil {
		t.Fatal(err)
	}
	c, err := claim.New(claim.Glucose15, entry.Days, 20000, 20000, 0, preset.Targets)
	if err != nil {
		t.Fatal(err)
	}
	word, err := claimField(c)
	if err != nil {
		t.Fatal(err)
	}
	p := onchain.Policy{Claim: c, Terms: statement.EVMPolicy{Claim: word, EpochDays: 7, Epochs: 20, SubmitDays: 3, ValidDays: 30}}
	terms, err := p.Terms.Terms(4)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []struct {
		second uint64
		first  uint16
	}{{terms.SubmitUntil, 4}, {terms.SubmitUntil + 1, 5}, {0, 0}} {
		v := newPolicyView(p)
		if err := v.open(p, unix(at.second)); err != nil {
			t.Fatal(err)
		}
		if len(v.Open) != mostEpochs || v.Open[0].Epoch != at.first {
			t.Errorf("at %d: %+v", at.second, v.Open)
		}
	}
	v := newPolicyView(p)
	if err := v.open(p, unix(terms.SubmitUntil*2)); err != nil || len(v.Open) != 0 {
		t.Errorf("after the last epoch: %+v, %v", v.Open, err)
	}
	p.ClaimErr = claim.ErrInvalid
	if v := newPolicyView(p); v.open(p, unix(0)) != nil || len(v.Open) != 0 {
		t.Error("a claim that cannot be read is shown")
	}
}

func unix(seconds uint64) time.Time { return time.Unix(int64(seconds), 0) }
