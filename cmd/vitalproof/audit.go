package main

import (
	"encoding/hex"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"golang.org/x/mod/sumdb/note"

	"vitalproof/prover/audit"
	"vitalproof/prover/keyring"
	"vitalproof/prover/server"
)

func verifyAudit(dir string, m keyring.Master, earlier ...[]byte) (audit.Report, error) {
	key, err := audit.VerifierKey(server.AuditSeed(m))
	if err != nil {
		return audit.Report{}, err
	}
	return audit.Verify(dir, key, earlier...)
}

func newAuditCommand(a *app) *cobra.Command {
	return group("audit", "verify a prover service's audit log",
		newAuditVerifyCommand(a), newAuditCheckpointCommand(a))
}

// auditFlags find a log and the key that signed it.
type auditFlags struct {
	config   configFlags
	dir, key string
}

func (f *auditFlags) add(cmd *cobra.Command) {
	f.config.add(cmd, "data.")
	cmd.Flags().StringVar(&f.dir, "dir", "", "the `folder` of the log, where there is no configuration")
	cmd.Flags().StringVar(&f.key, "verifier-key", "", "the public `key` of the log, as checkpoint prints it")
	cmd.MarkFlagsRequiredTogether("dir", "verifier-key")
	cmd.MarkFlagsOneRequired("dir", "config", "data.dir")
	cmd.MarkFlagsMutuallyExclusive("dir", "config")
	cmd.MarkFlagsMutuallyExclusive("dir", "data.dir")
	folderFlag(cmd, "dir")
	complete(cmd, "verifier-key")
}

// find gives the folder and the public key.
func (f *auditFlags) find(cmd *cobra.Command, a *app) (dir, key string, err error) {
	if f.dir != "" {
		if _, err := note.NewVerifier(f.key); err != nil {
			return "", "", usagef("--verifier-key: want the key that \"audit checkpoint\" prints")
		}
		return f.dir, f.key, nil
	}
	config, master, err := f.config.master(cmd.Context(), a)
	if err != nil {
		return "", "", err
	}
	key, err = audit.VerifierKey(server.AuditSeed(master))
	return config.AuditDir(), key, err
}

// auditView is what is known of a log.
type auditView struct {
	Entries  int64  `json:"entries"`
	Root     string `json:"root"`
	Unsealed int64  `json:"unsealed_bytes"`
	Key      string `json:"verifier_key"`
	File     string `json:"file,omitempty"`
}

func newAuditView(r audit.Report, key string) *auditView {
	return &auditView{Entries: r.Entries, Root: hex.EncodeToString(r.Root[:]), Unsealed: r.Unsealed, Key: key}
}

func (v *auditView) text(w io.Writer) {
	row(w, "entries", "%d", v.Entries)
	row(w, "root", "%s", v.Root)
	row(w, "verifier key", "%s", v.Key)
	if v.File != "" {
		row(w, "file", "%s", v.File)
	}
}

func newAuditVerifyCommand(a *app) *cobra.Command {
	var f auditFlags
	var checkpoints []string
	cmd := &cobra.Command{
		Use:   "verify --config FILE [--checkpoint FILE]",
		Short: "check that no entry was changed, removed or added",
		Long: `Holds the log to its signatures and to checkpoints that were kept elsewhere. The
service may be running. Whoever has the verifier key, which "audit checkpoint"
prints, can verify a copy of the log with --dir and --verifier-key.

It shows that the entries are as the service wrote them. A log that was cut at its
end is found by a checkpoint that is newer than the cut.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, key, err := f.find(cmd, a)
			if err != nil {
				return err
			}
			var earlier [][]byte
			for _, path := range checkpoints {
				data, err := a.readIn(path, maxCheckpoint)
				if err != nil {
					return err
				}
				earlier = append(earlier, data)
			}
			if len(earlier) == 0 {
				a.say("without --checkpoint a log that was cut at its end is not noticed")
			}
			report, err := audit.Verify(dir, key, earlier...)
			if err != nil {
				return err
			}
			if report.Unsealed > 0 {
				a.say("%d bytes at the end are not signed: of a crash, or being written now", report.Unsealed)
			}
			v := newAuditView(report, key)
			return a.print(v, v.text)
		},
	}
	f.add(cmd)
	cmd.Flags().StringArrayVar(&checkpoints, "checkpoint", nil, "a checkpoint `file` from before; repeat it for more")
	fileFlag(cmd, "checkpoint", "checkpoint")
	return cmd
}

// maxCheckpoint bounds a checkpoint file, which takes a few hundred bytes.
const maxCheckpoint = 64 << 10

func newAuditCheckpointCommand(a *app) *cobra.Command {
	var f auditFlags
	var out string
	cmd := &cobra.Command{
		Use:   "checkpoint --config FILE --out FILE",
		Short: "write the signed state of the log, to be kept elsewhere",
		Long: `Verifies the log and writes its latest signed state. Keep it, and the verifier key,
where whoever can write the log cannot write. The service may be running.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkOut(out, false); err != nil {
				return err
			}
			dir, key, err := f.find(cmd, a)
			if err != nil {
				return err
			}
			report, err := audit.Verify(dir, key)
			if err != nil {
				return err
			}
			if report.Entries == 0 {
				return fmt.Errorf("%s: the log has no entries yet", dir)
			}
			if err := a.writeOut(out, report.Checkpoint, modePublic, false); err != nil || out == stdio {
				return err
			}
			v := newAuditView(report, key)
			v.File = out
			return a.print(v, v.text)
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&out, "out", "", "the checkpoint `file` to write, - for standard output")
	required(cmd, "out")
	fileFlag(cmd, "out", "checkpoint")
	return cmd
}
