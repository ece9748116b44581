package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
)

func newRequestCommand(a *app) *cobra.Command {
	return group("request", "make and show requests for attestations, and answer them on a service",
		newRequestNewCommand(a), newRequestShowCommand(a), newRequestFetchCommand(a), newRequestAnswerCommand(a),
		newRequestWatchCommand(a), newRequestExportCommand(a), newRequestListCommand(a),
		newRequestCloseCommand(a), newRequestDeleteCommand(a))
}

type requestOptions struct {
	from, issuers, scope, expires, out string
	force                              bool
	claim                              claimFlags
	consent                            consentFlags
	service                            serviceFlags
	wanted                             uint32
}

func newRequestNewCommand(a *app) *cobra.Command {
	var o requestOptions
	cmd := &cobra.Command{
		Use:   "new",
		Short: "ask holders to prove a claim",
		Long: `Writes a request: who asks for what, of whom seals count, in which scope a holder
counts once, and the words that a holder consents to.

--claim takes a preset, a template file, or a claim file, which brings metric,
days, dates and assurance with it. --limit adds a limit or replaces one of the
same name. The window that a holder proves ends on a day from --earliest to
--latest; a narrow range leaves no window to pick from.

The request is for a scope, a name of which a server keeps count. A request for a
contract is made from what the contract asks, by "vitalproof contract request".
Times are RFC 3339, or a day, which begins at midnight UTC.

With --server the service makes the request, gives it an id under which holders
fetch and answer it, and counts them, up to --wanted. The command checks that the
request is the one asked for before it writes it.

--also asks for a further claim of the same holder, up to eight in all: a preset or
file, and :METRIC and :DAYS after it where it names none. What is left out is as for
the first claim. A holder answers all or none and counts once, and the answer tells
only that all claims hold.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.service.alone(cmd, "wanted", "idempotency-key"); err != nil {
				return err
			}
			return a.newRequest(cmd.Context(), o)
		},
	}
	o.add(cmd)
	o.claim.alsoFlag(cmd)
	o.service.add(cmd)
	o.service.repeatable(cmd)
	cmd.Flags().Uint32Var(&o.wanted, "wanted", 0, "`number` of participants after which the service takes no more (default: no limit)")
	return cmd
}

func (o *requestOptions) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.from, "from", "", "who asks; shown to the holder")
	o.claim.add(cmd)
	f.StringVar(&o.issuers, "issuers", "", "the issuer set `file` whose seals count")
	f.StringVar(&o.scope, "scope", "", "`name` in which a holder counts once")
	o.consent.add(cmd)
	f.StringVar(&o.expires, "expires", "", "`time` from which the request is not answered any more")
	f.StringVar(&o.out, "out", "", "the request `file` to write, - for standard output")
	f.BoolVar(&o.force, "force", false, "replace the file if it exists")
	required(cmd, "from", "issuers", "scope", "expires", "out")
	fileFlag(cmd, "issuers", "issuers")
	fileFlag(cmd, "out", "request")
}

func (a *app) newRequest(ctx context.Context, o requestOptions) error {
	if err := checkOut(o.out, o.force); err != nil {
		return err
	}
	r, err := a.draft(o)
	if err != nil {
		return err
	}
	made, data, err := a.completeRequest(r)
	if err != nil {
		return err
	}
	if o.service.o.Address != "" {
		return a.createRequest(ctx, o, made)
	}
	return a.writeRequest(o.out, made, data, o.force)
}

// completeRequest gives a request its nonce, and its file. In production nobody asks
// for what can be forged.
func (a *app) completeRequest(r *request.Request) (*request.Request, []byte, error) {
	if err := a.refuseRequest(r); err != nil {
		return nil, nil, err
	}
	made, err := request.New(*r)
	if err != nil {
		return nil, nil, usagef("%w", err).withHint("check what is given for --from, --scope, --consent and --also")
	}
	data, err := made.Marshal()
	if err != nil {
		return nil, nil, err
	}
	// What holders will refuse to read must not be written.
	if _, err := request.Parse(data); err != nil {
		return nil, nil, usagef("%w", err).withHint("check the flags of the request")
	}
	return made, data, nil
}

func (a *app) writeRequest(out string, made *request.Request, data []byte, force bool) error {
	if err := a.writeOut(out, data, modePublic, force); err != nil || out == stdio {
		return err
	}
	if err := a.warnDevelopment(made, "answers"); err != nil {
		return err
	}
	return a.printRequest(made)
}

// entriesOf finds the circuits of a request, in the order of its claims.
func entriesOf(r *request.Request) ([]lock.Entry, error) {
	var entries []lock.Entry
	for _, p := range r.Parts() {
		e, err := lock.ByID(p.Circuit)
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// development names the circuits that have development keys, each once.
func development(entries []lock.Entry) string {
	var names []string
	for _, e := range entries {
		if e.IsDevelopment() && !slices.Contains(names, e.Name) {
			names = append(names, e.Name)
		}
	}
	return strings.Join(names, ", ")
}

// warnDevelopment warns of what could be forged.
func (a *app) warnDevelopment(r *request.Request, forged string) error {
	entries, err := entriesOf(r)
	if names := development(entries); names != "" {
		a.warn("circuit %s has development keys: anyone can forge %s", names, forged)
	}
	return err
}

// draft puts a request together, all but its nonce.
func (a *app) draft(o requestOptions) (*request.Request, error) {
	r := &request.Request{From: o.from, Scope: o.scope}
	var err error
	if r.Claim, err = o.claim.read(a); err != nil {
		return nil, err
	}
	first, err := partFor(r.Claim)
	if err != nil {
		return nil, err
	}
	r.Circuit = first.Circuit
	further, err := o.claim.readAlso(a, r.Claim)
	if err != nil {
		return nil, err
	}
	for _, c := range further {
		part, err := partFor(c)
		if err != nil {
			return nil, err
		}
		r.Also = append(r.Also, part)
	}
	set, err := a.readIssuerSet(o.issuers)
	if err != nil {
		return nil, err
	}
	r.Issuers = set.Keys()
	if r.Consent, err = o.consent.read(a); err != nil {
		return nil, err
	}
	if r.Expires, err = timeFlag("expires", o.expires); err != nil {
		return nil, err
	}
	if !a.now().Before(r.Expires) {
		return nil, usagef("--expires: the request would be expired already")
	}
	return r, nil
}

// circuitFor finds the circuit of a claim.
func circuitFor(c claim.Claim) (lock.Entry, error) {
	circuit, err := catalogue.For(c.Metric, c.Days)
	if err != nil {
		return lock.Entry{}, err
	}
	return lock.ByName(circuit.Name)
}

// partFor is a claim with the circuit that proves it.
func partFor(c claim.Claim) (request.Part, error) {
	entry, err := circuitFor(c)
	if err != nil {
		return request.Part{}, err
	}
	id, err := statement.ParseCircuitID(entry.ID)
	return request.Part{Circuit: id, Claim: c}, err
}

// requestView is a request as commands print it.
type requestView struct {
	From        string    `json:"from"`
	Sentences   []string  `json:"sentences"` // one a claim
	Consent     string    `json:"consent"`
	Scope       string    `json:"scope,omitempty"`
	Gate        *gateView `json:"gate,omitempty"`
	Expires     string    `json:"expires"`
	Issuers     int       `json:"issuers"`
	Root        string    `json:"issuers_root"`
	Circuits    []string  `json:"circuits"`
	CircuitIDs  []string  `json:"circuit_ids"`
	Development bool      `json:"development_keys"`
	Digest      string    `json:"digest"`
}

type gateView struct {
	ChainID     uint64 `json:"chain_id"`
	Address     string `json:"address"`
	Policy      string `json:"policy"`
	Epoch       uint16 `json:"epoch"`
	SubmitUntil string `json:"submit_until"`
	Expiry      string `json:"valid_until"`
}

func newRequestView(r *request.Request) (*requestView, error) {
	set, err := r.IssuerSet()
	if err != nil {
		return nil, err
	}
	digest, err := r.Digest()
	if err != nil {
		return nil, err
	}
	v := &requestView{
		From: r.From, Consent: r.Consent, Scope: r.Scope,
		Expires: r.Expires.Format(time.RFC3339), Issuers: len(r.Issuers), Root: statement.FormatField(set.Root()),
		Digest: fmt.Sprintf("0x%x", digest),
	}
	entries, err := entriesOf(r)
	if err != nil {
		return nil, err
	}
	v.Development = development(entries) != ""
	for i, p := range r.Parts() {
		v.Sentences = append(v.Sentences, p.Claim.Sentence())
		v.Circuits = append(v.Circuits, entries[i].Name)
		v.CircuitIDs = append(v.CircuitIDs, entries[i].ID)
	}
	if g := r.Gate; g != nil {
		v.Gate = &gateView{
			g.ChainID, fmt.Sprintf("0x%x", g.Address), fmt.Sprintf("0x%x", g.Policy), g.Epoch, unixText(g.SubmitUntil), unixText(g.Expiry),
		}
	}
	return v, nil
}

func (v *requestView) text(w io.Writer) {
	row(w, "from", "%s", indented(v.From))
	for _, s := range v.Sentences {
		row(w, "claim", "%s", s)
	}
	row(w, "consent", "%s", indented(v.Consent))
	if g := v.Gate; g != nil {
		row(w, "gate", "%s on chain %d, submit until %s", g.Address, g.ChainID, g.SubmitUntil)
		row(w, "policy", "%s, epoch %d", g.Policy, g.Epoch)
		row(w, "counts", "until %s", g.Expiry)
	} else {
		row(w, "scope", "%s", indented(v.Scope))
	}
	row(w, "expires", "%s", v.Expires)
	row(w, "issuers", "%d trusted, root %s", v.Issuers, v.Root)
	for i := range v.Circuits {
		row(w, "circuit", "%s %s", v.Circuits[i], v.CircuitIDs[i])
	}
	if v.Development {
		row(w, "keys", "%s", lock.Development)
	}
}

// graphic keeps a text of several lines from steering the terminal.
func graphic(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || unicode.IsGraphic(r) {
			return r
		}
		return '?'
	}, text)
}

// indented keeps the lines of a text from looking like rows of their own.
func indented(text string) string {
	return strings.ReplaceAll(graphic(strings.TrimSpace(text)), "\n", "\n"+strings.Repeat(" ", 13))
}

func (a *app) printRequest(r *request.Request) error {
	v, err := newRequestView(r)
	if err != nil {
		return err
	}
	return a.print(v, v.text)
}

func newRequestShowCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "show FILE",
		Short:             "say in words what a request asks for",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: files("request"),
		RunE: func(_ *cobra.Command, args []string) error {
			r, _, err := a.parseRequest(args[0])
			if err != nil {
				return err
			}
			if !a.now().Before(r.Expires) {
				a.warn("the request has expired")
			}
			return a.printRequest(r)
		},
	}
}

// readRequest reads a request to act on it, which production refuses under
// development keys.
func (a *app) readRequest(path string) (*request.Request, lock.Entry, error) {
	r, e, err := a.parseRequest(path)
	if err == nil {
		err = a.refuseRequest(r)
	}
	return r, e, err
}

// parseRequest reads a request and finds its circuit in the lockfile.
func (a *app) parseRequest(path string) (*request.Request, lock.Entry, error) {
	data, err := a.readIn(path, request.MaxBytes)
	if err != nil {
		return nil, lock.Entry{}, err
	}
	r, err := request.Parse(data)
	if err != nil {
		return nil, lock.Entry{}, badFile(path, err)
	}
	e, err := lock.ByID(r.Circuit)
	return r, e, err
}
