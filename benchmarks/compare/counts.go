package compare

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"vitalproof/benchmarks/result"
)

// Counts are the figures of a subject that do not depend on the machine; 0 is not
// known.
type Counts struct {
	Subject      string `json:"subject"` // name and backend
	Constraints  int64  `json:"constraints"`
	Public       int64  `json:"public"`
	Secret       int64  `json:"secret"`
	Internal     int64  `json:"internal"`
	Commitments  int64  `json:"commitments"`
	Domain       int64  `json:"domain"`
	ProofBytes   int64  `json:"proof_bytes"`
	ProvingKey   int64  `json:"proving_key_bytes"`
	VerifyingKey int64  `json:"verifying_key_bytes"`
	Gas          int64  `json:"gas"`          // execution, of the contract that serves
	ExportedGas  int64  `json:"exported_gas"` // execution, of the contract that gnark exports
	BatchGas     int64  `json:"batch_gas"`    // execution, of a batch of batchSize
}

// batchSize is the batch whose gas is kept.
const batchSize = 16

// CountsOf takes the counts of a measured subject.
func CountsOf(s *result.Subject) Counts {
	c := Counts{
		Subject: s.ID(), Constraints: int64(s.Counts.Constraints), Public: int64(s.Counts.Public), Secret: int64(s.Counts.Secret),
		Internal: int64(s.Counts.Internal), Commitments: int64(s.Counts.Commitments), Domain: s.Counts.Domain,
		ProofBytes: s.Counts.ProofBytes, ProvingKey: s.Counts.ProvingKey, VerifyingKey: s.Counts.VerifyingKey,
	}
	if s.Gas == nil {
		return c
	}
	c.Gas, c.ExportedGas = int64(s.Gas.Verify), int64(s.Gas.Exported)
	for _, b := range s.Gas.Batch {
		if b.Proofs == batchSize {
			c.BatchGas = int64(b.Gas)
		}
	}
	return c
}

type count struct {
	name  string
	value int64
}

func (c Counts) list() []count {
	return []count{
		{"constraints", c.Constraints}, {"public inputs", c.Public}, {"secret inputs", c.Secret}, {"internal variables", c.Internal},
		{"commitments", c.Commitments}, {"domain", c.Domain}, {"proof, bytes", c.ProofBytes}, {"proving key, bytes", c.ProvingKey},
		{"verifying key, bytes", c.VerifyingKey}, {"gas", c.Gas}, {"gas, exported verifier", c.ExportedGas}, {"gas, batch of 16", c.BatchGas},
	}
}

// BaselineFormat is the first field of a file of counts.
const BaselineFormat = "vitalproof/bench-counts/1"

// Baseline is a committed list of counts.
type Baseline struct {
	Format string   `json:"format"`
	Note   string   `json:"note"`
	Counts []Counts `json:"counts"`
}

// maxBaseline bounds a file of counts; ours takes about 30 kB.
const maxBaseline = 4 << 20

// ErrBaseline reports a file that is not a list of counts.
var ErrBaseline = errors.New("not a list of benchmark counts")

// ReadBaseline reads a list of counts.
func ReadBaseline(r io.Reader) (*Baseline, error) {
	d := json.NewDecoder(io.LimitReader(r, maxBaseline))
	d.DisallowUnknownFields()
	b := new(Baseline)
	if err := d.Decode(b); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBaseline, err)
	}
	if b.Format != BaselineFormat || len(b.Counts) == 0 {
		return nil, ErrBaseline
	}
	return b, nil
}

// Marshal writes a list of counts.
func (b *Baseline) Marshal() ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(b)
	return out.Bytes(), err
}

// Against compares measured counts with the list: a count that differs in either
// direction is a difference, since the list is to be kept current.
func (b *Baseline) Against(measured []Counts) (differences []string) {
	for _, m := range measured {
		i := slices.IndexFunc(b.Counts, func(c Counts) bool { return c.Subject == m.Subject })
		if i < 0 {
			differences = append(differences, m.Subject+": not in the list")
			continue
		}
		was := b.Counts[i].list()
		for k, c := range m.list() {
			if c.value != was[k].value {
				differences = append(differences, fmt.Sprintf("%s: %s is %d, the list says %d", m.Subject, c.name, c.value, was[k].value))
			}
		}
	}
	for _, c := range b.Counts {
		if !slices.ContainsFunc(measured, func(m Counts) bool { return m.Subject == c.Subject }) {
			differences = append(differences, c.Subject+": in the list and gone")
		}
	}
	return differences
}
