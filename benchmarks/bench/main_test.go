package bench

import (
	"errors"
	"os"
	"testing"

	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/logger"
)

// TestMain does the steps of the runs that tests start.
func TestMain(m *testing.M) {
	logger.Disable()
	Child(invented())
	os.Exit(m.Run())
}

// committing has what circuits here have: public inputs, a commitment, and work
// that grows with a length.
type committing struct {
	In  []frontend.Variable
	Out frontend.Variable `gnark:",public"`
}

func (c *committing) Define(api frontend.API) error {
	product := products(api, c.In)
	challenge, err := api.(frontend.Committer).Commit(c.In...)
	if err != nil {
		return err
	}
	api.AssertIsEqual(api.Mul(product, challenge), api.Mul(c.Out, challenge))
	return nil
}

func products(api frontend.API, in []frontend.Variable) frontend.Variable {
	product := frontend.Variable(1)
	for _, v := range in {
		product = api.Mul(product, v)
	}
	return product
}

// secretReading stands for a value that must reach no error.
const secretReading = 987654321

func length(name string, days int, out frontend.Variable) Subject {
	return Subject{
		Name: name, Group: "product", Days: days, Readings: 100 * days,
		New: func() (frontend.Circuit, error) {
			return &committing{In: make([]frontend.Variable, 100*days)}, nil
		},
		Assign: func() (frontend.Circuit, error) {
			c := &committing{In: make([]frontend.Variable, 100*days), Out: out}
			for i := range c.In {
				c.In[i] = 1
			}
			c.In[0] = secretReading
			return c, nil
		},
	}
}

// ballast is kept by a subject that uses much memory.
var ballast []byte

const ballastBytes = 300 << 20

func invented() []Subject {
	heavy := length("heavy", 0, secretReading)
	heavy.New = func() (frontend.Circuit, error) { return &committing{In: make([]frontend.Variable, 3)}, nil }
	heavy.Assign = func() (frontend.Circuit, error) {
		ballast = make([]byte, ballastBytes)
		for i := 0; i < len(ballast); i += 512 {
			ballast[i] = 1
		}
		return &committing{In: []frontend.Variable{secretReading, 1, 1}, Out: secretReading}, nil
	}
	panics := length("panics", 1, secretReading)
	panics.Assign = func() (frontend.Circuit, error) { panic("planted") }
	fails := length("fails", 1, secretReading)
	fails.Assign = func() (frontend.Circuit, error) { return nil, errors.New("planted") }
	return []Subject{
		length("product-1d", 1, secretReading), length("product-2d", 2, secretReading), length("product-4d", 4, secretReading),
		length("wrong", 1, secretReading+1), heavy, panics, fails,
	}
}
