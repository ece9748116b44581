package request

import (
	"encoding/hex"
	"errors"
	"fmt"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/statement"
)

// Gate is the contract that a request is for, and what its policy has besides the
// claim, the issuers and the words of consent.
//
// Together they give the policy's id, on which the scope depends. A request that
// has the id of one policy and the words, the issuers or the claim of another is
// refused (ErrPolicy): with it somebody else could have holders show the number by
// which they count at the gate, and know them again.
type Gate struct {
	ChainID     uint64
	Address     [20]byte
	Policy      [32]byte // id of the policy at the gate
	Epoch       uint16   // of the policy
	SubmitUntil uint64   // unix seconds
	Expiry      uint64   // unix seconds; last second at which a result counts
	EpochDays   uint16   // these five as in statement.EVMPolicy
	Epochs      uint16
	SubmitDays  uint16
	ValidDays   uint16
	Sponsor     [20]byte
}

// ErrPolicy reports a contract's request that is not what the policy it names
// asks for.
var ErrPolicy = errors.New("the request is not what the policy it names asks for")

type gateFile struct {
	ChainID     uint64 `json:"chain_id"`
	Address     string `json:"address"`
	Policy      string `json:"policy"`
	Epoch       uint16 `json:"epoch"`
	SubmitUntil uint64 `json:"submit_until"`
	Expiry      uint64 `json:"expiry"`
	EpochDays   uint16 `json:"epoch_days"`
	Epochs      uint16 `json:"epochs"`
	SubmitDays  uint16 `json:"submit_days"`
	ValidDays   uint16 `json:"valid_days"`
	Sponsor     string `json:"sponsor"`
}

func (g *Gate) file() *gateFile {
	return &gateFile{
		ChainID: g.ChainID, Address: hex0x(g.Address[:]), Policy: hex0x(g.Policy[:]), Epoch: g.Epoch,
		SubmitUntil: g.SubmitUntil, Expiry: g.Expiry, EpochDays: g.EpochDays, Epochs: g.Epochs,
		SubmitDays: g.SubmitDays, ValidDays: g.ValidDays, Sponsor: hex0x(g.Sponsor[:]),
	}
}

func hex0x(b []byte) string { return "0x" + hex.EncodeToString(b) }

func (f *gateFile) parse() (*Gate, error) {
	g := &Gate{
		ChainID: f.ChainID, Epoch: f.Epoch, SubmitUntil: f.SubmitUntil, Expiry: f.Expiry,
		EpochDays: f.EpochDays, Epochs: f.Epochs, SubmitDays: f.SubmitDays, ValidDays: f.ValidDays,
	}
	var err error
	if g.Address, err = ParseAddress(f.Address); err != nil {
		return nil, bad("gate", err)
	}
	if g.Policy, err = ParseHash(f.Policy); err != nil {
		return nil, bad("gate: policy", err)
	}
	if g.Sponsor, err = ParseAddress(f.Sponsor); err != nil {
		return nil, bad("gate: sponsor", err)
	}
	return g, nil
}

// checkGate refuses a contract's request that its policy does not ask for.
func (r *Request) checkGate() error {
	if r.Gate == nil {
		return nil
	}
	// So all times can be read and printed: those of an epoch end before the year 6000.
	if _, err := r.EVMGate(); err != nil {
		return bad("gate", err)
	}
	return nil
}

// EVMGate is the gate of a contract's request and the terms of its epoch. It
// returns ErrPolicy if the request is not what its policy asks for.
func (r *Request) EVMGate() (statement.EVMGate, error) {
	var none statement.EVMGate
	terms, err := r.terms()
	if err != nil {
		return none, err
	}
	g := r.Gate
	if terms.Policy != g.Policy || terms.SubmitUntil != g.SubmitUntil || terms.Expiry != g.Expiry {
		return none, ErrPolicy
	}
	return statement.EVMGate{ChainID: g.ChainID, Address: g.Address, Terms: terms}, nil
}

// Settle fills in what follows from the rest of a contract's request: the id of
// the policy and the times of its epoch.
func (r *Request) Settle() error {
	terms, err := r.terms()
	if err != nil {
		return err
	}
	r.Gate.Policy, r.Gate.SubmitUntil, r.Gate.Expiry = terms.Policy, terms.SubmitUntil, terms.Expiry
	return nil
}

// terms are those of the epoch of the policy that the request's content gives.
func (r *Request) terms() (statement.EVMTerms, error) {
	var none statement.EVMTerms
	if r.Gate == nil {
		return none, ErrPayee
	}
	p, err := r.policy()
	if err != nil {
		return none, err
	}
	terms, err := p.Terms(r.Gate.Epoch)
	if err != nil {
		return none, fmt.Errorf("%w: %w", ErrPolicy, err)
	}
	return terms, nil
}

// policy is the policy that the request's content gives: the request has the claim
// of its epoch, the policy that of epoch 0.
func (r *Request) policy() (statement.EVMPolicy, error) {
	g, c := r.Gate, r.Claim
	p := statement.EVMPolicy{
		EpochDays: g.EpochDays, Epochs: g.Epochs, SubmitDays: g.SubmitDays, ValidDays: g.ValidDays,
		Sponsor: g.Sponsor, Purpose: r.ConsentHash(),
	}
	// An epoch 0 before 1970 fails in Word; days that wrap around here fail in Terms.
	since := claim.Day(g.Epoch) * claim.Day(g.EpochDays)
	c.EarliestEnd, c.LatestEnd = c.EarliestEnd-since, c.LatestEnd-since
	word, err := c.Word()
	if err != nil {
		return p, fmt.Errorf("%w: epoch 0: %w", ErrPolicy, err)
	}
	if p.Claim, err = statement.FieldFromBig(word); err != nil {
		return p, err
	}
	set, err := r.IssuerSet()
	if err != nil {
		return p, err
	}
	p.Issuers = set.Root()
	entry, err := lock.ByID(r.Circuit)
	if err != nil {
		return p, err
	}
	p.Verifier, err = entry.VerifierID()
	return p, err
}
