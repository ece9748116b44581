package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/consensys/gnark"
	"github.com/spf13/cobra"
)

type version struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	Go       string `json:"go"`
	Gnark    string `json:"gnark"`
}

func newVersionCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "version",
		Short:             "print the version of this program",
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			v := currentVersion()
			return a.print(v, func(w io.Writer) {
				fmt.Fprintf(w, "vitalproof %s (%s, gnark %s)\n", v.Version, v.Go, v.Gnark)
			})
		},
	}
}

func currentVersion() version {
	v := version{Version: "devel", Go: runtime.Version(), Gnark: gnark.Version.String()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	if info.Main.Version != "" && info.Main.Version != "(devel)" {
		v.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			v.Revision = s.Value
		}
	}
	return v
}
