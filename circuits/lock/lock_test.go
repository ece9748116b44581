package lock_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/statement"
	"vitalproof/contracts"
)

func entries(t *testing.T) []lock.Entry {
	t.Helper()
	all, err := lock.Entries()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("the lockfile pins nothing")
	}
	return all
}

// keyFile is a committed verifying key as it lies in the tree.
func keyFile(t *testing.T, e lock.Entry) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("vk", e.Name+".vk"))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// firstOf is the circuit of each family whose exported contract is kept.
var firstOf = map[string]string{"series": "glucose-5min-7d", "daily": "steps", "panel": "blood-pressure", "codes": "icd-10-cm"}

func TestEveryEntryIsConsistent(t *testing.T) {
	hash := regexp.MustCompile(`^[0-9a-f]{64}$`)
	for _, e := range entries(t) {
		t.Run(e.Name, func(t *testing.T) {
			metric, err := claim.ParseMetric(e.Metric)
			if err != nil {
				t.Fatal(err)
			}
			if e.IntervalMinutes != metric.IntervalMinutes() {
				t.Errorf("a reading every %d minutes, and the metric has one every %d", e.IntervalMinutes, metric.IntervalMinutes())
			}
			want := e.Metric
			if e.Days > 0 {
				want += "-" + strconv.Itoa(e.Days) + "d"
			}
			if e.Name != want || (e.Days == 0) == (metric.Family() == claim.Series) {
				t.Errorf("named %s, want %s", e.Name, want)
			}
			if !slices.Equal(e.PublicInputs, statement.PublicInputNames[:]) {
				t.Errorf("public inputs %v", e.PublicInputs)
			}
			if e.Family != string(metric.Family()) || e.Commitments != 1 || e.Constraints <= 0 || e.ProvingKeyBytes <= 0 {
				t.Errorf("family %s, %d commitments, %d constraints, %d bytes", e.Family, e.Commitments, e.Constraints, e.ProvingKeyBytes)
			}
			for _, h := range []string{e.ID, e.ProvingKeySHA256, e.VerifyingKeySHA256} {
				if !hash.MatchString(h) {
					t.Errorf("%q is no SHA-256", h)
				}
			}
			if sum := sha256.Sum256(keyFile(t, e)); hex.EncodeToString(sum[:]) != e.VerifyingKeySHA256 {
				t.Error("the key's file does not have the pinned hash")
			}
			vk, err := e.VerifyingKey()
			if err != nil {
				t.Fatal(err)
			}
			if sum := lock.EVMKeyHash(vk); hex.EncodeToString(sum[:]) != e.EVMKeyHash {
				t.Error("the key does not have the pinned hash of its words")
			}
			// Of every family one exported contract at least is kept as a reference.
			if kept := slices.Contains(contracts.Names(), lock.ContractName(e.Name)); !kept && (metric.Quantity() == "glucose" || e.Name == firstOf[e.Family]) {
				t.Errorf("there is no contract %s", lock.ContractName(e.Name))
			}
		})
	}
}

// Two entries with one id or one key would let a proof of one statement pass for
// a proof of the other.
func TestNoTwoEntriesShareANameAnIDOrAKey(t *testing.T) {
	for what, of := range map[string]func(lock.Entry) string{
		"name":          func(e lock.Entry) string { return e.Name },
		"id":            func(e lock.Entry) string { return e.ID },
		"contract":      func(e lock.Entry) string { return lock.ContractName(e.Name) },
		"proving key":   func(e lock.Entry) string { return e.ProvingKeySHA256 },
		"verifying key": func(e lock.Entry) string { return e.VerifyingKeySHA256 },
	} {
		seen := map[string]string{}
		for _, e := range entries(t) {
			if other, twice := seen[of(e)]; twice {
				t.Errorf("%s and %s share a %s", other, e.Name, what)
			}
			seen[of(e)] = e.Name
		}
	}
}

func TestNoKeyFileIsLeftOver(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("vk", "*"))
	if err != nil {
		t.Fatal(err)
	}
	var have, want []string
	for _, f := range files {
		have = append(have, filepath.Base(f))
	}
	for _, e := range entries(t) {
		want = append(want, e.Name+".vk")
	}
	slices.Sort(want)
	if !slices.Equal(have, want) {
		t.Errorf("key files %v, want %v", have, want)
	}
}

func TestEntriesAreFoundByNameAndID(t *testing.T) {
	for _, e := range entries(t) {
		byName, err := lock.ByName(e.Name)
		if err != nil || byName.ID != e.ID {
			t.Errorf("%s: found %s, %v", e.Name, byName.Name, err)
		}
		id, err := statement.ParseCircuitID(e.ID)
		if err != nil {
			t.Fatal(err)
		}
		byID, err := lock.ByID(id)
		if err != nil || byID.Name != e.Name {
			t.Errorf("%s: found %s by id, %v", e.Name, byID.Name, err)
		}
		id[0] ^= 1
		if _, err := lock.ByID(id); !errors.Is(err, lock.ErrUnknownCircuit) {
			t.Errorf("an id with another bit: got %v", err)
		}
		if _, err := lock.ByName(e.Name + " "); !errors.Is(err, lock.ErrUnknownCircuit) {
			t.Errorf("a name with a space: got %v", err)
		}
	}
	if _, err := lock.ByName(""); !errors.Is(err, lock.ErrUnknownCircuit) {
		t.Errorf("no name: got %v", err)
	}
	if _, err := (lock.Entry{Name: "../lock"}).VerifyingKey(); !errors.Is(err, lock.ErrUnknownCircuit) {
		t.Errorf("a name that leaves the folder: got %v", err)
	}
}

// A caller that changes what it got must not change what others get.
func TestEntriesAndKeysAreCopies(t *testing.T) {
	first := entries(t)
	first[0].ID = "changed"
	if entries(t)[0].ID == "changed" {
		t.Error("the list is shared")
	}
	e := entries(t)[0]
	vk, err := e.VerifyingKey()
	if err != nil {
		t.Fatal(err)
	}
	vk.G1.K[1] = vk.G1.K[2]
	if again, err := e.VerifyingKey(); err != nil || again.G1.K[1].Equal(&vk.G1.K[1]) {
		t.Errorf("the key is shared: %v", err)
	}
}

// A key is hashed before any of it is parsed, so the error is that of the hash,
// whatever the change would do to a decoder that sizes slices from its input.
func TestAKeyWithAFlippedBitIsRefusedByItsHash(t *testing.T) {
	e := entries(t)[0]
	raw := keyFile(t, e)
	random := rand.New(rand.NewPCG(1, 2))
	const samples = 200
	for range samples {
		bit := random.IntN(8 * len(raw))
		bad := slices.Clone(raw)
		bad[bit/8] ^= 1 << (bit % 8)
		if _, err := lock.ParseVerifyingKey(bad, e.VerifyingKeySHA256); !errors.Is(err, lock.ErrKeyHash) {
			t.Errorf("bit %d: got %v, want %v", bit, err, lock.ErrKeyHash)
		}
	}
}

func TestAKeyOfAnotherLengthIsRefusedByItsHash(t *testing.T) {
	e := entries(t)[0]
	raw := keyFile(t, e)
	for _, n := range []int{0, 1, 32, len(raw) / 2, len(raw) - 1} {
		if _, err := lock.ParseVerifyingKey(raw[:n], e.VerifyingKeySHA256); !errors.Is(err, lock.ErrKeyHash) {
			t.Errorf("%d bytes: got %v", n, err)
		}
	}
	if _, err := lock.ParseVerifyingKey(append(slices.Clone(raw), 0), e.VerifyingKeySHA256); !errors.Is(err, lock.ErrKeyHash) {
		t.Errorf("a byte more: got %v", err)
	}
}

func TestAnotherCircuitsKeyIsRefusedByItsHash(t *testing.T) {
	all := entries(t)
	for i, e := range all {
		other := all[(i+1)%len(all)]
		if _, err := lock.ParseVerifyingKey(keyFile(t, other), e.VerifyingKeySHA256); !errors.Is(err, lock.ErrKeyHash) {
			t.Errorf("the key of %s for %s: got %v", other.Name, e.Name, err)
		}
	}
}

// Even under a matching hash, say of a lockfile made from a broken file, a key
// has exactly one encoding and nothing after it.
func TestAKeyThatMatchesItsHashIsStillParsedStrictly(t *testing.T) {
	raw := keyFile(t, entries(t)[0])
	for name, bad := range map[string][]byte{
		"truncated": raw[:len(raw)-1], "half": raw[:len(raw)/2], "empty": nil, "a byte more": append(slices.Clone(raw), 0),
		"off the curve": append([]byte{raw[0]}, append([]byte{raw[1] ^ 1}, raw[2:]...)...),
	} {
		sum := sha256.Sum256(bad)
		if _, err := lock.ParseVerifyingKey(bad, hex.EncodeToString(sum[:])); !errors.Is(err, lock.ErrKeyStructure) {
			t.Errorf("%s: got %v, want %v", name, err, lock.ErrKeyStructure)
		}
	}
}

// Names of contracts are part of what is deployed.
func TestContractNames(t *testing.T) {
	for circuit, want := range map[string]string{
		"glucose-5min-30d": "Glucose5min30dVerifier",
		"glucose-15min-7d": "Glucose15min7dVerifier",
		"a":                "AVerifier",
	} {
		if got := lock.ContractName(circuit); got != want {
			t.Errorf("%s: got %s, want %s", circuit, got, want)
		}
	}
}

func TestDevelopmentKeysAreKnownAsSuch(t *testing.T) {
	if !(lock.Entry{Ceremony: lock.Development}).IsDevelopment() {
		t.Error("development keys pass for others")
	}
	if (lock.Entry{Ceremony: "mainnet 2027"}).IsDevelopment() {
		t.Error("other keys pass for development keys")
	}
}

// The word is all that tells production keys from others.
func TestACeremonyHasANameAndATranscript(t *testing.T) {
	l, err := lock.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	sum := strings.Repeat("0a", 32)
	for ceremony, good := range map[string]bool{
		lock.Development: true, "ceremony Keys 2027, transcript " + sum: true, "ceremony Ö, transcript " + sum: true,
		"": false, "ceremony ": false, "ceremony Keys": false, "ceremony , transcript " + sum: false,
		"ceremony Keys, transcript " + sum[1:]: false, "ceremony Keys, transcript " + strings.ToUpper(sum): false,
		"ceremony \x1b[2J, transcript " + sum: false, "ceremony a\nb, transcript " + sum: false, "Ceremony Keys, transcript " + sum: false,
		"ceremony  Keys, transcript " + sum: false, "ceremony " + strings.Repeat("a", 1000) + ", transcript " + sum: false,
		"development": false, lock.Development + " ": false,
	} {
		f := l.File()
		f.Circuits[0].Ceremony = ceremony
		raw, err := f.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := lock.Parse(raw); good != (err == nil) || !good && !errors.Is(err, lock.ErrFile) {
			t.Errorf("%.60q: got %v", ceremony, err)
		}
	}
}
