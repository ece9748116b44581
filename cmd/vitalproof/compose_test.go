package main

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/claim"
)

// cmdParts puts an attestation together from the proofs of one, counted from 1:
// parts 2,1 FILE OUT.
func cmdParts(ts *testscript.TestScript, _ bool, args []string) {
	whole, err := attestation.Parse([]byte(ts.ReadFile(args[1])))
	ts.Check(err)
	var parts []attestation.Attestation
	for number := range strings.SplitSeq(args[0], ",") {
		n, err := strconv.Atoi(number)
		ts.Check(err)
		parts = append(parts, whole.Parts()[n-1])
	}
	made, err := attestation.Join(parts)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), marshal(ts, made), 0o600))
}

// cmdLastfirst sets a variable to the first word of the last line of the last
// output: lastfirst NAME.
func cmdLastfirst(ts *testscript.TestScript, _ bool, args []string) {
	lines := strings.Split(strings.TrimSpace(ts.ReadFile("stdout")), "\n")
	fields := strings.Fields(lines[len(lines)-1])
	if len(fields) == 0 {
		ts.Fatalf("nothing was printed")
	}
	ts.Setenv(args[0], fields[0])
}

func TestAlsoIsSplitFromItsEnd(t *testing.T) {
	for text, want := range map[string]furtherClaim{
		"steps-10000":                       {"steps-10000", 0, 0},
		"steps-10000:30":                    {"steps-10000", 0, 30},
		"gmi-below-7:glucose-5min":          {"gmi-below-7", claim.Glucose5, 0},
		"gmi-below-7:glucose-5min:14":       {"gmi-below-7", claim.Glucose5, 14},
		"gmi-below-7:14:glucose-5min":       {"gmi-below-7:14", claim.Glucose5, 0},
		`C:\claims\mine.claim`:              {`C:\claims\mine.claim`, 0, 0},
		`C:\claims\mine.claim:7`:            {`C:\claims\mine.claim`, 0, 7},
		"a:b.claim":                         {"a:b.claim", 0, 0},
		"mine.claim:-7":                     {"mine.claim:-7", 0, 0},
		"mine.claim:70000":                  {"mine.claim:70000", 0, 0},
		"mine.claim:nonsense:7":             {"mine.claim:nonsense", 0, 7},
		":7":                                {":7", 0, 0},
		"":                                  {"", 0, 0},
		"a:heart-rate-1min:heart-rate-1min": {"a:heart-rate-1min", claim.HeartRate, 0},
	} {
		if got := splitAlso(text); got != want {
			t.Errorf("%q: got %+v, want %+v", text, got, want)
		}
	}
}

// The keys of the claims of one call differ, are the same when it is repeated, and
// are keys that a service takes.
func TestEachClaimHasAKeyOfItsOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, key := range []string{"round-one", strings.Repeat("k", 64)} {
		for part := range 8 {
			k := partKey(key, part)
			if seen[k] || k != partKey(key, part) || len(k) < 8 || len(k) > 64 || strings.Trim(k, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
				t.Errorf("part %d of %s: %s", part, key, k)
			}
			seen[k] = true
		}
		if partKey(key, 0) != key {
			t.Errorf("the first claim has the key %s", partKey(key, 0))
		}
	}
}
