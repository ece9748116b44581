package onchain

import (
	"context"
	"errors"
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/verifier/onchain/bindings"
)

var (
	ctx    = context.Background()
	rebate = big.NewInt(25)
)

// withPot opens and funds the pot of the vector's policy and returns its token.
func (w *world) withPot(t *testing.T, funds int64) common.Address {
	t.Helper()
	token, _, err := DeployDemoToken(ctx, w.client, w.accounts[0], big.NewInt(1000), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.OpenPot(ctx, w.sponsor, w.policy.ID(), token, rebate, 10, Options{}); err != nil {
		t.Fatal(err)
	}
	if funds > 0 {
		if _, err := w.Fund(ctx, w.accounts[0], w.policy.ID(), big.NewInt(funds), Options{}); err != nil {
			t.Fatal(err)
		}
	}
	return token
}

func (w *world) wantStatus(t *testing.T, epoch uint16, n statement.Field, want Status) {
	t.Helper()
	if got, _, err := w.Status(ctx, w.policy.ID(), epoch, n); err != nil || got != want {
		t.Errorf("status %v, %v, want %v", got, err, want)
	}
}

func (w *world) wantBalance(t *testing.T, token, holder common.Address, want int64) {
	t.Helper()
	if got, err := w.client.TokenBalance(ctx, token, holder); err != nil || got.Cmp(big.NewInt(want)) != 0 {
		t.Errorf("balance %v, %v, want %d", got, err, want)
	}
}

// The whole way of the insurer's contract, with real proofs, on both chains.
func TestAHolderIsPaidOnceAnEpochWhoeverSendsTheAnswer(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		id, relayer, thief := w.policy.ID(), w.accounts[2], w.accounts[3]
		token := w.withPot(t, 100)
		first := w.answer(t, 0)
		if err := w.Check(ctx, id, 0, first); err != nil {
			t.Fatal(err)
		}
		w.wantStatus(t, 0, first.Nullifier, Unknown)

		// A thief who puts itself into the answer has no proof any more; one that sends
		// it as it is pays the fee for the holder.
		stolen := first
		stolen.Recipient = thief.Address()
		_, err := w.SubmitAndPay(ctx, thief, id, 0, stolen, Options{})
		mustRefuse(t, err, "ConsentSignature")
		stolen.Consent = consentOf(t, w, thief, stolen)
		_, err = w.SubmitAndPay(ctx, thief, id, 0, stolen, Options{})
		mustRefuse(t, err, "ProofInvalid")
		if _, err := w.SubmitAndPay(ctx, thief, id, 0, first, Options{}); err != nil {
			t.Fatal(err)
		}
		w.wantBalance(t, token, first.Recipient, 25)
		w.wantBalance(t, token, thief.Address(), 0)
		_, err = w.SubmitAndPay(ctx, relayer, id, 0, first, Options{})
		mustRefuse(t, err, "RebateNotOwed")
		_, err = w.Submit(ctx, relayer, id, 0, first, Options{})
		mustRefuse(t, err, "NullifierUsed")
		status, record, err := w.Status(ctx, id, 0, first.Nullifier)
		if err != nil || status != Valid || record.Recipient != first.Recipient || record.ValidUntil != w.vector.Answers[0].Expiry {
			t.Errorf("%v %+v %v", status, record, err)
		}
		// A record belongs to its policy and epoch.
		if other, _, err := w.Status(ctx, [32]byte{1}, 0, first.Nullifier); err != nil || other != Unknown {
			t.Errorf("under another policy: %v, %v", other, err)
		}
		w.wantStatus(t, 1, first.Nullifier, Unknown)

		// Step by step, and by different hands.
		second := w.answer(t, 1)
		if _, err := w.Submit(ctx, relayer, id, 0, second, Options{}); err != nil {
			t.Fatal(err)
		}
		_, err = w.WithdrawRebate(ctx, relayer, id, 0, second.Nullifier, Options{})
		mustRefuse(t, err, "RebateNotOwed")
		if _, err := w.ClaimRebate(ctx, relayer, id, 0, second.Nullifier, Options{}); err != nil {
			t.Fatal(err)
		}
		_, err = w.ClaimRebate(ctx, thief, id, 0, second.Nullifier, Options{})
		mustRefuse(t, err, "RebateKnown")
		if r, err := w.RebateOf(ctx, id, 0, second.Nullifier); err != nil || r != RebateOwed {
			t.Errorf("%v, %v", r, err)
		}
		// What is owed stays owed, whatever happens next.
		if _, err := w.WithdrawConsentFor(ctx, relayer, withdrawalOf(w, second.Recipient, second.Deadline), signWithdrawal(t, w, 1, second), Options{}); err != nil {
			t.Fatal(err)
		}
		w.wantStatus(t, 0, second.Nullifier, ConsentWithdrawn)
		if gone, err := w.ConsentIsWithdrawn(ctx, second.Recipient, id); err != nil || !gone {
			t.Errorf("withdrawn %t, %v", gone, err)
		}
		if _, err := w.StopVerifier(ctx, w.accounts[1], w.policy.Verifier, Options{}); err != nil {
			t.Fatal(err)
		}
		w.wantStatus(t, 0, first.Nullifier, VerifierStopped)
		if _, err := w.WithdrawRebate(ctx, thief, id, 0, second.Nullifier, Options{}); err != nil {
			t.Fatal(err)
		}
		w.wantBalance(t, token, second.Recipient, 25)
		_, err = w.Submit(ctx, relayer, id, 0, w.answer(t, 2), Options{})
		mustRefuse(t, err, "VerifierIsStopped")
		pot, err := w.Pot(ctx, id)
		if err != nil || pot.Token != token || pot.Rebate.Cmp(rebate) != 0 || pot.CapPerEpoch != 10 ||
			pot.Free.Int64() != 50 || pot.Booked.Sign() != 0 || pot.Paid.Int64() != 50 {
			t.Errorf("%+v, %v", pot, err)
		}
		if n, err := w.BookedIn(ctx, id, 0); err != nil || n != 2 {
			t.Errorf("booked %d, %v", n, err)
		}
		_, err = w.Reclaim(ctx, w.sponsor, id, w.sponsor.Address(), Options{})
		mustRefuse(t, err, "ClaimsStillOpen")
		_, err = w.Reclaim(ctx, thief, id, thief.Address(), Options{})
		mustRefuse(t, err, "NotSponsor")
	})
}

func consentOf(t *testing.T, w *world, a *Account, answer Answer) []byte {
	t.Helper()
	signature, err := a.SignConsent(vectorChain, w.d.Consents, Consent{
		Participant: a.Address(), Policy: w.policy.ID(), Nullifier: answer.Nullifier, Purpose: w.policy.Purpose, ValidUntil: answer.Deadline,
	})
	if err != nil {
		t.Fatal(err)
	}
	return signature
}

func withdrawalOf(w *world, participant common.Address, until uint64) Withdrawal {
	return Withdrawal{participant, w.policy.ID(), until}
}

func signWithdrawal(t *testing.T, w *world, holder int, answer Answer) []byte {
	t.Helper()
	signature, err := w.holder(t, holder).SignWithdrawal(vectorChain, w.d.Consents, withdrawalOf(w, answer.Recipient, answer.Deadline))
	if err != nil {
		t.Fatal(err)
	}
	return signature
}

func TestTheNextEpochTakesTheSameHolderUnderAnotherNumber(t *testing.T) {
	w := simulatedWorld(t)
	id, now, next := w.policy.ID(), w.answer(t, 0), w.answer(t, 17)
	if w.vector.Answers[17].Epoch != 1 || next.Recipient != now.Recipient || next.Nullifier == now.Nullifier {
		t.Fatal("not an answer of the same holder in the next epoch")
	}
	for epoch, a := range []Answer{now, next} {
		if _, err := w.Submit(ctx, w.accounts[2], id, uint16(epoch), a, Options{}); err != nil {
			t.Fatal(err)
		}
		w.wantStatus(t, uint16(epoch), a.Nullifier, Valid)
	}
	_, err := w.Submit(ctx, w.accounts[2], id, 4, next, Options{})
	mustRefuse(t, err, "EpochUnknown")
}

func TestAnAlteredAnswerIsRefusedByName(t *testing.T) {
	w := simulatedWorld(t)
	id := w.policy.ID()
	for name, c := range map[string]struct {
		change func(*Answer)
		want   string
	}{
		"a deadline that has passed": {func(a *Answer) { a.Deadline = uint64(w.now(t).Unix()) - 1 }, "DeadlinePassed"},
		"a later deadline":           {func(a *Answer) { a.Deadline++ }, "ConsentSignature"},
		"no recipient":               {func(a *Answer) { a.Recipient = common.Address{} }, "RecipientZero"},
		"another recipient":          {func(a *Answer) { a.Recipient[0] ^= 1 }, "ConsentSignature"},
		"a nullifier of 0":           {func(a *Answer) { a.Nullifier.SetZero() }, "NullifierOutOfRange"},
		"another nullifier":          {func(a *Answer) { a.Nullifier.SetOne() }, "ConsentSignature"},
		"no consent":                 {func(a *Answer) { a.Consent = nil }, "ConsentSignature"},
		"a consent that was altered": {func(a *Answer) { a.Consent = append([]byte{}, a.Consent...); a.Consent[3] ^= 1 }, "ConsentSignature"},
		"a proof of zeros":           {func(a *Answer) { clear(a.Proof[:]) }, "ProofInvalid"},
		"one bit of the proof":       {func(a *Answer) { a.Proof[383] ^= 1 }, "ProofInvalid"},
		"another holder's proof":     {func(a *Answer) { a.Proof = w.answer(t, 1).Proof }, "ProofInvalid"},
	} {
		t.Run(name, func(t *testing.T) {
			a := w.answer(t, 0)
			c.change(&a)
			before := w.block(t)
			mustRefuse(t, w.Check(ctx, id, 0, a), c.want)
			_, err := w.Submit(ctx, w.accounts[2], id, 0, a, Options{})
			mustRefuse(t, err, c.want)
			w.wantStatus(t, 0, a.Nullifier, Unknown)
			if w.block(t) != before {
				t.Error("a refused answer was sent")
			}
		})
	}
	a, err := w.vector.Attestation(0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewAnswer(a, nil); !errors.Is(err, ErrConsent) {
		t.Errorf("no signature: %v", err)
	}
	if _, err := NewAnswer(a, make([]byte, maxConsentBytes+1)); !errors.Is(err, ErrConsent) {
		t.Errorf("an endless signature: %v", err)
	}
	a.Payee = nil
	if _, err := NewAnswer(a, make([]byte, 65)); !errors.Is(err, request.ErrNoPayee) {
		t.Errorf("no payee: %v", err)
	}
	_, err = w.Submit(ctx, w.accounts[2], [32]byte{1}, 0, w.answer(t, 0), Options{})
	mustRefuse(t, err, "PolicyUnknown")
	if _, err := w.ClosePolicy(ctx, w.sponsor, id, Options{}); err != nil {
		t.Fatal(err)
	}
	_, err = w.Submit(ctx, w.accounts[2], id, 0, w.answer(t, 0), Options{})
	mustRefuse(t, err, "PolicyIsClosed")
}

func TestTheBadMemberOfABatchIsNamed(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		id := w.policy.ID()
		batch := func() (all []Answer) {
			for i := range 5 {
				all = append(all, w.answer(t, i))
			}
			return all
		}
		for name, c := range map[string]struct {
			index  int
			change func(*Answer)
			want   string
		}{
			"first proof":   {0, func(a *Answer) { a.Proof = w.answer(t, 9).Proof }, "ProofInvalid"},
			"last proof":    {4, func(a *Answer) { a.Proof[100] ^= 1 }, "ProofInvalid"},
			"a consent":     {2, func(a *Answer) { a.Consent = w.answer(t, 9).Consent }, "ConsentSignature"},
			"a deadline":    {3, func(a *Answer) { a.Deadline = 1 }, "DeadlinePassed"},
			"an alias of 0": {1, func(a *Answer) { a.Nullifier.SetZero() }, "NullifierOutOfRange"},
		} {
			t.Run(name, func(t *testing.T) {
				answers := batch()
				c.change(&answers[c.index])
				before := w.block(t)
				for _, dry := range []bool{true, false} {
					n, _, err := w.SubmitBatch(ctx, w.accounts[2], id, 0, answers, Options{DryRun: dry})
					var bad *BatchError
					if !errors.As(err, &bad) || bad.Index != c.index || n != 0 {
						t.Errorf("%d, %v", n, err)
					}
					mustRefuse(t, err, c.want)
				}
				if w.block(t) != before {
					t.Error("a batch that is refused was sent")
				}
			})
		}
		// Sending one member first spoils nothing, and it is not the one to blame.
		if _, err := w.Submit(ctx, w.accounts[3], id, 0, w.answer(t, 1), Options{}); err != nil {
			t.Fatal(err)
		}
		for _, spoil := range []func(*Answer){
			func(a *Answer) { a.Proof[7] ^= 1 },
			func(a *Answer) { a.Consent = w.answer(t, 9).Consent },
		} {
			bad := batch()
			spoil(&bad[3])
			_, _, err := w.SubmitBatch(ctx, w.accounts[2], id, 0, bad, Options{})
			var named *BatchError
			if !errors.As(err, &named) || named.Index != 3 {
				t.Errorf("got %v", err)
			}
		}
		n, r, err := w.SubmitBatch(ctx, w.accounts[2], id, 0, batch(), Options{DryRun: true})
		if err != nil || n != 4 || r.EstimatedGas == 0 {
			t.Errorf("dry run: %d, %+v, %v", n, r, err)
		}
		if n, r, err = w.SubmitBatch(ctx, w.accounts[2], id, 0, batch(), Options{}); err != nil || n != 4 || r.Gas == 0 {
			t.Fatalf("%d, %+v, %v", n, r, err)
		}
		for _, a := range batch() {
			w.wantStatus(t, 0, a.Nullifier, Valid)
		}
		_, _, err = w.SubmitBatch(ctx, w.accounts[2], id, 0, nil, Options{})
		mustRefuse(t, err, "BatchSize")
	})
}

func TestAStudyCountsEachHolderOnce(t *testing.T) {
	w := simulatedWorld(t)
	id, one, two := w.policy.ID(), w.answer(t, 0), w.answer(t, 1)
	_, err := w.OpenStudy(ctx, w.accounts[2], id, 0, 1, Options{})
	mustRefuse(t, err, "NotSponsor")
	if _, err := w.OpenStudy(ctx, w.sponsor, id, 0, 1, Options{}); err != nil {
		t.Fatal(err)
	}
	_, err = w.Enrol(ctx, w.accounts[2], id, 0, one.Nullifier, Options{})
	mustRefuse(t, err, "RecordNotValid")
	if _, err := w.SubmitAndEnrol(ctx, w.accounts[2], id, 0, one, Options{}); err != nil {
		t.Fatal(err)
	}
	_, err = w.Enrol(ctx, w.accounts[2], id, 0, one.Nullifier, Options{})
	mustRefuse(t, err, "AlreadyEnrolled")
	_, err = w.SubmitAndEnrol(ctx, w.accounts[2], id, 0, two, Options{})
	mustRefuse(t, err, "QuotaReached")
	if in, err := w.IsEnrolled(ctx, id, 0, one.Nullifier); err != nil || !in {
		t.Errorf("%t, %v", in, err)
	}
	if in, err := w.IsEnrolled(ctx, id, 0, two.Nullifier); err != nil || in {
		t.Errorf("%t, %v", in, err)
	}
	if _, err := w.CloseStudy(ctx, w.sponsor, id, 0, Options{}); err != nil {
		t.Fatal(err)
	}
	if s, err := w.Study(ctx, id, 0); err != nil || s != (Study{1, 1, true}) {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := w.PublishEAS(ctx, w.accounts[2], id, 0, one.Nullifier, Options{}); !errors.Is(err, ErrNoPublisher) {
		t.Errorf("got %v", err)
	}
}

// Whoever asks what something costs must not find that it was done.
func TestADryRunSendsNothing(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		id, a, one, two := w.policy.ID(), w.accounts[0], w.answer(t, 0), w.answer(t, 1)
		token := w.withPot(t, 0)
		if _, err := w.OpenStudy(ctx, w.sponsor, id, 0, 3, Options{}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Submit(ctx, a, id, 0, one, Options{}); err != nil {
			t.Fatal(err)
		}
		before, dry := w.block(t), Options{DryRun: true}
		now := w.now(t)
		var largest statement.Field
		largest.SetOne().Neg(&largest)
		again := w.policy
		again.Purpose = [32]byte{9}
		done := func(o Outcome, err error) (Receipt, error) { return o.Receipt, err }
		for name, act := range map[string]func() (Receipt, error){
			"submit":   func() (Receipt, error) { return w.Submit(ctx, a, id, 0, two, dry) },
			"withdraw": func() (Receipt, error) { return w.WithdrawConsent(ctx, a, id, dry) },
			"withdraw for": func() (Receipt, error) {
				return w.WithdrawConsentFor(ctx, a, withdrawalOf(w, one.Recipient, one.Deadline), signWithdrawal(t, w, 0, one), dry)
			},
			"fund":        func() (Receipt, error) { return w.Fund(ctx, a, id, big.NewInt(9), dry) },
			"enrol":       func() (Receipt, error) { return w.Enrol(ctx, a, id, 0, one.Nullifier, dry) },
			"and enrol":   func() (Receipt, error) { return w.SubmitAndEnrol(ctx, a, id, 0, two, dry) },
			"close study": func() (Receipt, error) { return w.CloseStudy(ctx, w.sponsor, id, 0, dry) },
			"open study":  func() (Receipt, error) { return w.OpenStudy(ctx, w.sponsor, id, 1, 3, dry) },
			"token": func() (Receipt, error) {
				_, r, err := DeployDemoToken(ctx, w.client, a, rebate, dry)
				return r, err
			},
			"issuers": func() (Receipt, error) { return done(w.AddIssuers(ctx, a, largest, now, now, "", dry)) },
			"revoke":  func() (Receipt, error) { return done(w.RevokeIssuers(ctx, a, w.policy.Issuers, dry)) },
			"close":   func() (Receipt, error) { return done(w.ClosePolicy(ctx, w.sponsor, id, dry)) },
			"stop":    func() (Receipt, error) { return done(w.StopVerifier(ctx, a, w.policy.Verifier, dry)) },
			"policy": func() (Receipt, error) {
				_, o, err := w.AddPolicy(ctx, a, again, dry)
				return o.Receipt, err
			},
			"verifier": func() (Receipt, error) {
				_, o, err := w.AddVerifier(ctx, a, entry(t, smallest), common.Address{}, smallParams(t), dry)
				return o.Receipt, err
			},
		} {
			r, err := act()
			if err != nil || !r.DryRun || r.EstimatedGas < 21_000 || r.EstimatedFeeWei.Sign() <= 0 || r.Gas != 0 || r.TxHash != (common.Hash{}) {
				t.Errorf("%s: %+v, %v", name, r, err)
			}
		}
		// Without money in the pot a dry run says so, like the real one.
		_, err := w.SubmitAndPay(ctx, a, id, 0, two, dry)
		mustRefuse(t, err, "PotEmpty")
		if after := w.block(t); after != before {
			t.Errorf("block %d after %d", after, before)
		}
		w.wantBalance(t, token, w.d.Vault, 0)
	})
}

// A transaction may meet another chain than the one that was asked.
func TestAMinedFailureSaysWhy(t *testing.T) {
	w := simulatedWorld(t)
	id, a := w.policy.ID(), w.answer(t, 0)
	first := &overtaking{Backend: w.puppets, before: func() {
		if _, err := w.Submit(ctx, w.accounts[3], id, 0, a, Options{}); err != nil {
			t.Error(err)
		}
	}}
	client, err := NewClient(ctx, first)
	if err != nil {
		t.Fatal(err)
	}
	late := &System{client, w.d}
	r, err := late.Submit(ctx, w.accounts[2], id, 0, a, Options{})
	mustRefuse(t, err, "NullifierUsed")
	if !errors.Is(err, ErrMinedFail) || r.Gas == 0 || r.TxHash == (common.Hash{}) {
		t.Errorf("%+v, %v", r, err)
	}
}

// overtaking lets somebody else be quicker.
type overtaking struct {
	Backend
	before func()
}

func (o *overtaking) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	if o.before != nil {
		o.before()
	}
	o.before = nil
	return o.Backend.SendTransaction(ctx, tx)
}

func TestAReceiptIsWaitedForAsDeepAsAsked(t *testing.T) {
	w := simulatedWorld(t)
	stop := make(chan struct{})
	defer close(stop)
	start := w.block(t)
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				w.mine(1)
			}
		}
	}()
	r, err := w.WithdrawConsent(ctx, w.accounts[2], [32]byte{1}, Options{Confirmations: 3})
	if err != nil {
		t.Fatal(err)
	}
	if head := w.block(t); r.Block <= start || head < r.Block+3 {
		t.Errorf("mined in %d, reported at %d", r.Block, head)
	}
	patience, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
	defer cancel()
	r, err = w.WithdrawConsent(patience, w.accounts[3], [32]byte{1}, Options{Confirmations: 1 << 40})
	if !errors.Is(err, context.DeadlineExceeded) || r.TxHash == (common.Hash{}) {
		t.Errorf("%+v, %v", r, err)
	}
}

// What nobody can claim any more goes back to the sponsor, and not before.
func TestAResultEndsAndTheRestOfThePotGoesBack(t *testing.T) {
	w := simulatedWorld(t)
	id, sponsor := w.policy.ID(), w.sponsor.Address()
	token := w.withPot(t, 100)
	if _, err := w.SubmitAndPay(ctx, w.accounts[2], id, 0, w.answer(t, 0), Options{}); err != nil {
		t.Fatal(err)
	}
	until := func(unix uint64) time.Duration { return time.Unix(int64(unix), 0).Sub(w.now(t)) }
	last, err := w.policy.Terms(w.policy.Epochs - 1)
	if err != nil {
		t.Fatal(err)
	}
	first, err := w.policy.Terms(0)
	if err != nil {
		t.Fatal(err)
	}
	w.pass(until(first.SubmitUntil) + time.Hour)
	late := w.answer(t, 1)
	late.Deadline = 1<<64 - 1
	_, err = w.Submit(ctx, w.accounts[2], id, 0, late, Options{})
	mustRefuse(t, err, "SubmissionsClosed")
	w.wantStatus(t, 0, w.answer(t, 0).Nullifier, Valid)
	w.pass(until(first.Expiry) + time.Hour)
	w.wantStatus(t, 0, w.answer(t, 0).Nullifier, Expired)
	_, err = w.Reclaim(ctx, w.sponsor, id, sponsor, Options{})
	mustRefuse(t, err, "ClaimsStillOpen")
	w.pass(until(last.Expiry) + time.Hour)
	if r, err := w.Reclaim(ctx, w.sponsor, id, sponsor, Options{DryRun: true}); err != nil || r.EstimatedGas == 0 {
		t.Errorf("%+v, %v", r, err)
	}
	w.wantBalance(t, token, sponsor, 0)
	if _, err := w.Reclaim(ctx, w.sponsor, id, sponsor, Options{}); err != nil {
		t.Fatal(err)
	}
	w.wantBalance(t, token, sponsor, 75)
	_, err = w.Fund(ctx, w.accounts[0], [32]byte{1}, rebate, Options{})
	mustRefuse(t, err, "PotUnknown")
}

// Some tokens refuse to change an approval that is not zero.
func TestFundingReplacesAnOldApproval(t *testing.T) {
	w := simulatedWorld(t)
	token := w.withPot(t, 0)
	a := w.accounts[0]
	approve := func(amount int64) {
		t.Helper()
		if _, _, err := w.client.send(ctx, a, target{"token", token}, bindings.NewDemoToken().PackApprove(w.d.Vault, big.NewInt(amount)), Options{}); err != nil {
			t.Fatal(err)
		}
	}
	for _, before := range []int64{0, 3, 40} {
		approve(before)
		if _, err := w.Fund(ctx, a, w.policy.ID(), big.NewInt(30), Options{}); err != nil {
			t.Errorf("approved %d before: %v", before, err)
		}
	}
	w.wantBalance(t, token, w.d.Vault, 90)
	_, err := w.Fund(ctx, a, w.policy.ID(), big.NewInt(5000), Options{})
	mustRefuse(t, err, "ERC20InsufficientBalance")
}
