// Package bench measures circuits: constraints, time of every step, memory, keys,
// proofs, gas and throughput, and one against another in turn.
//
// It promises that what is called a ratio was measured in one process, the two
// sides in turn and divided pair by pair; that the peak memory of a step is that of
// a process which did nothing else; that a proof is verified before its time
// counts; that a run which was interrupted goes on where it was, and only with the
// same options, machine and program. An error of gnark's solver, which holds
// witness values, is replaced.
//
// It does not promise that an absolute time repeats: machines are shared. Each
// result says how much the same work varied while it was measured.
//
// A program that uses it calls Child first, since every step runs in a process of
// its own: the same program, with the step in its environment.
//
// Cost: a default run takes about ten minutes on two cores and half a gigabyte in
// the folder for temporary files.
package bench
