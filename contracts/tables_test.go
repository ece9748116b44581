package contracts

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/claim/claimtest"
)

var update = flag.Bool("update", false, "write src/ClaimTables.sol instead of comparing it")

// TestClaimTablesAreThoseOfTheClaimWord writes what the contract knows of metrics
// and their limits, so that a metric is added in circuits/claim alone.
func TestClaimTablesAreThoseOfTheClaimWord(t *testing.T) {
	const file = "src/ClaimTables.sol"
	fresh := newTables(t).source()
	if *update {
		if err := os.WriteFile(file, fresh, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, fresh) {
		t.Errorf("%s is not current: run make generate", file)
	}
}

// tables is ClaimTables.sol under construction. Each entry of metrics, rows and
// text is a literal with a comment.
type tables struct {
	t             *testing.T
	metrics, rows []string
	first         map[string]int // by the bytes of all rows of a metric
	text          string
	lines         []string // of text
}

func newTables(t *testing.T) *tables {
	x := &tables{t: t, first: map[string]int{}}
	for _, m := range claim.Metrics() {
		x.metric(m)
	}
	return x
}

// metric adds 9 bytes: number, bits of the word, whether a set ends it, first row (2
// bytes), number of rows, and where the name is.
func (x *tables) metric(m claim.Metric) {
	var all string
	var rows []string
	for _, r := range m.Rows() {
		entry := x.row(m, r)
		all += entry
		rows = append(rows, fmt.Sprintf("hex%q // %s: %s", entry, m.Quantity(), claimtest.Quantity(m, r)))
	}
	first, ok := x.first[all]
	if !ok { // metrics with the same rows share them
		first = len(x.rows)
		x.first[all] = first
		x.rows = append(x.rows, rows...)
	}
	fields := claim.Layout(m)
	last := fields[len(fields)-1]
	set := 0
	if last.Name == "set" {
		set = 1
	}
	x.layout(m, fields, set)
	entry := x.bytes(1, int(m)) + x.bytes(1, last.Offset+last.Width) + x.bytes(1, set) +
		x.bytes(2, first) + x.bytes(1, len(m.Rows())) + x.place(m.Name())
	x.metrics = append(x.metrics, fmt.Sprintf("hex%q // %d %s", entry, m, m.Name()))
}

// layout checks that the reader, who adds up widths, finds every field where
// circuits/claim puts it.
func (x *tables) layout(m claim.Metric, fields []claim.Field, set int) {
	at := map[string]claim.Field{}
	next := 0
	for _, f := range fields {
		if f.Offset != next {
			x.t.Fatalf("%s: %s does not follow the field before it", m.Name(), f.Name)
		}
		at[f.Name], next = f, f.Offset+f.Width
	}
	if next > claim.MaxWordBits {
		x.t.Fatalf("%s: a word of %d bits may be no field element", m.Name(), next)
	}
	next = claim.HeaderBits
	for _, r := range m.Rows() {
		if at[r.Name] != (claim.Field{Name: r.Name, Offset: next, Width: r.Bits}) {
			x.t.Fatalf("%s: %s is not at bit %d", m.Name(), r.Name, next)
		}
		next += r.Bits
		if _, ok := at[r.Name+"Strict"]; ok != r.HasStrict {
			x.t.Fatalf("%s: %s: strict or not?", m.Name(), r.Name)
		}
		if r.HasStrict {
			next++
		}
	}
	if rest := fields[len(fields)-1]; set == 1 && rest != (claim.Field{Name: "set", Offset: next, Width: 8 * claim.SetBytes}) {
		x.t.Fatalf("%s: the set is not at bit %d", m.Name(), next)
	}
}

// Bits of a row's flags. The lowest two are its claim.Op, bits 5 and 6 its decimals.
const (
	flagStrict  = 1 << 2 // a strict bit follows the bound
	flagShown   = 1 << 3 // listed whatever it says
	flagPadded  = 1 << 4 // one decimal at least: a GMI of 7.0
	flagDecimal = 1 << 5
)

// row is 11 bytes: where the quantity and the unit or the words of the choices
// are, bits of the bound, flags, and the bound that is no limit.
func (x *tables) row(m claim.Metric, r claim.Row) string {
	words := r.Unit
	if r.Op == claim.Choice {
		for _, w := range r.Choices {
			if w == "" || strings.Contains(w, "|") {
				x.t.Fatalf("%s, %s: the choice %q", m.Name(), r.Name, w)
			}
		}
		words = strings.Join(r.Choices, "|")
	}
	if r.Decimals > 3 || r.Op > claim.Choice {
		x.t.Fatalf("%s, %s: no room for %d decimals or form %d", m.Name(), r.Name, r.Decimals, r.Op)
	}
	flags := int(r.Op) | r.Decimals*flagDecimal
	if r.HasStrict {
		flags |= flagStrict
	}
	if claimtest.AlwaysShown(r) {
		flags |= flagShown
	}
	if r.Form == claim.GMIAtMost {
		flags |= flagPadded
	}
	return x.place(claimtest.Quantity(m, r)) + x.place(words) + x.bytes(1, r.Bits) + x.bytes(1, flags) + x.bytes(3, int(r.None))
}

// place says where in the text a string is: 2 bytes offset, 1 byte length.
func (x *tables) place(s string) string {
	if strings.ContainsFunc(s, func(c rune) bool { return c < ' ' || c > '~' || c == '"' || c == '\\' }) {
		x.t.Fatalf("%q is not plain text", s)
	}
	if !strings.Contains(x.text, s) {
		x.text += s
		x.lines = append(x.lines, s)
	}
	return x.bytes(2, strings.Index(x.text, s)) + x.bytes(1, len(s))
}

// bytes writes n as so many bytes.
func (x *tables) bytes(size, n int) string {
	text := fmt.Sprintf("%0*x", 2*size, n)
	if n < 0 || len(text) > 2*size {
		x.t.Fatalf("%d does not fit %d bytes: the format of the tables has to grow", n, size)
	}
	return text
}

func (x *tables) source() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `// SPDX-License-Identifier: Apache-2.0
// Code generated from circuits/claim by make generate. DO NOT EDIT.
pragma solidity 0.8.37;

/// @title ClaimTables
/// @author The vitalproof authors
/// @notice The metrics of claim words and the rows of their limits, for ClaimLimits. A place is
/// where a text stands in TEXT: 2 bytes offset, 1 byte length.
library ClaimTables {
    /// @notice Bits of the fields that every claim word begins with.
    uint256 internal constant HEADER_BITS = %d;

    /// @notice Bits of the set's id, which ends the words of codes.
    uint256 internal constant SET_BITS = %d;

    /// @notice Bytes of a metric: number, bits of the word, 1 if a set ends it, first row (2 bytes),
    /// number of rows, place of the name.
    uint256 internal constant METRIC_BYTES = 9;

    /// @notice Bytes of a row: place of the quantity, place of the unit or of the choices' words with
    /// "|" between them, bits of the bound, flags, the bound that is no limit (3 bytes). Flags: bits
    /// 0 and 1 comparison (0 at least, 1 at most, 2 exactly, 3 choice), 2 a strict bit follows, 3
    /// listed whatever it says, 4 one decimal at least, 5 and 6 decimals.
    uint256 internal constant ROW_BYTES = 11;

`, claim.HeaderBits, 8*claim.SetBytes)
	constant := func(name, about string, lines []string) {
		fmt.Fprintf(&b, "    /// @notice %s\n    bytes internal constant %s =\n        %s\n    ;\n", about, name, strings.Join(lines, "\n        "))
	}
	constant("METRICS", "The metrics.", x.metrics)
	b.WriteByte('\n')
	constant("ROWS", "The rows of all metrics; some share theirs.", x.rows)
	b.WriteByte('\n')
	var quoted []string
	for _, l := range x.lines {
		quoted = append(quoted, fmt.Sprintf("%q", l))
	}
	constant("TEXT", "What the places refer to.", quoted)
	b.WriteString("}\n")
	return b.Bytes()
}
