package audit

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/note"
)

// Report is what Verify found.
type Report struct {
	Entries int64
	Lines   int64    // under the last seal: entries and earlier seals
	Root    [32]byte // of those lines
	// Checkpoint is the state of the log, signed when it was written. Keep it
	// elsewhere and give it to Verify from now on.
	Checkpoint []byte
	// Unsealed is the number of bytes behind the last seal. They are no part of the
	// log: a crash left them, or the log is being written to, or somebody added
	// them.
	Unsealed int64
}

// Verify reads the log in a folder, which may be open elsewhere, and holds it to
// its seals, to the folder's checkpoint and to checkpoints from before. The
// verifier key and the earlier checkpoints should come from where whoever can
// write the folder cannot write. It fails with ErrTampered, naming the first
// entry that differs, with ErrOtherKey, with ErrCheckpoint for an earlier
// checkpoint that is none, or with what the system says.
func Verify(dir, verifierKey string, earlier ...[]byte) (Report, error) {
	r, err := verify(dir, verifierKey, earlier)
	if err != nil {
		return Report{}, fmt.Errorf("verify the audit log in %s: %w", dir, err)
	}
	return r, nil
}

func verify(dir, verifierKey string, earlier [][]byte) (Report, error) {
	v, err := note.NewVerifier(verifierKey)
	if err != nil {
		return Report{}, errors.New("not a verifier key")
	}
	if v.Name() != origin {
		return Report{}, fmt.Errorf("%w: its name is not %s", ErrOtherKey, origin)
	}
	var marks []point
	for i, msg := range earlier {
		p, err := openCheckpoint(msg, v)
		if err != nil {
			return Report{}, fmt.Errorf("earlier checkpoint %d: %w", i+1, err)
		}
		marks = append(marks, p)
	}
	// Before the log, which may grow meanwhile.
	p, raw, err := readCheckpoint(filepath.Join(dir, checkpointFile), v)
	if errors.Is(err, fs.ErrNotExist) {
		return Report{}, fmt.Errorf("%w: its checkpoint is missing", ErrTampered)
	}
	if err != nil {
		return Report{}, err
	}
	f, err := os.Open(filepath.Join(dir, logFile))
	if errors.Is(err, fs.ErrNotExist) {
		return Report{}, fmt.Errorf("%w: the log is missing", ErrTampered)
	}
	if err != nil {
		return Report{}, err
	}
	defer f.Close()
	s, unsealed, err := read(f, v, append(marks, p))
	if err != nil {
		return Report{}, err
	}
	out := Report{Entries: s.entries, Lines: p.lines, Root: p.root, Checkpoint: raw, Unsealed: unsealed}
	if s.tree.n > 0 {
		out.Lines, out.Root, out.Checkpoint = s.seal.lines, s.seal.root, s.seal.checkpoint()
	}
	return out, nil
}
