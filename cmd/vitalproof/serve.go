package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"
	"sigs.k8s.io/yaml"

	"vitalproof/prover/server"
	"vitalproof/prover/worker"
)

func newServeCommand(a *app) *cobra.Command {
	var c configFlags
	var printConfig, checkConfig bool
	cmd := &cobra.Command{
		Use:   "serve --config FILE",
		Short: "run a prover service",
		Long: `Takes proofs that holders submit, makes them, and keeps requests of researchers
with the answers to them, by gRPC and as JSON on one port, until it is stopped.

Each value of the configuration has one name: "tls.cert" stands in the file as cert
under tls, on the command line as --tls.cert, in the environment as
VITALPROOF_TLS_CERT; flags go before the environment, that before the file.

For a first try on this machine, without certificates:

  vitalproof access token new --tokens dev.tokens --tenant me --role holder --out me.token
  vitalproof serve --plaintext --data.dir data --access.tokens dev.tokens

The service sees the readings and the secret of each proof that it makes. Its log
goes to standard error. An interrupt or SIGTERM lets the proofs under way finish
within drain.grace; a second one puts them back into the queue at once.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			config, err := c.load(a)
			switch {
			case err != nil:
				return err
			case printConfig:
				return a.printConfig(&config)
			case config.Disputed() != "":
				return usagef("%s says production: %t, and a flag or $%s says the opposite", config.Disputed(), !config.Production, envProduction).
					withHint("say it in one place")
			case checkConfig:
				return a.checkConfig(&config)
			}
			return a.serve(cmd.Context(), config)
		},
	}
	c.add(cmd, "")
	cmd.Flags().BoolVar(&printConfig, "print-config", false, "print the configuration in force, and where each value comes from, and end")
	cmd.Flags().BoolVar(&checkConfig, "check-config", false, "judge the configuration and end")
	cmd.MarkFlagsMutuallyExclusive("print-config", "check-config")
	return cmd
}

func (a *app) printConfig(config *server.Config) error {
	var text bytes.Buffer
	if err := config.Print(&text, a.json); err != nil {
		return err
	}
	var v json.RawMessage
	if a.json {
		var err error
		if v, err = yaml.YAMLToJSON(text.Bytes()); err != nil {
			return err
		}
	}
	return a.print(v, func(w io.Writer) { _, _ = text.WriteTo(w) })
}

func (a *app) checkConfig(config *server.Config) error {
	if err := config.Validate(); err != nil {
		return a.refusedConfig(err)
	}
	return a.print(map[string]bool{"usable": true}, func(w io.Writer) { fmt.Fprintln(w, "the configuration can be used") })
}

// serve runs until it is told to stop. The signals are its own from the beginning:
// those that run takes would kill at the second.
func (a *app) serve(ctx context.Context, config server.Config) error {
	// This process has the data key and the inputs of waiting proofs in its memory.
	if err := worker.Confine(); err != nil {
		return err
	}
	debug.SetTraceback("none")
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)

	self, err := os.Executable()
	if err != nil {
		return err
	}
	log := config.NewLogger(a.stderr)
	s, err := server.New(ctx, config, server.Options{Logger: log, WorkerCommand: []string{self, workerCommand}})
	if err != nil {
		return a.cannotServe(err)
	}
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	ended := make(chan struct{})
	defer close(ended)
	go func() {
		for _, act := range []func(){stop, s.Kill} {
			select {
			case <-signals:
				act()
			case <-ended:
				return
			}
		}
	}()
	return s.Run(serving)
}

// refusedConfig is badConfig with the code of development keys, if they are among the
// reasons: whatever else is put right, the service does not start with them.
func (a *app) refusedConfig(err error) error {
	bad := a.badConfig(err)
	if errors.Is(err, server.ErrDevelopmentKeys) {
		return &fault{exitDevelopment, bad, ceremonyHint}
	}
	return bad
}

// cannotServe gives what keeps a service from starting its exit code.
func (a *app) cannotServe(err error) error {
	var onPort *net.OpError
	switch {
	case errors.Is(err, server.ErrConfig):
		return a.refusedConfig(err)
	case errors.As(err, &onPort) && onPort.Op == "listen":
		return &fault{exitListen, err, "stop what uses the address, or choose another with --listen and --metrics.listen"}
	}
	return err
}

// workerCommand is the command that the service starts its workers with.
const workerCommand = "worker"

func newWorkerCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:    workerCommand,
		Short:  "prove for a service, which starts this command by itself",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			// The process ends here: a proof may still be under way, and the exit codes
			// are between service and worker.
			os.Exit(worker.Main(cmd.Context(), a.stdin, a.stdout))
			return nil
		},
	}
}
