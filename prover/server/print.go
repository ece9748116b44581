package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// format gives a value as text that set reads.
func (s setting) format() string {
	switch v := s.value.Addr().Interface().(type) {
	case *string:
		return *v
	case *bool:
		return strconv.FormatBool(*v)
	case *int:
		return strconv.Itoa(*v)
	case *float64:
		return strconv.FormatFloat(*v, 'g', -1, 64)
	case *Duration:
		return v.String()
	case *Size:
		return v.String()
	case *List:
		return strings.Join(*v, ",")
	case *Command:
		return strings.Join(*v, " ")
	}
	return ""
}

// formatYAML gives a value as the file has it. JSON's quotes are YAML's.
func (s setting) formatYAML() string {
	var v any
	switch t := s.value.Addr().Interface().(type) {
	case *List:
		v = append([]string{}, *t...)
	case *Command:
		v = append([]string{}, *t...)
	case *string, *Duration, *Size:
		v = s.format()
	default:
		return s.format()
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // of texts: cannot fail
	return strings.TrimSpace(out.String())
}

// Print writes the configuration in force as a file that Load reads, with a comment
// behind each value that says where it comes from. There is no secret in it. Defaults
// are comments, so that the file pins only what was set: some defaults depend on
// other values, and production refuses those of development; with pinned they are
// values like the rest.
func (c *Config) Print(w io.Writer, pinned bool) error {
	var out bytes.Buffer
	section := ""
	for _, s := range c.settings() {
		key, indent, mark := s.key, "", ""
		if of, name, ok := strings.Cut(s.key, "."); ok {
			if of != section {
				section = of
				fmt.Fprintf(&out, "%s:\n", section)
			}
			key, indent = name, "  "
		}
		origin := c.origin[s.key]
		if origin == "" {
			origin = fromDefault
			if !pinned {
				mark = "# "
			}
		}
		fmt.Fprintf(&out, "%-48s # %s\n", indent+mark+key+": "+s.formatYAML(), strings.Map(oneLine, origin))
	}
	_, err := w.Write(out.Bytes())
	return err
}

// oneLine keeps a path with a line break from ending its comment.
func oneLine(r rune) rune {
	if r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 {
		return '?'
	}
	return r
}
