package ingest

import (
	"io"
	"math"
	"math/rand/v2"

	"vitalproof/circuits/claim"
)

// GenerateParams describe an invented export. The same parameters give the
// same bytes.
type GenerateParams struct {
	Metric claim.Metric // 0 means sensor glucose
	Format Format       // empty means FormatDexcomClarityCSV, or the one format of another metric
	Unit   string       // glucose: "mg/dL" (also when empty) or "mmol/L"; some formats have mg/dL only
	Seed   uint64
	Days   int // 1 to 3660
	EndDay int // last day, in days since 1970-01-01
}

// Generate writes an invented glucose export of Days days ending with EndDay:
// a daily drift, three meals a day, noise, a warm-up gap of two hours every ten
// days, lost readings, and now and then a Low or High. Clarity, FHIR and
// Nightscout hold one reading every five minutes, LibreView one of three of the
// same readings. Names and numbers in it are invented and say so.
//
// Of another metric it writes a file in the one format that is most usual for it:
// Apple Health for steps, active minutes, sleep, resting heart rate and SDNN,
// Google Health for RMSSD, OSCAR for PAP, and FHIR for the rest.
//
// It is for tests and demonstrations; the curve is plausible, not a model of
// any person.
func Generate(w io.Writer, p GenerateParams) error {
	glucose := p.Metric == 0 || p.Metric.Quantity() == claim.Glucose5.Quantity()
	if !glucose {
		return generateMetric(w, p)
	}
	if p.Format == "" {
		p.Format = FormatDexcomClarityCSV
	}
	if p.Unit == "" {
		p.Unit = unitMgdl.String()
	}
	first, err := p.firstDay()
	if err != nil {
		return err
	}
	write, ok := writers[p.Format]
	if !ok {
		return fail(KindOption, 0, 0, "unknown format")
	}
	if p.Unit != unitMgdl.String() && (p.Unit != unitMmol.String() || mgdlOnly[p.Format]) {
		return fail(KindOption, 0, 0, "unknown unit for this format")
	}
	return write(w, p, curve(p.Seed, first, p.Days))
}

// mgdlOnly are the formats that hold mg/dL whatever their user sees.
var mgdlOnly = map[Format]bool{FormatNightscoutJSON: true, FormatDexcomAPIJSON: true}

func (p GenerateParams) firstDay() (int, error) {
	if p.Days < 1 || p.Days > maxWindowDays {
		return 0, fail(KindOption, 0, 0, "the number of days must lie between 1 and 3660")
	}
	first := p.EndDay - p.Days + 1
	if int64(first)*day < base || int64(p.EndDay+1)*day > endOfTime {
		return 0, fail(KindOption, 0, 0, "the days must lie between 2000 and 2099")
	}
	return first, nil
}

// A sample is one invented reading.
type sample struct {
	sec int64 // wall clock, seconds since 1970
	v   int   // mg/dL, 39 for Low and 401 for High
}

// Shape of the invented curve.
const (
	genBase      = 116.0 // mg/dL before breakfast and between meals
	genNoise     = 3.2   // step of the slow noise, mg/dL
	genMemory    = 0.93  // how much of the noise stays after five minutes
	genSession   = 10    // days a sensor lasts
	genWarmUp    = 2 * 3600
	genLost      = 0.006 // chance that a single reading is lost
	genSignal    = 0.002 // chance that the signal is lost for a while
	genMealPeak  = 50.0  // minutes from a meal to its peak
	genDipChance = 0.3   // chance of a low stretch on a day
)

type event struct{ minute, size, width float64 }

// curve makes the readings of the days.
func curve(seed uint64, first, days int) []sample {
	// The second word is the golden ratio in 64 bits; any constant would do.
	rng := rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15)) //nolint:gosec // invented data, the same for everyone
	meals, dips := events(rng, days)
	out := make([]sample, 0, days*288)
	phase, noise, quiet := int64(0), 0.0, 0
	for k := range days * 288 {
		if k%(genSession*288) == 0 {
			// Each sensor sends at its own second of the five minutes.
			phase = 10 + rng.Int64N(280)
		}
		noise = genMemory*noise + genNoise*rng.NormFloat64()
		jitter := rng.Int64N(5) - 2
		lost := rng.Float64() < genLost
		if rng.Float64() < genSignal {
			quiet = 4 + rng.IntN(10)
		}
		if k >= genSession*288 && k%(genSession*288) < genWarmUp/300 {
			continue
		}
		if quiet > 0 {
			quiet--
			continue
		}
		if lost {
			continue
		}
		sec := int64(first)*day + int64(k)*300 + phase + jitter
		out = append(out, sample{sec, clamp(level(float64(k)*5, meals, dips) + noise)})
	}
	return out
}

// events draws three meals a day and an occasional low stretch.
func events(rng *rand.Rand, days int) (meals, dips []event) {
	for d := range days {
		at := float64(d * 1440)
		for i, minute := range []float64{450, 760, 1150} {
			size := []float64{62, 55, 72}[i] * (0.6 + 0.8*rng.Float64())
			switch x := rng.Float64(); {
			case x < 0.01:
				size *= 4.5 // a missed dose
			case x < 0.05:
				size *= 2 // a feast
			}
			meals = append(meals, event{at + minute + 60*rng.NormFloat64()*0.6, size, genMealPeak * (0.8 + 0.5*rng.Float64())})
		}
		minute, deep := 1440*rng.Float64(), 45+55*rng.Float64()
		if rng.Float64() < genDipChance {
			dips = append(dips, event{at + minute, deep, 25})
		}
	}
	return meals, dips
}

// level is the curve at a minute: base, daily drift, meals and low stretches.
func level(minute float64, meals, dips []event) float64 {
	v := genBase + 9*math.Sin(2*math.Pi*(minute-180)/1440)
	d := int(minute / 1440)
	for _, m := range meals[max(0, 3*d-3):min(len(meals), 3*d+4)] {
		if t := (minute - m.minute) / m.width; t > 0 && t < 8 {
			v += m.size * t * math.Exp(1-t)
		}
	}
	for _, dip := range dips {
		if t := (minute - dip.minute) / dip.width; t > -4 && t < 4 {
			v -= dip.size * math.Exp(-t*t/2)
		}
	}
	return v
}

func clamp(v float64) int {
	switch r := int(math.Round(v)); {
	case r < 40:
		return lowValue
	case r > 400:
		return highValue
	default:
		return r
	}
}
