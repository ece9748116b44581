package server

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Duration is a length of time as people write it: "30s", "90m", "7d".
type Duration time.Duration

const day = 24 * time.Hour

// String gives the shortest form that ParseDuration reads.
func (d Duration) String() string {
	t := time.Duration(d)
	if t != 0 && t%day == 0 {
		return strconv.FormatInt(int64(t/day), 10) + "d"
	}
	s := t.String() // such as 1h0m0s
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// ParseDuration reads what time.ParseDuration does, and whole days.
func ParseDuration(s string) (Duration, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.ParseUint(days, 10, 32)
		if err != nil || n > uint64(math.MaxInt64/int64(day)) {
			return 0, errors.New("want a time such as 30s, 90m, 12h or 7d")
		}
		return Duration(time.Duration(n) * day), nil
	}
	t, err := time.ParseDuration(s)
	if err != nil || t < 0 {
		return 0, errors.New("want a time such as 30s, 90m, 12h or 7d")
	}
	return Duration(t), nil
}

// Size is a number of bytes as people write it: "512MiB".
type Size uint64

var sizes = []struct {
	name string
	unit Size
}{{"TiB", 1 << 40}, {"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"B", 1}}

// String gives the size in the largest unit that divides it.
func (s Size) String() string {
	for _, u := range sizes {
		if s != 0 && s%u.unit == 0 {
			return strconv.FormatUint(uint64(s/u.unit), 10) + u.name
		}
	}
	return "0"
}

// ParseSize reads a whole number of B, KiB, MiB, GiB or TiB. A number without a
// unit is refused, but for 0: bytes are rarely meant.
func ParseSize(s string) (Size, error) {
	if s == "0" {
		return 0, nil
	}
	for _, u := range sizes {
		digits, ok := strings.CutSuffix(s, u.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseUint(strings.TrimSpace(digits), 10, 64)
		if err != nil || n > math.MaxInt64/uint64(u.unit) {
			break
		}
		return Size(n) * u.unit, nil
	}
	return 0, fmt.Errorf("want a size such as 256KiB, 512MiB or 4GiB")
}

// List is some names, separated by commas where it is one text.
type List []string

// Command is a program and its arguments, separated by blanks where it is one text.
type Command []string
