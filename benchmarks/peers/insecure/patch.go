package insecure

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
)

// ErrPinned is of a bb that does not hold the two points where they are expected.
var ErrPinned = errors.New("this bb does not hold Aztec's points once each: it is another version")

// What bb holds of Aztec's reference string: tau in G1 and in G2, as in its files.
const (
	aztecG1 = "2d360628289ff943ff6bd1a87bbe4e62abe7fb61ba83effd266f22bdcf31e6f9" +
		"26b92a79e563c3f48252cce7feeca2f0f8d33dcb4ef7b0643bf07bd405700aaa"
	aztecG2 = "0118c4d5b837bcc2bc89b5b398b5974e9f5944073b32078b7e231fec938883b0" +
		"260e01b251f6f1c7e7ff4e580791dee8ea51d87a358e038b4efe30fac09383c1" +
		"22febda3c0c0632a56475b4214e5615e11e6dd3f96e6cea2854a87d4dacc5e55" +
		"04fc6369f7110fe3d25156c1bb9a72859cf2a04641f99ba4ee413c80da6a5fe4"
)

// PatchBarretenberg writes a copy of bb that takes our tau for Aztec's. Verifying
// uses a point in the program, whatever the directory says, so proofs under another
// string are refused without this. Nothing else is changed.
//
// INSECURE: the copy accepts proofs that anybody can forge. It is left in a scratch
// directory and is good for measuring alone.
func PatchBarretenberg(from, to string) error {
	program, err := os.ReadFile(from)
	if err != nil {
		return fmt.Errorf("copy bb: %w", err)
	}
	tau := known().tau
	for _, p := range []struct {
		aztec string
		ours  []byte
	}{
		{aztecG1, bigEndianG1(multiplesG1(tau)[0])},
		{aztecG2, bigEndianG2(multiplesG2(tau)[0])},
	} {
		old, err := hex.DecodeString(p.aztec)
		if err != nil || len(old) != len(p.ours) {
			return fmt.Errorf("copy bb: %w", ErrPinned)
		}
		if bytes.Count(program, old) != 1 {
			return fmt.Errorf("copy bb: %w", ErrPinned)
		}
		copy(program[bytes.Index(program, old):], p.ours)
	}
	return os.WriteFile(to, program, 0o700) //nolint:gosec // a program, for its owner alone
}
