// Package frame is the part of the statement that every family shares: the five
// public inputs, the claim word, the end of the window, the seal of an issuer of
// the set, the subject, and the nullifier. A family embeds Frame in its circuit,
// calls Begin, computes the head that the seal covers from its private data,
// calls Sealed with it, and asserts its own limits.
//
// Each sentence of circuits/SPEC.md section 2 that is not about limits is one
// method here, in one place for all families, so the public inputs mean the same
// in every circuit.
//
// It does not prove that the readings are true, that a sensor was worn by the
// holder, or that one person has one secret: those are the issuer's duty.
//
// Cost: about 5,400 constraints, of which the seal takes 3,250 and the issuer set
// 1,100 (circuits/costs.txt).
package frame
