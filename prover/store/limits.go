package store

import "time"

const (
	// maxInput and maxAttestation bound what one write can hold: 15 % of a memtable.
	maxInput       = 768 << 10
	maxAttestation = 512 << 10
	// maxName bounds the names of tenants, subjects, circuits and idempotency keys,
	// which are in records and under the HMAC.
	maxName = 1 << 10

	// conflictTries bounds how often a write that met another is tried. Writers of
	// one record wait for each other first, so that a second try is rare.
	conflictTries = 50
	// conflictDelay is the longest wait before the second try; it grows by as much
	// with each.
	conflictDelay = time.Millisecond

	// groupWrites is how many writes share a sync of the disk. If they are too large
	// for one transaction each has its own.
	groupWrites = 64

	// maxScan bounds the records that one page may look at: a filter that fits
	// nothing must not hold an iterator for minutes.
	maxScan = 1_000
	// maxPage bounds a page: records of that many are in memory at once.
	maxPage = 1000

	// recoverBatch is how many ids of waiting jobs are read at a time.
	recoverBatch = 1000
	// removeBatch is how many records are removed by one write, and how many keys
	// are destroyed at once: the ring syncs once for all that wait.
	removeBatch = 64
	// answersBatch is how many answers one write removes: 40 bytes each.
	answersBatch = 4096

	// spaceAge is how long a look at the free space is good for.
	spaceAge = time.Second
	// DefaultMinFree is the free space below which nothing is taken in: what the
	// database may map before it knows that the disk is full (four logs of 32 MiB,
	// the value log's 128 MiB, a compaction), twice.
	DefaultMinFree = 512 << 20
	// reserve is the part of MinFree that is kept for writes that end or remove
	// something: without them a full disk could never be emptied.
	reserve = 2

	// maxOrphans is how many keys without a record a crash can explain: a few for
	// each call that was under way. More is a loss.
	maxOrphans = 1000

	// stripes is the number of locks that stand for all records. Two records that
	// share one wait for each other now and then.
	stripes = 1024
)

// Settings of the database.
const (
	// memTable and its number: with the defaults of 64 MiB x 5 the tables alone take
	// what a proof needs.
	memTable  = 16 << 20
	memTables = 3
	// valueLogFile is what the value log grows by, and collects by.
	valueLogFile = 64 << 20
	// valueThreshold is the size from which a value lies in the value log: inputs do,
	// records do not. Inputs in the tables would be copied by each compaction, which
	// takes 1 GiB of memory at 100,000 jobs, and read at each opening. It is far below
	// the limit of a write (15 % of a memtable).
	valueThreshold = 8 << 10
	// collectEvery is the time between two looks for value log files that hold mostly
	// removed inputs, and collectShare what they must hold of those.
	collectEvery = 5 * time.Minute
	collectShare = 0.5
	blockCache   = 32 << 20
	indexCache   = 16 << 20
	// compactors is the least number; more compete with proving for the cores.
	compactors = 2
	// streams is how many goroutines read for a backup, for the same reason.
	streams = 2
)
