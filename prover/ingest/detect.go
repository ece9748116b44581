package ingest

import (
	"bufio"
	"bytes"
	"io"
)

// found is what the start of a file tells.
type found struct {
	format Format
	delim  byte
	header int // number of records up to and including the header row
}

// magic lists files that people hand in by mistake.
var magic = []struct{ prefix, what string }{
	{"PK\x03\x04", "it seems to be a ZIP archive or a spreadsheet (XLSX)"},
	{"PK\x05\x06", "it seems to be an empty ZIP archive"},
	{"%PDF", "it seems to be a PDF document"},
	{"\x89PNG", "it seems to be a picture (PNG)"},
	{"\xff\xd8\xff", "it seems to be a picture (JPEG)"},
	{"GIF8", "it seems to be a picture (GIF)"},
	{"\x1f\x8b", "it seems to be compressed (gzip)"},
	{"\xd0\xcf\x11\xe0", "it seems to be an old Office document (XLS)"},
	{"7z\xbc\xaf", "it seems to be a 7-Zip archive"},
	{"Rar!", "it seems to be a RAR archive"},
	{"SQLite format 3", "it seems to be a database"},
	{"\xff\xfe", "it seems to be UTF-16 text; save it as UTF-8"},
	{"\xfe\xff", "it seems to be UTF-16 text; save it as UTF-8"},
}

// sniff tells the format from the first bytes.
func sniff(head []byte) (found, *Error) {
	if len(bytes.TrimSpace(head)) == 0 {
		return found{}, fail(KindEmpty, 0, 0, "")
	}
	if bytes.HasPrefix(head, []byte(npyMagic)) {
		return found{format: FormatNNIntervals}, nil
	}
	for _, m := range magic {
		if bytes.HasPrefix(head, []byte(m.prefix)) {
			return found{}, fail(KindBinary, 0, 0, zipKind(head, m.what))
		}
	}
	if len(head) > 12 && bytes.Equal(head[4:8], []byte("ftyp")) {
		return found{}, fail(KindBinary, 0, 0, "it seems to be a picture or a film (HEIC or MP4)")
	}
	if i := bytes.IndexByte(head, 0); i >= 0 {
		return found{}, fail(KindBinary, 1+bytes.Count(head[:i], []byte("\n")), 0, "the file holds bytes that no text has")
	}
	switch c := bytes.TrimSpace(head)[0]; c {
	case '{':
		return sniffObject(head)
	case '[':
		return sniffList(head), nil
	case '<':
		if bytes.Contains(head, []byte("<HealthData")) {
			return found{format: FormatAppleHealthXML}, nil
		}
		return found{}, fail(KindUnknownFormat, 1, 0, "it seems to be a web page or XML")
	}
	return sniffCSV(head)
}

func zipKind(head []byte, what string) string {
	switch {
	case head[0] != 'P':
		return what
	case bytes.Contains(head, []byte("xl/")) || bytes.Contains(head, []byte("[Content_Types].xml")):
		return "it seems to be a spreadsheet (XLSX)"
	case bytes.Contains(head, []byte(".csv")) || bytes.Contains(head, []byte(".json")):
		return "it seems to be a ZIP archive; unpack it first"
	}
	return what
}

// jsonMarks are names at the top of a JSON object that only one format has.
var jsonMarks = map[string]Format{
	"resourceType": FormatFHIRBundle, "entry": FormatFHIRBundle,
	"records": FormatDexcomAPIJSON, "recordType": FormatDexcomAPIJSON,
	"dataPoints": FormatGoogleHealthJSON,
	"header":     FormatOpenMHealthJSON, "body": FormatOpenMHealthJSON, "effective_time_frame": FormatOpenMHealthJSON,
	"rr_interval": FormatOpenMHealthJSON,
	"sgv":         FormatNightscoutJSON, "dateString": FormatNightscoutJSON, "sysTime": FormatNightscoutJSON,
	"uploadId": FormatTidepoolJSON, "deviceTime": FormatTidepoolJSON, "timezoneOffset": FormatTidepoolJSON, "deviceId": FormatTidepoolJSON,
}

// sniffObject tells a JSON object from its first known name. What has none is
// taken for a bundle, whose reader says what is missing.
func sniffObject(head []byte) (found, *Error) {
	card := false
	names(head, func(name string, depth int) bool {
		card = depth == 1 && name == "verifiableCredential"
		return !card
	})
	if card {
		return found{}, fail(KindUnknownFormat, 1, 0, "it seems to be a health card; its signature must be checked first")
	}
	return found{format: firstMark(head, 1, FormatFHIRBundle)}, nil
}

// sniffList tells a JSON list from its first elements.
func sniffList(head []byte) found {
	rest := bytes.TrimLeft(bytes.TrimSpace(head)[1:], " \t\r\n")
	if len(rest) > 0 && isDigit(rest[0]) {
		return found{format: FormatNNIntervals}
	}
	return found{format: firstMark(head, 2, FormatNightscoutJSON)}
}

func firstMark(head []byte, at int, otherwise Format) Format {
	names(head, func(name string, depth int) bool {
		f, ok := jsonMarks[name]
		if ok && depth == at {
			otherwise = f
			return false
		}
		return true
	})
	return otherwise
}

// names calls f with the names of objects in the part of a JSON file at hand and
// how deep they stand, until f returns false.
func names(head []byte, f func(name string, depth int) bool) {
	var open []bool // for each level: is it an object
	var name []byte
	quoted, escaped := false, false
	for _, c := range head {
		switch {
		case quoted && escaped:
			escaped = false
		case quoted && c == '\\':
			escaped = true
		case c == '"':
			if quoted = !quoted; quoted {
				name = name[:0]
			}
		case quoted:
			if len(name) < maxJSONNumber {
				name = append(name, c)
			}
		case c == '{' || c == '[':
			if len(open) >= maxJSONDepth {
				return
			}
			open = append(open, c == '{')
		case c == '}' || c == ']':
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
		case c == ':':
			if !f(string(name), len(open)) {
				return
			}
		}
	}
}

// sniffCSV looks for a header row with each separator. Comma and semicolon are
// read; a header that only fits another separator is refused by name.
func sniffCSV(head []byte) (found, *Error) {
	for _, delim := range []byte{',', ';', '\t', '|'} {
		c := newCSVReader(bufio.NewReader(bytes.NewReader(head)), delim)
		for n := 1; n <= headerLines && c.read() == nil; n++ {
			f := found{delim: delim, header: n}
			switch {
			case isClarityHeader(c):
				f.format = FormatDexcomClarityCSV
			case isLibreHeader(c):
				f.format = FormatLibreViewCSV
			case isOSCARHeader(c):
				f.format = FormatOSCARSummaryCSV
			default:
				continue
			}
			if delim != ',' && delim != ';' {
				return found{}, fail(KindDelimiter, c.line, 0, "columns are separated by tab or bar, not by comma or semicolon")
			}
			return f, nil
		}
	}
	return found{}, sniffBroken(head)
}

// sniffBroken says more about text whose header row did not fit.
func sniffBroken(head []byte) *Error {
	c := newCSVReader(bufio.NewReader(bytes.NewReader(head)), ',')
	for n := 1; n <= headerLines; n++ {
		if err := c.read(); err != nil {
			if n > 1 && err != io.EOF {
				return fail(KindUnknownFormat, c.line, 0, "no header row of a known export")
			}
			break
		}
		t := bytes.ToLower(c.buf)
		if !bytes.Contains(t, []byte("mg/dl")) && !bytes.Contains(t, []byte("mmol/l")) && !bytes.Contains(t, []byte("hh:mm:ss")) {
			continue
		}
		if c.fields() <= 2 {
			return fail(KindDelimiter, c.line, 0, "the header row is a single column")
		}
		return fail(KindColumns, c.line, 0, "the header row has not the columns of a known export")
	}
	return fail(KindUnknownFormat, 1, 0, "no header row of a known export")
}
