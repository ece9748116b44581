package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/verifier"
	"vitalproof/verifier/onchain"
)

// Production mode refuses development keys, under which anyone can forge proofs. It
// is one switch for every command; a flag goes before the environment.
const (
	productionFlag = "production"
	envProduction  = "VITALPROOF_PRODUCTION"
)

// developmentFlag allows development keys on a chain.
const developmentFlag = "development-keys"

// errDevelopment reports a circuit that production mode has no use for.
var errDevelopment = errors.New("production mode refuses development keys, under which anyone can forge proofs")

// ceremonyHint says where other keys come from.
const ceremonyHint = `use a release whose lockfile names a ceremony for the circuit: "vitalproof keys list" shows it, and the release notes say where ` +
	`"vitalproof keys fetch" finds the keys; "vitalproof ceremony" makes some; for trying out, leave --` + productionFlag + " and $" + envProduction + " out"

func addProduction(a *app, root *cobra.Command) {
	root.PersistentFlags().Bool(productionFlag, false, "refuse development keys (default: $"+envProduction+")")
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error { return a.enterProduction(cmd) }
}

// enterProduction reads the switch before a command begins. serve has a flag of the
// same name, that of its configuration, which is read here all the same.
func (a *app) enterProduction(cmd *cobra.Command) error {
	switch os.Getenv(envProduction) {
	case "", "0", "false":
	case "1", "true":
		a.production = true
	default:
		// What else may be meant is not guessed: a slip must not turn production off.
		return usagef("$%s: want 1 or true, 0 or false", envProduction)
	}
	if f := cmd.Flags().Lookup(productionFlag); f != nil && f.Changed {
		var err error
		if a.production, err = strconv.ParseBool(f.Value.String()); err != nil {
			return usagef("--%s: want true or false", productionFlag)
		}
	}
	if f := cmd.Flags().Lookup(developmentFlag); a.production && f != nil && f.Value.String() == "true" {
		return usagef("--%s: production mode refuses them", developmentFlag).withHint("%s", ceremonyHint)
	}
	return nil
}

// refuseDevelopment refuses circuits with development keys in production mode.
func (a *app) refuseDevelopment(entries ...lock.Entry) error {
	if names := development(entries); a.production && names != "" {
		return fmt.Errorf("%s: %w", names, errDevelopment)
	}
	return nil
}

// refuseRequest is refuseDevelopment for all circuits of a request.
func (a *app) refuseRequest(r *request.Request) error {
	entries, err := entriesOf(r)
	if err != nil {
		return err
	}
	return a.refuseDevelopment(entries...)
}

// refuseAnswer is refuseDevelopment for all circuits of an attestation.
func (a *app) refuseAnswer(made attestation.Attestation) error {
	if !a.production {
		return nil // a service may know circuits that this version does not
	}
	var entries []lock.Entry
	for _, p := range made.Parts() {
		e, err := lock.ByID(p.Circuit)
		if err != nil {
			return err
		}
		entries = append(entries, e)
	}
	return a.refuseDevelopment(entries...)
}

// checkOptions are what this program verifies with on behalf of its user.
func (a *app) checkOptions() verifier.Options {
	return verifier.Options{Now: a.now(), AllowDevelopment: !a.production}
}

// inProduction gives a refusal of the contracts' package the code that such refusals
// have in production mode, and no advice to do without the mode's protection.
func (a *app) inProduction(err error) error {
	if a.production && errors.Is(err, onchain.ErrDevelopmentKeys) {
		return &fault{exitDevelopment, err, ceremonyHint}
	}
	return err
}
