package daily

import "vitalproof/circuits/statement"

// Stats are what the limits of a claim are decided on. They are health data of
// the holder and belong in no log.
type Stats struct {
	Days    uint64 // of the window
	N       uint64 // days with a value
	Sum     uint64 // of the values
	Lowest  uint64 // value; 0 without one
	Highest uint64
	AtLevel uint64 // days at or above the level; 0 without a level
	Run     uint64 // the most of them in a row
}

// Measure takes the statistics of the last days of a page, the sealed day
// included, at a level; 0 is no level. Days that the page does not have count for
// nothing.
func Measure(p statement.Page, days int, level uint64) Stats {
	days = min(max(days, 0), len(p))
	s := Stats{Days: uint64(days)}
	run := uint64(0)
	for _, v := range p[:days] {
		if level == 0 || v < level {
			run = 0
		} else {
			run++
			s.AtLevel++
			s.Run = max(s.Run, run)
		}
		if v == 0 {
			continue
		}
		s.N++
		s.Sum += v
		s.Highest = max(s.Highest, v)
		if s.Lowest == 0 || v < s.Lowest {
			s.Lowest = v
		}
	}
	return s
}
