package bindings

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi/abigen"

	"vitalproof/contracts"
)

var update = flag.Bool("update", false, "write bindings.go instead of comparing it")

func TestBindingsAreThoseOfTheArtefacts(t *testing.T) {
	const file = "bindings.go"
	fresh := generate(t)
	if *update {
		if err := os.WriteFile(file, []byte(fresh), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != fresh {
		t.Errorf("%s is not current: run go test ./verifier/onchain/bindings -update", file)
	}
}

// generate does what go-ethereum's command abigen --v2 does, at the version in go.mod.
func generate(t *testing.T) string {
	var names, abis []string
	for _, name := range contracts.Names() {
		artefact, err := contracts.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(artefact.Source, "src/verifiers/") {
			continue
		}
		names = append(names, name)
		abis = append(abis, string(artefact.ABI))
	}
	code, err := abigen.BindV2(names, abis, make([]string, len(names)), "bindings", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return code
}
