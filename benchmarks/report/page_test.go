package report

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"vitalproof/benchmarks/result"
)

// parsed reads a page as a browser would.
func parsed(t *testing.T, page string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func content(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// elements counts the elements of a page, and gives the rows of its tables.
func elements(root *html.Node) (count map[string]int, rows [][]string) {
	count = map[string]int{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		count[n.Data]++
		if n.Data == "tr" {
			var row []string
			for cell := range n.ChildNodes() {
				row = append(row, content(cell))
			}
			rows = append(rows, row)
		}
	}
	return count, rows
}

func TestThePageHasAllOfAFile(t *testing.T) {
	for _, c := range []struct {
		file *result.File
		page func() (string, error)
	}{{full(), fullPage}, {hostile(), hostilePage}} {
		_, rows := elements(parsed(t, must(t, c.page)))
		for _, row := range everything(c.file) {
			if !has(rows, row...) {
				t.Errorf("no row starts with %q", row)
			}
		}
	}
}

func TestNamesDoNotBreakOut(t *testing.T) {
	f := hostile()
	harmless, _ := elements(parsed(t, must(t, fullPage)))
	page := parsed(t, must(t, hostilePage))
	count, _ := elements(page)
	for _, name := range []string{"script", "b", "a", "img", "section", "table", "tr", "td", "th", "figure", "svg"} {
		if count[name] != harmless[name] {
			t.Errorf("names make %d of %d elements %s", count[name], harmless[name], name)
		}
	}
	for n := range page.Descendants() {
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "src" {
				t.Errorf("%s has an attribute %s", n.Data, a.Key)
			}
		}
	}
	for _, row := range cells(written(t, Markdown, f)) {
		for _, cell := range row {
			if strings.ContainsAny(cell, "\r\n\x01") {
				t.Fatalf("a cell of Markdown has a line break: %q", cell)
			}
		}
	}
	markdown := written(t, Markdown, f)
	for _, bad := range []string{"<script", "<b>", " | <", "y' | ", "[z](", " `"} {
		if strings.Contains(markdown, bad) {
			t.Errorf("Markdown has %q", bad)
		}
	}
	rows := cells(markdown)
	for _, row := range everything(f) {
		if !has(rows, row...) {
			t.Errorf("no row starts with %q", row)
		}
	}
	for i, row := range records(t, f) {
		// Reading turns the line break of two characters into one.
		if want := strings.ReplaceAll(f.Subjects[i].Name, "\r\n", "\n"); row["subject"] != want {
			t.Errorf("CSV has the name %q, not %q", row["subject"], want)
		}
	}
}

func TestThePageIsOneFileThatRunsNothing(t *testing.T) {
	f := hostile()
	text := must(t, hostilePage)
	page := parsed(t, text)
	policy := ""
	for n := range page.Descendants() {
		switch {
		case n.Data == "meta" && attribute(n, "http-equiv") == "Content-Security-Policy":
			policy = attribute(n, "content")
		case n.Data == "script":
			if attribute(n, "type") != "application/json" {
				t.Error("a script would run")
			}
			got := new(result.File)
			if err := json.Unmarshal([]byte(content(n)), got); err != nil || !same(got, f) {
				t.Errorf("the page has other data than the file: %v", err)
			}
		case n.Data == "link", n.Data == "img", n.Data == "iframe", n.Data == "object", n.Data == "base":
			t.Errorf("there is a %s", n.Data)
		case n.Data == "a":
			href := attribute(n, "href")
			if !strings.HasPrefix(href, "#") && !strings.HasPrefix(href, "data:image/png;base64,") &&
				!strings.HasPrefix(href, "data:application/json;base64,") {
				t.Errorf("a link goes to %.60s", href)
			}
			if raw, ok := strings.CutPrefix(href, "data:application/json;base64,"); ok {
				file, err := base64.StdEncoding.DecodeString(raw)
				if err != nil {
					t.Fatal(err)
				}
				if got, err := result.Read(bytes.NewReader(file)); err != nil || !same(got, f) {
					t.Errorf("the download is another file: %v", err)
				}
			}
		}
	}
	if !strings.HasPrefix(policy, "default-src 'none';") || strings.Contains(policy, "script-src") {
		t.Errorf("the policy is %q", policy)
	}
	if strings.Contains(text, "@import") || strings.Contains(text, "url(") {
		t.Error("a style fetches something")
	}
	first, second := written(t, HTML, one()), written(t, HTML, one())
	if first != second {
		t.Error("two pages of a file differ")
	}
}

// same compares files by what they say.
func same(a, b *result.File) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
