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

// Fixed vectors: a change of the encoding breaks every seal ever made. The hash
// of 4 lanes is the first element of the authors' own test vector for width 4
// (HorizenLabs/poseidon2, input 0, 1, 2, 3), since lane 0 is 0 there.
func TestHeadChainKnownAnswers(t *testing.T) {
	for _, test := range []struct {
		metric claim.Metric
		want   [2]string
	}{
		{claim.Glucose5, [2]string{"0x03432f6f63ffe08ad59c02de552f57ad8522ea094f49fdd88f696f707995291a", "0x1a57f79e3ec0ccaaaae757ef088a582ae57c1a94ad38e3fe5b51f3b921cb39c8"}},
		{claim.Glucose15, [2]string{"0x13d9a23e796ed61d29ccc9b6266ac981d21509e0e770034b5b064602a291a76e", "0x2d63d39c55311a094e0f4ee34eb845f51d3cc6b71884e02a38bdc0d70080f283"}},
	} {
		head := number(1)
		for i, want := range test.want {
			head = NextHead(head, claim.Day(20666+i), countingBlock(test.metric))
			if got := FormatField(head); got != want {
				t.Errorf("%s, day %d: %s, want %s", test.metric.Name(), i, got, want)
			}
		}
	}
	for n, want := range map[int]string{1: "0x18dfb8dc9b82229cff974efefc8df78b1ce96d9d844236b496785c698bc6732e", 4: "0x01bd538c2ee014ed5141b29e9ae240bf8db3fe5b9a38629a9647cf8d76c01737", 5: "0x16d7e0d7bd17839d7849e6dfdbe60249455581ddd69c42a50fbd3ec9486d912e", 8: "0x1d1a50bcde871247856df135d56a4ca61af575f1140ed9b1503c77528cf345df", 9: "0x07e702f834b26c8f4405104b46c4150a9e3a8126150bf5f101368bd5c914f9bb", 12: "0x3014e0ec17029f7e4f5cfe8c7c54fc3df6a5f7539f6aa304b2f3c747a9105618"} {
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
	for _, k := range []Kind{KindDay, KindSeal, KindSubject, KindNullifier, KindIssuerLeaf, KindIssuerNode, KindStart} {
		h := HashKind(k, number(1), number(2))
		if other, ok := seen[h]; ok {
			t.Errorf("kinds %x and %x hash alike", k, other)
		}
		seen[h] = k
	}
}
