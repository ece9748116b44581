package ingest

import "strconv"

// A Kind says what is wrong with an export.
type Kind int

// The kinds of problems Read reports.
const (
	KindInput         Kind = iota + 1 // the reader failed; Unwrap gives its error
	KindOption                        // an option has a value that cannot be used
	KindEmpty                         // nothing in the file
	KindTruncated                     // the file stops in the middle of a row or value
	KindBinary                        // not text: a spreadsheet, an archive, a picture
	KindUnknownFormat                 // text, but none of the known exports
	KindSyntax                        // broken quotes or broken JSON
	KindDelimiter                     // columns are separated by something else
	KindColumns                       // columns missing, moved or shifted
	KindDateOrder                     // day and month cannot be told apart
	KindDate                          // a date that cannot be read or is before 2000
	KindFutureDate                    // a reading from the future
	KindUnit                          // unit missing or unknown
	KindMixedUnits                    // mg/dL and mmol/L in one file
	KindValue                         // a reading that is not a number of the unit
	KindRange                         // a reading outside the bounds of its metric
	KindOverlap                       // two sensors at the same time
	KindSubjects                      // readings of more than one person
	KindBackwards                     // times jump back by more than two hours
	KindInterval                      // readings are neither 5 nor 15 minutes apart
	KindTooLarge                      // a limit of limits.go was reached
	KindMetric                        // the format does not hold the metric asked for
	KindCode                          // a coded fact that cannot be sealed
	KindSignature                     // a health card that is not signed by a given key
	KindNoReadings                    // a known format without any reading
)

// kindText holds name and advice together so that no kind lacks either.
var kindText = map[Kind]struct{ name, hint string }{
	KindInput:         {"input failed", "try to read the file again"},
	KindOption:        {"bad option", "correct the option"},
	KindEmpty:         {"empty file", "export the data again; the file has no content"},
	KindTruncated:     {"truncated file", "download the export again; its end is missing"},
	KindBinary:        {"not a text file", "hand in the CSV or JSON file itself, not a spreadsheet, archive, report or picture"},
	KindUnknownFormat: {"unknown format", "hand in the file as the app, the device cloud or the clinic exports it; see the list of formats"},
	KindSyntax:        {"broken syntax", "export the data again and do not edit the file"},
	KindDelimiter:     {"wrong delimiter", "use the file as it was downloaded, separated by comma or semicolon; do not save it from a spreadsheet program"},
	KindColumns:       {"unexpected columns", "use the file as it was downloaded; do not remove, add or move columns"},
	KindDateOrder:     {"day and month order not clear", "say which comes first, day or month, or hand in a longer export"},
	KindDate:          {"unreadable date", "use the file as it was downloaded; a spreadsheet program changes dates when it saves"},
	KindFutureDate:    {"date in the future", "check the clock of this computer and of the device that recorded the readings"},
	KindUnit:          {"unknown unit", "export in the unit the metric is measured in (glucose: mg/dL or mmol/L), with the unit in the file"},
	KindMixedUnits:    {"mixed units", "export all readings in one unit, mg/dL or mmol/L"},
	KindValue:         {"unreadable reading", "use the file as it was downloaded; glucose in mg/dL is whole numbers"},
	KindRange:         {"value out of physiological range", "check the unit of the export; circuits/CLAIMS.md has the bounds of each metric (glucose: 39 to 500 mg/dL)"},
	KindOverlap:       {"two sensors overlap", "export the readings of one sensor, or a time in which only one was worn"},
	KindSubjects:      {"more than one person", "export the readings of one person only"},
	KindBackwards:     {"times go backwards", "use one export as it was downloaded; do not join or sort files"},
	KindInterval:      {"spacing of readings not supported", "hand in readings that are 5 or 15 minutes apart, or state the interval"},
	KindTooLarge:      {"file too large", "export a shorter time"},
	KindMetric:        {"metric not in this format", "name another metric or hand in another export"},
	KindCode:          {"unusable code", "ask the clinic for the international code; a list is not sealed with a code of its own system left out"},
	KindSignature:     {"not signed by a known issuer", "ask for a new card, or give the keys of the issuer that signed it"},
	KindNoReadings:    {"no readings", "name what to read with --metric, or export a time in which there is some"},
}

// String names the kind in a few lower-case words.
func (k Kind) String() string {
	if t, ok := kindText[k]; ok {
		return t.name
	}
	return "kind " + strconv.Itoa(int(k))
}

// An Error reports why an export was refused and where.
//
// It never holds a cell of the file: neither a reading nor a name may reach a
// log through an error text. Detail is always one of this package's own texts.
type Error struct {
	Kind   Kind
	Line   int    // line of the file, from 1; 0 if no single line is to blame
	Column int    // CSV: column from 1; JSON: byte in the line from 1; 0 if none
	Detail string // what exactly is wrong

	err error // the reader's error; reachable by Unwrap, never printed
}

// Error returns position, kind and detail.
func (e *Error) Error() string {
	s := e.Kind.String()
	if e.Detail != "" {
		s += ": " + e.Detail
	}
	switch {
	case e.Line > 0 && e.Column > 0:
		return "line " + strconv.Itoa(e.Line) + ", column " + strconv.Itoa(e.Column) + ": " + s
	case e.Line > 0:
		return "line " + strconv.Itoa(e.Line) + ": " + s
	}
	return s
}

// Hint says what the person who holds the file can do about it.
func (e *Error) Hint() string { return kindText[e.Kind].hint }

// Unwrap returns the error of the reader for KindInput, else nil. Its text may
// name a file and does not appear in Error.
func (e *Error) Unwrap() error { return e.err }

// fail builds an Error. detail must be a constant of this package.
func fail(k Kind, line, column int, detail string) *Error {
	return &Error{Kind: k, Line: line, Column: column, Detail: detail}
}
