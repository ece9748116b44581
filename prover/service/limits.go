package service

import "time"

// Defaults of Options.
const (
	// DefaultJobDeadline lets a proof wait in a queue of a few thousand.
	DefaultJobDeadline = time.Hour
	// DefaultMaxJobDeadline bounds how long an input is kept for somebody.
	DefaultMaxJobDeadline = 24 * time.Hour
)

const (
	// defaultPage and maxPage are those of the interface's comments.
	defaultPage, maxPage = 50, 500

	// maxRequestLife is how far away the expiry of a request may be: longer than a
	// study runs, and short enough that the answers' keys are destroyed some day.
	maxRequestLife = 10 * 366 * 24 * time.Hour

	// positionEvery is how often a watcher of a queued proof looks at the queue. The
	// look takes no store and no lock for longer than a search in a tree.
	positionEvery = time.Second

	// cleanupTime is how long removing the proof of a caller who left may take.
	cleanupTime = 10 * time.Second

	// answersPage is how many bytes of attestations a page of answers has: half of the
	// 4 MiB that gRPC clients take by default. 500 of the largest compositions are more.
	answersPage = 2 << 20

	// exportPage is how many answers an export holds in memory: 100 files of 1.4 kB,
	// or of 10 kB for the largest compositions.
	exportPage = 100
	// exportPiece is the size of a piece, as the interface promises.
	exportPiece = 32 << 10

	// maxDescription bounds what a field violation says.
	maxDescription = 300
)
