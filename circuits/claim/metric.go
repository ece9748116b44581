package claim

import (
	"errors"
	"fmt"
	"time"
)

// Metric says what a series measures and on which grid. Its number stands in
// the claim word and in every seal, so it never changes its meaning.
type Metric uint8

// The metrics. Both are interstitial or blood glucose in mg/dL.
const (
	Glucose5  Metric = 1 // one slot every 5 minutes, 288 a day
	Glucose15 Metric = 2 // one slot every 15 minutes, 96 a day
)

// Readings that a slot may hold, in mg/dL; 0 is "no reading". A sensor's LOW is
// 39 and its HIGH is 401: they are readings and are never dropped.
const (
	MinReading = 39
	MaxReading = 500
)

// LeastReadings is the standing rule of every claim: a window with fewer filled
// slots satisfies nothing. With no reading each percentage is 0 of 0, and a
// sample variance needs two.
const LeastReadings = 2

// MaxDays bounds the length of a window, in days.
const MaxDays = 366

const minutesPerDay = 24 * 60

// Valid reports whether m is a known metric.
func (m Metric) Valid() bool { return m == Glucose5 || m == Glucose15 }

// Name is the metric's name in files and on the command line, or "unknown".
func (m Metric) Name() string {
	switch m {
	case Glucose5:
		return "glucose-5min"
	case Glucose15:
		return "glucose-15min"
	}
	return "unknown"
}

// IntervalMinutes is the length of a slot in minutes, or 0 for an unknown metric.
func (m Metric) IntervalMinutes() int {
	switch m {
	case Glucose5:
		return 5
	case Glucose15:
		return 15
	}
	return 0
}

// SlotsPerDay is the number of slots of a day, or 0 for an unknown metric.
func (m Metric) SlotsPerDay() int {
	if !m.Valid() {
		return 0
	}
	return minutesPerDay / m.IntervalMinutes()
}

// MetricFor gives the glucose metric of a grid of 5 or 15 minutes.
func MetricFor(intervalMinutes int) (Metric, error) {
	for _, m := range []Metric{Glucose5, Glucose15} {
		if m.IntervalMinutes() == intervalMinutes {
			return m, nil
		}
	}
	return 0, fmt.Errorf("no metric with a reading every %d minutes; there are 5 and 15", intervalMinutes)
}

// ParseMetric reads a metric's name.
func ParseMetric(name string) (Metric, error) {
	for _, m := range []Metric{Glucose5, Glucose15} {
		if m.Name() == name {
			return m, nil
		}
	}
	return 0, fmt.Errorf("unknown metric %q; there are %s and %s", name, Glucose5.Name(), Glucose15.Name())
}

// Day is a calendar day as the number of days since 1970-01-01.
type Day int32

// MaxDay is the last day a claim can name: its number has 20 bits (year 4840).
const MaxDay Day = 1<<20 - 1

var errDay = errors.New("not a day: want YYYY-MM-DD, from 1970-01-01 on")

// ParseDay reads YYYY-MM-DD.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, errDay
	}
	d := t.Unix() / (24 * 60 * 60)
	// The text is compared again so that a day has one spelling.
	if d < 0 || d > int64(MaxDay) || Day(d).String() != s {
		return 0, errDay
	}
	return Day(d), nil
}

// String writes YYYY-MM-DD.
func (d Day) String() string {
	return time.Unix(int64(d)*24*60*60, 0).UTC().Format(time.DateOnly)
}
