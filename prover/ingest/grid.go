package ingest

// A Window is a run of whole days on the grid.
type Window struct {
	FirstDay    int // days since 1970-01-01
	Days        int
	SlotsPerDay int // 288 or 96

	// Slots holds mg/dL, 0 for no reading, in order of time. Slot k covers
	// [k, k+1) intervals after midnight of FirstDay.
	Slots []uint16

	DroppedSameSlot int // readings left out because their slot was taken
	PinnedLow       int // slots that stand for LOW, holding 39
	PinnedHigh      int // slots that stand for HIGH, holding 401
}

// Window puts the readings of days [firstDay, firstDay+days) on the grid. A day
// without readings is empty, not missing. Where readings share a slot the
// earliest one counts, of equal times the earlier line of the file.
//
// days beyond ten years, or below one, give a window without days.
func (s *Series) Window(firstDay, days int) *Window {
	w := s.grid(int64(firstDay)*day, days)
	w.FirstDay = firstDay
	return w
}

// grid is Window from any second since 1970.
func (s *Series) grid(start int64, days int) *Window {
	length := int64(s.IntervalMinutes) * 60
	if length == 0 {
		length = 5 * 60 // a Series that Read did not make has no readings
	}
	if days < 1 || days > maxWindowDays {
		days = 0
	}
	perDay := int(day / length)
	w := &Window{Days: days, SlotsPerDay: perDay, Slots: make([]uint16, days*perDay)}
	for _, p := range s.points {
		t := base + int64(p.t) - start
		if t < 0 || t >= int64(days)*day {
			continue
		}
		slot := &w.Slots[t/length]
		if *slot != 0 {
			w.DroppedSameSlot++
			continue
		}
		*slot = p.v &^ pinned
		switch p.v {
		case lowValue | pinned:
			w.PinnedLow++
		case highValue | pinned:
			w.PinnedHigh++
		}
	}
	return w
}
