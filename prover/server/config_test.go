package server

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"
)

func flags(t *testing.T, args ...string) *pflag.FlagSet {
	t.Helper()
	fs := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	Flags(fs)
	must(t, fs.Parse(args))
	return fs
}

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "vitalproof.yaml")
	must(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestFlagsGoBeforeEnvironmentBeforeFileBeforeDefaults(t *testing.T) {
	path := file(t, "listen: 1.1.1.1:1\nlimits:\n  rate: 1\n  burst: 11\n  attempts: 4\nlog: {level: error}\n")
	environ := []string{"VITALPROOF_LIMITS_RATE=2", "VITALPROOF_LIMITS_BURST=12", "HOME=/x", "VITALPROOF_PASSPHRASE=x"}
	c, err := Load(flags(t, "--limits.rate=3", "--plaintext"), path, environ)
	must(t, err)
	if c.Limits.Rate != 3 || c.Limits.Burst != 12 || c.Limits.Attempts != 4 || c.Limits.MaxStreams != 64 || c.Listen != "1.1.1.1:1" || !c.Plaintext || c.Log.Level != "error" {
		t.Errorf("%+v", c)
	}
	for key, want := range map[string]string{"limits.rate": fromFlag, "limits.burst": fromEnv, "limits.attempts": path, "limits.max_streams": ""} {
		if c.origin[key] != want {
			t.Errorf("%s is said to come from %q", key, c.origin[key])
		}
	}
	if len(c.Warnings()) != 0 {
		t.Error(c.Warnings())
	}
}

// Every value is set to something that is not its default, in each of the three
// ways, and read back.
func TestEveryValueCanBeSetInEveryWay(t *testing.T) {
	other := func(s setting) string {
		switch s.value.Addr().Interface().(type) {
		case *bool:
			return map[string]string{"true": "false", "false": "true"}[s.format()]
		case *int:
			return "7"
		case *float64:
			return "0.75"
		case *Duration:
			return "50s"
		case *Size:
			return "77MiB"
		}
		return "seven"
	}
	plain := Default()
	keys := map[string]bool{}
	envs := map[string]bool{}
	for _, s := range plain.settings() {
		if keys[s.key] || envs[s.env()] || s.doc == "" {
			t.Errorf("%s: a second time, or without words", s.key)
		}
		keys[s.key], envs[s.env()] = true, true
		want := other(s)
		text := s.key + ": " + want
		if section, key, ok := strings.Cut(s.key, "."); ok {
			text = section + ":\n  " + key + ": " + want
		}
		for how, load := range map[string]func() (Config, error){
			"flag": func() (Config, error) { return Load(flags(t, "--"+s.key+"="+want), "", nil) },
			"env":  func() (Config, error) { return Load(flags(t), "", []string{s.env() + "=" + want}) },
			"file": func() (Config, error) { return Load(nil, file(t, text+"\n"), nil) },
		} {
			c, err := load()
			if err != nil {
				t.Errorf("%s by %s: %v", s.key, how, err)
				continue
			}
			for _, got := range c.settings() {
				if got.key == s.key && got.format() != want {
					t.Errorf("%s by %s is %q", s.key, how, got.format())
				}
			}
		}
	}
	if len(keys) < 49 {
		t.Errorf("only %d values", len(keys))
	}
}

func TestSlipsAreNamed(t *testing.T) {
	for text, want := range map[string]string{
		"lisen: x":                              "lisen: there is no such key",
		"tls:\n  certt: x":                      "tls.certt: there is no such key",
		"tokens: x":                             "did you mean access.tokens?",
		"tls: x":                                "tls: there is no such key",
		"listen:\n  port: 1":                    "listen: want a value, not a section",
		"listen: 1\nlisten: 2":                  "not YAML",
		"[1, 2]":                                "want keys with values",
		"limits:\n  rate: fast":                 "limits.rate: want a number",
		"limits:\n  max_message: 256":           "limits.max_message: want a size such as",
		"limits:\n  unary_deadline: 60":         "limits.unary_deadline: want a time such as",
		"limits:\n  burst: 1.5":                 "limits.burst: want a whole number",
		"production: maybe":                     "production: want true or false",
		"listen:":                               "listen: has no value",
		"listen: [a, b]":                        "want one value, not a list",
		"circuits:\n  serve: [1]":               "want a list of texts",
		"data:\n  min_free: 99999999TiB":        "want a size such as",
		"drain:\n  grace: -1s":                  "want a time such as",
		"listen: \"\x00":                        "not YAML",
		strings.Repeat("# x\n", maxConfig/4+10): "longer than",
	} {
		_, err := Load(nil, file(t, text), nil)
		if !errors.Is(err, ErrConfig) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %.200v", text, err)
		}
	}
	_, err := Load(flags(t, "--limits.rate=x"), file(t, "a: 1\nb: 2"), []string{"VITALPROOF_DRAIN_GRACE=soon"})
	for _, want := range []string{"a: there", "b: there", "--limits.rate", "VITALPROOF_DRAIN_GRACE"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in: %v", want, err)
		}
	}
	if _, err := Load(nil, filepath.Join(t.TempDir(), "none"), nil); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

func TestAVariableThatSetsNothingIsMentioned(t *testing.T) {
	c, err := Load(nil, "", []string{"VITALPROOF_TLS_CERTT=x", "VITALPROOF_DATA=x", "VITALPROOF_OTHER_THING=x", "VITALPROOF_LIMITS_RATE=9"})
	must(t, err)
	if w := c.Warnings(); len(w) != 1 || !strings.Contains(w[0], "VITALPROOF_TLS_CERTT") {
		t.Error(w)
	}
}

func TestWhatIsPrintedLoadsTheSame(t *testing.T) {
	c, err := Load(flags(t,
		"--listen=[::1]:0", "--plaintext", "--data.key_command=kms decrypt --name \"a: b\"", "--circuits.serve=a,b", "--drain.grace=90m",
		"--limits.max_message=1MiB", "--retention.proofs=36h", "--tls.cert=/a b/#c", "--tracing.sample=0.001", "--data.min_free=1500MiB",
	), file(t, "log:\n  level: \"\\u2028x\"\n"), []string{"VITALPROOF_ACCESS_TOKENS=ü\n# x"})
	must(t, err)
	var out bytes.Buffer
	must(t, c.Print(&out, false))
	again, err := Load(nil, file(t, out.String()), nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	c.origin, again.origin = nil, nil
	if !reflect.DeepEqual(c, again) {
		t.Errorf("%+v\nbecame\n%+v\n%s", c, again, out.String())
	}
	for _, want := range []string{"# flag", "# environment", "# default", "vitalproof.yaml"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in the print", want)
		}
	}
}

// A file that was printed for development does not pin what is only good for it.
func TestWhatIsPrintedPinsWhatWasSet(t *testing.T) {
	c, err := Load(flags(t, "--listen=127.0.0.1:1", "--limits.rate=50"), "", nil)
	must(t, err)
	var some, all bytes.Buffer
	must(t, c.Print(&some, false))
	must(t, c.Print(&all, true))
	again, err := Load(flags(t, "--production"), file(t, some.String()), nil)
	must(t, err)
	if again.Reflection || again.Circuits.AllowDevelopmentKeys || again.Listen != "127.0.0.1:1" || again.origin["limits.rate"] == "" || again.origin["limits.burst"] != "" {
		t.Errorf("%+v\n%s", again, some.String())
	}
	if again, err = Load(nil, file(t, all.String()), nil); err != nil || len(again.origin) != len(again.settings()) {
		t.Errorf("%d of %d values are pinned (%v)", len(again.origin), len(again.settings()), err)
	}
}

func TestUnitsReadWhatTheyWrite(t *testing.T) {
	for text, want := range map[string]time.Duration{"0s": 0, "1500ms": 1500 * time.Millisecond, "90s": 90 * time.Second, "1h": time.Hour, "36h": 36 * time.Hour, "7d": 7 * day, "1h0m1s": time.Hour + time.Second} {
		d, err := ParseDuration(text)
		if err != nil || time.Duration(d) != want {
			t.Errorf("%s is %s (%v)", text, d, err)
		}
		if again, err := ParseDuration(d.String()); err != nil || again != d {
			t.Errorf("%s is written %s", text, d)
		}
	}
	for _, s := range []Size{0, 1, 1023, 1 << 10, 3 << 20, 1500 << 20, 1<<40 + 1} {
		if again, err := ParseSize(s.String()); err != nil || again != s {
			t.Errorf("%d is written %s", s, s)
		}
	}
}

// good is a configuration that passes, in development.
func good(t *testing.T) Config {
	t.Helper()
	c := Default()
	c.Listen, c.Plaintext, c.Metrics.Listen = "127.0.0.1:0", true, "127.0.0.1:0"
	c.Data.Dir = t.TempDir()
	c.Access.Tokens = file(t, "")
	c.Circuits.Serve = List{quick}
	return c
}

func TestValidationNamesTheKey(t *testing.T) {
	must(t, func() error { c := good(t); return c.Validate() }())
	here := file(t, "")
	for want, edit := range map[string]func(*Config){
		"listen:":                                  func(c *Config) { c.Listen = "8443" },
		"plaintext: is for a loopback":             func(c *Config) { c.Listen = "0.0.0.0:1" },
		"plaintext: is for a loopback address":     func(c *Config) { c.Listen = ":1" },
		"plaintext: is for a loopback address o":   func(c *Config) { c.Listen = "example.org:1" },
		"plaintext: leave it out, or":              func(c *Config) { c.TLS.Cert = here },
		"tls: name the files":                      func(c *Config) { c.Plaintext = false },
		"tls.client_ca: name":                      func(c *Config) { c.TLS.ClientAuth = clientAuthRequire },
		"tls.client_auth: want":                    func(c *Config) { c.TLS.ClientAuth = "maybe" },
		"access.tokens: name":                      func(c *Config) { c.Access.Tokens = "" },
		"access.tokens: there is no file":          func(c *Config) { c.Access.Tokens = "/none" },
		"data.dir: name":                           func(c *Config) { c.Data.Dir = "" },
		"data.key_file: name a file or":            func(c *Config) { c.Data.KeyFile, c.Data.KeyCommand = here, Command{"x"} },
		"data.min_free: want":                      func(c *Config) { c.Data.MinFree = 1 },
		"circuits.serve: \"x\" is no":              func(c *Config) { c.Circuits.Serve = List{"x"} },
		"circuits.self_test: want one":             func(c *Config) { c.Circuits.SelfTest = "glucose-5min-90d" },
		"circuits.serve: glucose-15min-7d has":     func(c *Config) { c.Circuits.AllowDevelopmentKeys = false },
		"limits.max_message: want":                 func(c *Config) { c.Limits.MaxMessage = 1 },
		"limits.rate: want":                        func(c *Config) { c.Limits.Rate = 0 },
		"limits.attempts: want":                    func(c *Config) { c.Limits.Attempts = 0 },
		"limits.unary_deadline: want":              func(c *Config) { c.Limits.UnaryDeadline = 0 },
		"limits.job_deadline: want at most limits": func(c *Config) { c.Limits.JobDeadline = c.Limits.MaxJobDeadline + 1 },
		"retention.proofs: want":                   func(c *Config) { c.Retention.Proofs = 1 },
		"workers.count: want":                      func(c *Config) { c.Workers.Count = -1 },
		"metrics.listen: want":                     func(c *Config) { c.Metrics.Listen = "x" },
		"public_url: want":                         func(c *Config) { c.PublicURL = "example.org" },
		"tracing.endpoint: want":                   func(c *Config) { c.Tracing.Endpoint = "http://x" },
		"tracing.sample: want":                     func(c *Config) { c.Tracing.Sample = 2 },
		"log.level: want":                          func(c *Config) { c.Log.Level = "loud" },
		"log.format: want":                         func(c *Config) { c.Log.Format = "xml" },
		"drain.grace: want":                        func(c *Config) { c.Drain.Grace = Duration(2 * time.Hour) },
	} {
		c := good(t)
		edit(&c)
		if err := c.Validate(); !errors.Is(err, ErrConfig) || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q: %v", want, err)
		}
	}
}

func TestProductionRefusesWhatIsForDevelopment(t *testing.T) {
	c := good(t)
	c.Production, c.Reflection = true, true
	err := c.Validate()
	for _, want := range []string{"plaintext: is for dev", "data.key_file: name", "reflection: is for dev", "circuits.allow_development_keys: is for dev"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q: %v", want, err)
		}
	}
	c, err = Load(flags(t, "--production"), "", nil)
	must(t, err)
	if c.Reflection || c.Circuits.AllowDevelopmentKeys {
		t.Error("production allows reflection or development keys by default")
	}
	if s := c.MasterSource(); s.File != "" || len(s.Command) != 0 {
		t.Error("production makes a data key by itself")
	}
	if c, err = Load(flags(t, "--production", "--reflection"), "", nil); err != nil || !c.Reflection {
		t.Error("a wish is overridden in silence")
	}
}

// Who starts a service must be able to tell keys that will not do from the rest.
func TestDevelopmentKeysAreAReasonOfTheirOwn(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(*Config)
		want bool
	}{
		"they are allowed":                   {func(c *Config) { c.Listen = "8443" }, false},
		"a circuit that is named":            {func(c *Config) { c.Circuits.AllowDevelopmentKeys = false }, true},
		"all circuits":                       {func(c *Config) { c.Circuits.AllowDevelopmentKeys, c.Circuits.Serve = false, nil }, true},
		"in production, among other reasons": {func(c *Config) { c.Circuits.AllowDevelopmentKeys, c.Production = false, true }, true},
	} {
		made := good(t)
		c.edit(&made)
		if err := made.Validate(); !errors.Is(err, ErrConfig) || errors.Is(err, ErrDevelopmentKeys) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestADisputeAboutProductionIsNoticed(t *testing.T) {
	const variable = "VITALPROOF_PRODUCTION="
	for _, c := range []struct {
		file       string
		flags, env []string
		production bool
		disputed   bool
	}{
		{"", nil, nil, false, false},
		{"", []string{"--production"}, nil, true, false},
		{"", []string{"--production=false"}, []string{variable + "true"}, false, false},
		{"", nil, []string{variable + "1"}, true, false},
		{"", nil, []string{variable}, false, false},
		{"production: true", nil, nil, true, false},
		{"production: true", nil, []string{variable}, true, false},
		{"production: true", []string{"--production"}, []string{variable + "1"}, true, false},
		{"production: true", []string{"--production=false"}, nil, false, true},
		{"production: true", nil, []string{variable + "0"}, false, true},
		{"production: false", nil, nil, false, false},
		{"production: false", []string{"--production"}, nil, true, true},
		{"production: false", nil, []string{variable + "true"}, true, true},
		{"production: false", []string{"--production=false"}, []string{variable + "true"}, false, false},
	} {
		path := file(t, c.file)
		made, err := Load(flags(t, c.flags...), path, c.env)
		must(t, err)
		want := ""
		if c.disputed {
			want = path
		}
		if made.Production != c.production || made.Disputed() != want {
			t.Errorf("%q %v %v: production %t, disputed %q", c.file, c.flags, c.env, made.Production, made.Disputed())
		}
	}
}
