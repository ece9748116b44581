package claim

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Targets are what a claim asks, without the window it asks it of.
type Targets struct {
	Coverage uint16 // basis points, as in Claim
	Limits   Limits
}

// New completes targets to a claim and validates it.
func New(metric Metric, days int, earliest, latest Day, assurance uint8, t Targets) (Claim, error) {
	c := Claim{
		Metric: metric, Days: days, EarliestEnd: earliest, LatestEnd: latest,
		MinAssurance: assurance, Coverage: t.Coverage, Limits: t.Limits,
	}
	if err := c.Validate(); err != nil {
		return Claim{}, err
	}
	return c, nil
}

// coverageKey names the coverage beside the keys of table.
const coverageKey = "coverage"

// Errors of ParseLimit. Match with errors.Is.
var (
	// ErrCutoff reports a limit that does not exist. Only published cut-offs do:
	// with a free choice a verifier could find a reading by repeated asking.
	ErrCutoff = errors.New("no such limit")

	ErrCondition  = errors.New("not a condition")
	ErrTwice      = errors.New("given twice")
	ErrNoCoverage = errors.New("coverage is missing (such as coverage >= 70 %): " +
		"without it a percentage says nothing about the readings left out")
)

// Limit is one condition that has been read, such as "below 54 < 1 %".
type Limit struct {
	key    string
	value  uint16
	strict bool
}

// Key names what is limited, such as "below-54" or "coverage".
func (l Limit) Key() string { return l.key }

// Apply sets the condition in targets, in place of an earlier one.
func (l Limit) Apply(t *Targets) {
	if l.key == coverageKey {
		t.Coverage = l.value
		return
	}
	if e := find(l.key); e != nil {
		value, strict := e.at(&t.Limits)
		*value, *strict = l.value, l.strict
	}
}

// ParseLimit reads one condition as a person types it: "in 70-180 > 70 %",
// "below 54 < 1%", "mean < 154", "gmi < 7.0", "cv <= 36", "coverage >= 70 %".
// Percentages are read exactly, with up to two decimals (one for cv); the mean is
// a whole number of mg/dL. A condition that every window meets, or that none can,
// is refused.
func ParseLimit(s string) (Limit, error) {
	i := strings.IndexAny(s, "<>")
	if i < 0 {
		return Limit{}, fmt.Errorf("%w: %q has none of < <= > >=", ErrCondition, clip(s))
	}
	return parseCondition(strings.Join(strings.Fields(s[:i]), "-"), s[i:])
}

// ParseTargets reads a list of conditions, as from flags. Each may stand once,
// and coverage must be among them.
func ParseTargets(conditions []string) (Targets, error) {
	var limits []Limit
	for _, s := range conditions {
		l, err := ParseLimit(s)
		if err != nil {
			return Targets{}, err
		}
		limits = append(limits, l)
	}
	return collect(limits)
}

func collect(limits []Limit) (Targets, error) {
	t := Targets{Limits: NoLimits()}
	seen := make(map[string]bool)
	for _, l := range limits {
		if seen[l.key] {
			return Targets{}, fmt.Errorf("%s: %w", l.key, ErrTwice)
		}
		seen[l.key] = true
		l.Apply(&t)
	}
	if !seen[coverageKey] {
		return Targets{}, ErrNoCoverage
	}
	return t, nil
}

// parseCondition reads a key and a condition such as "< 1 %".
func parseCondition(key, condition string) (Limit, error) {
	e := find(key)
	if e == nil && key != coverageKey {
		return Limit{}, fmt.Errorf("%w: %q; there are %s (published cut-offs in mg/dL only)",
			ErrCutoff, clip(key), strings.Join(keys(), ", "))
	}
	op, amount := condition, ""
	if i := strings.IndexFunc(condition, func(r rune) bool { return r != '<' && r != '>' && r != '=' }); i >= 0 {
		op, amount = condition[:i], condition[i:]
	}
	if e == nil {
		if op != ">=" {
			return Limit{}, fmt.Errorf("%w: %s takes >=, not %q", ErrCondition, key, clip(op))
		}
		value, err := parseAmount(key, amount, 2, "%")
		if err != nil {
			return Limit{}, err
		}
		if value > WholeShare {
			return Limit{}, fmt.Errorf("%w: %s: more than 100 %%", ErrCondition, key)
		}
		return Limit{key, value, false}, nil
	}

	want := "<"
	if e.kind == atLeast {
		want = ">"
	}
	if op != want && op != want+"=" {
		return Limit{}, fmt.Errorf("%w: %s takes %s or %s=, not %q", ErrCondition, key, want, want, clip(op))
	}
	s := scales[e.kind]
	value, err := parseAmount(key, amount, s.decimals, s.unit)
	if err != nil {
		return Limit{}, err
	}
	l := Limit{key, value, op == want}
	if e.isNone(l.value, l.strict) {
		return Limit{}, fmt.Errorf("%w: %s: every window meets %s: leave the limit out",
			ErrCondition, key, e.condition(l.value, l.strict))
	}
	if err := e.validate(l.value, l.strict); err != nil {
		return Limit{}, fmt.Errorf("%w: %w", ErrCondition, err)
	}
	return l, nil
}

// parseAmount reads a decimal number exactly, as a multiple of 10^-places. The
// unit after it may be left out, but not be another one.
func parseAmount(key, text string, places int, unit string) (uint16, error) {
	number := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), unit))
	whole, fraction, point := strings.Cut(number, ".")
	ok := isDigits(whole) && (!point || isDigits(fraction))
	if !ok {
		return 0, fmt.Errorf("%w: %s: want a number in %s, not %q", ErrCondition, key, unit, clip(text))
	}
	if len(fraction) > places {
		return 0, fmt.Errorf("%w: %s: %q has more than %d decimals", ErrCondition, key, clip(number), places)
	}
	v, err := strconv.ParseUint(whole+fraction+strings.Repeat("0", places-len(fraction)), 10, 16)
	if err != nil {
		return 0, fmt.Errorf("%w: %s: %q is out of range", ErrCondition, key, clip(number))
	}
	return uint16(v), nil
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func find(key string) *entry {
	for i := range table {
		if table[i].key == key {
			return &table[i]
		}
	}
	return nil
}

// keys lists what can be limited.
func keys() []string {
	names := []string{coverageKey}
	for _, e := range table {
		names = append(names, e.key)
	}
	return names
}

// clip keeps a quoted input short in an error.
func clip(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	return s[:most] + "..."
}
