package claim

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Targets are what a claim asks, without the window it asks it of.
type Targets struct {
	Quantity Quantity
	Coverage uint16 // basis points, as in Claim
	Limits   Limits
	Set      SetID
}

// New completes targets to a claim and validates it.
func New(metric Metric, days int, earliest, latest Day, assurance uint8, t Targets) (Claim, error) {
	if t.Quantity != metric.Quantity() {
		return Claim{}, fmt.Errorf("%w: the targets are for %s, not for %s", ErrInvalid, t.Quantity, metric.Name())
	}
	c := Claim{
		Metric: metric, Days: days, EarliestEnd: earliest, LatestEnd: latest,
		MinAssurance: assurance, Coverage: t.Coverage, Limits: t.Limits, Set: t.Set,
	}
	if err := c.Validate(); err != nil {
		return Claim{}, err
	}
	return c, nil
}

// Keys beside those of the rows.
const (
	coverageKey = "coverage"
	setKey      = "set"
)

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
	key   string
	row   int // in the quantity's rows; coverageRow or setRow for the others
	bound Bound
	set   SetID
}

const (
	coverageRow = -1
	setRow      = -2
)

// Key names what is limited, such as "below-54" or "coverage".
func (l Limit) Key() string { return l.key }

// Same reports whether two conditions set the same limit.
func (l Limit) Same(k Limit) bool { return l.row == k.row }

// Apply sets the condition in targets of the quantity it was read for, in place
// of an earlier one.
func (l Limit) Apply(t *Targets) {
	switch l.row {
	case coverageRow:
		t.Coverage = uint16(l.bound.Value)
	case setRow:
		t.Set = l.set
	default:
		t.Limits[l.row] = l.bound
	}
}

// ParseLimit reads one condition on a quantity as a person types it: "in 70-180 >
// 70 %", "below 54 < 1%", "mean < 154", "coverage >= 70 %", "level = 240 min",
// "take = latest". Percentages are read exactly, with up to two decimals (one for
// cv). A condition that every window meets, or that none can, is refused.
func ParseLimit(q Quantity, s string) (Limit, error) {
	i := strings.IndexAny(s, "<>=")
	if i < 0 {
		return Limit{}, fmt.Errorf("%w: %q has none of < <= > >= =", ErrCondition, clip(s))
	}
	return parseCondition(q, strings.Join(strings.Fields(s[:i]), "-"), s[i:])
}

// ParseTargets reads a list of conditions on a quantity, as from flags. Each may
// stand once, and coverage must be among them if the quantity has one.
func ParseTargets(q Quantity, conditions []string) (Targets, error) {
	var limits []Limit
	for _, s := range conditions {
		l, err := ParseLimit(q, s)
		if err != nil {
			return Targets{}, err
		}
		limits = append(limits, l)
	}
	return collect(q, limits)
}

func collect(q Quantity, limits []Limit) (Targets, error) {
	t := Targets{Quantity: q, Limits: q.noLimits()}
	seen := make(map[int]bool)
	for _, l := range limits {
		if seen[l.row] {
			return Targets{}, fmt.Errorf("%s: %w", l.key, ErrTwice)
		}
		seen[l.row] = true
		l.Apply(&t)
	}
	if q.hasCoverage() && !seen[coverageRow] {
		return Targets{}, ErrNoCoverage
	}
	return t, t.validate()
}

// validate finds what no window can repair, so that a template is refused where
// it is read.
func (t Targets) validate() error {
	for _, r := range metrics {
		if r.quantity == t.Quantity {
			return t.Limits.validate(r.metric, 0)
		}
	}
	return fmt.Errorf("%w: unknown quantity %q", ErrInvalid, t.Quantity)
}

func (q Quantity) hasCoverage() bool {
	for _, r := range metrics {
		if r.quantity == q {
			return r.metric.HasCoverage()
		}
	}
	return false
}

func (q Quantity) hasSet() bool {
	for _, r := range metrics {
		if r.quantity == q {
			return r.family == Codes
		}
	}
	return false
}

// parseCondition reads a key and a condition such as "< 1 %".
func parseCondition(q Quantity, key, condition string) (Limit, error) {
	op, amount := condition, ""
	if i := strings.IndexFunc(condition, func(r rune) bool { return r != '<' && r != '>' && r != '=' }); i >= 0 {
		op, amount = condition[:i], condition[i:]
	}
	switch {
	case key == coverageKey && q.hasCoverage():
		return parseCoverage(op, amount)
	case key == setKey && q.hasSet():
		return parseSet(op, amount)
	}
	rows := q.Rows()
	row, known := -1, false
	var takes []string
	for i := range rows {
		if rows[i].Key != key {
			continue
		}
		known = true
		takes = append(takes, rows[i].ops()...)
		if slices.Contains(rows[i].ops(), op) || rows[i].Op == Choice {
			row = i
			break
		}
	}
	if !known {
		return Limit{}, fmt.Errorf("%w: %q; there are %s (published cut-offs only)",
			ErrCutoff, clip(key), strings.Join(keys(q), ", "))
	}
	if row < 0 {
		return Limit{}, fmt.Errorf("%w: %s takes %s, not %q", ErrCondition, key, strings.Join(takes, " or "), clip(op))
	}
	r := &rows[row]
	l := Limit{key: key, row: row}
	if r.Op == Choice {
		word := strings.TrimSpace(strings.TrimPrefix(condition, "= "))
		i := slices.Index(r.Choices, strings.TrimSpace(strings.TrimPrefix(word, "=")))
		if i < 0 {
			return Limit{}, fmt.Errorf("%w: %s is one of: %s", ErrCondition, key, strings.Join(r.Choices, ", "))
		}
		l.bound.Value = uint32(i)
		return l, nil
	}
	value, err := parseAmount(key, amount, r.Decimals, r.Unit)
	if err != nil {
		return Limit{}, err
	}
	l.bound = Bound{value, op == "<" || op == ">"}
	if r.IsNone(l.bound) {
		return Limit{}, fmt.Errorf("%w: %s: every window meets %s: leave the limit out", ErrCondition, key, r.condition(l.bound))
	}
	if err := r.validate(l.bound); err != nil {
		return Limit{}, fmt.Errorf("%w: %w", ErrCondition, err)
	}
	return l, nil
}

// ops lists the comparisons a row takes.
func (r *Row) ops() []string {
	switch {
	case r.Op == Exactly || r.Op == Choice:
		return []string{"="}
	case r.Op == AtLeast && r.HasStrict:
		return []string{">", ">="}
	case r.Op == AtLeast:
		return []string{">="}
	case r.HasStrict:
		return []string{"<", "<="}
	}
	return []string{"<="}
}

func parseCoverage(op, amount string) (Limit, error) {
	if op != ">=" {
		return Limit{}, fmt.Errorf("%w: %s takes >=, not %q", ErrCondition, coverageKey, clip(op))
	}
	value, err := parseAmount(coverageKey, amount, 2, "%")
	if err != nil {
		return Limit{}, err
	}
	if value > WholeShare {
		return Limit{}, fmt.Errorf("%w: %s: more than 100 %%", ErrCondition, coverageKey)
	}
	return Limit{key: coverageKey, row: coverageRow, bound: Bound{Value: value}}, nil
}

// parseSet reads the id of a set of codes: "= 0x" and 44 lower-case digits.
func parseSet(op, text string) (Limit, error) {
	l := Limit{key: setKey, row: setRow}
	digits, ok := strings.CutPrefix(strings.TrimSpace(text), "0x")
	b, err := hex.DecodeString(digits)
	if op != "=" || !ok || err != nil || len(b) != SetBytes || strings.ToLower(digits) != digits || SetID(b) == (SetID{}) {
		return Limit{}, fmt.Errorf("%w: %s takes = and the id of a set, 0x and %d hexadecimal digits", ErrCondition, setKey, 2*SetBytes)
	}
	l.set = SetID(b)
	return l, nil
}

// valueBits bounds the values that are read: the widest row has so many bits.
const valueBits = 22

// parseAmount reads a decimal number exactly, as a multiple of 10^-places. The
// unit after it may be left out, but not be another one.
func parseAmount(key, text string, places int, unit string) (uint32, error) {
	number := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), unit))
	whole, fraction, point := strings.Cut(number, ".")
	ok := isDigits(whole) && (!point || isDigits(fraction))
	if !ok {
		return 0, fmt.Errorf("%w: %s: want a number in %s, not %q", ErrCondition, key, unit, clip(text))
	}
	if len(fraction) > places {
		return 0, fmt.Errorf("%w: %s: %q has more than %d decimals", ErrCondition, key, clip(number), places)
	}
	v, err := strconv.ParseUint(whole+fraction+strings.Repeat("0", places-len(fraction)), 10, valueBits)
	if err != nil {
		return 0, fmt.Errorf("%w: %s: %q is out of range", ErrCondition, key, clip(number))
	}
	return uint32(v), nil
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// keys lists what can be limited.
func keys(q Quantity) []string {
	var names []string
	if q.hasCoverage() {
		names = append(names, coverageKey)
	}
	if q.hasSet() {
		names = append(names, setKey)
	}
	for _, r := range q.Rows() {
		if !slices.Contains(names, r.Key) {
			names = append(names, r.Key)
		}
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
