package catalogue

import (
	"fmt"
	"strings"

	"vitalproof/circuits/meter"
)

// Costs gives a circuit's constraints by named part; all of them have a part.
func (c Circuit) Costs() (map[string]int, error) {
	circuit, err := c.Shape()
	if err != nil {
		return nil, err
	}
	cost, _, err := meter.Measure(circuit, PartOf)
	if err == nil && cost[unknownPart] != 0 {
		err = fmt.Errorf("%d constraints are of no known part", cost[unknownPart])
	}
	if err != nil {
		return nil, fmt.Errorf("costs of %s: %w", c.Name, err)
	}
	return cost, nil
}

const unknownPart = "unknown"

// parts names the parts of a circuit by the function that adds the constraints.
// The innermost function of a call that is listed here counts.
var parts = []struct{ function, part string }{
	{"gadget.mulVariable", "seal: challenge times key"},
	{"gadget.mulFixed", "seal: scalar times base point"},
	{"gadget.canonicalBits", "seal: bits of the challenge"},
	{"gadget.VerifySeal", "seal: challenge and equality"},
	{"gadget.Member", "issuer set"},
	{"gadget.Histogram", "table"}, // the values counted are split off by operation
	{"gadget.Fields", "claim fields"},
	{"rangecheck.(*commitChecker).commit", "range checks"},
	{"logderivarg.Build", "range checks"},
	{"multicommit.(*multicommitter).commitAndCall", "commitment"},
	{"gadget.Lookup", "lookup of leaves"},
	{"frame.(*Builder).claimFields", "claim fields"},
	{"frame.(*Builder).windowEnd", "window end"},
	{"frame.(*Builder).sealed", "issuer leaf and subject"},
	{"frame.(*Builder).nullifier", "nullifier"},
	{"frame.(*Builder).BoundInputs", "public inputs"},
	{"gadget.(*Hasher).Absorb", "hashes of days or page"},
	{"series.(*Circuit).longestGap", "longest gap"},
	{"series.(*Circuit).limits", "limits"},
	{"daily.(*builder).limits", "limits"},
	{"panel.(*Circuit).limits", "limits"},
	{"codes.(*statementOf).set", "tree of the set"},
	{"codes.(*statementOf).lane", "lanes of the set"},
	{"codes.(*statementOf).member", "leaves of the set and limits"},
}

// PartOf names the part whose function is nearest on the stack: a meter.Namer for
// the circuits of the catalogue.
func PartOf(functions []string) string {
	inverses := strings.HasSuffix(functions[0], ".BatchInvert")
	for _, f := range functions {
		for _, p := range parts {
			if strings.HasSuffix(strings.Split(f, ".func")[0], "/"+p.function) {
				if p.part == "table" && inverses {
					return "counted values"
				}
				return p.part
			}
		}
	}
	return unknownPart
}
