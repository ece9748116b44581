package ingest

import "encoding/json"

// entriesOf reads the list of one name of a JSON object, entry by entry, and
// leaves the other fields to other, which may skip them.
func (l *jsonList) entriesOf(name string, entry func() error, other func(key string) error) error {
	if _, err := l.token(); err != nil {
		return err
	}
	for l.dec.More() {
		key, err := l.token()
		if err != nil {
			return err
		}
		if key != name {
			text, _ := key.(string)
			if err := other(text); err != nil {
				return err
			}
			continue
		}
		if err := l.list(entry); err != nil {
			return err
		}
	}
	if _, err := l.token(); err != nil {
		return err
	}
	return l.end()
}

// list reads a list entry by entry.
func (l *jsonList) list(entry func() error) error {
	if t, err := l.token(); err != nil {
		return err
	} else if t != json.Delim('[') {
		return fail(KindUnknownFormat, l.g.current.line, 0, "the entries are not a list")
	}
	for l.dec.More() {
		if err := entry(); err != nil {
			return err
		}
	}
	if t, err := l.token(); err != nil {
		return err
	} else if t != json.Delim(']') {
		return fail(KindSyntax, l.g.current.line, 0, "the list does not end")
	}
	return nil
}
