// Package ingest reads a person's health exports and gives the days an issuer
// seals.
//
//	s, err := ingest.Read(file, ingest.Options{Metric: claim.Steps})
//	blocks, dropped := s.Blocks(first, days) // as statement.Block holds them
//
// A file is told by its content, not by its name. Options.Metric says what to read
// of it; without one it is sensor glucose on the grid that the file shows.
//
//	FHIR R4 or R5 bundle (JSON)    glucose sensor (HL7 CGM guide), heart rate, SpO2, steps, sleep, resting heart rate,
//	                               SDNN, blood pressure, HbA1c, BMI, AHI, cholesterol, laboratory glucose, age,
//	                               conditions in ICD-10-CM or SNOMED CT, pharmacogenomic phenotypes
//	SMART Health Card              the same, behind its signature: ReadHealthCard
//	Apple Health export.xml        glucose, heart rate, SpO2, steps, exercise, sleep, resting heart rate, SDNN,
//	                               blood pressure, BMI, age
//	Open mHealth, IEEE 1752.1      glucose, heart rate, SpO2, steps, sleep, resting heart rate, blood pressure, BMI,
//	                               SDNN and RMSSD of R-R intervals; one data point or a list
//	Google Health API v4           steps, heart rate, sleep, resting heart rate, SDNN, RMSSD, BMI: the answer of
//	                               dataPoints.list, whole. Health Connect has no file format of its own
//	Clarity and LibreView CSV, Dexcom API v3 egvs, Tidepool JSON, Nightscout entries: sensor glucose
//	NN intervals, NumPy or JSON    SDNN and RMSSD, in milliseconds; Options.Day says of which day
//	OSCAR daily summary CSV        minutes of PAP use
//
// # What it promises
//
// Only measurements count. Calibrations, finger sticks, scans, alerts, meals,
// summaries and statistics do not, nor does what the source says a person typed
// in. LOW and HIGH of a glucose sensor are readings, 39 and 401; leaving them out
// is the classic error. What a code means is decided by its system and code, a
// unit by its code, never by the text beside it. Whatever is left out is counted
// in Report.
//
// Numbers are read exactly, to twelve decimals, and rounded half up to the unit of
// the metric; durations are whole minutes, rounded down. No float is involved, but
// where a file of intervals holds floats. HbA1c in mmol/mol becomes NGSP percent by
// the master equation. Glucose in mmol/L keeps its class at every published
// cut-off: one decimal is multiplied by 18, which maps 3.0, 3.5, 3.9, 7.8, 10.0 and
// 13.9 to 54, 63, 70, 140, 180 and 250; more decimals were made from mg/dL and are
// multiplied by 18.01559, which gives the integer back.
//
//   - Series: a slot holds the earliest reading in it, of equal times the one on
//     the earlier line. Nothing is averaged.
//   - Sums of a day (steps, active minutes, PAP): each source is summed alone, and
//     the day takes the one with the most. Phone and watch are never added, nor is
//     a record that begins before the one before it has ended, nor a total of the
//     day to its parts. A record belongs to the day in which it begins.
//   - Sleep: minutes asleep of the longest night that ends on the day, the day of
//     waking. Stretches of one source that overlap are merged; more than two hours
//     awake end a night. A PAP night stands under its date in the file, on which it
//     began.
//   - Resting heart rate: the last value of the day. HRV: the mean of the day's
//     values, or SDNN (n-1) or RMSSD of the day's intervals; the two are different
//     metrics, and norms of recordings of different length do not compare.
//   - Panels: every measurement in order of time; one that is there twice, with the
//     same time and numbers, counts once. A page holds 64, so of more on one day the
//     latest stand. Weight goes with the last height of the same day. An index alone,
//     such as an AHI of 12.3, is written as the events of ten hours.
//   - Codes: each once, from its first day, which is when it was recorded, else when
//     it began, else the first day of all. Conditions that are over stay; those not
//     confirmed are left out. A code that cannot be read refuses the file.
//   - Age: on every day, in full years.
//
// Times with an offset are instants. They become the wall clock of Options.Zone,
// else the one written beside them, which for Apple Health is the zone of the export;
// glucose of FHIR and Nightscout is in UTC. CSV times are wall-clock times as they
// stand and every day has 24 hours. Where a clock is set back an hour occurs twice;
// the first pass wins the slots and Report.ClockSetBack counts the readings.
//
// A file that leaves a choice is refused and not guessed at: dates that can be read
// both ways, an unknown or a second unit, a bound in place of a value, two people,
// two glucose sensors side by side for more than an hour, a page of a longer answer.
//
// Names, serial numbers, device ids and notes end in the parser, and a birth date
// does so unless the metric is age. Series has no field for them and no error quotes
// a cell: an Error says what is wrong, in which line and column, and Hint what to do.
//
// # What it does not promise
//
// It does not know who measured, or whether the file was edited before it came here.
// That is what the seal of an issuer is for. A signed health card says who issued it;
// whether it was revoked since is not looked up.
//
// It cannot know what is missing. Conditions in another code system are counted in
// Report.Skipped.OtherCode, and a list sealed without them is not complete: whoever
// seals must look at that number. An export without any coded fact is refused, as it
// does not say that there are none. Apple Health does not tell a sensor's glucose
// from a meter's.
//
// # What it costs
//
// Files are streamed. Memory is up to 30 bytes a reading while reading, 8 to 16
// afterwards, and a few MB besides; limits.go bounds everything a file can influence.
// CSV and JSON run at some 70 MB a second, XML at 30.
package ingest
