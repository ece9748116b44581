package initial

// chunkRows is how many sums are worked on at once: enough that a batch's inversion,
// worth about 65 multiplications, is little for each, and few enough that points and
// multiples stay in the cache of a processor.
const chunkRows = 512

// A term of a sum is a scalar times a point, or minus that; both are indexes.
type term struct {
	base, scalar int32
	negative     bool
}

// multiples of points: for each the odd ones that its digits need.
type multiples[F any] struct {
	start  []int // where each point's begin; one more than points
	points []point[F]
}

// prepare lays out the multiples of n points for some terms.
func (m *multiples[F]) prepare(n int, rows [][]term, digits [][]digit) {
	largest := make([]int8, n)
	for _, row := range rows {
		for _, t := range row {
			for _, d := range digits[t.scalar] {
				largest[t.base] = max(largest[t.base], d.odd, -d.odd)
			}
		}
	}
	m.start = append(m.start[:0], 0)
	end := 0
	for _, l := range largest {
		end += (int(l) + 1) / 2
		if l > 1 {
			end++ // for the double, of which the others are made
		}
		m.start = append(m.start, end)
	}
	m.points = grow(m.points, end)
}

// fill computes the multiples of bases[lo:hi].
func (m *multiples[F]) fill(add func([]point[F], []pair), bases []point[F], lo, hi int) {
	pairs, level := make([]pair, 0, hi-lo), 1
	for i := lo; i < hi; i++ {
		start, end := m.start[i], m.start[i+1]
		if start == end {
			continue
		}
		m.points[start] = bases[i]
		if end-start > 1 {
			m.points[end-1] = bases[i]
			pairs = append(pairs, pair{end - 1, end - 1})
		}
	}
	for ; len(pairs) > 0; level++ {
		add(m.points, pairs)
		pairs = pairs[:0]
		for i := lo; i < hi; i++ {
			start, end := m.start[i], m.start[i+1]
			if start+level < end-1 {
				m.points[start+level] = m.points[start+level-1]
				pairs = append(pairs, pair{start + level, end - 1})
			}
		}
	}
}

// A combiner computes sums of scalars times points, many in step: for each bit, from
// the highest, it doubles all sums and adds the multiples that have a digit there. It
// adds them to the sum and then that to the sum again, as an addition is a little
// cheaper than doubling.
type combiner[F any, P field[F]] struct {
	adder[F, P]
	multiples[F]
	cursors []uint8    // of each term, the next of its digits
	batch   []point[F] // the sums so far, then groups
	groups  []group
	again   []pair
}

// combine gives the sum of each row in out.
func (c *combiner[F, P]) combine(f *family[F, P], m *multiples[F], rows [][]term, digits [][]digit, out []point[F]) {
	top := -1
	for _, row := range rows {
		for _, t := range row {
			if d := digits[t.scalar]; len(d) > 0 {
				top = max(top, int(d[0].bit))
			}
		}
	}
	c.cursors = grow(c.cursors, terms(rows))
	clear(c.cursors)
	c.batch = grow(c.batch, len(rows))
	clear(c.batch)
	for bit := top; bit >= 0; bit-- {
		c.gather(f, m, rows, digits, uint8(bit))
		c.sum(c.batch, c.groups)
		c.add(c.batch, c.again)
	}
	copy(out, c.batch)
}

// gather groups each row's sum so far with the multiples that a bit adds to it, and
// notes that the row's sum, or the sum itself without any, is to be added again.
func (c *combiner[F, P]) gather(f *family[F, P], m *multiples[F], rows [][]term, digits [][]digit, bit uint8) {
	c.batch, c.groups, c.again = c.batch[:len(rows)], c.groups[:0], c.again[:0]
	cursors := c.cursors
	for i, row := range rows {
		start := len(c.batch)
		c.batch = append(c.batch, c.batch[i])
		for j, t := range row {
			for d := digits[t.scalar]; int(cursors[j]) < len(d) && d[cursors[j]].bit == bit; cursors[j]++ {
				next := d[cursors[j]]
				c.batch = append(c.batch, m.points[m.start[t.base]+int(max(next.odd, -next.odd)/2)])
				p := &c.batch[len(c.batch)-1]
				f.move(p, next.power)
				if t.negative != (next.odd < 0) {
					P(&p.Y).Neg(&p.Y)
				}
			}
		}
		cursors = cursors[len(row):]
		if len(c.batch) == start+1 {
			c.batch = c.batch[:start]
			c.again = append(c.again, pair{i, i})
			continue
		}
		c.groups = append(c.groups, group{start, len(c.batch) - start})
		c.again = append(c.again, pair{i, start})
	}
}

// product gives the sum of each row over the same points, whose multiples are shared.
// Each term counts weight units of progress.
func product[F any, P field[F]](r *run, f *family[F, P], bases []point[F], rows [][]term, digits [][]digit, weight int) ([]point[F], error) {
	var m multiples[F]
	m.prepare(len(bases), rows, digits)
	if err := each(r, len(bases), chunkRows, func(a *adder[F, P], lo, hi int) {
		m.fill(a.add, bases, lo, hi)
	}); err != nil {
		return nil, err
	}
	out := make([]point[F], len(rows))
	// Rows of wires may have hundreds of terms, so a chunk has fewer of them.
	err := each(r, len(rows), chunkRows/4, func(c *combiner[F, P], lo, hi int) {
		c.combine(f, &m, rows[lo:hi], digits, out[lo:hi])
		r.progress(weight * terms(rows[lo:hi]))
	})
	return out, err
}

func terms(rows [][]term) int {
	n := 0
	for _, row := range rows {
		n += len(row)
	}
	return n
}
