package differential

import "testing"

// Ceilings of execution gas, a little over what was measured: whoever pays plans
// with them. Prices are Osaka's.
const (
	mostSixPairs   = 308_000
	mostFivePairs  = 274_000
	mostMarginal   = 63_000
	mostDeployment = 1_620_000
	mostBytes      = 5_900
	mostExported   = 336_000
)

// What the precompile calls of a verification cost at least (EIP-1108): pairing
// 45,000 and 34,000 a pair, multiplication 6,000, addition 150. A contract that
// takes less has left a check out.
func floor(n int, five bool) uint64 {
	const inputs = 5
	pairs, muls, adds := n+4, inputs+1+2, inputs+1+1
	if five {
		adds++ // -t P goes into the pair of the inputs
	} else {
		pairs++
	}
	if n > 1 {
		muls += 4*(n-1) + 2 // A, C, D, P of each but the first; R alpha and R K_0
		adds += 3 * (n - 1) // C, D, P
	}
	return uint64(45_000 + 34_000*pairs + 6_000*muls + 150*adds)
}

// The exported contract checks the two equations one after the other.
const floorExported = 2*45_000 + 6*34_000 + 6*(6_000+150) + 150

func TestGas(t *testing.T) {
	if got := []uint64{floor(1, true), floor(1, false), floorExported}; got[0] != 264_200 || got[1] != 298_050 || got[2] != 331_050 {
		t.Fatalf("floors are %v", got)
	}
	sizes := []int{1, 2, 4, 8, 16, 32}
	for _, s := range append(toys(t, 32), released(t)) {
		t.Run(title(s.name), func(t *testing.T) {
			values, _, err := s.answer(t, s.ours, "fivePairs")
			if err != nil {
				t.Fatal(err)
			}
			five := values[0].(bool)
			if five != (s.name == "ceremony") {
				t.Errorf("five pairs: %v", five)
			}
			t.Logf("%-22s %9s %9s %8s", "execution gas, Osaka", "gas", "floor", "above")
			row := func(what string, gas, floor, most uint64) {
				t.Logf("%-22s %9d %9d %7.2f%%", what, gas, floor, 100*(float64(gas)/float64(floor)-1))
				if gas > most {
					t.Errorf("%s takes %d gas, more than %d", what, gas, most)
				}
				if gas < floor {
					t.Errorf("%s takes %d gas, less than its precompile calls cost", what, gas)
				}
			}
			verify := func(ok bool, gas uint64) uint64 {
				if !ok {
					t.Error("a good proof is refused")
				}
				return gas
			}

			c := s.good[0]
			most := uint64(mostSixPairs)
			if five {
				most = mostFivePairs
			}
			row("exported, one proof", verify(s.call(t, s.exported, "verifyProof", c.proof[:], c.inputs)), floorExported, mostExported)
			row("ours, one proof", verify(s.call(t, s.ours, "verifyProof", c.proof[:], c.inputs)), floor(1, five), most)

			t.Logf("%-22s %9s %9s %8s %9s %9s", "batch of", "gas", "floor", "above", "a proof", "marginal")
			var first, last uint64
			for i, n := range sizes {
				var members []candidate
				for i := range n {
					members = append(members, s.good[i%len(s.good)])
				}
				proofs, inputs := batch(members)
				gas := verify(s.call(t, s.ours, "verifyBatch", proofs, inputs))
				least := floor(n, five)
				marginal := uint64(0)
				if i == 0 {
					first = gas
				} else {
					marginal = (gas - last) / uint64(n-sizes[i-1])
				}
				t.Logf("%22d %9d %9d %7.2f%% %9d %9d", n, gas, least, 100*(float64(gas)/float64(least)-1), gas/uint64(n), marginal)
				if gas < least || n > 2 && marginal > mostMarginal {
					t.Errorf("a batch of %d takes %d gas, %d a further proof", n, gas, marginal)
				}
				if further := (gas - first) / uint64(max(1, n-1)); n > 2 && further > 75_000 {
					t.Errorf("a batch of %d takes %d gas for each proof after the first", n, further)
				}
				last = gas
			}
			t.Logf("deployment: %d gas without base cost and calldata, %d bytes of code", s.gas, len(s.code))
			if s.gas > mostDeployment || len(s.code) > mostBytes {
				t.Errorf("more than %d gas or %d bytes", mostDeployment, mostBytes)
			}
		})
	}
}
