package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"vitalproof/benchmarks/result"
)

// Markdown writes tables in GitHub's dialect, to be pasted into an issue or a paper.
func Markdown(w io.Writer, f *result.File) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, "# Vitalproof benchmarks, %s\n", moment(f.Started))
	if !f.Complete {
		fmt.Fprintf(&out, "\n> **%s**\n", escape(incomplete))
	}
	for _, s := range sections(f) {
		fmt.Fprintf(&out, "\n## %s\n", escape(s.Title))
		for _, paragraph := range s.Text {
			fmt.Fprintf(&out, "\n%s\n", escape(paragraph))
		}
		for _, t := range s.Tables {
			fmt.Fprintf(&out, "\n### %s\n\n", escape(t.Title))
			t.markdown(&out)
		}
	}
	if _, err := out.WriteTo(w); err != nil {
		return fmt.Errorf("write Markdown: %w", err)
	}
	return nil
}

func (t *table) markdown(out *bytes.Buffer) {
	var names, rule []string
	for _, c := range t.Columns {
		names = append(names, escape(c.Name))
		if c.Number {
			rule = append(rule, "---:")
		} else {
			rule = append(rule, ":---")
		}
	}
	fmt.Fprintf(out, "| %s |\n| %s |\n", strings.Join(names, " | "), strings.Join(rule, " | "))
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = escape(cell)
		}
		fmt.Fprintf(out, "| %s |\n", strings.Join(cells, " | "))
	}
}

var markup = strings.NewReplacer(
	`\`, `\\`, "|", `\|`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`,
	"<", "&lt;", ">", "&gt;", "&", "&amp;", "~", `\~`, "$", `\$`,
)

// escape leaves nothing in a text that Markdown, HTML in it or a table would take for
// more than text.
func escape(s string) string { return markup.Replace(clean(s)) }
