package vault

import "vitalproof/circuits/statement"

// Limits, enforced before anything is parsed or allocated.
const (
	// MinPassphrase is in characters. scrypt slows a guess down to about a
	// second; anything shorter is guessed all the same.
	MinPassphrase = 8

	// MaxName is in characters; names are printed on one line.
	MaxName = 100

	// MaxCardBytes bounds a card, which takes about 300 bytes; the other small
	// public files and the ledger have the same bound.
	MaxCardBytes = 4096

	// MaxIssuerSetBytes has room for the most keys with the longest names: 256
	// times 64 digits, 400 bytes of name and the JSON around them.
	MaxIssuerSetBytes = 1 << 18

	// maxPassphraseFile bounds an encrypted file with a secret, which takes 400 to
	// 900 bytes, and maxSecretBytes the JSON inside.
	maxPassphraseFile = 4096
	maxSecretBytes    = 1024

	// workFactor is scrypt's log2 N: 2^18 takes about 1 s and 256 MiB.
	workFactor = 18
	// maxWorkFactor bounds what a file may ask for: 4 s and 1 GiB. A factor of
	// 22, age's own bound, takes 4 GiB, enough to end the process.
	maxWorkFactor = 20

	// maxRecordBytes is the exact size of the longest record on the finest grid,
	// which is longer than any without one.
	maxRecordBytes = recordHeaderBytes + statement.MaxRecordDays*(dayHeaderBytes+2*maxSlots)
	maxSlots       = 1440
	// MaxRecordFileBytes is that with age's header, nonce and tags, one of 16
	// bytes for each 64 KiB and one more for the rest.
	MaxRecordFileBytes = 4096 + maxRecordBytes + 16*(maxRecordBytes>>16+1)
)
