package onchain

import (
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"vitalproof/circuits/statement"
	"vitalproof/verifier/onchain/bindings"
)

// event decodes a log. It says false for events that are not watched, such as
// those of ownership.
func (w *watcher) event(l *types.Log) (Event, bool, error) {
	e := Event{Block: l.BlockNumber, BlockHash: l.BlockHash, TxHash: l.TxHash, LogIndex: l.Index}
	if len(l.Topics) == 0 {
		return e, false, nil
	}
	decode, ok := w.decoders[source{l.Address, l.Topics[0]}]
	if !ok {
		return e, false, nil
	}
	if err := decode(l, &e); err != nil {
		return e, false, fmt.Errorf("event %d of block %d: %w", l.Index, l.BlockNumber, errAnswer)
	}
	return e, true, nil
}

// source is a contract and the hash of an event's signature.
type source struct {
	at    common.Address
	topic common.Hash
}

type decoder func(*types.Log, *Event) error

// decoders lists the events that are watched. The same event is taken from our
// own contract only.
func (s *System) decoders() map[source]decoder {
	gate, router, issuers := bindings.NewAttestationGate(), bindings.NewVerifierRouter(), bindings.NewIssuerRegistry()
	policies, consents := bindings.NewPolicyRegistry(), bindings.NewConsentRegistry()
	vault, studies := bindings.NewPremiumRebateVault(), bindings.NewStudyEnrolment()
	topic := func(c interface{ GetABI() abi.ABI }, name string) common.Hash { return c.GetABI().Events[name].ID }
	d := &s.d
	return map[source]decoder{
		{d.Gate, topic(gate, "Accepted")}: func(l *types.Log, e *Event) error {
			v, err := gate.UnpackAcceptedEvent(l)
			if err == nil {
				err = e.record(EventAccepted, v.PolicyId, v.Epoch, v.Nullifier)
			}
			return err
		},
		{d.Vault, topic(vault, "RebateBooked")}: func(l *types.Log, e *Event) error {
			v, err := vault.UnpackRebateBookedEvent(l)
			if err == nil {
				err = e.record(EventRebateBooked, v.PolicyId, v.Epoch, v.Nullifier)
			}
			return err
		},
		{d.Vault, topic(vault, "RebatePaid")}: func(l *types.Log, e *Event) error {
			v, err := vault.UnpackRebatePaidEvent(l)
			if err == nil {
				err = e.record(EventRebatePaid, v.PolicyId, v.Epoch, v.Nullifier)
			}
			return err
		},
		{d.Studies, topic(studies, "Enrolled")}: func(l *types.Log, e *Event) error {
			v, err := studies.UnpackEnrolledEvent(l)
			if err == nil {
				err = e.record(EventEnrolled, v.PolicyId, v.Epoch, v.Nullifier)
			}
			return err
		},
		{d.Policies, topic(policies, "PolicyAdded")}: func(l *types.Log, e *Event) error {
			v, err := policies.UnpackPolicyAddedEvent(l)
			if err == nil {
				e.Kind, e.Policy, e.By = EventPolicyAdded, v.PolicyId, v.Sponsor
				e.Verifier = v.Policy.VerifierId
				e.Issuers, err = statement.FieldFromBig(v.Policy.Issuers)
			}
			return err
		},
		{d.Policies, topic(policies, "PolicyClosed")}: func(l *types.Log, e *Event) error {
			v, err := policies.UnpackPolicyClosedEvent(l)
			if err == nil {
				e.Kind, e.Policy, e.By = EventPolicyClosed, v.PolicyId, v.By
			}
			return err
		},
		{d.Consents, topic(consents, "ConsentWithdrawn")}: func(l *types.Log, e *Event) error {
			v, err := consents.UnpackConsentWithdrawnEvent(l)
			if err == nil {
				e.Kind, e.Policy, e.Participant = EventConsentWithdrawn, v.Policy, v.Participant
			}
			return err
		},
		{d.Router, topic(router, "VerifierAdded")}: func(l *types.Log, e *Event) error {
			v, err := router.UnpackVerifierAddedEvent(l)
			if err == nil {
				e.Kind, e.Verifier = EventVerifierAdded, v.VerifierId
			}
			return err
		},
		{d.Router, topic(router, "VerifierStopped")}: func(l *types.Log, e *Event) error {
			v, err := router.UnpackVerifierStoppedEvent(l)
			if err == nil {
				e.Kind, e.Verifier, e.By = EventVerifierStopped, v.VerifierId, v.By
			}
			return err
		},
		{d.Issuers, topic(issuers, "IssuersAdded")}: func(l *types.Log, e *Event) error {
			v, err := issuers.UnpackIssuersAddedEvent(l)
			if err == nil {
				e.Kind = EventIssuersAdded
				e.Issuers, err = statement.FieldFromBig(v.Root)
			}
			return err
		},
		{d.Issuers, topic(issuers, "IssuersRevoked")}: func(l *types.Log, e *Event) error {
			v, err := issuers.UnpackIssuersRevokedEvent(l)
			if err == nil {
				e.Kind, e.By = EventIssuersRevoked, v.By
				e.Issuers, err = statement.FieldFromBig(v.Root)
			}
			return err
		},
	}
}

// record fills in what events about a record have.
func (e *Event) record(kind EventKind, policy [32]byte, epoch uint16, nullifier *big.Int) (err error) {
	e.Kind, e.Policy, e.Epoch = kind, policy, epoch
	e.Nullifier, err = statement.FieldFromBig(nullifier)
	return err
}
