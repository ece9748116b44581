// Package store keeps jobs and collected requests in Badger. It implements
// job.Store and collect.Store.
//
// # What it promises
//
// What a call acknowledged survives kill -9 and a power cut: every commit waits for
// the disk. Nothing about a person is readable in its files, in a backup or in
// Badger's own leftovers: keys are random ids and keyed hashes, and each value is
// sealed under a key of package keyring, which lies outside the database:
//
//	input of a job            a key of its own, destroyed when the job is final
//	everything else of a job  the key of its subject, or of the job if it has none
//	request and its answers   a key of the request
//
// So what EraseSubject, Delete, DeleteRequest and the end of a job destroy stays
// destroyed in old backups too. Badger's encryption is a second layer; it is not
// authenticated, which the seals are: a changed byte is an error, never a value.
//
// # Layout
//
//	j id                      name of the record's ring key, sealed record
//	i id                      sealed input; only of jobs that are not final
//	p id                      mark of a job that is not final
//	t tenant time id          list of a tenant, newest first
//	s subject time id         list of a subject, newest first
//	k idempotency             id, hash of the digest
//	x expiry id               final jobs by when they are to be removed
//	r id                      sealed request
//	q tenant time id          list of a tenant's requests, newest first
//	m idempotency             id, hash of the digest
//	y expiry id               requests by when they expire
//	a id number               sealed answer
//	n nullifier               mark: counted in a scope
//
// tenant, subject, idempotency and nullifier are keyed hashes.
//
// # What it does not promise
//
// A torn tail of Badger's log is cut at start without a word, which is right after
// a crash and wrong after bit rot. An input key whose job is missing tells of it:
// see Stats. One process has the folder at a time.
//
// # What it costs
//
// Three waits for the disk to create a job (input key, record key, record), shared
// by callers who wait at the same time; one read of one key to look at it.
package store
