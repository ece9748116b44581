package baseline

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/frontend"

	"vitalproof/benchmarks/check"
)

func TestTheDocGivesTheConstraints(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles 30 days")
	}
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, technique := range Techniques() {
		row := fmt.Sprintf("//\t%-16s", technique)
		for b := range builders {
			const days = 30
			one, month := constraints(t, technique, b, 1), monthOf(t, technique, b, days)
			row += fmt.Sprintf(" %*d %10d %8.1f", [...]int{11, 9}[b], one, month, float64(month)/(days*check.PerDay))
		}
		if !strings.Contains(string(doc), row+"\n") {
			t.Errorf("doc.go lacks\n%s", row)
		}
	}
}

func constraints(t *testing.T, technique Technique, builder, days int) int {
	t.Helper()
	return compile(t, technique, builder, days).GetNbConstraints()
}

// monthOf adds up parts, since compiling 30 days of all takes half a minute: the
// limits, and what grows by the same with each day from the second on, when sums
// are long enough to be cut. The limbs of std/rangecheck depend on how many there
// are, so that one is compiled.
func monthOf(t *testing.T, technique Technique, builder, days int) int {
	t.Helper()
	if technique == RangeCheck {
		return constraints(t, technique, builder, days)
	}
	rest := func(days int) int {
		return constraints(t, technique, builder, days) - ofLimits(t, builder, days)
	}
	return rest(2) + (days-2)*(rest(3)-rest(2)) + ofLimits(t, builder, days)
}

func ofLimits(t *testing.T, builder, days int) int {
	t.Helper()
	system, err := frontend.Compile(ecc.BN254.ScalarField(), builders[builder].make, &onlyLimits{slots: days * check.PerDay})
	if err != nil {
		t.Fatal(err)
	}
	return system.GetNbConstraints()
}
