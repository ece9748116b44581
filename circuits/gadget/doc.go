// Package gadget holds the circuit parts that every family shares. Each states
// one property and is attacked alone in its tests.
//
// Cost in R1CS constraints over BN254 (circuits/costs.txt is the golden list):
//
//	Hash         264 / 363 / 459 / 556 for up to 4 / 8 / 12 / 16 lanes, and a few for long sums
//	Seal         hash 364, scalar multiplications and bits about 2,900
//	Member       3 x (363 + 7) and one
//	Histogram    1 a reading, 1 a table entry
//
// Everything that needs randomness (Histogram and the range checks of
// gnark's std/rangecheck) shares one commitment through std/multicommit, since
// the Solidity verifier supports one only. Create the range checker before the
// first Histogram: gnark runs deferred work in order of registration, and the
// commitment must come last.
package gadget
