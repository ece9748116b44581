package ceremony

import (
	"context"
	"fmt"

	"github.com/consensys/gnark/backend/groth16/bn254/mpcsetup"

	"vitalproof/circuits/catalogue"
	"vitalproof/prover/ceremony/initial"
)

// initialize makes the first state of a circuit's phase 2 and what else its keys need of
// the powers, which are for the circuit's domain.
func initialize(ctx context.Context, c *catalogue.Compiled, srs *mpcsetup.SrsCommons, progress Progress) (*mpcsetup.Phase2, *mpcsetup.Phase2Evaluations, error) {
	var report func(done, total int64)
	if progress != nil {
		step := "preparing phase 2 of " + c.Circuit.Name
		report = func(done, total int64) { progress(step, done, total) }
	}
	state, evaluations, err := initial.Phase2(ctx, c.System, srs, report)
	if err != nil {
		return nil, nil, fmt.Errorf("prepare phase 2 of %s: %w", c.Circuit.Name, err)
	}
	return state, evaluations, nil
}
