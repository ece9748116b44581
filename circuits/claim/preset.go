package claim

import (
	"embed"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Template is a set of targets with the publication it comes from. A preset is a
// template that is built in.
type Template struct {
	Name  string // such as consensus-2019-adult
	Title string

	// Where the numbers and their strictness come from.
	Source     string
	DOI        string // "" if the source has none
	Strictness string
	Note       string // "" if there is nothing to add
	Days       int    // window that the source names; 0 if it names none

	Targets
}

//go:embed presets/*.toml
var presetFiles embed.FS

// ErrUnknownPreset reports a name that no preset has.
var ErrUnknownPreset = errors.New("unknown preset")

// Presets lists the built-in templates by name.
func Presets() []Template {
	files, err := presetFiles.ReadDir("presets")
	if err != nil {
		panic("claim: embedded presets: " + err.Error())
	}
	var all []Template
	for _, f := range files {
		data, err := presetFiles.ReadFile("presets/" + f.Name())
		if err != nil {
			panic("claim: embedded presets: " + err.Error())
		}
		t, err := ParseTemplate(strings.TrimSuffix(f.Name(), ".toml"), data)
		if err != nil {
			panic("claim: embedded preset " + f.Name() + ": " + err.Error())
		}
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b Template) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Preset finds a built-in template by name.
func Preset(name string) (Template, error) {
	var names []string
	for _, t := range Presets() {
		if t.Name == name {
			return t, nil
		}
		names = append(names, t.Name)
	}
	return Template{}, fmt.Errorf("%w %q; there are %s", ErrUnknownPreset, clip(name), strings.Join(names, ", "))
}

// ParseTemplate reads a template file: the keys quantity, title, source,
// strictness and optionally doi, note and days, then a table [limits] with the
// limits and, where the quantity has one, coverage. A person's own template has
// the same format as a preset.
func ParseTemplate(name string, data []byte) (Template, error) {
	lines, err := readLines(data)
	if err != nil {
		return Template{}, err
	}
	t := Template{Name: name}
	texts := map[string]*string{"title": &t.Title, "source": &t.Source, "strictness": &t.Strictness,
		"doi": &t.DOI, "note": &t.Note}
	var quantity string
	texts["quantity"] = &quantity
	var limits []Limit
	for _, l := range lines {
		if l.section == sectionLimits {
			if quantity == "" {
				return Template{}, fmt.Errorf("%w: quantity is missing", ErrFile)
			}
			limit, err := l.limit(Quantity(quantity))
			if err != nil {
				return Template{}, err
			}
			limits = append(limits, limit)
			continue
		}
		if l.key == "days" {
			days, err := l.integer(MaxDays)
			if err != nil {
				return Template{}, err
			}
			t.Days = int(days)
			continue
		}
		to, known := texts[l.key]
		if !known {
			return Template{}, l.errorf("unknown key %q", clip(l.key))
		}
		if *to, err = l.text(); err != nil {
			return Template{}, err
		}
		if l.key == "quantity" && !Quantity(quantity).Known() {
			return Template{}, l.errorf("unknown quantity %q", clip(quantity))
		}
	}
	for _, key := range []string{"quantity", "title", "source", "strictness"} {
		if *texts[key] == "" {
			return Template{}, fmt.Errorf("%w: %s is missing", ErrFile, key)
		}
	}
	if t.Targets, err = collect(Quantity(quantity), limits); err != nil {
		return Template{}, fmt.Errorf("%w: %w", ErrFile, err)
	}
	return t, nil
}
