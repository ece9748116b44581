package gadget

import (
	"testing"

	"github.com/consensys/gnark/frontend"

	"vitalproof/circuits/statement"
)

// member takes leaf, root and the path's nodes.
func member(api frontend.API, in []frontend.Variable) error {
	var path MemberPath
	for d := range path {
		copy(path[d][:], in[2+d*statement.IssuerArity:])
	}
	return Member(api, NewHasher(api), in[0], in[1], path)
}

const memberInputs = 2 + statement.IssuerDepth*statement.IssuerArity

func memberOf(leaf, root statement.Field, path statement.IssuerPath) []frontend.Variable {
	in := []frontend.Variable{leaf, root}
	for _, node := range path {
		in = append(in, variables(node[:])...)
	}
	return in
}

func issuers(t *testing.T, count int) (*statement.IssuerSet, []statement.PublicKey) {
	t.Helper()
	r := seeded("issuers")
	var keys []statement.PublicKey
	for range count {
		keys = append(keys, newKey(t, r).Public())
	}
	set, err := statement.NewIssuerSet(keys)
	if err != nil {
		t.Fatal(err)
	}
	return set, keys
}

// Keys stand at every place of every node of a full set.
func TestMemberAcceptsEveryKeyOfTheSet(t *testing.T) {
	s := system(t, member, memberInputs)
	for _, count := range []int{1, 7, 8, statement.MaxIssuers} {
		set, keys := issuers(t, count)
		for i, key := range keys {
			path, err := set.Path(key)
			if err != nil {
				t.Fatal(err)
			}
			if !solves(t, s, memberOf(key.Leaf(), set.Root(), path)) {
				t.Errorf("key %d of %d is refused", i, count)
			}
		}
	}
}

// The place of a value in its node is free, each of the seven is accepted.
func TestMemberAcceptsEveryPlace(t *testing.T) {
	r := seeded("places")
	for level := range statement.IssuerDepth {
		for place := range statement.IssuerArity {
			leaf := randomField(r)
			current := leaf
			var path statement.IssuerPath
			for d := range path {
				for i := range path[d] {
					path[d][i] = randomField(r)
				}
				at := 0
				if d == level {
					at = place
				}
				path[d][at] = current
				current = statement.HashKind(statement.KindIssuerNode, path[d][:]...)
			}
			if err := engine(member, memberOf(leaf, current, path)); err != nil {
				t.Errorf("level %d, place %d: %v", level, place, err)
			}
			// Without the value at its place the rest is of no use.
			path[level][place] = randomField(r)
			if engine(member, memberOf(leaf, current, path)) == nil {
				t.Errorf("level %d, place %d: accepted without the value", level, place)
			}
		}
	}
}

func TestMemberRefusesEveryChange(t *testing.T) {
	s := system(t, member, memberInputs)
	set, keys := issuers(t, 60)
	path, err := set.Path(keys[11])
	if err != nil {
		t.Fatal(err)
	}
	in := memberOf(keys[11].Leaf(), set.Root(), path)
	if !solves(t, s, in) {
		t.Fatal("a member is refused")
	}
	r := seeded("member")
	for i := range in {
		changed := append([]frontend.Variable{}, in...)
		changed[i] = randomField(r)
		if solves(t, s, changed) {
			t.Errorf("a change of input %d goes unnoticed", i)
		}
	}
	// A node with two children swapped has another hash.
	changed := append([]frontend.Variable{}, in...)
	changed[2], changed[3] = in[3], in[2]
	if solves(t, s, changed) {
		t.Error("two leaves may be swapped")
	}
}

// No other value of the tree passes as a leaf on a path of the tree: not an
// inner node, not the root, not the 0 of an empty place that is none on the path.
func TestMemberRefusesWhatIsNoLeaf(t *testing.T) {
	set, keys := issuers(t, 60)
	path, err := set.Path(keys[11])
	if err != nil {
		t.Fatal(err)
	}
	outsider := newKey(t, seeded("outsider")).Public()
	for name, leaf := range map[string]statement.Field{
		"another key": outsider.Leaf(), "zero": {}, "root": set.Root(),
		"first node": statement.HashKind(statement.KindIssuerNode, path[0][:]...),
	} {
		if engine(member, memberOf(leaf, set.Root(), path)) == nil {
			t.Errorf("%s is accepted as a leaf", name)
		}
	}
}

// An empty place is the value 0, and Member takes it for a child as it stands.
// The caller's leaf is a hash and so never 0.
func TestMemberNeedsALeafThatIsAHash(t *testing.T) {
	set, keys := issuers(t, 1)
	path, err := set.Path(keys[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := engine(member, memberOf(statement.Field{}, set.Root(), path)); err != nil {
		t.Errorf("0 is refused: the comment of Member is out of date: %v", err)
	}
	for _, k := range keys {
		if leaf := k.Leaf(); leaf.IsZero() {
			t.Error("a key's leaf is 0")
		}
	}
}
