// Package command is the bench command: of vitalproof, and of a program of
// somebody's own circuits, which calls Main.
package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/consensys/gnark/logger"
	"github.com/spf13/cobra"

	"vitalproof/benchmarks/bench"
	"vitalproof/benchmarks/compare"
	"vitalproof/benchmarks/report"
	"vitalproof/benchmarks/result"
)

// Env is what the program around a command gives it.
type Env struct {
	Stdout   io.Writer
	Progress func(text string, done, total int) // may be nil
	JSON     func() bool                        // whether results are asked for as JSON
}

// Errors of the command.
var (
	ErrRegressed = errors.New("a figure is worse than before")
	ErrKept      = errors.New("what is measured is kept") // of a run that was interrupted
)

// New makes the command for some circuits.
func New(subjects []bench.Subject, env *Env) *cobra.Command {
	c := &measuring{env: env, subjects: subjects}
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "measure circuits: constraints, keys, proving, verifying, memory, gas",
		Long: `Measures circuits on this machine and writes results.json, results.csv, report.md and
report.html, a page with plots, to a folder. Each circuit is measured in processes of
its own; what is compared is run in turn, and the ratio is taken pair by pair.

The full run takes about ten minutes on two cores, --quick about one. A run that was
interrupted goes on when it is started again with the same options and folder.

The keys are made for the run and thrown away; no reading of anybody is used.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(cmd *cobra.Command, _ []string) error { return c.run(cmd.Context()) },
	}
	f := cmd.Flags()
	f.BoolVar(&c.options.Quick, "quick", false, "less of everything, for a first look")
	f.StringSliceVar(&c.options.Subjects, "circuits", nil, `circuits by name or pattern, such as "glucose-5min-*" (default: a selection; see --list)`)
	f.StringSliceVar(&c.options.Backends, "backends", nil, "proof systems: groth16, plonk (default: groth16, and plonk for a few)")
	f.IntSliceVar(&c.days, "days", nil, "window lengths in days (default: all of the circuits)")
	f.IntVar(&c.options.Runs, "runs", 0, fmt.Sprintf("proofs of each circuit, up to %d (default: up to 20 in 8 seconds, five at least)", bench.MaxRuns))
	f.IntSliceVar(&c.options.Concurrency, "concurrency", nil, "measure throughput of each circuit with so many provers at a time (default: 1, 2 and 4, of "+bench.Flagship+")")
	f.BoolVar(&c.options.Peers, "peers", false, "have circom with snarkjs and Noir with Barretenberg prove the same check in turn with ours; needs npm packages")
	f.StringVar(&c.out, "out", "vitalproof-bench", "the `folder` to write to")
	f.BoolVar(&c.force, "force", false, "replace the files of an earlier run in the folder")
	f.BoolVar(&c.fresh, "fresh", false, "begin anew instead of going on with an interrupted run")
	f.BoolVar(&c.list, "list", false, "list the circuits and measure nothing")
	cmd.AddCommand(newCompare(env), newReport(env))
	return cmd
}

type measuring struct {
	env      *Env
	subjects []bench.Subject
	options  bench.Options
	days     []int
	out      string

	force, fresh, list bool
}

// Names of the files in the folder.
const (
	resultsFile = "results.json"
	partialFile = "partial.json"
)

func (c *measuring) run(ctx context.Context) error {
	subjects := c.ofDays()
	if c.list {
		return c.env.print(listOf(subjects), func(w io.Writer) { writeList(w, subjects) })
	}
	if _, err := os.Stat(filepath.Join(c.out, resultsFile)); err == nil && !c.force {
		return &fs.PathError{Op: "write", Path: filepath.Join(c.out, resultsFile), Err: fs.ErrExist}
	}
	if err := makeFolder(c.out); err != nil {
		return err
	}
	r := &bench.Run{
		Subjects: subjects, Options: c.options, Partial: filepath.Join(c.out, partialFile), Fresh: c.fresh, Progress: c.env.Progress,
	}
	file, err := r.Do(ctx)
	if ctx.Err() != nil && file != nil && len(file.Subjects) > 0 {
		return fmt.Errorf("%w in %s: start again with the same options to go on", ErrKept, c.out)
	}
	if err != nil {
		return err
	}
	if err := write(c.out, file); err != nil {
		return err
	}
	return c.env.print(file, func(w io.Writer) {
		writeSummary(w, file)
		fmt.Fprintf(w, "\nwritten to %s: %s, results.csv, report.md, report.html\n", c.out, resultsFile)
	})
}

// ofDays keeps the circuits of the window lengths that were asked for.
func (c *measuring) ofDays() []bench.Subject {
	if len(c.days) == 0 {
		return c.subjects
	}
	var kept []bench.Subject
	for _, s := range c.subjects {
		for _, d := range c.days {
			if s.Days == d {
				kept = append(kept, s)
			}
		}
	}
	return kept
}

// write writes a result in every form, the result itself last: where it is, all is.
func write(dir string, f *result.File) error {
	for _, form := range []struct {
		name  string
		write func(io.Writer, *result.File) error
	}{
		{"results.csv", report.CSV}, {"report.md", report.Markdown}, {"report.html", report.HTML},
		{resultsFile, func(w io.Writer, f *result.File) error {
			raw, err := f.Marshal()
			if err == nil {
				_, err = w.Write(raw)
			}
			return err
		}},
	} {
		var out bytes.Buffer
		if err := form.write(&out, f); err != nil {
			return fmt.Errorf("write %s: %w", form.name, err)
		}
		path := filepath.Join(dir, form.name)
		if err := os.WriteFile(path+".new", out.Bytes(), 0o644); err != nil { //nolint:gosec // results are for everybody
			return err
		}
		if err := os.Rename(path+".new", path); err != nil {
			return err
		}
	}
	return nil
}

// makeFolder makes the folder to write to. Its error is one of writing, whatever
// stood in the way.
func makeFolder(path string) error {
	err := os.MkdirAll(path, 0o755)
	var onPath *fs.PathError
	if errors.As(err, &onPath) {
		return &fs.PathError{Op: "write", Path: path, Err: onPath.Err}
	}
	return err
}

// print writes a value as JSON if that is asked for, else as text.
func (e *Env) print(v any, text func(io.Writer)) error {
	var out bytes.Buffer
	if e.JSON != nil && e.JSON() {
		enc := json.NewEncoder(&out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", " ")
		if err := enc.Encode(v); err != nil {
			return err
		}
	} else {
		text(&out)
	}
	_, err := e.Stdout.Write(out.Bytes())
	return err
}

func readResult(path string) (*result.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := result.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return r, nil
}

func newReport(env *Env) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "report RESULTS.json",
		Short: "write the page and the tables of a result again",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			f, err := readResult(args[0])
			if err != nil {
				return err
			}
			if err := makeFolder(out); err != nil {
				return err
			}
			if err := write(out, f); err != nil {
				return err
			}
			return env.print(map[string]string{"written": out}, func(w io.Writer) { fmt.Fprintf(w, "written to %s\n", out) })
		},
	}
	cmd.Flags().StringVar(&out, "out", "vitalproof-bench", "the `folder` to write to")
	return cmd
}

func newCompare(env *Env) *cobra.Command {
	var o compare.Options
	cmd := &cobra.Command{
		Use:   "compare OLD.json NEW.json",
		Short: "tell whether one result is worse than another",
		Long: `Compares two results. Counts, such as constraints and gas, are compared exactly. Of
timings only the ratios within one run decide, where they differ by more than the
threshold and a Mann-Whitney U test rules out chance; absolute times are shown beside.`,
		Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			older, err := readResult(args[0])
			if err != nil {
				return err
			}
			newer, err := readResult(args[1])
			if err != nil {
				return err
			}
			r, err := compare.Files(older, newer, o)
			if err != nil {
				return err
			}
			if err := env.print(r, func(w io.Writer) { writeComparison(w, r) }); err != nil {
				return err
			}
			if r.Regressed {
				return ErrRegressed
			}
			return nil
		},
	}
	cmd.Flags().Float64Var(&o.Threshold, "threshold", 0.1, "least relative change of a ratio that counts")
	cmd.Flags().Float64Var(&o.Alpha, "alpha", 0.01, "probability of calling chance a change, for each ratio")
	return cmd
}

// Main measures circuits from the command line, as vitalproof bench does; it is all
// that a program of somebody's own circuits needs.
func Main(subjects ...bench.Subject) {
	logger.Disable() // it prints witness values
	bench.Child(subjects)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	asJSON := false
	last := ""
	cmd := New(subjects, &Env{
		Stdout: os.Stdout, JSON: func() bool { return asJSON },
		Progress: func(text string, done, total int) {
			if what, _, _ := strings.Cut(text, ":"); what != last {
				fmt.Fprintf(os.Stderr, "%d of %d: %s\n", done, total, what)
				last = what
			}
		},
	})
	cmd.PersistentFlags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	cmd.SilenceUsage = true
	if err := cmd.ExecuteContext(ctx); err != nil {
		stop()
		os.Exit(1)
	}
}
