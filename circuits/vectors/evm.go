package vectors

import (
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
)

//go:embed evm.json
var evm []byte

// EVM is evm.json: a policy of a gate and real proofs that answer it, by holders
// whose keys, secrets and readings are all invented. Numbers of the field, ids
// and bytes are hexadecimal with 0x.
type EVM struct {
	About       string      `json:"about"`
	Circuit     string      `json:"circuit"`
	CircuitID   string      `json:"circuit_id"`
	VerifierKey []string    `json:"verifier_key"` // lock.EVMKeyWords
	ChainID     uint64      `json:"chain_id"`
	Gate        string      `json:"gate"`
	Consent     string      `json:"consent"` // text whose hash is the policy's purpose
	IssuerKeys  []string    `json:"issuer_keys"`
	Policy      EVMPolicy   `json:"policy"`
	PolicyID    string      `json:"policy_id"`
	Answers     []EVMAnswer `json:"answers"`
}

// EVMPolicy has the fields of statement.EVMPolicy.
type EVMPolicy struct {
	VerifierID string `json:"verifier_id"`
	Issuers    string `json:"issuers"`
	Claim      string `json:"claim"`
	EpochDays  uint16 `json:"epoch_days"`
	Epochs     uint16 `json:"epochs"`
	SubmitDays uint16 `json:"submit_days"`
	ValidDays  uint16 `json:"valid_days"`
	Sponsor    string `json:"sponsor"`
	Purpose    string `json:"purpose"`
}

// EVMAnswer is what one holder hands in.
type EVMAnswer struct {
	Epoch        uint16   `json:"epoch"`
	TermsID      string   `json:"terms_id"`
	Claim        string   `json:"claim"` // of the epoch
	SubmitUntil  uint64   `json:"submit_until"`
	Expiry       uint64   `json:"expiry"`
	Recipient    string   `json:"recipient"`
	RecipientKey string   `json:"recipient_key"`
	Deadline     uint64   `json:"deadline"`
	Nullifier    string   `json:"nullifier"`
	Inputs       []string `json:"inputs"` // issuers, claim, scope, nullifier, context
	Proof        string   `json:"proof"`
}

// LoadEVM reads evm.json as it was when the program was built.
func LoadEVM() (*EVM, error) { return parseEVM(evm) }

func parseEVM(raw []byte) (*EVM, error) {
	v := new(EVM)
	if err := json.Unmarshal(raw, v); err != nil {
		return nil, fmt.Errorf("evm.json: %w", err)
	}
	return v, nil
}

// Question is the request that an answer of the file answers, put together from
// the policy's terms alone.
func (v *EVM) Question(answer int, expires time.Time) (*request.Request, error) {
	a := &v.Answers[answer]
	r := request.Request{
		From: "A trial", Consent: v.Consent, Expires: expires,
		Gate: &request.Gate{
			ChainID: v.ChainID, Epoch: a.Epoch, SubmitUntil: a.SubmitUntil, Expiry: a.Expiry,
			EpochDays: v.Policy.EpochDays, Epochs: v.Policy.Epochs, SubmitDays: v.Policy.SubmitDays, ValidDays: v.Policy.ValidDays,
		},
	}
	if err := errors.Join(unhex(r.Circuit[:], v.CircuitID), unhex(r.Gate.Address[:], v.Gate), unhex(r.Gate.Policy[:], v.PolicyID),
		unhex(r.Gate.Sponsor[:], v.Policy.Sponsor)); err != nil {
		return nil, err
	}
	word, err := statement.ParseField(a.Claim)
	if err != nil {
		return nil, err
	}
	if r.Claim, err = claim.FromWord(word.BigInt(new(big.Int))); err != nil {
		return nil, err
	}
	for _, text := range v.IssuerKeys {
		var raw [32]byte
		if err := unhex(raw[:], text); err != nil {
			return nil, err
		}
		key, err := statement.PublicKeyFromBytes(raw[:])
		if err != nil {
			return nil, err
		}
		r.Issuers = append(r.Issuers, key)
	}
	return request.New(r)
}

// Attestation is an answer as its holder would send it.
func (v *EVM) Attestation(answer int) (attestation.Attestation, error) {
	a := &v.Answers[answer]
	out := attestation.Attestation{Payee: &request.Payee{Deadline: a.Deadline}}
	if err := errors.Join(unhex(out.Circuit[:], v.CircuitID), unhex(out.Payee.Recipient[:], a.Recipient), unhex(out.Proof[:], a.Proof)); err != nil {
		return out, err
	}
	var in [5]statement.Field
	for i := range in {
		var err error
		if in[i], err = statement.ParseField(a.Inputs[i]); err != nil {
			return out, err
		}
	}
	out.Inputs = statement.PublicInputsFromVector(in)
	return out, nil
}

// unhex fills bytes from hexadecimal digits after 0x.
func unhex(into []byte, s string) error {
	b, err := hex.DecodeString(strings.TrimPrefix(s, "0x"))
	if err != nil || len(b) != len(into) {
		return fmt.Errorf("evm.json: want %d bytes", len(into))
	}
	copy(into, b)
	return nil
}
