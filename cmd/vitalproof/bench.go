package main

import (
	"github.com/spf13/cobra"

	"vitalproof/benchmarks/bench"
	"vitalproof/benchmarks/command"
)

// newBenchCommand measures the circuits of this repository. The step that this
// process was started for, if any, is done by main before there is a command.
func newBenchCommand(a *app) *cobra.Command {
	m := a.newMeter()
	cmd := command.New(bench.All(), &command.Env{
		Stdout: a.stdout, JSON: func() bool { return a.json },
		Progress: func(text string, done, total int) {
			m.overall(text, int64(done), int64(total))
		},
	})
	inner := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		defer m.stop()
		return inner(cmd, args)
	}
	return cmd
}
