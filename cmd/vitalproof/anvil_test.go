package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/rpc"
	"github.com/rogpeppe/go-internal/testscript"
)

// anvilKeys are the keys of anvil's first funded accounts. They are the same on
// every machine, and public.
var anvilKeys = []string{
	"0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
	"0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
	"0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
	"0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
}

var errNoAnvil = errors.New("there is no anvil: run npm ci in contracts, or name one with VITALPROOF_ANVIL")

// findAnvil finds the program of a local chain.
func findAnvil() (string, error) {
	if path := os.Getenv("VITALPROOF_ANVIL"); path != "" {
		return path, nil
	}
	for _, platform := range []string{"linux-amd64", "linux-arm64", "darwin-arm64", "darwin-amd64"} {
		path, err := filepath.Abs(filepath.Join("..", "..", "contracts", "node_modules", "@foundry-rs", "anvil-"+platform, "bin", "anvil"))
		if err != nil {
			return "", err
		}
		if exec.Command(path, "--version").Run() == nil {
			return path, nil
		}
	}
	return "", errNoAnvil
}

// needAnvil skips a test without anvil, but not where nobody would notice.
func needAnvil(t *testing.T) {
	t.Helper()
	if _, err := findAnvil(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
}

// startAnvil starts a chain on a port and waits until it answers.
func startAnvil(port string) (url string, stop func(), err error) {
	path, err := findAnvil()
	if err != nil {
		return "", nil, err
	}
	cmd := exec.Command(path, "--silent", "--hardfork", "osaka", "--port", port)
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	url = "http://127.0.0.1:" + port
	const patience = 10 * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		c, err := rpc.DialContext(ctx, url)
		if err == nil {
			var id string
			err = c.CallContext(ctx, &id, "eth_chainId")
			c.Close()
		}
		if err == nil {
			return url, stop, nil
		}
		select {
		case <-ctx.Done():
			stop()
			return "", nil, fmt.Errorf("anvil does not answer: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// newChain starts a chain for one test.
func newChain(t *testing.T) string {
	t.Helper()
	needAnvil(t)
	url, stop, err := startAnvil(freePort(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return url
}

func freePort(t *testing.T) string {
	t.Helper()
	address, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	return address[strings.LastIndexByte(address, ':')+1:]
}

// cmdChain starts a chain, of which the first account signs.
func cmdChain(ts *testscript.TestScript, _ bool, _ []string) {
	address, err := freeAddress()
	ts.Check(err)
	url, stop, err := startAnvil(address[strings.LastIndexByte(address, ':')+1:])
	ts.Check(err)
	ts.Defer(stop)
	ts.Setenv(envRPC, url)
	ts.Setenv(envKey, anvilKeys[0])
}

// cmdLater moves the chain's clock: later 48h.
func cmdLater(ts *testscript.TestScript, _ bool, args []string) {
	by, err := time.ParseDuration(args[0])
	ts.Check(err)
	c, err := rpc.Dial(ts.Getenv(envRPC))
	ts.Check(err)
	defer c.Close()
	ts.Check(c.Call(nil, "evm_increaseTime", int64(by/time.Second)))
	ts.Check(c.Call(nil, "evm_mine"))
}
