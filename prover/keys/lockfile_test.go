package keys

import (
	"bytes"
	"os"
	"testing"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/lock"
)

// The committed file is what the writer makes of its own entries: nobody edited
// it by hand, and no field is lost between reading and writing.
func TestTheLockfileIsWrittenBackByteForByte(t *testing.T) {
	l, err := lock.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Lockfile(l.Entries(), l.Retired())
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("../../circuits/lock/lock.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("circuits/lock/lock.json is not what Lockfile writes")
	}
}

func TestTheLockfilePinsTheWholeCatalogueInOrder(t *testing.T) {
	entries, err := lock.Entries()
	if err != nil {
		t.Fatal(err)
	}
	all := catalogue.All()
	if len(entries) != len(all) {
		t.Fatalf("%d entries for %d circuits", len(entries), len(all))
	}
	for i, c := range all {
		if e := entries[i]; e.Name != c.Name || e.Days != c.Days || e.Metric != c.Metric.Name() || e.Family != string(c.Family) {
			t.Errorf("entry %d is %s, want %s", i, e.Name, c.Name)
		}
	}
}

// The contracts hold the constants of the pinned keys and nothing else.
func TestTheCommittedContractsAreThoseOfThePinnedKeys(t *testing.T) {
	for _, c := range catalogue.All() {
		e, err := lock.ByName(c.Name)
		if err != nil {
			t.Fatal(err)
		}
		if !c.Exported() {
			continue
		}
		vk, err := e.VerifyingKey()
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if err := ExportSolidity(&got, c, vk); err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile("../../contracts/src/verifiers/" + lock.ContractName(c.Name) + ".sol")
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%s: the committed contract is not the exported one", c.Name)
		}
	}
}
