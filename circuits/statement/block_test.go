package statement

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"vitalproof/circuits/claim"
)

func TestBlockCheck(t *testing.T) {
	for _, m := range []claim.Metric{claim.Glucose5, claim.Glucose15} {
		good := make(Block, m.SlotsPerDay())
		good[0], good[1], good[2] = claim.MinReading, claim.MaxReading, 0
		if err := good.Check(m); err != nil {
			t.Errorf("%s: %v", m.Name(), err)
		}
		for _, n := range []int{0, 1, m.SlotsPerDay() - 1, m.SlotsPerDay() + 1, 288 + 96} {
			if make(Block, n).Check(m) == nil {
				t.Errorf("%s: a day of %d slots passes", m.Name(), n)
			}
		}
		for _, v := range []uint16{1, 2, 38, 501, 511, 512, 612, 65535} {
			for _, at := range []int{0, 19, 20, len(good) - 1} {
				bad := append(Block{}, good...)
				bad[at] = v
				err := bad.Check(m)
				if !errors.Is(err, ErrReading) {
					t.Errorf("%s: %d in slot %d: %v", m.Name(), v, at, err)
				}
				if err != nil && v > 38 && strings.Contains(err.Error(), big.NewInt(int64(v)).String()) {
					t.Errorf("the error shows the reading: %v", err)
				}
			}
		}
	}
}

func TestLanesHoldEveryDay(t *testing.T) {
	for _, test := range []struct{ slots, lanes int }{
		{1, 2}, {20, 2}, {21, 3}, {48, 3}, {49, 4}, {96, 5}, {288, 12}, {300, 12},
	} {
		if got := Lanes(test.slots); got != test.lanes {
			t.Errorf("%d slots take %d lanes, want %d", test.slots, got, test.lanes)
		}
	}
	if Lane0Readings*ReadingBits > DayShift || DayShift+DayBits > KindShift || LaneReadings*ReadingBits > 252 || claim.MaxReading >= 1<<ReadingBits {
		t.Error("the parts of a lane overlap")
	}
}

// unpack reads a day's lanes back. That it finds day and readings again shows
// that no two days pack alike.
func unpack(lanes []Field, slots int) (Kind, claim.Day, Block) {
	low := lanes[0].BigInt(new(big.Int))
	var b Block
	take := func(v *big.Int, count int) {
		for range count {
			b = append(b, uint16(new(big.Int).And(v, big.NewInt(1<<ReadingBits-1)).Uint64()))
			v.Rsh(v, ReadingBits)
		}
	}
	rest := new(big.Int).Set(low)
	take(rest, min(slots, Lane0Readings))
	for i := 2; i < len(lanes); i++ {
		take(lanes[i].BigInt(new(big.Int)), min(slots-len(b), LaneReadings))
	}
	day := new(big.Int).Rsh(low, DayShift)
	kind := new(big.Int).Rsh(low, KindShift)
	return Kind(kind.Uint64()), claim.Day(day.And(day, new(big.Int).Sub(pow2(DayBits), big.NewInt(1))).Int64()), b
}

// lanesOf repeats the packing of NextHead; TestNextHeadHashesTheLanes holds the
// two together.
func lanesOf(prev Field, day claim.Day, b Block) []Field {
	lanes := make([]Field, Lanes(len(b)))
	low := pack(b[:min(len(b), Lane0Readings)])
	lanes[0] = Lane0(KindDay, low.Or(low, new(big.Int).Lsh(big.NewInt(int64(day)), DayShift)))
	lanes[1] = prev
	for i := 2; i < len(lanes); i++ {
		from := Lane0Readings + (i-2)*LaneReadings
		lanes[i].SetBigInt(pack(b[from:min(len(b), from+LaneReadings)]))
	}
	return lanes
}

func TestNextHeadHashesTheLanes(t *testing.T) {
	r := seeded("lanes")
	for range 40 {
		for _, m := range []claim.Metric{claim.Glucose5, claim.Glucose15} {
			b, day, prev := randomBlock(r, m), claim.Day(r.Int32N(int32(claim.MaxDay))), number(r.Uint64())
			lanes := lanesOf(prev, day, b)
			if Hash(lanes...) != NextHead(prev, day, b) {
				t.Fatal("NextHead hashes other lanes")
			}
			kind, gotDay, got := unpack(lanes, len(b))
			if kind != KindDay || gotDay != day || len(got) != len(b) {
				t.Fatalf("kind %x, day %d, %d slots came back", kind, gotDay, len(got))
			}
			for i := range b {
				if got[i] != b[i] {
					t.Fatalf("slot %d came back as another reading", i)
				}
			}
		}
	}
}

// Every slot, the day and the head before reach the head.
func TestNextHeadDependsOnEverything(t *testing.T) {
	for _, m := range []claim.Metric{claim.Glucose5, claim.Glucose15} {
		b := randomBlock(seeded("block"), m)
		seen := map[Field]bool{NextHead(number(7), 20000, b): true}
		add := func(what string, h Field) {
			if seen[h] {
				t.Errorf("%s: %s does not change the head", m.Name(), what)
			}
			seen[h] = true
		}
		add("the head before", NextHead(number(8), 20000, b))
		add("the day", NextHead(number(7), 20001, b))
		for i := range b {
			changed := append(Block{}, b...)
			changed[i] ^= 1
			add("a slot", NextHead(number(7), 20000, changed))
			if i > 0 && b[i] != b[i-1] {
				changed[i], changed[i-1] = b[i-1], b[i]
				add("the order of two slots", NextHead(number(7), 20000, changed))
			}
		}
	}
}

// Fixed vectors: a change of the encoding breaks every seal ever made.
func TestHeadChainKnownAnswers(t *testing.T) {
	for _, test := range []struct {
		metric claim.Metric
		want   [2]string
	}{
		{claim.Glucose5, [2]string{"HEAD5A", "HEAD5B"}},
		{claim.Glucose15, [2]string{"HEAD15A", "HEAD15B"}},
	} {
		head := number(1)
		for i, want := range test.want {
			head = NextHead(head, claim.Day(20666+i), countingBlock(test.metric))
			if got := FormatField(head); got != want {
				t.Errorf("%s, day %d: %s, want %s", test.metric.Name(), i, got, want)
			}
		}
	}
	for n, want := range map[int]string{1: "HASH1", 4: "HASH4", 5: "HASH5", 8: "HASH8", 9: "HASH9", 12: "HASH12"} {
		lanes := make([]Field, n)
		for i := range lanes {
			lanes[i] = number(uint64(i))
		}
		if got := FormatField(Hash(lanes...)); got != want {
			t.Errorf("hash of %d lanes: %s, want %s", n, got, want)
		}
	}
}

func TestLane0RefusesAMessageThatReachesTheKind(t *testing.T) {
	for _, m := range []*big.Int{pow2(KindShift), pow2(253), big.NewInt(-1)} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("a message of %d bits passes", m.BitLen())
				}
			}()
			Lane0(KindDay, m)
		}()
	}
	most := new(big.Int).Sub(pow2(KindShift), big.NewInt(1))
	f := Lane0(KindDay, most)
	if got := f.BigInt(new(big.Int)); got.Rsh(got, KindShift).Int64() != int64(KindDay) {
		t.Error("the widest message changes the kind")
	}
}

func TestKindsDiffer(t *testing.T) {
	seen := map[Field]Kind{}
	for _, k := range []Kind{KindDay, KindSeal, KindSubject, KindNullifier, KindIssuerLeaf, KindIssuerNode} {
		h := HashKind(k, number(1), number(2))
		if other, ok := seen[h]; ok {
			t.Errorf("kinds %x and %x hash alike", k, other)
		}
		seen[h] = k
	}
}
