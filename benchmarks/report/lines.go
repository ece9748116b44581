package report

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// point is a value with its range.
type point struct{ x, y, low, high float64 }

// series is points of one colour and shape, and the line through them: either joined,
// or a fitted one, or none.
type series struct {
	text   string
	points []point
	joined bool
	fit    *[2]point // its ends

	colour color.Color
	shape  shape
	dashes []vg.Length
	width  vg.Length
	radius vg.Length
}

// dress gives series the colours and shapes in order; past the palette, lines are
// dashed. Where few series may coincide, the later are slimmer, so that all are seen.
func dress(all []series, nested bool) {
	for i := range all {
		all[i].width, all[i].radius = 1.5, 3.5
		if over := len(all) - 1 - i; nested && len(all) <= 4 {
			all[i].width += 2 * vg.Length(over)
			all[i].radius += 1.75 * vg.Length(over)
		}
		all[i].colour, all[i].shape = palette[i%len(palette)], shapes[i%len(shapes)]
		if i >= len(palette) {
			all[i].dashes = []vg.Length{5, 3}
		}
	}
}

func (s *series) line() draw.LineStyle {
	return draw.LineStyle{Color: s.colour, Width: s.width, Dashes: s.dashes}
}

// Plot implements plot.Plotter.
func (s *series) Plot(c draw.Canvas, p *plot.Plot) {
	tx, ty := p.Transforms(&c)
	at := func(q point) vg.Point { return vg.Point{X: tx(q.x), Y: ty(q.y)} }
	if s.fit != nil {
		c.StrokeLines(s.line(), c.ClipLinesXY([]vg.Point{at(s.fit[0]), at(s.fit[1])})...)
	}
	var path []vg.Point
	for _, q := range s.points {
		path = append(path, at(q))
	}
	if s.joined && len(path) > 1 {
		c.StrokeLines(s.line(), path)
	}
	for i, q := range s.points {
		if q.high > q.low {
			c.StrokeLine2(draw.LineStyle{Color: s.colour, Width: 1}, path[i].X, ty(q.low), path[i].X, ty(q.high))
		}
		s.shape.draw(&c, s.colour, s.radius, path[i])
	}
}

// DataRange implements plot.DataRanger.
func (s *series) DataRange() (xmin, xmax, ymin, ymax float64) {
	for _, q := range s.points {
		xmax, ymax = max(xmax, q.x), max(ymax, q.y, q.high)
	}
	return 0, xmax, 0, ymax
}

// GlyphBoxes implements plot.GlyphBoxer.
func (s *series) GlyphBoxes(p *plot.Plot) []plot.GlyphBox {
	var boxes []plot.GlyphBox
	around := draw.GlyphStyle{Radius: s.radius}.Rectangle()
	for _, q := range s.points {
		boxes = append(boxes, plot.GlyphBox{X: p.X.Norm(q.x), Y: p.Y.Norm(q.y), Rectangle: around})
	}
	return boxes
}

// Thumbnail implements plot.Thumbnailer.
func (s *series) Thumbnail(c *draw.Canvas) {
	mid := c.Center()
	if s.joined || s.fit != nil {
		line := s.line()
		line.Width = min(line.Width, 4)
		c.StrokeLine2(line, c.Min.X, mid.Y, c.Max.X, mid.Y)
	}
	s.shape.draw(c, s.colour, min(s.radius, 5), mid)
}

// lines draws series over a common axis; it has none if no series has points. Past two
// rounds of the palette nobody tells series apart.
func lines(name, title, x, y string, nested bool, all []series) []figure {
	note := cut(len(all), 2*len(palette))
	all = all[:min(len(all), 2*len(palette))]
	dress(all, nested)
	g := figure{name: name, title: title, note: note, axes: axes(x, y), body: 300}
	g.axes.X.Tick.Marker = ticks{whole: true} // days, proofs or provers
	g.axes.Add(grid(true, true))
	for i := range all {
		s := &all[i]
		if len(s.points) == 0 {
			continue
		}
		g.axes.Add(s)
		g.legend = append(g.legend, legend{s.text, s})
	}
	if len(g.legend) == 0 {
		return nil
	}
	g.axes.X.Max, g.axes.Y.Max = top(g.axes.X.Max), top(g.axes.Y.Max)
	g.alt = title + ": " + y + " against " + x
	for _, l := range g.legend {
		g.alt += "; " + l.text
	}
	g.alt += "."
	return []figure{g}
}
