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
	from, claim, metric, earliest, latest string
	limits                                []string
	days                                  int
	assurance                             uint8
	issuers, scope                        string
	gate, submitUntil, validity           string
	chainID                               uint64
	consent, consentFile, expires, out    string
	force                                 bool
	service                               serviceFlags
	wanted                                uint32
	flag                                  func(name string) bool // was given on the command line
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

A request is either for a scope, a name of which a server keeps count, or for a
gate contract with its chain, last time of submission and validity of a result.
Times are RFC 3339, or a day, which begins at midnight UTC.

With --server the service makes the request, gives it an id under which holders
fetch and answer it, and counts them, up to --wanted. The command checks that the
request is the one asked for before it writes it.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.flag = cmd.Flags().Changed
			if err := o.service.alone(cmd, "wanted", "idempotency-key"); err != nil {
				return err
			}
			return a.newRequest(cmd.Context(), o)
		},
	}
	o.add(cmd)
	o.service.add(cmd)
	o.service.repeatable(cmd)
	cmd.Flags().Uint32Var(&o.wanted, "wanted", 0, "`number` of participants after which the service takes no more (default: no limit)")
	cmd.MarkFlagsMutuallyExclusive("server", "gate")
	return cmd
}

func (o *requestOptions) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.from, "from", "", "who asks; shown to the holder")
	f.StringVar(&o.claim, "claim", "", "a `preset or file`")
	f.StringArrayVar(&o.limits, "limit", nil, `a further limit, such as "in 70-180 > 70 %"`)
	f.StringVar(&o.metric, "metric", "", "glucose-5min or glucose-15min")
	f.IntVar(&o.days, "days", 0, "`length` of the window: 7, 14, 30 or 90")
	f.StringVar(&o.earliest, "earliest", "", "first `day` on which the window may end")
	f.StringVar(&o.latest, "latest", "", "last `day` on which the window may end")
	f.Uint8Var(&o.assurance, "min-assurance", 0, "least assurance `level` of the seal, 0 to 7")
	f.StringVar(&o.issuers, "issuers", "", "the issuer set `file` whose seals count")
	f.StringVar(&o.scope, "scope", "", "`name` in which a holder counts once")
	f.StringVar(&o.gate, "gate", "", "`address` of the gate contract, instead of a scope")
	f.Uint64Var(&o.chainID, "chain-id", 0, "`id` of the gate's chain")
	f.StringVar(&o.submitUntil, "submit-until", "", "last `time` to submit to the gate")
	f.StringVar(&o.validity, "validity", "", "how long a result counts after --latest, a `duration` such as 365d")
	f.StringVar(&o.consent, "consent", "", "what the holder agrees to")
	f.StringVar(&o.consentFile, "consent-file", "", "a `file` with what the holder agrees to")
	f.StringVar(&o.expires, "expires", "", "`time` from which the request is not answered any more")
	f.StringVar(&o.out, "out", "", "the request `file` to write, - for standard output")
	f.BoolVar(&o.force, "force", false, "replace the file if it exists")
	required(cmd, "from", "issuers", "expires", "out")
	cmd.MarkFlagsOneRequired("claim", "limit")
	cmd.MarkFlagsOneRequired("scope", "gate")
	cmd.MarkFlagsMutuallyExclusive("scope", "gate")
	cmd.MarkFlagsRequiredTogether("gate", "chain-id", "submit-until", "validity")
	cmd.MarkFlagsOneRequired("consent", "consent-file")
	cmd.MarkFlagsMutuallyExclusive("consent", "consent-file")
	completeWith(cmd, "claim", presets)
	complete(cmd, "metric", claim.Glucose5.Name(), claim.Glucose15.Name())
	complete(cmd, "days", "7", "14", "30", "90")
	fileFlag(cmd, "issuers", "issuers")
	fileFlag(cmd, "out", "request")
}

func (a *app) newRequest(ctx context.Context, o requestOptions) error {
	if err := checkOut(o.out, o.force); err != nil {
		return err
	}
	r, entry, err := a.draft(o)
	if err != nil {
		return err
	}
	made, err := request.New(*r)
	if err != nil {
		return usagef("%w", err).withHint("check the texts given for --from, --scope and --consent")
	}
	data, err := made.Marshal()
	if err != nil {
		return err
	}
	// What holders will refuse to read must not be written.
	if _, err := request.Parse(data); err != nil {
		return usagef("%w", err).withHint("check the flags of the request")
	}
	if o.service.o.Address != "" {
		return a.createRequest(ctx, o, made, entry)
	}
	if err := a.writeOut(o.out, data, modePublic, o.force); err != nil || o.out == stdio {
		return err
	}
	if entry.IsDevelopment() {
		a.warn("circuit %s has development keys: anyone can forge answers", entry.Name)
	}
	return a.printRequest(made, entry)
}

// draft puts a request together, all but its nonce.
func (a *app) draft(o requestOptions) (*request.Request, lock.Entry, error) {
	var none lock.Entry
	r := &request.Request{From: o.from, Scope: o.scope}
	var err error
	if r.Claim, err = a.claimOf(o); err != nil {
		return nil, none, err
	}
	circuit, err := catalogue.For(r.Claim.Metric, r.Claim.Days)
	if err != nil {
		return nil, none, err
	}
	entry, err := lock.ByName(circuit.Name)
	if err != nil {
		return nil, none, err
	}
	if r.Circuit, err = statement.ParseCircuitID(entry.ID); err != nil {
		return nil, none, err
	}
	set, err := a.readIssuerSet(o.issuers)
	if err != nil {
		return nil, none, err
	}
	r.Issuers = set.Keys()
	if r.Consent, err = a.consentOf(o); err != nil {
		return nil, none, err
	}
	if r.Expires, err = timeFlag("expires", o.expires); err != nil {
		return nil, none, err
	}
	if !a.now().Before(r.Expires) {
		return nil, none, usagef("--expires: the request would be expired already")
	}
	if r.Gate, err = o.gateOf(a.now()); err != nil {
		return nil, none, err
	}
	return r, entry, nil
}

// claimOf puts the claim together from a file or preset, limits and flags.
func (a *app) claimOf(o requestOptions) (claim.Claim, error) {
	var c claim.Claim
	limits, err := parseLimits(o.limits)
	if err != nil {
		return c, err
	}
	var targets claim.Targets
	var full *claim.Claim
	if o.claim == "" {
		targets, err = claim.ParseTargets(o.limits)
	} else {
		var q *asked
		if q, err = a.readClaim(o.claim); err == nil {
			targets, full = q.targets, q.full
		}
	}
	if err != nil {
		return c, err
	}
	for _, l := range limits {
		l.Apply(&targets)
	}
	return o.complete(targets, full)
}

func parseLimits(texts []string) ([]claim.Limit, error) {
	var limits []claim.Limit
	for _, text := range texts {
		l, err := claim.ParseLimit(text)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(limits, func(k claim.Limit) bool { return k.Key() == l.Key() }) {
			return nil, fmt.Errorf("--limit: %s: %w", l.Key(), claim.ErrTwice)
		}
		limits = append(limits, l)
	}
	return limits, nil
}

// complete makes targets a claim. A claim file says everything; a flag beside it
// may repeat it but not differ.
func (o *requestOptions) complete(t claim.Targets, full *claim.Claim) (c claim.Claim, err error) {
	if full != nil {
		c = *full
	}
	given := func(flag string) bool { return full == nil || o.flag(flag) }
	if given("metric") {
		if o.metric == "" {
			return c, missing("metric", "days", "earliest", "latest")
		}
		if c.Metric, err = claim.ParseMetric(o.metric); err != nil {
			return c, usagef("--metric: %w", err)
		}
	}
	if given("days") {
		if o.days == 0 {
			return c, missing("days")
		}
		c.Days = o.days
	}
	for _, f := range []struct {
		name, text string
		to         *claim.Day
	}{{"earliest", o.earliest, &c.EarliestEnd}, {"latest", o.latest, &c.LatestEnd}} {
		if !given(f.name) {
			continue
		}
		if f.text == "" {
			return c, missing(f.name)
		}
		if *f.to, err = dayFlag(f.name, f.text); err != nil {
			return c, err
		}
	}
	if given("min-assurance") {
		c.MinAssurance = o.assurance
	}
	if full != nil && (c.Metric != full.Metric || c.Days != full.Days || c.EarliestEnd != full.EarliestEnd ||
		c.LatestEnd != full.LatestEnd || c.MinAssurance != full.MinAssurance) {
		return c, usagef("a flag differs from the claim file").withHint("leave out --metric, --days, --earliest, --latest and --min-assurance")
	}
	return claim.New(c.Metric, c.Days, c.EarliestEnd, c.LatestEnd, c.MinAssurance, t)
}

func missing(flags ...string) *fault {
	return usagef("--%s is missing", strings.Join(flags, ", --"))
}

func (a *app) consentOf(o requestOptions) (string, error) {
	if o.consentFile == "" {
		return o.consent, nil
	}
	text, err := a.readIn(o.consentFile, 4*request.MaxConsent)
	if err != nil {
		return "", err
	}
	return string(text), nil
}

func (o *requestOptions) gateOf(now time.Time) (*request.Gate, error) {
	if o.gate == "" {
		return nil, nil
	}
	address, err := request.ParseAddress(o.gate)
	if err != nil {
		return nil, usagef("--gate: %w", err)
	}
	until, err := unixFlag("submit-until", o.submitUntil)
	if err != nil {
		return nil, err
	}
	validity, err := durationFlag("validity", o.validity)
	switch {
	case err != nil:
		return nil, err
	case o.chainID == 0:
		return nil, usagef("--chain-id: want the id of a chain, which is not 0")
	case until <= uint64(now.Unix()):
		return nil, usagef("--submit-until: the time has passed")
	}
	return &request.Gate{ChainID: o.chainID, Address: address, SubmitUntil: until, Validity: uint64(validity / time.Second)}, nil
}

// requestView is a request as commands print it.
type requestView struct {
	From        string    `json:"from"`
	Sentence    string    `json:"sentence"`
	Consent     string    `json:"consent"`
	Scope       string    `json:"scope,omitempty"`
	Gate        *gateView `json:"gate,omitempty"`
	Expires     string    `json:"expires"`
	Issuers     int       `json:"issuers"`
	Root        string    `json:"issuers_root"`
	Circuit     string    `json:"circuit"`
	CircuitID   string    `json:"circuit_id"`
	Development bool      `json:"development_keys"`
	Digest      string    `json:"digest"`
}

type gateView struct {
	ChainID     uint64 `json:"chain_id"`
	Address     string `json:"address"`
	SubmitUntil string `json:"submit_until"`
	Validity    uint64 `json:"validity_seconds"`
}

func newRequestView(r *request.Request, e lock.Entry) (*requestView, error) {
	set, err := r.IssuerSet()
	if err != nil {
		return nil, err
	}
	digest, err := r.Digest()
	if err != nil {
		return nil, err
	}
	v := &requestView{
		From: r.From, Sentence: r.Claim.Sentence(), Consent: r.Consent, Scope: r.Scope,
		Expires: r.Expires.Format(time.RFC3339), Issuers: len(r.Issuers), Root: statement.FormatField(set.Root()),
		Circuit: e.Name, CircuitID: e.ID, Development: e.IsDevelopment(), Digest: fmt.Sprintf("0x%x", digest),
	}
	if g := r.Gate; g != nil {
		v.Gate = &gateView{g.ChainID, fmt.Sprintf("0x%x", g.Address), time.Unix(int64(g.SubmitUntil), 0).UTC().Format(time.RFC3339), g.Validity}
	}
	return v, nil
}

func (v *requestView) text(w io.Writer) {
	row(w, "from", "%s", indented(v.From))
	row(w, "claim", "%s", v.Sentence)
	row(w, "consent", "%s", indented(v.Consent))
	if g := v.Gate; g != nil {
		row(w, "gate", "%s on chain %d, submit until %s", g.Address, g.ChainID, g.SubmitUntil)
		row(w, "validity", "%s after the last day asked for", time.Duration(g.Validity)*time.Second)
	} else {
		row(w, "scope", "%s", indented(v.Scope))
	}
	row(w, "expires", "%s", v.Expires)
	row(w, "issuers", "%d trusted, root %s", v.Issuers, v.Root)
	row(w, "circuit", "%s %s", v.Circuit, v.CircuitID)
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

func (a *app) printRequest(r *request.Request, e lock.Entry) error {
	v, err := newRequestView(r, e)
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
			r, entry, err := a.readRequest(args[0])
			if err != nil {
				return err
			}
			if !a.now().Before(r.Expires) {
				a.warn("the request has expired")
			}
			return a.printRequest(r, entry)
		},
	}
}

// readRequest reads a request and finds its circuit in the lockfile.
func (a *app) readRequest(path string) (*request.Request, lock.Entry, error) {
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
