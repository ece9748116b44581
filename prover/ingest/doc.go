// Package ingest reads a person's glucose export and puts it on a day grid.
//
// It reads Dexcom Clarity CSV, LibreView CSV, FHIR R4 bundles (HL7 CGM guide)
// and Nightscout entries, and tells them apart by content, not by file name.
//
//	s, err := ingest.Read(file, ingest.Options{})
//	w := s.Window(s.LastDay-29, 30) // w.Slots: mg/dL, 0 for none
//
// # What it promises
//
// Only sensor readings count. Calibrations, finger sticks, scans, alerts, meals
// and summaries do not. LOW and HIGH are readings, 39 and 401; leaving them out
// is the classic error. A slot holds the earliest reading in it, of equal times
// the one on the earlier line; the rest is counted, never averaged.
//
// The result is in whole mg/dL on a grid of 5 or 15 minutes. Readings in mmol/L
// keep their class at every published cut-off: one decimal is multiplied by 18,
// which maps 3.0, 3.5, 3.9, 7.8, 10.0 and 13.9 to 54, 63, 70, 140, 180 and 250;
// more decimals were made from mg/dL and are multiplied by 18.01559, which gives
// the integer back. No float is involved.
//
// CSV times are wall-clock times as they stand and every day has 24 hours. FHIR
// and Nightscout times are instants and become wall-clock times of
// Options.Zone, or of UTC. Where a clock is set back an hour occurs twice; the
// first pass wins the slots and Report.ClockSetBack counts the readings.
//
// A file that leaves a choice is refused and not guessed at: dates that can be
// read both ways, an unknown or a second unit, a fraction in mg/dL, times that
// run backwards by more than two hours, two sensors side by side for more than
// an hour.
//
// Names, birth dates, serial numbers, device ids and notes end in the parser.
// Series has no field for them and no error quotes a cell: an Error says what
// is wrong, in which line and column, and Hint what to do.
//
// # What it does not promise
//
// It does not know who measured, or whether the file was edited before it came
// here. That is what the seal of an issuer is for.
//
// # What it costs
//
// Files are streamed. Memory is up to 30 bytes a reading while reading, 8
// afterwards, and a few MB besides; limits.go bounds everything a file can
// influence. CSV and JSON run at some 70 MB a second.
package ingest
