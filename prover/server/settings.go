package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
	"sigs.k8s.io/yaml"
)

// envPrefix begins the variables of the environment that set something.
const envPrefix = "VITALPROOF_"

// maxConfig bounds a configuration file, which takes below 4 KiB.
const maxConfig = 1 << 20

// The origins of values.
const (
	fromDefault = "default"
	fromFlag    = "flag"
	fromEnv     = "environment"
)

// Errors of a configuration.
var (
	// ErrConfig reports a configuration that cannot be used; its text names every key
	// that is wrong.
	ErrConfig = errors.New("the configuration cannot be used")
	// ErrDevelopmentKeys is one of the reasons: the circuits to serve have keys that
	// the configuration does not allow. There may be others beside it.
	ErrDevelopmentKeys = errors.New("development keys")
)

// setting is one value of a Config.
type setting struct {
	key   string // such as "tls.cert"
	doc   string
	value reflect.Value // addressable
}

// env is the setting's variable.
func (s setting) env() string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(s.key, ".", "_"))
}

// settings lists all values of a configuration in the order of the struct.
func (c *Config) settings() []setting {
	var all []setting
	var walk func(v reflect.Value, prefix string)
	walk = func(v reflect.Value, prefix string) {
		for i := range v.NumField() {
			field := v.Type().Field(i)
			key, ok := field.Tag.Lookup("key")
			switch {
			case !ok:
			case field.Type.Kind() == reflect.Struct:
				walk(v.Field(i), prefix+key+".")
			default:
				all = append(all, setting{prefix + key, field.Tag.Get("doc"), v.Field(i)})
			}
		}
	}
	walk(reflect.ValueOf(c).Elem(), "")
	return all
}

// set parses a value. Its errors say what to write; the caller adds the key.
func (s setting) set(text string) (err error) {
	switch v := s.value.Addr().Interface().(type) {
	case *string:
		*v = text
	case *bool:
		*v, err = strconv.ParseBool(text)
		err = instead(err, "want true or false")
	case *int:
		*v, err = strconv.Atoi(text)
		err = instead(err, "want a whole number")
	case *float64:
		*v, err = strconv.ParseFloat(text, 64)
		err = instead(err, "want a number")
	case *Duration:
		*v, err = ParseDuration(text)
	case *Size:
		*v, err = ParseSize(text)
	case *List:
		*v = nil
		for name := range strings.SplitSeq(text, ",") {
			if name = strings.TrimSpace(name); name != "" {
				*v = append(*v, name)
			}
		}
	case *Command:
		*v = strings.Fields(text)
	default:
		err = fmt.Errorf("a value of type %T cannot be set", v)
	}
	return err
}

func instead(err error, text string) error {
	if err != nil {
		return errors.New(text)
	}
	return nil
}

// setYAML takes a value as the file has it.
func (s setting) setYAML(value any) error {
	switch v := value.(type) {
	case nil:
		return errors.New("has no value")
	case string:
		return s.set(v)
	case bool:
		return s.set(strconv.FormatBool(v))
	case json.Number:
		return s.set(v.String())
	case []any:
		names := make([]string, 0, len(v))
		for _, e := range v {
			name, ok := e.(string)
			if !ok {
				return errors.New("want a list of texts")
			}
			names = append(names, name)
		}
		switch into := s.value.Addr().Interface().(type) {
		case *List:
			*into = names
		case *Command:
			*into = names
		default:
			return errors.New("want one value, not a list")
		}
		return nil
	}
	return errors.New("want a value, not a section")
}

// Flags adds a flag for every value of a configuration. They hold text only; Load
// reads those that were given.
func Flags(fs *pflag.FlagSet) {
	c := Default()
	for _, s := range c.settings() {
		f := fs.VarPF(&flagText{text: s.format(), kind: s.kind()}, s.key, "", s.doc)
		if s.kind() == "bool" {
			f.NoOptDefVal = "true"
		}
	}
}

// flagText is a flag's value as it was given.
type flagText struct{ text, kind string }

func (f *flagText) String() string     { return f.text }
func (f *flagText) Set(s string) error { f.text = s; return nil }
func (f *flagText) Type() string       { return f.kind }

// kind names a type for the help.
func (s setting) kind() string {
	switch s.value.Addr().Interface().(type) {
	case *bool:
		return "bool"
	case *int, *float64:
		return "number"
	case *Duration:
		return "time"
	case *Size:
		return "size"
	case *List:
		return "names"
	case *Command:
		return "command"
	}
	return "text"
}

// Load puts a configuration together: flags go before the environment, that before
// the file, and that before the defaults. The path may be "" for no file, and fs nil
// for no flags; environ is as os.Environ gives it. It reports all values that cannot
// be read at once, and judges none: see Validate.
func Load(fs *pflag.FlagSet, path string, environ []string) (Config, error) {
	c := Default()
	c.origin = make(map[string]string)
	all := c.settings()
	var problems []error
	if path != "" {
		problems = c.loadFile(all, path)
	}
	inFile, said := c.origin["production"] != "", c.Production
	problems = append(problems, c.loadEnv(all, environ)...)
	for _, s := range all {
		if fs == nil || !fs.Changed(s.key) {
			continue
		}
		if err := s.set(fs.Lookup(s.key).Value.String()); err != nil {
			problems = append(problems, fmt.Errorf("--%s: %w", s.key, err))
		}
		c.origin[s.key] = fromFlag
	}
	if len(problems) > 0 {
		return Config{}, fmt.Errorf("%w:\n%w", ErrConfig, errors.Join(problems...))
	}
	if inFile && said != c.Production {
		c.disputed = path
	}
	// What is only good for development is off in production unless it is asked
	// for, and then Validate refuses it.
	if c.origin["reflection"] == "" {
		c.Reflection = !c.Production
	}
	if c.origin["circuits.allow_development_keys"] == "" {
		c.Circuits.AllowDevelopmentKeys = !c.Production
	}
	return c, nil
}

func (c *Config) loadEnv(all []setting, environ []string) (problems []error) {
	byName := make(map[string]setting, len(all))
	sections := make(map[string]bool)
	for _, s := range all {
		byName[s.env()] = s
		if section, _, ok := strings.Cut(s.key, "."); ok {
			sections[envPrefix+strings.ToUpper(section)] = true
		}
	}
	for _, variable := range environ {
		name, value, _ := strings.Cut(variable, "=")
		s, known := byName[name]
		if !known {
			// Not refused: Kubernetes sets such names for a service called vitalproof-data.
			if end := strings.IndexByte(strings.TrimPrefix(name, envPrefix), '_'); end > 0 && strings.HasPrefix(name, envPrefix) &&
				sections[name[:len(envPrefix)+end]] {
				c.warnings = append(c.warnings, "the variable "+name+" of the environment sets nothing")
			}
			continue
		}
		if s.key == "production" && value == "" {
			continue // it is the switch of the whole program, and empty it is left alone
		}
		if err := s.set(value); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", name, err))
		}
		c.origin[s.key] = fromEnv
	}
	slices.Sort(c.warnings)
	return problems
}

func (c *Config) loadFile(all []setting, path string) []error {
	raw, err := readConfig(path)
	if err != nil {
		return []error{err}
	}
	// Strict means that no key stands twice.
	plain, err := yaml.YAMLToJSONStrict(raw)
	if err != nil {
		return []error{fmt.Errorf("%s: not YAML: %w", path, err)}
	}
	var tree any
	d := json.NewDecoder(strings.NewReader(string(plain)))
	d.UseNumber()
	if err := d.Decode(&tree); err != nil {
		return []error{fmt.Errorf("%s: not YAML: %w", path, err)}
	}
	root, ok := tree.(map[string]any)
	if tree == nil {
		root, ok = nil, true // an empty file
	}
	if !ok {
		return []error{fmt.Errorf("%s: want keys with values, such as \"listen: 127.0.0.1:8443\"", path)}
	}
	byKey := make(map[string]setting, len(all))
	sections := make(map[string]bool)
	for _, s := range all {
		byKey[s.key] = s
		if section, _, ok := strings.Cut(s.key, "."); ok {
			sections[section] = true
		}
	}
	var problems []error
	take := func(key string, value any) {
		s, known := byKey[key]
		err := fmt.Errorf("there is no such key%s", nearest(key, all))
		if known {
			err = s.setYAML(value)
			c.origin[key] = path
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %s: %w", path, key, err))
		}
	}
	for _, key := range sortedKeys(root) {
		section, isMap := root[key].(map[string]any)
		switch {
		case sections[key] && root[key] == nil: // a section whose keys are all commented out
		case sections[key] && isMap:
			for _, k := range sortedKeys(section) {
				take(key+"."+k, section[k])
			}
		default:
			take(key, root[key])
		}
	}
	return problems
}

func readConfig(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxConfig+1))
	if err == nil && len(raw) > maxConfig {
		err = fmt.Errorf("%s: longer than %d bytes", path, maxConfig)
	}
	return raw, err
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// nearest suggests a key that ends alike, for the likely mistake of a wrong or
// missing section.
func nearest(key string, all []setting) string {
	last := key[strings.LastIndexByte(key, '.')+1:]
	for _, s := range all {
		if s.key != key && s.key[strings.LastIndexByte(s.key, '.')+1:] == last {
			return "; did you mean " + s.key + "?"
		}
	}
	return ""
}
