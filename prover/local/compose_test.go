package local_test

import (
	"errors"
	"math/big"
	"slices"
	"testing"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/prover/local"
	"vitalproof/verifier"
)

// strict is a second claim that steady meets.
func strict() claim.Claim {
	c := week()
	c.Metric.Set(&c.Limits, "above180", claim.Bound{Value: 100, Strict: true})
	return c
}

// askTwo asks for week and strict.
func askTwo(t *testing.T, h holder, change func(*request.Request)) *request.Request {
	t.Helper()
	return ask(t, h, func(r *request.Request) {
		r.Also = []request.Part{{Circuit: r.Circuit, Claim: strict()}}
		if change != nil {
			change(r)
		}
	})
}

// proveAll proves each part from the holder of its place.
func proveAll(t *testing.T, r *request.Request, holders ...holder) []attestation.Attestation {
	t.Helper()
	var parts []attestation.Attestation
	for i, p := range r.Parts() {
		h := holders[i%len(holders)]
		a, err := prover.Prove(t.Context(), loaded(t), plan(t, p, h), h.secret, nil)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, a)
	}
	return parts
}

func join(t *testing.T, parts ...attestation.Attestation) attestation.Attestation {
	t.Helper()
	a, err := attestation.Join(parts)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// otherIssuer seals the same days for the same holder.
func otherIssuer(t *testing.T, h holder) holder {
	t.Helper()
	key, err := statement.NewPrivateKey(repeat(9))
	if err != nil {
		t.Fatal(err)
	}
	record, err := statement.NewRecord(key.Public(), h.secret.Subject(key.Public()), h.record.Metric, firstDay)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range h.record.Days {
		if err := record.Append(key, 2, d.Block); err != nil {
			t.Fatal(err)
		}
	}
	return holder{h.secret, key, record}
}

// The whole way of a composition whose records are of two issuers, and every way in
// which proofs that all verify, each for something, make no answer to it.
func TestACompositionIsAnsweredByOneHolderAndInFull(t *testing.T) {
	me := weekHolder(t)
	cloud := otherIssuer(t, me)
	you := weekHolder(t)
	var err error
	if you.secret, err = statement.SecretFromBytes([]byte("another-invented-secret-of-31-b")); err != nil {
		t.Fatal(err)
	}
	you = otherIssuer(t, you)
	both := func(r *request.Request) { r.Issuers = append(r.Issuers, cloud.issuer.Public()) }
	r := askTwo(t, me, both)
	mine, yours := proveAll(t, r, me, cloud), proveAll(t, r, you)
	second := askTwo(t, me, both) // the same words once more
	again := proveAll(t, second, me, cloud)
	alone := proveAll(t, ask(t, me, both), me)

	good := join(t, mine...)
	lenient := verifier.Options{AllowDevelopment: true}
	if err := verifier.Check(r, good, lenient); err != nil {
		t.Fatalf("the verifier refuses what the prover made: %v", err)
	}
	if good.Inputs.Nullifier != me.secret.Nullifier(statement.ScopeText(r.Scope)) {
		t.Error("another nullifier")
	}
	if err := verifier.Check(second, join(t, again...), lenient); err != nil {
		t.Fatal(err)
	}
	raw, err := attestation.Marshal(good)
	if err != nil {
		t.Fatal(err)
	}
	if read, err := attestation.Parse(raw); err != nil || verifier.Check(r, read, lenient) != nil {
		t.Errorf("from a file: %v", err)
	}

	// Proofs under two nullifiers are two people's: no file can hold them.
	if _, err := attestation.Join([]attestation.Attestation{mine[0], yours[1]}); !errors.Is(err, attestation.ErrParts) {
		t.Errorf("two holders: got %v", err)
	}
	// Nor can it hold answers to two requests.
	if _, err := attestation.Join([]attestation.Attestation{mine[0], again[1]}); !errors.Is(err, attestation.ErrParts) {
		t.Errorf("two requests: got %v", err)
	}

	// Whoever writes the file by hand says that they belong together.
	with := func(change func(*attestation.Attestation)) attestation.Attestation {
		a := good
		a.Also = slices.Clone(good.Also)
		change(&a)
		return a
	}
	part := func(a attestation.Attestation) attestation.Part {
		return attestation.Part{Circuit: a.Circuit, Claim: a.Inputs.Claim, Proof: a.Proof}
	}
	for name, attack := range map[string]struct {
		r    *request.Request
		a    attestation.Attestation
		want any
	}{
		"another holder's second part":    {r, with(func(a *attestation.Attestation) { a.Also[0] = part(yours[1]) }), attestation.ErrProofInvalid},
		"my parts as another holder's":    {r, with(func(a *attestation.Attestation) { a.Inputs.Nullifier = yours[0].Inputs.Nullifier }), attestation.ErrProofInvalid},
		"my second part beside another's": {r, with(func(a *attestation.Attestation) { a.Inputs, a.Proof = yours[0].Inputs, yours[0].Proof }), attestation.ErrProofInvalid},
		"a part of another request":       {r, with(func(a *attestation.Attestation) { a.Also[0] = part(again[1]) }), attestation.ErrProofInvalid},
		"the answer to another request":   {second, good, "context"},
		"the answer to the first alone":   {r, alone[0], verifier.ErrParts},
		"the first part alone":            {r, mine[0], verifier.ErrParts},
		"the second part alone":           {r, mine[1], verifier.ErrParts},
		"a part beside the whole":         {r, join(t, mine[0], mine[1], mine[1]), verifier.ErrParts},
		"another order":                   {r, join(t, mine[1], mine[0]), "claim"},
		"the first part twice":            {r, join(t, mine[0], mine[0]), "claim"},
		"the second part twice":           {r, join(t, mine[1], mine[1]), "claim"},
		"the first proof for both claims": {r, with(func(a *attestation.Attestation) { a.Also[0].Proof = a.Proof }), attestation.ErrProofInvalid},
		"the claims swapped": {r, with(func(a *attestation.Attestation) {
			a.Inputs.Claim, a.Also[0].Claim = a.Also[0].Claim, a.Inputs.Claim
		}), "claim"},
		"the proofs swapped": {r, with(func(a *attestation.Attestation) {
			a.Proof, a.Also[0].Proof = a.Also[0].Proof, a.Proof
		}), attestation.ErrProofInvalid},
		"a nullifier of zero": {r, with(func(a *attestation.Attestation) { a.Inputs.Nullifier.SetZero() }), verifier.ErrNullifierZero},
		"a bad second proof":  {r, with(func(a *attestation.Attestation) { a.Also[0].Proof[383] ^= 1 }), attestation.ErrProofEncoding},
		"blinded again":       {r, with(func(a *attestation.Attestation) { a.Also[0].Proof = blinded(t, a.Also[0].Proof) }), nil},
	} {
		err := verifier.Check(attack.r, attack.a, lenient)
		switch want := attack.want.(type) {
		case nil:
			if err != nil { // the same answer, and the same nullifier: it counts once
				t.Errorf("%s: got %v", name, err)
			}
		case error:
			if !errors.Is(err, want) {
				t.Errorf("%s: got %v, want %v", name, err, want)
			}
		case string:
			var m *verifier.MismatchError
			if !errors.As(err, &m) || m.Input != want {
				t.Errorf("%s: got %v, want another %s", name, err, want)
			}
		}
	}
}

// blinded is another proof of the same statement, as anyone can make it.
func blinded(t *testing.T, p attestation.Proof) attestation.Proof {
	t.Helper()
	proof, err := attestation.Decode(p)
	if err != nil {
		t.Fatal(err)
	}
	var s fr.Element
	s.MustSetRandom()
	by := s.BigInt(new(big.Int))
	proof.Bs = *new(curve.G2Affine).ScalarMultiplication(&proof.Bs, by)
	proof.Ar = *new(curve.G1Affine).ScalarMultiplication(&proof.Ar, new(big.Int).ModInverse(by, fr.Modulus()))
	again, err := attestation.Encode(proof)
	if err != nil || again == p {
		t.Fatalf("not blinded: %v", err)
	}
	return again
}

// A holder sees of each part whether it holds, before any is proved; a part that
// fails is not proved, and the others answer nothing without it.
func TestEachPartIsPlannedForItself(t *testing.T) {
	h := weekHolder(t)
	low := week()
	low.Metric.Set(&low.Limits, "mean", claim.Bound{Value: 100}) // steady has 119
	r := ask(t, h, func(r *request.Request) {
		r.Also = []request.Part{{Circuit: r.Circuit, Claim: low}, {Circuit: r.Circuit, Claim: strict()}}
	})
	var parts []attestation.Attestation
	for i, p := range r.Parts() {
		planned := plan(t, p, h)
		if planned.Result.OK != (i != 1) {
			t.Errorf("part %d: %+v", i, planned.Result)
		}
		a, err := prover.Prove(t.Context(), loaded(t), planned, h.secret, nil)
		if errors.Is(err, local.ErrClaimFails) != (i == 1) {
			t.Errorf("part %d: got %v", i, err)
		}
		if err == nil {
			parts = append(parts, a)
		}
	}
	if err := verifier.Check(r, join(t, parts...), verifier.Options{AllowDevelopment: true}); !errors.Is(err, verifier.ErrParts) {
		t.Errorf("without the part that fails: got %v", err)
	}
}
