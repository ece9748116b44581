package onchain

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"vitalproof/circuits/lock"
	"vitalproof/contracts"
)

// A reason without words is of no use to whoever reads it, and words with an
// argument that the error does not have would show a brace.
func TestEveryErrorOfEveryContractHasWords(t *testing.T) {
	argument := regexp.MustCompile(`\{(\w+)\}`)
	// An exported verifier is deployed by nobody: ours has the same errors.
	for _, e := range knownErrors() {
		words, ok := reasons[e.Name]
		if !ok || words == "" {
			t.Errorf("%s has no words", e.Sig)
		}
		names := map[string]bool{}
		for _, in := range e.Inputs {
			names[in.Name] = true
		}
		for _, m := range argument.FindAllStringSubmatch(words, -1) {
			if !names[m[1]] {
				t.Errorf("%s: the words name %s, and it has %v", e.Sig, m[1], names)
			}
		}
	}
	known := map[string]bool{noReason: true, unknownReason: true, panicReason: true, stringReason: true}
	for _, e := range knownErrors() {
		known[e.Name] = true
	}
	for name := range reasons {
		if !known[name] {
			t.Errorf("%s has words and is the error of no contract", name)
		}
	}
}

// The bindings are generated: an artefact made since may have more errors.
func TestTheBindingsKnowTheErrorsOfTheArtefacts(t *testing.T) {
	exported := map[string]bool{}
	entries, err := lock.Entries()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		exported[lock.ContractName(e.Name)] = true
	}
	for _, name := range contracts.Names() {
		if exported[name] {
			continue
		}
		artefact, err := contracts.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := abi.JSON(bytes.NewReader(artefact.ABI))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range parsed.Errors {
			if _, ok := knownErrors()[[4]byte(e.ID[:4])]; !ok {
				t.Errorf("%s: %s is not known", name, e.Sig)
			}
		}
	}
}

func TestARefusalSaysWhatTheContractSaid(t *testing.T) {
	encode := func(name string, args ...any) []byte {
		for _, e := range knownErrors() {
			if e.Name != name {
				continue
			}
			packed, err := e.Inputs.Pack(args...)
			if err != nil {
				t.Fatal(err)
			}
			return append(e.ID[:4:4], packed...)
		}
		t.Fatalf("no error %s", name)
		return nil
	}
	id := [32]byte{0xab}
	for _, c := range []struct {
		raw  []byte
		want string
	}{
		{encode("ProofInvalid"), "the gate refused: the proof was made for another recipient, deadline, consent text, policy, gate or chain, or is no proof (ProofInvalid)"},
		{encode("DeadlinePassed", uint64(1795000000)), "the gate refused: the holder allowed this only until 2026-11-18T11:06:40Z: a new proof is needed (DeadlinePassed)"},
		{encode("PolicyUnknown", id), "the gate refused: there is no policy 0xab" + strings.Repeat("0", 62) + " (PolicyUnknown)"},
		{encode("ConsentSignature", common.Address{19: 1}), "the gate refused: the consent is not signed by 0x0000000000000000000000000000000000000001, or was signed for something else (ConsentSignature)"},
		{nil, "the gate refused: it gave no reason (NoReason)"},
		{[]byte{1, 2, 3, 4}, "the gate refused: it gave a reason that this program does not know (UnknownReason)"},
		{[]byte{1}, "the gate refused: it gave a reason that this program does not know (UnknownReason)"},
		// A known selector without its arguments, and one too long to be ours.
		{encode("DeadlinePassed", uint64(1))[:20], "the gate refused: it gave a reason that this program does not know (UnknownReason)"},
		{append(encode("ProofInvalid"), make([]byte, maxRevertBytes)...), "the gate refused: it gave a reason that this program does not know (UnknownReason)"},
		{append(crypto.Keccak256([]byte("Error(string)"))[:4], append(common.LeftPadBytes([]byte{32}, 32), append(common.LeftPadBytes([]byte{5}, 32), common.RightPadBytes([]byte("a\x1b[2J"), 32)...)...)...), "the gate refused: a?[2J (Error)"},
		{append(crypto.Keccak256([]byte("Panic(uint256)"))[:4], common.LeftPadBytes([]byte{0x11}, 32)...), "the gate refused: it ran into a fault of its own: arithmetic underflow or overflow (Panic)"},
	} {
		if got := decodeRefusal("gate", c.raw).Error(); got != c.want {
			t.Errorf("%x:\n got %s\nwant %s", c.raw, got, c.want)
		}
	}
}

func TestATextOfANodeCannotTakeOverATerminal(t *testing.T) {
	got := printable("a\x1b]0;evil\x07\n\u202eb" + strings.Repeat("x", 500))
	if strings.ContainsAny(got, "\x1b\x07\n\u202e") || len(got) > 250 {
		t.Errorf("got %q", got)
	}
}

func FuzzARefusalIsAlwaysDecoded(f *testing.F) {
	for _, e := range knownErrors() {
		f.Add(append(e.ID[:4:4], make([]byte, 32*len(e.Inputs))...))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := decodeRefusal("gate", raw)
		if r.Reason == "" || r.Error() == "" {
			t.Errorf("%x: %v", raw, r)
		}
	})
}
