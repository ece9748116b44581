// Package audit keeps the record of what the service did: append-only, signed,
// and without personal data.
//
//	log, err := audit.Open("audit", master.Derive("audit signing key"))
//	err = log.Append(ctx, audit.Entry{Time: now, Kind: audit.ProofDeleted, Tenant: "clinic", Ref: ref})
//	msg, err := log.Checkpoint()                  // goes to another machine
//
//	report, err := audit.Verify("audit", key, msg) // anybody with the public key
//
// # What it promises
//
// Append returns when the entry is on disk and under a signature. Entries are
// leaves of a Merkle tree (RFC 6962); after each batch comes a seal, a line with
// the signed root of all lines before it. So no line can be changed, removed,
// added or moved without the signing key, other than by cutting whole batches off
// the end; and that is found by the checkpoint in the folder, which is at most
// 1024 entries or 10 s older than the last entry, and by any checkpoint that was
// kept elsewhere, for all that it covers. Open reads the whole log and refuses one
// that differs, naming the entry.
//
// No field takes free text: kinds and reasons are words of ours, references are
// HMACs, and times have no fractions of a second.
//
// # The files
//
//	log         JSON lines: {"n":..} entries, and {"lines":..} seals
//	checkpoint  the latest signed state that was written out, a signed note with
//	            the origin vitalproof/audit, as transparency logs use
//	lock        empty; held while the log is open
//
// # Crashes
//
// A batch and its seal are one write and one sync. What stands behind the last
// good seal was acknowledged to nobody: Open cuts it off and says how much (Cut).
// A torn end is told from tampering by three signs that a crash does not leave: a
// signed seal behind the damage, more bytes than a batch can have, and a
// checkpoint that covers it.
//
// # What it does not promise
//
// Whoever has the signing key, so the service itself, can write another history;
// a checkpoint kept elsewhere shows it. Whoever can write the folder can cut off
// what no checkpoint covers yet, or remove the whole folder, and Open then begins
// a new log: verify with the last checkpoint you kept. Verify says that entries
// are as they were written, not that they were true.
//
// # What it costs
//
// One write, one signature and one sync for each batch; Appends that wait at the
// same time share a batch of up to 256. About 150 bytes an entry and 170 a batch.
// Open and Verify
// read about 100,000 entries a second.
package audit
