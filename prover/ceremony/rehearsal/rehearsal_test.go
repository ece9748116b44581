package rehearsal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"golang.org/x/crypto/blake2b"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/statement"
	"vitalproof/contracts"
	"vitalproof/prover/ingest"
	"vitalproof/verifier/onchain/differential"
)

// The smallest circuit of glucose keeps the run of all tests short; `make ceremony`
// names another.
var circuitFlag = flag.String("circuit", "glucose-15min-7d", "a glucose `circuit` to make keys for")

const (
	root       = "../../.."
	passphrase = "a passphrase of the rehearsal"
	lastDay    = "2026-06-30"
)

// stage is a rehearsal under way: a folder, the program in use, and what took how long.
type stage struct {
	t       *testing.T
	dir     string
	program string
	start   time.Time
	entry   lock.Entry
}

func (s *stage) path(name string) string { return filepath.Join(s.dir, name) }

// time prints how long something took.
func (s *stage) time(what string, since time.Time) {
	s.t.Logf("%-42s %7.1f s", what, time.Since(since).Seconds())
}

// outcome runs the program and gives what it printed and its exit code.
func (s *stage) outcome(args ...string) (stdout []byte, stderr string, code int) {
	s.t.Helper()
	return s.run(exec.Command(s.program, args...))
}

func (s *stage) run(c *exec.Cmd) ([]byte, string, int) {
	s.t.Helper()
	var out, talk bytes.Buffer
	c.Stdout, c.Stderr = &out, &talk
	if c.Dir == "" {
		c.Dir = s.dir
	}
	c.Env = append(os.Environ(), c.Env...)
	c.Env = append(c.Env, "XDG_CACHE_HOME="+s.path("cache"))
	if err := c.Run(); err != nil && c.ProcessState == nil {
		s.t.Fatal(err)
	}
	return out.Bytes(), talk.String(), c.ProcessState.ExitCode()
}

// must runs the program, which has to succeed.
func (s *stage) must(args ...string) []byte {
	s.t.Helper()
	out, talk, code := s.outcome(args...)
	if code != 0 {
		s.t.Fatalf("vitalproof %s: exit %d\n%s%s", strings.Join(args, " "), code, out, talk)
	}
	return out
}

// timed is must with its time printed.
func (s *stage) timed(args ...string) []byte {
	s.t.Helper()
	begun := time.Now()
	out := s.must(args...)
	words := args
	for i, word := range args {
		if strings.HasPrefix(word, "--") {
			words = args[:i]
			break
		}
	}
	s.time(strings.Join(words, " "), begun)
	return out
}

// refused runs the program, which has to end with an exit code and say something.
func (s *stage) refused(want int, says string, args ...string) {
	s.t.Helper()
	out, talk, code := s.outcome(args...)
	if code != want || !strings.Contains(talk, says) {
		s.t.Fatalf("vitalproof %s: exit %d, want %d and %q\n%s%s", strings.Join(args, " "), code, want, says, out, talk)
	}
}

func (s *stage) check(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func TestStrangersMakeKeys(t *testing.T) {
	if testing.Short() {
		t.Skip("a ceremony takes minutes")
	}
	snarkjs := filepath.Join(root, "prover", "ceremony", "rehearsal", "node_modules", "snarkjs", "build", "cli.cjs")
	snarkjs, err := filepath.Abs(snarkjs)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(snarkjs); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("snarkjs is missing: run make test")
		}
		t.Skip("snarkjs is missing: make test installs it")
	}
	entry, err := lock.ByName(*circuitFlag)
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{t: t, dir: t.TempDir(), start: time.Now(), entry: entry}
	s.check(os.WriteFile(s.path("pass"), []byte(passphrase+"\n"), 0o600))
	s.build(root, "vitalproof")
	t.Logf("circuit %s, %d constraints", entry.Name, entry.Constraints)

	sum := s.makePowers(snarkjs)
	transcript := s.ceremony(sum)
	s.attack()
	s.pin(transcript)
	a := s.proveAndVerify()
	s.onChain(a)
	s.time("all", s.start)
}

// build compiles the program from a source tree.
func (s *stage) build(tree, name string) {
	s.t.Helper()
	begun := time.Now()
	c := exec.Command("go", "build", "-o", s.path(name), "./cmd/vitalproof")
	c.Dir = tree
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		s.t.Fatalf("build: %s", out)
	}
	s.program = s.path(name)
	s.time("build the program", begun)
}

// makePowers lets snarkjs make powers of tau with one contribution, twice as many as
// are needed, and gives the BLAKE2b-512 hash of the file.
func (s *stage) makePowers(snarkjs string) string {
	s.t.Helper()
	begun := time.Now()
	c, err := catalogue.ByName(s.entry.Name)
	s.check(err)
	power := 1
	for 1<<power < s.entry.Constraints {
		power++
	}
	for _, args := range [][]string{
		{"powersoftau", "new", "bn128", fmt.Sprint(power), "first.ptau"},
		{"powersoftau", "contribute", "first.ptau", "powers.ptau", "--name=somebody", "-e=" + time.Now().String()},
	} {
		if out, talk, code := s.run(exec.Command("node", append([]string{snarkjs}, args...)...)); code != 0 {
			s.t.Fatalf("snarkjs %v: exit %d\n%s%s", args, code, out, talk)
		}
	}
	s.time(fmt.Sprintf("snarkjs makes 2^%d powers for %s", power, c.Name), begun)
	h, err := blake2b.New512(nil)
	s.check(err)
	f, err := os.Open(s.path("powers.ptau"))
	s.check(err)
	defer f.Close()
	_, err = io.Copy(h, f)
	s.check(err)
	return hex.EncodeToString(h.Sum(nil))
}

const (
	beacon1 = "6265666f72653a20746865207765617468657220696e2050617269732c20312e362e"
	beacon2 = "61667465723a20746865207765617468657220696e204f736c6f2c20312e372e2e2e"
)

// ceremony makes keys, and gives the transcript's hash.
func (s *stage) ceremony(sum string) string {
	s.t.Helper()
	people := []string{"Ada", "Ben", "Cleo"}
	for _, name := range people {
		s.must("ceremony", "contributor", "--name", name, "--out", name+".contributor", "--passphrase-file", "pass")
	}
	as := func(name string, args ...string) []string {
		return append(args, "--contributor", name+".contributor", "--passphrase-file", "pass")
	}
	s.must("ceremony", "phase1", "init", "keys2027", "--name", "Keys 2027", "--circuit", s.entry.Name,
		"--phase1-beacon", "the weather in Paris on 1 June, as its newspaper has it",
		"--phase2-beacon", "the weather in Oslo on 1 July, as its newspaper has it")
	s.refused(3, "does not have the hash", as("Ada", "ceremony", "phase1", "import", "keys2027", "powers.ptau", "--blake2b", strings.Repeat("00", 64))...)
	s.timed(as("Ada", "ceremony", "phase1", "import", "keys2027", "powers.ptau", "--blake2b", sum)...)
	s.refused(17, "contributed before", as("Ada", "ceremony", "phase1", "contribute", "keys2027")...)
	s.timed(as("Ben", "ceremony", "phase1", "contribute", "keys2027")...)
	s.refused(17, "has 2, and the plan wants 3", "ceremony", "seal", "keys2027", "--phase", "1", "--beacon", beacon1)
	s.timed(as("Cleo", "ceremony", "phase1", "contribute", "keys2027")...)
	s.timed("ceremony", "phase1", "verify", "keys2027")
	s.timed("ceremony", "seal", "keys2027", "--phase", "1", "--beacon", beacon1)
	s.timed("ceremony", "phase2", "init", "keys2027")
	for _, name := range people {
		s.timed(as(name, "ceremony", "phase2", "contribute", "keys2027")...)
	}
	s.timed("ceremony", "phase2", "verify", "keys2027")
	s.timed("ceremony", "seal", "keys2027", "--phase", "2", "--beacon", beacon2)
	var report struct {
		Transcript string `json:"transcript_sha256"`
		Verified   bool   `json:"verified"`
		Steps      []struct {
			Contributor string `json:"contributor"`
			Imported    string `json:"imported_blake2b"`
		} `json:"contributions"`
	}
	s.check(json.Unmarshal(s.must("ceremony", "transcript", "keys2027", "--json"), &report))
	if report.Verified || len(report.Steps) != 6 || report.Steps[0].Imported != sum {
		s.t.Fatalf("the transcript says %+v", report)
	}
	said := report.Transcript
	s.check(json.Unmarshal(s.timed("ceremony", "verify-transcript", "keys2027", "--ptau", "powers.ptau", "--json"), &report))
	if !report.Verified || report.Transcript != said {
		s.t.Fatalf("the report says %+v", report)
	}
	return said
}

// attack changes a transcript in ways that a reader would not see.
func (s *stage) attack() {
	s.t.Helper()
	s.check(os.CopyFS(s.path("other"), os.DirFS(s.path("keys2027"))))
	s.refused(3, "first.ptau: the file does not have the hash", "ceremony", "verify-transcript", "other", "--ptau", "first.ptau")
	flip := func(name string) {
		s.t.Helper()
		path := filepath.Join(s.path("other"), name)
		raw, err := os.ReadFile(path)
		s.check(err)
		raw[len(raw)/2] ^= 1
		s.check(os.WriteFile(path, raw, 0o600))
		s.refused(17, name, "ceremony", "verify-transcript", "other")
		s.refused(17, name, "ceremony", "transcript", "other")
		raw[len(raw)/2] ^= 1
		s.check(os.WriteFile(path, raw, 0o600))
	}
	flip("phase1/002.bin")
	flip("phase2/" + s.entry.Name + "/002.bin")
	flip("keys/" + s.entry.Name + ".pk")
	flip("keys/" + s.entry.Name + ".sol")
}

// pin puts the keys into a copy of the source tree and builds the program from it.
func (s *stage) pin(transcript string) {
	s.t.Helper()
	s.copyTree("tree")
	s.refused(3, "missing", "keys", "lock", "--root", "tree", "--ceremony", "cache")
	out := s.timed("keys", "lock", "--root", "tree", "--ceremony", "keys2027")
	if !strings.Contains(string(out), filepath.Join("vk", s.entry.Name+".vk")) {
		s.t.Fatalf("keys lock changed\n%s", out)
	}
	before := s.program
	s.build(s.path("tree"), "pinned")

	s.refused(3, "cannot be made here", "keys", "make", s.entry.Name)
	s.must("keys", "fetch", s.entry.Name, "--from", "keys2027")
	s.must("keys", "verify", s.entry.Name)
	s.must("keys", "export", s.entry.Name, "--out", "exported.sol")
	exported, err := os.ReadFile(s.path("exported.sol"))
	s.check(err)
	made, err := os.ReadFile(s.path("keys2027/keys/" + s.entry.Name + ".sol"))
	s.check(err)
	if !bytes.Equal(exported, made) {
		s.t.Fatal("the program exports another contract than the ceremony made")
	}
	if out := s.must("ceremony", "verify-transcript", "keys2027"); !strings.Contains(string(out), "this program uses these keys for "+s.entry.Name) {
		s.t.Fatalf("the keys are not pinned:\n%s", out)
	}
	for program, pins := range map[string]bool{before: false, s.program: true} {
		out, _, _ := s.run(exec.Command(program, "keys", "list", "--json"))
		if bytes.Contains(out, []byte("ceremony Keys 2027, transcript "+transcript)) != pins {
			s.t.Fatalf("%s lists\n%s", program, out)
		}
	}
}

// copyTree copies what git would commit of the source tree.
func (s *stage) copyTree(to string) {
	s.t.Helper()
	c := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	c.Dir = root
	list, err := c.Output()
	s.check(err)
	for name := range strings.SplitSeq(strings.TrimSuffix(string(list), "\x00"), "\x00") {
		raw, err := os.ReadFile(filepath.Join(root, name))
		if os.IsNotExist(err) {
			continue // removed and not committed yet
		}
		s.check(err)
		path := filepath.Join(s.path(to), name)
		s.check(os.MkdirAll(filepath.Dir(path), 0o755))
		s.check(os.WriteFile(path, raw, 0o600))
	}
}

// proveAndVerify plays all parts of an attestation in production mode.
func (s *stage) proveAndVerify() attestation.Attestation {
	s.t.Helper()
	end, err := claim.ParseDay(lastDay)
	s.check(err)
	format := ingest.FormatLibreViewCSV
	if s.entry.IntervalMinutes == 5 {
		format = ingest.FormatDexcomClarityCSV
	}
	var export bytes.Buffer
	s.check(ingest.Generate(&export, ingest.GenerateParams{Format: format, Seed: 11, Days: s.entry.Days + 1, EndDay: int(end)}))
	s.check(os.WriteFile(s.path("export.csv"), export.Bytes(), 0o600))
	s.must("issuer", "new", "--name", "Clinic", "--out", "clinic.issuer", "--passphrase-file", "pass")
	s.must("issuer", "set", "--out", "trusted.issuers", "clinic.pub")
	s.must("holder", "new", "--out", "me.holder", "--passphrase-file", "pass")
	s.must("holder", "card", "--holder", "me.holder", "--passphrase-file", "pass", "--issuer", "clinic.pub", "--out", "me.card")
	s.must("seal", "--issuer", "clinic.issuer", "--passphrase-file", "pass", "--card", "me.card", "--input", "export.csv", "--out", "me.record")
	s.must("request", "new", "--from", "A study", "--claim", "cgm-data-sufficiency", "--metric", s.entry.Metric, "--days", fmt.Sprint(s.entry.Days),
		"--earliest", lastDay, "--latest", lastDay, "--issuers", "trusted.issuers", "--scope", "study 12", "--consent", "Yes.",
		"--expires", "2099-01-01", "--out", "study.request", "--production")
	s.timed("prove", "--holder", "me.holder", "--passphrase-file", "pass", "--record", "me.record", "--request", "study.request",
		"--out", "me.attestation", "--production")
	s.timed("verify", "--request", "study.request", "me.attestation", "--production")
	raw, err := os.ReadFile(s.path("me.attestation"))
	s.check(err)
	a, err := attestation.Parse(raw)
	s.check(err)
	return a
}

// onChain deploys both verifiers with the ceremony's key and calls them.
func (s *stage) onChain(a attestation.Attestation) {
	s.t.Helper()
	raw, err := os.ReadFile(s.path("keys2027/keys/" + s.entry.Name + ".vk"))
	s.check(err)
	vk, err := lock.ParseVerifyingKey(raw, hexSHA256(raw))
	s.check(err)
	s.check(a.VerifyWith(vk))
	evm, err := differential.NewEVM(1)
	s.check(err)
	ours, err := contracts.Load("Groth16CommitmentVerifier")
	s.check(err)
	face, err := abi.JSON(bytes.NewReader(ours.ABI))
	s.check(err)
	id, err := statement.ParseCircuitID(s.entry.ID)
	s.check(err)
	creation := append(bytes.Clone(ours.Bytecode), id[:]...)
	for _, word := range lock.EVMKeyWords(vk) {
		creation = append(creation, word[:]...)
	}
	verifier, _, _, err := evm.Deploy(creation)
	s.check(err)
	exported, _, _, err := evm.Deploy(s.compile())
	s.check(err)
	var inputs [5]*big.Int
	for i, x := range a.Inputs.Vector() {
		inputs[i] = x.BigInt(new(big.Int))
	}
	data, err := face.Pack("verifyProof", a.Proof[:], inputs)
	s.check(err)
	_, gas, err := evm.Call(verifier, data)
	s.check(err)
	_, theirs, err := evm.Call(exported, data)
	s.check(err)
	s.t.Logf("execution gas: %d, the exported verifier %d", gas, theirs)
	// Five pairings: gamma is the generator.
	if gas > 275_000 {
		s.t.Errorf("our verifier takes %d gas, want at most 275,000", gas)
	}
	inputs[3].Add(inputs[3], big.NewInt(1))
	data, err = face.Pack("verifyProof", a.Proof[:], inputs)
	s.check(err)
	if _, _, err := evm.Call(verifier, data); err == nil {
		s.t.Error("our verifier accepts another nullifier")
	}
	if _, _, err := evm.Call(exported, data); err == nil {
		s.t.Error("the exported verifier accepts another nullifier")
	}
}

// compile compiles the contract that the ceremony made, as the tests' contracts are.
func (s *stage) compile() []byte {
	s.t.Helper()
	source, err := os.ReadFile(s.path("keys2027/keys/" + s.entry.Name + ".sol"))
	s.check(err)
	name := lock.ContractName(s.entry.Name)
	input, err := json.Marshal(map[string]any{
		"language": "Solidity",
		"sources":  map[string]any{"v.sol": map[string]string{"content": string(source)}},
		"settings": map[string]any{
			"optimizer":       map[string]any{"enabled": true, "runs": 10_000},
			"outputSelection": map[string]any{"*": map[string]any{"*": []string{"evm.bytecode.object"}}},
		},
	})
	s.check(err)
	script, err := filepath.Abs(filepath.Join(root, "contracts", "script", "solc.mjs"))
	s.check(err)
	c := exec.Command("node", script, "--standard-json")
	c.Stdin = bytes.NewReader(input)
	out, talk, code := s.run(c)
	if code != 0 {
		s.t.Fatalf("solc: %s", talk)
	}
	var compiled struct {
		Errors    []struct{ Severity, FormattedMessage string }
		Contracts map[string]map[string]struct {
			EVM struct{ Bytecode struct{ Object string } }
		}
	}
	s.check(json.Unmarshal(out, &compiled))
	for _, e := range compiled.Errors {
		if e.Severity == "error" {
			s.t.Fatal(e.FormattedMessage)
		}
	}
	code2, err := hex.DecodeString(compiled.Contracts["v.sol"][name].EVM.Bytecode.Object)
	s.check(err)
	if len(code2) == 0 {
		s.t.Fatalf("solc made no %s", name)
	}
	return code2
}

func hexSHA256(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}
