package result

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Schema is the JSON schema (draft 2020-12) of a result file.
//
//go:embed schema.json
var Schema []byte

// MaxBytes bounds a result file; a full run takes about 100 kB.
const MaxBytes = 16 << 20

// ErrFile reports a file that is not a result file of this version.
var ErrFile = errors.New("not a result file of this version")

var schema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		return nil, err
	}
	return c.Compile("schema.json")
})

// Marshal writes a result file.
func (f *File) Marshal() ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(f); err != nil {
		return nil, fmt.Errorf("write a result file: %w", err)
	}
	return out.Bytes(), nil
}

// Read reads a result file and checks it against the schema and itself.
func Read(r io.Reader) (*File, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read a result file: %w", err)
	}
	if len(raw) > MaxBytes {
		return nil, fmt.Errorf("%w: longer than %d bytes", ErrFile, MaxBytes)
	}
	s, err := schema()
	if err != nil {
		return nil, fmt.Errorf("the schema of result files: %w", err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFile, err)
	}
	if err := s.Validate(doc); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFile, err)
	}
	f := new(File)
	if err := json.Unmarshal(raw, f); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFile, err)
	}
	return f, f.check()
}

// check holds derived figures against what they are derived from.
func (f *File) check() error {
	known := map[string]bool{}
	samples := map[string]Sample{"noise": f.Noise.Probe}
	for i := range f.Subjects {
		s := &f.Subjects[i]
		id := s.ID()
		if known[id] {
			return fmt.Errorf("%w: %s is listed twice", ErrFile, id)
		}
		known[id] = true
		for name, x := range s.samples() {
			samples[id+": "+name] = x
		}
	}
	for _, c := range f.Comparisons {
		for _, id := range []string{c.Slow, c.Fast} {
			if !known[id] {
				return fmt.Errorf("%w: %s is compared and not listed", ErrFile, id)
			}
		}
		samples[c.Slow+" against "+c.Fast] = c.Ratio
	}
	for name, s := range samples {
		if !s.agrees() {
			return fmt.Errorf("%w: %s: the figures are not those of the values", ErrFile, name)
		}
	}
	return nil
}

func (s *Subject) samples() map[string]Sample {
	all := map[string]Sample{
		"compile": s.Times.Compile, "setup": s.Times.Setup, "load": s.Times.Load, "witness": s.Times.Witness,
		"prove": s.Times.Prove, "floor": s.Times.Floor, "verify": s.Times.Verify, "cpu": s.CPU,
	}
	if s.ProveOverFloor != nil {
		all["prove over floor"] = *s.ProveOverFloor
	}
	return all
}

// agrees reports that the quantiles are those of the values; numbers that went
// through decimal text differ in the last place.
func (s Sample) agrees() bool {
	want := NewSample(s.Values...)
	if s.N != want.N {
		return false
	}
	for _, pair := range [][2]float64{
		{s.P50, want.P50}, {s.P95, want.P95}, {s.P99, want.P99}, {s.Min, want.Min}, {s.Max, want.Max},
	} {
		if math.Abs(pair[0]-pair[1]) > 1e-9*math.Abs(pair[1]) {
			return false
		}
	}
	return true
}
