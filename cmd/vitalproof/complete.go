package main

import (
	"github.com/spf13/cobra"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
)

// completeFunc is cobra's type of a completion.
type completeFunc = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective)

// complete offers fixed values for a flag.
func complete(cmd *cobra.Command, flag string, values ...string) {
	completeWith(cmd, flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

func completeWith(cmd *cobra.Command, flag string, f completeFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, f); err != nil {
		panic("vitalproof: " + err.Error()) // the flag is missing: a mistake in this program
	}
}

// fileFlag offers files of one kind for a flag.
func fileFlag(cmd *cobra.Command, flag, extension string) {
	completeWith(cmd, flag, files(extension))
}

// files offers files with an extension.
func files(extension string) completeFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return []string{extension}, cobra.ShellCompDirectiveFilterFileExt
	}
}

// presets offers the built-in claims, and files.
func presets(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for _, t := range claim.Presets() {
		names = append(names, t.Name+"\t"+t.Title)
	}
	return names, cobra.ShellCompDirectiveDefault
}

// circuitNames offers the circuits.
func circuitNames(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	entries, err := lock.Entries()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// folderFlag offers folders for a flag.
func folderFlag(cmd *cobra.Command, flag string) {
	completeWith(cmd, flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveFilterDirs
	})
}
