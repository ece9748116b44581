package attestation_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
)

// several holds the good proof n times: each proof verifies, which is all that this
// package promises. That the claims differ is for package verifier.
func several(t testing.TB, n int) attestation.Attestation {
	t.Helper()
	parts := make([]attestation.Attestation, n)
	for i := range parts {
		parts[i] = good(t)
	}
	a, err := attestation.Join(parts)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestJoiningIsUndoneByParts(t *testing.T) {
	parts := []attestation.Attestation{good(t), good(t), good(t)}
	for i := range parts { // so that none stands for another
		parts[i].Inputs.Claim.SetUint64(uint64(i + 1))
		parts[i].Circuit[0], parts[i].Proof[0] = byte(i), byte(i)
	}
	for n := 1; n <= len(parts); n++ {
		a, err := attestation.Join(parts[:n])
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Also) != n-1 || !slices.EqualFunc(a.Parts(), parts[:n], same) {
			t.Errorf("%d parts: got %+v", n, a.Parts())
		}
	}
	// Taking apart and changing does not reach the whole.
	a, err := attestation.Join(parts)
	if err != nil {
		t.Fatal(err)
	}
	a.Parts()[1].Proof[5] ^= 1
	if !slices.EqualFunc(a.Parts(), parts, same) {
		t.Error("a part was changed through a copy")
	}
}

func TestProofsThatDifferInMoreThanTheClaimAreNotJoined(t *testing.T) {
	one := statement.Field{}
	one.SetOne()
	for i, name := range statement.PublicInputNames {
		for at := range 2 {
			parts := []attestation.Attestation{good(t), good(t)}
			v := parts[at].Inputs.Vector()
			v[i].Add(&v[i], &one)
			parts[at].Inputs = statement.PublicInputsFromVector(v)
			_, err := attestation.Join(parts)
			if refused := errors.Is(err, attestation.ErrParts); refused != (name != "claim") {
				t.Errorf("another %s of part %d: got %v", name, at, err)
			}
		}
	}
	nine := make([]attestation.Attestation, request.MaxParts+1)
	for i := range nine {
		nine[i] = good(t)
	}
	for name, parts := range map[string][]attestation.Attestation{
		"none":                         nil,
		"nine":                         nine,
		"one of two":                   {several(t, 2)},
		"a second of two":              {good(t), several(t, 2)},
		"one with a payee":             {good(t), withPayee(t)},
		"all with a payee":             {withPayee(t), withPayee(t)},
		"a first of three and another": {several(t, 3), good(t)},
	} {
		if a, err := attestation.Join(parts); !errors.Is(err, attestation.ErrParts) || len(a.Also) > 0 {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestAFileOfSeveralProofsReadsBackAsWritten(t *testing.T) {
	for n := 1; n <= request.MaxParts; n++ {
		a := several(t, n)
		for i := range a.Also {
			a.Also[i].Claim.SetUint64(uint64(i))
			a.Also[i].Proof[0] = byte(i)
		}
		text := marshal(t, a)
		b, err := attestation.Read(strings.NewReader(text))
		if err != nil {
			t.Fatalf("%d proofs of %d bytes: %v", n, len(text), err)
		}
		if !same(a, b) || marshal(t, b) != text {
			t.Errorf("%d proofs: reading gave another attestation", n)
		}
		// What the proofs share stands in it once.
		if k := strings.Count(text, statement.FormatField(a.Inputs.Nullifier)); k != 1 {
			t.Errorf("%d proofs: the nullifier stands in it %d times", n, k)
		}
		if strings.Contains(text, `"also"`) != (n > 1) {
			t.Errorf("%d proofs: %s", n, text)
		}
	}
}

func TestEveryOtherSpellingOfSeveralProofsIsRefused(t *testing.T) {
	alone, text := marshal(t, good(t)), marshal(t, several(t, 2))
	var f struct {
		Also []struct{ Circuit, Claim, Proof string }
	}
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		t.Fatal(err)
	}
	p := f.Also[0]
	at := strings.Index(text, `"also"`)
	one := func(old, new string) string { // behind "also"
		t.Helper()
		if !strings.Contains(text[at:], old) || old == new {
			t.Fatalf("the test's own edit of %q does nothing", old)
		}
		return text[:at] + strings.Replace(text[at:], old, new, 1)
	}
	end := strings.LastIndex(alone, "\n}")
	add := func(more string) string { return alone[:end] + ",\n  " + more + alone[end:] }
	v, ok := new(big.Int).SetString(p.Claim[2:], 16)
	if !ok {
		t.Fatal(p.Claim)
	}
	entry := `{"circuit": "` + p.Circuit + `", "claim": "` + p.Claim + `", "proof": "` + p.Proof + `"}`
	if _, err := attestation.Parse([]byte(add(`"also": [` + entry + `]`))); err != nil {
		t.Fatalf("the test's own addition: %v", err)
	}
	for name, bad := range map[string]string{
		"a payee beside them":     withPayeeText(t, text),
		"an empty list":           add(`"also": []`),
		"null for a list":         add(`"also": null`),
		"null for a proof":        add(`"also": [null]`),
		"an empty proof":          add(`"also": [{}]`),
		"a list of texts":         add(`"also": ["x"]`),
		"nine proofs":             add(`"also": [` + strings.Repeat(entry+",", request.MaxParts-1) + entry + `]`),
		"very many":               add(`"also": [` + strings.Repeat("{},", 1000) + `{}]`),
		"the list twice":          add(`"also": [], "also": [` + entry + `]`),
		"the list in capitals":    one(`"also"`, `"Also"`),
		"an unknown field":        one(`"claim"`, `"x": 1, "claim"`),
		"own inputs":              one(`"claim"`, `"public_inputs": [], "claim"`),
		"own nullifier":           one(`"claim"`, `"nullifier": "0x00", "claim"`),
		"own payee":               one(`"claim"`, `"payee": null, "claim"`),
		"a claim twice":           one(`"claim"`, `"claim": "`+p.Claim+`", "claim"`),
		"a field in capitals":     one(`"proof"`, `"Proof"`),
		"fields in another order": one(`"circuit": "`+p.Circuit+`",`+"\n      "+`"claim": "`+p.Claim+`"`, `"claim": "`+p.Claim+`",`+"\n      "+`"circuit": "`+p.Circuit+`"`),
		"no claim":                one(`"claim": "`+p.Claim+`",`, ""),
		"no circuit":              one(`"circuit": "`+p.Circuit+`",`, ""),
		"a claim in capitals":     one(p.Claim, "0x"+strings.ToUpper(p.Claim[2:])),
		"a claim plus r":          one(p.Claim, fmt.Sprintf("0x%064x", v.Add(v, statement.Modulus()))),
		"a claim a digit short":   one(p.Claim, "0x"+p.Claim[3:]),
		"a claim as a number":     one(`"`+p.Claim+`"`, "1"),
		"a circuit in capitals":   one(p.Circuit, strings.ToUpper(p.Circuit)),
		"a proof in capitals":     one(p.Proof, "0x"+strings.ToUpper(p.Proof[2:])),
		"a proof a byte short":    one(p.Proof, p.Proof[:len(p.Proof)-2]),
		"a proof a byte longer":   one(p.Proof, p.Proof+"00"),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := attestation.Parse([]byte(bad)); !errors.Is(err, attestation.ErrFile) {
				t.Errorf("got %v, want %v", err, attestation.ErrFile)
			}
		})
	}
}

// withPayeeText adds a payee to the text of a file, in its place.
func withPayeeText(t *testing.T, text string) string {
	t.Helper()
	of := marshal(t, withPayee(t))
	from := strings.Index(of, `"payee"`)
	payee := strings.TrimSuffix(strings.TrimSpace(of[from:]), "}")
	return strings.Replace(text, `"also"`, strings.TrimSpace(payee)+",\n  "+`"also"`, 1)
}

// One bad proof anywhere spoils the whole; a proof that was blinded again does not,
// and is no other answer: the nullifier stands once for all.
func TestEveryProofOfSeveralIsVerified(t *testing.T) {
	const n = 3
	if err := several(t, n).Verify(); err != nil {
		t.Fatal(err)
	}
	one := statement.Field{}
	one.SetOne()
	for i := range n {
		for name, attack := range map[string]struct {
			change func(*attestation.Part)
			want   error
		}{
			"another claim":   {func(p *attestation.Part) { p.Claim.Add(&p.Claim, &one) }, attestation.ErrProofInvalid},
			"another circuit": {func(p *attestation.Part) { p.Circuit = otherCircuit(t, p.Circuit) }, attestation.ErrProofInvalid},
			"no circuit":      {func(p *attestation.Part) { p.Circuit[0] ^= 1 }, lock.ErrUnknownCircuit},
			"swapped points": {func(p *attestation.Part) {
				first := [64]byte(p.Proof[:64])
				copy(p.Proof[:64], p.Proof[192:256])
				copy(p.Proof[192:256], first[:])
			}, attestation.ErrProofInvalid},
			"a flipped byte": {func(p *attestation.Part) { p.Proof[383] ^= 1 }, attestation.ErrProofEncoding},
			"no proof":       {func(p *attestation.Part) { p.Proof = attestation.Proof{} }, attestation.ErrProofEncoding},
			"blinded again": {func(p *attestation.Part) {
				proof, s := decode(t, p.Proof), random(t)
				proof.Ar = timesG1(proof.Ar, new(big.Int).ModInverse(s, groupOrder()))
				proof.Bs = timesG2(proof.Bs, s)
				p.Proof = encode(t, proof)
			}, nil},
		} {
			a := several(t, n)
			p := attestation.Part{Circuit: a.Circuit, Claim: a.Inputs.Claim, Proof: a.Proof}
			attack.change(&p)
			if i == 0 {
				a.Circuit, a.Inputs.Claim, a.Proof = p.Circuit, p.Claim, p.Proof
			} else {
				a.Also[i-1] = p
			}
			if err := a.Verify(); !errors.Is(err, attack.want) {
				t.Errorf("%s of proof %d: got %v, want %v", name, i, err, attack.want)
			}
		}
	}
}

func otherCircuit(t *testing.T, id statement.CircuitID) statement.CircuitID {
	t.Helper()
	entries, err := lock.Entries()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		other, err := statement.ParseCircuitID(e.ID)
		if err != nil {
			t.Fatal(err)
		}
		if other != id {
			return other
		}
	}
	t.Fatal("there is one circuit alone")
	return id
}

// A key is that of one circuit. Whoever brings one means one proof, and must not be
// told that several are good.
func TestSeveralProofsAreNotVerifiedWithOneKey(t *testing.T) {
	a := several(t, 2)
	if err := a.VerifyWith(keyOf(t, a)); !errors.Is(err, attestation.ErrParts) {
		t.Errorf("got %v", err)
	}
}
