package onchain

import (
	"context"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/claim/claimtest"
	"vitalproof/circuits/statement"
	"vitalproof/verifier/onchain/bindings"
)

// knowsAll returns the words 1, 0, 0 to every call: a router that has each
// verifier, and an issuer registry that has each root.
var knowsAll = common.FromHex("60015f5260605ff3")

// What an explorer shows of a policy is what Go says of its claim, whatever the
// metric.
func TestTheContractReadsEveryClaimAsGoDoes(t *testing.T) {
	claims := 2000
	if testing.Short() {
		claims = 200
	}
	other := common.HexToAddress("0xA11")
	s, err := newSimulated(SimulatedChainID, types.GenesisAlloc{other: {Code: knowsAll}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	ctx, owner := context.Background(), s.Account(0)
	create, err := initCode("PolicyRegistry", owner.address, common.Address{}, other, other)
	if err != nil {
		t.Fatal(err)
	}
	registry, _, err := s.client.create(ctx, owner, "PolicyRegistry", create, Options{})
	if err != nil {
		t.Fatal(err)
	}

	r := rand.New(rand.NewPCG(1, 2))
	asked := make([]claim.Claim, claims)
	policies := make([]statement.EVMPolicy, claims)
	for i := range asked {
		metrics := claim.Metrics()
		asked[i] = claimtest.Random(r, metrics[i%len(metrics)])
		policies[i] = statement.EVMPolicy{Claim: wordOf(t, asked[i]), EpochDays: 256, Epochs: 1, Sponsor: owner.address, Purpose: [32]byte{1}}
	}
	addAll(t, s, owner, registry, policies)

	b := bindings.NewPolicyRegistry()
	listed := map[string]bool{}
	for i, c := range asked {
		terms, err := read(ctx, s.client, target{"policy registry", registry}, b.PackClaimTerms(policies[i].ID(), 0), b.UnpackClaimTerms)
		if err != nil {
			t.Fatalf("%s: %v", c.Sentence(), err)
		}
		checkTerms(t, c, terms)
		for _, l := range claimtest.Lines(c) {
			listed[c.Metric.Name()+" "+l.Quantity] = true
		}
	}
	for _, m := range claim.Metrics() {
		for _, row := range m.Rows() {
			levelless := m == claim.HRVRMSSD && strings.Contains(row.Key, "level")
			averageless := (m == claim.BMI || m == claim.AHI) && row.Form == claim.TakeLast
			if name := m.Name() + " " + claimtest.Quantity(m, row); !listed[name] && !levelless && !averageless && !testing.Short() {
				t.Errorf("no claim limited %s", name)
			}
		}
	}
}

func checkTerms(t *testing.T, c claim.Claim, got bindings.IPolicyRegistryClaimTerms) {
	t.Helper()
	if got.Name != c.Metric.Name() || got.Metric != uint8(c.Metric) || int(got.WindowDays) != c.Days ||
		got.EarliestEnd != uint32(c.EarliestEnd) || got.LatestEnd != uint32(c.LatestEnd) ||
		got.MinAssurance != c.MinAssurance || got.Coverage != c.Coverage || got.Set != c.Set {
		t.Fatalf("%s: the contract reads %+v", c.Sentence(), got)
	}
	want := claimtest.Lines(c)
	if len(got.Limits) != len(want) {
		t.Fatalf("%s: the contract lists %+v", c.Sentence(), got.Limits)
	}
	for i, l := range got.Limits {
		// A line without what is empty: the unit, or the comparison of a choice.
		line := strings.Join(strings.Fields(l.Comparison+" "+l.Value+" "+l.Unit), " ")
		if (claimtest.Line{Quantity: l.Quantity, Condition: line, Bound: uint32(l.Bound.Uint64()), Decimals: int(l.Decimals)}) != want[i] || !l.Bound.IsUint64() {
			t.Fatalf("%s: the contract says %+v, Go says %+v", c.Sentence(), l, want[i])
		}
	}
}

func wordOf(t *testing.T, c claim.Claim) statement.Field {
	t.Helper()
	w, err := c.Word()
	if err != nil {
		t.Fatal(err)
	}
	f, err := statement.FieldFromBig(w)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// addAll adds policies, many in a block.
func addAll(t *testing.T, s *Simulated, owner *Account, registry common.Address, policies []statement.EVMPolicy) {
	t.Helper()
	const gas, inBlock = 300_000, 16
	ctx, b := context.Background(), bindings.NewPolicyRegistry()
	nonce, err := s.node.PendingNonceAt(ctx, owner.address)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range policies {
		data := b.PackAdd(bindings.IPolicyRegistryPolicy{
			VerifierId: p.Verifier, Issuers: toBig(p.Issuers), Claim: toBig(p.Claim), EpochDays: p.EpochDays, Epochs: p.Epochs,
			SubmitDays: p.SubmitDays, ValidDays: p.ValidDays, Sponsor: p.Sponsor, Purpose: p.Purpose,
		})
		tx, err := owner.signTx(types.NewTx(&types.DynamicFeeTx{
			ChainID: new(big.Int).SetUint64(SimulatedChainID), Nonce: nonce + uint64(i), To: &registry, Data: data, Gas: gas,
			GasTipCap: big.NewInt(params.GWei), GasFeeCap: big.NewInt(1000 * params.GWei),
		}))
		if err != nil {
			t.Fatal(err)
		}
		// Past the node of the client, which would mine it alone.
		if err := s.node.Client.SendTransaction(ctx, tx); err != nil {
			t.Fatal(err)
		}
		if i%inBlock == inBlock-1 || i == len(policies)-1 {
			s.mine()
		}
	}
}
