package onchain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"

	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/verifier/onchain/bindings"
)

// lying alters what a contract returned.
type lying struct {
	Backend
	selector [4]byte
	alter    func([]byte) []byte
}

func (l *lying) CallContract(ctx context.Context, msg ethereum.CallMsg, block *big.Int) ([]byte, error) {
	out, err := l.Backend.CallContract(ctx, msg, block)
	if err == nil && len(msg.Data) >= 4 && [4]byte(msg.Data) == l.selector {
		out = l.alter(append([]byte{}, out...))
	}
	return out, err
}

// A holder who proves for terms that a node invented proves something else than
// was asked, or for nothing.
func TestTermsThatANodeInventedAreRefused(t *testing.T) {
	w := simulatedWorld(t)
	id := w.policy.ID()
	b := bindings.NewPolicyRegistry()
	for name, packed := range map[string][]byte{"policy": b.PackPolicy(id), "terms": b.PackTerms(id, 1)} {
		out, err := w.client.call(ctx, common.Address{}, w.policies(), packed)
		if err != nil {
			t.Fatal(err)
		}
		for i := range len(out) / 32 {
			if name == "terms" && i >= 7 {
				break // number and closed are not of the terms' content
			}
			node := &lying{w.client.node, [4]byte(packed), func(raw []byte) []byte { raw[32*i+31] ^= 1; return raw }}
			s := watching(t, w, node)
			if _, _, err := s.Terms(ctx, id, 1); !errors.Is(err, ErrPolicy) {
				t.Errorf("word %d of %s: got %v", i, name, err)
			}
			if _, err := s.RequestGate(ctx, id, 1); !errors.Is(err, ErrPolicy) {
				t.Errorf("word %d of %s: got %v", i, name, err)
			}
			if name == "policy" {
				if _, err := s.Policy(ctx, id); !errors.Is(err, ErrPolicy) {
					t.Errorf("word %d of %s: got %v", i, name, err)
				}
			}
		}
	}
	for what, alter := range map[string]func([]byte) []byte{
		"nothing":        func([]byte) []byte { return nil },
		"half a word":    func(raw []byte) []byte { return raw[:16] },
		"a word too few": func(raw []byte) []byte { return raw[:len(raw)-32] },
	} {
		s := watching(t, w, &lying{w.client.node, [4]byte(b.PackTerms(id, 1)), alter})
		if _, _, err := s.Terms(ctx, id, 1); err == nil {
			t.Errorf("%s passed for terms", what)
		}
	}
	s := watching(t, w, &lying{w.client.node, [4]byte(b.PackCount()), func([]byte) []byte { return common.LeftPadBytes([]byte{0xff, 0xff, 0xff}, 32) }})
	if _, err := s.Policies(ctx); !errors.Is(err, ErrPolicy) {
		t.Errorf("16 million policies: %v", err)
	}
}

func TestTheChainsTermsAreGosTerms(t *testing.T) {
	w := simulatedWorld(t)
	id := w.policy.ID()
	for epoch := range w.policy.Epochs {
		want, err := w.policy.Terms(epoch)
		if err != nil {
			t.Fatal(err)
		}
		got, closed, err := w.Terms(ctx, id, epoch)
		if err != nil || closed || got != want {
			t.Errorf("epoch %d: %+v, %t, %v", epoch, got, closed, err)
		}
	}
	_, _, err := w.Terms(ctx, id, w.policy.Epochs)
	mustRefuse(t, err, "EpochUnknown")
	_, _, err = w.Terms(ctx, [32]byte{1}, 0)
	mustRefuse(t, err, "PolicyUnknown")
	all, err := w.Policies(ctx)
	if err != nil || len(all) != 1 || all[0].ID != id || all[0].Number != 1 || all[0].Terms != w.policy ||
		all[0].Circuit != w.vector.Circuit || all[0].ClaimErr != nil || all[0].Claim.Days != 14 || all[0].Closed {
		t.Fatalf("%+v, %v", all, err)
	}
	// What a request takes from the chain is what the vector's proofs were made for.
	ask, err := w.RequestGate(ctx, id, 1)
	if err != nil {
		t.Fatal(err)
	}
	question, err := w.vector.Question(17, w.now(t))
	if err != nil {
		t.Fatal(err)
	}
	if ask.Gate != *question.Gate || ask.Circuit != question.Circuit || ask.Purpose != question.ConsentHash() {
		t.Errorf("%+v", ask)
	}
	inputs, err := question.PublicInputs(w.answer(t, 17).Nullifier, &request.Payee{})
	if err != nil || inputs.Claim != ask.Claim || inputs.Issuers != ask.Issuers {
		t.Errorf("%+v, %v", ask, err)
	}
	if _, err := w.ClosePolicy(ctx, w.sponsor, id, Options{}); err != nil {
		t.Fatal(err)
	}
	if ask, err = w.RequestGate(ctx, id, 1); err != nil || !ask.Closed {
		t.Errorf("%+v, %v", ask, err)
	}
	_, err = entryOf([32]byte{1})
	if !errors.Is(err, lock.ErrUnknownCircuit) {
		t.Errorf("got %v", err)
	}
}

// greedy suggests a tip that would cost a fortune.
type greedy struct {
	Backend
	tip int64
}

func (g greedy) SuggestGasTipCap(context.Context) (*big.Int, error) { return big.NewInt(g.tip), nil }

func TestANodeCannotNameTheFee(t *testing.T) {
	w := simulatedWorld(t)
	policy := byte(0)
	send := func(node Backend, o Options) (Receipt, error) {
		policy++
		return watching(t, w, node).WithdrawConsent(ctx, w.accounts[2], [32]byte{policy}, o)
	}
	if _, err := send(greedy{w.client.node, mostTip + 1}, Options{}); !errors.Is(err, ErrTip) {
		t.Errorf("got %v", err)
	}
	r, err := send(greedy{w.client.node, mostTip + 1}, Options{Tip: big.NewInt(params.GWei)})
	if err != nil {
		t.Fatal(err)
	}
	// A ceiling holds for the tip too.
	most := big.NewInt(3 * params.GWei)
	if r, err = send(greedy{w.client.node, mostTip}, Options{MaxFeePerGas: most}); err != nil {
		t.Fatal(err)
	}
	if limit := new(big.Int).Mul(most, new(big.Int).SetUint64(r.Gas)); r.FeeWei.Cmp(limit) > 0 {
		t.Errorf("paid %s for %d gas", r.FeeWei, r.Gas)
	}
	if _, err = send(w.client.node, Options{MaxFeePerGas: big.NewInt(1)}); !errors.Is(err, ErrFee) {
		t.Errorf("got %v", err)
	}
	if _, err = send(noBaseFee{w.client.node}, Options{}); !errors.Is(err, ErrOldChain) {
		t.Errorf("got %v", err)
	}
}

type noBaseFee struct{ Backend }

func (n noBaseFee) HeaderByNumber(ctx context.Context, number *big.Int) (*types.Header, error) {
	h, err := n.Backend.HeaderByNumber(ctx, number)
	if h != nil {
		h = types.CopyHeader(h)
		h.BaseFee = nil
	}
	return h, err
}

// An address of a node often holds a password or a project's key.
func TestAnUnreachableNodeIsNotNamed(t *testing.T) {
	const secret = "s3cret"
	for _, url := range []string{"http://user:" + secret + "@127.0.0.1:1/" + secret, "ws://127.0.0.1:1/" + secret, "/no/such/" + secret, "gopher://" + secret} {
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		_, err := Dial(ctx, url)
		cancel()
		if !errors.Is(err, ErrUnreachable) || strings.Contains(err.Error(), secret) {
			t.Errorf("got %v", err)
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := Dial(ctx, "http://127.0.0.1:1"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestWhatANodeSaysIsPassedOnWithCare(t *testing.T) {
	for _, c := range []struct {
		status       int
		answer, want string
	}{
		{http.StatusUnauthorized, "", "HTTP status 401"},
		{http.StatusOK, `{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"no such \u001b[2J method"}}`, `the node answers "no such ?[2J method"`},
		{http.StatusOK, `{"jsonrpc":"2.0","id":1,"result":"0xffffffffffffffffff"}`, "more than 64 bits"},
		{http.StatusOK, `<html>`, "the node does not answer"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(c.status)
			fmt.Fprint(w, c.answer)
		}))
		_, err := Dial(ctx, server.URL)
		server.Close()
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), server.URL) {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

func TestAnEndlessAnswerIsCut(t *testing.T) {
	served := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"jsonrpc":"2.0","id":1,"result":"0x`)
		chunk := []byte(strings.Repeat("0", 1<<16))
		for served < 16*maxAnswerBytes {
			n, err := w.Write(chunk)
			if err != nil {
				return
			}
			served += n
		}
	}))
	defer server.Close()
	if _, err := Dial(ctx, server.URL); !errors.Is(err, ErrCut) {
		t.Errorf("got %v", err)
	}
	if served > 2*maxAnswerBytes {
		t.Errorf("%d bytes were read", served)
	}
}

func TestACancelledCallIsNoRefusal(t *testing.T) {
	w := simulatedWorld(t)
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	err := w.Check(ctx, w.policy.ID(), 0, w.answer(t, 0))
	var refusal *Refusal
	if !errors.Is(err, context.Canceled) || errors.As(err, &refusal) {
		t.Errorf("got %v", err)
	}
}

// On a chain whose pairing precompile is not there, or is another, a verifier
// may take anything: the probe has to notice.
func TestAVerifierWithAWrongVerdictIsNotDeployed(t *testing.T) {
	for name, node := range map[string]func(Backend) Backend{
		"accepts everything": func(b Backend) Backend { return verdict{b, nil} },
		"refuses everything": func(b Backend) Backend { return verdict{b, revert{}} },
	} {
		t.Run(name, func(t *testing.T) {
			s := newChain(t)
			c, err := NewClient(ctx, node(s.client.node))
			if err != nil {
				t.Fatal(err)
			}
			p := smallParams(t)
			p.Circuits[0] = entry(t, "glucose-15min-14d") // its vector is a good proof
			_, _, err = Deploy(ctx, c, s.Account(0), p, Options{})
			if !errors.Is(err, ErrProbe) {
				t.Errorf("got %v", err)
			}
		})
	}
}

type verdict struct {
	Backend
	err error
}

type revert struct{}

func (revert) Error() string  { return "execution reverted" }
func (revert) ErrorCode() int { return 3 }

func (v verdict) CallContract(ctx context.Context, msg ethereum.CallMsg, block *big.Int) ([]byte, error) {
	if m, err := bindings.Groth16CommitmentVerifierMetaData.ParseABI(); err == nil && len(msg.Data) >= 4 && [4]byte(msg.Data) == [4]byte(m.Methods["verifyProof"].ID) {
		return nil, v.err
	}
	return v.Backend.CallContract(ctx, msg, block)
}
