package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vitalproof/circuits/lock"
	"vitalproof/prover/local"
	"vitalproof/verifier"
	"vitalproof/verifier/onchain"
)

// TestProductionTakesKeysFromACeremony wants production mode to refuse development
// keys and nothing else, also beside others.
func TestProductionTakesKeysFromACeremony(t *testing.T) {
	entry, err := lock.ByName(quickCircuit)
	if err != nil {
		t.Fatal(err)
	}
	public, ours := entry, entry
	public.Ceremony, ours.Ceremony = lock.Development, lock.CeremonyPrefix+"test"
	production := newApp()
	production.production = true
	for name, c := range map[string]struct {
		a       *app
		entries []lock.Entry
		refused bool
	}{
		"a ceremony's, in production":  {production, []lock.Entry{ours}, false},
		"development, in production":   {production, []lock.Entry{public}, true},
		"both, in production":          {production, []lock.Entry{ours, public}, true},
		"none, in production":          {production, nil, false},
		"development, when trying out": {newApp(), []lock.Entry{public}, false},
	} {
		err := c.a.refuseDevelopment(c.entries...)
		if errors.Is(err, errDevelopment) != c.refused || (err != nil) != c.refused {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			continue
		}
		if f := classify(err); f.code != exitDevelopment || !strings.Contains(f.hint, "ceremony") || !strings.HasPrefix(err.Error(), entry.Name+": ") {
			t.Errorf("%s: code %d, %q, hint %q", name, f.code, err, f.hint)
		}
	}
}

// TestProductionActsOnNoRequestThatCanBeForged wants everything that reads a request to
// refuse it, also where that is another command's own code.
func TestProductionActsOnNoRequestThatCanBeForged(t *testing.T) {
	me := newRound(t)
	file := filepath.Join(t.TempDir(), "a.request")
	if err := os.WriteFile(file, mustMarshal(t, me.ask(t, "study 12")), 0o600); err != nil {
		t.Fatal(err)
	}
	a := newApp()
	for name, act := range map[string]func() error{
		"prove":       func() error { return a.prove(t.Context(), proveOptions{request: file, dryRun: true}) },
		"proof fetch": func() error { return a.fetchProofs(nil, file, stdio, false) },
		"contract consent": func() error {
			_, _, err := a.answerFor(file, file, &onchain.Deployment{}, a.checkOptions())
			return err
		},
		"contract status":  func() error { _, err := (&epochFlags{request: file}).read(a, &onchain.Deployment{}); return err },
		"request new":      func() error { _, _, err := a.completeRequest(me.ask(t, "study 12")); return err },
		"contract request": func() error { _, _, err := a.completeRequest(me.ask(t, "")); return err },
	} {
		a.production = false
		if err := act(); errors.Is(err, errDevelopment) {
			t.Errorf("%s, when trying out: %v", name, err)
		}
		a.production = true
		if err := act(); !errors.Is(err, errDevelopment) {
			t.Errorf("%s: got %v, want %v", name, err, errDevelopment)
		}
	}
}

// The packages below refuse by themselves; their advice for trying out is none here.
func TestProductionHasOneCodeAndNoAdviceToDoWithout(t *testing.T) {
	a := newApp()
	refused := fmt.Errorf("glucose: %w", onchain.ErrDevelopmentKeys)
	if f := classify(a.inProduction(refused)); f.code != exitUsage || !strings.Contains(f.hint, "--"+developmentFlag) {
		t.Errorf("when trying out: code %d, hint %q", f.code, f.hint)
	}
	a.production = true
	for _, err := range []error{refused, fmt.Errorf("glucose: %w", local.ErrDevelopment)} {
		if f := classify(a.inProduction(err)); f.code != exitDevelopment || f.hint != ceremonyHint {
			t.Errorf("%v: code %d, hint %q", err, f.code, f.hint)
		}
	}
	if err := a.inProduction(nil); err != nil {
		t.Error(err)
	}
}

// TestProductionTakesNoForgeableProofFromAService asks a service that proves honestly,
// under keys with which it need not have.
func TestProductionTakesNoForgeableProofFromAService(t *testing.T) {
	if testing.Short() {
		t.Skip("makes a proof")
	}
	me := newRound(t)
	e := me.errand(t, me.ask(t, "study 12"), nil)
	file := me.serve(t, e)
	a := &app{now: time.Now}
	if _, err := e.check(file, a.checkOptions()); err != nil {
		t.Fatalf("when trying out: %v", err)
	}
	a.production = true
	_, err := e.check(file, a.checkOptions())
	if !errors.Is(err, verifier.ErrDevelopment) || classify(err).code != exitRefused {
		t.Errorf("got %v, want %v", err, verifier.ErrDevelopment)
	}
}
