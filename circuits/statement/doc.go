// Package statement holds the words of the Vitalproof statement as plain Go:
// fields, hashes, day blocks and the head chain, seals, subjects, nullifiers,
// issuer sets, scopes, contexts and the five public inputs.
//
// It is the reference that the circuits are tested against, and the only
// encoder from meaning to field elements: the gadgets, the prover, the verifier
// and the contracts' vectors all agree with it. It imports no circuit frontend.
// circuits/SPEC.md states the same encodings in prose.
//
// Everything that enters through this package is canonical: a value that is not
// below the field modulus, a point off the curve or outside the prime-order
// subgroup, or a reading outside the table is refused, never reduced.
//
// Cost: about 60 microseconds to hash a day of 288 slots, as much to sign it, and
// 0.4 ms to verify its seal.
package statement
