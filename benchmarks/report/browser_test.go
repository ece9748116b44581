package report

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"vitalproof/benchmarks/result"
)

// missing skips a test of the browser with what to install, which is a failure in CI.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// seen is what the browser found on a page.
type seen struct {
	Failures []string `json:"failures"`
	Plots    []string `json:"plots"`
	Text     string   `json:"text"`
}

// open opens pages in Chromium, by name.
func open(t *testing.T, pages map[string]string) map[string]seen {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		missing(t, "node is not installed")
	}
	if _, err := os.Stat(filepath.Join("browser", "node_modules", "playwright-core")); err != nil {
		missing(t, "playwright-core is not installed: npm ci --ignore-scripts in benchmarks/report/browser")
	}
	chromium := ""
	for _, name := range []string{os.Getenv("VITALPROOF_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if chromium, err = exec.LookPath(name); err == nil {
			break
		}
	}
	if chromium == "" {
		missing(t, "no Chromium: .ci/browser installs Debian's; or name a browser in VITALPROOF_CHROMIUM")
	}
	dir := t.TempDir()
	args := []string{filepath.Join("browser", "look.mjs"), chromium}
	for name, page := range pages {
		path := filepath.Join(dir, name+".html")
		if err := os.WriteFile(path, []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
	defer stop()
	c := exec.CommandContext(ctx, node, args...)
	var talk bytes.Buffer
	c.Stderr = &talk
	out, err := c.Output()
	if err != nil {
		t.Fatalf("the browser: %v\n%s", err, talk.Bytes())
	}
	byPath := map[string]seen{}
	if err := json.Unmarshal(out, &byPath); err != nil {
		t.Fatalf("the browser said: %v\n%s", err, out)
	}
	all := map[string]seen{}
	for path, s := range byPath {
		all[strings.TrimSuffix(filepath.Base(path), ".html")] = s
	}
	return all
}

func TestPagesOpenInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser takes seconds to start")
	}
	files := map[string]*result.File{"full": full(), "hostile": hostile(), "empty": empty()}
	pages := map[string]string{"full": must(t, fullPage), "hostile": must(t, hostilePage), "empty": written(t, HTML, empty())}
	got := open(t, pages)
	for name, f := range files {
		plots, err := Plots(f)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{}
		for _, p := range plots {
			want = append(want, p.Name)
		}
		s, ok := got[name]
		if !ok || !reflect.DeepEqual(s.Plots, want) {
			t.Errorf("%s: the browser shows %q, not %q", name, s.Plots, want)
		}
		for _, failure := range s.Failures {
			t.Errorf("%s: %s", name, failure)
		}
		if !strings.Contains(s.Text, "Noise: ") {
			t.Errorf("%s: the browser shows %.200q", name, s.Text)
		}
	}
}

// The checks in the browser are worth what they find.
func TestTheBrowserFindsPlantedFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser takes seconds to start")
	}
	good := written(t, HTML, one())

	replace := func(pattern, with string) string {
		return regexp.MustCompile(pattern).ReplaceAllString(good, with)
	}
	const (
		policy = `(?s)<meta http-equiv="Content-Security-Policy"[^>]*>`
		foot   = `</main>`
	)
	faults := map[string]struct{ page, says string }{
		"none":        {good, ""},
		"no-shapes":   {replace(`<path [^>]*/>`, ""), "plot comparisons is empty"},
		"no-svg":      {replace(`(?s)<svg .*</svg>`, ""), "plot comparisons has no SVG"},
		"no-data":     {replace(`fill:#56B4E9`, "fill:none"), "coloured points"},
		"hidden":      {replace(`</style>`, `.plot svg { visibility: hidden }</style>`), "is not visible"},
		"small":       {replace(`</style>`, `.plot svg { max-width: 200px; min-width: 0 }</style>`), "plot comparisons is 200 by"},
		"on-text":     {replace(`<text ([^>]*) y="[^"]*"`, `<text $1 y="-40"`), `" on "`},
		"wide":        {replace(foot, `<div style="width: 900px">wide</div>`+foot), "scrolls sideways"},
		"no-picture":  {replace(`data:image/png;base64,[^"]*`, blank), "has an empty PNG"},
		"request":     {regexp.MustCompile(policy).ReplaceAllString(strings.Replace(good, foot, fetches+foot, 1), ""), "request: http://127.0.0.1:9/"},
		"blocked":     {replace(foot, fetches+foot), "console: "},
		"file":        {regexp.MustCompile(policy).ReplaceAllString(strings.Replace(good, "</head>", `<link rel="stylesheet" href="a.css"></head>`, 1), ""), "request: file:"},
		"script":      {replace(foot, `<script>document.title = "ran"</script>`+foot), "has 1 scripts"},
		"other-data":  {replace(`"runs":12`, `"runs":13`), "has other data"},
		"thrown":      {regexp.MustCompile(policy).ReplaceAllString(strings.Replace(good, foot, `<script>throw new Error("planted")</script>`+foot, 1), ""), "error: Error: planted"},
		"no-describe": {replace(`<svg role="img" aria-label="[^"]*"`, `<svg`), "has no text that describes it"},
	}
	pages := map[string]string{}
	for name, fault := range faults {
		if name != "none" && fault.page == good {
			t.Errorf("%s was not planted", name)
		}
		pages[name] = fault.page
	}
	got := open(t, pages)
	for name, fault := range faults {
		s, ok := got[name]
		switch found := strings.Join(s.Failures, "\n"); {
		case !ok:
			t.Errorf("%s: not opened", name)
		case fault.says == "" && found != "":
			t.Errorf("%s: %s", name, found)
		case !strings.Contains(found, fault.says):
			t.Errorf("%s: found %q, not %q", name, found, fault.says)
		default:
			t.Log(fmt.Sprintf("%-12s", name), strings.ReplaceAll(found, "\n", "; "))
		}
	}
}

const (
	// Nothing listens there; the address is of this machine.
	fetches = `<img alt="" src="http://127.0.0.1:9/">`
	// A transparent point.
	blank = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
