// Package engine makes proofs out of jobs: it admits them, gives them their turn,
// keeps their leases, tries again what failed through a fault of ours, stops what
// its owner or its deadline stops, and hands everything back when the process
// ends.
//
// It promises that a job it acknowledged comes to an end that the store knows, or
// is queued again at the next start; that no attestation is stored that was not
// verified here, apart from the process that made it; that the result of an
// attempt that lost its lease is dropped; and that the input, which it has in
// clear for the length of an attempt, is overwritten after it and stands in no
// log, span, metric, audit entry or error.
//
// It does not promise that a job is tried only once: after a crash, or a store
// that failed for longer than an attempt waits, the work is done again. Nor that
// an audit entry is there for each end of a job: one that cannot be written is
// logged and counted, and a crash between the two loses it. Only a submission
// that cannot be audited is undone.
//
// The store is the truth and the queue is derived from it. Deadlines are times of
// the wall clock: setting it forward expires jobs, setting it back prolongs those
// that are queued. Intervals, backoff and running attempts follow the monotonic
// clock.
//
// Cost: about 2 ms from submission to success besides the proof, on two cores with
// a disk that syncs in 0.8 ms, and 1 ms of one core; most of it while another
// proof is made. A worker waits for its next job as long as the store takes for
// one claim. An attempt is one goroutine and one for its lease.
package engine
