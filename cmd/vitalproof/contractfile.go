package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/verifier/onchain"
)

// The first fields of what participants sign.
const (
	consentFormat    = "vitalproof/consent/1"
	withdrawalFormat = "vitalproof/withdrawal/1"
)

// Limits of such a file. A smart account's signature may be longer than the 65
// bytes of a key's.
const (
	maxSignedBytes    = 16 << 10
	maxSignatureBytes = 4096
)

// Errors of signed files.
var (
	errSignedFile   = errors.New("not a file of a signed consent or withdrawal")
	errOtherConsent = errors.New("no consent among those given is for this attestation")
)

// signed is a consent or a withdrawal with its signature, as a file.
type signed struct {
	Format      string  `json:"format"`
	ChainID     uint64  `json:"chain_id"`
	Registry    string  `json:"registry"` // that checks it
	Participant string  `json:"participant"`
	Policy      string  `json:"policy"`
	Epoch       *uint16 `json:"epoch,omitempty"` // the next three are a consent's
	Nullifier   string  `json:"nullifier,omitempty"`
	Purpose     string  `json:"purpose,omitempty"`
	ValidUntil  uint64  `json:"valid_until"` // Unix seconds
	Signature   string  `json:"signature"`
}

func signedConsent(d *onchain.Deployment, c onchain.Consent, signature []byte) *signed {
	return &signed{
		Format: consentFormat, ChainID: d.ChainID, Registry: lowerHex(d.Consents), Participant: lowerHex(c.Participant), Policy: hashText(c.Policy),
		Epoch: &c.Epoch, Nullifier: statement.FormatField(c.Nullifier), Purpose: hashText(c.Purpose), ValidUntil: c.ValidUntil,
		Signature: "0x" + hex.EncodeToString(signature),
	}
}

func signedWithdrawal(d *onchain.Deployment, w onchain.Withdrawal, signature []byte) *signed {
	return &signed{
		Format: withdrawalFormat, ChainID: d.ChainID, Registry: lowerHex(d.Consents), Participant: lowerHex(w.Participant), Policy: hashText(w.Policy),
		ValidUntil: w.ValidUntil, Signature: "0x" + hex.EncodeToString(signature),
	}
}

func lowerHex(a common.Address) string { return fmt.Sprintf("0x%x", a[:]) }

func (s *signed) marshal() ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetIndent("", "  ")
	err := e.Encode(s)
	return out.Bytes(), err
}

// readSigned reads a file of one format. There is one file for one content.
func (a *app) readSigned(path, format string) (*signed, []byte, error) {
	data, err := a.readIn(path, maxSignedBytes)
	if err != nil {
		return nil, nil, err
	}
	s, signature, err := parseSigned(data, format)
	if err != nil {
		return nil, nil, badFile(path, err)
	}
	return s, signature, nil
}

func parseSigned(data []byte, format string) (*signed, []byte, error) {
	s := new(signed)
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(s); err != nil || len(data) > maxSignedBytes {
		return nil, nil, fmt.Errorf("%w: it is not the expected JSON", errSignedFile)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, nil, fmt.Errorf("%w: data after its end", errSignedFile)
	}
	if s.Format != format {
		return nil, nil, fmt.Errorf("%w: format is not %s", errSignedFile, format)
	}
	if again, err := s.marshal(); err != nil || !bytes.Equal(bytes.TrimSpace(again), bytes.TrimSpace(data)) {
		return nil, nil, fmt.Errorf("%w: it is not in canonical form", errSignedFile)
	}
	signature, err := parseSignature(s.Signature)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", errSignedFile, err)
	}
	return s, signature, nil
}

func parseSignature(text string) ([]byte, error) {
	digits, found := strings.CutPrefix(text, "0x")
	signature, err := hex.DecodeString(digits)
	if err != nil || !found || len(signature) == 0 || len(signature) > maxSignatureBytes {
		return nil, fmt.Errorf("a signature is 0x and an even number of hexadecimal digits, at most %d", 2*maxSignatureBytes)
	}
	return signature, nil
}

// withdrawal is what the file says of a withdrawal for a deployment.
func (s *signed) withdrawal(d *onchain.Deployment) (w onchain.Withdrawal, err error) {
	if s.ChainID != d.ChainID || s.Registry != lowerHex(d.Consents) {
		return w, fmt.Errorf("%w: it is for registry %s on chain %d", errSignedFile, oneLine(s.Registry), s.ChainID)
	}
	participant, err := request.ParseAddress(s.Participant)
	if err != nil {
		return w, fmt.Errorf("%w: participant: %w", errSignedFile, err)
	}
	policy, err := request.ParseHash(s.Policy)
	if err != nil {
		return w, fmt.Errorf("%w: policy: %w", errSignedFile, err)
	}
	return onchain.Withdrawal{Participant: participant, Policy: policy, ValidUntil: s.ValidUntil}, nil
}

// madeByKey reports whether a signature is one by the key of an account. A smart
// account's own contract decides; nobody else can.
func madeByKey(digest [32]byte, signature []byte, account common.Address) bool {
	if len(signature) != crypto.SignatureLength {
		return false
	}
	plain := bytes.Clone(signature)
	if v := plain[crypto.RecoveryIDOffset]; v == 27 || v == 28 { // as contracts and wallets write it
		plain[crypto.RecoveryIDOffset] -= 27
	}
	key, err := crypto.SigToPub(digest[:], plain)
	return err == nil && crypto.PubkeyToAddress(*key) == account
}
