package onchain

import (
	"testing"
	"time"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/prover/keys"
	"vitalproof/prover/local"
	"vitalproof/verifier"
)

// holder is an invented person with a sealed week.
type holder struct {
	secret statement.Secret
	record *statement.Record
}

func newHolder(t *testing.T) holder {
	t.Helper()
	secret, err := statement.NewSecret()
	if err != nil {
		t.Fatal(err)
	}
	issuer, err := statement.NewPrivateKey(new(counter))
	if err != nil {
		t.Fatal(err)
	}
	record, err := statement.NewRecord(issuer.Public(), secret.Subject(issuer.Public()), claim.Glucose15, 20600)
	if err != nil {
		t.Fatal(err)
	}
	for d := range 7 {
		block := make(statement.Block, claim.Glucose15.SlotsPerDay())
		for i := range block {
			block[i] = uint64(90 + (5*i+11*d)%70)
		}
		if err := record.Append(issuer, 2, block); err != nil {
			t.Fatal(err)
		}
	}
	return holder{secret, record}
}

// counter is the source of an invented issuer key.
type counter struct{ n byte }

func (c *counter) Read(p []byte) (int, error) {
	for i := range p {
		c.n++
		p[i] = c.n
	}
	return len(p), nil
}

func prove(t *testing.T, h holder, r *request.Request, payee request.Payee) attestation.Attestation {
	t.Helper()
	store, err := keys.Open("")
	if err != nil {
		t.Fatal(err)
	}
	circuit, err := catalogue.ByName(smallest)
	if err != nil {
		t.Fatal(err)
	}
	if testing.Short() {
		t.Skip("proves")
	}
	loaded, err := store.Load(ctx, circuit, nil)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := local.NewPlan(r, h.record, h.record.LastDay(), nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := local.Prover{AllowDevelopment: true}.Prove(ctx, loaded, plan, h.secret, &payee)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// The whole way, for a gate of today: seal, deploy, ask from the chain, prove,
// verify, consent, submit; and each holder once.
func TestAProofForADeployedGateIsAcceptedOnceAndForNothingElse(t *testing.T) {
	s, h := newChain(t), newHolder(t)
	owner, relayer := s.Account(0), s.Account(1)
	person, err := NewAccount()
	if err != nil {
		t.Fatal(err)
	}
	const text = "I agree that this result is recorded."
	set, err := statement.NewIssuerSet([]statement.PublicKey{h.record.Issuer})
	if err != nil {
		t.Fatal(err)
	}
	limits := claim.Glucose15.NoLimits()
	claim.Glucose15.Set(&limits, "in70to180", claim.Bound{Value: 7000})
	asked := claim.Claim{
		Metric: claim.Glucose15, Days: 7, EarliestEnd: 20600, LatestEnd: 20610, MinAssurance: 1, Coverage: 9000, Limits: limits,
	}
	word, err := asked.Word()
	if err != nil {
		t.Fatal(err)
	}
	policy := statement.EVMPolicy{
		Issuers: set.Root(), EpochDays: 14, Epochs: 1, SubmitDays: 10_000, ValidDays: 10_090, Sponsor: owner.Address(), Purpose: statement.Keccak256([]byte(text)),
	}
	if policy.Claim, err = statement.FieldFromBig(word); err != nil {
		t.Fatal(err)
	}
	if policy.Verifier, err = entry(t, smallest).VerifierID(); err != nil {
		t.Fatal(err)
	}
	var systems []*System
	for range 2 { // the second has the same terms at another address
		d, _, err := Deploy(ctx, s.Client(), owner, smallParams(t), Options{})
		if err != nil {
			t.Fatal(err)
		}
		system, err := Open(ctx, s.Client(), d)
		if err != nil {
			t.Fatal(err)
		}
		now := mustNow(t, s)
		if _, err := system.AddIssuers(ctx, owner, policy.Issuers, now.Add(-time.Hour), now.AddDate(1, 0, 0), "https://issuers.example", Options{}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := system.AddPolicy(ctx, owner, policy, Options{}); err != nil {
			t.Fatal(err)
		}
		systems = append(systems, system)
	}
	here, id := systems[0], policy.ID()
	ask, err := here.RequestGate(ctx, id, 0)
	if err != nil {
		t.Fatal(err)
	}
	until := mustNow(t, s).Add(24 * time.Hour)
	r, err := request.New(request.Request{
		From: "A trial", Consent: text, Circuit: ask.Circuit, Claim: asked, Issuers: set.Keys(), Gate: &ask.Gate, Expires: until,
	})
	if err != nil {
		t.Fatal(err)
	}
	payee := request.Payee{Recipient: person.Address(), Deadline: uint64(until.Unix())}
	a := prove(t, h, r, payee)
	if err := verifier.Check(r, a, verifier.Options{Now: mustNow(t, s), AllowDevelopment: true}); err != nil {
		t.Fatalf("the verifier refuses what the prover made: %v", err)
	}
	sign := func(on *System, a attestation.Attestation, who *Account) Answer {
		t.Helper()
		signature, err := who.SignConsent(SimulatedChainID, on.d.Consents, Consent{
			Participant: a.Payee.Recipient, Policy: id, Nullifier: a.Inputs.Nullifier, Purpose: policy.Purpose, ValidUntil: a.Payee.Deadline,
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
	for name, change := range map[string]func(*attestation.Attestation) *Account{
		"for another recipient":   func(a *attestation.Attestation) *Account { a.Payee.Recipient = relayer.Address(); return relayer },
		"with another deadline":   func(a *attestation.Attestation) *Account { a.Payee.Deadline++; return person },
		"under another nullifier": func(a *attestation.Attestation) *Account { a.Inputs.Nullifier.SetOne(); return person },
	} {
		t.Run(name, func(t *testing.T) {
			b, p := a, *a.Payee
			b.Payee = &p
			who := change(&b)
			_, err := here.Submit(ctx, relayer, id, 0, sign(here, b, who), Options{})
			mustRefuse(t, err, "ProofInvalid")
		})
	}
	t.Run("at a twin with the same terms", func(t *testing.T) {
		_, err := systems[1].Submit(ctx, relayer, id, 0, sign(systems[1], a, person), Options{})
		mustRefuse(t, err, "ProofInvalid")
		_, err = systems[1].Submit(ctx, relayer, id, 0, sign(here, a, person), Options{})
		mustRefuse(t, err, "ConsentSignature")
	})
	good := sign(here, a, person)
	if _, err := here.Submit(ctx, relayer, id, 0, good, Options{}); err != nil {
		t.Fatal(err)
	}
	status, record, err := here.Status(ctx, id, 0, a.Inputs.Nullifier)
	if err != nil || status != Valid || record.ValidUntil != ask.Gate.Expiry || record.Recipient != person.Address() {
		t.Errorf("%v %+v %v", status, record, err)
	}
	t.Run("a second proof of the same holder, for another recipient", func(t *testing.T) {
		b := prove(t, h, r, request.Payee{Recipient: relayer.Address(), Deadline: payee.Deadline})
		if b.Proof == a.Proof || b.Inputs.Context == a.Inputs.Context || b.Inputs.Nullifier != a.Inputs.Nullifier {
			t.Fatal("not another proof of the same holder")
		}
		_, err := here.Submit(ctx, relayer, id, 0, sign(here, b, relayer), Options{})
		mustRefuse(t, err, "NullifierUsed")
	})
}
