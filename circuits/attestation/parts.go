package attestation

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
)

// ErrParts reports proofs that do not belong together.
var ErrParts = errors.New("the proofs do not answer one composition: they differ in more than the claim")

// Part is a further proof of a composition. Its other public inputs are those of
// the first: one nullifier is what ties the proofs to one holder.
type Part struct {
	Circuit statement.CircuitID
	Claim   statement.Field
	Proof   Proof
}

// Parts gives the attestation proof by proof, in order.
func (a Attestation) Parts() []Attestation {
	first := a
	first.Also = nil
	parts := []Attestation{first}
	for _, p := range a.Also {
		further := first
		further.Circuit, further.Inputs.Claim, further.Proof = p.Circuit, p.Claim, p.Proof
		parts = append(parts, further)
	}
	return parts
}

// Join makes one attestation of the answers to the parts of a composition, in
// order: ErrParts unless they agree in every public input but the claim. Contracts
// take one proof at a time, so none of several may name a payee.
func Join(parts []Attestation) (Attestation, error) {
	if len(parts) == 0 || len(parts) > request.MaxParts {
		return Attestation{}, ErrParts
	}
	joined := parts[0]
	for i, p := range parts {
		others := p.Inputs
		others.Claim = joined.Inputs.Claim
		if others != joined.Inputs || len(p.Also) > 0 || len(parts) > 1 && p.Payee != nil {
			return Attestation{}, ErrParts
		}
		if i > 0 {
			joined.Also = append(joined.Also, Part{p.Circuit, p.Inputs.Claim, p.Proof})
		}
	}
	return joined, nil
}

type partFile struct {
	Circuit string `json:"circuit"`
	Claim   string `json:"claim"`
	Proof   string `json:"proof"`
}

func (p Part) file() partFile {
	return partFile{p.Circuit.String(), statement.FormatField(p.Claim), formatProof(p.Proof)}
}

func parseParts(files []partFile) ([]Part, error) {
	if len(files) >= request.MaxParts {
		return nil, fmt.Errorf("%w: more than %d proofs", ErrFile, request.MaxParts)
	}
	var parts []Part
	for _, f := range files {
		var p Part
		var err error
		if p.Circuit, err = statement.ParseCircuitID(f.Circuit); err != nil {
			return nil, fmt.Errorf("%w: circuit: %w", ErrFile, err)
		}
		if p.Claim, err = statement.ParseField(f.Claim); err != nil {
			return nil, fmt.Errorf("%w: public input claim: %w", ErrFile, err)
		}
		if p.Proof, err = parseProof(f.Proof); err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	return parts, nil
}

func formatProof(p Proof) string { return "0x" + hex.EncodeToString(p[:]) }

func parseProof(text string) (p Proof, err error) {
	digits, ok := strings.CutPrefix(text, "0x")
	proof, err := hex.DecodeString(digits)
	if !ok || err != nil || len(proof) != ProofBytes {
		return p, fmt.Errorf("%w: %w", ErrFile, ErrProofEncoding)
	}
	copy(p[:], proof)
	return p, nil
}
