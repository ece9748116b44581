// Package ceremony makes keys by a ceremony: many people each multiply secrets of
// their own into the keys and forget them, and nobody can forge proofs unless all
// of them kept theirs and join them.
//
// A ceremony is a directory, its transcript, that anyone can check offline:
//
//	ceremony.json               what it is for: circuits, minimum, beacons (Plan)
//	phase1/NNN.bin, NNN.json    powers of tau after each contribution, and who made it (Step)
//	phase1/seal.json, srs.bin   the beacon's value, and the powers that phase 2 starts from
//	phase2/CIRCUIT/NNN.bin ...  the same for each circuit
//	phase2/seal.json            the beacon's value and the hashes of the keys
//	keys/CIRCUIT.pk .vk .sol    the keys and gnark's Solidity verifier
//	transcript.json             every file's size and SHA-256; its own hash names the ceremony
//
// The arithmetic is gnark's mpcsetup, whose rules come from Bowe, Gabizon and Miers
// (https://eprint.iacr.org/2017/1050). This package adds what gnark leaves to its
// caller, and promises that what Verify accepts has
//
//   - at least the planned number of contributors in each phase and for each
//     circuit, never fewer than MinContributors, all of different names and keys,
//     each of whom signed what they made, what it follows and the plan: nothing was
//     replaced, reordered, repeated or left out before the seal;
//   - files that were hashed before they were parsed, have exactly the length their
//     circuit gives them and exactly one encoding;
//   - contributions that follow each other by gnark's proofs, each of which changed
//     the secrets, on top of the trivial start or of a checked import (package ptau);
//   - a beacon that the plan names, which every contributor signed;
//   - keys that follow from all that byte for byte and pass lock.CheckKey.
//
// It cannot show that names are different people, that anyone forgot their secrets,
// nor when a step was made: that is what contributors vouch for (SPEC 17.3). Secrets
// are drawn from the system's randomness, live in memory until the process ends, and
// are never written.
//
// Cost on two cores: see `make ceremony`.
package ceremony
