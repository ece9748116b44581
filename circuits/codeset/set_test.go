package codeset

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

func codesOf(t testing.TB, texts ...string) []uint64 {
	t.Helper()
	var words []uint64
	for _, text := range texts {
		w, err := statement.ParseCode(claim.ICD10CM, text)
		if err != nil {
			t.Fatal(err)
		}
		words = append(words, w)
	}
	return words
}

// many are different codes, in order.
func many(t testing.TB, n int) []uint64 {
	t.Helper()
	var words []uint64
	for i := 0; len(words) < n; i++ {
		words = append(words, codesOf(t, fmt.Sprintf("%c%02d.%d", 'A'+i/1000%26, i%1000/10, i%10))...)
		if i/26000 > 0 {
			t.Fatal("too many")
		}
	}
	return words
}

func mustSet(t testing.TB, words []uint64) *Set {
	t.Helper()
	s, err := New(claim.ICD10CM, words)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The same codes make the same set, whatever their order, spelling and layout.
func TestOneSetHasOneIDAndOneFile(t *testing.T) {
	want, err := ParseList(claim.ICD10CM, strings.NewReader("E10.9\nE11.9\nI10\n"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"another order":        "I10\nE11.9\nE10.9\n",
		"twice":                "I10\nE11.9\nI10\nE10.9\nE11.9\n",
		"small letters":        "i10\ne119\ne109\n",
		"carriage returns":     "E10.9\r\nE11.9\r\nI10\r\n",
		"no line at the end":   "E10.9\nE11.9\nI10",
		"comments and blanks":  "# diabetes\nE10.9 # type 1\n\n  E11.9\n\n# pressure\n\tI10\n",
		"byte order mark":      "\ufeffE10.9\nE11.9\nI10\n",
		"with and without dot": "E109\nE11.9\nI10\n",
	} {
		got, err := ParseList(claim.ICD10CM, strings.NewReader(text))
		if err != nil || got.ID() != want.ID() {
			t.Errorf("%s: %v", name, err)
		}
	}
	file, err := want.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if want := "vitalproof/codeset/1\nicd-10-cm\nE10.9\nE11.9\nI10\n"; string(file) != want {
		t.Errorf("the file is %q", file)
	}
	again, err := Parse(file)
	if err != nil || again.ID() != want.ID() || !slices.Equal(again.Codes(), want.Codes()) {
		t.Errorf("read back: %v", err)
	}
	for name, spoil := range map[string]func(string) string{
		"unsorted":       func(s string) string { return strings.Replace(s, "E10.9\nE11.9", "E11.9\nE10.9", 1) },
		"twice":          func(s string) string { return s + "I10\n" },
		"a comment":      func(s string) string { return s + "# more\n" },
		"another format": func(s string) string { return strings.Replace(s, "/1", "/2", 1) },
		"no such metric": func(s string) string { return strings.Replace(s, "icd-10-cm", "icd-11", 1) },
		"a glucose set":  func(s string) string { return strings.Replace(s, "icd-10-cm", "steps", 1) },
		"no last line":   func(s string) string { return strings.TrimSuffix(s, "\n") },
		"no codes":       func(string) string { return "vitalproof/codeset/1\nicd-10-cm\n" },
		"nothing":        func(string) string { return "" },
	} {
		if _, err := Parse([]byte(spoil(string(file)))); err == nil {
			t.Errorf("%s is read", name)
		}
	}
}

func TestBadListsAreRefusedWithTheirLine(t *testing.T) {
	for text, want := range map[string]string{
		"E10.9\nbanana\n":                        "line 2",
		"E10.9\n\n\nE1\n":                        "line 4",
		"E10.9 E11.9\n":                          "line 1",
		strings.Repeat("x", MaxBytes+5):          "",
		strings.Repeat("E10.9\n", MaxBytes/6+10): "longer than",
		"# only a comment\n":                     "at least one",
	} {
		_, err := ParseList(claim.ICD10CM, strings.NewReader(text))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "banana") {
			t.Errorf("%.20q: %v", text, err)
		}
	}
	// In a set's file lines count from its first, which names the format.
	if _, err := Parse([]byte("vitalproof/codeset/1\nicd-10-cm\nE10.9\nbanana\n")); err == nil || !strings.Contains(err.Error(), "line 4") {
		t.Errorf("a set's file: %v", err)
	}
	if _, err := New(claim.ICD10CM, many(t, MaxCodes+1)); !errors.Is(err, ErrTooBig) {
		t.Errorf("10,001 codes: %v", err)
	}
	for _, word := range []uint64{Before, After, 1, 1 << 40} {
		if _, err := New(claim.ICD10CM, []uint64{word}); err == nil {
			t.Errorf("%d is taken for a code", word)
		}
	}
	if _, err := New(claim.Steps, codesOf(t, "I10")); err == nil {
		t.Error("a set of steps")
	}
}

// Every code has a lane that holds it or its neighbours, for sets of every size at
// which the layout changes.
func TestEveryCodeHasALane(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	all := many(t, MaxCodes)
	for _, size := range []int{1, 2, 3, 4, 5, 6, 44, 45, 46, 47, 91, 92, 93, 9999, MaxCodes} {
		s := mustSet(t, all[:size])
		probes := []uint64{Before, all[0], all[0] - 1, all[size-1], all[size-1] + 1, After - 1, After}
		for range 300 {
			probes = append(probes, all[r.IntN(size)], r.Uint64N(After))
		}
		for _, c := range probes {
			leaf, lane := s.Locate(c)
			codes := s.Leaf(leaf)[lane]
			if c < codes[0] || c > codes[len(codes)-1] || !slices.IsSorted(codes) {
				t.Fatalf("%d codes: %d is not in its lane", size, c)
			}
			want := slices.Contains(all[:size], c)
			if slices.Contains(codes, c) != want && c != Before && c != After {
				t.Fatalf("%d codes: the lane of %d tells otherwise than the set", size, c)
			}
			if s.Contains(c) != want {
				t.Fatalf("%d codes: Contains(%d) is wrong", size, c)
			}
		}
	}
}

// The tree's leaves are those of Leaf, also where unused ones are copied, and a
// change anywhere changes the id.
func TestTreeCoversEveryLeaf(t *testing.T) {
	all := many(t, MaxCodes)
	for _, size := range []int{1, 45, 46, 300, MaxCodes} {
		s := mustSet(t, all[:size])
		for i, d := range s.LeafDigests() {
			if s.Leaf(i).Digest() != d {
				t.Fatalf("%d codes: leaf %d", size, i)
			}
		}
	}
	whole := mustSet(t, all[:300]).ID()
	seen := map[claim.SetID]bool{whole: true}
	for _, drop := range []int{0, 1, 45, 46, 150, 299} {
		words := slices.Delete(slices.Clone(all[:300]), drop, drop+1)
		id := mustSet(t, words).ID()
		if seen[id] {
			t.Errorf("without code %d it is the same set", drop)
		}
		seen[id] = true
	}
}

// Known answer: the id of a set must never change.
func TestKnownID(t *testing.T) {
	if got := fmt.Sprintf("%x", mustSet(t, codesOf(t, "E10.9", "E11.9", "E13.9")).ID()); got != "c8bafee7fecef04fe74deb2b016e462f35f9f1dddff0" {
		t.Errorf("the id is %s", got)
	}
}

func TestBuiltinsAreFound(t *testing.T) {
	if len(Builtins()) < 2 {
		t.Fatal("no sets come with the program")
	}
	mine := mustSet(t, codesOf(t, "I10"))
	for _, b := range Builtins() {
		if s, ok := Find(b.ID(), []*Set{mine}); !ok || s.ID() != b.ID() {
			t.Errorf("%s is not found", b.Name)
		}
		file, err := b.Marshal()
		if again, err2 := Parse(file); err != nil || err2 != nil || again.ID() != b.ID() {
			t.Errorf("%s: %v, %v", b.Name, err, err2)
		}
	}
	if s, ok := Find(mine.ID(), []*Set{mine}); !ok || s != mine {
		t.Error("a set of one's own is not found")
	}
	if _, ok := Find(claim.SetID{1}, []*Set{mine}); ok {
		t.Error("a set that nobody has is found")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("vitalproof/codeset/1\nicd-10-cm\nE10.9\n"))
	f.Add([]byte("vitalproof/codeset/1\nsnomed-ct\n44054006\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Parse(data)
		if err != nil {
			return
		}
		if again, err := s.Marshal(); err != nil || !bytes.Equal(again, data) {
			t.Error("a set has two files")
		}
	})
}
