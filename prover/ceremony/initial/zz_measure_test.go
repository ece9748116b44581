package initial

import (
	"fmt"
	"math/big"
	"os"
	"testing"
	"time"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark/constraint"
	"vitalproof/circuits/catalogue"
)

func TestZZ(t *testing.T) {
	var s fr.Element
	_, _ = s.SetRandom()
	var b big.Int
	s.BigInt(&b)
	g1, g2, a1, a2 := curve.Generators()
	for name, f := range map[string]func(){
		"g1 smul":  func() { g1.ScalarMultiplication(&g1, &b) },
		"g1 asmul": func() { a1.ScalarMultiplication(&a1, &b) },
		"g2 smul":  func() { g2.ScalarMultiplication(&g2, &b) },
		"g2 asmul": func() { a2.ScalarMultiplication(&a2, &b) },
		"g1 dbl":   func() { g1.DoubleAssign() },
		"g1 madd":  func() { g1.AddMixed(&a1) },
		"g2 dbl":   func() { g2.DoubleAssign() },
		"g2 madd":  func() { g2.AddMixed(&a2) },
		"a1 add":   func() { a1.Add(&a1, &a1) },
	} {
		st := time.Now()
		for range 1000 {
			f()
		}
		fmt.Println(name, time.Since(st)/1000)
	}
	for _, name := range []string{"cholesterol", "glucose-5min-30d", "icd-10-cm", "heart-rate-1min-30d"} {
		if os.Getenv("ZC") == "" {
			break
		}
		c, _ := catalogue.ByName(name)
		comp, err := c.Compile()
		if err != nil {
			t.Fatal(err)
		}
		r := comp.System
		fmt.Println(name, r.GetNbConstraints(), "coeffs", len(r.Coefficients))
		it := r.GetR1CIterator()
		var cnt [3][]int
		for k := range cnt {
			cnt[k] = make([]int, 12)
		}
		lens := map[int]int{}
		wire := map[int]int{}
		hist := map[uint32]int{}
		bucket := func(t constraint.Term) int {
			if t.CoeffID() < 5 {
				return t.CoeffID()
			}
			hist[uint32(t.CoeffID())]++
			e := r.Coefficients[t.CoeffID()]
			var b big.Int
			e.BigInt(&b)
			var n fr.Element
			n.Neg(&e)
			var nb big.Int
			n.BigInt(&nb)
			if nb.Cmp(&b) < 0 {
				b = nb
			}
			l := b.BitLen()
			switch {
			case b.TrailingZeroBits() == uint(l-1):
				return 5
			case l <= 8:
				return 6
			case l <= 16:
				return 7
			case l <= 32:
				return 8
			case l <= 64:
				return 9
			case l <= 128:
				return 10
			}
			return 11
		}
		for c := it.Next(); c != nil; c = it.Next() {
			for k, l := range []constraint.LinearExpression{c.L, c.R, c.O} {
				lens[len(l)]++
				for _, t := range l {
					cnt[k][bucket(t)]++
					wire[t.WireID()]++
				}
			}
		}
		big := 0
		for _, v := range wire {
			if v > 100 {
				big++
			}
		}
		fmt.Println(cnt, "wires", len(wire), "wires >100 terms", big, "distinct other", len(hist))
		long := 0
		longt := 0
		for k, v := range lens {
			if k > 20 {
				long += v
				longt += k * v
			}
		}
		fmt.Println("LCs >20 terms", long, "with terms", longt)
	}
}
