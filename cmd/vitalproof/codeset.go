package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/codeset"
	"vitalproof/circuits/statement"
)

func newCodesetCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "codeset",
		Short: "sets of codes that claims name: build, show, list",
		Long: `A claim about codes says that one code of a person's complete list is in a set, or
that none is. The claim names the set by an id; the set's file says which codes are
meant, so whoever asks hands it out and whoever answers reads it.`,
	}
	cmd.AddCommand(newCodesetBuildCommand(a), newCodesetShowCommand(a), newCodesetListCommand(a))
	return cmd
}

func newCodesetBuildCommand(a *app) *cobra.Command {
	var metric, in, out string
	var force bool
	cmd := &cobra.Command{
		Use:   "build --metric NAME --input FILE --out FILE.codeset",
		Short: "make a set of a list of codes",
		Long: `Reads codes, one a line, in any order; empty lines and what follows a # are left
out. The same codes give the same file and id, however they are listed.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			return a.buildCodeset(metric, in, out, force)
		},
	}
	cmd.Flags().StringVar(&metric, "metric", "", "what the codes are of: icd-10-cm, snomed-ct or cpic-phenotype")
	cmd.Flags().StringVar(&in, "input", "", "the `file` of codes, - for standard input")
	cmd.Flags().StringVar(&out, "out", "", "the set's `file` to write")
	cmd.Flags().BoolVar(&force, "force", false, "replace the file if it exists")
	required(cmd, "metric", "input", "out")
	complete(cmd, "metric", claim.ICD10CM.Name(), claim.SNOMED.Name(), claim.CPICPhenotype.Name())
	fileFlag(cmd, "out", "codeset")
	return cmd
}

// codesetView is a set as commands print it.
type codesetView struct {
	File   string   `json:"file,omitempty"`
	Name   string   `json:"name,omitempty"`
	ID     string   `json:"id"`
	Metric string   `json:"metric"`
	Count  int      `json:"count"`
	Codes  []string `json:"codes,omitempty"`
}

func newCodesetView(s *codeset.Set) codesetView {
	return codesetView{ID: fmt.Sprintf("0x%x", s.ID()), Metric: s.Metric().Name(), Count: len(s.Codes())}
}

func (a *app) buildCodeset(metric, in, out string, force bool) error {
	m, err := claim.ParseMetric(metric)
	if err != nil {
		return usagef("--metric: %w", err)
	}
	if m.Family() != claim.Codes {
		return usagef("--metric: %s has no codes", m.Name())
	}
	if err := checkOut(out, force); err != nil {
		return err
	}
	data, err := a.readIn(in, codeset.MaxBytes)
	if err != nil {
		return err
	}
	set, err := codeset.ParseList(m, bytes.NewReader(data))
	if err != nil {
		return badFile(in, err)
	}
	file, err := set.Marshal()
	if err != nil {
		return err
	}
	if err := a.writeOut(out, file, modePublic, force); err != nil || out == stdio {
		return err
	}
	v := newCodesetView(set)
	v.File = out
	return a.print(v, func(w io.Writer) {
		row(w, "set", "%s", v.ID)
		row(w, "codes", "%d of %s", v.Count, v.Metric)
	})
}

func newCodesetShowCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "show FILE|NAME",
		Short:             "say which codes a set has, and its id; also of a set that comes with the program",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: files("codeset"),
		RunE: func(_ *cobra.Command, args []string) error {
			set, err := a.namedCodeset(args[0])
			if err != nil {
				return err
			}
			v := newCodesetView(set)
			v.File = args[0]
			for _, word := range set.Codes() {
				text, err := statement.FormatCode(set.Metric(), word)
				if err != nil {
					return err
				}
				v.Codes = append(v.Codes, text)
			}
			return a.print(v, func(w io.Writer) {
				row(w, "set", "%s", v.ID)
				row(w, "codes", "%d of %s", v.Count, v.Metric)
				for _, text := range v.Codes {
					fmt.Fprintln(w, text)
				}
			})
		},
	}
}

func newCodesetListCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "list",
		Short:             "list the sets that come with the program",
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			var all []codesetView
			for _, b := range codeset.Builtins() {
				v := newCodesetView(b.Set)
				v.Name = b.Name
				all = append(all, v)
			}
			return a.print(all, func(w io.Writer) {
				for _, v := range all {
					fmt.Fprintf(w, "%s  %s, %d codes of %s\n", v.ID, v.Name, v.Count, v.Metric)
				}
			})
		},
	}
}

// namedCodeset finds a set that comes with the program, or reads a file.
func (a *app) namedCodeset(name string) (*codeset.Set, error) {
	for _, b := range codeset.Builtins() {
		if b.Name == name {
			return b.Set, nil
		}
	}
	return a.readCodeset(name)
}

// mostListed bounds the codes of a set that a holder is shown before proving; the
// file has them all.
const mostListed = 8

// sayCodeset tells a holder which codes a claim is about: its id alone says
// nothing.
func (a *app) sayCodeset(s *codeset.Set) {
	var texts []string
	for _, word := range s.Codes() {
		if len(texts) == mostListed {
			texts = append(texts, "...")
			break
		}
		text, err := statement.FormatCode(s.Metric(), word)
		if err != nil {
			return // a set has valid codes only
		}
		texts = append(texts, text)
	}
	a.say("the set 0x%x has %d codes: %s", s.ID(), len(s.Codes()), strings.Join(texts, ", "))
}

func (a *app) readCodeset(path string) (*codeset.Set, error) {
	data, err := a.readIn(path, codeset.MaxBytes)
	if err != nil {
		return nil, err
	}
	set, err := codeset.Parse(data)
	if err != nil {
		return nil, badFile(path, err)
	}
	return set, nil
}

func (a *app) readCodesets(paths []string) ([]*codeset.Set, error) {
	var all []*codeset.Set
	for _, path := range paths {
		set, err := a.readCodeset(path)
		if err != nil {
			return nil, err
		}
		all = append(all, set)
	}
	return all, nil
}
