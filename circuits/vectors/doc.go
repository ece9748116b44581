// Package vectors holds the test vectors of the statement's encodings, which Go
// and Solidity both run.
//
// encoding.json has known answers for every hash, id and word that leaves a
// program; it is recomputed and compared byte for byte. evm.json has one real
// proof with everything a gate contract is given for it; proofs are random, so
// it is verified instead. Both are made by
//
//	go test ./circuits/vectors -update
//
// The secret, keys and readings in them are invented for the purpose.
package vectors
