package main

import (
	"context"
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"vitalproof/prover/keyring"
	"vitalproof/prover/server"
)

// configFlags find a service's configuration.
type configFlags struct {
	path string
	set  *pflag.FlagSet
}

// add adds --config and a flag for each key of the configuration that begins with
// the prefix: all of them for "".
func (c *configFlags) add(cmd *cobra.Command, prefix string) {
	cmd.Flags().StringVar(&c.path, "config", "", "the configuration `file`")
	fileFlag(cmd, "config", "yaml")
	c.set = cmd.Flags()
	all := pflag.NewFlagSet("", pflag.ContinueOnError)
	server.Flags(all)
	all.VisitAll(func(f *pflag.Flag) {
		if strings.HasPrefix(f.Name, prefix) {
			cmd.Flags().AddFlag(f)
			if f.Value.Type() != "bool" {
				completeWith(cmd, f.Name, completionOf(f.Name))
			}
		}
	})
}

// completionOf offers files and folders where a key names one.
func completionOf(key string) completeFunc {
	switch key {
	case "data.dir", "data.keyring", "keys.cache":
		return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		}
	case "tls.cert", "tls.key", "tls.client_ca", "access.tokens", "data.key_file", "data.key_command":
		return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveDefault
		}
	case "tls.client_auth":
		return cobra.FixedCompletions([]string{"require", "optional", "none"}, cobra.ShellCompDirectiveNoFileComp)
	case "circuits.serve", "circuits.self_test":
		return circuitNames
	case "log.level":
		return cobra.FixedCompletions([]string{"debug", "info", "warn", "error"}, cobra.ShellCompDirectiveNoFileComp)
	case "log.format":
		return cobra.FixedCompletions([]string{"text", "json"}, cobra.ShellCompDirectiveNoFileComp)
	}
	return cobra.NoFileCompletions
}

// load puts the configuration together and judges nothing but its form.
func (c *configFlags) load(a *app) (server.Config, error) {
	config, err := server.Load(c.set, c.path, os.Environ())
	if err != nil {
		return config, a.badConfig(err)
	}
	return config, nil
}

// badConfig lists everything that is wrong with a configuration, each on a line.
func (a *app) badConfig(err error) error {
	if !errors.Is(err, server.ErrConfig) {
		return err
	}
	for line := range strings.Lines(err.Error()) {
		line = strings.TrimSpace(line)
		if line != "" && line != server.ErrConfig.Error()+":" {
			a.say("fails: %s", oneLine(line))
		}
	}
	return usagef("%w", server.ErrConfig).withHint("%s", configHint(err.Error()))
}

// configHint helps with the first steps.
func configHint(problems string) string {
	switch {
	case strings.Contains(problems, "access.tokens: there is no file"), strings.Contains(problems, "nobody could call"):
		return `"vitalproof access token new" makes a file of tokens, "vitalproof access ca" certificates`
	case strings.Contains(problems, "tls: name the files"):
		return `"vitalproof access ca server" makes a certificate; --plaintext does without one on this machine`
	case strings.Contains(problems, "data.key_file"):
		return `"vitalproof store key" makes a data key`
	case strings.Contains(problems, "data.dir"):
		return "name a folder with --data.dir"
	}
	return `"vitalproof serve --print-config" prints every key with its value`
}

// master loads the data key of data that is there.
func (c *configFlags) master(ctx context.Context, a *app) (server.Config, keyring.Master, error) {
	config, err := c.load(a)
	if err != nil {
		return config, keyring.Master{}, err
	}
	for _, w := range config.Warnings() {
		a.warn("%s", oneLine(w))
	}
	if config.Data.Dir == "" {
		return config, keyring.Master{}, usagef("there is no data.dir").withHint("name it with --data.dir, or a file with --config")
	}
	m, err := loadMaster(ctx, &config)
	return config, m, err
}

func loadMaster(ctx context.Context, config *server.Config) (keyring.Master, error) {
	m, err := keyring.LoadMaster(ctx, config.MasterSource())
	if err == nil {
		return m, nil
	}
	f := classify(err)
	if f.code == exitInput || f.code == exitInternal {
		f = &fault{exitDataKey, err, `"vitalproof store key" makes one; data that is there needs the one it was written with`}
	}
	return m, f
}
