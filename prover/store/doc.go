// Package store keeps jobs and requests in Badger, sealed, so that what is kept
// survives a crash and what is erased stays erased.
//
//	ring, err := keyring.Open("keys", master)
//	s, err := store.Open(store.Options{Dir: "data", Master: master, Ring: ring})
//	j, created, err := s.Jobs().Create(ctx, job.New{...})
//
// # What it promises
//
// It implements job.Store and collect.Store as their comments say; packages
// jobtest and collecttest show it. A call that returned without an error has been
// synced to disk. After a failed write nothing more is written (Check tells), and
// below a watermark of free space nothing is taken in, since the database does
// not survive a full disk.
//
// Everything is sealed twice: by this package, with keys of the ring, and by the
// database. A job is sealed with a key of its own and with one of its subject;
// its input with a third, which is destroyed when the job is final; a request and
// its answers with one. Deleting destroys the key first, so that no crash and no
// backup brings a record back: without its key it does not exist. Keys of the
// database are random ids, times and HMACs.
//
//	m        the id of the ring, and the last write
//	j id     job: head | body         n id      its input
//	p t id   jobs that are not final  x t id    final jobs, by when they go
//	t T t id jobs of a tenant         s S t id  jobs of a subject
//	k K      idempotency key of a job
//	r id     request: head | body     a id n    answer
//	o T t id requests of a tenant     e t id    requests by their end
//	q K      idempotency key of a request
//	u N      nullifier that a tenant's scope has counted, for good
//
// A head can be read with the master key alone. It holds what is needed to remove
// a record whose key is gone: HMACs of tenant, subject and idempotency key, and
// times.
//
// # The ring as a witness
//
// The database cannot tell that the end of its log was lost to a bad disk: it
// takes the first entry that is damaged for the end. The ring can. Its keys are
// made before a record and destroyed with it, so that after
//
//	a lost Create      there are keys without a record
//	a lost end         the job waits and has no input: Recover makes it INPUT_LOST
//	a lost deletion    there is a record without a key, which is dropped
//
// Open compares the two, makes them agree and reports what it found as Stats and
// in the log: after a crash up to three keys for each call that was under way.
// With many more it refuses, as it does with another ring: what it would destroy
// might be the only keys of a store in another folder.
//
// Writes that make and destroy no keys, such as an answer, have a second witness:
// a file beside the database that says how far the log went. A log that ends
// before is refused as well (ErrLoss). The file is written after the sync and not
// synced itself, so that after a power cut it may say less than the truth, and
// never more.
//
// # What it does not promise
//
// Whoever has the master key and an old backup learns of what was erased: how many
// jobs a tenant had and when, and of a subject whose name they guess the same.
// Nothing else. Whoever has the ring as well has everything that is not erased.
//
// The order of writes is not authenticated: who can write the files can put older
// ones in their place. A changed byte is found when it is read, but for the end
// of the log after a power cut. The database ends the process on some damage of its
// tables; Open reads them all before it does.
//
// # What it costs
//
// A Create takes three syncs of the disk, of the ring, the input and the record; a
// change one, and two when it is final. Calls at the same time share them. A read
// takes none. On two cores: 600 Creates a second of one caller, 3,500 of 64; a Get
// below 2 ms while 8 callers write (p99). Memory stays below about 200 MiB however
// much is stored, and 150 bytes for each key of the ring; 100,000 queued jobs took
// 100 MiB. Opening takes about 15 µs a record, Recover 40 µs a waiting job. The
// disk holds removed inputs until the value log is collected, up to about 1 GiB.
package store
