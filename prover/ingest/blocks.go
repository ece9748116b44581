package ingest

import (
	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// Dropped counts what a run of days left out or changed.
type Dropped struct {
	SameSlot   int // readings whose slot was taken
	PinnedLow  int // slots that stand for LOW
	PinnedHigh int // slots that stand for HIGH
	Overfull   int // earlier measurements of a day with more than a page holds
}

// Blocks gives the day blocks of [firstDay, firstDay+days), as an issuer seals
// them. A day without readings is empty, not missing. What a day holds does not
// depend on which days are asked for, but for codes: those recorded before
// firstDay stand in its block, so that the list of a record is complete from its
// first day on. days beyond ten years, or below one, give no blocks.
//
// A list of codes that is longer than a page is given in full; it is the sealing
// that refuses it.
func (s *Series) Blocks(firstDay, days int) ([]statement.Block, Dropped) {
	if days < 1 || days > maxWindowDays {
		return nil, Dropped{}
	}
	if family := s.Metric.Family(); family == claim.Series || family == "" {
		return s.seriesBlocks(firstDay, days)
	}
	blocks := make([]statement.Block, days)
	var dropped Dropped
	for _, e := range s.entries {
		d := int(e.day) - firstDay
		if s.Metric.Family() == claim.Codes {
			d = max(d, 0)
		}
		if d >= 0 && d < days {
			blocks[d] = append(blocks[d], e.word)
		}
	}
	for d := range blocks {
		switch {
		case s.Metric == claim.Age:
			blocks[d] = s.ageBlock(firstDay + d)
		case s.Metric.Family() == claim.Daily && len(blocks[d]) == 0:
			blocks[d] = statement.Block{0}
		case s.Metric.Family() == claim.Panel && len(blocks[d]) > statement.MaxDayEntries:
			// A page holds the latest measurements and no more; earlier ones of
			// the same day would fall off it at once.
			over := len(blocks[d]) - statement.MaxDayEntries
			blocks[d] = blocks[d][over:]
			dropped.Overfull += over
		}
	}
	return blocks, dropped
}

// ageBlock is the age on a day, up to the last day the file can speak of. Every
// day has one, so that a record may begin on any day and be asked about any
// window.
func (s *Series) ageBlock(day int) statement.Block {
	years := ageOn(s.birth, day)
	if years < 1 || day > s.LastDay {
		return nil
	}
	return statement.Block{statement.PanelWord(uint64(years), 0)}
}

func (s *Series) seriesBlocks(firstDay, days int) ([]statement.Block, Dropped) {
	w := s.Window(firstDay, days)
	blocks := make([]statement.Block, w.Days)
	for d := range blocks {
		blocks[d] = make(statement.Block, w.SlotsPerDay)
		for i := range blocks[d] {
			blocks[d][i] = uint64(w.Slots[d*w.SlotsPerDay+i])
		}
	}
	return blocks, Dropped{SameSlot: w.DroppedSameSlot, PinnedLow: w.PinnedLow, PinnedHigh: w.PinnedHigh}
}
