package client

import (
	"context"

	v1 "vitalproof/proto/vitalproof/v1"
)

// Circuits lists the circuits that the service pins.
func (c *Client) Circuits(ctx context.Context) ([]*v1.Circuit, error) {
	answer, err := unary(ctx, callTime, c.circuits.ListCircuits, &v1.ListCircuitsRequest{})
	return answer.GetCircuits(), err
}

// Circuit gives one circuit by name.
func (c *Client) Circuit(ctx context.Context, name string) (*v1.Circuit, error) {
	answer, err := unary(ctx, callTime, c.circuits.GetCircuit, &v1.GetCircuitRequest{Name: name})
	return answer.GetCircuit(), err
}

// VerifyingKey gives a circuit's verifying key in gnark's encoding. It is worth as
// much as the service's word: compare its SHA-256 with one from elsewhere.
func (c *Client) VerifyingKey(ctx context.Context, name string) ([]byte, error) {
	answer, err := unary(ctx, callTime, c.circuits.GetVerifyingKey, &v1.GetVerifyingKeyRequest{Name: name})
	return answer.GetVerifyingKey(), err
}

// VerifierContract gives the name and the Solidity source of a circuit's verifier
// contract. It too is worth as much as the service's word.
func (c *Client) VerifierContract(ctx context.Context, name string) (contract, solidity string, err error) {
	answer, err := unary(ctx, callTime, c.circuits.GetVerifierContract, &v1.GetVerifierContractRequest{Name: name})
	return answer.GetContract(), answer.GetSolidity(), err
}

// Verify asks the service whether an attestation answers a request. Who must not
// take its word uses package verifier.
func (c *Client) Verify(ctx context.Context, request, attestation []byte) (*v1.Verdict, error) {
	answer, err := unary(ctx, callTime, c.verifier.VerifyAttestation, &v1.VerifyAttestationRequest{Request: request, Attestation: attestation})
	return answer.GetVerdict(), err
}
