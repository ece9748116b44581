package bench

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/ethereum/go-ethereum/accounts/abi"
)

// compileSolidity compiles a contract with the compiler that the contracts of this
// repository are built with, for the fork that they are built for.
func compileSolidity(ctx context.Context, root, source string) ([]byte, abi.ABI, error) {
	script := filepath.Join(root, "contracts", "script", "solc.mjs")
	installed := filepath.Join(root, "contracts", "node_modules", "solc")
	if root == "" {
		return nil, abi.ABI{}, fmt.Errorf("%w: run inside the repository to compile exported verifiers", errNotHere)
	}
	if _, err := os.Stat(installed); err != nil {
		return nil, abi.ABI{}, fmt.Errorf("%w: the Solidity compiler is not installed: run npm ci in contracts", errNotHere)
	}
	type object = map[string]any
	input, err := json.Marshal(object{
		"language": "Solidity",
		"sources":  object{"v.sol": object{"content": source}},
		"settings": object{
			"evmVersion": "osaka", "optimizer": object{"enabled": true, "runs": 10_000},
			"outputSelection": object{"*": object{"*": []string{"abi", "evm.bytecode.object"}}},
		},
	})
	if err != nil {
		return nil, abi.ABI{}, err
	}
	cmd := exec.CommandContext(ctx, "node", script, "--standard-json")
	cmd.Stdin = bytes.NewReader(input)
	said := &tail{}
	cmd.Stderr = said
	raw, err := cmd.Output()
	if err != nil {
		return nil, abi.ABI{}, fmt.Errorf("%w: the Solidity compiler: %w; %s", errNotHere, err, said)
	}
	var output struct {
		Errors []struct {
			Severity string `json:"severity"`
			Message  string `json:"formattedMessage"`
		} `json:"errors"`
		Contracts map[string]map[string]struct {
			ABI json.RawMessage `json:"abi"`
			EVM struct {
				Bytecode struct {
					Object string `json:"object"`
				} `json:"bytecode"`
			} `json:"evm"`
		} `json:"contracts"`
	}
	if err := json.Unmarshal(raw, &output); err != nil {
		return nil, abi.ABI{}, fmt.Errorf("the Solidity compiler: %w", err)
	}
	for _, e := range output.Errors {
		if e.Severity == "error" {
			return nil, abi.ABI{}, fmt.Errorf("the exported verifier does not compile: %s", e.Message)
		}
	}
	for _, c := range output.Contracts["v.sol"] {
		if c.EVM.Bytecode.Object == "" {
			continue // an interface
		}
		code, err := hex.DecodeString(c.EVM.Bytecode.Object)
		if err != nil {
			return nil, abi.ABI{}, fmt.Errorf("the Solidity compiler: %w", err)
		}
		parsed, err := abi.JSON(bytes.NewReader(c.ABI))
		return code, parsed, err
	}
	return nil, abi.ABI{}, fmt.Errorf("the exported verifier has no contract")
}
