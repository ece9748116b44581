package initial

// A field is what curve.G1Affine and curve.G2Affine have their coordinates in.
type field[F any] interface {
	*F
	Add(x, y *F) *F
	Sub(x, y *F) *F
	Mul(x, y *F) *F
	Double(x *F) *F
	Square(x *F) *F
	Inverse(x *F) *F
	Neg(x *F) *F
	Equal(x *F) bool
	IsZero() bool
}

// A point has the memory of gnark-crypto's affine points: infinity is (0, 0).
type point[F any] struct{ X, Y F }

func infinite[F any, P field[F]](p *point[F]) bool { return P(&p.X).IsZero() && P(&p.Y).IsZero() }

// A pair adds the point from to the point into; both are indexes.
type pair struct{ into, from int }

// A group is some consecutive points.
type group struct{ start, count int }

// An adder adds many points at once. An affine addition is a slope, which divides,
// and few multiplications; the divisions of a batch are one inversion and three
// multiplications each (Montgomery's trick).
type adder[F any, P field[F]] struct {
	live     []pair
	below    []F // denominators of the slopes
	products []F // products[i] = below[0] ... below[i]
	pairs    []pair
	both     []point[F]

	// Here, for what generic code takes the address of is on the heap.
	inverse, slope, x, y F
}

// add adds each pair. A point that is the target of a pair is in no other; a point may
// be added to itself. It is complete: any point may be infinite, equal to its partner
// or its negative. Neither curve has points of order two, so no denominator is zero.
func (a *adder[F, P]) add(points []point[F], pairs []pair) {
	n := len(pairs)
	a.live, a.below, a.products = grow(a.live, n)[:0], grow(a.below, n), grow(a.products, n)
	for _, p := range pairs {
		into, from, i := &points[p.into], &points[p.from], len(a.live)
		below := &a.below[i]
		P(below).Sub(&from.X, &into.X)
		switch {
		case infinite[F, P](from):
			continue
		case infinite[F, P](into):
			*into = *from
			continue
		case !P(below).IsZero():
		case P(&into.Y).Equal(&from.Y):
			P(below).Double(&into.Y)
		default:
			*into = point[F]{}
			continue
		}
		a.products[i] = *below
		if i > 0 {
			P(&a.products[i]).Mul(&a.products[i-1], below)
		}
		a.live = append(a.live, p)
	}
	if len(a.live) == 0 {
		return
	}
	P(&a.inverse).Inverse(&a.products[len(a.live)-1])
	for i := len(a.live) - 1; i >= 0; i-- {
		into, from := &points[a.live[i].into], &points[a.live[i].from]
		P(&a.x).Sub(&from.X, &into.X)
		if P(&a.x).IsZero() { // the tangent, 3x²/2y
			P(&a.x).Square(&into.X)
			P(&a.slope).Double(&a.x)
			P(&a.slope).Add(&a.slope, &a.x)
		} else {
			P(&a.slope).Sub(&from.Y, &into.Y)
		}
		P(&a.slope).Mul(&a.slope, &a.inverse)
		if i > 0 {
			P(&a.slope).Mul(&a.slope, &a.products[i-1])
			P(&a.inverse).Mul(&a.inverse, &a.below[i])
		}
		P(&a.x).Square(&a.slope)
		P(&a.x).Sub(&a.x, &into.X)
		P(&a.x).Sub(&a.x, &from.X)
		P(&a.y).Sub(&into.X, &a.x)
		P(&a.y).Mul(&a.y, &a.slope)
		P(&into.Y).Sub(&a.y, &into.Y)
		into.X = a.x // last, for into may be from
	}
}

// sum leaves the sum of each group in its first point and garbage in the others: it
// adds halves of the groups to each other until every group is one point.
func (a *adder[F, P]) sum(points []point[F], groups []group) {
	for more := true; more; {
		more = false
		a.pairs = a.pairs[:0]
		for i := range groups {
			g := &groups[i]
			half := (g.count + 1) / 2
			for j := half; j < g.count; j++ {
				a.pairs = append(a.pairs, pair{g.start + j - half, g.start + j})
			}
			g.count = half
			more = more || half > 1
		}
		a.add(points, a.pairs)
	}
}

// butterflies turns the points of each pair into their sum and their difference.
func (a *adder[F, P]) butterflies(points []point[F], pairs []pair) {
	a.both, a.pairs = grow(a.both, 4*len(pairs)), a.pairs[:0]
	for i, p := range pairs {
		b := a.both[4*i : 4*i+4]
		b[0], b[1], b[2], b[3] = points[p.into], points[p.from], points[p.into], points[p.from]
		P(&b[3].Y).Neg(&b[3].Y)
		a.pairs = append(a.pairs, pair{4 * i, 4*i + 1}, pair{4*i + 2, 4*i + 3})
	}
	a.add(a.both, a.pairs)
	for i, p := range pairs {
		points[p.into], points[p.from] = a.both[4*i], a.both[4*i+2]
	}
}

// grow gives a slice of n items, whatever they hold.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
