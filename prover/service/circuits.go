package service

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/lock"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/keys"
)

// entryOf finds a circuit by a name that a caller asks for.
func entryOf(name string) (lock.Entry, error) {
	e, err := lock.ByName(name)
	if err != nil {
		// Asked for by name it is a thing that does not exist, and no precondition.
		return e, Fail(v1.Reason_REASON_NOT_FOUND)
	}
	return e, nil
}

func (s *Service) circuit(e lock.Entry) (*v1.Circuit, error) {
	c := &v1.Circuit{
		Name: e.Name, Metric: e.Metric,
		IntervalMinutes: uint32(e.IntervalMinutes), Days: uint32(e.Days), Constraints: uint32(e.Constraints),
		PublicInputs: e.PublicInputs, Ceremony: e.Ceremony, Development: e.IsDevelopment(),
		ProvingKeyBytes: uint64(e.ProvingKeyBytes), Served: s.served[e.Name],
	}
	for _, h := range []struct {
		from string
		to   *[]byte
	}{{e.ID, &c.Id}, {e.ProvingKeySHA256, &c.ProvingKeySha256}, {e.VerifyingKeySHA256, &c.VerifyingKeySha256}} {
		b, err := hex.DecodeString(h.from)
		if err != nil || len(b) != sha256.Size {
			return nil, Fail(v1.Reason_REASON_INTERNAL)
		}
		*h.to = b
	}
	return c, nil
}

// ListCircuits implements v1.CircuitServiceServer.
func (s *circuitServer) ListCircuits(context.Context, *v1.ListCircuitsRequest) (*v1.ListCircuitsResponse, error) {
	entries, err := lock.Entries()
	if err != nil {
		return nil, FromError(err)
	}
	answer := &v1.ListCircuitsResponse{}
	for _, e := range entries {
		c, err := s.circuit(e)
		if err != nil {
			return nil, err
		}
		answer.Circuits = append(answer.Circuits, c)
	}
	return answer, nil
}

// GetCircuit implements v1.CircuitServiceServer.
func (s *circuitServer) GetCircuit(_ context.Context, m *v1.GetCircuitRequest) (*v1.GetCircuitResponse, error) {
	e, err := entryOf(m.GetName())
	if err != nil {
		return nil, err
	}
	c, err := s.circuit(e)
	if err != nil {
		return nil, err
	}
	return &v1.GetCircuitResponse{Circuit: c}, nil
}

// GetVerifyingKey implements v1.CircuitServiceServer. The bytes handed out have the
// pinned hash, or none are.
func (s *circuitServer) GetVerifyingKey(_ context.Context, m *v1.GetVerifyingKeyRequest) (*v1.GetVerifyingKeyResponse, error) {
	e, err := entryOf(m.GetName())
	if err != nil {
		return nil, err
	}
	vk, err := e.VerifyingKey()
	if err != nil {
		return nil, Fail(v1.Reason_REASON_INTERNAL)
	}
	var out bytes.Buffer
	if _, err := vk.WriteRawTo(&out); err != nil {
		return nil, Fail(v1.Reason_REASON_INTERNAL)
	}
	if sum := sha256.Sum256(out.Bytes()); hex.EncodeToString(sum[:]) != e.VerifyingKeySHA256 {
		return nil, Fail(v1.Reason_REASON_INTERNAL)
	}
	return &v1.GetVerifyingKeyResponse{VerifyingKey: out.Bytes()}, nil
}

// GetVerifierContract implements v1.CircuitServiceServer. The source is that of the
// committed contract, from which the compiled ones come.
func (s *circuitServer) GetVerifierContract(_ context.Context, m *v1.GetVerifierContractRequest) (*v1.GetVerifierContractResponse, error) {
	e, err := entryOf(m.GetName())
	if err != nil {
		return nil, err
	}
	c, err := catalogue.ByName(e.Name)
	if err != nil {
		return nil, Fail(v1.Reason_REASON_INTERNAL)
	}
	vk, err := e.VerifyingKey()
	if err != nil {
		return nil, Fail(v1.Reason_REASON_INTERNAL)
	}
	var out bytes.Buffer
	if err := keys.ExportSolidity(&out, c, vk); err != nil {
		return nil, Fail(v1.Reason_REASON_INTERNAL)
	}
	return &v1.GetVerifierContractResponse{Contract: lock.ContractName(e.Name), Solidity: out.String()}, nil
}
