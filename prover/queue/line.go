package queue

// line is one tenant's jobs in the order in which they came. A place that was
// left stays empty until most are, so that leaving from the middle is cheap; how
// many stand before a place is kept in a Fenwick tree.
type line struct {
	places []*entry // nil where a job left
	tree   []int    // tree[i] counts the jobs at the places in (i - lowest bit of i, i], from 1
	head   int      // no job stands before it
	live   int
}

// sparse is the number of empty places that is not worth closing up.
const sparse = 64

// append adds a job at the end and gives its place.
func (l *line) append(e *entry) int {
	if len(l.tree) == 0 {
		l.tree = append(l.tree, 0)
	}
	l.places = append(l.places, e)
	l.live++
	n := len(l.places)
	count := 1
	for i := n - 1; i > n-n&-n; i -= i & -i {
		count += l.tree[i]
	}
	l.tree = append(l.tree, count)
	return n - 1
}

// remove takes out the job at a place.
func (l *line) remove(place int) {
	l.places[place] = nil
	l.live--
	for i := place + 1; i < len(l.tree); i += i & -i {
		l.tree[i]--
	}
	for l.head < len(l.places) && l.places[l.head] == nil {
		l.head++
	}
	if len(l.places)-l.live > l.live+sparse {
		l.closeUp()
	}
}

// closeUp moves the jobs together. It costs as much as the removals that made it
// necessary.
func (l *line) closeUp() {
	old := l.places
	*l = line{places: make([]*entry, 0, 2*l.live), tree: make([]int, 0, 2*l.live+1)}
	for _, e := range old {
		if e != nil {
			e.place = l.append(e)
		}
	}
}

// before counts the jobs before a place.
func (l *line) before(place int) int {
	count := 0
	for i := place; i > 0; i -= i & -i {
		count += l.tree[i]
	}
	return count
}

// first gives the first job for which ok holds, or nil.
func (l *line) first(ok func(*entry) bool) *entry {
	for _, e := range l.places[l.head:] {
		if e != nil && ok(e) {
			return e
		}
	}
	return nil
}
