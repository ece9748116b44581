package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/codeset"
	"vitalproof/circuits/statement"
	"vitalproof/prover/local"
)

// asked is what a --claim names: a preset, a template file or a whole claim.
type asked struct {
	name    string
	targets claim.Targets
	days    int          // window that a preset's source names, or 0
	full    *claim.Claim // only of a claim file
}

// isClaimFile tells a claim, which names a metric, from a template.
var isClaimFile = regexp.MustCompile(`(?m)^\s*(metric|days|earliest-end|latest-end)\s*=`)

// readClaim reads a preset by name or else a file.
func (a *app) readClaim(nameOrFile string) (*asked, error) {
	t, unknown := claim.Preset(nameOrFile)
	if unknown == nil {
		return &asked{name: t.Name, targets: t.Targets, days: t.Days}, nil
	}
	data, err := a.readIn(nameOrFile, claim.MaxFile)
	if errors.Is(err, os.ErrNotExist) {
		return nil, faultf(exitInput, "%s: neither a preset nor a file", nameOrFile).
			withHint(`"vitalproof claims" lists the presets`)
	}
	if err != nil {
		return nil, err
	}
	if isClaimFile.Match(data) {
		c, err := claim.Parse(data)
		if err != nil {
			return nil, badFile(nameOrFile, err)
		}
		targets := claim.Targets{Quantity: c.Metric.Quantity(), Coverage: c.Coverage, Limits: c.Limits, Set: c.Set}
		return &asked{nameOrFile, targets, c.Days, &c}, nil
	}
	if t, err = claim.ParseTemplate(nameOrFile, data); err != nil {
		return nil, badFile(nameOrFile, err)
	}
	return &asked{name: nameOrFile, targets: t.Targets, days: t.Days}, nil
}

// judge sets an unsealed window against what is asked. A whole claim also says
// where the window ends; the assurance of a seal is not known yet.
func (q *asked) judge(w *statement.Window, days int, sets []*codeset.Set) (*claimFigures, error) {
	end, without := w.EndDay, []string{"assurance"}
	var c claim.Claim
	if q.full != nil {
		c = *q.full
		if c.Metric != w.Metric {
			return nil, fmt.Errorf("%w: the export holds %s, the claim asks for %s", local.ErrOtherCircuit, w.Metric.Name(), c.Metric.Name())
		}
	} else {
		var err error
		if c, err = claim.New(w.Metric, days, end, end, 0, q.targets); err != nil {
			return nil, err
		}
		without = append(without, "window", "window-end")
	}
	set, err := setFor(c, sets)
	if err != nil {
		return nil, err
	}
	r := catalogue.Evaluate(c, w, set)
	r.Checks = slices.DeleteFunc(r.Checks, func(c claim.Check) bool { return slices.Contains(without, c.Name) })
	return newClaimFigures(q.name, r), nil
}

// preset is a built-in claim as `claims` prints it.
type preset struct {
	Name       string   `json:"name"`
	Quantity   string   `json:"quantity"`
	Days       int      `json:"days,omitempty"`
	Title      string   `json:"title"`
	Source     string   `json:"source"`
	DOI        string   `json:"doi,omitempty"`
	Strictness string   `json:"strictness"`
	Note       string   `json:"note,omitempty"`
	Limits     []string `json:"limits"`
}

func newClaimsCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "claims [NAME]",
		Short: "list the built-in claims, or show one with its source",
		Long: `Lists the claims that are built in, or prints one in the format of a claim
template, which can be edited and given to --claim as a file.`,
		Args: cobra.MaximumNArgs(1),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
			names, _ := presets(cmd, args, prefix)
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 {
				return a.showClaim(args[0])
			}
			var all []preset
			for _, t := range claim.Presets() {
				all = append(all, newPreset(t))
			}
			slices.SortStableFunc(all, func(a, b preset) int { return strings.Compare(a.Quantity, b.Quantity) })
			return a.print(all, func(w io.Writer) {
				quantity := ""
				for _, p := range all {
					if p.Quantity != quantity {
						quantity = p.Quantity
						fmt.Fprintf(w, "%s\n", quantity)
					}
					fmt.Fprintf(w, "  %-28s %s\n", p.Name, p.Title)
				}
			})
		},
	}
}

func (a *app) showClaim(name string) error {
	t, err := claim.Preset(name)
	if err != nil {
		return err
	}
	p := newPreset(t)
	return a.print(p, func(w io.Writer) {
		for _, field := range []struct{ key, value string }{
			{"quantity", p.Quantity}, {"title", p.Title}, {"source", p.Source}, {"doi", p.DOI}, {"strictness", p.Strictness}, {"note", p.Note},
		} {
			if field.value != "" {
				fmt.Fprintf(w, "%s = \"%s\"\n", field.key, field.value)
			}
		}
		if p.Days > 0 {
			fmt.Fprintf(w, "days = %d\n", p.Days)
		}
		fmt.Fprintln(w, "\n[limits]")
		for _, l := range limitPairs(t.Targets) {
			fmt.Fprintf(w, "%s = \"%s\"\n", l.key, l.condition)
		}
	})
}

func newPreset(t claim.Template) preset {
	p := preset{Name: t.Name, Quantity: string(t.Quantity), Days: t.Days, Title: t.Title, Source: t.Source, DOI: t.DOI, Strictness: t.Strictness, Note: t.Note}
	for _, l := range limitPairs(t.Targets) {
		p.Limits = append(p.Limits, l.key+" "+l.condition)
	}
	return p
}

type limitPair struct{ key, condition string }

// limitLine matches a line of [limits] in a claim file.
var limitLine = regexp.MustCompile(`(?m)^([a-z0-9-]+) = "([^"]*)"$`)

// limitPairs writes targets as key and condition, by way of the one writer that
// claims have.
func limitPairs(t claim.Targets) []limitPair {
	const someDay = 1000
	c, err := claim.New(t.Quantity.Metrics()[0], claim.MaxDays, someDay, someDay, 0, t)
	if err != nil {
		panic("vitalproof: a preset is no valid claim: " + err.Error())
	}
	text, err := c.Marshal()
	if err != nil {
		panic("vitalproof: a preset cannot be written: " + err.Error())
	}
	_, limits, _ := strings.Cut(string(text), "[limits]")
	var pairs []limitPair
	for _, m := range limitLine.FindAllStringSubmatch(limits, -1) {
		pairs = append(pairs, limitPair{m[1], m[2]})
	}
	return pairs
}
