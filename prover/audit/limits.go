package audit

import "time"

// Limits, enforced before anything is written, and again while reading.
const (
	// maxLine bounds a line without its end. The longest entry takes about 400
	// bytes and a seal about 200.
	maxLine = 1024

	// Entries are short so that nothing about a person fits in them.
	maxTenant = 64
	maxRef    = 64 // 32 bytes in hex
	maxDetail = 64

	// maxBatch bounds the entries under one seal, and so what a crash can leave
	// unsealed.
	maxBatch = 256
	// maxTail is what one batch and its seal can take.
	maxTail = (maxBatch + 1) * (maxLine + 1)

	// The checkpoint file is written at the latest after so many entries, or with
	// the first entry after that time: it costs two syncs, and bounds what somebody
	// who can write the folder could cut off the log's end unseen.
	checkpointEntries = 1024
	checkpointEvery   = 10 * time.Second

	// maxCheckpoint bounds a signed checkpoint, which takes about 180 bytes.
	maxCheckpoint = 4096

	// The times that an entry can have, so that each is written in one way.
	minYear, maxYear = 1970, 9999
)
