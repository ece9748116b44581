package onchain

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
)

// DeploymentFormat is the first field of a deployment file.
const DeploymentFormat = "vitalproof/deployment/1"

// maxVerifiers bounds the list of a file: the router may know several keys of
// every circuit.
const maxVerifiers = 64

// maxName bounds the name of a circuit or a ceremony, in bytes.
const maxName = 100

// MaxDeploymentBytes bounds a deployment file; one of eight circuits takes about
// 5 kB.
const MaxDeploymentBytes = 64 << 10

// Errors of deployments.
var (
	ErrDeploymentFile = errors.New("not a deployment file")
	ErrNotOnChain     = errors.New("the chain does not hold what the deployment file says")
)

// Deployment says where the contracts are. It is what Deploy made, not what the
// owners did since: verifiers may have been added or stopped.
type Deployment struct {
	ChainID     uint64
	Block       uint64 // of the first contract; watching starts here
	Deployer    common.Address
	Owner       common.Address // of the registries, or the proposer of their timelock
	Guardian    common.Address
	Timelock    Timelock // zero if there is none
	Router      common.Address
	Issuers     common.Address
	Policies    common.Address
	Consents    common.Address
	Gate        common.Address
	Vault       common.Address
	Studies     common.Address
	EAS         common.Address // the attestation service; zero if there is no publisher
	Publisher   common.Address // zero if there is none
	Verifiers   []DeployedVerifier
	Development bool // whether anybody can forge proofs for some of the verifiers
}

// Timelock is the contract that owns the registries.
type Timelock struct {
	Address  common.Address
	MinDelay time.Duration // whole seconds
}

// DeployedVerifier is the verifier of one circuit under one key.
type DeployedVerifier struct {
	Circuit    string
	CircuitID  statement.CircuitID
	KeyHash    [32]byte
	VerifierID [32]byte
	Address    common.Address
	Ceremony   string
}

type deploymentFile struct {
	Format      string         `json:"format"`
	ChainID     uint64         `json:"chain_id"`
	Block       uint64         `json:"block"`
	Development bool           `json:"development"`
	Deployer    string         `json:"deployer"`
	Owner       string         `json:"owner"`
	Guardian    string         `json:"guardian"`
	Timelock    *timelockFile  `json:"timelock,omitempty"`
	Router      string         `json:"router"`
	Issuers     string         `json:"issuers"`
	Policies    string         `json:"policies"`
	Consents    string         `json:"consents"`
	Gate        string         `json:"gate"`
	Vault       string         `json:"vault"`
	Studies     string         `json:"studies"`
	EAS         string         `json:"eas,omitempty"`
	Publisher   string         `json:"eas_publisher,omitempty"`
	Verifiers   []verifierFile `json:"verifiers"`
}

type timelockFile struct {
	Address  string `json:"address"`
	MinDelay uint64 `json:"min_delay_seconds"`
}

type verifierFile struct {
	Circuit    string `json:"circuit"`
	CircuitID  string `json:"circuit_id"`
	KeyHash    string `json:"key_hash"`
	VerifierID string `json:"verifier_id"`
	Address    string `json:"address"`
	Ceremony   string `json:"ceremony"`
}

// ReadDeployment reads a deployment file.
func ReadDeployment(in io.Reader) (*Deployment, error) {
	raw, err := io.ReadAll(io.LimitReader(in, MaxDeploymentBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read deployment: %w", err)
	}
	if len(raw) > MaxDeploymentBytes {
		return nil, fmt.Errorf("%w: longer than %d bytes", ErrDeploymentFile, MaxDeploymentBytes)
	}
	return ParseDeployment(raw)
}

// ParseDeployment is ReadDeployment on bytes.
func ParseDeployment(raw []byte) (*Deployment, error) {
	var f deploymentFile
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return nil, fmt.Errorf("%w: it is not the expected JSON", ErrDeploymentFile)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("%w: data after its end", ErrDeploymentFile)
	}
	if f.Format != DeploymentFormat {
		return nil, fmt.Errorf("%w: format is not %s", ErrDeploymentFile, DeploymentFormat)
	}
	out, err := f.deployment()
	if err != nil {
		return nil, err
	}
	if err := out.check(); err != nil {
		return nil, err
	}
	// One deployment, one file: a repeated field or another spelling is refused.
	again, err := out.Marshal()
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(bytes.TrimSpace(again), bytes.TrimSpace(raw)) {
		return nil, fmt.Errorf("%w: it is not in canonical form", ErrDeploymentFile)
	}
	return out, nil
}

func (f *deploymentFile) deployment() (*Deployment, error) {
	d := &Deployment{ChainID: f.ChainID, Block: f.Block, Development: f.Development}
	type field struct {
		name, text string
		into       *common.Address
	}
	fields := []field{
		{"deployer", f.Deployer, &d.Deployer}, {"owner", f.Owner, &d.Owner}, {"guardian", f.Guardian, &d.Guardian},
		{"router", f.Router, &d.Router}, {"issuers", f.Issuers, &d.Issuers}, {"policies", f.Policies, &d.Policies},
		{"consents", f.Consents, &d.Consents}, {"gate", f.Gate, &d.Gate}, {"vault", f.Vault, &d.Vault}, {"studies", f.Studies, &d.Studies},
	}
	if f.EAS != "" || f.Publisher != "" {
		fields = append(fields, field{"eas", f.EAS, &d.EAS}, field{"eas_publisher", f.Publisher, &d.Publisher})
	}
	for _, x := range fields {
		a, err := request.ParseAddress(x.text)
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrDeploymentFile, x.name, err)
		}
		*x.into = a
	}
	if t := f.Timelock; t != nil {
		a, err := request.ParseAddress(t.Address)
		if err != nil {
			return nil, fmt.Errorf("%w: timelock: %w", ErrDeploymentFile, err)
		}
		if t.MinDelay > maxDelay {
			return nil, fmt.Errorf("%w: timelock: a delay of more than %d seconds", ErrDeploymentFile, maxDelay)
		}
		d.Timelock = Timelock{a, time.Duration(t.MinDelay) * time.Second}
	}
	if len(f.Verifiers) > maxVerifiers {
		return nil, fmt.Errorf("%w: more than %d verifiers", ErrDeploymentFile, maxVerifiers)
	}
	for i, v := range f.Verifiers {
		out := DeployedVerifier{Circuit: v.Circuit, Ceremony: v.Ceremony}
		address, err := request.ParseAddress(v.Address)
		if err == nil {
			out.CircuitID, err = statement.ParseCircuitID(v.CircuitID)
		}
		if err == nil {
			out.KeyHash, err = request.ParseHash(v.KeyHash)
		}
		if err == nil {
			out.VerifierID, err = request.ParseHash(v.VerifierID)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: verifier %d: %w", ErrDeploymentFile, i, err)
		}
		out.Address = address
		d.Verifiers = append(d.Verifiers, out)
	}
	return d, nil
}

// maxDelay bounds a timelock's delay, in seconds: nobody waits ten years.
const maxDelay = 10 * 365 * 24 * 60 * 60

// check refuses what no deployment can be.
func (d *Deployment) check() error {
	bad := func(why string) error { return fmt.Errorf("%w: %s", ErrDeploymentFile, why) }
	all := []common.Address{d.Router, d.Issuers, d.Policies, d.Consents, d.Gate, d.Vault, d.Studies}
	if d.Timelock != (Timelock{}) {
		if d.Timelock.MinDelay <= 0 || d.Timelock.MinDelay%time.Second != 0 {
			return bad("the timelock's delay is not a whole number of seconds above 0")
		}
		all = append(all, d.Timelock.Address)
	}
	if d.EAS != (common.Address{}) || d.Publisher != (common.Address{}) {
		all = append(all, d.EAS, d.Publisher)
	}
	for _, v := range d.Verifiers {
		all = append(all, v.Address)
		if statement.VerifierID(v.CircuitID, v.KeyHash) != v.VerifierID {
			return bad("the id of the verifier of " + v.Circuit + " is not made of its circuit and key")
		}
		if !isName(v.Circuit) || !isName(v.Ceremony) {
			return bad("the name of a circuit or a ceremony is empty, too long or not plain text")
		}
	}
	seen := map[common.Address]bool{{}: true}
	for _, a := range all {
		if seen[a] {
			return bad(fmt.Sprintf("the address %s is zero or stands for two contracts", a))
		}
		seen[a] = true
	}
	if slices.Contains([]common.Address{d.Deployer, d.Owner, d.Guardian}, common.Address{}) {
		return bad("deployer, owner or guardian is zero")
	}
	return nil
}

// isName keeps names to what is safe to print.
func isName(s string) bool {
	for _, c := range s {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return s != "" && len(s) <= maxName
}

// Marshal writes the canonical file.
func (d *Deployment) Marshal() ([]byte, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	f := deploymentFile{
		Format: DeploymentFormat, ChainID: d.ChainID, Block: d.Block, Development: d.Development,
		Deployer: hexAddress(d.Deployer), Owner: hexAddress(d.Owner), Guardian: hexAddress(d.Guardian),
		Router: hexAddress(d.Router), Issuers: hexAddress(d.Issuers), Policies: hexAddress(d.Policies),
		Consents: hexAddress(d.Consents), Gate: hexAddress(d.Gate), Vault: hexAddress(d.Vault), Studies: hexAddress(d.Studies),
		Verifiers: []verifierFile{},
	}
	if d.Timelock != (Timelock{}) {
		f.Timelock = &timelockFile{hexAddress(d.Timelock.Address), uint64(d.Timelock.MinDelay / time.Second)}
	}
	if d.Publisher != (common.Address{}) {
		f.EAS, f.Publisher = hexAddress(d.EAS), hexAddress(d.Publisher)
	}
	for _, v := range d.Verifiers {
		f.Verifiers = append(f.Verifiers, verifierFile{
			v.Circuit, v.CircuitID.String(), hexWord(v.KeyHash), hexWord(v.VerifierID), hexAddress(v.Address), v.Ceremony,
		})
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(f); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func hexAddress(a common.Address) string { return "0x" + hex.EncodeToString(a[:]) }
