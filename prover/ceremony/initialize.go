package ceremony

import (
	"context"

	"github.com/consensys/gnark/backend/groth16/bn254/mpcsetup"

	"vitalproof/circuits/catalogue"
)

func initialize(_ context.Context, c *catalogue.Compiled, srs *mpcsetup.SrsCommons, _ Progress) (*mpcsetup.Phase2, *mpcsetup.Phase2Evaluations, error) {
	p := new(mpcsetup.Phase2)
	e := p.Initialize(c.System, srs)
	return p, &e, nil
}
