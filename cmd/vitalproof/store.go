package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"vitalproof/prover/audit"
	"vitalproof/prover/keyring"
	"vitalproof/prover/server"
	"vitalproof/prover/store"
)

func newStoreCommand(a *app) *cobra.Command {
	return group("store", "look after a prover service's data: its key, backup, restore, check",
		newStoreKeyCommand(a), newStoreBackupCommand(a), newStoreRestoreCommand(a), newStoreCheckCommand(a))
}

func newStoreKeyCommand(a *app) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "key --out FILE",
		Short: "make the data key of a service",
		Long: `Writes a fresh key of 32 bytes, for its owner alone. Everything that the service
keeps hangs on it: whoever loses it loses the data, and whoever has it and the disk
can read them. Keep a copy apart from the backups.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			if err := checkOut(out, false); err != nil {
				return err
			}
			m, err := keyring.NewMasterKey()
			if err != nil {
				return err
			}
			if err := keyring.WriteMaster(out, m); err != nil {
				return err
			}
			a.say("keep a copy of %s apart from the backups: without it the data cannot be read", out)
			return a.print(map[string]string{"file": out}, func(w io.Writer) { fmt.Fprintln(w, out) })
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "the `file` to write")
	required(cmd, "out")
	fileFlag(cmd, "out", "key")
	return cmd
}

// held is a service's data while no service runs.
type held struct {
	config server.Config
	master keyring.Master
	ring   *keyring.Ring
	store  *store.Store
}

func (h *held) close() error {
	var err error
	if h.store != nil {
		err = h.store.Close()
	}
	if h.ring != nil {
		err = errors.Join(err, h.ring.Close())
	}
	return err
}

// hold opens data that is there. While a service runs it fails: the two would not
// know of each other.
func (a *app) hold(ctx context.Context, c *configFlags) (*held, error) {
	config, master, err := c.master(ctx, a)
	if err != nil {
		return nil, err
	}
	for _, dir := range []string{config.KeyringDir(), config.StoreDir()} {
		if _, err := os.Stat(dir); err != nil { // opening would make it
			return nil, badFile(dir, err)
		}
	}
	h := &held{config: config, master: master}
	if h.ring, err = keyring.Open(config.KeyringDir(), master); err != nil {
		return nil, err
	}
	if h.store, err = store.Open(h.options()); err != nil {
		return nil, errors.Join(err, h.close())
	}
	return h, nil
}

// options are those of the store, as the service has them but for what it removes.
func (h *held) options() store.Options {
	return store.Options{
		Dir: h.config.StoreDir(), Master: h.master, Ring: h.ring,
		MaxAttempts: h.config.Limits.Attempts, MinFree: uint64(h.config.Data.MinFree), AcceptLoss: h.config.Data.AcceptLoss,
	}
}

// note writes into the audit log what was done with the data.
func (h *held) note(ctx context.Context, a *app, kind audit.Kind) error {
	log, err := audit.Open(h.config.AuditDir(), server.AuditSeed(h.master))
	if err != nil {
		return err
	}
	err = log.Append(ctx, audit.Entry{Time: a.now(), Kind: kind})
	return errors.Join(err, log.Close())
}

func newStoreBackupCommand(a *app) *cobra.Command {
	var c configFlags
	var out, ringOut string
	cmd := &cobra.Command{
		Use:   "backup --config FILE --out FILE",
		Short: "write a backup of a service that is stopped",
		Long: `Writes all jobs, requests and answers, encrypted under the data key. The keys that
erasing destroys are not in it: what is erased later cannot be read from it, and
without the key ring or its copy nothing can.

--keyring-out writes the copy of the key ring. Keep it apart from the backups and
keep the newest only: each older one brings back what was erased since.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.backup(cmd.Context(), &c, out, ringOut)
		},
	}
	c.add(cmd, "data.")
	cmd.Flags().StringVar(&out, "out", "", "the backup `file` to write")
	cmd.Flags().StringVar(&ringOut, "keyring-out", "", "the `file` to write a copy of the key ring to")
	required(cmd, "out")
	fileFlag(cmd, "out", "backup")
	fileFlag(cmd, "keyring-out", "keyring")
	return cmd
}

func (a *app) backup(ctx context.Context, c *configFlags, out, ringOut string) (err error) {
	for _, path := range []string{out, ringOut} {
		if path == stdio {
			return usagef("a backup goes to a file")
		}
		if path == "" {
			continue
		}
		if err := checkOut(path, false); err != nil {
			return err
		}
	}
	h, err := a.hold(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	if err := a.streamOut(out, modePrivate, false, func(w io.Writer) error { return h.store.Backup(ctx, w) }); err != nil {
		return err
	}
	if ringOut != "" {
		if err := a.streamOut(ringOut, modePrivate, false, h.ring.Export); err != nil {
			_ = os.Remove(out) // half of what was asked for would pass for the whole
			return err
		}
	}
	if err := h.note(ctx, a, audit.StoreBackup); err != nil {
		return err
	}
	result := map[string]string{"file": out}
	if ringOut != "" {
		result["keyring"] = ringOut
	}
	return a.print(result, func(w io.Writer) {
		fmt.Fprintln(w, out)
		if ringOut != "" {
			fmt.Fprintf(w, "%s (keep it apart, and older ones nowhere)\n", ringOut)
		}
	})
}

func newStoreRestoreCommand(a *app) *cobra.Command {
	var c configFlags
	var in, ringIn string
	cmd := &cobra.Command{
		Use:   "restore --config FILE --in FILE",
		Short: "put a backup into an empty folder",
		Long: `Makes the database of a service from a backup. The folder of the database must be
empty. What was erased since the backup stays erased if the key ring is the
service's own; on another machine --keyring-in makes one from a copy.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.restore(cmd.Context(), &c, in, ringIn)
		},
	}
	c.add(cmd, "data.")
	cmd.Flags().StringVar(&in, "in", "", "the backup `file`")
	cmd.Flags().StringVar(&ringIn, "keyring-in", "", "the `file` of a copy of the key ring, where there is no ring yet")
	required(cmd, "in")
	fileFlag(cmd, "in", "backup")
	fileFlag(cmd, "keyring-in", "keyring")
	return cmd
}

func (a *app) restore(ctx context.Context, c *configFlags, in, ringIn string) (err error) {
	config, master, err := c.master(ctx, a)
	if err != nil {
		return err
	}
	from, err := a.openIn(in)
	if err != nil {
		return err
	}
	defer from.Close()
	if ringIn != "" {
		if err := a.importRing(&config, master, ringIn); err != nil {
			return err
		}
	} else if _, err := os.Stat(config.KeyringDir()); errors.Is(err, fs.ErrNotExist) {
		return usagef("there is no key ring in %s, and nothing in the backup can be read without", config.KeyringDir()).
			withHint("give its copy with --keyring-in")
	}
	h := &held{config: config, master: master}
	if h.ring, err = keyring.Open(config.KeyringDir(), master); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	if err := store.Restore(ctx, h.options(), from); err != nil {
		if f := classify(err); f.code != exitInternal {
			return f
		}
		return badFile(in, err)
	}
	if err := h.note(ctx, a, audit.StoreRestored); err != nil {
		return err
	}
	return a.print(map[string]any{"store": config.StoreDir(), "keys": h.ring.Len()}, func(w io.Writer) {
		fmt.Fprintf(w, "%s, with %d keys in the ring\n", config.StoreDir(), h.ring.Len())
	})
}

func (a *app) importRing(config *server.Config, master keyring.Master, path string) error {
	from, err := a.openIn(path)
	if err != nil {
		return err
	}
	defer from.Close()
	return keyring.Import(config.KeyringDir(), master, from)
}

// checkView is what a check found.
type checkView struct {
	Keys        int   `json:"keys"`
	CorruptKeys int   `json:"corrupt_keys"`
	Orphans     int   `json:"keys_without_record"` // destroyed by now
	Dropped     int   `json:"records_without_key"` // removed by now
	Audit       int64 `json:"audit_entries"`
	Unsealed    int64 `json:"audit_unsealed_bytes"`
}

func newStoreCheckCommand(a *app) *cobra.Command {
	var c configFlags
	cmd := &cobra.Command{
		Use:   "check --config FILE",
		Short: "read all data of a service that is stopped",
		Long: `Opens the key ring and the database, which ends what a crash broke off, reads
every value with its checksum, and verifies the audit log.

A database that lacks many of the records that the ring has keys for is an old copy
or has lost its end, and is refused: the right one may be somewhere.
--data.accept_loss takes it as it is and destroys those keys, for good.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.checkStore(cmd.Context(), &c)
		},
	}
	c.add(cmd, "data.")
	return cmd
}

func (a *app) checkStore(ctx context.Context, c *configFlags) (err error) {
	h, err := a.hold(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	if err := h.store.Check(ctx); err != nil {
		return err
	}
	if err := h.store.Backup(ctx, io.Discard); err != nil { // which reads everything
		return err
	}
	found, err := verifyAudit(h.config.AuditDir(), h.master)
	if err != nil {
		return err
	}
	stats := h.store.Stats()
	v := checkView{
		Keys: h.ring.Len(), CorruptKeys: h.ring.Corrupt(), Orphans: stats.Orphans, Dropped: stats.Dropped,
		Audit: found.Entries, Unsealed: found.Unsealed,
	}
	if v.CorruptKeys > 0 {
		a.warn("%d keys do not open: one comes from a crash, more from the disk or from somebody", v.CorruptKeys)
	}
	return a.print(v, func(w io.Writer) {
		row(w, "key ring", "%d keys, %d that do not open", v.Keys, v.CorruptKeys)
		row(w, "database", "readable; %d keys without a record, %d records without a key", v.Orphans, v.Dropped)
		row(w, "audit log", "%d entries, as they were signed", v.Audit)
	})
}
