package onchain

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

// invented is a deployment with everything that a file can have.
func invented(t *testing.T) *Deployment {
	t.Helper()
	k, err := DeployParams{AllowDevelopment: true}.key(entry(t, smallest))
	if err != nil {
		t.Fatal(err)
	}
	id, err := k.entry.VerifierID()
	if err != nil {
		t.Fatal(err)
	}
	at := func(n byte) common.Address { return common.Address{0xa0, 19: n} }
	return &Deployment{
		ChainID: 1, Block: 2, Deployer: at(1), Owner: at(2), Guardian: at(3), Timelock: Timelock{at(4), 48 * time.Hour},
		Router: at(5), Issuers: at(6), Policies: at(7), Consents: at(8), Gate: at(9), Vault: at(10), Studies: at(11), EAS: at(12), Publisher: at(13),
		Verifiers: []DeployedVerifier{{k.entry.Name, k.circuit, k.hash, id, at(14), k.entry.Ceremony}}, Development: true,
	}
}

func TestADeploymentFileHasOneReading(t *testing.T) {
	d := invented(t)
	raw, err := d.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ReadDeployment(bytes.NewReader(raw))
	if err != nil || again.Verifiers[0] != d.Verifiers[0] || again.Timelock != d.Timelock || again.Publisher != d.Publisher {
		t.Fatalf("%+v, %v", again, err)
	}
	bare := *d
	bare.Timelock, bare.EAS, bare.Publisher, bare.Verifiers = Timelock{}, common.Address{}, common.Address{}, nil
	small, err := bare.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if again, err = ParseDeployment(small); err != nil || again.Timelock != (Timelock{}) || again.Publisher != (common.Address{}) || bytes.Contains(small, []byte("eas")) {
		t.Errorf("%+v, %v", again, err)
	}
	text := string(raw)
	gate := hexAddress(d.Gate)
	replace := func(old, with string) string {
		t.Helper()
		if !strings.Contains(text, old) {
			t.Fatalf("the file has no %s", old)
		}
		return strings.Replace(text, old, with, 1)
	}
	for name, bad := range map[string]string{
		"nothing":                 "",
		"no JSON":                 "deployment",
		"cut short":               text[:len(text)/2],
		"two files":               text + text,
		"too long":                text + strings.Repeat(" ", MaxDeploymentBytes),
		"another format":          replace(DeploymentFormat, "vitalproof/deployment/2"),
		"an unknown field":        replace(`"block"`, `"admin": 1, "block"`),
		"a field twice":           replace(`"block": 2`, `"block": 2, "block": 2`),
		"a field in capitals":     replace(`"gate"`, `"GATE"`),
		"an address in capitals":  replace(gate, "0x"+strings.ToUpper(gate[2:])),
		"an address without 0x":   replace(gate, gate[2:]),
		"a short address":         replace(gate, gate[:40]),
		"an address of zeros":     replace(gate, "0x"+strings.Repeat("0", 40)),
		"the router for the gate": replace(gate, hexAddress(d.Router)),
		"a negative block":        replace(`"block": 2`, `"block": -2`),
		"a block in words":        replace(`"block": 2`, `"block": "2"`),
		"a delay of 0":            replace(`"min_delay_seconds": 172800`, `"min_delay_seconds": 0`),
		"a delay beyond time":     replace(`"min_delay_seconds": 172800`, `"min_delay_seconds": 18446744073709551615`),
		"another key's hash":      replace(hexWord(d.Verifiers[0].KeyHash), hexWord([32]byte{1})),
		"a publisher without EAS": replace(`  "eas": "`+hexAddress(d.EAS)+"\",\n", ""),
		"other white space":       replace(`"block": 2`, `"block":2`),
		"no circuit":              replace(`"circuit": "`+smallest+`"`, `"circuit": ""`),
	} {
		if _, err := ReadDeployment(strings.NewReader(bad)); !errors.Is(err, ErrDeploymentFile) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	many := *d
	for len(many.Verifiers) <= maxVerifiers {
		v := d.Verifiers[0]
		v.Address = common.Address{0xb0, 18: byte(len(many.Verifiers)), 19: 1}
		many.Verifiers = append(many.Verifiers, v)
	}
	long, err := many.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ParseDeployment(long); !errors.Is(err, ErrDeploymentFile) {
		t.Errorf("%d verifiers: %v", len(many.Verifiers), err)
	}
}

func FuzzADeploymentFileIsReadOrRefused(f *testing.F) {
	f.Add([]byte(`{"format":"vitalproof/deployment/1"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := ParseDeployment(raw)
		if err != nil {
			return
		}
		again, err := d.Marshal()
		if err != nil || !bytes.Equal(bytes.TrimSpace(again), bytes.TrimSpace(raw)) {
			t.Errorf("read and written differently: %v", err)
		}
	})
}

// easCode answers as the attestation service does as far as the publisher asks:
// its schema registry is itself, every schema is known, and what was attested
// has the uid 1. That the publisher does what it should with the real one is the
// contract's test.
var easCode = common.FromHex("3660041460165736602414601e5760015f5260205ff3" + "5b305f5260205ff3" + "5b60205f526001602052608060805260c05ff3")

func TestAPublisherBelongsToItsGateAndItsService(t *testing.T) {
	s := newChain(t)
	c, a := s.Client(), s.Account(0)
	service := func() common.Address { return putCode(t, c, a, easCode) }
	p := smallParams(t)
	p.EAS = service()
	d, _, err := Deploy(ctx, c, a, p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	system, err := Open(ctx, c, d)
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := Deploy(ctx, c, a, p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	code, err := c.code(ctx, d.Publisher)
	if err != nil {
		t.Fatal(err)
	}
	// It says of itself what the right one says.
	longer := putCode(t, c, a, append(bytes.Clone(code), 0))
	for name, change := range map[string]func(*Deployment){
		"a publisher of other code": func(x *Deployment) { x.Publisher = longer },
		"another gate's publisher":  func(x *Deployment) { x.Publisher = other.Publisher },
		"another service":           func(x *Deployment) { x.EAS = service() },
		"no publisher at all":       func(x *Deployment) { x.Publisher = x.EAS; x.EAS = service() },
	} {
		x := *d
		change(&x)
		if _, err := Open(ctx, c, &x); !errors.Is(err, ErrNotOnChain) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	_, err = system.PublishEAS(ctx, a, [32]byte{1}, 0, vectorPolicy(t, mustLoadVector(t)).Issuers, Options{})
	mustRefuse(t, err, "RecordNotValid")
	_, err = system.RetractEAS(ctx, a, [32]byte{1}, 0, vectorPolicy(t, mustLoadVector(t)).Issuers, Options{})
	mustRefuse(t, err, "NotPublished")
	if _, dry, err := Deploy(ctx, c, a, p, Options{DryRun: true}); err != nil || dry.EstimatedGas == 0 {
		t.Errorf("a dry run: %+v, %v", dry, err)
	}
}
