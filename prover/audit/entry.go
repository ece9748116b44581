package audit

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Kind is what happened.
type Kind string

// The kinds, and there are no others.
const (
	ServiceStarted  Kind = "service.started"
	ServiceStopped  Kind = "service.stopped"
	ProofSubmitted  Kind = "proof.submitted"
	ProofSucceeded  Kind = "proof.succeeded"
	ProofFailed     Kind = "proof.failed"
	ProofCancelled  Kind = "proof.cancelled"
	ProofDead       Kind = "proof.dead"
	ProofDeleted    Kind = "proof.deleted"
	SubjectErased   Kind = "subject.erased"
	RequestCreated  Kind = "request.created"
	RequestAnswered Kind = "request.answered"
	RequestClosed   Kind = "request.closed"
	RequestDeleted  Kind = "request.deleted"
	StoreBackup     Kind = "store.backup"
	StoreRestored   Kind = "store.restored"
	AccessDenied    Kind = "access.denied"
)

// Valid reports whether there is such a kind.
func (k Kind) Valid() bool {
	switch k {
	case ServiceStarted, ServiceStopped,
		ProofSubmitted, ProofSucceeded, ProofFailed, ProofCancelled, ProofDead, ProofDeleted,
		SubjectErased, RequestCreated, RequestAnswered, RequestClosed, RequestDeleted,
		StoreBackup, StoreRestored, AccessDenied:
		return true
	}
	return false
}

// Entry is one thing that happened. No field takes free text, so that no caller
// can write a name, a reading or a second line into the log.
type Entry struct {
	// Time is kept to the second, in UTC: finer times tell who was online when.
	Time time.Time
	Kind Kind
	// Tenant is an organisation, [a-z0-9-]{1,64}, or empty for the service itself.
	Tenant string
	// Ref is the hex of an HMAC of an id, [0-9a-f]{0,64}. Never the id of a person.
	Ref string
	// Detail is the name of a reason, or a count, [A-Z0-9_ .:-]{0,64}.
	Detail string
}

// check holds an entry to its form. It quotes no field: what does not belong in
// the log does not belong in an error either.
func (e Entry) check() error {
	switch {
	case e.Time.UTC().Year() < minYear || e.Time.UTC().Year() > maxYear:
		return fmt.Errorf("%w: the time is not set, or not between the years %d and %d", ErrEntry, minYear, maxYear)
	case !e.Kind.Valid():
		return fmt.Errorf("%w: unknown kind", ErrEntry)
	case !within(e.Tenant, maxTenant, tenantByte):
		return fmt.Errorf("%w: a tenant is up to %d of a-z, 0-9 and -", ErrEntry, maxTenant)
	case !within(e.Ref, maxRef, hexByte):
		return fmt.Errorf("%w: a ref is up to %d hex digits", ErrEntry, maxRef)
	case !within(e.Detail, maxDetail, detailByte):
		return fmt.Errorf("%w: a detail is up to %d of A-Z, 0-9, blank and _.:-", ErrEntry, maxDetail)
	}
	return nil
}

func within(s string, most int, allowed func(byte) bool) bool {
	if len(s) > most {
		return false
	}
	for i := range len(s) {
		if !allowed(s[i]) {
			return false
		}
	}
	return true
}

func digit(b byte) bool      { return '0' <= b && b <= '9' }
func hexByte(b byte) bool    { return digit(b) || 'a' <= b && b <= 'f' }
func tenantByte(b byte) bool { return digit(b) || 'a' <= b && b <= 'z' || b == '-' }
func detailByte(b byte) bool {
	return digit(b) || 'A' <= b && b <= 'Z' || b == '_' || b == ' ' || b == '.' || b == ':' || b == '-'
}

// The parts of an entry's line between its values. No value can hold a quote or
// anything that JSON escapes, so the line is JSON and has one spelling.
var entryParts = [...]string{`{"n":`, `,"time":"`, `","kind":"`, `","tenant":"`, `","ref":"`, `","detail":"`, `"}`}

func (e Entry) appendLine(out []byte, n int64) []byte {
	out = strconv.AppendInt(append(out, entryParts[0]...), n, 10)
	out = e.Time.UTC().Truncate(time.Second).AppendFormat(append(out, entryParts[1]...), time.RFC3339)
	for i, s := range []string{string(e.Kind), e.Tenant, e.Ref, e.Detail} {
		out = append(append(out, entryParts[2+i]...), s...)
	}
	return append(out, entryParts[6]...)
}

// isEntry reports whether a line is exactly what appendLine writes for some
// entry of the number n.
func isEntry(line []byte, n int64) bool {
	values, ok := split(line, entryParts[:])
	if !ok {
		return false
	}
	at, err := time.Parse(time.RFC3339, values[1])
	if err != nil {
		return false
	}
	e := Entry{at, Kind(values[2]), values[3], values[4], values[5]}
	return e.check() == nil && bytes.Equal(e.appendLine(nil, n), line)
}

// split gives the values between fixed parts.
func split(line []byte, parts []string) ([]string, bool) {
	if !bytes.HasPrefix(line, []byte(parts[0])) {
		return nil, false
	}
	rest := string(line[len(parts[0]):])
	values := make([]string, len(parts)-1)
	for i, p := range parts[1:] {
		var ok bool
		if values[i], rest, ok = strings.Cut(rest, p); !ok {
			return nil, false
		}
	}
	return values, rest == ""
}
