package vault

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

func TestRecordFileRoundTrip(t *testing.T) {
	w, path := newWorld(t, 3), filepath.Join(t.TempDir(), "may.record")
	must(t, WriteRecord(path, w.rec, w.card))
	rec, err := w.holder.ReadRecord(path)
	must(t, err)
	sameRecord(t, w.rec, rec)
	if err := WriteRecord(path, w.rec, w.card); !errors.Is(err, ErrExists) {
		t.Errorf("a record was overwritten: %v", err)
	}
	must(t, WriteRecord(path, w.rec, w.card, Force(true)))
}

func TestRefusesEveryDamagedByteOfARecordFile(t *testing.T) {
	w := newWorld(t, 2)
	good, err := EncryptRecord(w.rec, w.card)
	must(t, err)
	step := 1
	if testing.Short() {
		step = 5
	}
	refused := func(at int, raw []byte) {
		t.Helper()
		rec, err := w.holder.DecryptRecord(raw)
		if rec != nil || !errors.Is(err, ErrCorrupt) && !errors.Is(err, ErrOtherHolder) {
			t.Fatalf("at byte %d: %v", at, err)
		}
	}
	for i := 0; i < len(good); i += step {
		for _, bit := range []byte{1, 0x40} {
			b := bytes.Clone(good)
			b[i] ^= bit
			refused(i, b)
		}
		refused(i, good[:i])
	}
	refused(len(good), append(bytes.Clone(good), 0))
	refused(len(good), append(bytes.Clone(good), good...))

	path := filepath.Join(t.TempDir(), "long.record")
	must(t, os.WriteFile(path, make([]byte, MaxRecordFileBytes+1), 0o600))
	if _, err := w.holder.ReadRecord(path); !errors.Is(err, ErrCorrupt) {
		t.Errorf("too long: %v", err)
	}
}

func TestRefusesRecordsOfOthers(t *testing.T) {
	mine, theirs := newWorld(t, 1), newWorld(t, 1)
	sealed, err := EncryptRecord(theirs.rec, theirs.card)
	must(t, err)
	if _, err := mine.holder.DecryptRecord(sealed); !errors.Is(err, ErrOtherHolder) {
		t.Errorf("encrypted to another: %v", err)
	}
	sealed, err = encrypt(encoded(t, theirs.rec), mine.card.Recipient)
	must(t, err)
	if _, err := mine.holder.DecryptRecord(sealed); !errors.Is(err, ErrOtherHolder) {
		t.Errorf("sealed for another: %v", err)
	}
	// Nor is one written for another.
	for name, card := range map[string]Card{
		"another holder":         theirs.card,
		"another recipient":      {},
		"my subject elsewhere":   mine.holder.Card(theirs.key.Public()),
		"another's at my clinic": theirs.holder.Card(mine.key.Public()),
	} {
		if _, err := EncryptRecord(mine.rec, card); !errors.Is(err, ErrWrongCard) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Anyone who knows the recipient can encrypt a record, the holder above all:
// what keeps readings as they were is the chain and the seals.
func TestRefusesRecordsChangedInside(t *testing.T) {
	w, other := newWorld(t, 3), newWorld(t, 3)
	for name, change := range map[string]func(r *statement.Record){
		"a reading":          func(r *statement.Record) { r.Days[1].Block[7]++ },
		"a reading removed":  func(r *statement.Record) { r.Days[2].Block[0] = 0 },
		"two readings":       func(r *statement.Record) { b := r.Days[0].Block; b[1], b[2] = b[2], b[1] },
		"days swapped":       func(r *statement.Record) { r.Days[0], r.Days[1] = r.Days[1], r.Days[0] },
		"first day dropped":  func(r *statement.Record) { r.Days = r.Days[1:]; r.FirstDay++ },
		"middle day dropped": func(r *statement.Record) { r.Days = append(r.Days[:1], r.Days[2]) },
		"later by a day":     func(r *statement.Record) { r.FirstDay++ },
		"assurance raised":   func(r *statement.Record) { r.Days[2].Assurance = 7 },
		"another chain":      func(r *statement.Record) { r.Start = other.rec.Start },
		"another day's seal": func(r *statement.Record) { r.Days[0].Seal = r.Days[1].Seal },
		"another's seals": func(r *statement.Record) {
			for i := range r.Days {
				r.Days[i].Seal = other.rec.Days[i].Seal
			}
		},
		"another issuer": func(r *statement.Record) {
			r.Issuer = other.rec.Issuer
			r.Subject = w.holder.Secret().Subject(r.Issuer)
		},
	} {
		r, err := DecodeRecord(encoded(t, w.rec))
		must(t, err)
		change(r)
		sealed, err := encrypt(encoded(t, r), w.card.Recipient)
		must(t, err)
		if _, err := w.holder.DecryptRecord(sealed); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := EncryptRecord(r, w.holder.Card(r.Issuer)); !errors.Is(err, ErrRecord) {
			t.Errorf("%s was written: %v", name, err)
		}
	}
	sealed, err := encrypt(encoded(t, w.rec), w.card.Recipient)
	must(t, err)
	_, err = w.holder.DecryptRecord(sealed)
	must(t, err) // the same way in, unchanged
}

// Offsets into the encoding, counted by hand from its description.
const (
	atVersion = 8
	atMetric  = 9
	atIssuer  = 10
	atSubject = 42
	atStart   = 74
	atFirst   = 106
	atDays    = 110
	atBefore  = 112 // number of entries from before
	atDay     = 114 // assurance
	atSeal    = 115
	atScalar  = 147
	atCount   = 179
	atReading = 181

	dayBytes = 1 + 64 + 2 + 2*96 // of the 15-minute grid
)

func TestEncodingIsAsDescribed(t *testing.T) {
	w := newWorld(t, 2)
	b := encoded(t, w.rec)
	if len(b) != atDay+2*dayBytes || string(b[:10]) != "VPRECORD\x02\x02" {
		t.Fatalf("%d bytes that begin with %q", len(b), b[:10])
	}
	key := w.rec.Issuer.Bytes()
	subject, start := w.rec.Subject.Bytes(), w.rec.Start.Bytes()
	for at, want := range map[int][]byte{
		atIssuer: key[:], atSubject: subject[:], atStart: start[:],
		atFirst: {0, 0, 20_000 >> 8, 20_000 & 255}, atDays: {0, 2}, atBefore: {0, 0}, atDay: {3}, atCount: {0, 96},
		atSeal: w.rec.Days[0].Seal[:], atDay + dayBytes: {3}, atSeal + dayBytes: w.rec.Days[1].Seal[:],
	} {
		if !bytes.Equal(b[at:at+len(want)], want) {
			t.Errorf("at %d", at)
		}
	}
	for i, v := range w.rec.Days[1].Block {
		if uint64(binary.BigEndian.Uint16(b[atReading+dayBytes+2*i:])) != v {
			t.Errorf("reading %d", i)
		}
	}
	for _, m := range claim.Metrics() {
		if m.SlotsPerDay() > maxSlots {
			t.Errorf("maxSlots leaves no room for %s", m.Name())
		}
	}
}

func TestRefusesOtherEncodings(t *testing.T) {
	w := newWorld(t, 2)
	good := encoded(t, w.rec)
	modulus := statement.Modulus().FillBytes(make([]byte, 32))
	order, _ := hex.DecodeString("060c89ce5c263405370a08b6d0302b0bab3eedb83920ee0a677297dc392126f1")
	ff := bytes.Repeat([]byte{0xff}, 64)
	for name, c := range map[string]struct {
		at int
		to []byte
	}{
		"magic":                     {0, []byte("v")},
		"version 0":                 {atVersion, []byte{0}},
		"version 1":                 {atVersion, []byte{1}},
		"no metric":                 {atMetric, []byte{0}},
		"unknown metric":            {atMetric, []byte{9}},
		"metric of wider words":     {atMetric, []byte{10}},
		"entries from before":       {atBefore, []byte{0, 1}},
		"many entries from before":  {atBefore, ff[:2]},
		"fewer readings":            {atCount, []byte{0, 95}},
		"more readings":             {atCount, []byte{0, 97}},
		"many readings":             {atCount, ff[:2]},
		"metric with other length":  {atMetric, []byte{1}},
		"issuer is no point":        {atIssuer, ff[:32]},
		"issuer is the identity":    {atIssuer, append([]byte{1}, make([]byte, 31)...)},
		"issuer is of order 2":      {atIssuer, reversed(lessOne(modulus))},
		"subject is the modulus":    {atSubject, modulus},
		"subject above the modulus": {atSubject, ff[:32]},
		"start is the modulus":      {atStart, modulus},
		"day 0":                     {atFirst, make([]byte, 4)},
		"day after the last":        {atFirst, []byte{0, 16, 0, 0}},
		"ends after the last":       {atFirst, []byte{0, 15, 255, 255}},
		"negative day":              {atFirst, ff[:4]},
		"no days":                   {atDays, []byte{0, 0}},
		"fewer days":                {atDays, []byte{0, 1}},
		"more days":                 {atDays, []byte{0, 3}},
		"too many days":             {atDays, ff[:2]},
		"assurance 8":               {atDay, []byte{8}},
		"seal is no point":          {atSeal, ff[:32]},
		"identity with a sign":      {atSeal, append(append([]byte{1}, make([]byte, 30)...), 0x80)},
		"seal of zeros":             {atSeal, make([]byte, 64)},
		"scalar is the order":       {atScalar, order},
		"scalar is 0":               {atScalar, make([]byte, 32)},
		"reading of 38":             {atReading, []byte{0, 38}},
		"reading of 501":            {atReading, []byte{1, 0xf5}},
		"reading of 65535":          {atReading + dayBytes, ff[:2]},
	} {
		b := bytes.Clone(good)
		copy(b[c.at:], c.to)
		if _, err := DecodeRecord(b); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for i := range good {
		if _, err := DecodeRecord(good[:i]); !errors.Is(err, ErrCorrupt) {
			t.Fatalf("cut at %d: %v", i, err)
		}
	}
	for _, more := range []int{1, dayBytes} {
		if _, err := DecodeRecord(append(bytes.Clone(good), make([]byte, more)...)); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%d bytes more: %v", more, err)
		}
	}
}

// lessOne takes one from an odd number.
func lessOne(b []byte) []byte {
	b = bytes.Clone(b)
	b[len(b)-1]--
	return b
}

func reversed(b []byte) []byte {
	out := make([]byte, len(b))
	for i := range b {
		out[len(b)-1-i] = b[i]
	}
	return out
}

func TestAnyByteChangedIsRefusedOrAnotherRecord(t *testing.T) {
	good := encoded(t, newWorld(t, 1).rec)
	for i := range good {
		for _, bit := range []byte{1, 0x80} {
			b := bytes.Clone(good)
			b[i] ^= bit
			if r, err := DecodeRecord(b); err == nil && !bytes.Equal(encoded(t, r), b) {
				t.Fatalf("byte %d: two encodings of one record", i)
			}
		}
	}
}

func TestLengthsAreCheckedBeforeAllocating(t *testing.T) {
	b := encoded(t, newWorld(t, 1).rec)
	b[atMetric] = byte(claim.Glucose5)
	binary.BigEndian.PutUint16(b[atDays:], statement.MaxRecordDays)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := DecodeRecord(b)
	runtime.ReadMemStats(&after)
	if !errors.Is(err, ErrCorrupt) {
		t.Fatal(err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 64<<10 {
		t.Errorf("%d bytes allocated for a record that is not there", used)
	}
}

func TestTheLongestRecordFits(t *testing.T) {
	w := newWorld(t, 1)
	for size, fits := range map[int]bool{maxRecordBytes: true, maxRecordBytes + 1: false} {
		sealed, err := encrypt(make([]byte, size), w.card.Recipient)
		must(t, err)
		if len(sealed) > MaxRecordFileBytes {
			t.Errorf("%d bytes are %d when encrypted", size, len(sealed))
		}
		if _, err := decrypt(sealed, w.holder.keys().identity, maxRecordBytes); (err == nil) != fits {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

func TestEncodeRefusesWhatDecodeWould(t *testing.T) {
	for name, change := range map[string]func(r *statement.Record){
		"no days":      func(r *statement.Record) { r.Days = nil },
		"no metric":    func(r *statement.Record) { r.Metric = 0 },
		"no issuer":    func(r *statement.Record) { r.Issuer = statement.PublicKey{} },
		"day 0":        func(r *statement.Record) { r.FirstDay = 0 },
		"too late":     func(r *statement.Record) { r.FirstDay = claim.MaxDay },
		"short day":    func(r *statement.Record) { r.Days[0].Block = r.Days[0].Block[1:] },
		"bad reading":  func(r *statement.Record) { r.Days[1].Block[3] = 38 },
		"assurance":    func(r *statement.Record) { r.Days[1].Assurance = 8 },
		"no seal":      func(r *statement.Record) { r.Days[1].Seal = statement.Seal{} },
		"too many":     func(r *statement.Record) { r.Days = make([]statement.SealedDay, statement.MaxRecordDays+1) },
		"overflow day": func(r *statement.Record) { r.FirstDay = 1<<31 - 1 },
	} {
		w := newWorld(t, 2)
		change(w.rec)
		if _, err := EncodeRecord(w.rec); !errors.Is(err, ErrRecord) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := EncodeRecord(nil); !errors.Is(err, ErrRecord) {
		t.Errorf("nil: %v", err)
	}
}

func TestMerge(t *testing.T) {
	w := newWorld(t, 5)
	cut := func(from, to int) *statement.Record {
		r := *w.rec
		r.Days = w.rec.Days[from:to]
		r.FirstDay += claim.Day(from)
		if from > 0 {
			head, err := LedgerAfter(&statement.Record{
				Metric: r.Metric, Issuer: r.Issuer, Subject: r.Subject,
				Start: w.rec.Start, FirstDay: w.rec.FirstDay, Days: w.rec.Days[:from],
			})
			must(t, err)
			r.Start = head.Head
		}
		return &r
	}
	joined, err := Merge(cut(0, 2), cut(2, 5))
	must(t, err)
	sameRecord(t, w.rec, joined)
	must(t, joined.Verify())
	joined.Days[0].Assurance = 0
	if w.rec.Days[0].Assurance != 3 {
		t.Error("the joined record shares its days with the parts")
	}

	other := newWorld(t, 3)
	b := func(change func(r *statement.Record)) *statement.Record { r := cut(2, 5); change(r); return r }
	for reason, pair := range map[string][2]*statement.Record{
		"empty":             {cut(0, 2), nil},
		"one is empty":      {cut(0, 0), cut(0, 2)},
		"different issuers": {cut(0, 2), b(func(r *statement.Record) { r.Issuer = other.rec.Issuer })},
		"different holders": {cut(0, 2), b(func(r *statement.Record) { r.Subject = other.rec.Subject })},
		"different metrics": {cut(0, 2), b(func(r *statement.Record) { r.Metric = claim.Glucose5 })},
		"days are missing":  {cut(0, 2), cut(3, 5)},
		"begins before":     {cut(0, 3), cut(2, 5)},
		"begins before the": {cut(2, 5), cut(0, 2)},
		"begins anew":       {cut(0, 2), b(func(r *statement.Record) { r.Start = other.rec.Start })},
		"more than 3653": {cut(0, 2), b(func(r *statement.Record) {
			r.Days = make([]statement.SealedDay, statement.MaxRecordDays-1)
		})},
	} {
		if _, err := Merge(pair[0], pair[1]); !errors.Is(err, ErrNotNext) || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: %v", reason, err)
		}
	}
}

func BenchmarkRecord(b *testing.B) {
	const days = 30
	w := newWorld(b, days)
	sealed, err := EncryptRecord(w.rec, w.card)
	must(b, err)
	plain := encoded(b, w.rec)
	b.Run("encrypt", func(b *testing.B) {
		for b.Loop() {
			_, _ = EncryptRecord(w.rec, w.card)
		}
	})
	b.Run("decrypt", func(b *testing.B) {
		for b.Loop() {
			_, _ = w.holder.DecryptRecord(sealed)
		}
	})
	b.Run("decode", func(b *testing.B) {
		for b.Loop() {
			_, _ = DecodeRecord(plain)
		}
	})
	b.Run("verify", func(b *testing.B) {
		for b.Loop() {
			_ = w.rec.Verify()
		}
	})
}
