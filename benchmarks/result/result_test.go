package result

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func example() *File {
	ratio := NewSample(0.8, 0.9)
	return &File{
		Format: Format, Started: time.Unix(1, 0).UTC(), Ended: time.Unix(2, 0).UTC(), Complete: true,
		Options: Options{Subjects: []string{"a"}, Backends: []string{Groth16}, Concurrency: []int{1}},
		Noise:   Noise{Probe: NewSample(1, 2, 3), Spread: 0.5},
		Subjects: []Subject{
			{
				Name: "a", Backend: Groth16, Group: "g", Days: 1, Readings: 288, ProveOverFloor: &ratio,
				Times: zeroTimes(), CPU: NewSample(0.1), Throughput: []Throughput{{1, 2, 3, 4}}, Parts: []Part{{"p", 3}},
				Gas: &Gas{Verifier: "v", Verify: 1, Batch: []BatchGas{{1, 2}}},
			},
			{Name: "a", Backend: Plonk, Times: zeroTimes(), CPU: NewSample(), NoGas: "no compiler"},
		},
		Comparisons: []Comparison{{Slow: "a plonk", Fast: "a groth16", What: "prove", Ratio: NewSample(2, 3), Low: 2, High: 3, Confidence: 0.5}},
		Scaling:     []Fit{{"g", Groth16, "prove", -1, 2, 3, 0.9, 4}},
		Skipped:     []Skip{{"b", "too large"}},
	}
}

func zeroTimes() Times {
	e := NewSample()
	return Times{e, e, e, e, NewSample(1.5, 1), e, e}
}

func TestAFileIsReadAsItWasWritten(t *testing.T) {
	want := example()
	raw, err := want.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// Each change makes the file another than it says it is.
func TestFilesThatDoNotAgreeWithThemselvesAreRefused(t *testing.T) {
	for name, change := range map[string]func(*File){
		"another version":      func(f *File) { f.Format = "vitalproof/bench/2" },
		"an unknown backend":   func(f *File) { f.Subjects[0].Backend = "stark" },
		"a negative time":      func(f *File) { f.Subjects[0].Times.Prove.Values[0] = -1 },
		"a wrong median":       func(f *File) { f.Subjects[0].Times.Prove.P50 = 1 },
		"a wrong n":            func(f *File) { f.Subjects[0].Times.Prove.N = 3 },
		"a wrong p99 of noise": func(f *File) { f.Noise.Probe.P99 = 2 },
		"a wrong ratio":        func(f *File) { f.Comparisons[0].Ratio.Max = 4 },
		"a wrong floor":        func(f *File) { f.Subjects[0].ProveOverFloor.Min = 0.1 },
		"one subject twice":    func(f *File) { f.Subjects[1].Backend = Groth16 },
		"an unknown subject":   func(f *File) { f.Comparisons[0].Slow = "b groth16" },
		"a long name":          func(f *File) { f.Subjects[0].Name = strings.Repeat("x", 300) },
		"a sure thing":         func(f *File) { f.Comparisons[0].Confidence = 1.5 },
	} {
		f := example()
		change(f)
		raw, err := f.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Read(bytes.NewReader(raw)); !errors.Is(err, ErrFile) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	raw, _ := example().Marshal()
	for name, text := range map[string]string{
		"nothing": "", "half": string(raw[:len(raw)/2]), "a list": "[]", "another field": strings.Replace(string(raw), `"format"`, `"more": 1, "format"`, 1),
		"no field": strings.Replace(string(raw), `"complete": true,`, "", 1), "two": string(raw) + string(raw),
		"too long": strings.Repeat(" ", MaxBytes) + string(raw),
	} {
		if _, err := Read(strings.NewReader(text)); !errors.Is(err, ErrFile) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// The schema names every field that a file has, and no other.
func TestTheSchemaIsThatOfTheTypes(t *testing.T) {
	var schema map[string]any
	if err := json.Unmarshal(Schema, &schema); err != nil {
		t.Fatal(err)
	}
	if _, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema)); err != nil {
		t.Fatal(err)
	}
	definitions := schema["$defs"].(map[string]any)
	var compare func(path string, s map[string]any, of reflect.Type)
	compare = func(path string, s map[string]any, of reflect.Type) {
		if ref, ok := s["$ref"].(string); ok {
			s = definitions[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
		}
		switch of.Kind() {
		case reflect.Pointer:
			compare(path, s, of.Elem())
		case reflect.Slice:
			compare(path+"[]", s["items"].(map[string]any), of.Elem())
		case reflect.Struct:
			if of == reflect.TypeFor[time.Time]() {
				return
			}
			properties := maps.Clone(s["properties"].(map[string]any))
			required := map[any]bool{}
			for _, name := range s["required"].([]any) {
				required[name] = true
			}
			for i := range of.NumField() {
				name, option, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
				p, ok := properties[name].(map[string]any)
				if !ok || required[name] == (option == "omitempty") {
					t.Errorf("%s.%s: in the schema %v, required %v", path, name, ok, required[name])
					continue
				}
				delete(properties, name)
				compare(path+"."+name, p, of.Field(i).Type)
			}
			if len(properties) > 0 {
				t.Errorf("%s: the schema has more: %v", path, properties)
			}
		}
	}
	compare("", schema, reflect.TypeFor[File]())
}

func TestQuantilesAreByNearestRank(t *testing.T) {
	var hundred []float64
	for i := range 100 {
		hundred = append(hundred, float64((i*37)%100+1))
	}
	for _, c := range []struct {
		values               []float64
		p50, p95, p99, least float64
	}{
		{hundred, 50.5, 95, 99, 1}, {[]float64{3, 1, 2}, 2, 3, 3, 1}, {[]float64{4, 1}, 2.5, 4, 4, 1}, {[]float64{7}, 7, 7, 7, 7},
	} {
		s := NewSample(c.values...)
		if s.P50 != c.p50 || s.P95 != c.p95 || s.P99 != c.p99 || s.Min != c.least || !reflect.DeepEqual(s.Values, c.values) {
			t.Errorf("%v gives %+v", c.values, s)
		}
	}
	if s := NewSample(1, 2, 3, 4, 5, 6, 7, 8); s.Spread() != 4./2/4.5 {
		t.Errorf("spread %v", s.Spread())
	}
}

// Binomial probabilities by hand: of five values, the least and the greatest hold
// the median with 1 - 2/32; of ten, the second with 1 - 2*11/1024.
func TestIntervalsOfTheMedian(t *testing.T) {
	for _, c := range []struct {
		n                 int
		low, high, wanted float64
	}{
		{5, 1, 5, 1 - 2./32}, {6, 1, 6, 1 - 2./64}, {10, 2, 9, 1 - 22./1024}, {1, 1, 1, 0}, {3, 1, 3, 0.75},
	} {
		var values []float64
		for i := range c.n {
			values = append(values, float64(c.n-i))
		}
		low, high, got := NewSample(values...).Interval(0.95)
		if low != c.low || high != c.high || math.Abs(got-c.wanted) > 1e-12 {
			t.Errorf("%d values: %v to %v with %v, want %v to %v with %v", c.n, low, high, got, c.low, c.high, c.wanted)
		}
	}
}

func TestFitsAreLinesThroughThreeLengthsOrMore(t *testing.T) {
	at := func(group string, days, constraints int, prove float64) Subject {
		return Subject{Name: group, Backend: Groth16, Group: group, Days: days, Readings: 10 * days, Counts: Counts{Constraints: constraints}, Times: Times{Prove: NewSample(prove)}}
	}
	fits := Fits([]Subject{
		at("line", 30, 1000+30*50, 4), at("line", 1, 1050, 1), at("line", 7, 1350, 2),
		at("two", 1, 5, 1), at("two", 2, 6, 1), at("", 3, 5, 1), at("none", 0, 4, 1),
	})
	if len(fits) != 2 || fits[0].What != "constraints" || fits[1].What != "prove" {
		t.Fatalf("%+v", fits)
	}
	f := fits[0]
	if math.Abs(f.At0-1000) > 1e-9 || math.Abs(f.Slope-50) > 1e-9 || math.Abs(f.Reading-5) > 1e-9 || math.Abs(f.R2-1) > 1e-9 || f.Points != 3 {
		t.Errorf("%+v", f)
	}
	if f := fits[1]; f.R2 >= 1 || f.R2 < 0.9 || f.Slope <= 0 {
		t.Errorf("%+v", f)
	}
}
