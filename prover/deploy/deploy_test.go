package deploy

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"
	"sigs.k8s.io/yaml"

	"vitalproof/prover/server"
)

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := fs.ReadFile(Files, path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// documents parses every document of a YAML file, in which no key may stand twice.
func documents(t *testing.T, path string) []map[string]any {
	t.Helper()
	var all []map[string]any
	for i, text := range regexp.MustCompile(`(?m)^---$`).Split(read(t, path), -1) {
		var d map[string]any
		if err := yaml.UnmarshalStrict([]byte(text), &d); err != nil {
			t.Fatalf("%s, document %d: %v", path, i+1, err)
		}
		all = append(all, d)
	}
	return all
}

// at finds a value by its path; a number in it is a place in a list.
func at(v any, path ...string) any {
	for _, p := range path {
		switch in := v.(type) {
		case map[string]any:
			v = in[p]
		case []any:
			i, err := strconv.Atoi(p)
			if err != nil || i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}

// onlyCircuits is the one thing that production mode may find wrong with a
// configuration, as long as this build has no circuit with keys from a ceremony.
const onlyCircuits = "circuits.serve: this build has no circuits but those with development keys"

// judge loads a configuration with its files put into a folder of the test.
func judge(t *testing.T, name, text string) {
	t.Helper()
	dir := t.TempDir()
	// Validate looks whether the files are there.
	moved := regexp.MustCompile(`(cert|key|client_ca|tokens|key_file): (/\S+)`).ReplaceAllStringFunc(text, func(line string) string {
		key, path, _ := strings.Cut(line, ": ")
		file := filepath.Join(dir, strings.ReplaceAll(path, "/", "_"))
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		return key + ": " + file
	})
	path := filepath.Join(dir, "vitalproof.yaml")
	if err := os.WriteFile(path, []byte(moved), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := server.Load(nil, path, nil)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if err := c.Validate(); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	if c.Plaintext || c.Reflection || c.Metrics.Listen == "" || c.Data.Keyring == "" || strings.HasPrefix(c.Data.Keyring, c.Data.Dir+"/") {
		t.Errorf("%s: it is not fit for others to copy", name)
	}

	fs := pflag.NewFlagSet("", pflag.ContinueOnError)
	server.Flags(fs)
	if err := fs.Parse([]string{"--production", "--circuits.allow_development_keys=false"}); err != nil {
		t.Fatal(err)
	}
	if c, err = server.Load(fs, path, nil); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	err = c.Validate()
	if err == nil {
		return
	}
	for line := range strings.Lines(err.Error()) {
		line = strings.TrimSpace(line)
		if line != server.ErrConfig.Error()+":" && line != onlyCircuits {
			t.Errorf("%s, in production: %s", name, line)
		}
	}
}

func TestConfigurationsAreUsable(t *testing.T) {
	judge(t, "vitalproof.yaml", read(t, "vitalproof.yaml"))
	text, ok := at(documents(t, "kubernetes/config.yaml")[0], "data", "vitalproof.yaml").(string)
	if !ok {
		t.Fatal("the ConfigMap has no vitalproof.yaml")
	}
	judge(t, "kubernetes/config.yaml", text)
}

func TestEveryManifestIsListedAndNamed(t *testing.T) {
	var listed []string
	for _, r := range at(documents(t, "kubernetes/kustomization.yaml")[0], "resources").([]any) {
		listed = append(listed, r.(string))
	}
	files, err := fs.Glob(Files, "kubernetes/*.yaml")
	if err != nil || len(files) < 2 {
		t.Fatalf("manifests: %v %v", files, err)
	}
	// Run by hand, while the service is stopped.
	apart := []string{"kustomization.yaml", "backup-job.yaml"}
	for _, f := range files {
		name := filepath.Base(f)
		if slices.Contains(listed, name) == slices.Contains(apart, name) {
			t.Errorf("%s is listed when it must not be, or the other way round", name)
		}
		for _, d := range documents(t, f) {
			if at(d, "apiVersion") == nil || at(d, "kind") == nil || name != "kustomization.yaml" && at(d, "metadata", "name") == nil {
				t.Errorf("%s: a document without apiVersion, kind or name", name)
			}
		}
	}
	if len(listed) != len(files)-len(apart) {
		t.Errorf("%d are listed, %d are there", len(listed), len(files)-1)
	}
}

func TestThePodIsConfined(t *testing.T) {
	pod := at(documents(t, "kubernetes/statefulset.yaml")[0], "spec", "template", "spec")
	for _, want := range []struct {
		path  string
		value any
	}{
		{"automountServiceAccountToken", false},
		{"securityContext.runAsNonRoot", true},
		{"securityContext.seccompProfile.type", "RuntimeDefault"},
		{"containers.0.securityContext.allowPrivilegeEscalation", false},
		{"containers.0.securityContext.readOnlyRootFilesystem", true},
		{"containers.0.securityContext.capabilities.drop.0", "ALL"},
		{"initContainers.0.securityContext.readOnlyRootFilesystem", true},
	} {
		if got := at(pod, strings.Split(want.path, ".")...); got != want.value {
			t.Errorf("%s is %v, want %v", want.path, got, want.value)
		}
	}
	for _, c := range append(at(pod, "containers").([]any), at(pod, "initContainers").([]any)...) {
		image, _ := at(c, "image").(string)
		if _, tag, ok := strings.Cut(image, ":"); !ok || tag == "latest" {
			t.Errorf("image %q is not pinned", image)
		}
		if at(c, "resources", "limits", "memory") == nil {
			t.Errorf("%v has no bound on memory", at(c, "name"))
		}
	}
}

func TestManagersWaitLongerThanTheDrain(t *testing.T) {
	c := server.Default()
	least := time.Duration(c.Drain.Grace) + 10*time.Second // closing takes some seconds
	grace, _ := at(documents(t, "kubernetes/statefulset.yaml")[0], "spec", "template", "spec", "terminationGracePeriodSeconds").(float64)
	if time.Duration(grace)*time.Second < least {
		t.Errorf("Kubernetes kills after %v s", grace)
	}
	stop := regexp.MustCompile(`(?m)^TimeoutStopSec=(\d+)$`).FindStringSubmatch(read(t, "vitalproof.service"))
	if len(stop) != 2 {
		t.Fatal("the unit has no TimeoutStopSec")
	}
	if n, err := strconv.Atoi(stop[1]); err != nil || time.Duration(n)*time.Second < least {
		t.Errorf("systemd kills after %s s", stop[1])
	}
	for _, text := range []string{read(t, "vitalproof.yaml"), read(t, "kubernetes/config.yaml")} {
		if !strings.Contains(text, "grace: 30s") {
			t.Error("a configuration has another grace than its manager was made for")
		}
	}
}

func TestTheUnitIsConfined(t *testing.T) {
	unit := read(t, "vitalproof.service")
	for _, line := range []string{
		"NoNewPrivileges=yes", "ProtectSystem=strict", "LimitCORE=0", "MemorySwapMax=0", "OOMPolicy=continue", "KillMode=mixed",
		"KillSignal=SIGTERM", "CapabilityBoundingSet=", "MemoryMax=4G", "Environment=VITALPROOF_DATA_KEY_FILE=%d/data.key",
	} {
		if !slices.Contains(strings.Split(unit, "\n"), line) {
			t.Errorf("the unit lacks %s", line)
		}
	}
	for i, line := range strings.Split(unit, "\n") {
		if line != "" && line[0] != '#' && line[0] != '[' && !strings.Contains(line, "=") {
			t.Errorf("line %d is no setting: %s", i+1, line)
		}
	}
}

func TestTheImageIsPinnedAndWithoutRights(t *testing.T) {
	file := read(t, "Dockerfile")
	goMod, err := os.ReadFile(filepath.Join("..", "..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	least := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindSubmatch(goMod)
	from := regexp.MustCompile(`(?m)^FROM (\S+)`).FindAllStringSubmatch(file, -1)
	if len(from) != 2 || least == nil {
		t.Fatal("want two stages and a Go version")
	}
	if !regexp.MustCompile(`^golang:` + regexp.QuoteMeta(string(least[1])) + `\.\d+-`).MatchString(from[0][1]) {
		t.Errorf("built by %s, the module wants Go %s", from[0][1], least[1])
	}
	if from[1][1] != "gcr.io/distroless/static-debian12:nonroot" {
		t.Errorf("runs on %s", from[1][1])
	}
	for _, want := range []string{"\nUSER 65532:65532\n", "CGO_ENABLED=0 go build -trimpath", `CMD ["/usr/bin/vitalproof", "health"`} {
		if !strings.Contains(file, want) {
			t.Errorf("the Dockerfile lacks %q", want)
		}
	}
	if strings.Contains(file, "latest") || strings.Contains(file, "ADD ") {
		t.Error("the Dockerfile takes what may change")
	}
	if !strings.HasPrefix(strings.TrimSpace(regexp.MustCompile(`(?m)^#.*\n`).ReplaceAllString(read(t, "Dockerfile.dockerignore"), "")), "*\n") {
		t.Error("the build's context is not a list of what is wanted")
	}
}

// figure is a metric as the server's source declares it.
type figure struct {
	labels    []string
	histogram bool
}

// figures reads the names and labels out of the server's source, where each stands
// as text: a running server shows only those that something has happened to.
func figures(t *testing.T) map[string]figure {
	t.Helper()
	found := map[string]figure{}
	paths, err := filepath.Glob(filepath.Join("..", "server", "*.go"))
	if err != nil || len(paths) == 0 {
		t.Fatal("the server's source is not there")
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			name, f, ok := declared(n)
			if ok {
				f.labels = append(f.labels, found[name].labels...)
				found[name] = f
			}
			return true
		})
	}
	if len(found) < 30 {
		t.Fatalf("only %d figures were found", len(found))
	}
	return found
}

// declared recognises counter("name", ..), gauge, histogram, emit, and the options
// of package prometheus.
func declared(n ast.Node) (string, figure, bool) {
	switch n := n.(type) {
	case *ast.CallExpr:
		of, ok := n.Fun.(*ast.Ident)
		if !ok || !slices.Contains([]string{"counter", "gauge", "histogram", "emit"}, of.Name) || len(n.Args) < 2 {
			return "", figure{}, false
		}
		name := literal(n.Args[0])
		f := figure{histogram: of.Name == "histogram"}
		for _, a := range n.Args[2:] {
			f.labels = append(f.labels, literal(a))
		}
		return "vitalproof_" + name, f, name != ""
	case *ast.CompositeLit:
		of, ok := n.Type.(*ast.SelectorExpr)
		if !ok || !strings.HasSuffix(of.Sel.Name, "Opts") {
			return "", figure{}, false
		}
		for _, e := range n.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok && fmt.Sprint(kv.Key) == "Name" && literal(kv.Value) != "" {
				return "vitalproof_" + literal(kv.Value), figure{labels: []string{"circuit"}}, true
			}
		}
	}
	return "", figure{}, false
}

// literal gives the value of a string literal; "" for anything else.
func literal(e ast.Expr) string {
	if l, ok := e.(*ast.BasicLit); ok && l.Kind == token.STRING {
		s, _ := strconv.Unquote(l.Value)
		return s
	}
	return ""
}

var (
	metricName = regexp.MustCompile(`\bvitalproof_[a-z_0-9]+\b(\{[^}]*\})?`)
	matcher    = regexp.MustCompile(`([a-z_]+)(=~|!~|!=|=)"`)
	grouping   = regexp.MustCompile(`\bby \(([^)]*)\)`)
)

// asks checks that an expression asks only for what there is.
func asks(t *testing.T, where, expr string, known map[string]figure) {
	t.Helper()
	var labels []string
	names := metricName.FindAllString(expr, -1)
	for _, name := range names {
		name, condition, _ := strings.Cut(name, "{")
		f, ok := known[name]
		if !ok {
			base := regexp.MustCompile(`_(bucket|sum|count)$`).ReplaceAllString(name, "")
			f, ok = known[base]
			ok = ok && f.histogram && base != name
		}
		if !ok {
			t.Errorf("%s: the service has no figure %s", where, name)
			continue
		}
		labels = append(labels, f.labels...)
		for _, m := range matcher.FindAllStringSubmatch(condition, -1) {
			if !slices.Contains(f.labels, m[1]) {
				t.Errorf("%s: %s has no label %s", where, name, m[1])
			}
		}
	}
	for _, g := range grouping.FindAllStringSubmatch(expr, -1) {
		for label := range strings.SplitSeq(g[1], ",") {
			if label = strings.TrimSpace(label); label != "le" && !slices.Contains(labels, label) {
				t.Errorf("%s: nothing in it has the label %s", where, label)
			}
		}
	}
	if len(names) == 0 && !strings.Contains(expr, `job="vitalproof"`) {
		t.Errorf("%s: it asks for nothing of the service's", where)
	}
}

func TestRulesAskForWhatThereIs(t *testing.T) {
	known := figures(t)
	seen := map[string]bool{}
	for _, g := range at(documents(t, "prometheus/alerts.yaml")[0], "groups").([]any) {
		for _, r := range at(g, "rules").([]any) {
			name, _ := at(r, "alert").(string)
			expr, _ := at(r, "expr").(string)
			if name == "" || expr == "" || seen[name] || at(r, "annotations", "summary") == nil {
				t.Errorf("rule %q is incomplete or there twice", name)
			}
			if s := at(r, "labels", "severity"); s != "page" && s != "ticket" {
				t.Errorf("rule %q: severity %v", name, s)
			}
			seen[name] = true
			asks(t, name, expr, known)
		}
	}
	if len(seen) < 10 {
		t.Errorf("only %d rules", len(seen))
	}
}

func TestPanelsAskForWhatThereIs(t *testing.T) {
	known := figures(t)
	var dashboard struct {
		UID    string
		Panels []struct {
			ID      int
			Title   string
			Type    string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal([]byte(read(t, "grafana/dashboard.json")), &dashboard); err != nil {
		t.Fatal(err)
	}
	ids := map[int]bool{}
	asked := 0
	for _, p := range dashboard.Panels {
		if ids[p.ID] {
			t.Errorf("two panels have id %d", p.ID)
		}
		ids[p.ID] = true
		if p.Type != "row" && len(p.Targets) == 0 {
			t.Errorf("panel %q shows nothing", p.Title)
		}
		for _, target := range p.Targets {
			asked++
			asks(t, "panel "+p.Title, target.Expr, known)
		}
	}
	if dashboard.UID == "" || asked < 20 {
		t.Errorf("a dashboard of %d questions", asked)
	}
}

// TestAlertsAreInTheRunbook compares the rules with README's table, in both
// directions.
func TestAlertsAreInTheRunbook(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]bool{}
	for _, m := range regexp.MustCompile("(?m)^\\| `(Vitalproof[A-Za-z]+)` \\|").FindAllSubmatch(readme, -1) {
		written[string(m[1])] = true
	}
	rules := regexp.MustCompile(`(?m)alert: (\w+)$`).FindAllStringSubmatch(read(t, "prometheus/alerts.yaml"), -1)
	for _, m := range rules {
		if !written[m[1]] {
			t.Errorf("README does not say what to do about %s", m[1])
		}
		delete(written, m[1])
	}
	for name := range written {
		t.Errorf("README has %s, which is no rule", name)
	}
}
