package statement

import (
	"errors"
	"math/big"
	"slices"
	"strings"
	"testing"

	"vitalproof/circuits/claim"
)

func TestBlockCheck(t *testing.T) {
	for _, m := range []claim.Metric{claim.Glucose5, claim.Glucose15, claim.HeartRate, claim.SpO2} {
		good := make(Block, m.SlotsPerDay())
		ch := m.Channels()[0]
		good[0], good[1], good[2] = ch.Min, ch.Max, 0
		if err := good.Check(m); err != nil {
			t.Errorf("%s: %v", m.Name(), err)
		}
		for _, n := range []int{0, 1, m.SlotsPerDay() - 1, m.SlotsPerDay() + 1, 288 + 96} {
			if make(Block, n).Check(m) == nil {
				t.Errorf("%s: a day of %d slots passes", m.Name(), n)
			}
		}
		for _, v := range []uint64{1, 2, ch.Min - 1, ch.Max + 1, 511, 512, 612, 65535, 1 << 40} {
			for _, at := range []int{0, 19, 20, len(good) - 1} {
				bad := append(Block{}, good...)
				bad[at] = v
				err := bad.Check(m)
				if !errors.Is(err, ErrReading) {
					t.Errorf("%s: %d in slot %d: %v", m.Name(), v, at, err)
				}
				if err != nil && v >= ch.Min && strings.Contains(err.Error(), big.NewInt(int64(v)).String()) {
					t.Errorf("the error shows the reading: %v", err)
				}
			}
		}
	}
}

func TestLanesHoldEveryDay(t *testing.T) {
	for _, test := range []struct{ numbers, bits, lanes int }{
		{1, 9, 2}, {20, 9, 2}, {21, 9, 3}, {48, 9, 3}, {49, 9, 4}, {96, 9, 5}, {288, 9, 12}, {300, 9, 12},
		{22, 8, 2}, {23, 8, 3}, {456, 8, 16}, {25, 7, 2}, {529, 7, 16}, {10, 17, 2}, {11, 17, 3}, {5, 36, 2}, {6, 36, 3},
	} {
		if got := Lanes(test.numbers, test.bits); got != test.lanes {
			t.Errorf("%d numbers of %d bits take %d lanes, want %d", test.numbers, test.bits, got, test.lanes)
		}
	}
	for _, test := range []struct {
		numbers, bits int
		parts         []int
	}{
		{288, 9, []int{288}}, {96, 9, []int{96}}, {412, 9, []int{412}}, {413, 9, []int{412, 1}},
		{1440, 8, []int{456, 456, 456, 72}}, {1440, 7, []int{529, 529, 382}},
		{366, 17, []int{206, 160}}, {64, 38, []int{64}}, {64, 36, []int{64}},
	} {
		got := Parts(test.numbers, test.bits)
		if !slices.Equal(got, test.parts) {
			t.Errorf("%d numbers of %d bits make parts of %v, want %v", test.numbers, test.bits, got, test.parts)
		}
		for _, n := range got {
			if Lanes(n, test.bits) > MaxLanes {
				t.Errorf("%d numbers of %d bits do not fit a part", n, test.bits)
			}
		}
	}
	// Days have 24 bits of room and use 20, parts 8, and nothing reaches the kind.
	if claim.MaxDay >= 1<<(PartShift-DayShift) || KindShift-PartShift < 8 || laneBits > 252 {
		t.Error("the parts of a lane overlap")
	}
	for _, m := range claim.Metrics() {
		if ch := m.Channels(); m.HasCoverage() && ch[0].Max >= 1<<m.ReadingBits() {
			t.Errorf("%s: readings are wider than %d bits", m.Name(), m.ReadingBits())
		}
		if n := len(Parts(max(m.SlotsPerDay(), PageLength(m)), max(m.ReadingBits(), PageBits(m)))); n > 1<<(KindShift-PartShift) {
			t.Errorf("%s: %d parts", m.Name(), n)
		}
	}
}

// unpack reads the lanes of a part back. That it finds kind, part, day and numbers
// again shows that no two pack alike.
func unpack(lanes []Field, n, bits int) (kind Kind, part int, day claim.Day, numbers []uint64) {
	take := func(v *big.Int, count int) {
		for range count {
			numbers = append(numbers, new(big.Int).And(v, big.NewInt(1<<bits-1)).Uint64())
			v.Rsh(v, uint(bits))
		}
	}
	low := lanes[0].BigInt(new(big.Int))
	at := func(from, width uint) int64 {
		v := new(big.Int).Rsh(low, from)
		return v.And(v, new(big.Int).Sub(pow2(int(width)), big.NewInt(1))).Int64()
	}
	kind, part, day = Kind(at(212, 32)), int(at(204, 8)), claim.Day(at(180, 24))
	take(new(big.Int).Set(low), min(n, 180/bits))
	for _, lane := range lanes[2:] {
		take(lane.BigInt(new(big.Int)), min(n-len(numbers), 252/bits))
	}
	return kind, part, day, numbers
}

// lanesOf repeats the packing of Absorb for one part; TestAbsorbHashesTheLanes holds
// the two together.
func lanesOf(kind Kind, part int, prev Field, day claim.Day, bits int, numbers []uint64) []Field {
	first := min(len(numbers), 180/bits)
	low := pack(numbers[:first], bits)
	low.Add(low, new(big.Int).Mul(big.NewInt(int64(day)), pow2(180)))
	low.Add(low, new(big.Int).Mul(big.NewInt(int64(part)), pow2(204)))
	lanes := []Field{Lane0(kind, low), prev}
	for rest := range slices.Chunk(numbers[first:], 252/bits) {
		var f Field
		f.SetBigInt(pack(rest, bits))
		lanes = append(lanes, f)
	}
	return lanes
}

func TestAbsorbHashesTheLanes(t *testing.T) {
	r := seeded("lanes")
	for range 20 {
		for _, bits := range []int{7, 8, 9, 17, 36, 38} {
			numbers := make([]uint64, 1+r.IntN(1500))
			for i := range numbers {
				numbers[i] = r.Uint64N(1 << bits)
			}
			kind, day, head := []Kind{KindDay, KindPage}[r.IntN(2)], claim.Day(r.Int32N(int32(claim.MaxDay)+1)), number(r.Uint64())
			if len(Parts(len(numbers), bits)) > 256 {
				continue
			}
			got, rest := Absorb(kind, head, day, bits, numbers), numbers
			for part, n := range Parts(len(numbers), bits) {
				lanes := lanesOf(kind, part, head, day, bits, rest[:n])
				k, p, d, back := unpack(lanes, n, bits)
				if k != kind || p != part || d != day || !slices.Equal(back, rest[:n]) {
					t.Fatalf("kind %x, part %d, day %d, %d numbers came back", k, p, d, len(back))
				}
				head, rest = Hash(lanes...), rest[n:]
			}
			if head != got {
				t.Fatal("Absorb hashes other lanes")
			}
		}
	}
}

// Every slot, the day and the head before reach the head.
func TestNextHeadDependsOnEverything(t *testing.T) {
	for _, m := range []claim.Metric{claim.Glucose15, claim.SpO2} {
		b := randomBlock(seeded("block"), m)
		seen := map[Field]bool{NextHead(m, number(7), 20000, b): true}
		add := func(what string, h Field) {
			if seen[h] {
				t.Errorf("%s: %s does not change the head", m.Name(), what)
			}
			seen[h] = true
		}
		add("the head before", NextHead(m, number(8), 20000, b))
		add("the day", NextHead(m, number(7), 20001, b))
		for i := range b {
			changed := append(Block{}, b...)
			changed[i] ^= 1
			add("a slot", NextHead(m, number(7), 20000, changed))
			if i > 0 && b[i] != b[i-1] {
				changed[i], changed[i-1] = b[i-1], b[i]
				add("the order of two slots", NextHead(m, number(7), 20000, changed))
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
		// More than one part a day.
		{claim.HeartRate, [2]string{"0x0e33bee114cf0bfa93805f2f5bbbdb13192c2e17c555a28768631c6ff993f4c3", "0x17aeb2504c56d4f0824fad44a47a882cec139c00d61e1430199893d7dec1bcce"}},
		{claim.SpO2, [2]string{"0x20d69c8ae68c75b792ea679ec0e46bad3810007d12d4105f988b411699054f2c", "0x0b6990eb53c78812ec27bc6905fa21f018f7fa28152c60df74ca1d46791e6b7b"}},
		{claim.Glucose15, [2]string{"0x13d9a23e796ed61d29ccc9b6266ac981d21509e0e770034b5b064602a291a76e", "0x2d63d39c55311a094e0f4ee34eb845f51d3cc6b71884e02a38bdc0d70080f283"}},
	} {
		head := number(1)
		for i, want := range test.want {
			head = NextHead(test.metric, head, claim.Day(20666+i), countingBlock(test.metric))
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
	for _, k := range []Kind{KindDay, KindSeal, KindSubject, KindNullifier, KindIssuerLeaf, KindIssuerNode, KindStart, KindPage, KindSetLeaf, KindSetNode} {
		h := HashKind(k, number(1), number(2))
		if other, ok := seen[h]; ok {
			t.Errorf("kinds %x and %x hash alike", k, other)
		}
		seen[h] = k
	}
}
