// Package baseline is the check of package check as circuits of gnark: our way, and
// the ways in which others would write it, as baselines that can be compared with
// ours on the same machine in the same run.
//
//	histogram         one histogram, whose argument also bounds the readings
//	range-check       the prover says which range a reading is in; std/rangecheck shows it
//	bits              the same, shown by bits
//	comparators       nine bits a reading, compared with each constant; no hints
//	hash-per-reading  bits, and each reading hashed on its own
//
// All but the last hash the readings alike, packed and day by day, so what differs
// is the technique and not the hash. The limits cost each the same. "bits" is the
// cheapest way that we know without an argument over a table, and the one to
// compare with; range-check and histogram need a commitment, which makes proof and
// verification dearer. None binds its public inputs further than the check asks,
// as circuits of the statement do (frame.Builder.BoundInputs).
//
// Constraints of R1CS, for Groth16, and of gnark's PLONK, and per reading of 30
// days. Adding is free in R1CS only:
//
//	                     R1CS 1d   R1CS 30d     each  PLONK 1d  PLONK 30d     each
//	histogram               1358      23168      2.7      6345     115184     13.3
//	range-check             3744     100757     11.7     13728     381479     44.2
//	bits                    7517     221425     25.6     19296     570791     66.1
//	comparators            14719     437427     50.6     21598     639909     74.1
//	hash-per-reading       60626    1814579    210.0    103388    3093464    358.0
//
// Of R1CS, about 460 a day are the hash (186 a reading in the last) and 144 to 174
// the limits and public inputs; the histogram has 463 for its table.
//
// Compiling 30 days takes from 0.5 s (histogram, R1CS) to 15 s and 1.7 GB
// (hash-per-reading, R1CS).
package baseline
