package ingest

// Every size a file can influence has a bound here, so that a hostile or
// broken file costs a known amount of memory and time. A year of readings at
// five minutes is about 105,000 rows and 8 MB.
const (
	// sniffBytes is how much of the start is looked at to tell the format. It
	// covers every header row known with room for long localised names.
	sniffBytes = 64 << 10

	// maxInputBytes ends an endless stream. The largest real export, decades of
	// readings as indented FHIR, stays below it.
	maxInputBytes = 8 << 30

	// maxReadings keeps the readings below 60 MB in memory. Fifteen years of
	// one reading a minute would be eight million; nobody has that, and five
	// million is 47 years at five minutes.
	maxReadings = 5_000_000

	// maxRecordBytes bounds one CSV row. A free-text note can be long; a row
	// that reaches this is an unclosed quote that swallows the file.
	maxRecordBytes = 64 << 10

	// maxFields bounds the columns of a row. Known exports have 12 to 19.
	maxFields = 64

	// headerLines is how far down the header row may stand: LibreView has one
	// or two title lines and sometimes an empty one before it.
	headerLines = 6

	// maxJSONDepth bounds nesting. FHIR resources nest about ten deep.
	maxJSONDepth = 64

	// maxJSONString is how much of one JSON string reaches the parser; the rest
	// is dropped unread. No field that is used is longer, and an attached PDF
	// report must not be held in memory.
	maxJSONString = 4 << 10

	// maxJSONNumber bounds one number or bare word.
	maxJSONNumber = 128

	// maxEntryBytes bounds one entry of a JSON list after long strings are cut,
	// because an entry is parsed as a whole.
	maxEntryBytes = 1 << 20

	// maxXMLToken bounds one tag, text or comment of an XML file, and the list of
	// definitions at its start, which is 10 KB in Apple's exports.
	maxXMLToken = 1 << 20

	// maxXMLDepth bounds nesting. Apple's exports nest five deep.
	maxXMLDepth = 32

	// maxMeasurements bounds those of a panel: 27 years of ten a day.
	maxMeasurements = 100_000

	// maxCodes bounds the coded facts of a file, of which 64 different ones can
	// be sealed. Long histories have some thousand conditions.
	maxCodes = 100_000

	// maxCardBytes bounds a health card: each is meant to fit into a few QR codes,
	// and a file of cards holds few of them.
	maxCardBytes = 1 << 20

	// maxPayloadBytes bounds what the payload of one card inflates to. Deflate
	// makes at most about 1000 bytes of one, so the ratio needs a limit of its own.
	maxPayloadBytes = 4 << 20

	// maxNPYHeader bounds the text at the start of a NumPy file, which is 118
	// bytes for a plain list.
	maxNPYHeader = 4 << 10

	// maxStreams bounds the table of sensors and display devices. Two sensors a
	// week for 20 years is about 2,000.
	maxStreams = 4096

	// maxWindowDays bounds a grid. The longest claim looks back 90 days; ten
	// years is enough for any report.
	maxWindowDays = 3660
)

// Rules that decide what a reading is.
const (
	lowValue  = 39  // stands for the word "Low": below what the sensor measures
	highValue = 401 // stands for the word "High"

	minReading      = 39  // smaller numbers are error codes or another unit
	minLibreReading = 40  // LibreView clamps at 40
	maxReading      = 500 // the highest value any sensor shows

	minYear = 2000 // no consumer sensor is older; catches zero clocks
	maxYear = 2099 // keeps seconds since 2000 inside 32 bits

	futureSlack = 24 * 3600 // seconds a clock may be ahead; also covers time zones

	// maxSetBack is the largest step back, in seconds, that a change of the
	// clock explains: one hour for summer time, two in a few zones.
	maxSetBack = 2 * 3600

	// maxOverlap is how long, in seconds, two sensors may deliver readings side
	// by side. A sensor change can overlap a little through late backfill.
	maxOverlap = 3600

	// displaySkew is how far apart, in seconds, two display devices may stamp
	// the same reading.
	displaySkew = 60
)
