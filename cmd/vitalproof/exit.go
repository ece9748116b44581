package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"vitalproof/benchmarks/bench"
	"vitalproof/benchmarks/command"
	"vitalproof/benchmarks/peers"
	"vitalproof/benchmarks/result"
	"vitalproof/circuits/attestation"
	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/codeset"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/prover/access"
	"vitalproof/prover/audit"
	"vitalproof/prover/ceremony"
	"vitalproof/prover/ceremony/ptau"
	"vitalproof/prover/client"
	"vitalproof/prover/ingest"
	"vitalproof/prover/job"
	"vitalproof/prover/keyring"
	"vitalproof/prover/keys"
	"vitalproof/prover/local"
	"vitalproof/prover/store"
	"vitalproof/prover/vault"
	"vitalproof/verifier/onchain"
)

// The exit codes. Scripts rely on them: a code never changes its meaning.
const (
	exitOK          = 0
	exitInternal    = 1
	exitUsage       = 2
	exitInput       = 3
	exitClaim       = 4
	exitRefused     = 5
	exitPassphrase  = 6
	exitCounted     = 7
	exitWrite       = 8
	exitForeign     = 9
	exitDataKey     = 10
	exitData        = 11
	exitListen      = 12
	exitUnavailable = 13
	exitDenied      = 14
	exitContract    = 15
	exitChain       = 16
	exitCeremony    = 17
	exitDevelopment = 18
	exitRegressed   = 19
	exitInterrupted = 130
)

// exitCodes documents each code once, for `help exit-codes` and its test.
var exitCodes = []struct {
	code    int
	meaning string
}{
	{exitOK, "done; for verify: the attestation is accepted"},
	{exitInternal, "internal error, and every error without a code of its own"},
	{exitUsage, "wrong command line"},
	{exitInput, "a file cannot be used: an export, claim, request, attestation, card, issuer set or key; or a request that takes no more answers"},
	{exitClaim, "the record does not meet the claim, or does not hold the window it asks for"},
	{exitRefused, "the attestation is refused: by verify, by a service, or because a service made another than was asked for"},
	{exitPassphrase, "wrong passphrase, or one too short for a new file"},
	{exitCounted, "this participant is counted already, by verify --seen, by a service or by a contract"},
	{exitWrite, "a file cannot be written: it exists, the place is read-only or the disk is full"},
	{exitForeign, "issuer not trusted by the request, another holder's record, or a damaged record"},
	{exitDataKey, "a service's data key is missing, or not the one that its data was written with"},
	{exitData, "a service's data, backup or audit log is damaged, or in use by another process"},
	{exitListen, "serve cannot listen: the address is in use, or not for this user"},
	{exitUnavailable, "the service or the chain's node cannot be reached, the service has no room now, or a timelock's delay is not over: try again later"},
	{exitDenied, "the service refuses: wrong credentials or role, or no such thing"},
	{exitContract, "a contract refuses, or the chain's node does"},
	{exitChain, "the chain does not hold what the deployment file says, or was reorganised"},
	{exitCeremony, "a ceremony's contribution, beacon or keys do not follow, or it is not the turn of this step"},
	{exitDevelopment, "development keys are refused, by --production or by a service's configuration; of an attestation with such keys verify says 5"},
	{exitRegressed, "bench compare: a figure is worse than before"},
	{exitInterrupted, "interrupted"},
}

func newExitCodesTopic() *cobra.Command {
	var b strings.Builder
	b.WriteString("Every command ends with one of these exit codes.\n\n")
	for _, e := range exitCodes {
		fmt.Fprintf(&b, "%5d  %s\n", e.code, e.meaning)
	}
	b.WriteString("\nA command that ends with another code than 0 leaves no output file behind.")
	return &cobra.Command{Use: "exit-codes", Short: "the exit codes of every command", Long: b.String()}
}

// fault is an error with its exit code and what to do about it.
type fault struct {
	code int
	err  error
	hint string
}

func (f *fault) Error() string { return f.err.Error() }
func (f *fault) Unwrap() error { return f.err }

func (f *fault) withHint(format string, args ...any) *fault {
	f.hint = fmt.Sprintf(format, args...)
	return f
}

func faultf(code int, format string, args ...any) *fault {
	return &fault{code: code, err: fmt.Errorf(format, args...)}
}

func usagef(format string, args ...any) *fault { return faultf(exitUsage, format, args...) }

// badFile says which file an input error is about.
func badFile(path string, err error) *fault {
	f := classify(err)
	code, hint := f.code, f.hint
	if code == exitInternal || code == exitUsage || code == exitWrite {
		code, hint = exitInput, "" // whatever is wrong with a file that is read, it is the file
	}
	var onPath *fs.PathError
	if errors.As(err, &onPath) {
		err = onPath.Err // the path is said already
	}
	return &fault{code: code, err: fmt.Errorf("%s: %w", path, err), hint: hint}
}

// cannotWrite says which file could not be written, and why in plain words.
func cannotWrite(path string, err error) *fault {
	var onPath *fs.PathError
	if errors.As(err, &onPath) {
		err = onPath.Err // the path is said already, or is a temporary one
	}
	for _, c := range []struct{ system, plain error }{
		{fs.ErrExist, vault.ErrExists},
		{fs.ErrNotExist, vault.ErrNoFolder},
		{fs.ErrPermission, vault.ErrReadOnly},
		{syscall.EROFS, vault.ErrReadOnly},
		{syscall.ENOSPC, vault.ErrDiskFull},
	} {
		if errors.Is(err, c.system) {
			err = c.plain
		}
	}
	f := faultf(exitWrite, "cannot write %s: %w", path, err)
	return f.withHint("%s", hintOf(err))
}

func hintOf(err error) string {
	for _, k := range known {
		if errors.Is(err, k.is) {
			return k.hint
		}
	}
	return ""
}

func isWriteError(err error) bool {
	for _, cause := range []error{fs.ErrExist, fs.ErrPermission, syscall.ENOSPC, syscall.EDQUOT, syscall.EROFS} {
		if errors.Is(err, cause) {
			return true
		}
	}
	return false
}

// known maps the errors of the packages below to a code and a hint. The first
// that matches counts.
var known = []struct {
	is   error
	code int
	hint string
}{
	{errInterrupted, exitInterrupted, ""},
	{context.Canceled, exitInterrupted, ""},

	{vault.ErrPassphrase, exitPassphrase, "type it again; the file cannot be opened without it"},
	{vault.ErrWeakPassphrase, exitPassphrase, "choose a longer one"},
	{vault.ErrOtherHolder, exitForeign, "use the holder file that the record's card was made from"},
	{vault.ErrCorrupt, exitForeign, "ask the issuer for the record again"},
	{vault.ErrWrongCard, exitForeign, "use the card that was made for this issuer"},
	{vault.ErrRestated, exitInput, "what was sealed is never told otherwise: where an earlier day changed, a new record without --ledger begins, and the old one must not be given out any more"},
	{vault.ErrWrongLedger, exitForeign, "each card and metric has a ledger of its own"},
	{vault.ErrCard, exitInput, "ask the holder for the card file again and do not edit it"},
	{vault.ErrIssuer, exitInput, "ask the issuer for the .pub file again and do not edit it"},
	{vault.ErrIssuerSet, exitInput, `"vitalproof issuer set" makes one from .pub files`},
	{vault.ErrLedger, exitInput, "use the ledger as it was left by the last sealing"},
	{vault.ErrSealedAlready, exitInput, "seal later days with --from"},
	{vault.ErrGap, exitInput, "seal the days in between too, with --from"},
	{vault.ErrNotNext, exitInput, "join records that were sealed with one ledger, all of them"},
	{vault.ErrLedgerMoved, exitWrite, "another sealing was faster; try again"},
	{vault.ErrExists, exitWrite, "choose another name or remove the file first"},
	{vault.ErrDiskFull, exitWrite, "free some space or choose another place"},
	{vault.ErrReadOnly, exitWrite, "choose a directory that you may write to"},
	{vault.ErrNoFolder, exitWrite, "make the directory first"},

	{claim.ErrFile, exitInput, `"vitalproof claims NAME" prints a claim that can be edited`},
	{claim.ErrUnknownPreset, exitUsage, `"vitalproof claims" lists the presets; anything else must be a file`},
	{claim.ErrCutoff, exitUsage, "only published cut-offs can be asked for"},
	{claim.ErrCondition, exitUsage, `write a limit like "in 70-180 > 70 %"`},
	{claim.ErrTwice, exitUsage, ""},
	{claim.ErrNoCoverage, exitUsage, `add --limit "coverage >= 70 %"`},
	{claim.ErrInvalid, exitUsage, ""},
	{catalogue.ErrUnknown, exitUsage, `"vitalproof circuits" lists the circuits`},

	{request.ErrExpired, exitInput, "ask for a new request"},
	{request.ErrNoPayee, exitUsage, "add --recipient and --deadline"},
	{request.ErrPayee, exitUsage, "leave --recipient and --deadline out"},
	{request.ErrPolicy, exitInput, `do not answer it: ask the policy's sponsor for the file that "vitalproof contract request" made`},
	{request.ErrFile, exitInput, "ask for the request file again and do not edit it"},
	{attestation.ErrFile, exitInput, "ask for the attestation file again and do not edit it"},
	{lock.ErrUnknownCircuit, exitInput, "the file is for another version of vitalproof"},
	{lock.ErrRetired, exitInput, "ask for a new request; answers to the old one are verified as before"},

	{command.ErrRegressed, exitRegressed, "measure again with more --runs before you believe a ratio"},
	{bench.ErrUnknown, exitUsage, `"vitalproof bench --list" lists the circuits`},
	{bench.ErrOptions, exitUsage, ""},
	{bench.ErrOtherRun, exitInput, "give the options of that run, another --out, or --fresh to discard it"},
	{result.ErrFile, exitInput, `"vitalproof bench" of this version writes one`},
	{peers.ErrMissing, exitUsage, ""},

	{errDevelopment, exitDevelopment, ceremonyHint},
	{local.ErrDevelopment, exitDevelopment, ceremonyHint},

	{local.ErrClaimFails, exitClaim, ""},
	{local.ErrOtherCircuit, exitClaim, "the request is about another metric or interval"},
	{statement.ErrNotInRecord, exitClaim, `"vitalproof holder show" lists the days of a record`},
	{statement.ErrUnknownIssuer, exitForeign, "the request does not trust the issuer of this record"},
	{statement.ErrOtherSubject, exitForeign, "use the holder file that the card was made from"},
	{statement.ErrRecordCorrupt, exitForeign, "ask the issuer for the record again"},
	{statement.ErrPageFull, exitInput, "a seal of a list covers 64 different codes; a longer one cannot be sealed"},
	{statement.ErrBlock, exitInput, "a day of this metric holds 64 entries at most"},
	{codeset.ErrFile, exitInput, "one code a line; a # begins a comment"},
	{codeset.ErrForm, exitInput, ""},
	{codeset.ErrEmpty, exitInput, ""},
	{codeset.ErrTooBig, exitInput, ""},
	{statement.ErrSeal, exitForeign, "ask the issuer for the record again"},
	{statement.ErrAssuranceRaised, exitUsage, "seal with the level of the last day, or without --ledger for a new chain"},
	{statement.ErrWrongSealKey, exitForeign, "the card or ledger is for another issuer"},
	{statement.ErrIssuerSet, exitInput, ""},
	{statement.ErrPublicKey, exitInput, ""},

	{access.ErrTokenFile, exitInput, `"vitalproof access token new" makes one`},
	{access.ErrAuthority, exitInput, `"vitalproof access ca new" makes one`},
	{access.ErrNoToken, exitUsage, `"vitalproof access token list" lists them`},

	{keyring.ErrOtherMaster, exitDataKey, "use the data key that the data was written with; without it the data cannot be read"},
	{keyring.ErrSource, exitUsage, "name one of data.key_file and data.key_command"},
	{keyring.ErrMasterKey, exitDataKey, `"vitalproof store key" makes one`},
	{keyring.ErrKeyMode, exitDataKey, "take the rights of others away with chmod 600"},
	{keyring.ErrCommand, exitDataKey, "run the command by hand to see what it says"},
	{keyring.ErrLocked, exitData, "stop the service that uses it first"},
	{keyring.ErrDamaged, exitData, "restore a copy of the key ring, and of the data if need be"},
	{keyring.ErrBroken, exitData, "look at the disk, and start again"},
	{keyring.ErrCopy, exitData, "use another copy, or the data key that it was written with"},
	{keyring.ErrNotEmpty, exitWrite, "restore into an empty folder"},

	{store.ErrLocked, exitData, "stop the service that uses it first"},
	{store.ErrCorrupt, exitData, `restore a backup with "vitalproof store restore"`},
	{store.ErrOtherRing, exitData, "name the folders that belong together, or restore a backup"},
	{store.ErrLoss, exitData, "put the right folder back or restore a backup; --data.accept_loss, given once, takes it as it is"},
	{store.ErrReadOnly, exitWrite, "choose a folder that you may write to"},
	{store.ErrNotEmpty, exitWrite, "move the old database away first"},
	{store.ErrBackup, exitData, "use another backup, or the data key that it was written with"},
	{job.ErrStorageFull, exitWrite, "free some space, or lower data.min_free"},
	{job.ErrStorage, exitData, `look at the disk; "vitalproof store check" reads everything`},

	{audit.ErrTampered, exitData, "somebody or the disk changed it: keep it, and compare with copies and checkpoints"},
	{audit.ErrOtherKey, exitDataKey, "use the data key, or the verifier key, that the log was written with"},
	{audit.ErrCheckpoint, exitInput, `"vitalproof audit checkpoint" writes one`},
	{audit.ErrLocked, exitData, "stop the service that uses it first"},
	{audit.ErrBroken, exitData, "look at the disk, and start again"},

	{statement.ErrPolicy, exitUsage, "the policy has too many epochs, or no such one"},
	{onchain.ErrUnreachable, exitUnavailable, "check --rpc, or $" + envRPC + "; is the node running?"},
	{onchain.ErrCut, exitUnavailable, "ask another node"},
	{onchain.ErrNode, exitContract, "can the account pay for the gas?"},
	{onchain.ErrDevelopmentKeys, exitUsage, "for trying out, add --development-keys"},
	{onchain.ErrOtherKey, exitInput, "this build and the key do not belong together; report it"},
	{onchain.ErrDeployParams, exitUsage, ""},
	{onchain.ErrProbe, exitChain, "does this chain have the pairing precompiles? Do not use the deployment"},
	{onchain.ErrKey, exitUsage, ""},
	{onchain.ErrKeystore, exitPassphrase, "is it the right file, and the right passphrase?"},
	{onchain.ErrDeploymentFile, exitInput, `"vitalproof contract deploy" makes the file; do not edit it`},
	{onchain.ErrNotOnChain, exitChain, "is it the right chain, and the right deployment file?"},
	{onchain.ErrPolicy, exitChain, "ask another node"},
	{onchain.ErrConsent, exitInput, ""},
	{onchain.ErrOtherRecipient, exitCounted, `"vitalproof contract pot claim" and "vitalproof contract withdraw rebate" pay that account; nothing was sent`},
	{onchain.ErrNoPublisher, exitUsage, `"vitalproof contract deploy --eas" makes a deployment with one`},
	{onchain.ErrOldChain, exitContract, "use a chain that has EIP-1559"},
	{onchain.ErrFee, exitUsage, "raise --max-fee"},
	{onchain.ErrTip, exitUsage, "state it with --tip"},
	{onchain.ErrMinedFail, exitContract, "ask again with --dry-run what the contract says now"},
	{errOtherGate, exitInput, "name the deployment file of the gate with --deployment"},
	{errOtherIssuers, exitInput, "name the issuer set file that the policy was added with"},
	{errOtherPurpose, exitInput, "give the words that the policy was added with, to the last line break"},
	{errPolicyOver, exitInput, `"vitalproof contract policy show" lists the epochs that take proofs`},
	{errSignedFile, exitInput, `"vitalproof contract consent" and "vitalproof contract withdraw sign" make them`},
	{errOtherConsent, exitInput, `sign one with "vitalproof contract consent"`},
	{errCursor, exitInput, "remove it to begin again at the deployment's block"},

	{ceremony.ErrRepeated, exitCeremony, "each contributes once to a phase"},
	{ceremony.ErrContribution, exitCeremony, "do not build on it: remove what was added since the last good contribution, and ask its contributor"},
	{ceremony.ErrFew, exitCeremony, "ask more people to contribute"},
	{ceremony.ErrBeacon, exitCeremony, `the plan names the beacon; "vitalproof ceremony seal --help" says where to find its value`},
	{ceremony.ErrState, exitCeremony, `"vitalproof ceremony --help" lists the steps in order`},
	{ceremony.ErrKeys, exitCeremony, "do not use these keys"},
	{ceremony.ErrFile, exitCeremony, "take the file again from who published it; do not edit it"},
	{ceremony.ErrPlan, exitInput, "use the release of vitalproof that the ceremony is for"},
	{ptau.ErrHash, exitInput, "take the file and its hash again from who published them"},
	{ptau.ErrFormat, exitInput, "snarkjs writes such files: powers of tau for bn128"},
	{ptau.ErrSmall, exitInput, "take a file of a larger power"},
	{ptau.ErrPoint, exitInput, "do not use the file"},
	{ptau.ErrPowers, exitInput, "do not use the file"},

	{keys.ErrSource, exitUsage, "name a directory that exists, or an address such as https://keys.example.org/vitalproof"},
	{keys.ErrNotThere, exitInput, "is it the right place, and has it the keys of this version?"},
	{keys.ErrFetchedHash, exitInput, "do not use what is there; ask its owner, or try another source"},
	{keys.ErrTooLong, exitInput, "do not use what is there; ask its owner, or try another source"},
	{keys.ErrCutShort, exitUnavailable, "nothing was kept; try again, or another source"},
	{keys.ErrUnreachable, exitUnavailable, "check --from and the network, and try again"},
	{keys.ErrKeyHash, exitInternal, "this build does not make the keys it pins; report it"},
	{keys.ErrReplaced, exitInput, ""},
	{keys.ErrNotMakeable, exitInput, `take the ceremony's key with "vitalproof keys fetch"`},
	{keys.ErrByteOrder, exitInternal, "prove on a machine of another kind, or let a service prove"},
}

// classify finds the exit code and hint of an error. Unknown errors are
// internal ones, never success.
func classify(err error) *fault {
	var f *fault
	if errors.As(err, &f) {
		return &fault{f.code, err, f.hint}
	}
	var export *ingest.Error
	if errors.As(err, &export) {
		code := exitInput
		if export.Kind == ingest.KindOption {
			code = exitUsage
		}
		return &fault{code, err, export.Hint()}
	}
	var remote *client.Error
	if errors.As(err, &remote) {
		made := ofService(remote)
		if made.err == error(remote) {
			made.err = err // with whatever was said around it
		}
		return made
	}
	if f := ofChain(err); f != nil {
		return f
	}
	// A write that failed says so itself; its cause may be one of those below.
	var onPath *fs.PathError
	if errors.As(err, &onPath) && (onPath.Op == "write" || isWriteError(onPath.Err)) {
		return cannotWrite(onPath.Path, onPath)
	}
	for _, k := range known {
		if errors.Is(err, k.is) {
			return &fault{k.code, err, k.hint}
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		return &fault{exitInput, err, ""}
	}
	return &fault{exitInternal, err, ""}
}

// shorthand finds the text after a one-letter flag in pflag's errors.
var shorthand = regexp.MustCompile(`unknown shorthand flag: ('.') in .*`)

// usageFrom turns an error of the command line parser into one of usage. What
// stood after an unknown one-letter flag is left out: it could be a passphrase.
func usageFrom(err error) error {
	var f *fault
	if errors.As(err, &f) {
		return err
	}
	text := shorthand.ReplaceAllString(err.Error(), "unknown flag $1")
	text = strings.SplitN(text, "\n", 2)[0]
	hint := `"vitalproof help" lists the commands, --help after a command its flags`
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) && strings.Contains(text, "pass") {
		hint = "a passphrase is asked for at the terminal or read with --passphrase-file"
	}
	return usagef("%s", text).withHint("%s", hint)
}
