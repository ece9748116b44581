package catalogue

import (
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	cs "github.com/consensys/gnark/constraint/bn254"
	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/gadget"
	"vitalproof/circuits/series"
	"vitalproof/circuits/statement"
)

// build compiles a window length with a builder, without catalogue and without
// swapping sides.
func build(t *testing.T, builder frontend.NewBuilder, m claim.Metric, days int) *cs.R1CS {
	t.Helper()
	circuit, err := series.New(m, days)
	if err != nil {
		t.Fatal(err)
	}
	system, err := frontend.Compile(ecc.BN254.ScalarField(), builder, circuit)
	if err != nil {
		t.Fatal(err)
	}
	return system.(*cs.R1CS)
}

func plain(t *testing.T, m claim.Metric, days int) *cs.R1CS {
	t.Helper()
	return build(t, r1cs.NewBuilder, m, days)
}

// honest is a witness for a true statement about a week of 15 minutes.
func honest(t *testing.T) series.Witness {
	t.Helper()
	key, err := statement.NewPrivateKey(zeros{})
	if err != nil {
		t.Fatal(err)
	}
	secret, err := statement.NewSecret()
	if err != nil {
		t.Fatal(err)
	}
	const days, end = 7, 20000
	record, err := statement.NewRecord(key.Public(), secret.Subject(key.Public()), claim.Glucose15, end-days+1)
	if err != nil {
		t.Fatal(err)
	}
	for d := range days {
		block := make(statement.Block, claim.Glucose15.SlotsPerDay())
		for i := range block {
			block[i] = uint16(80 + (d*31+i*7)%150)
		}
		if err := record.Append(key, 2, block); err != nil {
			t.Fatal(err)
		}
	}
	w := series.Witness{Secret: secret}
	if w.Window, err = record.Window(end, days); err != nil {
		t.Fatal(err)
	}
	set, err := statement.NewIssuerSet([]statement.PublicKey{key.Public()})
	if err != nil {
		t.Fatal(err)
	}
	if w.Path, err = set.Path(key.Public()); err != nil {
		t.Fatal(err)
	}
	c := claim.Claim{Metric: claim.Glucose15, Days: days, EarliestEnd: end, LatestEnd: end, MinAssurance: 2, Limits: claim.NoLimits()}
	c.Limits.In70to180 = claim.AtLeast{BP: 5000}
	word, err := c.Word()
	if err != nil {
		t.Fatal(err)
	}
	scope := statement.ScopeText("catalogue")
	w.Public = statement.PublicInputs{Issuers: set.Root(), Scope: scope, Nullifier: secret.Nullifier(scope), Context: scope}
	if w.Public.Claim, err = statement.FieldFromBig(word); err != nil {
		t.Fatal(err)
	}
	return w
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func solves(t *testing.T, system *cs.R1CS, w series.Witness) bool {
	t.Helper()
	assignment, err := series.Assign(claim.Glucose15, 7, w)
	if err != nil {
		t.Fatal(err)
	}
	full, err := frontend.NewWitness(assignment, ecc.BN254.ScalarField())
	if err != nil {
		t.Fatal(err)
	}
	_, err = system.Solve(full, solver.WithHints(gadget.Hints()...))
	return err == nil
}
