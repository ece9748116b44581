package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/fb"
	"github.com/dgraph-io/badger/v4/options"
	"github.com/dgraph-io/badger/v4/table"
	"github.com/dgraph-io/ristretto/v2"
	"github.com/dgraph-io/ristretto/v2/z"
)

// errDamagedFile is a file of the database that it would not survive, or that it
// would take for something else.
var errDamagedFile = errors.New("a file of the database is damaged or missing")

// verifyFiles reads every table before the database does. The database itself
// ends the process on a damaged one, in a goroutine of its own, goes on without
// it, or, when the list of tables is cut, deletes those that are no longer
// listed. acceptLoss lets a cut list pass.
func verifyFiles(dir string, encryption [32]byte, acceptLoss bool) (err error) {
	defer func() {
		if recover() != nil {
			err = errDamagedFile
		}
	}()
	tables, err := filepath.Glob(filepath.Join(dir, "*.sst"))
	if err != nil {
		return err
	}
	f, err := os.Open(filepath.Join(dir, badger.ManifestFilename))
	if errors.Is(err, fs.ErrNotExist) {
		if len(tables) > 0 {
			return errDamagedFile
		}
		return nil // a new database
	}
	if err != nil {
		return err
	}
	defer f.Close()
	manifest, whole, err := badger.ReplayManifestFile(f, 0, badger.DefaultOptions(dir).WithLogger(nil))
	if err != nil {
		return fmt.Errorf("%w: the list of tables", errDamagedFile)
	}
	if info, err := f.Stat(); err != nil {
		return err
	} else if info.Size() != whole && !acceptLoss {
		return fmt.Errorf("%w: the list of tables is cut", errDamagedFile)
	}
	return verifyTables(dir, encryption, manifest)
}

func verifyTables(dir string, encryption [32]byte, manifest badger.Manifest) error {
	registry, err := badger.OpenKeyRegistry(badger.KeyRegistryOptions{Dir: dir, ReadOnly: true, EncryptionKey: encryption[:]})
	switch {
	case errors.Is(err, badger.ErrEncryptionKeyMismatch):
		return err
	case err != nil:
		return fmt.Errorf("%w: the list of keys", errDamagedFile)
	}
	// Encrypted tables do not open without a place for their index.
	indexes, err := ristretto.NewCache(&ristretto.Config[uint64, *fb.TableIndex]{
		NumCounters: 1000, MaxCost: indexCache, BufferItems: 64,
	})
	if err != nil {
		return err
	}
	defer indexes.Close()
	for id, entry := range manifest.Tables {
		key, err := registry.DataKey(entry.KeyID)
		if err != nil {
			return fmt.Errorf("%w: the list of keys", errDamagedFile)
		}
		if err := verifyTable(table.NewFilename(id, dir), table.Options{
			ReadOnly: true, ChkMode: options.OnTableAndBlockRead, Compression: entry.Compression,
			BlockSize: badger.DefaultOptions(dir).BlockSize, DataKey: key, IndexCache: indexes,
		}); err != nil {
			return err
		}
	}
	return nil
}

func verifyTable(path string, o table.Options) (err error) {
	file, err := z.OpenMmapFile(path, os.O_RDONLY, 0)
	if err != nil {
		return fmt.Errorf("%w: a table", errDamagedFile)
	}
	defer func() {
		if recover() != nil {
			err = errDamagedFile
		}
		if err != nil {
			err = fmt.Errorf("%w: a table", errDamagedFile)
		}
		_ = file.Close(-1) // nothing was written
	}()
	_, err = table.OpenTable(file, o)
	return err
}
