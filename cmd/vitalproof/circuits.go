package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/lock"
	"vitalproof/prover/keys"
)

// circuitRow is a circuit as `circuits` prints it.
type circuitRow struct {
	Name         string   `json:"name"`
	ID           string   `json:"id"`
	Family       string   `json:"family"`
	Metric       string   `json:"metric"`
	Interval     int      `json:"interval_minutes"`
	Days         int      `json:"days"`
	Constraints  int      `json:"constraints"`
	PublicInputs []string `json:"public_inputs"`
	Commitments  int      `json:"commitments"`
	Ceremony     string   `json:"ceremony"`
	Checked      *bool    `json:"checked,omitempty"` // with --check: compiled again and equal
}

func newCircuitsCommand(a *app) *cobra.Command {
	var check bool
	cmd := &cobra.Command{
		Use:   "circuits",
		Short: "list the circuits this version pins",
		Long: `Lists the circuits of the lockfile. A circuit's id is the SHA-256 of its compiled
constraint system; --check compiles each circuit again and compares the ids.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.circuits(cmd, check)
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "compile every circuit and compare its id")
	return cmd
}

func (a *app) circuits(cmd *cobra.Command, check bool) error {
	entries, err := lock.Entries()
	if err != nil {
		return err
	}
	var rows []circuitRow
	m := a.newMeter()
	defer m.stop()
	for i, e := range entries {
		r := circuitRow{
			Name: e.Name, ID: e.ID, Family: e.Family, Metric: e.Metric, Interval: e.IntervalMinutes, Days: e.Days,
			Constraints: e.Constraints, PublicInputs: e.PublicInputs, Commitments: e.Commitments, Ceremony: e.Ceremony,
		}
		if check {
			m.step(fmt.Sprintf("compiling %s (%d of %d)", e.Name, i+1, len(entries)), 0, 0)
			if err := compileSame(e); err != nil {
				return err
			}
			if err := cmd.Context().Err(); err != nil {
				return err
			}
			same := true
			r.Checked = &same
		}
		rows = append(rows, r)
	}
	m.stop()
	return a.print(rows, func(w io.Writer) {
		fmt.Fprintf(w, "%-18s %11s  %s\n", "name", "constraints", "id")
		for _, r := range rows {
			fmt.Fprintf(w, "%-18s %11d  %s\n", r.Name, r.Constraints, r.ID)
		}
		if check {
			fmt.Fprintf(w, "all %d circuits compile to these ids\n", len(rows))
		}
	})
}

// compileSame compiles a pinned circuit and compares id and size.
func compileSame(e lock.Entry) error {
	c, err := catalogue.ByName(e.Name)
	if err != nil {
		return err
	}
	compiled, err := c.Compile()
	if err != nil {
		return err
	}
	if compiled.ID.String() != e.ID || compiled.System.GetNbConstraints() != e.Constraints {
		return fmt.Errorf("%w: %s", keys.ErrCircuitID, e.Name)
	}
	return nil
}
