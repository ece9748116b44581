package vault

import (
	"bytes"
	"errors"
	"testing"
)

// Whatever is read is written back the same; everything else is refused with
// the one error, and nothing panics.

func FuzzDecodeRecord(f *testing.F) {
	for _, days := range []int{1, 3} {
		f.Add(encoded(f, newWorld(f, days).rec))
	}
	f.Add([]byte(recordMagic))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := DecodeRecord(data)
		if err != nil {
			if !errors.Is(err, ErrCorrupt) || r != nil {
				t.Fatal(err)
			}
			return
		}
		if again, err := EncodeRecord(r); err != nil || !bytes.Equal(again, data) {
			t.Fatal("not written back as read")
		}
		_ = r.Verify()
	})
}

func FuzzReadCard(f *testing.F) {
	good, err := MarshalCard(newWorld(f, 1).card)
	must(f, err)
	f.Add(good)
	f.Add([]byte(`{"format":"vitalproof/card/1"}`))
	f.Fuzz(func(t *testing.T, data []byte) { fuzzJSON(t, data, ErrCard, rereadCard) })
}

func FuzzReadIssuerSet(f *testing.F) {
	good, err := MarshalIssuerSet(testSet(f, 2))
	must(f, err)
	f.Add(good)
	f.Add([]byte(`{"format":"vitalproof/issuers/1","issuers":[{}]}`))
	f.Fuzz(func(t *testing.T, data []byte) { fuzzJSON(t, data, ErrIssuerSet, rereadSet) })
}

func FuzzParseLedger(f *testing.F) {
	l, err := LedgerAfter(newWorld(f, 1).rec)
	must(f, err)
	good, err := MarshalLedger(l)
	must(f, err)
	f.Add(good)
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzJSON(t, data, ErrLedger, func(b []byte) ([]byte, error) {
			l, err := ParseLedger(b)
			if err != nil {
				return nil, err
			}
			return MarshalLedger(l)
		})
	})
}

func fuzzJSON(t *testing.T, data []byte, refusal error, reread func([]byte) ([]byte, error)) {
	again, err := reread(data)
	if err != nil && !errors.Is(err, refusal) {
		t.Fatal(err)
	}
	if err == nil && !bytes.Equal(again, data) {
		t.Fatal("not written back as read")
	}
}
