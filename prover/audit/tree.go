package audit

import (
	"crypto/sha256"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// frontier is the Merkle tree (RFC 6962) of the lines so far, as far as more
// lines and the root need it: the root of one full subtree for each bit of n. It
// is a value: a copy is a state to go back to.
type frontier struct {
	n    int64
	full [63]tlog.Hash // full[i] holds if bit i of n is set: of 1<<i lines
}

// add puts a line at the end.
func (f *frontier) add(line []byte) {
	h := tlog.RecordHash(line)
	level := bits.TrailingZeros64(^uint64(f.n))
	for _, left := range f.full[:level] {
		h = tlog.NodeHash(left, h)
	}
	f.full[level] = h
	f.n++
}

func (f *frontier) root() tlog.Hash {
	if f.n == 0 {
		return sha256.Sum256(nil)
	}
	level := bits.TrailingZeros64(uint64(f.n))
	h := f.full[level]
	for level++; level < bits.Len64(uint64(f.n)); level++ {
		if f.n>>level&1 == 1 {
			h = tlog.NodeHash(f.full[level], h)
		}
	}
	return h
}
