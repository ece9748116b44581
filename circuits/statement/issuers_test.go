package statement

import (
	"errors"
	"fmt"
	"slices"
	"testing"
)

func issuerKeys(t *testing.T, count int) []PublicKey {
	t.Helper()
	keys := make([]PublicKey, count)
	for i := range keys {
		keys[i] = newKey(t, fmt.Sprint("issuer", i)).Public()
	}
	return keys
}

func mustSet(t *testing.T, keys []PublicKey) *IssuerSet {
	t.Helper()
	s, err := NewIssuerSet(keys)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestIssuerSetDoesNotDependOnOrder(t *testing.T) {
	keys := issuerKeys(t, 20)
	want := mustSet(t, keys)
	r := seeded("order")
	for range 10 {
		shuffled := slices.Clone(keys)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		before := slices.Clone(shuffled)
		got := mustSet(t, shuffled)
		if got.Root() != want.Root() || !slices.Equal(got.Keys(), want.Keys()) {
			t.Fatal("another order gives another set")
		}
		if !slices.Equal(before, shuffled) {
			t.Fatal("the caller's keys were reordered")
		}
	}
	got := want.Keys()
	got[0], got[1] = got[1], got[0]
	if !slices.Equal(mustSet(t, keys).Keys(), want.Keys()) {
		t.Error("the set gives away its own slice")
	}
}

func TestIssuerSetRefusesDuplicatesAndWrongSizes(t *testing.T) {
	keys := issuerKeys(t, MaxIssuers+1)
	for name, list := range map[string][]PublicKey{
		"none": nil, "257 keys": keys, "one twice": {keys[0], keys[1], keys[0]}, "neighbours": {keys[0], keys[0]},
	} {
		if _, err := NewIssuerSet(list); !errors.Is(err, ErrIssuerSet) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, n := range []int{1, MaxIssuers} {
		mustSet(t, keys[:n])
	}
}

// Any other set of keys has another root.
func TestIssuerSetRootDependsOnEveryKey(t *testing.T) {
	keys := issuerKeys(t, 60)
	seen := map[Field]bool{}
	for n := 1; n <= 50; n++ {
		seen[mustSet(t, keys[:n]).Root()] = true
	}
	for i := range 50 {
		changed := slices.Clone(keys[:50])
		changed[i] = keys[59]
		seen[mustSet(t, changed).Root()] = true
	}
	if len(seen) != 100 {
		t.Errorf("100 sets have %d roots", len(seen))
	}
}

func TestIssuerPathLeadsToTheRoot(t *testing.T) {
	for _, n := range []int{1, 7, 8, 49, 50, 256} {
		keys := issuerKeys(t, n)
		s := mustSet(t, keys)
		for _, key := range keys {
			p, err := s.Path(key)
			if err != nil {
				t.Fatal(err)
			}
			current := key.Leaf()
			for _, children := range p {
				if !slices.Contains(children[:], current) {
					t.Fatalf("%d keys: a node without the value below", n)
				}
				current = HashKind(KindIssuerNode, children[:]...)
			}
			if current != s.Root() {
				t.Fatalf("%d keys: the path leads to another root", n)
			}
		}
		if _, err := s.Path(newKey(t, "outsider").Public()); !errors.Is(err, ErrUnknownIssuer) {
			t.Errorf("a path for an outsider: %v", err)
		}
	}
}

// Fixed vectors: verifiers and contracts hold roots.
func TestIssuerSetKnownAnswers(t *testing.T) {
	for n, want := range map[int]string{1: "0x1685a9b62989a3be53df37fd03ffc075145df080e3d9f39e819574f0e0c3d8d6", 8: "0x0ef463c93c8482becf25b3bb36df6af389bcd368c808457726f659f0b7f9b757"} {
		if got := FormatField(mustSet(t, issuerKeys(t, n)).Root()); got != want {
			t.Errorf("%d keys: root %s, want %s", n, got, want)
		}
	}
}
