package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"google.golang.org/grpc/codes"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/client"
)

// serviceFlags say which prover service to call, and as whom.
type serviceFlags struct {
	o              client.Options
	idempotencyKey string
}

// serviceOnly are the flags that mean nothing without --server.
var serviceOnly = []string{"ca", "cert", "key", "token-file", "server-name", "plaintext"}

func (s *serviceFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&s.o.Address, "server", "", "`address` of the prover service, host:port")
	f.StringVar(&s.o.CA, "ca", "", "`file` of the certificates that vouch for the service (default: the system's)")
	f.StringVar(&s.o.Cert, "cert", "", "client certificate `file`")
	f.StringVar(&s.o.Key, "key", "", "`file` of the client certificate's key")
	f.StringVar(&s.o.TokenFile, "token-file", "", "`file` that holds an API token")
	f.StringVar(&s.o.ServerName, "server-name", "", "`name` that the service's certificate must have (default: the host of --server)")
	f.BoolVar(&s.o.Plaintext, "plaintext", false, "no TLS; for a service on this machine, for trying out")
	cmd.MarkFlagsRequiredTogether("cert", "key")
	for _, name := range []string{"ca", "cert"} {
		fileFlag(cmd, name, "crt")
	}
	fileFlag(cmd, "key", "key")
	fileFlag(cmd, "token-file", "token")
	complete(cmd, "server")
	complete(cmd, "server-name")
}

// need is add for commands that do nothing without a service.
func (s *serviceFlags) need(cmd *cobra.Command) {
	s.add(cmd)
	required(cmd, "server")
}

// repeatable adds the key under which a call can be repeated.
func (s *serviceFlags) repeatable(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.idempotencyKey, "idempotency-key", "", "`key` that makes a repeated call the same call (default: a random one)")
	complete(cmd, "idempotency-key")
}

// alone refuses flags that only mean something with --server.
func (s *serviceFlags) alone(cmd *cobra.Command, more ...string) error {
	if s.o.Address != "" {
		return nil
	}
	for _, name := range append(more, serviceOnly...) {
		if cmd.Flags().Changed(name) {
			return usagef("--%s means nothing without --server", name)
		}
	}
	return nil
}

// given is the key of a call, the caller's or a random one.
func (s *serviceFlags) given() string {
	if s.idempotencyKey == "" {
		s.idempotencyKey = client.NewKey()
	}
	return s.idempotencyKey
}

// dial makes a client; the connection comes with the first call.
func (s *serviceFlags) dial(ctx context.Context) (*client.Client, error) {
	c, err := client.Dial(ctx, s.o)
	if err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		f := usagef("%w", err)
		switch {
		case errors.Is(err, client.ErrPlaintext):
			f = f.withHint("leave --plaintext out and name the service's authority with --ca")
		case errors.Is(err, client.ErrExpired):
			return nil, &fault{exitDenied, err, "the operator issues a new one"}
		case errors.Is(err, client.ErrCredentials):
			f = f.withHint("check the files of --ca, --cert, --key and --token-file")
		}
		return nil, f
	}
	return c, nil
}

// call dials, does something and closes.
func (s *serviceFlags) call(ctx context.Context, do func(*client.Client) error) error {
	c, err := s.dial(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	return s.uncertified(ctx, do(c))
}

// uncertified finds out whether a call failed for want of a client certificate.
func (s *serviceFlags) uncertified(ctx context.Context, err error) error {
	var remote *client.Error
	if s.o.Plaintext || s.o.Cert != "" || !errors.As(err, &remote) || remote.Code != codes.Unavailable ||
		remote.Reason != v1.Reason_REASON_UNSPECIFIED || speaksNoTLS(remote.Message) {
		return err
	}
	if s.o.WantsCertificate(ctx) {
		return &fault{exitDenied, errors.New("the service wants a client certificate"), "name yours with --cert and --key; the operator issues them"}
	}
	f := classify(err)
	if f.code == exitUnavailable && brokenOff(remote.Message) {
		f = f.withHint("check --server; is the service running, and does it want a client certificate (--cert and --key)?")
	}
	return f
}

// serviceReasons are the codes and hints of what a service refuses or fails with.
// Other reasons are faults of the service.
var serviceReasons = map[v1.Reason]struct {
	code int
	hint string
}{
	v1.Reason_REASON_FIELD_INVALID:        {exitInput, ""},
	v1.Reason_REASON_CREDENTIALS:          {exitDenied, "check --token-file, or --cert and --key; the operator issues new ones"},
	v1.Reason_REASON_ROLE:                 {exitDenied, "ask the operator for credentials of another role"},
	v1.Reason_REASON_NOT_FOUND:            {exitDenied, "check the id, and that the credentials are of the same tenant and subject"},
	v1.Reason_REASON_IDEMPOTENCY_MISMATCH: {exitUsage, "use another --idempotency-key"},
	v1.Reason_REASON_RATE_LIMIT:           {exitUnavailable, "wait a little and try again"},
	v1.Reason_REASON_QUOTA:                {exitUnavailable, "wait until the service has worked off some, or delete finished ones"},
	v1.Reason_REASON_STORAGE_FULL:         {exitUnavailable, "the operator must free some space"},
	v1.Reason_REASON_STORAGE:              {exitUnavailable, "the operator must look at the service's log"},
	v1.Reason_REASON_UNAVAILABLE:          {exitUnavailable, "try again in a moment"},
	v1.Reason_REASON_REQUEST_MALFORMED:    {exitInput, "ask for the request file again and do not edit it"},
	v1.Reason_REASON_REQUEST_EXPIRED:      {exitInput, "ask for a new request"},
	v1.Reason_REASON_REQUEST_CLOSED:       {exitInput, "ask for a new request"},
	v1.Reason_REASON_CIRCUIT_UNKNOWN:      {exitDenied, "prove on this machine, without --server, or with another service"},
	v1.Reason_REASON_DEVELOPMENT_KEYS:     {exitDenied, "the service takes circuits with keys from a ceremony only"},
	v1.Reason_REASON_PAYEE:                {exitUsage, "requests of contracts, and only those, need --recipient and --deadline"},
	v1.Reason_REASON_SUBJECT_MISMATCH:     {exitForeign, "use the holder file that the card was made from"},
	v1.Reason_REASON_ISSUER_UNKNOWN:       {exitForeign, "the request does not trust the issuer of this record"},
	v1.Reason_REASON_CLAIM_FAILS:          {exitClaim, ""},
	v1.Reason_REASON_UNSATISFIED:          {exitForeign, "ask the issuer for the record again"},
	v1.Reason_REASON_DEADLINE_EXCEEDED:    {exitUnavailable, "the service is busy; try again later"},
	v1.Reason_REASON_CANCELLED:            {exitInterrupted, ""},
	v1.Reason_REASON_NULLIFIER_USED:       {exitCounted, "one holder counts once; nothing was added"},
	v1.Reason_REASON_TOO_LARGE:            {exitInput, ""},
	v1.Reason_REASON_INPUT_LOST:           {exitUnavailable, "submit again"},
}

// ofService gives a service's error its exit code and hint.
func ofService(e *client.Error) *fault {
	if r, found := serviceReasons[e.Reason]; found {
		return &fault{r.code, e, r.hint}
	}
	switch {
	case e.Reason != v1.Reason_REASON_UNSPECIFIED:
		return &fault{exitInternal, e, "the operator finds the cause in the service's log"}
	case e.Code == codes.Canceled:
		return &fault{exitInterrupted, e, ""}
	case e.Code == codes.Unavailable && speaksNoTLS(e.Message):
		return &fault{exitUsage, errors.New("the port of --server speaks no TLS"),
			"is it the service's port? A service on this machine may need --plaintext; that of the figures is for health --metrics"}
	case e.Code == codes.Unavailable && handshakeFailed(e.Message):
		return &fault{exitDenied, fmt.Errorf("this machine and the service do not accept each other's certificates: %w", e),
			"check --ca, --cert, --key and the name in --server; are the certificates still valid?"}
	case e.Code == codes.Unavailable:
		return &fault{exitUnavailable, fmt.Errorf("the service cannot be reached: %w", e),
			"check --server; is the service running, and does it take this certificate, or --plaintext?"}
	case e.Code == codes.DeadlineExceeded:
		return &fault{exitUnavailable, fmt.Errorf("the service did not answer in time: %w", e), "try again later"}
	case e.Code == codes.Unauthenticated, e.Code == codes.PermissionDenied, e.Code == codes.NotFound:
		return &fault{exitDenied, e, ""}
	case e.Code == codes.Unimplemented:
		return &fault{exitDenied, e, "is this a prover service of the same version?"}
	}
	return &fault{exitInternal, e, ""}
}

// handshakeFailed tells a refused certificate from a service that is not there. By
// the time gRPC reports it, it is text.
func handshakeFailed(message string) bool {
	return strings.Contains(message, "tls: ") || strings.Contains(message, "x509: ")
}

// speaksNoTLS tells a port that answers a handshake with something else.
func speaksNoTLS(message string) bool {
	return strings.Contains(message, "first record does not look like a TLS handshake")
}

// brokenOff tells a connection that the other side ended.
func brokenOff(message string) bool {
	for _, text := range []string{"broken pipe", "connection reset", "EOF", "cannot be reached"} {
		if strings.Contains(message, text) {
			return true
		}
	}
	return false
}

// An id is as services make them.
var idForm = regexp.MustCompile("^[a-z2-7]{26}$")

// withID takes a number of arguments of which the first is an id.
func withID(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := cobra.ExactArgs(n)(cmd, args); err != nil {
			return err
		}
		return checkID(args[0])
	}
}

// withIDs wants one id or more.
func withIDs(cmd *cobra.Command, args []string) error {
	if err := cobra.MinimumNArgs(1)(cmd, args); err != nil {
		return err
	}
	for _, id := range args {
		if err := checkID(id); err != nil {
			return err
		}
	}
	return nil
}

func checkID(id string) error {
	if !idForm.MatchString(id) {
		return usagef("%q is no id: an id has 26 characters of a-z and 2-7", id)
	}
	return nil
}

// failed is the fault of a proof that a service gave up.
func failed(f *v1.ProofFailure) *fault {
	reason := v1.Reason(v1.Reason_value["REASON_"+f.GetReason()])
	made := ofService(&client.Error{Code: codes.FailedPrecondition, Reason: reason, Message: oneLine(f.GetMessage())})
	made.err = fmt.Errorf("the service made no proof: %w", made.err)
	return made
}

func newHealthCommand(a *app) *cobra.Command {
	var s serviceFlags
	var metrics, wait string
	cmd := &cobra.Command{
		Use:   "health --server ADDRESS",
		Short: "ask a prover service whether it serves",
		Long: `Ends with exit code 0 if the service has passed its self-test and takes jobs, and
with 13 while it starts or stops, or if it cannot be reached. Needs no token.
--metrics asks the port of the figures instead, which wants no certificate either,
and says what keeps the service from serving, and what is wrong while it serves.
--wait asks again until the service serves.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if (s.o.Address == "") == (metrics == "") {
				return usagef("health wants either --server or --metrics").
					withHint("--server asks the port for callers, --metrics that of the figures (metrics.listen)")
			}
			patience, err := time.Duration(0), error(nil)
			if wait != "" {
				if patience, err = durationFlag("wait", wait); err != nil {
					return err
				}
			}
			asked := s.o.Address + metrics
			var said readiness
			err = untilReady(cmd.Context(), patience, func(ctx context.Context) error {
				if metrics != "" {
					said, err = readyAt(ctx, metrics)
					return err
				}
				return s.call(ctx, func(c *client.Client) error { return c.Ready(ctx) })
			})
			for _, w := range said.Warnings {
				a.warn("%s", oneLine(w))
			}
			if err != nil {
				return err
			}
			return a.print(map[string]any{"address": asked, "serving": true}, func(w io.Writer) { fmt.Fprintln(w, "serving") })
		},
	}
	s.add(cmd)
	cmd.Flags().StringVar(&metrics, "metrics", "", "`address` of the service's figures (metrics.listen)")
	cmd.Flags().StringVar(&wait, "wait", "", "how long to ask again, a `duration` such as 1m")
	complete(cmd, "wait")
	complete(cmd, "metrics")
	return cmd
}

// healthTime is how long a service has to say that it serves: below what those who
// ask for a container's health wait.
const healthTime = 5 * time.Second

// healthPause is the time between two questions.
const healthPause = 200 * time.Millisecond

// untilReady asks until the answer is yes, the patience is over, or asking again
// makes no difference.
func untilReady(ctx context.Context, patience time.Duration, ask func(context.Context) error) error {
	for end := time.Now().Add(patience); ; {
		once, cancel := context.WithTimeout(ctx, healthTime)
		err := ask(once)
		cancel()
		if err == nil || ctx.Err() != nil || time.Now().After(end) || classify(err).code != exitUnavailable {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(healthPause):
		}
	}
}

// readiness is the answer of /readyz.
type readiness struct {
	Ready    bool     `json:"ready"`
	Reasons  []string `json:"reasons"`
	Warnings []string `json:"warnings"`
}

// maxReadiness bounds that answer.
const maxReadiness = 64 << 10

// readyAt asks the port of the figures.
func readyAt(ctx context.Context, address string) (said readiness, err error) {
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/readyz", nil)
	if err != nil {
		return said, usagef("--metrics: want host:port")
	}
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		return said, &fault{exitUnavailable, fmt.Errorf("the service cannot be reached: %w", err), "is it running, with metrics.listen?"}
	}
	defer answer.Body.Close()
	err = json.NewDecoder(io.LimitReader(answer.Body, maxReadiness)).Decode(&said)
	switch {
	case answer.StatusCode == http.StatusServiceUnavailable:
		why := "it is starting or stopping"
		if len(said.Reasons) > 0 {
			why = strings.Join(said.Reasons, "; ")
		}
		return said, faultf(exitUnavailable, "the service does not serve: %s", why).withHint("try again in a moment")
	case answer.StatusCode != http.StatusOK || err != nil || !said.Ready:
		return readiness{}, usagef("%s does not say whether a service serves (status %d)", address, answer.StatusCode).
			withHint("is this metrics.listen?")
	}
	return said, nil
}
