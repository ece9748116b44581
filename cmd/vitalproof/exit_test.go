package main

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"testing"

	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/prover/ingest"
	"vitalproof/prover/local"
)

func TestEachExitCodeHasOneMeaning(t *testing.T) {
	seen := map[int]bool{}
	for _, e := range exitCodes {
		if seen[e.code] || e.meaning == "" {
			t.Errorf("code %d is listed twice or without a meaning", e.code)
		}
		seen[e.code] = true
	}
	for _, k := range known {
		if !seen[k.code] || k.code == exitOK {
			t.Errorf("%v has code %d, which is not listed as a failure", k.is, k.code)
		}
	}
}

func TestErrorsKeepTheirExitCode(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
	}{
		{errors.New("never seen before"), exitInternal},
		{fmt.Errorf("prove: %w", local.ErrUnsatisfied), exitInternal},
		{fmt.Errorf("prove: %w", local.ErrClaimFails), exitClaim},
		{&ingest.Error{Kind: ingest.KindEmpty}, exitInput},
		{badFile("x", request.ErrFile), exitInput},
		{badFile("x", errors.New("never seen before")), exitInput},
		{badFile("x", statement.ErrRecordCorrupt), exitForeign},
		{cannotWrite("x", syscall.ENOSPC), exitWrite},
		{fmt.Errorf("cache: %w", &fs.PathError{Op: "open", Path: "x", Err: syscall.EROFS}), exitWrite},
		{usagef("x"), exitUsage},
		{fmt.Errorf("step: %w", faultf(exitCounted, "x")), exitCounted},
		{errInterrupted, exitInterrupted},
	} {
		if got := classify(c.err).code; got != c.want {
			t.Errorf("%v: code %d, want %d", c.err, got, c.want)
		}
	}
}
