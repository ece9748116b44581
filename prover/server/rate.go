package server

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limiters are token buckets by name, one for each tenant or address. Those that
// are not used are forgotten.
type limiters struct {
	rate  rate.Limit
	burst int

	mutex  sync.Mutex
	byName map[string]*rate.Limiter
	swept  time.Time
	rest   *rate.Limiter // of all that come when the table is full
}

func newLimiters(perSecond float64, burst int) *limiters {
	l := &limiters{rate: rate.Limit(perSecond), burst: burst, byName: make(map[string]*rate.Limiter)}
	l.rest = rate.NewLimiter(l.rate, l.burst)
	return l
}

// allow takes one call of a name, if there is one left.
func (l *limiters) allow(name string, now time.Time) bool {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if since := now.Sub(l.swept); since > sweepEvery || len(l.byName) >= maxLimiters && since > time.Second {
		l.swept = now
		for n, e := range l.byName {
			// A bucket that is full again is as good as a new one.
			if e.TokensAt(now) >= float64(l.burst) {
				delete(l.byName, n)
			}
		}
	}
	e := l.byName[name]
	if e == nil {
		if e = l.rest; len(l.byName) < maxLimiters {
			e = rate.NewLimiter(l.rate, l.burst)
			l.byName[name] = e
		}
	}
	return e.AllowN(now, 1)
}

// counts bounds how many of something a name has at once.
type counts struct {
	most  int
	mutex sync.Mutex
	each  map[string]int
}

func newCounts(most int) *counts { return &counts{most: most, each: make(map[string]int)} }

// take adds one and gives the way to remove it; nil if there are as many as may be.
func (c *counts) take(name string) (free func()) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.each[name] >= c.most {
		return nil
	}
	c.each[name]++
	return func() {
		c.mutex.Lock()
		defer c.mutex.Unlock()
		if c.each[name]--; c.each[name] == 0 {
			delete(c.each, name)
		}
	}
}

// all gives the counts as they are.
func (c *counts) all() map[string]int {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	m := make(map[string]int, len(c.each))
	for k, v := range c.each {
		m[k] = v
	}
	return m
}
