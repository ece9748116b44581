package onchain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/rpc"

	"vitalproof/verifier/onchain/bindings"
)

// A Refusal is a contract's own error. Reason is its name in the contract, such
// as "NullifierUsed" or "ProofInvalid".
type Refusal struct {
	Contract string // that was called, such as "gate"
	Reason   string
	Args     []Arg
}

// Arg is one argument of a contract's error.
type Arg struct{ Name, Value string }

// Reasons that are no custom error of ours.
const (
	noReason      = "NoReason"      // reverted without data, as a failed require does
	unknownReason = "UnknownReason" // an error that no ABI of ours has
	panicReason   = "Panic"         // a Solidity panic
	stringReason  = "Error"         // a Solidity require with a text
)

// Error says in plain words what the contract said.
func (r *Refusal) Error() string {
	words := reasons[r.Reason]
	if words == "" {
		words = "it gave a reason that this program does not know"
	}
	for _, a := range r.Args {
		words = strings.ReplaceAll(words, "{"+a.Name+"}", a.Value)
	}
	return fmt.Sprintf("the %s refused: %s (%s)", r.Contract, words, r.Reason)
}

// metaData are the interfaces whose errors are known.
var metaData = []*bind.MetaData{
	&bindings.AttestationGateMetaData, &bindings.VerifierRouterMetaData, &bindings.IssuerRegistryMetaData,
	&bindings.PolicyRegistryMetaData, &bindings.ConsentRegistryMetaData, &bindings.Groth16CommitmentVerifierMetaData,
	&bindings.PremiumRebateVaultMetaData, &bindings.StudyEnrolmentMetaData, &bindings.EASPublisherMetaData,
	&bindings.TimelockMetaData, &bindings.DemoTokenMetaData,
}

// knownErrors are the custom errors of all our contracts by selector.
var knownErrors = sync.OnceValue(func() map[[4]byte]abi.Error {
	known := map[[4]byte]abi.Error{}
	for _, m := range metaData {
		parsed, err := m.ParseABI()
		if err != nil {
			continue // generated code: the bindings' constructors would panic
		}
		for _, e := range parsed.Errors {
			known[[4]byte(e.ID[:4])] = e
		}
	}
	return known
})

// answered turns a node's error into a Refusal, if a contract is behind it.
func answered(ctx context.Context, contract string, err error) error {
	var withData rpc.DataError
	var code rpc.Error
	if errors.As(err, &withData) {
		if text, ok := withData.ErrorData().(string); ok {
			if raw, err := hexutil.Decode(text); err == nil {
				return decodeRefusal(contract, raw)
			}
		}
	}
	if errors.As(err, &code) {
		if code.ErrorCode() == 3 || strings.HasPrefix(err.Error(), "execution reverted") {
			return &Refusal{Contract: contract, Reason: noReason}
		}
	}
	return fmt.Errorf("call the %s: %w", contract, unreachable(ctx, err))
}

// decodeRefusal names the error in the data of a revert.
func decodeRefusal(contract string, raw []byte) *Refusal {
	r := &Refusal{Contract: contract, Reason: unknownReason}
	if len(raw) == 0 {
		r.Reason = noReason
		return r
	}
	if len(raw) < 4 || len(raw) > maxRevertBytes {
		return r
	}
	if text, err := abi.UnpackRevert(raw); err == nil {
		r.Reason, r.Args = stringReason, []Arg{{"text", printable(text)}}
		if [4]byte(raw) == panicSelector {
			r.Reason = panicReason
		}
		return r
	}
	e, ok := knownErrors()[[4]byte(raw)]
	if !ok {
		return r
	}
	values, err := e.Inputs.Unpack(raw[4:])
	if err != nil {
		return r
	}
	r.Reason = e.Name
	for i, in := range e.Inputs {
		r.Args = append(r.Args, Arg{in.Name, argText(in, values[i])})
	}
	return r
}

// maxRevertBytes bounds the data of a revert: ours take at most a few words.
const maxRevertBytes = 4096

var panicSelector = [4]byte{0x4e, 0x48, 0x7b, 0x71} // Panic(uint256)

// argText writes an argument as people read it: our uint64 are times.
func argText(in abi.Argument, value any) string {
	switch v := value.(type) {
	case uint64:
		return timeText(v)
	case uint8:
		if in.Name == "status" {
			return Status(v).String()
		}
	case [32]byte:
		return hexutil.Encode(v[:])
	case []byte:
		return hexutil.Encode(v)
	case common.Address:
		return v.Hex()
	case *big.Int:
		if v.BitLen() > 64 {
			return hexutil.EncodeBig(v)
		}
	case string:
		return printable(v)
	}
	return printable(fmt.Sprint(value))
}

// timeText writes seconds since 1970, or the number where no calendar has it.
func timeText(unix uint64) string {
	if unix > 253402300799 { // 9999-12-31T23:59:59Z
		return fmt.Sprintf("second %d", unix)
	}
	return time.Unix(int64(unix), 0).UTC().Format(time.RFC3339)
}

// printable makes another machine's text safe for a terminal and a log.
func printable(s string) string {
	const most = 200
	s = strings.Map(func(c rune) rune {
		if unicode.IsGraphic(c) {
			return c
		}
		return '?'
	}, strings.ToValidUTF8(s, "?"))
	if short := []rune(s); len(short) > most {
		return string(short[:most]) + "..."
	}
	return s
}
