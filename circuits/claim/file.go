package claim

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxFile bounds a claim or template file, in bytes.
const MaxFile = 64 << 10

// ErrFile reports a file that cannot be read as a claim or template; the message
// starts with the line.
var ErrFile = errors.New("not a claim file")

// line is one "key = value" of a file. Strings have lost their quotes.
type line struct {
	number  int
	section string // "" or "limits"
	key     string
	value   string
	quoted  bool
}

func (l line) errorf(format string, args ...any) error {
	return fmt.Errorf("line %d: %w: %w", l.number, ErrFile, fmt.Errorf(format, args...))
}

// readLines reads the part of TOML that the files use: comments, one [limits]
// table, and keys with a one-line string, an integer or a date as the value.
// Anything else is refused with its line, and so is a key that stands twice.
func readLines(data []byte) ([]line, error) {
	if len(data) > MaxFile {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrFile, MaxFile)
	}
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("%w: not UTF-8", ErrFile)
	}
	var lines []line
	section := ""
	first := make(map[string]int) // line of each section and key
	for i, text := range strings.Split(string(data), "\n") {
		text = strings.TrimSpace(text)
		l := line{number: i + 1, section: section}
		switch {
		case text == "" || text[0] == '#':
			continue
		case text[0] == '[':
			if text != "["+sectionLimits+"]" {
				return nil, l.errorf("unknown table")
			}
			if section == sectionLimits {
				return nil, l.errorf("[%s] stands twice", sectionLimits)
			}
			section = sectionLimits
			continue
		}
		key, rest, ok := strings.Cut(text, "=")
		if !ok {
			return nil, l.errorf("want key = value")
		}
		l.key = strings.TrimSpace(key)
		var err error
		if l.value, l.quoted, err = readValue(strings.TrimSpace(rest)); err != nil {
			return nil, l.errorf("%w", err)
		}
		// In [limits] a key may stand for at least and for at most; collect sees to it.
		if at, twice := first[section+"."+l.key]; twice && section == "" {
			return nil, l.errorf("the key stands on line %d already", at)
		}
		first[section+"."+l.key] = l.number
		lines = append(lines, l)
	}
	return lines, nil
}

const sectionLimits = "limits"

// readValue splits a value from the comment after it.
func readValue(text string) (value string, quoted bool, err error) {
	var after string
	if strings.HasPrefix(text, `"`) {
		end := strings.IndexByte(text[1:], '"')
		if end < 0 {
			return "", false, errors.New("the string does not end on its line")
		}
		value, after, quoted = text[1:1+end], text[2+end:], true
		if strings.ContainsRune(value, '\\') || strings.ContainsFunc(value, unicode.IsControl) {
			return "", false, errors.New("a string takes no backslash and no control character")
		}
	} else {
		value = text
		if i := strings.IndexAny(text, "# \t"); i >= 0 {
			value, after = text[:i], text[i:]
		}
		if value == "" || strings.Trim(value, "0123456789-") != "" {
			return "", false, errors.New(`want a "string", an integer or a date`)
		}
	}
	if after = strings.TrimSpace(after); after != "" && after[0] != '#' {
		return "", false, errors.New("more than one value")
	}
	return value, quoted, nil
}

func (l line) integer(most uint64) (uint64, error) {
	v, err := strconv.ParseUint(l.value, 10, 32)
	if err != nil || l.quoted || v > most || strconv.FormatUint(v, 10) != l.value {
		return 0, l.errorf("%s: want an integer from 0 to %d", l.key, most)
	}
	return v, nil
}

func (l line) day() (Day, error) {
	if l.quoted {
		return 0, l.errorf("%s: a date stands without quotes", l.key)
	}
	d, err := ParseDay(l.value)
	if err != nil {
		return 0, l.errorf("%s: %w", l.key, err)
	}
	return d, nil
}

func (l line) text() (string, error) {
	if !l.quoted || l.value == "" {
		return "", l.errorf(`%s: want a "string"`, l.key)
	}
	return l.value, nil
}

// limit reads a line of [limits], such as in-70-180 = "> 70 %".
func (l line) limit(q Quantity) (Limit, error) {
	text, err := l.text()
	if err != nil {
		return Limit{}, err
	}
	limit, err := parseCondition(q, l.key, text)
	if err != nil {
		return Limit{}, l.errorf("%w", err)
	}
	return limit, nil
}

// Marshal writes a valid claim as a file that Parse reads. One claim has one
// text.
func (c Claim) Marshal() ([]byte, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "format = %d\n", Format)
	fmt.Fprintf(&b, "metric = %q\n", c.Metric.Name())
	fmt.Fprintf(&b, "days = %d\n", c.Days)
	fmt.Fprintf(&b, "earliest-end = %s\n", c.EarliestEnd)
	fmt.Fprintf(&b, "latest-end = %s\n", c.LatestEnd)
	fmt.Fprintf(&b, "assurance = %d\n", c.MinAssurance)
	fmt.Fprintf(&b, "\n[%s]\n", sectionLimits)
	if c.Metric.HasCoverage() {
		fmt.Fprintf(&b, "%s = \">= %s %%\"\n", coverageKey, decimal(uint64(c.Coverage), 2))
	}
	if c.Metric.Family() == Codes {
		fmt.Fprintf(&b, "%s = \"= 0x%x\"\n", setKey, c.Set)
	}
	rows := c.Metric.Rows()
	for i := range rows {
		if r := &rows[i]; !r.IsNone(c.Limits[i]) {
			fmt.Fprintf(&b, "%s = %q\n", r.Key, r.condition(c.Limits[i]))
		}
	}
	return []byte(b.String()), nil
}

// Parse reads a claim file: the keys format, metric, days, earliest-end,
// latest-end and assurance, then a table [limits] with coverage and the limits. All
// but the limits are required, and no other key is accepted.
func Parse(data []byte) (Claim, error) {
	lines, err := readLines(data)
	if err != nil {
		return Claim{}, err
	}
	var c Claim
	var limits []Limit
	missing := map[string]bool{"format": true, "metric": true, "days": true,
		"earliest-end": true, "latest-end": true, "assurance": true}
	for _, l := range lines {
		if l.section == sectionLimits {
			if c.Metric == 0 {
				return Claim{}, fmt.Errorf("%w: metric is missing", ErrFile)
			}
			limit, err := l.limit(c.Metric.Quantity())
			if err != nil {
				return Claim{}, err
			}
			limits = append(limits, limit)
			continue
		}
		if err := c.set(l); err != nil {
			return Claim{}, err
		}
		delete(missing, l.key)
	}
	for _, key := range []string{"format", "metric", "days", "earliest-end", "latest-end", "assurance"} {
		if missing[key] {
			return Claim{}, fmt.Errorf("%w: %s is missing", ErrFile, key)
		}
	}
	t, err := collect(c.Metric.Quantity(), limits)
	if err != nil {
		return Claim{}, fmt.Errorf("%w: %w", ErrFile, err)
	}
	return New(c.Metric, c.Days, c.EarliestEnd, c.LatestEnd, c.MinAssurance, t)
}

// set reads a line outside of [limits].
func (c *Claim) set(l line) (err error) {
	var v uint64
	switch l.key {
	case "format":
		if v, err = l.integer(255); err == nil && v != Format {
			err = l.errorf("format %d, want %d", v, Format)
		}
	case "metric":
		var name string
		if name, err = l.text(); err != nil {
			return err
		}
		if c.Metric, err = ParseMetric(name); err != nil {
			err = l.errorf("%w", err)
		}
	case "days":
		v, err = l.integer(MaxDays)
		c.Days = int(v)
	case "earliest-end":
		c.EarliestEnd, err = l.day()
	case "latest-end":
		c.LatestEnd, err = l.day()
	case "assurance":
		v, err = l.integer(MaxAssurance)
		c.MinAssurance = uint8(v)
	default:
		err = l.errorf("unknown key")
	}
	return err
}
