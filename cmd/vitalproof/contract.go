package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/verifier/onchain"
)

// Environment variables of the contract commands. A node's address often holds
// the password to it, and a key must not be in a process list.
const (
	envKey = "VITALPROOF_ETH_KEY" // private key in hexadecimal
	envRPC = "VITALPROOF_RPC"     // the node, if --rpc is not given
)

func newContractCommand(a *app) *cobra.Command {
	c := group("contract", "deploy and use the contracts that accept attestations on a chain",
		newContractDeployCommand(a), newContractOwnerCommand(a), newContractVerifierCommand(a), newContractIssuerCommand(a),
		newContractPolicyCommand(a), newContractRequestCommand(a), newContractConsentCommand(a), newContractSubmitCommand(a),
		newContractStatusCommand(a), newContractWithdrawCommand(a), newContractPotCommand(a), newContractStudyCommand(a),
		newContractEASCommand(a), newContractWatchCommand(a))
	c.Long = `An insurer or a study deploys the contracts once, says whose seals count and what it
asks for, and makes a request file from that. Holders answer it with "vitalproof
prove" and sign their consent; anyone may submit for them. The proof names who is
paid, so that a copied transaction pays the same person.

  vitalproof contract deploy --circuit glucose-5min-14d --development-keys
  vitalproof contract issuer add --issuers trusted.issuers --from 2026-01-01 --until 2030-01-01
  vitalproof contract policy add --claim consensus-2019-adult ...
  vitalproof contract request --policy ID --epoch 0 --issuers trusted.issuers ...
  vitalproof contract consent --request FILE --out my.consent my.attestation
  vitalproof contract submit --request FILE --signed my.consent my.attestation

The node is named with --rpc or the environment variable ` + envRPC + `. Whoever sends
or signs is found with --keystore, an encrypted key file as geth, clef and cast write
it, or as a private key in ` + envKey + `; no flag takes a key. With --dry-run
nothing is sent: the node is asked whether it would succeed, and what it would cost.
Deployments are kept in a file, deployment.json unless --deployment says otherwise,
and compared with the chain before each use.`
	return c
}

// chainFlags say which node to ask, and where the contracts are.
type chainFlags struct{ rpc, deployment string }

func (f *chainFlags) addNode(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.rpc, "rpc", "", "`URL` of a node of the chain (default: $"+envRPC+")")
	complete(cmd, "rpc")
}

func (f *chainFlags) addDeployment(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.deployment, "deployment", "deployment.json", "the deployment `file`")
	fileFlag(cmd, "deployment", "json")
}

func (f *chainFlags) add(cmd *cobra.Command) {
	f.addNode(cmd)
	f.addDeployment(cmd)
}

func (f *chainFlags) dial(ctx context.Context) (*onchain.Client, error) {
	url := f.rpc
	if url == "" {
		url = os.Getenv(envRPC)
	}
	if url == "" {
		return nil, missing("rpc").withHint("name a node of the chain, such as http://localhost:8545, with --rpc or $%s", envRPC)
	}
	return onchain.Dial(ctx, url)
}

func (f *chainFlags) read(a *app) (*onchain.Deployment, error) {
	data, err := a.readIn(f.deployment, onchain.MaxDeploymentBytes)
	if err != nil {
		return nil, hinted(err, `"vitalproof contract deploy" makes the file; --deployment names another`)
	}
	d, err := onchain.ParseDeployment(data)
	if err != nil {
		return nil, badFile(f.deployment, err)
	}
	return d, nil
}

// hinted adds a hint to an error that has none.
func hinted(err error, hint string) error {
	f := classify(err)
	if f.hint == "" {
		f.hint = hint
	}
	return f
}

// view is a result that can be told in words.
type view interface{ text(w io.Writer) }

// ask opens the system, compares it with the chain, asks something and prints
// the answer.
func (f *chainFlags) ask(ctx context.Context, a *app, question func(*onchain.System) (view, error)) error {
	m := a.newMeter()
	defer m.stop()
	m.step("asking the node", 0, 0)
	s, end, err := f.open(ctx, a)
	if err != nil {
		return err
	}
	defer end()
	v, err := question(s)
	if err != nil {
		return err
	}
	m.stop()
	return a.print(v, v.text)
}

func (f *chainFlags) open(ctx context.Context, a *app) (*onchain.System, func(), error) {
	d, err := f.read(a)
	if err != nil {
		return nil, nil, err
	}
	c, err := f.dial(ctx)
	if err != nil {
		return nil, nil, err
	}
	s, err := onchain.Open(ctx, c, d)
	if err != nil {
		c.Close()
		return nil, nil, err
	}
	return s, c.Close, nil
}

// accountFlags say who signs.
type accountFlags struct{ keystore, passphraseFile string }

func (f *accountFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.keystore, "keystore", "", "encrypted key `file` of the account (default: the key in $"+envKey+")")
	passphraseFlag(cmd, &f.passphraseFile, "the key file")
	completeWith(cmd, "keystore", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveDefault
	})
}

func (f *accountFlags) open(ctx context.Context, a *app) (*onchain.Account, error) {
	if f.keystore == "" {
		if f.passphraseFile != "" {
			return nil, usagef("--passphrase-file means nothing without --keystore")
		}
		key := os.Getenv(envKey)
		if key == "" {
			return nil, usagef("there is no account to sign with").withHint("name a key file with --keystore, or put a private key into $%s", envKey)
		}
		account, err := onchain.AccountFromKey(key)
		if err != nil {
			return nil, usagef("$%s: %w", envKey, err)
		}
		return account, nil
	}
	file, err := a.openIn(f.keystore)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	passphrase, err := a.passphrase(ctx, f.passphraseFile, f.keystore)
	if err != nil {
		return nil, err
	}
	defer clear(passphrase)
	account, err := onchain.AccountFromKeystore(file, string(passphrase))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.keystore, err)
	}
	return account, nil
}

// sendFlags say how a transaction is sent.
type sendFlags struct {
	dryRun        bool
	confirmations uint64
	maxFee, tip   string
}

func (f *sendFlags) add(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "ask whether it would succeed and what it would cost, and send nothing")
	cmd.Flags().Uint64Var(&f.confirmations, "confirmations", 0, "`blocks` to wait for after the transaction's own")
	cmd.Flags().StringVar(&f.maxFee, "max-fee", "", "most that a gas may cost, in `gwei` (default: twice the base fee and the tip)")
	cmd.Flags().StringVar(&f.tip, "tip", "", "what the block's maker gets a gas, in `gwei` (default: as the node suggests)")
	for _, name := range []string{"confirmations", "max-fee", "tip"} {
		complete(cmd, name)
	}
}

func (f *sendFlags) options(m *meter) (onchain.Options, error) {
	o := onchain.Options{
		DryRun: f.dryRun, Confirmations: f.confirmations,
		Progress: func(step string) { m.step(step, 0, 0) },
	}
	var err error
	if o.MaxFeePerGas, err = gweiFlag("max-fee", f.maxFee); err != nil {
		return o, err
	}
	o.Tip, err = gweiFlag("tip", f.tip)
	return o, err
}

// actFlags are those of a command that sends transactions.
type actFlags struct {
	chain   chainFlags
	account accountFlags
	send    sendFlags
}

func (f *actFlags) add(cmd *cobra.Command) {
	f.chain.add(cmd)
	f.account.add(cmd)
	f.send.add(cmd)
}

// An act is something to be done with an opened system by an account.
type act = func(s *onchain.System, who *onchain.Account, o onchain.Options) (view, error)

// do opens account and system, acts, and prints what came of it.
func (f *actFlags) do(ctx context.Context, a *app, do act) error {
	m := a.newMeter()
	defer m.stop()
	o, err := f.send.options(m)
	if err != nil {
		return err
	}
	who, err := f.account.open(ctx, a)
	if err != nil {
		return err
	}
	s, end, err := f.chain.open(ctx, a)
	if err != nil {
		return err
	}
	defer end()
	v, err := do(s, who, o)
	if err != nil {
		return err
	}
	m.stop()
	if err := a.print(v, v.text); err != nil {
		return err
	}
	if done, ok := v.(*actView); ok && done.State == string(onchain.Waiting) {
		return faultf(exitUnavailable, "the timelock's delay is not over").withHint("run the same command again at %s or later", done.Until)
	}
	return nil
}

// newActCommand makes a command without arguments that sends a transaction.
func newActCommand(a *app, use, short, long string, flags func(*cobra.Command), do func(context.Context) act) *cobra.Command {
	var f actFlags
	cmd := &cobra.Command{
		Use: use, Short: short, Long: long,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(cmd *cobra.Command, _ []string) error { return f.do(cmd.Context(), a, do(cmd.Context())) },
	}
	f.add(cmd)
	flags(cmd)
	return cmd
}

// receiptView is a transaction as commands print it. Amounts are in wei.
type receiptView struct {
	Hash         string `json:"hash,omitempty"`
	Block        uint64 `json:"block,omitempty"`
	Gas          uint64 `json:"gas,omitempty"`
	ExecutionGas uint64 `json:"execution_gas,omitempty"`
	Fee          string `json:"fee_wei,omitempty"`
	EstimatedGas uint64 `json:"estimated_gas,omitempty"`
	EstimatedFee string `json:"estimated_fee_wei,omitempty"` // at the most the fee may be
}

func newReceiptView(r onchain.Receipt) *receiptView {
	v := &receiptView{EstimatedGas: r.EstimatedGas, EstimatedFee: bigText(r.EstimatedFeeWei)}
	if !r.DryRun {
		v.Hash, v.Block, v.Gas, v.ExecutionGas, v.Fee = r.TxHash.Hex(), r.Block, r.Gas, r.ExecutionGas, bigText(r.FeeWei)
	}
	return v
}

func (v *receiptView) text(w io.Writer) {
	if v.Hash == "" {
		row(w, "dry run", "nothing was sent; it would take %d gas and at most %s ETH", v.EstimatedGas, etherText(v.EstimatedFee))
		return
	}
	row(w, "transaction", "%s in block %d", v.Hash, v.Block)
	row(w, "gas", "%d, %d of it execution, for %s ETH", v.Gas, v.ExecutionGas, etherText(v.Fee))
}

// actView says what became of a thing.
type actView struct {
	What        string       `json:"what"`
	ID          string       `json:"id,omitempty"`
	State       string       `json:"state"`
	DryRun      bool         `json:"dry_run"`
	Until       string       `json:"executable_from,omitempty"` // behind a timelock
	Again       string       `json:"-"`                         // what executes it, if not the same command
	Operation   string       `json:"operation,omitempty"`       // id at the timelock
	Accepted    *int         `json:"accepted,omitempty"`        // answers of a batch, or contracts taken over
	Transaction *receiptView `json:"transaction,omitempty"`
}

func sent(what, id, state string, r onchain.Receipt) *actView {
	return &actView{What: what, ID: id, State: state, DryRun: r.DryRun, Transaction: newReceiptView(r)}
}

// outcome is sent for what an owner does.
func outcome(what, id, state string, o onchain.Outcome) *actView {
	v := &actView{What: what, ID: id, State: state, DryRun: o.Receipt.DryRun}
	if o.State != onchain.Done {
		v.State, v.Until = string(o.State), o.Until.UTC().Format(time.RFC3339)
	}
	if o.Operation != (common.Hash{}) {
		v.Operation = o.Operation.Hex()
	}
	if o.Receipt.DryRun || o.Receipt.Gas > 0 {
		v.Transaction = newReceiptView(o.Receipt)
	}
	return v
}

func (v *actView) text(w io.Writer) {
	if v.DryRun {
		fmt.Fprintf(w, "%s: would be %s\n", strings.TrimSpace(v.ID+" "+v.What), v.State)
	} else {
		fmt.Fprintf(w, "%s: %s\n", strings.TrimSpace(v.ID+" "+v.What), v.State)
	}
	if v.Accepted != nil {
		row(w, "accepted", "%d", *v.Accepted)
	}
	if v.Until != "" {
		row(w, "executable", "from %s, by the same command%s", v.Until, v.Again)
	}
	if v.Transaction != nil {
		v.Transaction.text(w)
	}
}

func bigText(n *big.Int) string {
	if n == nil {
		return ""
	}
	return n.String()
}

// etherText writes wei as ether.
func etherText(wei string) string {
	n, ok := new(big.Int).SetString(wei, 10)
	if !ok {
		return "?"
	}
	const digits = 18 // wei of an ether
	text := new(big.Rat).SetFrac(n, new(big.Int).Exp(big.NewInt(10), big.NewInt(digits), nil)).FloatString(digits)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// gweiFlag reads an amount of gwei as wei; nil for "".
func gweiFlag(name, text string) (*big.Int, error) {
	if text == "" {
		return nil, nil
	}
	if !gweiForm.MatchString(text) {
		return nil, usagef("--%s: want an amount of gwei such as 30 or 0.5", name)
	}
	n, _ := new(big.Rat).SetString(text) // the form is checked
	n.Mul(n, big.NewRat(1e9, 1))
	return n.Num(), nil
}

// At most nine digits stand behind the point: a gwei has 10^9 wei.
var gweiForm = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,9})?$`)

// amountForm is a whole number, with or without a power of ten.
var amountForm = regexp.MustCompile(`^([0-9]{1,78})(?:e([0-9]{1,2}))?$`)

// amountFlag reads an amount of a token's smallest unit, such as 5000000 or 5e18.
func amountFlag(name, text string) (*big.Int, error) {
	m := amountForm.FindStringSubmatch(text)
	if m == nil {
		return nil, usagef("--%s: want a whole number of the token's smallest unit, such as 25000000 or 25e18", name)
	}
	n, _ := new(big.Int).SetString(m[1], 10) // digits, by the form
	if m[2] != "" {
		power, _ := new(big.Int).SetString(m[2], 10)
		n.Mul(n, new(big.Int).Exp(big.NewInt(10), power, nil))
	}
	return n, nil
}

// addressFlag reads an account or contract; "" is the zero address.
func addressFlag(name, text string) ([20]byte, error) {
	if text == "" {
		return [20]byte{}, nil
	}
	address, err := request.ParseAddress(text)
	if err != nil {
		return address, usagef("--%s: %w", name, err)
	}
	return address, nil
}

// policyFlag names a policy.
func policyFlag(cmd *cobra.Command, to *string) {
	cmd.Flags().StringVar(to, "policy", "", "`id` of the policy")
	complete(cmd, "policy")
}

func policyID(text string) ([32]byte, error) {
	id, err := request.ParseHash(text)
	if err != nil {
		return id, usagef("--policy: %w", err).withHint(`"vitalproof contract policy list" lists them`)
	}
	return id, nil
}

// epochFlags name an epoch of a policy, by themselves or by a request for it.
type epochFlags struct {
	request, policy string
	epoch           uint16
}

func (f *epochFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.request, "request", "", "the request `file` of the epoch, instead of --policy and --epoch")
	policyFlag(cmd, &f.policy)
	cmd.Flags().Uint16Var(&f.epoch, "epoch", 0, "`number` of the epoch, from 0")
	complete(cmd, "epoch")
	fileFlag(cmd, "request", "request")
	cmd.MarkFlagsOneRequired("request", "policy")
	cmd.MarkFlagsMutuallyExclusive("request", "policy")
	cmd.MarkFlagsMutuallyExclusive("request", "epoch")
}

// policyEpoch is an epoch of a policy.
type policyEpoch struct {
	policy [32]byte
	epoch  uint16
}

// read finds the epoch. A request must be for the gate of the deployment.
func (f *epochFlags) read(a *app, d *onchain.Deployment) (policyEpoch, error) {
	if f.request == "" {
		id, err := policyID(f.policy)
		return policyEpoch{id, f.epoch}, err
	}
	r, _, err := a.readRequest(f.request)
	if err != nil {
		return policyEpoch{}, err
	}
	if err := atGate(f.request, r, d); err != nil {
		return policyEpoch{}, err
	}
	return policyEpoch{r.Gate.Policy, r.Gate.Epoch}, nil
}

var errOtherGate = errors.New("the request is not for the gate of this deployment")

// atGate refuses a request that another contract, or none, is to check.
func atGate(path string, r *request.Request, d *onchain.Deployment) error {
	switch {
	case r.Gate == nil:
		return badFile(path, request.ErrPayee)
	case r.Gate.ChainID != d.ChainID || r.Gate.Address != [20]byte(d.Gate):
		return badFile(path, fmt.Errorf("%w: it names 0x%x on chain %d, the deployment has 0x%x on chain %d",
			errOtherGate, r.Gate.Address, r.Gate.ChainID, d.Gate, d.ChainID))
	}
	return nil
}

// readAttestation reads an answer to a contract.
func (a *app) readAttestation(path string) (attestation.Attestation, error) {
	data, err := a.readIn(path, attestation.MaxBytes)
	if err != nil {
		return attestation.Attestation{}, err
	}
	made, err := attestation.Parse(data)
	if err != nil {
		return made, badFile(path, err)
	}
	return made, nil
}

// nullifierOf takes a nullifier, or an attestation file for the one in it.
func (a *app) nullifierOf(argument string) (statement.Field, error) {
	if n, err := statement.ParseField(argument); err == nil {
		return n, nil
	}
	if strings.HasPrefix(argument, "0x") {
		return statement.Field{}, usagef("%s is no nullifier", argument).
			withHint("a nullifier is 0x and 64 hexadecimal digits; an attestation file does as well")
	}
	made, err := a.readAttestation(argument)
	return made.Inputs.Nullifier, err
}

func unixText(seconds uint64) string { return time.Unix(int64(seconds), 0).UTC().Format(time.RFC3339) }

func hashText(h [32]byte) string { return fmt.Sprintf("0x%x", h[:]) }
