package vectors

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"
	cs "github.com/consensys/gnark/constraint/bn254"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/statement"
	"vitalproof/verifier/onchain/differential"
)

// groth16Proofs is how many proofs groth16.json has under each key.
const groth16Proofs = 4

// groth16File is groth16.json: proofs of a toy circuit for the tests of the
// contract that checks proofs, under a key of either kind. Lists are flat, as the
// contract tests' JSON reader wants them.
type groth16File struct {
	About     string     `json:"about"`
	CircuitID string     `json:"circuit_id"` // SHA-256 of the compiled toy circuit
	Five      groth16Key `json:"five"`       // made by a ceremony: gamma = G, five pairs
	Six       groth16Key `json:"six"`        // made by gnark's own setup: six pairs
	OutsideG2 string     `json:"outside_g2"` // a point of G2's curve outside G2, 128 bytes
}

type groth16Key struct {
	Key     []string `json:"key"` // lock.EVMKeyWords
	KeyHash string   `json:"key_hash"`
	Inputs  []string `json:"inputs"` // five a proof
	Proofs  string   `json:"proofs"` // 384 bytes each
}

// Proofs are random and keys of a ceremony too, so the file is not made again but
// verified again.
func TestGroth16VectorsVerify(t *testing.T) {
	system, err := differential.CompileToy()
	if err != nil {
		t.Fatal(err)
	}
	var compiled bytes.Buffer
	if _, err := system.WriteTo(&compiled); err != nil {
		t.Fatal(err)
	}
	id := sha256.Sum256(compiled.Bytes())
	outside := differential.OutsideG2()
	fresh := groth16File{
		About:     "Proofs of a toy circuit under two toy keys, for tests of the contract that checks proofs. Nothing in it is secret.",
		CircuitID: hexOf(id[:]),
		OutsideG2: hexOf(marshalG2(outside.X.A1.Bytes(), outside.X.A0.Bytes(), outside.Y.A1.Bytes(), outside.Y.A0.Bytes())),
	}
	if *update {
		writeGroth16(t, system, fresh)
	}
	raw, err := os.ReadFile("groth16.json")
	if err != nil {
		t.Fatal(err)
	}
	var v groth16File
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	if v.About != fresh.About || v.CircuitID != fresh.CircuitID || v.OutsideG2 != fresh.OutsideG2 {
		t.Error("groth16.json is for another toy circuit: run go test ./circuits/vectors -run Groth16 -update")
	}
	for name, key := range map[string]groth16Key{"five": v.Five, "six": v.Six} {
		t.Run(name, func(t *testing.T) { key.verify(t, name == "five") })
	}
}

// verify checks the key as lock would, and each proof as a holder's.
func (k groth16Key) verify(t *testing.T, five bool) {
	t.Helper()
	var words [36][32]byte
	if len(k.Key) != len(words) {
		t.Fatalf("a key of %d words, want %d", len(k.Key), len(words))
	}
	for i, word := range k.Key {
		copy(words[i][:], unhexWord(t, word))
	}
	vk, err := differential.KeyFromWords(words)
	if err != nil {
		t.Fatal(err)
	}
	if err := lock.CheckKey(vk); err != nil {
		t.Error(err)
	}
	if again := lock.EVMKeyWords(vk); again != words {
		t.Error("the key's words do not read back as written")
	}
	if hash := lock.EVMKeyHash(vk); k.KeyHash != hexOf(hash[:]) {
		t.Errorf("key hash %s, want %s", k.KeyHash, hexOf(hash[:]))
	}
	if vk.G2.Gamma.Equal(&vk.CommitmentKeys[0].G) != five {
		t.Errorf("gamma = G should be %v", five)
	}
	proofs, err := hex.DecodeString(strings.TrimPrefix(k.Proofs, "0x"))
	if err != nil {
		t.Fatal(err)
	}
	if len(proofs) != groth16Proofs*attestation.ProofBytes || len(k.Inputs) != groth16Proofs*5 {
		t.Fatalf("%d bytes of proofs and %d inputs", len(proofs), len(k.Inputs))
	}
	for i := range groth16Proofs {
		var inputs [5]statement.Field
		for j := range inputs {
			if inputs[j], err = statement.ParseField(k.Inputs[5*i+j]); err != nil {
				t.Fatal(err)
			}
		}
		a := attestation.Attestation{
			Inputs: statement.PublicInputsFromVector(inputs),
			Proof:  attestation.Proof(proofs[i*attestation.ProofBytes:][:attestation.ProofBytes]),
		}
		if err := a.VerifyWith(vk); err != nil {
			t.Errorf("proof %d: %v", i, err)
		}
	}
}

func unhexWord(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.TrimPrefix(s, "0x"))
	if err != nil || len(b) != 32 {
		t.Fatalf("not a word: %s", s)
	}
	return b
}

func marshalG2(coordinates ...[32]byte) []byte {
	var out []byte
	for _, c := range coordinates {
		out = append(out, c[:]...)
	}
	return out
}

func writeGroth16(t *testing.T, system *cs.R1CS, v groth16File) {
	t.Helper()
	pk, vk, err := differential.Ceremony(system)
	if err != nil {
		t.Fatal(err)
	}
	v.Five = newGroth16Key(t, system, pk, vk)
	pk, vk = new(groth16bn254.ProvingKey), new(groth16bn254.VerifyingKey)
	if err := groth16bn254.Setup(system, pk, vk); err != nil {
		t.Fatal(err)
	}
	v.Six = newGroth16Key(t, system, pk, vk)
	compare(t, "groth16.json", v)
}

func newGroth16Key(t *testing.T, system *cs.R1CS, pk *groth16bn254.ProvingKey, vk *groth16bn254.VerifyingKey) groth16Key {
	t.Helper()
	hash := lock.EVMKeyHash(vk)
	k := groth16Key{KeyHash: hexOf(hash[:])}
	for _, word := range lock.EVMKeyWords(vk) {
		k.Key = append(k.Key, hexOf(word[:]))
	}
	var proofs []byte
	for i := range groth16Proofs {
		var factors [5][2]fr.Element
		for j := range factors {
			factors[j][0].SetUint64(uint64(i + 1))
			factors[j][1].SetUint64(uint64(100*i + j + 1))
		}
		a, err := differential.ProveToy(system, pk, factors)
		if err != nil {
			t.Fatal(err)
		}
		for _, input := range a.Inputs.Vector() {
			k.Inputs = append(k.Inputs, statement.FormatField(input))
		}
		proofs = append(proofs, a.Proof[:]...)
	}
	k.Proofs = hexOf(proofs)
	return k
}
