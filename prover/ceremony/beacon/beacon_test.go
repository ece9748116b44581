package beacon

import (
	"bytes"
	"encoding/hex"
	"errors"
	"testing"
	"time"

	bls "github.com/consensys/gnark-crypto/ecc/bls12-381"
)

// Round 1000 of quicknet, as drand's own clients test with.
const (
	known           = 1000
	knownSignature  = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"
	knownRandomness = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"
)

func decode(t *testing.T, s string) []byte {
	t.Helper()
	raw, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestAKnownRoundVerifies(t *testing.T) {
	got, err := Value(known, decode(t, knownSignature))
	if err != nil || !bytes.Equal(got, decode(t, knownRandomness)) {
		t.Errorf("got %x, %v", got, err)
	}
}

func TestNothingElseVerifies(t *testing.T) {
	good := decode(t, knownSignature)
	var infinity bls.G1Affine
	atInfinity := infinity.Bytes()
	for name, c := range map[string]struct {
		round     uint64
		signature []byte
		want      error
	}{
		"another round":        {known + 1, good, ErrSignature},
		"round 0":              {0, good, ErrRound},
		"a round too far":      {maxRound + 1, good, ErrRound},
		"no signature":         {known, nil, ErrSignature},
		"a signature cut":      {known, good[:47], ErrSignature},
		"a signature too long": {known, append(bytes.Clone(good), 0), ErrSignature},
		"infinity":             {known, atInfinity[:], ErrSignature},
	} {
		if got, err := Value(c.round, c.signature); !errors.Is(err, c.want) || got != nil {
			t.Errorf("%s: got %x, %v", name, got, err)
		}
	}
	for bit := range 8 * len(good) {
		bad := bytes.Clone(good)
		bad[bit/8] ^= 1 << (bit % 8)
		if _, err := Value(known, bad); !errors.Is(err, ErrSignature) {
			t.Errorf("bit %d flipped: got %v", bit, err)
		}
	}
}

func TestRoundsHaveTheirTimes(t *testing.T) {
	for round, want := range map[uint64]string{1: "2023-08-23T15:09:27Z", 2: "2023-08-23T15:09:30Z", known: "2023-08-23T15:59:24Z"} {
		if got, err := Time(round); err != nil || got.Format(time.RFC3339) != want {
			t.Errorf("round %d: got %v, %v", round, got, err)
		}
	}
	if _, err := Time(0); !errors.Is(err, ErrRound) {
		t.Errorf("round 0: got %v", err)
	}
}

func TestRoundAtIsTheFirstFromAMomentOn(t *testing.T) {
	for _, round := range []uint64{1, 2, 1000, maxRound} {
		public, err := Time(round)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []time.Time{public, public.Add(-time.Second), public.Add(-2 * time.Second), public.Add(-time.Nanosecond)} {
			if got, err := RoundAt(at); err != nil || got != round {
				t.Errorf("at %s: got %d, %v, want %d", at, got, err, round)
			}
		}
		got, err := RoundAt(public.Add(time.Nanosecond))
		if round == maxRound {
			if !errors.Is(err, ErrRound) {
				t.Errorf("after the last: got %d, %v", got, err)
			}
		} else if err != nil || got != round+1 {
			t.Errorf("after round %d: got %d, %v", round, got, err)
		}
	}
	if got, err := RoundAt(time.Unix(0, 0)); err != nil || got != 1 {
		t.Errorf("before the first: got %d, %v", got, err)
	}
}
