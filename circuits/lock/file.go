package lock

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// Limits of a lockfile.
const (
	// MaxBytes holds a thousand circuits and more; one takes about 1 kB.
	MaxBytes = 4 << 20
	// MaxProvingKeyBytes bounds what is allocated for a proving key. The longest
	// catalogued circuit's takes 48 MB; 2 GiB is also the most that a signed 32-bit
	// length can say.
	MaxProvingKeyBytes = 1<<31 - 1
	// maxName and maxText bound names and other texts, in bytes.
	maxName = 64
	maxText = 1000
)

// File is the lockfile's content.
type File struct {
	Gnark       string  `json:"gnark"`
	GnarkCrypto string  `json:"gnark_crypto"`
	Circuits    []Entry `json:"circuits"`
	Retired     []Entry `json:"retired,omitempty"`
}

// Marshal writes the one form of a lockfile.
func (f File) Marshal() ([]byte, error) {
	raw, err := json.MarshalIndent(f, "", "  ")
	return append(raw, '\n'), err
}

// Parse reads a lockfile strictly: no unknown field, no name, id or key twice, no
// hash that is none, no size out of bounds, and no other form than Marshal's. Its
// errors are ErrFile and name what is wrong. Whether the entries are true of the
// circuits and keys, Parse cannot know: package keys has a Check.
func Parse(raw []byte) (*File, error) {
	if len(raw) > MaxBytes {
		return nil, fmt.Errorf("%w: longer than %d bytes", ErrFile, MaxBytes)
	}
	var f File
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFile, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: data after its end", ErrFile)
	}
	for i := range f.Retired {
		f.Retired[i].retired = true
	}
	if err := f.check(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFile, err)
	}
	// encoding/json takes the last of a field given twice, and fields in any case.
	again, err := f.Marshal()
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(again, raw) {
		return nil, fmt.Errorf("%w: it is not in the form that \"vitalproof keys lock\" writes", ErrFile)
	}
	return &f, nil
}

var (
	versionForm = regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+$`)
	// A name becomes a path and the name of a contract.
	nameForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)
	// What cmd writes of a ceremony: its name, which is one printable line, and the
	// SHA-256 of transcript.json.
	ceremonyForm = regexp.MustCompile(`^ceremony [^\pC\pZ]([^\pC\p{Zl}\p{Zp}]*[^\pC\pZ])?, transcript [0-9a-f]{64}$`)
)

func (f *File) check() error {
	for _, v := range []struct{ field, version string }{{"gnark", f.Gnark}, {"gnark_crypto", f.GnarkCrypto}} {
		if len(v.version) > maxName || !versionForm.MatchString(v.version) {
			return fmt.Errorf("%s: want a version such as 0.16.0", v.field)
		}
	}
	if len(f.Circuits) == 0 {
		return errors.New("circuits: there are none")
	}
	seen := map[string]string{}
	for _, e := range slices.Concat(f.Circuits, f.Retired) {
		if err := e.check(); err != nil {
			return fmt.Errorf("circuit %.*q: %w", maxName, e.Name, err)
		}
		// Two entries with one id or one key would let a proof of one statement pass
		// for a proof of the other.
		unique := []struct{ field, value string }{
			{"id", e.ID}, {"proving_key_sha256", e.ProvingKeySHA256}, {"proving_key_dump_sha256", e.ProvingKeyDumpSHA256},
			{"verifying_key_sha256", e.VerifyingKeySHA256}, {"evm_key_hash", e.EVMKeyHash}, {"name", e.Name},
		}
		if e.retired { // whose name the circuit has that took its place
			unique = unique[:len(unique)-1]
		}
		for _, u := range unique {
			if other, twice := seen[u.field+" "+u.value]; twice {
				return fmt.Errorf("circuit %q: it has the %s of %q", e.Name, u.field, other)
			}
			seen[u.field+" "+u.value] = e.Name
		}
	}
	return nil
}

// check looks at one entry alone.
func (e *Entry) check() error {
	if len(e.Name) > maxName || !nameForm.MatchString(e.Name) {
		return fmt.Errorf("name: want up to %d small letters and digits in groups joined by -", maxName)
	}
	for _, h := range []struct{ field, value string }{
		{"id", e.ID}, {"proving_key_sha256", e.ProvingKeySHA256}, {"proving_key_dump_sha256", e.ProvingKeyDumpSHA256},
		{"verifying_key_sha256", e.VerifyingKeySHA256}, {"evm_key_hash", e.EVMKeyHash},
	} {
		if !hashForm.MatchString(h.value) {
			return fmt.Errorf("%s: want 64 lower-case hexadecimal digits", h.field)
		}
	}
	for _, n := range []struct {
		field       string
		value       int64
		least, most int64
	}{
		// A day has 1,440 minutes; no domain of BN254 is larger than 2^28.
		{"interval_minutes", int64(e.IntervalMinutes), 0, 1440},
		{"days", int64(e.Days), 0, claim.MaxDays},
		{"constraints", int64(e.Constraints), 1, 1 << 28},
		{"commitments", int64(e.Commitments), 1, 1}, // see CheckKey
		{"proving_key_bytes", e.ProvingKeyBytes, 1, MaxProvingKeyBytes},
		{"proving_key_dump_bytes", e.ProvingKeyDumpBytes, 1, MaxProvingKeyBytes},
	} {
		if n.value < n.least || n.value > n.most {
			return fmt.Errorf("%s: %d is not from %d to %d", n.field, n.value, n.least, n.most)
		}
	}
	switch {
	case len(e.Family) > maxName || !nameForm.MatchString(e.Family):
		return errors.New("family: want a name")
	case len(e.Metric) > maxName || !nameForm.MatchString(e.Metric):
		return errors.New("metric: want a name")
	case !slices.Equal(e.PublicInputs, statement.PublicInputNames[:]):
		return fmt.Errorf("public_inputs: want %s", strings.Join(statement.PublicInputNames[:], ", "))
	case e.Ceremony != Development && (len(e.Ceremony) > maxText || !ceremonyForm.MatchString(e.Ceremony)):
		return fmt.Errorf("ceremony: want %q, or %q with a name and the hash of its transcript", Development, CeremonyPrefix)
	}
	return nil
}
