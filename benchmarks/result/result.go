package result

import (
	"time"
)

// Format is the first field of a result file.
const Format = "vitalproof/bench/1"

// File is one run.
type File struct {
	Format  string    `json:"format"`
	Started time.Time `json:"started"`
	Ended   time.Time `json:"ended"`
	// Complete is false in a file that an interrupted run left.
	Complete bool    `json:"complete"`
	Options  Options `json:"options"`
	Machine  Machine `json:"machine"`
	Noise    Noise   `json:"noise"`

	Subjects    []Subject    `json:"subjects"`
	Comparisons []Comparison `json:"comparisons"`
	Scaling     []Fit        `json:"scaling"`
	Skipped     []Skip       `json:"skipped"`
}

// Options are what a run was asked for; a run goes on only with the same.
type Options struct {
	Quick       bool     `json:"quick"`
	Subjects    []string `json:"subjects"`
	Backends    []string `json:"backends"`
	Runs        int      `json:"runs"`        // proofs of a subject at most
	Concurrency []int    `json:"concurrency"` // provers at a time
	Peers       bool     `json:"peers"`
}

// Machine is a fingerprint: what figures depend on. It names no host and no user.
type Machine struct {
	CPU         string `json:"cpu"`
	Cores       int    `json:"cores"` // that the process may use
	MemoryBytes int64  `json:"memory_bytes"`
	OS          string `json:"os"`
	Kernel      string `json:"kernel"`
	Arch        string `json:"arch"`
	Go          string `json:"go"`
	Gnark       string `json:"gnark"`
	GnarkCrypto string `json:"gnark_crypto"`
	Commit      string `json:"commit"`   // of the program; empty if not known
	Modified    bool   `json:"modified"` // the program is not of the commit alone
}

// Noise tells how steady the machine was: the same work, done again before each
// subject and at the end.
type Noise struct {
	Probe Sample `json:"probe"` // seconds of the work
	// Spread is half the range of the probe's middle half over its median: how much
	// an absolute time of this run is worth. Ratios of pairs suffer less.
	Spread float64 `json:"spread"`
}

// Backends of subjects.
const (
	Groth16 = "groth16"
	Plonk   = "plonk"
	Snarkjs = "snarkjs"
	Bb      = "bb"
)

// Subject is everything about one circuit under one proof system.
type Subject struct {
	Name     string `json:"name"`    // such as glucose-5min-30d
	Backend  string `json:"backend"` // one of the backends above
	Group    string `json:"group"`   // subjects that differ in window length only
	Days     int    `json:"days"`    // 0 if the circuit has no window
	Readings int    `json:"readings"`

	Counts Counts `json:"counts"`
	Times  Times  `json:"times"`
	// ProveOverFloor pairs each proof with the bare multi-scalar multiplications
	// and Fourier transforms of the same key, done right after it. Groth16 only.
	ProveOverFloor *Sample `json:"prove_over_floor,omitempty"`

	Memory     Memory       `json:"memory"`
	CPU        Sample       `json:"cpu"` // seconds of all cores a proof
	Throughput []Throughput `json:"throughput,omitempty"`
	Parts      []Part       `json:"parts,omitempty"`
	Gas        *Gas         `json:"gas,omitempty"`
	// NoGas says why gas was not measured.
	NoGas string `json:"no_gas,omitempty"`
}

// ID tells the subjects of a file apart.
func (s *Subject) ID() string { return s.Name + " " + s.Backend }

// Counts do not depend on the machine.
type Counts struct {
	Constraints  int    `json:"constraints"`
	Unit         string `json:"unit"` // of constraints: R1CS, PLONK or UltraHonk gates
	Public       int    `json:"public"`
	Secret       int    `json:"secret"`
	Internal     int    `json:"internal"`
	Commitments  int    `json:"commitments"`
	Domain       int64  `json:"domain"` // points of the Fourier transforms
	ProofBytes   int64  `json:"proof_bytes"`
	ProvingKey   int64  `json:"proving_key_bytes"`
	VerifyingKey int64  `json:"verifying_key_bytes"`
}

// Times are samples by step; one of n 0 was not measured.
type Times struct {
	Compile Sample `json:"compile"`
	Setup   Sample `json:"setup"`   // keys, from a reference string if the system has one
	Load    Sample `json:"load"`    // proving key and constraint system from disk
	Witness Sample `json:"witness"` // assignment to witness; for peers, all that comes before proving
	Prove   Sample `json:"prove"`   // solving included
	Floor   Sample `json:"floor"`   // see ProveOverFloor
	Verify  Sample `json:"verify"`
}

// Memory is the peak resident size of a process that did nothing else; 0 where it
// is not known.
type Memory struct {
	Setup int64 `json:"setup_peak_bytes"`
	Prove int64 `json:"prove_peak_bytes"`
}

// Throughput is the rate at which some provers on one machine finish.
type Throughput struct {
	Concurrency int     `json:"concurrency"`
	Proofs      int     `json:"proofs"`
	Seconds     float64 `json:"seconds"`
	PerSecond   float64 `json:"per_second"`
}

// Part is a named part of a circuit.
type Part struct {
	Name        string `json:"name"`
	Constraints int    `json:"constraints"`
}

// Gas is what verifying takes in the EVM under the rules of Osaka, without a
// transaction's base cost.
type Gas struct {
	Verifier string `json:"verifier"` // the contract
	Verify   uint64 `json:"verify"`
	Calldata uint64 `json:"calldata"` // of a transaction that verifies; EIP-7623 floors left out
	Exported uint64 `json:"exported"` // of the contract that gnark exports; 0 if not measured
	// Batch lists whole batches by size, where the verifier has them.
	Batch []BatchGas `json:"batch,omitempty"`
}

// BatchGas is the gas of a batch of proofs.
type BatchGas struct {
	Proofs int    `json:"proofs"`
	Gas    uint64 `json:"gas"`
}

// Comparison is one subject against another, in turn in one run.
type Comparison struct {
	Slow string `json:"slow"` // ids of subjects
	Fast string `json:"fast"`
	What string `json:"what"` // "prove", or "witness and prove"
	// Ratio is slow over fast, pair by pair.
	Ratio Sample `json:"ratio"`
	// Low and High bound the median ratio with 95 % confidence, from order
	// statistics; with fewer than six pairs they are the least and the greatest, and
	// the confidence is Confidence.
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
	Confidence float64 `json:"confidence"`
}

// Fit is a straight line through a group's figures: value = At0 + Slope * day.
type Fit struct {
	Group   string  `json:"group"`
	Backend string  `json:"backend"`
	What    string  `json:"what"` // constraints, or prove in seconds
	At0     float64 `json:"at0"`
	Slope   float64 `json:"slope"`   // a day
	Reading float64 `json:"reading"` // a reading: Slope over the readings of a day
	R2      float64 `json:"r2"`
	Points  int     `json:"points"`
}

// Skip is something that was asked for and not measured.
type Skip struct {
	Subject string `json:"subject"`
	Reason  string `json:"reason"`
}
