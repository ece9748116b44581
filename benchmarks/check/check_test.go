package check

import (
	"errors"
	"testing"
)

func TestInventedWindowsMeetTheTargetsAndFailingOnesMissThemByAReading(t *testing.T) {
	for _, days := range []int{1, 7, 14, 30} {
		for seed := range uint64(5) {
			met, err := Evaluate(Readings(days, seed))
			if err != nil {
				t.Errorf("%d days, seed %d: %v, %+v", days, seed, err, met)
			}
			if days > 1 && (met.Below54 == 0 || met.Above250 == 0) {
				t.Errorf("%d days, seed %d: %+v leaves a count untried", days, seed, met)
			}
			missed, err := Evaluate(Failing(days, seed))
			if !errors.Is(err, ErrTarget) {
				t.Errorf("%d days, seed %d: %v, want %v", days, seed, err, ErrTarget)
			}
			if missed.Above180 <= met.Above180 {
				t.Errorf("%d days, seed %d: nothing moved", days, seed)
			}
		}
	}
}

func TestEdgesOfTheCutOffs(t *testing.T) {
	window := func(values ...uint64) []uint64 {
		out := make([]uint64, PerDay)
		copy(out, values)
		return out
	}
	got, err := Evaluate(window(Least, 53, 54, 69, 70, 180, 181, 250, 251, Most))
	if want := (Counts{N: 10, Below54: 2, Below70: 4, Above180: 4, Above250: 2}); got != want || !errors.Is(err, ErrTarget) {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	for _, bad := range []uint64{1, Least - 1, Most + 1, 511, 1 << 20} {
		if _, err := Evaluate(window(bad)); !errors.Is(err, ErrReading) {
			t.Errorf("%d: %v", bad, err)
		}
	}
	if _, err := Evaluate(make([]uint64, PerDay+1)); err == nil {
		t.Error("part of a day is accepted")
	}
}
