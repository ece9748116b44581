package onchain

import (
	"context"
	"math/big"
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/prover/keys"
	"vitalproof/prover/local"
	"vitalproof/verifier"
)

const submitted = "glucose-15min-7d" // the smallest circuit

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
			block[i] = uint16(90 + (5*i+11*d)%70)
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

// ask deploys a gate and writes the request that sends holders to it.
func ask(t *testing.T, s *Simulated, issuer statement.PublicKey, until time.Time) (*Gate, *request.Request) {
	t.Helper()
	entry, err := lock.ByName(submitted)
	if err != nil {
		t.Fatal(err)
	}
	limits := claim.NoLimits()
	limits.In70to180 = claim.AtLeast{BP: 7000}
	r := request.Request{
		From: "A trial", Consent: "I agree that this result is recorded.",
		Claim: claim.Claim{
			Metric: claim.Glucose15, Days: 7, EarliestEnd: 20600, LatestEnd: 20610, MinAssurance: 1, Coverage: 9000, Limits: limits,
		},
		Issuers: []statement.PublicKey{issuer},
		Gate:    &request.Gate{ChainID: SimulatedChainID, SubmitUntil: uint64(until.Unix()), Validity: 3600},
		Expires: until,
	}
	if r.Circuit, err = statement.ParseCircuitID(entry.ID); err != nil {
		t.Fatal(err)
	}
	made, err := request.New(r)
	if err != nil {
		t.Fatal(err)
	}
	terms, err := made.EVMGate()
	if err != nil {
		t.Fatal(err)
	}
	g, err := s.Deploy(context.Background(), entry, terms.Policy)
	if err != nil {
		t.Fatal(err)
	}
	made.Gate.Address = g.Gate.Address
	return g, made
}

func prove(t *testing.T, h holder, r *request.Request, payee request.Payee) attestation.Attestation {
	t.Helper()
	store, err := keys.Open("")
	if err != nil {
		t.Fatal(err)
	}
	circuit, err := catalogue.ByName(submitted)
	if err != nil {
		t.Fatal(err)
	}
	if entry, err := lock.ByName(submitted); err != nil || (testing.Short() && !store.Has(entry)) {
		t.Skip("making the proving key takes seconds", err)
	}
	loaded, err := store.Load(context.Background(), circuit, nil)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := local.NewPlan(r, h.record, h.record.LastDay())
	if err != nil {
		t.Fatal(err)
	}
	a, err := local.Prove(context.Background(), loaded, plan, h.secret, &payee)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// The whole way: seal, ask, prove, verify, submit; and each holder once.
func TestAProofForAGateIsAcceptedOnceAndForNothingElse(t *testing.T) {
	ctx := context.Background()
	s, h := newChain(t), newHolder(t)
	until := now(t, s).Add(24 * time.Hour)
	g, r := ask(t, s, h.record.Issuer, until)
	twin, _ := ask(t, s, h.record.Issuer, until)
	if twin.Gate.Policy != g.Gate.Policy || twin.Gate.Address == g.Gate.Address {
		t.Fatal("want a second gate with the same terms at another address")
	}
	consent := r.ConsentHash()
	payee := request.Payee{Recipient: s.Account(), Deadline: r.Gate.SubmitUntil}
	a := prove(t, h, r, payee)
	if err := verifier.Check(r, a, verifier.Options{Now: now(t, s), AllowDevelopment: true}); err != nil {
		t.Fatalf("the verifier refuses what the prover made: %v", err)
	}

	// First everything that must fail while the nullifier is still unused.
	for name, change := range map[string]func(*attestation.Attestation, *[32]byte){
		"another recipient":   func(a *attestation.Attestation, _ *[32]byte) { a.Payee.Recipient[19] ^= 1 },
		"another consent":     func(_ *attestation.Attestation, c *[32]byte) { c[31] ^= 1 },
		"an earlier deadline": func(a *attestation.Attestation, _ *[32]byte) { a.Payee.Deadline-- },
		"a later deadline":    func(a *attestation.Attestation, _ *[32]byte) { a.Payee.Deadline++ },
		"another nullifier":   func(a *attestation.Attestation, _ *[32]byte) { a.Inputs.Nullifier.SetOne() },
	} {
		t.Run(name, func(t *testing.T) {
			b, p, c := a, *a.Payee, consent
			b.Payee = &p
			change(&b, &c)
			_, err := g.Submit(ctx, b, c)
			mustRefuse(t, err, "ProofInvalid")
		})
	}
	t.Run("the same terms at another address", func(t *testing.T) {
		_, err := twin.Submit(ctx, a, consent)
		mustRefuse(t, err, "ProofInvalid")
	})

	if err := g.Check(ctx, a, consent); err != nil {
		t.Fatal(err)
	}
	if until, err := g.ValidUntil(ctx, a.Inputs.Nullifier); err != nil || until != 0 {
		t.Fatalf("Check made a record until %d, %v", until, err)
	}
	receipt, err := g.Submit(ctx, a, consent)
	if err != nil {
		t.Fatal(err)
	}
	// The verification, one fresh slot, an event and the hashes.
	if most := uint64(mostVerifyGas + 40_000); receipt.ExecutionGas > most || receipt.Gas <= receipt.ExecutionGas {
		t.Errorf("submitting takes %d gas, %d for execution; want at most %d", receipt.Gas, receipt.ExecutionGas, most)
	}
	const day = 24 * 60 * 60
	want := uint64(r.Claim.LatestEnd+1)*day + r.Gate.Validity
	if until, err := g.ValidUntil(ctx, a.Inputs.Nullifier); err != nil || until != want {
		t.Errorf("counts until %d, want %d: %v", until, want, err)
	}

	t.Run("a second time", func(t *testing.T) {
		_, err := g.Submit(ctx, a, consent)
		mustRefuse(t, err, "NullifierUsed")
	})
	// Other bytes of the same proof are no other holder.
	t.Run("a second time, re-randomised", func(t *testing.T) {
		b := a
		b.Proof = rerandomised(t, a.Proof)
		if err := b.Verify(); err != nil || b.Proof == a.Proof {
			t.Fatalf("not another valid proof: %v", err)
		}
		_, err := g.Submit(ctx, b, consent)
		mustRefuse(t, err, "NullifierUsed")
	})
	// A new proof of the same holder, even for another recipient, is none either.
	t.Run("a second proof of the same holder", func(t *testing.T) {
		b := prove(t, h, r, request.Payee{Recipient: [20]byte{1}, Deadline: payee.Deadline})
		if b.Proof == a.Proof || b.Inputs.Context == a.Inputs.Context {
			t.Fatal("not another proof")
		}
		_, err := g.Submit(ctx, b, consent)
		mustRefuse(t, err, "NullifierUsed")
	})
}

func rerandomised(t *testing.T, raw attestation.Proof) attestation.Proof {
	t.Helper()
	p, err := attestation.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	s := big.NewInt(12345)
	p.Bs.ScalarMultiplication(&p.Bs, s)
	p.Ar.ScalarMultiplication(&p.Ar, new(big.Int).ModInverse(s, fr.Modulus()))
	out, err := attestation.Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
