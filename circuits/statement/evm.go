package statement

import (
	"errors"
	"fmt"
	"math/big"
)

// The tags of what a contract hashes: Keccak-256 of these strings.
const (
	TagVerifierEVM = "vitalproof/verifier/evm/1"
	TagPolicyEVM   = "vitalproof/policy/evm/1"
	TagTermsEVM    = "vitalproof/terms/evm/1"
	TagScopeEVM    = "vitalproof/scope/evm/1"
	TagContextEVM  = "vitalproof/context/evm/1"
)

// ErrPolicy says that a policy has no such epoch, or that none of its epochs can
// be. The registry of policies refuses the latter as well.
var ErrPolicy = errors.New("policy out of range")

// VerifierID names a verifier contract by what it checks, one circuit under one
// key: keccak256(abi.encode(tag, circuitId, keyHash)).
func VerifierID(circuit CircuitID, keyHash [32]byte) [32]byte {
	return tagged(TagVerifierEVM, circuit, keyHash)
}

// EVMPolicy is what an insurer or a study asks for on a chain, epoch by epoch.
type EVMPolicy struct {
	Verifier   [32]byte // VerifierID
	Issuers    Field    // root of the issuer set
	Claim      Field    // claim word of epoch 0
	EpochDays  uint16   // days from one epoch to the next
	Epochs     uint16
	SubmitDays uint16   // days after an epoch's last possible window end in which proofs are taken
	ValidDays  uint16   // days after an epoch's last possible window end for which a result counts
	Sponsor    [20]byte // account that answers for the policy
	Purpose    [32]byte // Keccak-256 of the text holders consent to
}

// ID is keccak256(abi.encode(tag, policy)).
func (p EVMPolicy) ID() [32]byte {
	return tagged(TagPolicyEVM, p.Verifier, fieldWord(p.Issuers), fieldWord(p.Claim), uintWord(uint64(p.EpochDays)),
		uintWord(uint64(p.Epochs)), uintWord(uint64(p.SubmitDays)), uintWord(uint64(p.ValidDays)), addressWord(p.Sponsor), p.Purpose)
}

// Where the claim word has the range of its window's end (SPEC section 4), and
// the length of a day in seconds.
const (
	endAt, endBits   = 21, 20
	spanAt, spanBits = 41, 8
	secondsADay      = 24 * 60 * 60
)

// Terms are what one epoch asks for.
func (p EVMPolicy) Terms(epoch uint16) (EVMTerms, error) {
	// The last to submit would use up their answer for nothing.
	if p.ValidDays < p.SubmitDays {
		return EVMTerms{}, fmt.Errorf("%w: results would expire after %d days, and submissions end after %d", ErrPolicy, p.ValidDays, p.SubmitDays)
	}
	if epoch >= p.Epochs {
		return EVMTerms{}, fmt.Errorf("%w: epoch %d of %d, counted from 0", ErrPolicy, epoch, p.Epochs)
	}
	claim := p.Claim.BigInt(new(big.Int))
	earliest := bits(claim, endAt, endBits) + uint64(epoch)*uint64(p.EpochDays)
	if earliest >= 1<<endBits {
		return EVMTerms{}, fmt.Errorf("%w: epoch %d ends after the claim word's last day", ErrPolicy, epoch)
	}
	shift := new(big.Int).Lsh(big.NewInt(int64(epoch)*int64(p.EpochDays)), endAt)
	word, err := FieldFromBig(shift.Add(shift, claim))
	if err != nil {
		return EVMTerms{}, err
	}
	over := (earliest + bits(claim, spanAt, spanBits) + 1) * secondsADay
	return EVMTerms{
		Policy: p.ID(), Epoch: epoch, Verifier: p.Verifier, Issuers: p.Issuers, Claim: word,
		SubmitUntil: over + uint64(p.SubmitDays)*secondsADay,
		Expiry:      over + uint64(p.ValidDays)*secondsADay,
	}, nil
}

func bits(n *big.Int, at, count uint) uint64 {
	mask := new(big.Int).SetUint64(1<<count - 1)
	return mask.And(mask, new(big.Int).Rsh(n, at)).Uint64()
}

// EVMTerms are what one epoch of a policy asks for; their id binds scope and
// context.
type EVMTerms struct {
	Policy      [32]byte
	Epoch       uint16
	Verifier    [32]byte // VerifierID
	Issuers     Field
	Claim       Field
	SubmitUntil uint64 // unix seconds; later submissions are refused
	Expiry      uint64 // unix seconds; last second at which a result counts
}

// ID is keccak256(abi.encode(tag, policy, epoch, verifier, issuers, claim,
// submitUntil, expiry)).
func (t EVMTerms) ID() [32]byte {
	return tagged(TagTermsEVM, t.Policy, uintWord(uint64(t.Epoch)), t.Verifier, fieldWord(t.Issuers), fieldWord(t.Claim),
		uintWord(t.SubmitUntil), uintWord(t.Expiry))
}

// EVMGate is a deployed gate and the terms of what is submitted to it.
type EVMGate struct {
	ChainID uint64
	Address [20]byte
	Terms   EVMTerms
}

// Scope is the scope of everything submitted to a gate under the terms.
func (g EVMGate) Scope() Field {
	return taggedField(TagScopeEVM, uintWord(g.ChainID), addressWord(g.Address), g.Terms.ID())
}

// Context binds chain, contract, terms, recipient, purpose and deadline (unix
// seconds), so that a copied transaction still pays the recipient in the proof.
func (g EVMGate) Context(recipient [20]byte, purpose [32]byte, deadline uint64) Field {
	return taggedField(TagContextEVM, uintWord(g.ChainID), addressWord(g.Address), g.Terms.ID(),
		addressWord(recipient), purpose, uintWord(deadline))
}
