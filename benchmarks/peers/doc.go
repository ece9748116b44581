// Package peers runs other proof systems on the check of benchmarks/check, so that
// they can be measured in turn with ours on one machine.
//
//	snarkjs  circom 2 and snarkjs: Groth16 over BN254   (circom/check.circom)
//	bb       Noir and Barretenberg: UltraHonk over BN254 (noir/src/check.nr)
//
// Versions are pinned in package.json; `make peers` installs them. bb 5.0.0 and Noir
// 1.0.0-beta.26 are the newest stable release and the newest compiler on npm.
//
// # What is measured
//
// The check alone: digest, bounds, counts, targets. Our statement has seal, issuer
// set, holder and nullifier besides; compare with our circuit of the check, not with
// the whole statement. Proofs of all three are zero-knowledge. What differs is said
// here: Groth16's take a setup for each circuit and have 256 bytes; UltraHonk's take
// one for all circuits, have 8,384 at 30 days, and cost a contract some ten times as
// much.
//
// Digests differ: each system hashes with the function its users would take. circom
// chains days by circomlib's Poseidon; Noir runs Poseidon2 over the elements of all
// days, which takes 17 permutations less than a chain, and 2^15 rows instead of 2^16
// at 30 days.
//
// # How fair
//
// The circuits are written to be cheap, not as a first draft: their comments say what
// a reading costs and what was dearer. Where there was a choice of how to run or time
// a peer, the one that favours the peer was taken:
//
//   - Peers are started, and their circuits and keys loaded, before the first proof.
//     A process stays, so later proofs find warm code; the first can be dropped. bb
//     from the command line takes some 0.1 s more for each proof.
//   - Times are taken inside the process, without talk with ours. The witness is
//     timed apart: by circom's generator in WebAssembly, and by Noir's in
//     WebAssembly. Both have native ones that we cannot install from npm; Prove
//     alone is what to compare if that matters.
//   - snarkjs has its key in memory, where most read a file. bb gets the verifying key.
//   - All cores are used: worker threads of snarkjs, threads of bb.
//   - bb's is the native program, compiled for a baseline of its architecture;
//     snarkjs runs WebAssembly, as nearly all of its users do. (rapidsnark, a native
//     prover for its keys, is not on npm and is not measured.)
//
// # Reference strings
//
// INSECURE: they are made here, of secrets in the source, by package insecure; so no
// proof of a peer proves anything to anybody. A prover's work is the same. snarkjs's
// own setup is left out, since it takes most of an hour: the key is written in its
// format, and its verifier accepts the proofs. bb has a point of Aztec's string built
// in and checks the one it is given, so a copy of bb is run in which the two points
// are ours (insecure.PatchBarretenberg).
//
// # Cost
//
// On two busy cores, for 30 days: snarkjs is open in 45 s, 31 of them circom and 13
// the key, with 0.2 GB of files; bb in 22 s, 21 of them Noir, with 0.05 GB. Proving
// takes 0.8 GB in Node for snarkjs, and 0.3 GB in Node and 0.08 GB in bb for bb. Files
// are removed by Close. The npm packages take 280 MB.
package peers
