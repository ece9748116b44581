package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"vitalproof/benchmarks/result"
)

func TestPlotsArePictures(t *testing.T) {
	want := []string{"floor", "constraints-groth16", "proving-groth16", "constraints-plonk", "proving-plonk", "parts-1",
		"parts-2", "parts-3", "comparisons", "gas-total", "gas-each", "throughput"}
	for form, f := range map[string]*result.File{"full": full(), "hostile": hostile()} {
		plots, err := Plots(f)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, p := range plots {
			names = append(names, p.Name)
			wellFormed(t, form+" "+p.Name, p.SVG)
			if p.Title == "" || len(p.Alt) < 40 || strings.Contains(p.Alt, "NaN") {
				t.Errorf("%s: title %q, description %q", p.Name, p.Title, p.Alt)
			}
			if form == "full" {
				colourful(t, &p)
			}
		}
		if !reflect.DeepEqual(names, want) {
			t.Errorf("%s: the plots are %q", form, names)
		}
	}
}

// wellFormed reads SVG to its end, and looks for what must not be in it.
func wellFormed(t *testing.T, name string, svg []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(svg))
	depth, shapes := 0, 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			depth++
			switch x.Name.Local {
			case "path":
				shapes++
			case "svg", "g", "text":
			default:
				t.Errorf("%s has an element %s", name, x.Name.Local)
			}
		case xml.EndElement:
			depth--
		}
	}
	if depth != 0 || shapes < 5 {
		t.Errorf("%s: %d elements are open, %d shapes", name, depth, shapes)
	}
	for _, bad := range []string{"NaN", "Inf", "-0<", "<!--"} {
		if bytes.Contains(svg, []byte(bad)) {
			t.Errorf("%s has %s", name, bad)
		}
	}
}

func colourful(t *testing.T, p *Plot) {
	t.Helper()
	var out bytes.Buffer
	if err := p.PNG(&out); err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(&out)
	if err != nil {
		t.Fatal(err)
	}
	colours := map[[3]uint32]bool{}
	b := picture.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y += 2 {
		for x := b.Min.X; x < b.Max.X; x += 2 {
			r, g, b, _ := picture.At(x, y).RGBA()
			colours[[3]uint32{r, g, b}] = true
		}
	}
	if b.Dx() < 1000 || b.Dy() < 250 || len(colours) < 20 {
		t.Errorf("%s: %v, %d colours", p.Name, b, len(colours))
	}
}

func TestCrowdedPlotsSayWhatTheyLeaveOut(t *testing.T) {
	f := full()
	s := f.Subjects[0]
	f.Subjects, f.Comparisons, f.Scaling = nil, nil, nil
	pairs := result.NewSample(make([]float64, 301)...)
	for i := range 50 {
		s.Name, s.ProveOverFloor = strconv.Itoa(i), &pairs
		f.Subjects = append(f.Subjects, s)
	}
	page := written(t, HTML, f)
	for _, want := range []string{"The first 14 of 50 are drawn", "The first 40 of 50 are drawn",
		"Of more than 300 pairs only the least and the greatest are drawn"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// A file can hold any number that is not negative.
func TestOddNumbersAreDrawnOrLeftOut(t *testing.T) {
	for _, v := range []float64{0, 1e-300, 5e-324, 1, 1e15, 1e300} {
		f := full()
		f.Subjects = f.Subjects[:8]
		for i := range f.Subjects {
			s := &f.Subjects[i]
			s.Times.Prove = result.NewSample(v)
			pair := result.NewSample(v, v, v)
			s.ProveOverFloor = &pair
			s.Throughput = []result.Throughput{{Concurrency: 1, PerSecond: v}}
			s.Parts = []result.Part{{Name: "", Constraints: 0}}
			s.Gas = &result.Gas{Batch: []result.BatchGas{{Proofs: 0, Gas: 1 << 62}, {Proofs: 1 << 40, Gas: 1<<64 - 1}}}
		}
		for i := range f.Comparisons {
			c := &f.Comparisons[i]
			c.Ratio, c.Low, c.High = result.NewSample(v), v, v
		}
		f.Scaling = result.Fits(f.Subjects)
		plots, err := Plots(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range plots {
			if p.Name != "parts-1" && !strings.HasPrefix(p.Name, "gas") {
				wellFormed(t, p.Name, p.SVG)
			}
			if bytes.Contains(p.SVG, []byte("NaN")) || bytes.Contains(p.SVG, []byte("Inf")) {
				t.Errorf("%s of %v has no number", p.Name, v)
			}
		}
		written(t, Markdown, f)
		written(t, CSV, f)
	}
}
