package ingest

import (
	"bufio"
	"encoding/json"
	"fmt"

	"vitalproof/circuits/claim"
)

// A googlePoint is a data point of Google's Health API v4, as its list method
// answers. Health Connect itself has no file format.
type googlePoint struct {
	Source json.RawMessage `json:"dataSource"`

	Steps *struct {
		Interval googleInterval `json:"interval"`
		Count    number         `json:"count"`
	} `json:"steps"`
	HeartRate *struct {
		Sample googleSample `json:"sampleTime"`
		Beats  number       `json:"beatsPerMinute"`
	} `json:"heartRate"`
	Resting *struct {
		Date  googleDate `json:"date"`
		Beats number     `json:"beatsPerMinute"`
	} `json:"dailyRestingHeartRate"`
	Variability *struct {
		Sample googleSample `json:"sampleTime"`
		RMSSD  number       `json:"rootMeanSquareOfSuccessiveDifferencesMilliseconds"`
		SDNN   number       `json:"standardDeviationMilliseconds"`
	} `json:"heartRateVariability"`
	Sleep *struct {
		Interval googleInterval `json:"interval"`
		Summary  struct {
			Asleep number `json:"minutesAsleep"`
		} `json:"summary"`
	} `json:"sleep"`
	Weight *struct {
		Sample googleSample `json:"sampleTime"`
		Grams  number       `json:"weightGrams"`
	} `json:"weight"`
	Height *struct {
		Sample      googleSample `json:"sampleTime"`
		Millimeters number       `json:"heightMillimeters"`
	} `json:"height"`
}

type (
	googleInterval struct {
		Start       string `json:"startTime"`
		StartOffset string `json:"startUtcOffset"`
		End         string `json:"endTime"`
		EndOffset   string `json:"endUtcOffset"`
	}
	googleSample struct {
		Time   string `json:"physicalTime"`
		Offset string `json:"utcOffset"`
	}
	googleDate struct{ Year, Month, Day int }
)

// readGoogleHealth reads one answer. An answer that says there is another page is
// a part: days would look poorer than they were.
func readGoogleHealth(br *bufio.Reader, b *builder) error {
	b.instants, b.offsets = true, true
	l := newJSONList(br, 3)
	more := ""
	err := l.entriesOf("dataPoints", func() error {
		var p googlePoint
		at, fits, err := l.entry(&p)
		switch {
		case err != nil:
			return err
		case !fits:
			return fail(KindColumns, at.line, at.column, "a field of a data point has the wrong type")
		}
		b.report.Rows++
		if e := b.google(&p, at); e != nil {
			return e
		}
		return nil
	}, func(key string) (err error) {
		if key != "nextPageToken" {
			return l.skip()
		}
		more, err = l.text()
		return err
	})
	if err == nil && more != "" {
		return fail(KindTruncated, l.g.line, 0, "the answer has further pages")
	}
	return err
}

// google takes one data point.
func (b *builder) google(p *googlePoint, at start) *Error {
	v, text, c, err := b.googleValue(p, at)
	switch {
	case err != nil:
		return err
	case v.from.isZero():
		b.report.Skipped.NotReading++
		return nil
	case text == "":
		b.report.Skipped.NoValue++
		return nil
	}
	var source struct {
		Recording string `json:"recordingMethod"`
	}
	if len(p.Source) > 0 && json.Unmarshal(p.Source, &source) == nil && source.Recording == "MANUAL" {
		b.report.Skipped.UserTyped++
		return nil
	}
	x, ok := parseNumber(string(text))
	if !ok {
		return fail(KindValue, at.line, at.column, "the value of a data point is not a plain number")
	}
	if p.Height != nil {
		v.b = c.as(x)
	} else {
		v.a = c.as(x)
	}
	v.display = b.hash(p.Source)
	return b.take(v, at)
}

// googleValue picks the number of the metric out of a data point. A point of
// another metric has no time.
func (b *builder) googleValue(p *googlePoint, at start) (v value, text number, c conversion, err *Error) {
	c = same
	switch {
	case b.metric == claim.Steps && p.Steps != nil:
		text = p.Steps.Count
		v, err = p.Steps.Interval.value(at)
	case b.metric == claim.HeartRate && p.HeartRate != nil:
		text = p.HeartRate.Beats
		v.from, err = p.HeartRate.Sample.moment(at)
	case b.metric == claim.RestingHeartRate && p.Resting != nil:
		text = p.Resting.Beats
		v.from, err = p.Resting.Date.moment(at)
	case b.metric == claim.HRVRMSSD && p.Variability != nil:
		text, c = p.Variability.RMSSD, tenths
		v.from, err = p.Variability.Sample.moment(at)
	case b.metric == claim.HRVSDNN && p.Variability != nil:
		text, c = p.Variability.SDNN, tenths
		v.from, err = p.Variability.Sample.moment(at)
	case b.metric == claim.SleepMinutes && p.Sleep != nil:
		text = p.Sleep.Summary.Asleep
		v, err = p.Sleep.Interval.value(at)
		v.whole = true
	case b.metric == claim.BMI && p.Weight != nil:
		text, c = p.Weight.Grams, massUnits["g"]
		v.from, err = p.Weight.Sample.moment(at)
	case b.metric == claim.BMI && p.Height != nil:
		text, c = p.Height.Millimeters, conversion{mul: 1, den: 10}
		v.from, err = p.Height.Sample.moment(at)
	}
	return v, text, c, err
}

func (i googleInterval) value(at start) (v value, err *Error) {
	if v.from, err = (googleSample{i.Start, i.StartOffset}).moment(at); err != nil {
		return v, err
	}
	v.to, err = (googleSample{i.End, i.EndOffset}).moment(at)
	return v, err
}

// moment reads an instant with the offset of the wall clock, "3600s".
func (s googleSample) moment(at start) (moment, *Error) {
	m, why := momentOf(s.Time)
	if why != "" {
		return m, fail(KindDate, at.line, at.column, why)
	}
	if s.Offset == "" {
		return m, nil
	}
	n := len(s.Offset) - 1
	seconds, ok := signed(s.Offset[:n])
	if !ok || s.Offset[n] != 's' || seconds < -maxOffset*60 || seconds > maxOffset*60 {
		return m, fail(KindDate, at.line, at.column, "an offset from UTC that no zone has")
	}
	m.off = seconds / 60
	return m, nil
}

func (d googleDate) moment(at start) (moment, *Error) {
	if d.Year < 0 || d.Year > 9999 || d.Month < 0 || d.Month > 12 || d.Day < 0 || d.Day > 31 {
		return moment{}, fail(KindDate, at.line, at.column, "a date cannot be read")
	}
	m, why := momentOf(fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day))
	if why != "" {
		return m, fail(KindDate, at.line, at.column, "a date cannot be read")
	}
	return m, nil
}
