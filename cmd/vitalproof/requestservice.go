package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/types/known/timestamppb"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/client"
)

// keptView is a request as a service keeps it.
type keptView struct {
	ID           string   `json:"id"`
	State        string   `json:"state"`
	Participants *uint32  `json:"participants,omitempty"` // for the tenant's own researchers and operators
	Wanted       uint32   `json:"wanted"`                 // 0 for no limit
	Link         string   `json:"link,omitempty"`
	File         string   `json:"file,omitempty"`
	From         string   `json:"from"`
	Sentence     string   `json:"sentence"`
	Also         []string `json:"also,omitempty"` // the further claims of a composition
	Scope        string   `json:"scope"`
	Expires      string   `json:"expires"`
}

// newKeptView takes nothing of a service that could steer the terminal.
func newKeptView(r *v1.AttestationRequest) *keptView {
	v := &keptView{
		ID: oneLine(r.GetId()), State: requestState(r.GetState()), Participants: r.Participants, Wanted: r.GetWanted(), Link: oneLine(r.GetLink()),
		From: graphic(r.GetFrom()), Sentence: oneLine(r.GetSentence()), Scope: graphic(r.GetScope()), Expires: r.GetExpireTime().AsTime().Format(time.RFC3339),
	}
	for _, c := range r.GetAlso() {
		v.Also = append(v.Also, oneLine(c.GetSentence()))
	}
	return v
}

func requestState(s v1.RequestState) string {
	return strings.ToLower(strings.TrimPrefix(s.String(), "REQUEST_STATE_"))
}

func (v *keptView) text(w io.Writer) {
	row(w, "id", "%s", v.ID)
	if v.Link != "" {
		row(w, "link", "%s", v.Link)
	}
	row(w, "state", "%s", v.State)
	if v.Participants != nil {
		row(w, "participants", "%s", v.counted())
	}
	row(w, "from", "%s", indented(v.From))
	row(w, "claim", "%s", v.Sentence)
	for _, sentence := range v.Also {
		row(w, "claim", "%s", sentence)
	}
	row(w, "scope", "%s", indented(v.Scope))
	row(w, "expires", "%s", v.Expires)
	if v.File != "" {
		row(w, "file", "%s", v.File)
	}
}

// counted is "-" if it is not for the caller to know.
func (v *keptView) counted() string {
	switch {
	case v.Participants == nil:
		return "-"
	case v.Wanted > 0:
		return fmt.Sprintf("%d of %d", *v.Participants, v.Wanted)
	}
	return fmt.Sprint(*v.Participants)
}

// errOtherRequest reports a service that hands out something else than it should.
var errOtherRequest = errors.New("the service made another request than was asked for")

// createRequest has a service make and keep a request. What it made must be the
// draft but for the nonce, which is the service's own: a changed limit or issuer
// would be proved and counted without anybody noticing.
func (a *app) createRequest(ctx context.Context, o requestOptions, draft *request.Request) error {
	var claims []string
	for _, p := range draft.Parts() {
		text, err := p.Claim.Marshal()
		if err != nil {
			return err
		}
		claims = append(claims, string(text))
	}
	question := &v1.CreateRequestRequest{
		IdempotencyKey: o.service.given(), From: draft.From, Claim: claims[0], Also: claims[1:], Scope: draft.Scope, Consent: draft.Consent,
		ExpireTime: timestamppb.New(draft.Expires), Wanted: o.wanted,
	}
	for _, k := range draft.Issuers {
		b := k.Bytes()
		question.Issuers = append(question.Issuers, b[:])
	}
	return o.service.call(ctx, func(c *client.Client) error {
		kept, err := c.CreateRequest(ctx, question)
		if err != nil {
			f := classify(err)
			if f.code == exitUnavailable || f.code == exitInterrupted {
				a.say("it may be there all the same; --idempotency-key %s finds it again", o.service.given())
			}
			return f
		}
		if err := agreed(draft, kept.GetRequest()); err != nil {
			return err
		}
		if err := a.warnDevelopment(draft, "answers"); err != nil {
			return err
		}
		return a.writeKept(kept, o.out, o.force)
	})
}

// agreed refuses a request file that is not the draft's but for the nonce.
func agreed(draft *request.Request, file []byte) error {
	made, err := request.Parse(file)
	if err != nil {
		return &fault{exitRefused, fmt.Errorf("%w: %w", errOtherRequest, err), ""}
	}
	wanted := *draft
	wanted.Nonce = made.Nonce
	want, err := wanted.Marshal()
	if err != nil {
		return err
	}
	if !bytes.Equal(want, file) {
		return &fault{exitRefused, errOtherRequest, "do not use it; is the service of the same version?"}
	}
	return nil
}

// writeKept writes a request that a service keeps, and prints it.
func (a *app) writeKept(kept *v1.AttestationRequest, out string, force bool) error {
	if err := a.writeOut(out, kept.GetRequest(), modePublic, force); err != nil {
		return err
	}
	v := newKeptView(kept)
	if out == stdio {
		a.say("the request's id is %s", v.ID)
		return nil
	}
	v.File = out
	return a.print(v, v.text)
}

func newRequestFetchCommand(a *app) *cobra.Command {
	var s serviceFlags
	var out string
	var force bool
	cmd := &cobra.Command{
		Use:   "fetch --server ADDRESS ID --out FILE",
		Short: "fetch a request from a service, to answer it",
		Long: `Writes the request that a service keeps under an id, for "vitalproof prove".
"vitalproof request show" says in words what it asks for.`,
		Args:              withID(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkOut(out, force); err != nil {
				return err
			}
			return s.call(cmd.Context(), func(c *client.Client) error {
				kept, err := c.GetRequest(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				r, err := request.Parse(kept.GetRequest())
				if err != nil {
					return faultf(exitInput, "what the service gave: %w", err)
				}
				// What is shown comes from the file that is answered, not from the service.
				kept.From, kept.Sentence, kept.Scope, kept.ExpireTime = r.From, r.Claim.Sentence(), r.Scope, timestamppb.New(r.Expires)
				kept.Also = nil
				for _, p := range r.Parts()[1:] {
					kept.Also = append(kept.Also, &v1.FurtherClaim{Sentence: p.Claim.Sentence()})
				}
				return a.writeKept(kept, out, force)
			})
		},
	}
	s.need(cmd)
	cmd.Flags().StringVar(&out, "out", "", "the request `file` to write, - for standard output")
	cmd.Flags().BoolVar(&force, "force", false, "replace the file if it exists")
	required(cmd, "out")
	fileFlag(cmd, "out", "request")
	return cmd
}

func newRequestAnswerCommand(a *app) *cobra.Command {
	var s serviceFlags
	cmd := &cobra.Command{
		Use:   "answer --server ADDRESS ID ATTESTATION",
		Short: "hand in an attestation as the answer to a request",
		Long: `The service verifies the attestation and counts it. It refuses one that is not an
answer to the request with exit code 5, and a second one of the same holder with
7.`,
		Args: withID(2),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return []string{"attestation"}, cobra.ShellCompDirectiveFilterFileExt
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.answerThere(cmd.Context(), &s, args[0], args[1])
		},
	}
	s.need(cmd)
	return cmd
}

// serviceVerdict is what a service says of an answer.
type serviceVerdict struct {
	Accepted  bool   `json:"accepted"`
	Check     string `json:"check,omitempty"` // the first check that failed
	Reason    string `json:"reason,omitempty"`
	Circuit   string `json:"circuit,omitempty"`
	Nullifier string `json:"nullifier"`
}

func (v *serviceVerdict) text(w io.Writer) {
	if v.Accepted {
		fmt.Fprintln(w, "accepted")
		return
	}
	fmt.Fprintf(w, "refused: %s\n", v.Check)
	row(w, "reason", "%s", v.Reason)
}

func (a *app) answerThere(ctx context.Context, s *serviceFlags, id, path string) error {
	data, err := a.readIn(path, attestation.MaxBytes)
	if err != nil {
		return err
	}
	made, err := attestation.Parse(data)
	if err != nil {
		return badFile(path, err)
	}
	if err := a.refuseAnswer(made); err != nil {
		return err
	}
	v := &serviceVerdict{Accepted: true, Nullifier: statement.FormatField(made.Inputs.Nullifier)}
	return s.call(ctx, func(c *client.Client) error {
		said, err := c.Answer(ctx, id, data)
		switch {
		case client.ReasonOf(err) == v1.Reason_REASON_NULLIFIER_USED:
			v.Accepted, v.Check, v.Reason = false, "seen", errSeen.Error()
		case err != nil:
			return err
		default:
			v.Circuit = oneLine(said.GetCircuit())
		}
		if err == nil && !said.GetAccepted() {
			v.Accepted, v.Check, v.Reason = false, checkName(said), oneLine(said.GetMessage())
			err = &fault{exitRefused, fmt.Errorf("the attestation is refused: %s: %s", v.Check, v.Reason), refusalHint(v.Check)}
		}
		if printed := a.print(v, v.text); printed != nil {
			return printed
		}
		return err
	})
}

// checkName names a failed check as verify does.
func checkName(v *v1.Verdict) string {
	switch v.GetFailedCheck() {
	case v1.Check_CHECK_EXPIRY:
		return "expires"
	case v1.Check_CHECK_DEVELOPMENT_KEYS:
		return "production"
	case v1.Check_CHECK_PUBLIC_INPUT:
		if v.GetPublicInput() != "" {
			return oneLine(v.GetPublicInput())
		}
	}
	return strings.ToLower(strings.TrimPrefix(v.GetFailedCheck().String(), "CHECK_"))
}

func newRequestWatchCommand(a *app) *cobra.Command {
	var s serviceFlags
	var after uint64
	cmd := &cobra.Command{
		Use:   "watch --server ADDRESS ID",
		Short: "print the number of participants as it grows",
		Long: `Prints a line whenever more participants have answered, and ends when the request
takes no more answers. With --json each line is one JSON value.`,
		Args:              withID(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.call(cmd.Context(), func(c *client.Client) error {
				for r, err := range c.WatchRequest(cmd.Context(), args[0], after) {
					if err != nil {
						return err
					}
					v := watchView{r.GetParticipants(), requestState(r.GetState())}
					if err := a.printLine(v, fmt.Sprintf("%d participants, %s", v.Participants, v.State)); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
	s.need(cmd)
	cmd.Flags().Uint64Var(&after, "after", 0, "begin when there are more participants than this `number`")
	complete(cmd, "after")
	return cmd
}

type watchView struct {
	Participants uint64 `json:"participants"`
	State        string `json:"state"`
}

var exportFormats = map[string]v1.ExportFormat{
	"csv": v1.ExportFormat_EXPORT_FORMAT_CSV, "json": v1.ExportFormat_EXPORT_FORMAT_JSON,
}

func newRequestExportCommand(a *app) *cobra.Command {
	var s serviceFlags
	var format, out string
	var force bool
	cmd := &cobra.Command{
		Use:   "export --server ADDRESS ID --format csv|json --out FILE",
		Short: "write all accepted answers to a file",
		Long: `csv has number, nullifier, day and circuit of each answer; json has the request and
the attestations too, so that anyone can verify them again.`,
		Args:              withID(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			form, known := exportFormats[format]
			if !known {
				return usagef("--format: want csv or json")
			}
			return s.call(cmd.Context(), func(c *client.Client) error {
				err := a.streamOut(out, modePrivate, force, func(w io.Writer) error {
					return c.Export(cmd.Context(), args[0], form, w)
				})
				if err != nil || out == stdio {
					return err
				}
				return a.print(map[string]string{"file": out, "format": format}, func(w io.Writer) { fmt.Fprintln(w, out) })
			})
		},
	}
	s.need(cmd)
	cmd.Flags().StringVar(&format, "format", "", "`form` of the file: csv or json")
	cmd.Flags().StringVar(&out, "out", "", "the `file` to write, - for standard output")
	cmd.Flags().BoolVar(&force, "force", false, "replace the file if it exists")
	required(cmd, "format", "out")
	complete(cmd, "format", "csv", "json")
	return cmd
}

func newRequestListCommand(a *app) *cobra.Command {
	var s serviceFlags
	cmd := &cobra.Command{
		Use:               "list --server ADDRESS",
		Short:             "list the tenant's requests on a service, newest first",
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.call(cmd.Context(), func(c *client.Client) error {
				rows := []*keptView{}
				for r, err := range c.Requests(cmd.Context()) {
					if err != nil {
						return err
					}
					rows = append(rows, newKeptView(r))
				}
				if len(rows) == 0 {
					a.say("no requests")
				}
				return a.print(rows, func(w io.Writer) {
					for _, r := range rows {
						fmt.Fprintf(w, "%s  %-7s  %-10s  until %s  %s\n", r.ID, r.State, r.counted(), r.Expires, oneLine(r.Scope))
					}
				})
			})
		},
	}
	s.need(cmd)
	return cmd
}

func newRequestCloseCommand(a *app) *cobra.Command {
	var s serviceFlags
	cmd := &cobra.Command{
		Use:               "close --server ADDRESS ID",
		Short:             "take no more answers to a request, for good",
		Args:              withID(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.call(cmd.Context(), func(c *client.Client) error {
				kept, err := c.CloseRequest(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				v := newKeptView(kept)
				return a.print(v, v.text)
			})
		},
	}
	s.need(cmd)
	return cmd
}

func newRequestDeleteCommand(a *app) *cobra.Command {
	var s serviceFlags
	cmd := &cobra.Command{
		Use:   "delete --server ADDRESS ID",
		Short: "destroy a request and its answers on a service",
		Long: `The answers cannot be had again, not from a backup either: export them first. Who
answered stays known to the service as a keyed hash, so that nobody counts twice
in the scope later. Deleting what does not exist succeeds.`,
		Args:              withID(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.call(cmd.Context(), func(c *client.Client) error {
				if err := c.DeleteRequest(cmd.Context(), args[0]); err != nil {
					return err
				}
				return a.printDone(args[0], "deleted")
			})
		},
	}
	s.need(cmd)
	return cmd
}
