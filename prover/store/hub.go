package store

import "sync"

// hub tells watchers that something changed. A watcher that is slow finds one
// note for all it missed; the writer never waits.
type hub struct {
	mu       sync.Mutex
	watchers map[id]map[chan struct{}]struct{}
}

func (h *hub) watch(name string) (changed <-chan struct{}, stop func()) {
	c := make(chan struct{}, 1)
	i, ok := parseID(name)
	if !ok {
		return c, func() {}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.watchers == nil {
		h.watchers = map[id]map[chan struct{}]struct{}{}
	}
	if h.watchers[i] == nil {
		h.watchers[i] = map[chan struct{}]struct{}{}
	}
	h.watchers[i][c] = struct{}{}
	return c, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.watchers[i], c)
		if len(h.watchers[i]) == 0 {
			delete(h.watchers, i)
		}
	}
}

func (h *hub) tell(i id) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.watchers[i] {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}
