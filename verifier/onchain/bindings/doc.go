// Package bindings encodes calls of the contracts and decodes what they answer, emit and revert
// with. It is generated from their artefacts, which hold the bytecode; it sends nothing.
//
//	go test ./verifier/onchain/bindings -update
//
// All contracts share one file, since they share the structs of their interfaces. The exported
// verifiers are left out: Groth16CommitmentVerifier is called in the same way.
package bindings
