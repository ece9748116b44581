package keys

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/consensys/gnark"
	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"
	"github.com/consensys/gnark/backend/solidity"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/statement"
)

// Release is everything that is committed for one circuit, and its proving key.
type Release struct {
	Entry        lock.Entry
	Proving      *groth16bn254.ProvingKey
	VerifyingKey []byte // committed as circuits/lock/vk/NAME.vk
	Solidity     []byte // committed as contracts/src/verifiers/NAME.sol
}

// gnarkCrypto is the version that gnark v0.16.0 is released with; the lockfile
// names it since round constants and encodings come from it.
const gnarkCrypto = "0.21.0"

// MakeRelease compiles a circuit, makes its development keys and exports what is
// committed of them.
func MakeRelease(c catalogue.Circuit) (*Release, error) {
	compiled, err := c.Compile()
	if err != nil {
		return nil, err
	}
	pk, vk, err := DevelopmentSetup(compiled)
	if err != nil {
		return nil, err
	}
	if err := lock.CheckKey(vk); err != nil {
		return nil, fmt.Errorf("%s: %w", c.Name, err)
	}
	sum := sha256.New()
	size, err := pk.WriteRawTo(sum)
	if err != nil {
		return nil, fmt.Errorf("%s: write the proving key: %w", c.Name, err)
	}
	var raw, contract bytes.Buffer
	if _, err := vk.WriteRawTo(&raw); err != nil {
		return nil, fmt.Errorf("%s: write the verifying key: %w", c.Name, err)
	}
	if err := ExportSolidity(&contract, c, vk); err != nil {
		return nil, err
	}
	vkSum := sha256.Sum256(raw.Bytes())
	return &Release{
		Entry: lock.Entry{
			Name: c.Name, ID: compiled.ID.String(), Family: c.Family,
			Metric: c.Metric.Name(), IntervalMinutes: c.Metric.IntervalMinutes(), Days: c.Days,
			Constraints:  compiled.System.GetNbConstraints(),
			PublicInputs: statement.PublicInputNames[:], Commitments: len(vk.CommitmentKeys),
			Ceremony:         lock.Development,
			ProvingKeySHA256: hex.EncodeToString(sum.Sum(nil)), ProvingKeyBytes: size,
			VerifyingKeySHA256: hex.EncodeToString(vkSum[:]),
		},
		Proving: pk, VerifyingKey: raw.Bytes(), Solidity: contract.Bytes(),
	}, nil
}

// Lockfile writes the lockfile of some releases.
func Lockfile(entries []lock.Entry) ([]byte, error) {
	raw, err := json.MarshalIndent(lock.File{
		Gnark: gnark.Version.String(), GnarkCrypto: gnarkCrypto, Circuits: entries,
	}, "", "  ")
	return append(raw, '\n'), err
}

// solidityPragma is the compiler that the contracts are pinned to.
const solidityPragma = "0.8.37"

// ExportSolidity writes gnark's verifier contract of a key, renamed.
func ExportSolidity(w io.Writer, c catalogue.Circuit, vk *groth16bn254.VerifyingKey) error {
	var out bytes.Buffer
	if err := vk.ExportSolidity(&out, solidity.WithPragmaVersion(solidityPragma)); err != nil {
		return fmt.Errorf("export the verifier of %s: %w", c.Name, err)
	}
	const generated = "contract Verifier"
	if n := strings.Count(out.String(), generated+" "); n != 1 {
		return fmt.Errorf("export the verifier of %s: the template changed", c.Name)
	}
	_, err := io.WriteString(w, strings.Replace(out.String(), generated, "contract "+lock.ContractName(c.Name), 1))
	return err
}
