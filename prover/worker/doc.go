// Package worker proves in child processes of its own.
//
// A proof is computed by goroutines that nothing can stop and whose panics
// nothing can catch. A process can be killed. So a Pool starts the program again
// as a child, hands it one input at a time and supervises it.
//
// It promises, for each job on its own and whatever the child does:
//
//   - that a job ends: with an attestation that parses, with an *Error, or with
//     the context's error at once after its process group was killed;
//   - that a child which crashes, hangs, breaks the protocol or outgrows its
//     memory fails its own job only;
//   - that nothing of an input leaves the child but the attestation: failures
//     are numbers, and what a dying child prints is thrown away, since a panic
//     holds values of the witness;
//   - that no child outlives the pool or the process, also under kill -9, that
//     no child writes a core dump, and that none can be read by another process
//     of the same user (the last three on Linux; elsewhere a child ends as soon
//     as its input is closed);
//   - that a child has proved and verified an invented statement, by the way that
//     jobs go, before it is given a job.
//
// It does not promise that an attestation verifies: a child may be broken, so the
// caller verifies. It does not wipe memory: the copies that it holds are
// overwritten, those of the proof system are not, and go when the child ends.
//
// A child serves one circuit and proves one job at a time. A constraint system
// with a lookup table of gnark's logderivlookup must not be solved twice at once;
// none of ours has one, and here it could do no harm.
//
// Cost: see Peaks for memory. A new child takes 1 to 4 s to load, which is spread
// over JobsPerWorker jobs; handing over a job takes about a millisecond.
package worker
