package ingest

import (
	"bufio"
	"fmt"
	"io"
	"time"
)

func writeDexcomAPI(w io.Writer, _ GenerateParams, s []sample) error {
	out := bufio.NewWriter(w)
	fmt.Fprint(out, `{"recordType":"egv","recordVersion":"3.0","userId":"invented","records":[`)
	for i := range s {
		x := s[len(s)-1-i] // newest first, as the service answers
		if i > 0 {
			fmt.Fprint(out, ",")
		}
		status := "null"
		switch x.v {
		case lowValue:
			status = `"low"`
		case highValue:
			status = `"high"`
		}
		at := wall(x.sec, "2006-01-02T15:04:05")
		fmt.Fprintf(out, "\n"+`{"recordId":"invented-%d","systemTime":"%sZ","displayTime":"%s+00:00","value":%d,"unit":"mg/dL","status":%s,"trend":"flat",`+
			`"trendRate":0,"transmitterId":"invented","transmitterTicks":"%d","transmitterGeneration":"g7","displayDevice":"iOS"}`,
			i, at, at, x.v, status, x.sec-s[0].sec+7200)
	}
	fmt.Fprint(out, "\n]}\n")
	return out.Flush()
}

func writeTidepool(w io.Writer, p GenerateParams, s []sample) error {
	out := bufio.NewWriter(w)
	fmt.Fprint(out, "[")
	for i, x := range s {
		if i > 0 {
			fmt.Fprint(out, ",")
		}
		note := ""
		switch x.v {
		case lowValue:
			note = `"annotations":[{"code":"bg/out-of-range","value":"low","threshold":40}],`
		case highValue:
			note = `"annotations":[{"code":"bg/out-of-range","value":"high","threshold":400}],`
		}
		fmt.Fprintf(out, "\n"+`{"type":"cbg","units":"%s","value":%s,"time":"%s","timezoneOffset":0,%s"deviceId":"invented","uploadId":"invented"}`,
			p.Unit, p.show(x.v), wall(x.sec, "2006-01-02T15:04:05.000Z"), note)
	}
	fmt.Fprint(out, "\n]\n")
	return out.Flush()
}

func writeOpenMHealth(w io.Writer, p GenerateParams, s []sample) error {
	out := bufio.NewWriter(w)
	fmt.Fprint(out, "[")
	for i, x := range s {
		if i > 0 {
			fmt.Fprint(out, ",")
		}
		fmt.Fprintf(out, "\n"+`{"header":{"uuid":"invented-%d","schema_id":{"namespace":"omh","name":"blood-glucose","version":"4.0"},"modality":"sensed"},`+
			`"body":{"blood_glucose":{"unit":"%s","value":%s},"specimen_source":"interstitial fluid","effective_time_frame":{"date_time":"%s"}}}`,
			i, p.Unit, p.show(x.v), wall(x.sec, time.RFC3339))
	}
	fmt.Fprint(out, "\n]\n")
	return out.Flush()
}

const appleTime = "2006-01-02 15:04:05 -0700"

// appleStart begins an export of Apple Health with somebody born in 1960.
const appleStart = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!ELEMENT HealthData (ExportDate,Me,Record*)>
]>
<HealthData locale="en_US">
 <ExportDate value="2000-01-01 00:00:00 +0000"/>
 <Me HKCharacteristicTypeIdentifierDateOfBirth="1960-06-15"/>
`

func appleLine(out io.Writer, kind, source, unit, value string, from, to int64) {
	fmt.Fprintf(out, ` <Record type="%s" sourceName="%s" unit="%s" creationDate="%s" startDate="%s" endDate="%s" value="%s"/>`+"\n",
		kind, source, unit, wall(to, appleTime), wall(from, appleTime), wall(to, appleTime), value)
}

func writeAppleGlucose(w io.Writer, p GenerateParams, s []sample) error {
	unit := p.Unit
	if unit == unitMmol.String() {
		unit = "mmol&lt;180.1558800000541&gt;/L"
	}
	out := bufio.NewWriter(w)
	fmt.Fprint(out, appleStart)
	for _, x := range s {
		appleLine(out, hkGlucose, "Invented Sensor", unit, p.show(x.v), x.sec, x.sec)
	}
	fmt.Fprint(out, "</HealthData>\n")
	return out.Flush()
}
