package report

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"io"

	"vitalproof/benchmarks/result"
)

//go:embed page.css
var css string

//go:embed page.html
var pageText string

var page = template.Must(template.New("page").Parse(pageText))

// view is what the page is made of. Only texts that this package wrote, or escaped, have
// a type of html/template, which does not escape it again.
type view struct {
	Title      string
	CSS        template.CSS
	Started    string
	Ended      string
	Complete   bool
	Incomplete string
	Sections   []sectionView
	JSON       template.JS
	Download   template.URL
	FileName   string
}

type sectionView struct {
	section
	Plots []plotView
}

type plotView struct {
	Plot
	Note string
	Body template.HTML
	File template.URL
}

// HTML writes a page that needs nothing else and runs nothing.
func HTML(w io.Writer, f *result.File) error {
	raw, err := f.Marshal()
	if err != nil {
		return err
	}
	// This escapes <, > and &, so that nothing in it ends the script element.
	embedded, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("write a page: %w", err)
	}
	v := view{
		Title:      "Vitalproof benchmarks",
		CSS:        template.CSS(css),
		Started:    moment(f.Started),
		Ended:      moment(f.Ended),
		Complete:   f.Complete,
		Incomplete: incomplete,
		JSON:       template.JS(embedded),
		Download:   data("application/json", raw),
		FileName:   "vitalproof-bench-" + f.Started.UTC().Format("20060102T150405Z") + ".json",
	}
	for _, s := range withFigures(f) {
		shown := sectionView{section: s}
		for i := range s.Figures {
			p, err := s.Figures[i].view()
			if err != nil {
				return err
			}
			shown.Plots = append(shown.Plots, p)
		}
		v.Sections = append(v.Sections, shown)
	}
	var out bytes.Buffer
	if err := page.Execute(&out, v); err != nil {
		return fmt.Errorf("write a page: %w", err)
	}
	if _, err := out.WriteTo(w); err != nil {
		return fmt.Errorf("write a page: %w", err)
	}
	return nil
}

// view draws a figure in both forms.
func (g *figure) view() (plotView, error) {
	p, err := g.plot()
	if err != nil {
		return plotView{}, err
	}
	var picture bytes.Buffer
	if err := p.PNG(&picture); err != nil {
		return plotView{}, err
	}
	return plotView{Plot: p, Note: g.note, Body: template.HTML(p.SVG), File: data("image/png", picture.Bytes())}, nil
}

func data(kind string, content []byte) template.URL {
	return template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(content))
}
