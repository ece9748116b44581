package report

import (
	"image/color"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// bar is a row of a bar chart: a bar from 0, or dots with a mark at the value.
type bar struct {
	label     string // a line or two
	value     float64
	low, high float64 // error bar, if high is more
	dots      []float64
	words     string // behind the bar
	colour    color.Color
}

// end is how far to the right the row has something.
func (b *bar) end() float64 {
	end := max(b.value, b.high)
	for _, v := range b.dots {
		end = max(end, v)
	}
	return end
}

// bars is a chart of rows from top to bottom.
type bars struct {
	rows []bar
	one  bool // a line at 1, where both sides of a ratio are the same
}

func (b *bars) words() (s text.Style) {
	s = style(10, ink)
	s.YAlign = draw.YCenter
	return s
}

// Plot implements plot.Plotter.
func (b *bars) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	at := func(i int) vg.Length { return ty(float64(len(b.rows) - 1 - i)) }
	for i := range b.rows {
		row, y := &b.rows[i], at(i)
		if row.dots == nil {
			c.FillPolygon(row.colour, []vg.Point{
				{X: tx(0), Y: y - 8}, {X: tx(row.value), Y: y - 8}, {X: tx(row.value), Y: y + 8}, {X: tx(0), Y: y + 8},
			})
		}
	}
	if b.one && p.X.Max > 1 {
		line := draw.LineStyle{Color: muted, Width: 1, Dashes: []vg.Length{4, 3}}
		c.StrokeLine2(line, tx(1), c.Min.Y, tx(1), c.Max.Y)
	}
	for i := range b.rows {
		row, y := &b.rows[i], at(i)
		for _, v := range row.dots {
			c.DrawGlyph(draw.GlyphStyle{Color: row.colour, Radius: 2.5, Shape: draw.RingGlyph{}}, vg.Point{X: tx(v), Y: y})
		}
		if row.dots != nil {
			c.StrokeLine2(draw.LineStyle{Color: ink, Width: 2.5}, tx(row.value), y-8, tx(row.value), y+8)
		}
		if row.high > row.low {
			line := draw.LineStyle{Color: ink, Width: 1.25}
			c.StrokeLine2(line, tx(row.low), y, tx(row.high), y)
			c.StrokeLine2(line, tx(row.low), y-4, tx(row.low), y+4)
			c.StrokeLine2(line, tx(row.high), y-4, tx(row.high), y+4)
		}
		c.FillText(b.words(), vg.Point{X: tx(row.end()) + 7, Y: y + b.words().FontExtents().Descent}, row.words)
	}
}

// DataRange implements plot.DataRanger.
func (b *bars) DataRange() (xmin, xmax, ymin, ymax float64) {
	for i := range b.rows {
		xmax = max(xmax, b.rows[i].end())
	}
	return 0, xmax, -0.5, float64(len(b.rows)) - 0.5
}

// GlyphBoxes implements plot.GlyphBoxer: room for the words behind each bar.
func (b *bars) GlyphBoxes(p *plot.Plot) []plot.GlyphBox {
	var boxes []plot.GlyphBox
	for i := range b.rows {
		box := b.words().Rectangle(b.rows[i].words).Add(vg.Point{X: 7})
		boxes = append(boxes, plot.GlyphBox{X: p.X.Norm(b.rows[i].end()), Y: 0.5, Rectangle: box})
	}
	return boxes
}

// chart draws rows, of which there has to be one.
func chart(name, title, x string, one bool, rows []bar) figure {
	p := axes(x, "")
	p.Add(grid(false, true), &bars{rows, one})
	p.X.Max = top(p.X.Max)
	p.Y.Min = -0.5
	p.Y.Tick.Length = 0
	var labels []plot.Tick
	rowHeight := vg.Length(24)
	alt := title + ", " + x + ": "
	for i := range rows {
		labels = append(labels, plot.Tick{Value: float64(len(rows) - 1 - i), Label: rows[i].label})
		if strings.Contains(rows[i].label, "\n") {
			rowHeight = 34
		}
		if i > 0 {
			alt += "; "
		}
		alt += strings.ReplaceAll(rows[i].label, "\n", " ") + " " + rows[i].words
	}
	p.Y.Tick.Marker = plot.ConstantTicks(labels)
	return figure{name: name, title: title, alt: alt + ".", axes: p, body: max(130, 50+rowHeight*vg.Length(len(rows)))}
}
