// Package onchain takes attestations to a contract: it deploys a circuit's
// exported verifier and an AttestationGate in front of it, submits answers, and
// puts a contract's refusal into words.
//
// It promises nothing about truth: that is the contract's part. A refused call
// comes back as a *Refusal that names the contract's own error. Simulated is an
// Ethereum node inside the process, with the rules of the Osaka fork, for the
// demonstration and for tests.
//
// Cost: about 394,000 gas a submission (see README); starting the simulated node
// takes about 0.2 s.
package onchain
