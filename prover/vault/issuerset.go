package vault

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"vitalproof/circuits/statement"
)

// IssuerSetFormat is the first field of an issuer set.
const IssuerSetFormat = "vitalproof/issuers/1"

// IssuerSet lists the issuers that a verifier trusts.
type IssuerSet []IssuerPublic

type issuerSetFile struct {
	Format  string            `json:"format"`
	Root    string            `json:"root"`
	Issuers []issuerSetMember `json:"issuers"`
}

type issuerSetMember struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

// Keys gives the keys alone, as statement.NewIssuerSet takes them.
func (s IssuerSet) Keys() []statement.PublicKey {
	keys := make([]statement.PublicKey, len(s))
	for i, p := range s {
		keys[i] = p.Key
	}
	return keys
}

// MarshalIssuerSet writes the file form, sorted by key.
func MarshalIssuerSet(s IssuerSet) ([]byte, error) {
	for i, p := range s {
		if err := p.check(); err != nil {
			return nil, fmt.Errorf("%w: issuer %d: %w", ErrIssuerSet, i+1, err)
		}
	}
	set, err := statement.NewIssuerSet(s.Keys())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrIssuerSet, err)
	}
	f := issuerSetFile{Format: IssuerSetFormat, Root: statement.FormatField(set.Root())}
	sorted := slices.Clone(s)
	slices.SortFunc(sorted, func(a, b IssuerPublic) int {
		x, y := a.Key.Bytes(), b.Key.Bytes()
		return bytes.Compare(x[:], y[:])
	})
	for _, p := range sorted {
		f.Issuers = append(f.Issuers, issuerSetMember{formatKey(p.Key), p.Name})
	}
	return marshalJSON(f)
}

// ReadIssuerSet reads an issuer set and recomputes its root. It fails with
// ErrIssuerSet.
func ReadIssuerSet(r io.Reader) (IssuerSet, error) {
	raw, err := readAll(r, MaxIssuerSetBytes, ErrIssuerSet)
	if err != nil {
		return nil, err
	}
	return ParseIssuerSet(raw)
}

// ParseIssuerSet is ReadIssuerSet on bytes.
func ParseIssuerSet(raw []byte) (IssuerSet, error) {
	s, err := parseIssuerSet(raw)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrIssuerSet, err)
	}
	return s, nil
}

func parseIssuerSet(raw []byte) (IssuerSet, error) {
	var f issuerSetFile
	if err := parseJSON(raw, MaxIssuerSetBytes, &f); err != nil {
		return nil, err
	}
	if f.Format != IssuerSetFormat {
		return nil, errors.New("format is not " + IssuerSetFormat)
	}
	if len(f.Issuers) > statement.MaxIssuers {
		return nil, statement.ErrIssuerSet // before each key costs a check of its point
	}
	var s IssuerSet
	for i, m := range f.Issuers {
		key, err := parseKey(m.Key)
		if err != nil {
			return nil, fmt.Errorf("issuer %d: %w", i+1, err)
		}
		s = append(s, IssuerPublic{key, m.Name})
	}
	root, err := statement.ParseField(f.Root)
	if err != nil {
		return nil, err
	}
	set, err := statement.NewIssuerSet(s.Keys())
	if err != nil {
		return nil, err
	}
	if set.Root() != root {
		return nil, errors.New("the root is not that of the keys")
	}
	return s, canonical(raw, func() ([]byte, error) { return MarshalIssuerSet(s) })
}
