package local_test

import (
	"encoding/hex"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/consensys/gnark/logger"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/statement"
	"vitalproof/prover/local"
)

// Readings that stand nowhere else in a witness or in gnark's output.
const canaryReading, canaryLow = 487, 43

// lies are false statements: an honest witness with one thing changed.
func lies() map[string]func(*frame.Witness) {
	return map[string]func(*frame.Witness){
		"a reading changed after sealing": func(w *frame.Witness) { w.Window.Blocks[3][17] = canaryReading },
		"a low reading taken out":         func(w *frame.Witness) { w.Window.Blocks[0][5] = 0 },
		"two readings swapped": func(w *frame.Witness) {
			b := w.Window.Blocks[2]
			b[4], b[5] = b[5], b[4]
		},
		"a reading outside the table": func(w *frame.Witness) { w.Window.Blocks[6][95] = 777 },
		"two days swapped": func(w *frame.Witness) {
			b := w.Window.Blocks
			b[1], b[2] = b[2], b[1]
		},
		"another end day":          func(w *frame.Witness) { w.Window.EndDay++ },
		"an end day out of range":  func(w *frame.Witness) { w.Window.EndDay += 100 },
		"a higher assurance":       func(w *frame.Witness) { w.Window.Assurance = 7 },
		"an assurance too low":     func(w *frame.Witness) { w.Window.Assurance = 0 },
		"another chain before":     func(w *frame.Witness) { w.Window.HeadBefore.SetOne() },
		"another holder's secret":  func(w *frame.Witness) { w.Secret = otherSecret() },
		"another nullifier":        func(w *frame.Witness) { w.Public.Nullifier.SetOne() },
		"another scope":            func(w *frame.Witness) { w.Public.Scope.SetOne() },
		"another issuer set":       func(w *frame.Witness) { w.Public.Issuers.SetOne() },
		"another path":             func(w *frame.Witness) { w.Path[0][0].SetOne() },
		"a claim that fails":       func(w *frame.Witness) { w.Public.Claim = strictest() },
		"a claim of another shape": func(w *frame.Witness) { w.Public.Claim.SetOne() },
		"a seal of another day":    func(w *frame.Witness) { w.Window.Seal[63] ^= 1 },
	}
}

func otherSecret() statement.Secret {
	s, err := statement.SecretFromBytes([]byte("another-invented-secret-of-31-b"))
	if err != nil {
		panic(err)
	}
	return s
}

// strictest is the word of a claim that no reading of a canary meets.
func strictest() statement.Field {
	c := week()
	claim.Glucose15.Set(&c.Limits, "above180", claim.Bound{Value: 1, Strict: true})
	w, err := c.Word()
	if err != nil {
		panic(err)
	}
	f, err := statement.FieldFromBig(w)
	if err != nil {
		panic(err)
	}
	return f
}

// canaried is an honest witness with a reading that no other witness has.
func canaried(t *testing.T) frame.Witness {
	t.Helper()
	h := newHolder(t, claim.Glucose15, func(day, slot int) uint64 {
		switch {
		case day == 4 && slot == 40:
			return canaryReading
		case slot == 5:
			return canaryLow
		}
		return steady(day, slot)
	})
	w, err := plan(t, ask(t, h, nil), h).Witness(h.secret, nil)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// A false statement gives exactly one error, without a word about the witness,
// and nothing that could pass for a proof.
func TestAFalseStatementGivesNoProof(t *testing.T) {
	l := loaded(t)
	for name, lie := range lies() {
		t.Run(name, func(t *testing.T) {
			w := canaried(t)
			lie(&w)
			a, err := local.ProveWitness(t.Context(), l, w)
			if err != local.ErrUnsatisfied { // not wrapped: a wrapped error could hold values
				t.Errorf("got %v, want %v", err, local.ErrUnsatisfied)
			}
			if !reflect.DeepEqual(a, attestation.Attestation{}) {
				t.Error("got an attestation all the same")
			}
		})
	}
}

const childMode = "VITALPROOF_TEST_CHILD"

// TestLeakChild is the program that the test below runs; alone it does nothing.
// It proves every lie with gnark's logger as a program has it: on, unless
// Silence turns it off. Under go test the logger is off from the start.
func TestLeakChild(t *testing.T) {
	mode := os.Getenv(childMode)
	if mode == "" {
		t.Skip("run by TestNothingOfAWitnessIsPrinted")
	}
	logger.Set(logger.Logger().Output(os.Stdout).Level(0))
	if mode == "silenced" {
		local.Silence()
	}
	l := loaded(t)
	for _, lie := range lies() {
		w := canaried(t)
		lie(&w)
		_, err := local.ProveWitness(t.Context(), l, w)
		fmt.Println(err)
	}
	// An honest proof says nothing either.
	if _, err := local.ProveWitness(t.Context(), l, canaried(t)); err != nil {
		fmt.Println(err)
	}
	os.Exit(0) // before the test framework adds its own lines
}

func runChild(t *testing.T, mode string) (stdout, stderr string) {
	t.Helper()
	var out, errs strings.Builder
	cmd := exec.Command(os.Args[0], "-test.run=^TestLeakChild$")
	cmd.Env = append(os.Environ(), childMode+"="+mode)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("the child failed: %v\n%s", err, errs.String())
	}
	return out.String(), errs.String()
}

// secrets are the private values of a witness in the forms in which they could
// show up. The true nullifier is private where the public one is another.
func secrets(w frame.Witness) map[string]*regexp.Regexp {
	forms := map[string]*regexp.Regexp{
		"the seal in hexadecimal": regexp.MustCompile(hex.EncodeToString(w.Window.Seal[:8])),
		"the secret's text":       regexp.MustCompile("CANARY"),
		"a reading":               regexp.MustCompile(fmt.Sprintf(`\b%d\b`, canaryReading)),
		"a low reading":           regexp.MustCompile(fmt.Sprintf(`\b%d\b`, canaryLow)),
	}
	x, y := w.Window.Issuer.Coordinates()
	r, scalar, err := w.Window.Seal.Parts()
	if err != nil {
		panic(err)
	}
	values := map[string]*big.Int{"the seal's scalar": scalar}
	for name, f := range map[string]statement.Field{
		"the secret": w.Secret.Field(), "the subject": w.Window.Subject, "the nullifier": w.Public.Nullifier,
		"the head": w.Window.Head(), "the head before": w.Window.HeadBefore, "the issuer's x": x, "the issuer's y": y,
		"the issuer's leaf": w.Window.Issuer.Leaf(), "the seal's R.x": r.X, "the seal's R.y": r.Y,
	} {
		values[name] = f.BigInt(new(big.Int))
	}
	for name, v := range values {
		forms[name+" in decimal"] = regexp.MustCompile(v.String())
		forms[name+" in hexadecimal"] = regexp.MustCompile("(?i)" + v.Text(16))
		negative := new(big.Int).Sub(statement.Modulus(), v)
		forms["minus "+name+" in decimal"] = regexp.MustCompile(negative.String())
	}
	return forms
}

// Errors and output are searched in a process of its own, since gnark writes to
// the standard output past everything that a caller holds.
func TestNothingOfAWitnessIsPrinted(t *testing.T) {
	loaded(t) // or skip
	forms := secrets(canaried(t))

	// The test must be able to fail: with the logger on, gnark prints values.
	out, _ := runChild(t, "loud")
	var found []string
	for name, form := range forms {
		if form.MatchString(out) {
			found = append(found, name)
		}
	}
	if !slices.Contains(found, "the nullifier in decimal") {
		t.Errorf("with gnark's logger on only %v was found: the search is blind", found)
	}

	out, errs := runChild(t, "silenced")
	for name, form := range forms {
		if form.MatchString(out + errs) {
			t.Errorf("%s was printed", name)
		}
	}
	want := strings.Repeat(local.ErrUnsatisfied.Error()+"\n", len(lies()))
	if out != want || errs != "" {
		t.Errorf("it printed more than the errors:\n%s%s", out, errs)
	}
}
