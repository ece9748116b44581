package store

import (
	"path/filepath"
	"testing"

	"vitalproof/prover/collect"
	"vitalproof/prover/collect/collecttest"
	"vitalproof/prover/job"
	"vitalproof/prover/job/jobtest"
	"vitalproof/prover/keyring"
)

// place is a store's folder, ring and master key, which tests open and close.
type site struct {
	testing.TB
	dir    string
	master keyring.Master
	ring   *keyring.Ring
	store  *Store
}

func newSite(t testing.TB) *site {
	t.Helper()
	master, err := keyring.NewMasterKey()
	if err != nil {
		t.Fatal(err)
	}
	x := &site{TB: t, dir: t.TempDir(), master: master}
	t.Cleanup(x.close)
	return x
}

func (x *site) options() Options {
	return Options{
		Dir: filepath.Join(x.dir, "data"), Master: x.master, Ring: x.ring, MaxAttempts: jobtest.MaxAttempts,
		MinFree: 64 << 20,
	}
}

func (x *site) open() *Store {
	x.Helper()
	if x.ring == nil {
		ring, err := keyring.Open(filepath.Join(x.dir, "keys"), x.master)
		if err != nil {
			x.Fatal(err)
		}
		x.ring = ring
	}
	s, err := Open(x.options())
	if err != nil {
		x.Fatal(err)
	}
	x.store = s
	return s
}

func (x *site) close() {
	x.Helper()
	if x.store != nil {
		if err := x.store.Close(); err != nil {
			x.Error(err)
		}
	}
	if x.ring != nil {
		if err := x.ring.Close(); err != nil {
			x.Error(err)
		}
	}
	x.store, x.ring = nil, nil
}

func TestKeepsTheContractOfAJobStore(t *testing.T) {
	jobtest.Run(t, func(t *testing.T) job.Store { return newSite(t).open().Jobs() })
}

func TestKeepsTheContractOfACollectStore(t *testing.T) {
	collecttest.Run(t, func(t *testing.T) collect.Store { return newSite(t).open().Requests() })
}

func TestKeepsWhatItAcknowledgedOverRestarts(t *testing.T) {
	jobtest.RunDurable(t, func(t *testing.T) (job.Store, func() job.Store) {
		x := newSite(t)
		return x.open().Jobs(), func() job.Store {
			x.close()
			return x.open().Jobs()
		}
	})
	collecttest.RunDurable(t, func(t *testing.T) (collect.Store, func() collect.Store) {
		x := newSite(t)
		return x.open().Requests(), func() collect.Store {
			x.close()
			return x.open().Requests()
		}
	})
}
