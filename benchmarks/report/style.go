package report

import (
	"image/color"
	"math"
	"strconv"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

func rgb(v uint32) color.Color {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}
}

// palette is that of Okabe and Ito, which people with any colour vision tell apart,
// less the yellow, which is faint on white. Shapes tell series apart as well.
var palette = []color.Color{
	rgb(0x0072b2), rgb(0xd55e00), rgb(0x009e73), rgb(0xcc79a7), rgb(0xe69f00), rgb(0x56b4e9), rgb(0x000000),
}

var (
	white = rgb(0xffffff)
	ink   = rgb(0x1f2933)
	faint = rgb(0xdde3e8)
	muted = rgb(0x52606d)
)

// shape is a glyph, open ones over white, so that no line runs through them.
type shape struct{ outline, filled draw.GlyphDrawer }

var shapes = []shape{
	{nil, draw.CircleGlyph{}}, {draw.SquareGlyph{}, draw.BoxGlyph{}}, {nil, draw.PyramidGlyph{}},
	{draw.RingGlyph{}, draw.CircleGlyph{}}, {nil, draw.BoxGlyph{}}, {draw.TriangleGlyph{}, draw.PyramidGlyph{}},
	{nil, diamond{}},
}

// diamond is a glyph that gonum has not.
type diamond struct{}

// DrawGlyph implements draw.GlyphDrawer.
func (diamond) DrawGlyph(c *draw.Canvas, s draw.GlyphStyle, at vg.Point) {
	r := s.Radius * 1.25
	c.FillPolygon(s.Color, []vg.Point{{X: at.X - r, Y: at.Y}, {X: at.X, Y: at.Y + r}, {X: at.X + r, Y: at.Y}, {X: at.X, Y: at.Y - r}})
}

// draw draws the shape.
func (s shape) draw(c *draw.Canvas, colour color.Color, radius vg.Length, at vg.Point) {
	if s.outline == nil {
		c.DrawGlyph(draw.GlyphStyle{Color: colour, Radius: radius, Shape: s.filled}, at)
		return
	}
	c.DrawGlyph(draw.GlyphStyle{Color: white, Radius: radius, Shape: s.filled}, at)
	c.SetLineWidth(1.5)
	c.SetLineDash(nil, 0)
	s.outline.DrawGlyph(c, draw.GlyphStyle{Color: colour, Radius: radius}, at)
}

func bold(size vg.Length) font.Font {
	f := font.From(font.Font{Typeface: "Liberation", Variant: "Sans"}, size)
	f.Weight = xfont.WeightBold
	return f
}

func style(size vg.Length, c color.Color) text.Style {
	return text.Style{
		Color:   c,
		Font:    font.From(font.Font{Typeface: "Liberation", Variant: "Sans"}, size),
		Handler: plot.DefaultTextHandler,
	}
}

// axes is an empty plot in our style, from 0 on both axes.
func axes(x, y string) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Min, axis.Padding = 0, 0
		axis.LineStyle = draw.LineStyle{Color: muted, Width: 0.75}
		axis.Tick.LineStyle = axis.LineStyle
		axis.Tick.Length = 4
		axis.Tick.Label.Font = style(10, ink).Font
		axis.Tick.Label.Color = ink
		axis.Label.TextStyle.Font = style(11, ink).Font
		axis.Label.TextStyle.Color = ink
		axis.Label.Padding = 6
		axis.Tick.Marker = ticks{}
	}
	p.X.Label.Text, p.Y.Label.Text = x, y
	return p
}

// grid is faint lines behind the data.
func grid(horizontal, vertical bool) *plotter.Grid {
	g := plotter.NewGrid()
	line := draw.LineStyle{Color: faint, Width: 0.75}
	g.Horizontal, g.Vertical = draw.LineStyle{}, draw.LineStyle{}
	if horizontal {
		g.Horizontal = line
	}
	if vertical {
		g.Vertical = line
	}
	return g
}

// ticks are round numbers, written in full and with as many decimals as their step.
type ticks struct {
	whole bool // no fractions
}

// Ticks implements plot.Ticker.
func (t ticks) Ticks(low, high float64) []plot.Tick {
	step := round((high - low) / 6)
	if t.whole {
		step = max(1, math.Ceil(step))
	}
	if step <= 0 || math.IsInf(step, 0) {
		return nil
	}
	decimals := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	if math.Abs(step*math.Pow10(decimals)-math.Round(step*math.Pow10(decimals))) > 1e-6 {
		decimals++ // 2.5
	}
	var all []plot.Tick
	for i := math.Ceil(low/step - 1e-9); i*step <= high*(1+1e-9) && len(all) < 20; i++ {
		v := i*step + 0 // never -0
		all = append(all, plot.Tick{Value: v, Label: group(strconv.FormatFloat(v, 'f', decimals, 64))})
	}
	return all
}

// round gives the least of 1, 2, 2.5, 5 and 10 times a power of ten that is not less.
func round(v float64) float64 {
	if !(v > 0) {
		return 0
	}
	unit := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 2.5, 5} {
		if v <= m*unit*(1+1e-9) {
			return m * unit
		}
	}
	return 10 * unit
}

// top ends an axis at its greatest value, rounded up to half the distance of ticks.
func top(greatest float64) float64 {
	step := round(greatest/6) / 2
	if step <= 0 || math.IsInf(step, 0) {
		return 1
	}
	return math.Ceil(greatest/step-1e-9) * step
}

// finite leaves out numbers that cannot be drawn, on an axis or apart from 0.
func finite(vs ...float64) bool {
	for _, v := range vs {
		if math.IsNaN(v) || math.Abs(v) > 1e15 || v != 0 && math.Abs(v) < 1e-12 {
			return false
		}
	}
	return true
}
