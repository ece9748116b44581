package report

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"regexp"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"vitalproof/benchmarks/result"
)

// Plot is a picture of a part of a file.
type Plot struct {
	Name  string // of letters, digits and dashes; unique in a report
	Title string
	Alt   string // tells what is to be seen to who cannot see it
	SVG   []byte // a document of its own

	figure *figure
}

// PNG draws the plot with 144 dots an inch.
func (p *Plot) PNG(w io.Writer) error {
	c := vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(width, p.figure.height()), vgimg.UseDPI(144))}
	p.figure.draw(draw.New(c))
	if _, err := c.WriteTo(w); err != nil {
		return fmt.Errorf("draw %s: %w", p.Name, err)
	}
	return nil
}

// Plots draws all plots that the file has data for.
func Plots(f *result.File) ([]Plot, error) {
	var all []Plot
	for _, s := range withFigures(f) {
		for i := range s.Figures {
			p, err := s.Figures[i].plot()
			if err != nil {
				return nil, err
			}
			all = append(all, p)
		}
	}
	return all, nil
}

// withFigures is sections with their plots, or why there is none.
func withFigures(f *result.File) []section {
	drawn := map[string]func(*result.File) ([]figure, string){
		"scaling": scalingFigures, "parts": partFigures, "gas": gasFigures, "comparisons": comparisonFigures,
		"floor": floorFigures, "throughput": throughputFigures,
	}
	all := sections(f)
	for i := range all {
		if draw := drawn[all[i].ID]; draw != nil {
			figures, why := draw(f)
			all[i].Figures = figures
			if why != "" {
				all[i].Missing = append(all[i].Missing, why)
			}
		}
	}
	return all
}

// figure is a plot with its title above it and its legend, if it has more than one
// series, below it, where neither hides data.
type figure struct {
	name, title, alt string
	note             string // said under it on the page
	axes             *plot.Plot
	body             vg.Length // height of the axes
	legend           []legend
}

type legend struct {
	text  string
	thumb plot.Thumbnailer
}

const (
	width      = 8 * vg.Inch
	margin     = vg.Length(12)
	titleSpace = vg.Length(26)
	legendLine = vg.Length(17)
	legendIcon = vg.Length(44)
)

func (g *figure) height() vg.Length {
	h := 2*margin + titleSpace + g.body
	if len(g.legend) > 0 {
		_, lines := g.legendGrid()
		h += vg.Length(lines)*legendLine + margin/2
	}
	return h
}

// legendGrid gives columns and lines of the legend: as many columns as its longest text
// leaves room for.
func (g *figure) legendGrid() (columns, lines int) {
	longest, words := vg.Length(1), style(10, ink)
	for _, l := range g.legend {
		longest = max(longest, words.Width(l.text)+legendIcon+2*margin)
	}
	columns = min(3, max(1, int((width-2*margin)/longest)))
	return columns, (len(g.legend) + columns - 1) / columns
}

func (g *figure) draw(c draw.Canvas) {
	c.SetColor(white)
	c.Fill(c.Rectangle.Path())
	c = draw.Crop(c, margin, -margin, margin, -margin)
	title := style(13, ink)
	title.Font = bold(13)
	title.YAlign = draw.YTop
	c.FillText(title, vg.Point{X: c.Min.X, Y: c.Max.Y}, g.title)
	below := c.Max.Y - c.Min.Y - titleSpace - g.body
	g.axes.Draw(draw.Crop(c, 0, 0, below, -titleSpace))
	words := style(10, ink)
	words.YAlign = draw.YCenter
	columns, lines := g.legendGrid()
	for i, l := range g.legend {
		x := c.Min.X + (c.Max.X-c.Min.X)/vg.Length(columns)*vg.Length(i/lines)
		y := c.Min.Y + below - margin/2 - legendLine*vg.Length(1+i%lines)
		l.thumb.Thumbnail(&draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
			Min: vg.Point{X: x + 4, Y: y}, Max: vg.Point{X: x + legendIcon - 8, Y: y + legendLine}}})
		c.FillText(words, vg.Point{X: x + legendIcon, Y: y + legendLine/2 + words.FontExtents().Descent}, l.text)
	}
}

// measured notes how wide each text is, in the order of the document.
type measured struct {
	*vgsvg.Canvas
	widths []vg.Length
}

// FillString implements vg.Canvas.
func (m *measured) FillString(face font.Face, at vg.Point, s string) {
	m.widths = append(m.widths, face.Width(s))
	m.Canvas.FillString(face, at, s)
}

var (
	root      = regexp.MustCompile(`(?s)^.*?<svg width="[^"]*" height="[^"]*"`)
	textStart = regexp.MustCompile(`<text `)
	family    = regexp.MustCompile(`font-family:Liberation Sans`)
)

// plot draws the SVG. The font is not embedded, at 400 kB a plot: text is drawn in
// whatever sans serif font there is, stretched to the width it was laid out with.
func (g *figure) plot() (Plot, error) {
	c := &measured{Canvas: vgsvg.New(width, g.height())}
	g.draw(draw.New(c))
	var out bytes.Buffer
	if _, err := c.WriteTo(&out); err != nil {
		return Plot{}, fmt.Errorf("draw %s: %w", g.name, err)
	}
	svg := root.ReplaceAllLiteralString(out.String(),
		`<svg role="img" aria-label="`+html.EscapeString(clean(g.alt))+`"`)
	next := 0
	svg = textStart.ReplaceAllStringFunc(svg, func(start string) string {
		next++
		return fmt.Sprintf(`%stextLength="%.2f" lengthAdjust="spacingAndGlyphs" `, start, c.widths[next-1].Points())
	})
	svg = family.ReplaceAllLiteralString(svg, "font-family:Liberation Sans,Arimo,Arial,Helvetica,sans-serif")
	return Plot{Name: g.name, Title: g.title, Alt: g.alt, SVG: []byte(strings.TrimSpace(svg) + "\n"), figure: g}, nil
}
