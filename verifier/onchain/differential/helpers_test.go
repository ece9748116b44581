package differential

import (
	"bytes"
	"errors"
	"math/big"
	"strings"
	"testing"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"
	cs "github.com/consensys/gnark/constraint/bn254"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/statement"
	"vitalproof/circuits/vectors"
	"vitalproof/contracts"
)

const (
	ours    = "Groth16CommitmentVerifier"
	chainID = 31337
)

// candidate is something handed in as a proof: inputs are words that need not be
// field elements.
type candidate struct {
	proof  attestation.Proof
	inputs [5]*big.Int
}

func candidateOf(a attestation.Attestation) candidate {
	c := candidate{proof: a.Proof}
	for i, f := range a.Inputs.Vector() {
		c.inputs[i] = f.BigInt(new(big.Int))
	}
	return c
}

func (c candidate) copy() candidate {
	for i, x := range c.inputs {
		c.inputs[i] = new(big.Int).Set(x)
	}
	return c
}

// subject is a key with the contracts that check proofs under it, and good proofs.
type subject struct {
	name     string
	vk       *groth16bn254.VerifyingKey
	good     []candidate
	evm      *EVM
	abi      abi.ABI
	ours     common.Address
	exported common.Address
	gas      uint64 // of deploying ours
	code     []byte // of ours
}

func artefact(t *testing.T, name string) (contracts.Artefact, abi.ABI) {
	t.Helper()
	a, err := contracts.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := abi.JSON(bytes.NewReader(a.ABI))
	if err != nil {
		t.Fatal(err)
	}
	return a, parsed
}

// creation is the code that deploys ours with a circuit id and a key.
func creation(t *testing.T, id [32]byte, words [36][32]byte) []byte {
	t.Helper()
	a, _ := artefact(t, ours)
	code := append(bytes.Clone(a.Bytecode), id[:]...)
	for _, word := range words {
		code = append(code, word[:]...)
	}
	return code
}

// newSubject deploys both contracts. exported is the creation code of gnark's.
func newSubject(t *testing.T, name string, vk *groth16bn254.VerifyingKey, exported []byte) *subject {
	t.Helper()
	s := &subject{name: name, vk: vk}
	if err := lock.CheckKey(vk); err != nil {
		t.Fatal(err)
	}
	var err error
	if s.evm, err = NewEVM(chainID); err != nil {
		t.Fatal(err)
	}
	_, s.abi = artefact(t, ours)
	id := statement.Keccak256([]byte(name))
	if s.ours, s.code, s.gas, err = s.evm.Deploy(creation(t, id, lock.EVMKeyWords(vk))); err != nil {
		t.Fatal(err)
	}
	if s.exported, _, _, err = s.evm.Deploy(exported); err != nil {
		t.Fatal(err)
	}
	return s
}

// exportedFor gives gnark's exported verifier of any key without a compiler: that
// of a released circuit with the key's constants replaced. It uses a circuit none
// of whose constants was shortened by the compiler.
func exportedFor(t *testing.T, vk *groth16bn254.VerifyingKey) []byte {
	t.Helper()
	entries, err := lock.Entries()
	if err != nil {
		t.Fatal(err)
	}
	to := exportedConstants(vk)
next:
	for _, entry := range entries {
		released, err := entry.VerifyingKey()
		if err != nil {
			t.Fatal(err)
		}
		a, _ := artefact(t, lock.ContractName(entry.Name))
		from, code := exportedConstants(released), a.Bytecode
		for i := range from {
			if !bytes.Contains(code, from[i][:]) {
				continue next
			}
			code = bytes.ReplaceAll(code, from[i][:], to[i][:])
		}
		return code
	}
	t.Fatal("the compiler shortened a constant in every exported verifier")
	return nil
}

// exportedConstants are the constants of an exported verifier: beta, gamma and
// delta stand in it negated.
func exportedConstants(vk *groth16bn254.VerifyingKey) (out [36][32]byte) {
	negated := *vk
	negated.G2.Beta.Neg(&vk.G2.Beta)
	negated.G2.Gamma.Neg(&vk.G2.Gamma)
	negated.G2.Delta.Neg(&vk.G2.Delta)
	return lock.EVMKeyWords(&negated)
}

// toys are the toy circuit under a ceremony's key (five pairs) and under one of
// gnark's own setup (six), with fresh proofs.
func toys(t *testing.T, proofs int) []*subject {
	t.Helper()
	system, err := CompileToy()
	if err != nil {
		t.Fatal(err)
	}
	pk, vk, err := Ceremony(system)
	if err != nil {
		t.Fatal(err)
	}
	five := newSubject(t, "ceremony", vk, exportedFor(t, vk))
	five.prove(t, system, pk, proofs)
	pk, vk = new(groth16bn254.ProvingKey), new(groth16bn254.VerifyingKey)
	if err := groth16bn254.Setup(system, pk, vk); err != nil {
		t.Fatal(err)
	}
	six := newSubject(t, "setup", vk, exportedFor(t, vk))
	six.prove(t, system, pk, proofs)
	return []*subject{five, six}
}

func (s *subject) prove(t *testing.T, system *cs.R1CS, pk *groth16bn254.ProvingKey, proofs int) {
	t.Helper()
	for range proofs {
		var factors [5][2]fr.Element
		for i := range factors {
			for j := range factors[i] {
				if _, err := factors[i][j].SetRandom(); err != nil {
					t.Fatal(err)
				}
			}
		}
		a, err := ProveToy(system, pk, factors)
		if err != nil {
			t.Fatal(err)
		}
		s.good = append(s.good, candidateOf(a))
	}
}

// released is the circuit of the committed proofs under its development key, six
// pairs, with the committed exported verifier.
func released(t *testing.T) *subject {
	t.Helper()
	v, err := vectors.LoadEVM()
	if err != nil {
		t.Fatal(err)
	}
	entry, err := lock.ByName(v.Circuit)
	if err != nil {
		t.Fatal(err)
	}
	vk, err := entry.VerifyingKey()
	if err != nil {
		t.Fatal(err)
	}
	a, _ := artefact(t, lock.ContractName(entry.Name))
	s := newSubject(t, entry.Name, vk, a.Bytecode)
	for i := range v.Answers {
		a, err := v.Attestation(i)
		if err != nil {
			t.Fatal(err)
		}
		s.good = append(s.good, candidateOf(a))
	}
	return s
}

// inGo is the verdict of package attestation. A word that is no field element
// never becomes a public input there.
func (s *subject) inGo(c candidate) bool {
	var v [5]statement.Field
	for i, x := range c.inputs {
		if x.Cmp(statement.Modulus()) >= 0 {
			return false
		}
		v[i].SetBigInt(x)
	}
	a := attestation.Attestation{Proof: c.proof, Inputs: statement.PublicInputsFromVector(v)}
	return a.VerifyWith(s.vk) == nil
}

// call reports whether a function returned, and the gas it used.
func (s *subject) call(t *testing.T, to common.Address, function string, arguments ...any) (bool, uint64) {
	t.Helper()
	_, gas, err := s.answer(t, to, function, arguments...)
	return err == nil, gas
}

func (s *subject) answer(t *testing.T, to common.Address, function string, arguments ...any) ([]any, uint64, error) {
	t.Helper()
	data, err := s.abi.Pack(function, arguments...)
	if err != nil {
		t.Fatal(err)
	}
	result, gas, err := s.evm.Call(to, data)
	if err != nil {
		return nil, gas, err
	}
	values, err := s.abi.Unpack(function, result)
	if err != nil && len(s.abi.Methods[function].Outputs) > 0 {
		t.Fatal(err)
	}
	return values, gas, nil
}

// batch packs candidates as verifyBatch takes them.
func batch(candidates []candidate) ([]byte, [][5]*big.Int) {
	var proofs []byte
	var inputs [][5]*big.Int
	for _, c := range candidates {
		proofs = append(proofs, c.proof[:]...)
		inputs = append(inputs, c.inputs)
	}
	return proofs, inputs
}

// reasonOf is the name of the contract's error.
func (s *subject) reasonOf(t *testing.T, err error) string {
	t.Helper()
	var revert *Revert
	if !errors.As(err, &revert) || len(revert.Data) < 4 {
		t.Fatalf("not a revert with a reason: %v", err)
	}
	reason, err := s.abi.ErrorByID([4]byte(revert.Data[:4]))
	if err != nil {
		t.Fatal(err)
	}
	return reason.Name
}

// Points in a proof

var offsets = map[string]int{"A": 0, "B": 64, "C": 192, "D": 256, "P": 320}

func g1At(t *testing.T, p *attestation.Proof, name string) curve.G1Affine {
	t.Helper()
	b := p[offsets[name]:]
	return curve.G1Affine{X: coordinate(t, b), Y: coordinate(t, b[32:])}
}

func g2At(t *testing.T, p *attestation.Proof) (b curve.G2Affine) {
	t.Helper()
	raw := p[offsets["B"]:]
	b.X.A1, b.X.A0 = coordinate(t, raw), coordinate(t, raw[32:])
	b.Y.A1, b.Y.A0 = coordinate(t, raw[64:]), coordinate(t, raw[96:])
	return b
}

func coordinate(t *testing.T, b []byte) (e fp.Element) {
	t.Helper()
	if err := e.SetBytesCanonical(b[:fp.Bytes]); err != nil {
		t.Fatal(err)
	}
	return e
}

func setG1(p *attestation.Proof, name string, to curve.G1Affine) {
	copy(p[offsets[name]:], g1Bytes(to))
}

func setG2(p *attestation.Proof, to curve.G2Affine) { copy(p[offsets["B"]:], g2Bytes(to)) }

func g1Bytes(p curve.G1Affine) []byte { return words(p.X, p.Y) }

// g2Bytes has the imaginary part of a coordinate first, as EIP-197 wants it.
func g2Bytes(p curve.G2Affine) []byte { return words(p.X.A1, p.X.A0, p.Y.A1, p.Y.A0) }

func words(elements ...fp.Element) []byte {
	var out []byte
	for _, e := range elements {
		b := e.Bytes()
		out = append(out, b[:]...)
	}
	return out
}

func multiple(k *big.Int) curve.G1Affine {
	var p curve.G1Affine
	p.ScalarMultiplicationBase(k)
	return p
}

// title makes a name fit for a subtest.
func title(s string) string { return strings.ReplaceAll(s, " ", "-") }
