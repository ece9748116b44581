// Package differential runs contracts in an EVM with the rules of Osaka and
// compares what they accept: gnark's verifier in Go, the one gnark exports as a
// contract and Groth16CommitmentVerifier, ours, alone and in batches.
//
// It is for tests: it promises that all of them meet the same proofs under the
// same key. Its own circuit and keys are toys, its chain is a state in memory.
package differential
