package claim

import "errors"

// Levels that DaysAtLevel and RunAtLevel may name, in the metric's unit. A level
// stands here if a publication names it; a new one needs no new circuit.
var (
	// A day's steps in wellness programs: 2,500 (UnitedHealthcare Motion, least
	// participation, 2021), 3,000 and 4,000 (John Hancock Vitality, light, from age
	// 81 and 71 to 80, LIFE-5915), 5,000 (Vitality light; Bayzat), 6,000 and 8,000
	// (end of Vitality's light band at those ages), 7,500 and 12,500 (Bayzat), 10,000
	// (Motion; end of Vitality's light band), 15,000 (Vitality advanced).
	stepLevels = []uint32{2500, 3000, 4000, 5000, 6000, 7500, 8000, 10000, 12500, 15000}

	// 20 minutes of vigorous and 30 of moderate activity (Haskell et al. 2007, doi
	// 10.1161/CIRCULATIONAHA.107.185649), 60 for ages 5 to 17 (WHO 2010, Global
	// recommendations on physical activity for health).
	activeLevels = []uint32{20, 30, 60}

	// 7 hours for adults (Watson et al. 2015, doi 10.5664/jcsm.4758), 8 from age 13 to
	// 18 and 9 from 6 to 12 (Paruthi et al. 2016, doi 10.5664/jcsm.6288).
	sleepLevels = []uint32{420, 480, 540}

	// 4 hours a night (CMS LCD L33718).
	papLevels = []uint32{240}

	// Lower end of the usual range of 60 to 100 (American Heart Association).
	restingLevels = []uint32{60}

	// 24-hour SDNN below 50 and 100 ms (Task Force 1996, Eur Heart J 17:354), in
	// tenths.
	sdnnLevels = []uint32{500, 1000}

	// No cut-off for RMSSD is published that holds beside one way of recording, so
	// none can be asked; its mean can.
	rmssdLevels = []uint32{}
)

// dailyRows are the limits on one value a day.
func dailyRows(m Metric, decimals int, unit string, levels []uint32) []Row {
	bits := m.ReadingBits()
	lo, hi := uint32(m.Channels()[0].Min), uint32(m.Channels()[0].Max)
	each := func(name string, form Form, op Op, none uint32, phrase string) Row {
		r := Row{Name: name, Key: "each", Form: form, Op: op, Bits: bits, None: none, Decimals: decimals, Unit: unit, Phrase: phrase}
		r.Never, r.Always = between(op, lo, hi)
		return r
	}
	count := func(name, key string, form Form, phrase string) Row {
		return Row{Name: name, Key: key, Form: form, Op: AtLeast, Bits: 9, Phrase: phrase,
			Never: [2]uint32{MaxDays + 1, MaxDays}, Always: [2]uint32{1, 1}, Unit: "days"}
	}
	most := meanRow(AtMost, bits, lo, hi, unit)
	least := meanRow(AtLeast, bits, lo, hi, unit)
	most.Decimals, least.Decimals = decimals, decimals
	return []Row{
		{Name: "level", Key: "level", Form: Level, Op: Exactly, Bits: bits, Decimals: decimals, Unit: unit, Values: levels},
		count("daysAtLevel", "days-at-level", DaysAtLevel, ""),
		count("runAtLevel", "run-at-level", RunAtLevel, " in a row"),
		least, most,
		each("eachLeast", EachAtLeast, AtLeast, 0, "no value below"),
		each("eachMost", EachAtMost, AtMost, 1<<bits-1, "no value above"),
	}
}

// checkDaily: a level without a count of days, or a count without a level, says
// nothing; no window has more days at a level than days; so many days in a row are
// as many days anyway; and bounds that leave no value are met by none. The days
// are 0 if the window is not known yet.
func checkDaily(m Metric, l Limits, days int) error {
	at := map[Form]Bound{}
	set := map[Form]bool{}
	rows := m.Rows()
	for i := range rows {
		at[rows[i].Form], set[rows[i].Form] = l[i], !rows[i].IsNone(l[i])
	}
	for _, count := range []Form{DaysAtLevel, RunAtLevel} {
		if days > 0 && int(at[count].Value) > days {
			return errors.New("more days at the level than the window has")
		}
	}
	over := func(least, most Form) bool {
		a, b := at[least], at[most]
		return a.Value > b.Value || a.Value == b.Value && (a.Strict || b.Strict)
	}
	switch {
	case set[Level] != (set[DaysAtLevel] || set[RunAtLevel]):
		return errors.New("level and days-at-level or run-at-level belong together")
	case set[DaysAtLevel] && at[DaysAtLevel].Value <= at[RunAtLevel].Value:
		return errors.New("run-at-level asks for as many days at the level: leave days-at-level out")
	case over(EachAtLeast, EachAtMost), over(Level, EachAtMost), over(EachAtLeast, MeanAtMost),
		over(MeanAtLeast, MeanAtMost), over(MeanAtLeast, EachAtMost):
		return errors.New("no value can meet all bounds")
	}
	return nil
}
