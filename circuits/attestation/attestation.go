// Package attestation is what a holder hands out: a proof, its five public
// inputs and the id of the circuit, as a small file. The answer to a composition
// holds a proof for each claim; they share every public input but the claim.
//
// It promises that Verify accepts only proofs under the pinned key of the named
// circuit, over inputs below the field modulus. It says nothing about whether
// the inputs are the ones that a verifier asked for: that is package verifier.
//
// Cost: about 2 ms a proof.
package attestation

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark/backend"
	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"
	"github.com/consensys/gnark/backend/solidity"

	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
)

// Format is the first field of an attestation file.
const Format = "vitalproof/attestation/1"

// MaxBytes bounds an attestation file; one takes about 1.4 kB, and 1 kB more for
// each further proof of a composition.
const MaxBytes = 4096 + (request.MaxParts-1)*1536

// Errors of attestations.
var (
	ErrFile         = errors.New("not an attestation file")
	ErrProofInvalid = errors.New("proof does not verify under the circuit's key for these public inputs")
)

// Attestation is a proof with everything public about it.
type Attestation struct {
	Circuit statement.CircuitID
	Inputs  statement.PublicInputs
	Proof   Proof
	Payee   *request.Payee // for a contract: checked against the context, which the proof binds
	Also    []Part         // further proofs of a composition, in the request's order
}

type file struct {
	Format  string     `json:"format"`
	Circuit string     `json:"circuit"`
	Inputs  []string   `json:"public_inputs"`
	Proof   string     `json:"proof"`
	Payee   *payeeFile `json:"payee,omitempty"`
	Also    []partFile `json:"also,omitempty"`
}

type payeeFile struct {
	Recipient string `json:"recipient"`
	Deadline  uint64 `json:"deadline"`
}

// MarshalJSON writes the canonical file form, without line breaks.
func (a Attestation) MarshalJSON() ([]byte, error) {
	f := file{Format: Format, Circuit: a.Circuit.String(), Proof: formatProof(a.Proof)}
	for _, v := range a.Inputs.Vector() {
		f.Inputs = append(f.Inputs, statement.FormatField(v))
	}
	if p := a.Payee; p != nil {
		f.Payee = &payeeFile{"0x" + hex.EncodeToString(p.Recipient[:]), p.Deadline}
	}
	for _, p := range a.Also {
		f.Also = append(f.Also, p.file())
	}
	return json.Marshal(f)
}

// Marshal writes the file form that people see, with line breaks.
func Marshal(a Attestation) ([]byte, error) {
	raw, err := a.MarshalJSON()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// Read reads an attestation file: bounded, every field present once, nothing
// else in it, every number in its one spelling.
func Read(r io.Reader) (Attestation, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return Attestation{}, fmt.Errorf("read attestation: %w", err)
	}
	if len(raw) > MaxBytes {
		return Attestation{}, fmt.Errorf("%w: longer than %d bytes", ErrFile, MaxBytes)
	}
	return Parse(raw)
}

// Parse is Read on bytes.
func Parse(raw []byte) (Attestation, error) {
	var a Attestation
	var f file
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return a, fmt.Errorf("%w: it is not the expected JSON", ErrFile)
	}
	if _, err := d.Token(); err != io.EOF {
		return a, fmt.Errorf("%w: data after its end", ErrFile)
	}
	if f.Format != Format {
		return a, fmt.Errorf("%w: format is not %s", ErrFile, Format)
	}
	var err error
	if a.Circuit, err = statement.ParseCircuitID(f.Circuit); err != nil {
		return a, fmt.Errorf("%w: circuit: %w", ErrFile, err)
	}
	var v [5]statement.Field
	if len(f.Inputs) != len(v) {
		return a, fmt.Errorf("%w: want %d public inputs", ErrFile, len(v))
	}
	for i, s := range f.Inputs {
		if v[i], err = statement.ParseField(s); err != nil {
			return a, fmt.Errorf("%w: public input %s: %w", ErrFile, statement.PublicInputNames[i], err)
		}
	}
	a.Inputs = statement.PublicInputsFromVector(v)
	if a.Proof, err = parseProof(f.Proof); err != nil {
		return a, err
	}
	if a.Also, err = parseParts(f.Also); err != nil {
		return a, err
	}
	if f.Payee != nil && len(a.Also) > 0 {
		return a, fmt.Errorf("%w: a payee beside several proofs: a contract takes one", ErrFile)
	}
	if f.Payee != nil {
		recipient, err := request.ParseAddress(f.Payee.Recipient)
		if err != nil {
			return a, fmt.Errorf("%w: payee: %w", ErrFile, err)
		}
		a.Payee = &request.Payee{Recipient: recipient, Deadline: f.Payee.Deadline}
	}
	// One attestation, one file but for white space: encoding/json itself takes a
	// field twice, in capitals or escaped, and hexadecimal digits have two cases.
	var compact bytes.Buffer
	again, err := a.MarshalJSON()
	if err != nil {
		return Attestation{}, err
	}
	if err := json.Compact(&compact, raw); err != nil || !bytes.Equal(compact.Bytes(), again) {
		return Attestation{}, fmt.Errorf("%w: it is not in canonical form", ErrFile)
	}
	return a, nil
}

// Verify checks every proof under the pinned key of its circuit.
func (a Attestation) Verify() error {
	for _, p := range a.Parts() {
		vk, err := pinnedKey(p.Circuit)
		if err != nil {
			return err
		}
		if err := p.VerifyWith(vk); err != nil {
			return err
		}
	}
	return nil
}

// pinned keeps verifying keys that were parsed: parsing takes half as long as
// verifying. Nothing writes to them.
var pinned sync.Map // statement.CircuitID to *groth16bn254.VerifyingKey

func pinnedKey(id statement.CircuitID) (*groth16bn254.VerifyingKey, error) {
	if vk, ok := pinned.Load(id); ok {
		return vk.(*groth16bn254.VerifyingKey), nil
	}
	entry, err := lock.ByID(id)
	if err != nil {
		return nil, err
	}
	vk, err := entry.VerifyingKey()
	if err != nil {
		return nil, err
	}
	pinned.Store(id, vk)
	return vk, nil
}

// VerifyWith checks the proof under a given key. Of several proofs, which may have
// several keys, it checks none: ErrParts.
func (a Attestation) VerifyWith(vk *groth16bn254.VerifyingKey) error {
	if len(a.Also) > 0 {
		return ErrParts
	}
	proof, err := Decode(a.Proof)
	if err != nil {
		return err
	}
	v := a.Inputs.Vector()
	// The option holds a hash object with state, so it is made for each call.
	opt := solidity.WithVerifierTargetSolidityVerifier(backend.GROTH16)
	if err := groth16bn254.Verify(proof, vk, fr.Vector(v[:]), opt); err != nil {
		return ErrProofInvalid
	}
	return nil
}
