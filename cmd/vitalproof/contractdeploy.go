package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"vitalproof/circuits/lock"
	"vitalproof/verifier/onchain"
)

type deployOptions struct {
	chain                       chainFlags
	account                     accountFlags
	send                        sendFlags
	circuits                    []string
	guardian, owner, eas, delay string
	development                 bool
	out                         string
	force                       bool
	guardianAt, ownerAt, easAt  [20]byte
	entries                     []lock.Entry
	delayTime                   time.Duration
}

func newContractDeployCommand(a *app) *cobra.Command {
	var o deployOptions
	cmd := &cobra.Command{
		Use:   "deploy",
		Short: "put the contracts on a chain",
		Long: `Deploys a verifier for each circuit, the registries, the gate, the vault and the
studies, hands them to their owner, compares what is on the chain with what was
meant, tries the verifiers with good and bad proofs, and writes where everything is.

The owner adds verifiers, issuers and policies; name an account of several people.
Behind a timelock, which is the default, the owner's acts take the delay to come
into force, and anybody can see them before. The guardian stops verifiers, revokes
issuers and closes policies at once, for ever, and can do nothing else. The deployer
keeps no right but those that --owner and --guardian give it, which are its own if
they are not named. Do not kill it: it writes where everything is at its end.

  vitalproof contract deploy --rpc http://localhost:8545 --circuit glucose-5min-14d \
      --timelock-delay 0 --development-keys

--eas names the Ethereum Attestation Service of the chain, and adds a publisher.
Anyone can forge proofs under development keys: they are refused without
--development-keys, and with --production in any case.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(cmd *cobra.Command, _ []string) error { return a.deploy(cmd.Context(), &o) },
	}
	o.chain.addNode(cmd)
	o.account.add(cmd)
	o.send.add(cmd)
	f := cmd.Flags()
	f.StringArrayVar(&o.circuits, "circuit", nil, "`name` of a circuit to deploy a verifier for; can be given again (default: all)")
	f.StringVar(&o.guardian, "guardian", "", "`address` that can stop verifiers and issuers (default: the deployer's)")
	f.StringVar(&o.owner, "owner", "", "`address` that owns the registries or their timelock (default: the deployer's)")
	f.StringVar(&o.delay, "timelock-delay", "48h", "`duration` between an owner's act and its effect; 0 for no timelock")
	f.StringVar(&o.eas, "eas", "", "`address` of the Ethereum Attestation Service, to publish results there")
	f.BoolVar(&o.development, developmentFlag, false, "deploy circuits with development keys, under which anyone can forge proofs")
	f.StringVarP(&o.out, "out", "o", "deployment.json", "the deployment `file` to write, - for standard output")
	f.BoolVar(&o.force, "force", false, "replace the file if it exists")
	completeWith(cmd, "circuit", circuitNames)
	fileFlag(cmd, "out", "json")
	for _, name := range []string{"guardian", "owner", "eas"} {
		complete(cmd, name)
	}
	complete(cmd, "timelock-delay", "0", "48h", "7d")
	return cmd
}

// check reads the flags, before anything costs money.
func (o *deployOptions) check() error {
	var err error
	for _, f := range []struct {
		name, text string
		to         *[20]byte
	}{{"guardian", o.guardian, &o.guardianAt}, {"owner", o.owner, &o.ownerAt}, {"eas", o.eas, &o.easAt}} {
		if *f.to, err = addressFlag(f.name, f.text); err != nil {
			return err
		}
	}
	if o.delay != "0" {
		if o.delayTime, err = durationFlag("timelock-delay", o.delay); err != nil {
			return err
		}
	}
	if o.entries, err = lock.Entries(); err != nil {
		return err
	}
	if len(o.circuits) > 0 {
		o.entries = nil
	}
	for _, name := range o.circuits {
		e, err := entryByName(name)
		if err != nil {
			return err
		}
		o.entries = append(o.entries, e)
	}
	for _, e := range o.entries {
		if e.IsDevelopment() && !o.development {
			return fmt.Errorf("%s: %w", e.Name, onchain.ErrDevelopmentKeys)
		}
	}
	return nil
}

func (a *app) deploy(ctx context.Context, o *deployOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	if !o.send.dryRun {
		if err := checkOut(o.out, o.force); err != nil {
			return err
		}
	}
	m := a.newMeter()
	defer m.stop()
	options, err := o.send.options(m)
	if err != nil {
		return err
	}
	who, err := o.account.open(ctx, a)
	if err != nil {
		return err
	}
	c, err := o.chain.dial(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	if o.development {
		a.warn("anyone can forge proofs under development keys: put no money behind this deployment")
	}
	if o.delayTime == 0 {
		a.warn("without a timelock the owner's acts come into force at once, and nobody can leave before")
	}
	d, receipt, err := onchain.Deploy(ctx, c, who, onchain.DeployParams{
		Circuits: o.entries, AllowDevelopment: o.development, Guardian: o.guardianAt, Owner: o.ownerAt,
		TimelockDelay: o.delayTime, EAS: o.easAt,
	}, options)
	m.stop()
	if err != nil {
		return err
	}
	v := &deployView{ChainID: c.ChainID(), DryRun: o.send.dryRun, Verifiers: []verifierView{}, Transaction: newReceiptView(receipt)}
	if o.send.dryRun || d == nil {
		return a.print(v, v.text)
	}
	data, err := d.Marshal()
	if err != nil {
		return err
	}
	if err := a.writeOut(o.out, data, modePublic, o.force); err != nil {
		// The contracts are on the chain, and this is all that knows where.
		fmt.Fprintf(a.stderr, "%s", data)
		return err
	}
	if o.out == stdio {
		return nil
	}
	v.fill(d, o.out)
	if d.Timelock == (onchain.Timelock{}) && d.Owner != who.Address() {
		a.say("the router is offered to %s, who takes it over with \"vitalproof contract owner accept\"", d.Owner.Hex())
	}
	return a.print(v, v.text)
}

// deployView is a deployment as commands print it.
type deployView struct {
	File        string         `json:"file,omitempty"`
	DryRun      bool           `json:"dry_run"`
	ChainID     uint64         `json:"chain_id"`
	Block       uint64         `json:"block,omitempty"`
	Owner       string         `json:"owner,omitempty"`
	Guardian    string         `json:"guardian,omitempty"`
	Timelock    string         `json:"timelock,omitempty"`
	Delay       uint64         `json:"timelock_seconds,omitempty"`
	Router      string         `json:"router,omitempty"`
	Issuers     string         `json:"issuers,omitempty"`
	Policies    string         `json:"policies,omitempty"`
	Consents    string         `json:"consents,omitempty"`
	Gate        string         `json:"gate,omitempty"`
	Vault       string         `json:"vault,omitempty"`
	Studies     string         `json:"studies,omitempty"`
	Publisher   string         `json:"publisher,omitempty"`
	Verifiers   []verifierView `json:"verifiers"`
	Development bool           `json:"development_keys"`
	Transaction *receiptView   `json:"transactions"` // all of them together
}

func (v *deployView) fill(d *onchain.Deployment, file string) {
	v.File, v.Block, v.Development = file, d.Block, d.Development
	v.Owner, v.Guardian = d.Owner.Hex(), d.Guardian.Hex()
	if d.Timelock.Address != (common.Address{}) {
		v.Timelock, v.Delay = d.Timelock.Address.Hex(), uint64(d.Timelock.MinDelay/time.Second)
	}
	v.Router, v.Issuers, v.Policies, v.Consents = d.Router.Hex(), d.Issuers.Hex(), d.Policies.Hex(), d.Consents.Hex()
	v.Gate, v.Vault, v.Studies = d.Gate.Hex(), d.Vault.Hex(), d.Studies.Hex()
	if d.Publisher != (common.Address{}) {
		v.Publisher = d.Publisher.Hex()
	}
	for _, verifier := range d.Verifiers {
		v.Verifiers = append(v.Verifiers, newVerifierView(onchain.Verifier{DeployedVerifier: verifier, Active: true}))
	}
}

func (v *deployView) text(w io.Writer) {
	if v.DryRun {
		row(w, "chain", "%d", v.ChainID)
		row(w, "dry run", "nothing was sent; it would take %d gas and at most %s ETH", v.Transaction.EstimatedGas, etherText(v.Transaction.EstimatedFee))
		return
	}
	fmt.Fprintf(w, "%s: deployed on chain %d\n", v.File, v.ChainID)
	row(w, "owner", "%s", v.Owner)
	if v.Timelock != "" {
		row(w, "timelock", "%s, %s", v.Timelock, time.Duration(v.Delay)*time.Second)
	}
	row(w, "guardian", "%s", v.Guardian)
	for _, c := range []struct{ name, address string }{
		{"gate", v.Gate}, {"policies", v.Policies}, {"issuers", v.Issuers}, {"router", v.Router}, {"consents", v.Consents},
		{"vault", v.Vault}, {"studies", v.Studies}, {"publisher", v.Publisher},
	} {
		if c.address != "" {
			row(w, c.name, "%s", c.address)
		}
	}
	for _, verifier := range v.Verifiers {
		row(w, "verifier", "%s", verifier.line())
	}
	row(w, "gas", "%d in all, for %s ETH", v.Transaction.Gas, etherText(v.Transaction.Fee))
}

// rolesView says who may do what.
type rolesView struct {
	Contract string `json:"contract"`
	Owner    string `json:"owner"`
	Pending  string `json:"pending_owner,omitempty"`
	Guardian string `json:"guardian"`
}

// ownerView is who may change the system.
type ownerView struct {
	Contracts []rolesView   `json:"contracts"`
	Timelock  *timelockView `json:"timelock,omitempty"`
}

// timelockView is the contract that owns the others, as it is on the chain.
type timelockView struct {
	Address    string   `json:"address"`
	Delay      uint64   `json:"min_delay_seconds"`
	Proposers  []string `json:"proposers"`
	Executors  []string `json:"executors"` // the zero address: anybody
	Cancellers []string `json:"cancellers"`
	Admins     []string `json:"admins"`
}

func newTimelockView(t *onchain.TimelockState) *timelockView {
	if t == nil {
		return nil
	}
	list := func(accounts []common.Address) []string {
		all := []string{}
		for _, a := range accounts {
			all = append(all, a.Hex())
		}
		return all
	}
	return &timelockView{
		t.Address.Hex(), uint64(t.MinDelay / time.Second), list(t.Proposers), list(t.Executors), list(t.Cancellers), list(t.Admins),
	}
}

func (v *ownerView) text(w io.Writer) {
	for _, r := range v.Contracts {
		pending := ""
		if r.Pending != "" {
			pending = ", offered to " + r.Pending
		}
		row(w, r.Contract, "owner %s%s, guardian %s", r.Owner, pending, r.Guardian)
	}
	t := v.Timelock
	if t == nil {
		return
	}
	row(w, "timelock", "%s, %s", t.Address, time.Duration(t.Delay)*time.Second)
	for _, r := range []struct {
		role string
		who  []string
	}{{"proposers", t.Proposers}, {"executors", t.Executors}, {"cancellers", t.Cancellers}, {"admins", t.Admins}} {
		who := []string{}
		for _, a := range r.who {
			switch a {
			case common.Address{}.Hex():
				a = "anybody"
			case t.Address:
				a = "the timelock itself, after its delay"
			}
			who = append(who, a)
		}
		if len(who) == 0 {
			who = []string{"nobody"}
		}
		row(w, r.role, "%s", strings.Join(who, ", "))
	}
}

func newContractOwnerCommand(a *app) *cobra.Command {
	var chain chainFlags
	show := &cobra.Command{
		Use: "show", Short: "show who owns and who guards the contracts",
		Long: `Reads from the chain who owns router, issuers and policies, who was offered them, and
who guards them; of a timelock its delay, and who schedules, executes, cancels and
changes these roles.

  vitalproof contract owner show --rpc http://localhost:8545`,
		Args: cobra.NoArgs, ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return chain.ask(cmd.Context(), a, func(s *onchain.System) (view, error) {
				router, issuers, policies, err := s.Roles(cmd.Context())
				if err != nil {
					return nil, err
				}
				timelock, err := s.Timelock(cmd.Context())
				return &ownerView{
					[]rolesView{newRolesView("router", router), newRolesView("issuers", issuers), newRolesView("policies", policies)},
					newTimelockView(timelock),
				}, err
			})
		},
	}
	chain.add(show)
	accept := newActCommand(a, "accept", "take over contracts that were offered",
		`Accepts the ownership of router, issuers and policies, where it was offered to the
account: the second of the two steps in which an owner hands them on.

  vitalproof contract owner accept --keystore insurer.json`,
		func(*cobra.Command) {},
		func(ctx context.Context) act {
			return func(s *onchain.System, who *onchain.Account, o onchain.Options) (view, error) {
				n, err := s.AcceptOwnership(ctx, who, o)
				if err != nil {
					return nil, err
				}
				if n == 0 {
					return nil, faultf(exitContract, "nothing is offered to %s", who.Address())
				}
				return &actView{What: "ownership", ID: who.Address().Hex(), State: "accepted", DryRun: o.DryRun, Accepted: &n}, nil
			}
		})
	return group("owner", "see and take over the ownership of the contracts", show, accept)
}

func newRolesView(contract string, r onchain.Roles) rolesView {
	v := rolesView{Contract: contract, Owner: r.Owner.Hex(), Guardian: r.Guardian.Hex()}
	if r.PendingOwner != (common.Address{}) {
		v.Pending = r.PendingOwner.Hex()
	}
	return v
}
