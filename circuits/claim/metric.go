package claim

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Metric says what is measured and in which shape. Its number stands in the
// claim word and in every seal, so it never changes its meaning.
type Metric uint8

// The metrics. Adding one to a family is a row of metrics below, rows of limits
// if its quantity is new, and a test.
const (
	Glucose5  Metric = 1
	Glucose15 Metric = 2
	HeartRate Metric = 3
	SpO2      Metric = 4

	Steps            Metric = 10
	ActiveMinutes    Metric = 11
	SleepMinutes     Metric = 12
	PAPMinutes       Metric = 13
	RestingHeartRate Metric = 14
	HRVSDNN          Metric = 15
	HRVRMSSD         Metric = 16

	BloodPressure Metric = 20
	HbA1c         Metric = 21
	BMI           Metric = 22
	AHI           Metric = 23
	Cholesterol   Metric = 24
	GlucoseLab    Metric = 25
	Age           Metric = 26

	ICD10CM       Metric = 30
	SNOMED        Metric = 31
	CPICPhenotype Metric = 32
)

// Family is a shape of data. Every family has one package of circuits.
type Family string

// The families.
const (
	Series Family = "series" // a grid of many slots a day
	Daily  Family = "daily"  // one value a day
	Panel  Family = "panel"  // few dated measurements of one or two channels
	Codes  Family = "codes"  // coded facts
)

// Quantity is what a metric measures, whatever the grid: metrics of one quantity
// have the same limits, and a template names the quantity it is for.
type Quantity string

// Channel bounds one number of a reading. 0 is "none" and so outside of it.
type Channel struct {
	Name     string
	Unit     string
	Min, Max uint64
}

type metricRow struct {
	metric   Metric
	name     string
	family   Family
	quantity Quantity
	interval int       // minutes of a slot; a day for daily values
	bits     int       // of a reading in a day block (series and daily)
	channels []Channel // a panel may have two
}

// Bounds of readings. A glucose sensor's LOW is 39 and its HIGH is 401: they are
// readings and are never dropped. The other bounds are wider than any value a
// device reports; what lies outside is refused when a day is sealed.
const (
	MinReading = 39
	MaxReading = 500
)

// ChannelBits is the width of one number of a panel's measurement.
const ChannelBits = 13

var metrics = []metricRow{
	{Glucose5, "glucose-5min", Series, "glucose", 5, 9, []Channel{{"glucose", "mg/dL", MinReading, MaxReading}}},
	{Glucose15, "glucose-15min", Series, "glucose", 15, 9, []Channel{{"glucose", "mg/dL", MinReading, MaxReading}}},
	{HeartRate, "heart-rate-1min", Series, "heart-rate", 1, 8, []Channel{{"heart rate", "/min", 25, 250}}},
	{SpO2, "spo2-1min", Series, "spo2", 1, 7, []Channel{{"oxygen saturation", "%", 50, 100}}},

	{Steps, "steps", Daily, "steps", minutesPerDay, 17, []Channel{{"steps", "steps", 1, 1<<17 - 1}}},
	{ActiveMinutes, "active-minutes", Daily, "active-minutes", minutesPerDay, 17, []Channel{{"active time", "min", 1, minutesPerDay}}},
	{SleepMinutes, "sleep-minutes", Daily, "sleep-minutes", minutesPerDay, 17, []Channel{{"sleep", "min", 1, minutesPerDay}}},
	{PAPMinutes, "pap-minutes", Daily, "pap-minutes", minutesPerDay, 17, []Channel{{"PAP use", "min", 1, minutesPerDay}}},
	{RestingHeartRate, "resting-heart-rate", Daily, "resting-heart-rate", minutesPerDay, 17, []Channel{{"resting heart rate", "/min", 20, 250}}},
	{HRVSDNN, "hrv-sdnn", Daily, "hrv-sdnn", minutesPerDay, 17, []Channel{{"SDNN", "0.1 ms", 1, 9999}}},
	{HRVRMSSD, "hrv-rmssd", Daily, "hrv-rmssd", minutesPerDay, 17, []Channel{{"RMSSD", "0.1 ms", 1, 9999}}},

	{BloodPressure, "blood-pressure", Panel, "blood-pressure", 0, 0, []Channel{{"systolic", "mmHg", 20, 350}, {"diastolic", "mmHg", 10, 250}}},
	{HbA1c, "hba1c", Panel, "hba1c", 0, 0, []Channel{{"HbA1c", "0.1 %", 20, 250}}},
	{BMI, "bmi", Panel, "bmi", 0, 0, []Channel{{"weight", "0.1 kg", 20, 6500}, {"height", "cm", 40, 272}}},
	{AHI, "ahi", Panel, "ahi", 0, 0, []Channel{{"sleep", "min", 1, minutesPerDay}, {"events", "events", 0, 4000}}},
	{Cholesterol, "cholesterol", Panel, "cholesterol", 0, 0, []Channel{{"total cholesterol", "mg/dL", 20, 2000}}},
	{GlucoseLab, "glucose-lab", Panel, "glucose-lab", 0, 0, []Channel{{"glucose", "mg/dL", 10, 2000}}},
	{Age, "age", Panel, "age", 0, 0, []Channel{{"age", "years", 1, 130}}},

	{ICD10CM, "icd-10-cm", Codes, "icd-10-cm", 0, 0, nil},
	{SNOMED, "snomed-ct", Codes, "snomed-ct", 0, 0, nil},
	{CPICPhenotype, "cpic-phenotype", Codes, "cpic-phenotype", 0, 0, nil},
}

// LeastReadings is the standing rule of every claim about a series: a window with
// fewer filled slots satisfies nothing. With no reading each percentage is 0 of
// 0, and a sample variance needs two.
const LeastReadings = 2

// MaxDays bounds the length of a window, in days.
const MaxDays = 366

const minutesPerDay = 24 * 60

func (m Metric) row() *metricRow {
	for i := range metrics {
		if metrics[i].metric == m {
			return &metrics[i]
		}
	}
	return &metricRow{name: "unknown"}
}

// Metrics lists the metrics in the order of their numbers.
func Metrics() []Metric {
	all := make([]Metric, len(metrics))
	for i := range metrics {
		all[i] = metrics[i].metric
	}
	return all
}

// Valid reports whether m is a known metric.
func (m Metric) Valid() bool { return m.row().metric != 0 }

// Name is the metric's name in files and on the command line, or "unknown".
func (m Metric) Name() string { return m.row().name }

// Family is the shape of the metric's data, or "".
func (m Metric) Family() Family { return m.row().family }

// Quantity is what the metric measures, or "".
func (m Metric) Quantity() Quantity { return m.row().quantity }

// Channels lists the numbers of one reading. Codes have none.
func (m Metric) Channels() []Channel { return m.row().channels }

// Unit is the unit of the metric's first number.
func (m Metric) Unit() string {
	if c := m.Channels(); len(c) > 0 {
		return c[0].Unit
	}
	return ""
}

// IntervalMinutes is the length of a slot in minutes, or 0 for a metric without
// slots.
func (m Metric) IntervalMinutes() int { return m.row().interval }

// SlotsPerDay is the number of slots of a day, or 0 for a metric without slots.
func (m Metric) SlotsPerDay() int {
	if m.IntervalMinutes() == 0 {
		return 0
	}
	return minutesPerDay / m.IntervalMinutes()
}

// ReadingBits is the width of a reading of a series or of daily values, or 0.
func (m Metric) ReadingBits() int { return m.row().bits }

// HasReading reports whether v is a reading of a metric with slots. 0, which
// stands for "none", is not.
func (m Metric) HasReading(v uint64) bool {
	r := m.row()
	return r.interval > 0 && v >= r.channels[0].Min && v <= r.channels[0].Max
}

// Metrics lists the metrics of a quantity: more than one if it has several grids.
func (q Quantity) Metrics() []Metric {
	var all []Metric
	for _, r := range metrics {
		if r.quantity == q {
			all = append(all, r.metric)
		}
	}
	return all
}

// MetricFor gives the glucose metric of a grid of 5 or 15 minutes.
func MetricFor(intervalMinutes int) (Metric, error) {
	for _, m := range []Metric{Glucose5, Glucose15} {
		if m.IntervalMinutes() == intervalMinutes {
			return m, nil
		}
	}
	return 0, fmt.Errorf("no glucose metric with a reading every %d minutes; there are 5 and 15", intervalMinutes)
}

// ParseMetric reads a metric's name.
func ParseMetric(name string) (Metric, error) {
	var names []string
	for _, r := range metrics {
		if r.name == name {
			return r.metric, nil
		}
		names = append(names, r.name)
	}
	return 0, fmt.Errorf("unknown metric %q; there are %s", clip(name), strings.Join(names, ", "))
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
