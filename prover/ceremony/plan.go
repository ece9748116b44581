package ceremony

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/consensys/gnark"

	"vitalproof/circuits/catalogue"
	"vitalproof/prover/ceremony/beacon"
	"vitalproof/prover/vault"
)

const (
	format = 1
	// MinContributors is the fewest that any ceremony may have in a phase. One honest
	// contributor is enough, but two leave nobody to ask when one is in doubt; the
	// ceremonies people rely on had dozens.
	MinContributors = 3
	maxMinimum      = maxSteps - 1
	maxSteps        = 999               // three digits in a file's name
	maxNameBytes    = 4 * vault.MaxName // of UTF-8
	maxRuleBytes    = 500
	maxJSONBytes    = 1 << 20
	// minBeaconBytes is the shortest value of a beacon that is not drand's: 128 bits
	// that nobody could foresee.
	minBeaconBytes = 16
	maxBeaconBytes = 1024
	// MaxPower bounds the domains: a phase of 2^20 has 200 MB a contribution.
	MaxPower = 20
)

// Errors of ceremonies.
var (
	ErrPlan         = errors.New("the plan of the ceremony cannot be used")
	ErrFile         = errors.New("not a file of this ceremony")
	ErrContribution = errors.New("the contribution does not follow")
	ErrFew          = errors.New("too few contributors")
	ErrRepeated     = errors.New("this contributor contributed before")
	ErrBeacon       = errors.New("not the beacon that the plan names")
	ErrState        = errors.New("the ceremony is not there yet, or past it")
	ErrKeys         = errors.New("the keys do not follow from the contributions")
)

// Plan says what a ceremony is for. It is fixed before the first contribution: each
// contributor signs its hash.
type Plan struct {
	Format   int              `json:"format"`
	Name     string           `json:"name"`
	Gnark    string           `json:"gnark"` // version whose rules and encodings are followed
	Power    int              `json:"power"` // phase 1 is for domains up to 2^Power
	Minimum  int              `json:"minimum_contributors"`
	Circuits []PlannedCircuit `json:"circuits"`
	Phase1   Beacon           `json:"phase1_beacon"`
	Phase2   Beacon           `json:"phase2_beacon"`
}

// PlannedCircuit is a circuit whose keys a ceremony makes.
type PlannedCircuit struct {
	Name        string `json:"name"`
	ID          string `json:"id"` // SHA-256 of the constraint system
	Constraints int    `json:"constraints"`
	Power       int    `json:"power"` // its domain is 2^Power
}

// Beacon names a value that will be public later: a round of drand's quicknet, whose
// signature is checked, or a rule in words (such as a block of a chain), whose value
// each verifier has to look up.
type Beacon struct {
	Round uint64 `json:"drand_quicknet_round,omitempty"`
	Rule  string `json:"rule,omitempty"`
}

// ParseBeacon reads "drand:ROUND", "drand:TIME" with a time of RFC 3339, which is the
// first round from then on, or a rule in words.
func ParseBeacon(s string) (Beacon, error) {
	if number, ok := strings.CutPrefix(s, "drand:"); ok {
		var b Beacon
		if t, err := time.Parse(time.RFC3339, number); err == nil {
			if b.Round, err = beacon.RoundAt(t); err != nil {
				return Beacon{}, fmt.Errorf("%w: %w", ErrPlan, err)
			}
			return b, b.check()
		}
		if _, err := fmt.Sscanf(number, "%d", &b.Round); err != nil || fmt.Sprint(b.Round) != number {
			return Beacon{}, fmt.Errorf("%w: drand:%s is no round", ErrPlan, number)
		}
		return b, b.check()
	}
	b := Beacon{Rule: s}
	return b, b.check()
}

// String is what ParseBeacon reads.
func (b Beacon) String() string {
	if b.Round != 0 {
		return fmt.Sprintf("drand:%d", b.Round)
	}
	return b.Rule
}

func (b Beacon) check() error {
	if b.Round != 0 {
		if _, err := beacon.Time(b.Round); err != nil || b.Rule != "" {
			return fmt.Errorf("%w: a beacon has a round that exists, or a rule", ErrPlan)
		}
		return nil
	}
	return checkText("a beacon's rule", b.Rule, maxRuleBytes)
}

// Value checks what is shown as the beacon: of a round its signature, else the
// value itself. It gives the bytes that go into the keys.
func (b Beacon) Value(shown []byte) ([]byte, error) {
	if b.Round != 0 {
		value, err := beacon.Value(b.Round, shown)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrBeacon, err)
		}
		return value, nil
	}
	if len(shown) < minBeaconBytes || len(shown) > maxBeaconBytes {
		return nil, fmt.Errorf("%w: %d bytes, want %d to %d", ErrBeacon, len(shown), minBeaconBytes, maxBeaconBytes)
	}
	return shown, nil
}

// Public is the moment from which the beacon is known; the zero time if only the
// rule's words say it.
func (b Beacon) Public() time.Time {
	if b.Round == 0 {
		return time.Time{}
	}
	t, err := beacon.Time(b.Round)
	if err != nil {
		return time.Time{} // checked with the plan
	}
	return t
}

// NewPlan plans a ceremony for circuits, which it compiles.
func NewPlan(name string, minimum int, circuits []catalogue.Circuit, phase1, phase2 Beacon) (Plan, error) {
	p := Plan{Format: format, Name: name, Gnark: gnark.Version.String(), Minimum: minimum, Phase1: phase1, Phase2: phase2}
	for _, c := range circuits {
		compiled, err := c.Compile()
		if err != nil {
			return Plan{}, fmt.Errorf("%s: %w", c.Name, err)
		}
		n := compiled.System.GetNbConstraints()
		planned := PlannedCircuit{Name: c.Name, ID: compiled.ID.String(), Constraints: n, Power: powerFor(n)}
		p.Circuits = append(p.Circuits, planned)
		p.Power = max(p.Power, planned.Power)
	}
	return p, p.check()
}

// powerFor is the power of the smallest domain for some constraints.
func powerFor(constraints int) int { return bits.Len(uint(max(constraints, 2) - 1)) }

func (p Plan) check() error {
	if err := checkText("the name", p.Name, maxNameBytes); err != nil {
		return err
	}
	switch {
	case p.Format != format:
		return fmt.Errorf("%w: format %d, want %d", ErrPlan, p.Format, format)
	case p.Gnark != gnark.Version.String():
		return fmt.Errorf("%w: it is for gnark %s, and this program has %s", ErrPlan, p.Gnark, gnark.Version)
	case p.Minimum < MinContributors || p.Minimum > maxMinimum:
		return fmt.Errorf("%w: a minimum of %d contributors, want %d to %d", ErrPlan, p.Minimum, MinContributors, maxMinimum)
	case len(p.Circuits) == 0:
		return fmt.Errorf("%w: no circuit", ErrPlan)
	}
	seen, power := map[string]bool{}, 0
	for _, c := range p.Circuits {
		known, err := catalogue.ByName(c.Name)
		if err != nil || known.Name != c.Name || seen[c.Name] {
			return fmt.Errorf("%w: circuit %q is unknown or stands twice", ErrPlan, c.Name)
		}
		seen[c.Name] = true
		if _, ok := unhex(c.ID, sha256.Size); !ok || c.Constraints < 1 || c.Power != powerFor(c.Constraints) {
			return fmt.Errorf("%w: circuit %s has no valid id or size", ErrPlan, c.Name)
		}
		power = max(power, c.Power)
	}
	if p.Power != power || power > MaxPower {
		return fmt.Errorf("%w: a power of %d, want %d and at most %d", ErrPlan, p.Power, power, MaxPower)
	}
	if err := errors.Join(p.Phase1.check(), p.Phase2.check()); err != nil {
		return err
	}
	// Were phase 2's value known while it runs, its last contributor could choose.
	if p.Phase1 == p.Phase2 || p.Phase1.Round >= p.Phase2.Round && p.Phase1.Round != 0 && p.Phase2.Round != 0 {
		return fmt.Errorf("%w: the beacon of phase 2 must come after that of phase 1", ErrPlan)
	}
	return nil
}

func (p Plan) beacon(phase int) Beacon {
	if phase == 1 {
		return p.Phase1
	}
	return p.Phase2
}

func checkText(what, s string, most int) error {
	if s == "" || len(s) > most || !utf8.ValidString(s) || strings.TrimSpace(s) != s || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return fmt.Errorf("%w: %s is empty, too long or not plain text", ErrPlan, what)
	}
	return nil
}

// marshal writes the one text that a value has in a transcript.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("write a ceremony's file: %w", err)
	}
	return b.Bytes(), nil
}

// unmarshal reads that text and no other.
func unmarshal(raw []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("%w: %w", ErrFile, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: more than one value", ErrFile)
	}
	again, err := marshal(v)
	if err != nil {
		return err
	}
	if !bytes.Equal(again, raw) {
		return fmt.Errorf("%w: not in the one form that such files have", ErrFile)
	}
	return nil
}

// unhex reads bytes as hexSum and its like write them: one text for each value.
func unhex(s string, n int) ([]byte, bool) {
	raw, err := hex.DecodeString(s)
	return raw, err == nil && len(raw) == n && s == strings.ToLower(s)
}

func hexSum(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}
