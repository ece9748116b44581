package keyring

import "time"

// Limits, enforced before anything is read or allocated.
const (
	// keyBytes is the size of the master key, of every key derived from it and of
	// every key in the ring: 256 bits.
	keyBytes = 32

	// maxKeyText bounds a key file: 64 digits, with room for blanks around them.
	maxKeyText = 256

	// maxCommandOutput bounds what a key command may print. A command that prints
	// more is not printing a key.
	maxCommandOutput = 4 << 10
	// commandTimeout is how long a key command may take: a service that cannot
	// reach its key store says so within one start-up probe.
	commandTimeout = 10 * time.Second
	// commandGrace is how long a killed command's own children may hold its output
	// open.
	commandGrace = 500 * time.Millisecond

	// MaxKeys bounds the ring: 4 million keys take a file of 512 MiB, and about as
	// much memory. Beyond it Create fails with ErrFull.
	MaxKeys = 4 << 20

	// growSlots is how many slots the file grows by: 128 KiB. Growing is the only
	// step that needs disk space.
	growSlots = 1024

	// scanSlots is how many slots are read at a time.
	scanSlots = 4096
)
