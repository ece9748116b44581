package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/claim"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/client"
	"vitalproof/prover/wire"
	"vitalproof/verifier"
)

// cleanupTime is how long the service has to take note that a proof is not wanted
// any more.
const cleanupTime = 10 * time.Second

// errOtherProof reports a service that made another proof than was asked for. It has
// the readings and the secret, so it could have proved anything about them.
var errOtherProof = errors.New("the service made another proof than was asked for")

// proveThere has a service prove, after asking: every claim is a proof of its own
// there, and they are joined here.
func (a *app) proveThere(ctx context.Context, o proveOptions, errands []*errand, result *answer) error {
	return o.service.call(ctx, func(c *client.Client) error {
		// Nothing private is sent to a service that could not use it.
		for _, e := range errands {
			circuit, err := c.Circuit(ctx, e.entry.Name)
			if err != nil {
				return err
			}
			if !circuit.GetServed() {
				return faultf(exitDenied, "the service does not serve circuit %s", e.entry.Name).
					withHint("prove on this machine, without --server, or with another service")
			}
		}
		if err := a.consents(ctx, o, errands); err != nil {
			return err
		}
		start := time.Now()
		made, err := a.haveProved(ctx, c, o, errands, result)
		if err != nil {
			return err
		}
		if err := a.handOver(o, made, time.Since(start), result); err != nil {
			a.say("the proof is still there: %s", strings.Join(result.Proofs, " "))
			return err
		}
		if !o.keep {
			a.abandonAll(ctx, c, result.Proofs, false)
		}
		return nil
	})
}

// haveProved has the claims proved one after the other. If one fails, none is left
// on the service.
func (a *app) haveProved(ctx context.Context, c *client.Client, o proveOptions, errands []*errand, result *answer) (attestation.Attestation, error) {
	key := o.service.given()
	var parts []attestation.Attestation
	for i, e := range errands {
		id, err := a.submit(ctx, c, o.subject, e, partKey(key, i))
		if err != nil {
			f := classify(err)
			if f.code == exitUnavailable || f.code == exitInterrupted {
				a.say("it may have been taken all the same; --idempotency-key %s finds it again", key)
			}
			a.abandonAll(ctx, c, result.Proofs, o.keep)
			return attestation.Attestation{}, fmt.Errorf("%s%w", e.about, f)
		}
		result.Proofs = append(result.Proofs, oneLine(id))
		part, err := a.await(ctx, c, id, e)
		if err != nil {
			a.abandonAll(ctx, c, result.Proofs, o.keep)
			return attestation.Attestation{}, fmt.Errorf("%s%w", e.about, err)
		}
		parts = append(parts, part)
	}
	return attestation.Join(parts)
}

// partKey is the idempotency key of a claim: the caller's for the first one, and
// made from it for the others, each of which is a proof of its own on the service.
func partKey(key string, part int) string {
	if part == 0 {
		return key
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "vitalproof/part/1\n%d\n%s", part, key))
	return hex.EncodeToString(sum[:]) // 64 characters, the longest that a key may have
}

func (a *app) abandonAll(ctx context.Context, c *client.Client, ids []string, keep bool) {
	for _, id := range ids {
		a.abandon(ctx, c, id, keep)
	}
}

// consents says what the service will see, and asks.
func (a *app) consents(ctx context.Context, o proveOptions, errands []*errand) error {
	a.warn("%s will see the readings of the window and your secret", o.service.o.Address)
	var told []claim.Quantity
	for _, e := range errands {
		if q := e.plan.Window.Metric.Quantity(); !slices.Contains(told, q) {
			told = append(told, q)
			a.say("  with the readings its operator knows your %s of these days", q)
		}
	}
	a.say("  with the secret it can prove in your name, and find your answers in other scopes")
	if o.yes {
		return nil
	}
	yes, err := a.confirm(ctx, `send them? Type "yes": `)
	if err != nil {
		return err
	}
	if !yes {
		return faultf(exitInterrupted, "nothing was sent")
	}
	return nil
}

func (a *app) submit(ctx context.Context, c *client.Client, subject string, e *errand, key string) (string, error) {
	input, err := wire.Encode(e.plan, e.secret, e.payee)
	if err != nil {
		return "", err
	}
	defer func() {
		clear(input.GetSecret())
		clear(input.GetWindow().GetReadings())
	}()
	queued, err := c.Submit(ctx, key, input, client.SubmitOptions{Subject: subject})
	if err != nil {
		return "", err
	}
	a.say("%ssubmitted as proof %s", e.about, oneLine(queued.GetId()))
	return queued.GetId(), nil
}

// await follows a proof to its end and gives what was made, if it is what was asked
// for.
func (a *app) await(ctx context.Context, c *client.Client, id string, e *errand) (attestation.Attestation, error) {
	done, err := a.follow(ctx, c, id, e.about)
	if err != nil {
		return attestation.Attestation{}, err
	}
	switch done.GetState() {
	case v1.ProofState_PROOF_STATE_SUCCEEDED:
		return e.check(done.GetAttestation(), a.checkOptions())
	case v1.ProofState_PROOF_STATE_CANCELLED:
		return attestation.Attestation{}, faultf(exitInterrupted, "the proof was stopped on the service")
	}
	return attestation.Attestation{}, failed(done.GetFailure())
}

// follow shows the steps of a proof and gives its final state.
func (a *app) follow(ctx context.Context, c *client.Client, id, about string) (*v1.Proof, error) {
	m := a.newMeter()
	defer m.stop()
	last := ""
	return c.Wait(ctx, id, func(r *v1.WatchProofResponse) {
		text := about + stepText(r)
		if text == last {
			return
		}
		last = text
		if a.stderrIsTerminal() {
			m.step(text, 0, 0)
		} else {
			a.say("%s", text)
		}
	})
}

// stepText says where a proof stands.
func stepText(r *v1.WatchProofResponse) string {
	switch e := r.GetEvent(); e.GetState() {
	case v1.ProofState_PROOF_STATE_QUEUED:
		return fmt.Sprintf("queued, %d before it", r.GetQueuePosition())
	case v1.ProofState_PROOF_STATE_RUNNING:
		if stage := stageName(e.GetStage()); stage != "" {
			return "running: " + stage
		}
		return "running"
	default:
		return stateName(e.GetState())
	}
}

func stateName(s v1.ProofState) string {
	return strings.ToLower(strings.TrimPrefix(s.String(), "PROOF_STATE_"))
}

// stageName is "" for none.
func stageName(s v1.ProofStage) string {
	if s == v1.ProofStage_PROOF_STAGE_UNSPECIFIED {
		return ""
	}
	return strings.ToLower(strings.TrimPrefix(s.String(), "PROOF_STAGE_"))
}

// check accepts only the attestation that this machine would have made: of this
// request, under the holder's own nullifier, for the same payee.
func (e *errand) check(file []byte, o verifier.Options) (attestation.Attestation, error) {
	refuse := func(err error) (attestation.Attestation, error) {
		return attestation.Attestation{}, &fault{exitRefused, err, "do not hand out what it made; prove on this machine, or with another service"}
	}
	made, err := attestation.Parse(file)
	if err != nil {
		return refuse(fmt.Errorf("%w: %w", errOtherProof, err))
	}
	r := e.plan.Request
	scope, err := r.ScopeField()
	if err != nil {
		return attestation.Attestation{}, err
	}
	want, err := r.PublicInputs(e.secret.Nullifier(scope), e.payee)
	if err != nil {
		return attestation.Attestation{}, err
	}
	if made.Inputs != want || (made.Payee == nil) != (e.payee == nil) || e.payee != nil && *made.Payee != *e.payee {
		return refuse(errOtherProof)
	}
	if err := verifier.Check(r, made, o); err != nil {
		return refuse(fmt.Errorf("%w: %w", errOtherProof, err))
	}
	return made, nil
}

// abandon stops a proof that is not wanted there any more and, unless it is to be
// kept, removes it, also after an interrupt.
func (a *app) abandon(ctx context.Context, c *client.Client, id string, keep bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
	defer cancel()
	var err error
	if keep {
		_, err = c.Cancel(ctx, id)
	} else {
		err = c.Delete(ctx, id)
	}
	if err != nil {
		a.warn("proof %s could not be removed from the service: %s", oneLine(id), oneLine(err.Error()))
	}
}
