package store

import "encoding/base64"

// page calls f with the ids of an index, newest first, from where a token says,
// until f wants no more, and writes to next where f stopped: "" if it saw all.
// The one at which f stopped is the first of the next page.
func (s *Store) page(op string, prefix []byte, token string, f func(t tx, i id) (more bool, err error), next *string) error {
	from := prefix
	if token != "" {
		place, ok := s.readToken(prefix, token)
		if !ok {
			return ErrPageToken
		}
		from = append(append([]byte(nil), prefix...), place...)
	}
	*next = ""
	seen := 0
	return s.view(op, func(t tx) error {
		return t.keys(prefix, from, func(k []byte) (bool, error) {
			more := seen < maxScan
			if more {
				var err error
				if more, err = f(t, lastID(k)); err != nil {
					return false, err
				}
			}
			if !more {
				*next = s.token(prefix, k[len(prefix):])
			}
			seen++
			return more, nil
		})
	})
}

// A page token is a place in an index, sealed: a caller cannot make one, nor use
// one with another tenant's list, and learns nothing from it.
func (s *Store) token(prefix, place []byte) string {
	return base64.RawURLEncoding.EncodeToString(s.pages.seal(prefix, place))
}

func (s *Store) readToken(prefix []byte, token string) ([]byte, bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return nil, false
	}
	return s.pages.open(prefix, sealed)
}
