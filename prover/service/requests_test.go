package service

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"vitalproof/circuits/request"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/access"
	"vitalproof/prover/audit"
	"vitalproof/prover/client"
	"vitalproof/prover/engine"
	"vitalproof/prover/job"
)

// question is what a researcher asks.
func (st *study) question(tb testing.TB, key string, expires time.Time) *v1.CreateRequestRequest {
	tb.Helper()
	text, err := st.claim.Marshal()
	check(tb, err)
	issuer := st.key.Public().Bytes()
	return &v1.CreateRequestRequest{
		IdempotencyKey: key, From: "A study", Claim: string(text), Issuers: [][]byte{issuer[:]},
		Scope: "example.org/study", Consent: "I take part.\nAnd I may stop.", ExpireTime: timestamppb.New(expires),
	}
}

// open makes a request as the clinic's researcher.
func (w *world) open(st *study, change func(*v1.CreateRequestRequest)) *v1.AttestationRequest {
	w.tb.Helper()
	q := st.question(w.tb, client.NewKey(), w.clock.in(time.Hour))
	if change != nil {
		change(q)
	}
	r, err := w.as("clinic", access.Researcher, "").CreateRequest(w.tb.Context(), q)
	check(w.tb, err)
	return r
}

// asked is a request as a holder reads it.
func asked(tb testing.TB, r *v1.AttestationRequest) *request.Request {
	tb.Helper()
	parsed, err := request.Parse(r.GetRequest())
	check(tb, err)
	return parsed
}

func TestARequestIsWhatWasAskedFor(t *testing.T) {
	w := newWorld(t, nil)
	st := newStudy(t)
	researcher := w.as("clinic", access.Researcher, "")
	q := st.question(t, "key-00000001", w.clock.in(time.Hour))
	q.Wanted = 30
	r, err := researcher.CreateRequest(t.Context(), q)
	check(t, err)
	parsed := asked(t, r)
	if parsed.From != q.GetFrom() || parsed.Consent != q.GetConsent() || parsed.Scope != q.GetScope() || parsed.Claim != st.claim ||
		parsed.Circuit != st.id || !parsed.Expires.Equal(q.GetExpireTime().AsTime()) || len(parsed.Issuers) != 1 || parsed.Gate != nil {
		t.Errorf("the file says %+v", parsed)
	}
	if len(r.GetId()) != 26 || r.GetFrom() != q.GetFrom() || r.GetSentence() != st.claim.Sentence() || r.GetConsent() != q.GetConsent() ||
		r.GetScope() != q.GetScope() || r.GetCircuit() != quick || r.GetCreateTime() == nil || !r.GetExpireTime().AsTime().Equal(parsed.Expires) ||
		r.GetWanted() != 30 || r.GetParticipants() != 0 || r.GetState() != v1.RequestState_REQUEST_STATE_OPEN ||
		r.GetLink() != "https://prover.example.org/v1/requests/"+r.GetId() {
		t.Errorf("got %v", r)
	}
	again, err := researcher.CreateRequest(t.Context(), q)
	check(t, err)
	if !proto.Equal(again, r) {
		t.Error("a repeated call made another request")
	}
	q.Wanted++
	_, err = researcher.CreateRequest(t.Context(), q)
	wants(t, err, v1.Reason_REASON_IDEMPOTENCY_MISMATCH)
	if got := w.kinds(); !slices.Equal(got, []audit.Kind{audit.RequestCreated}) {
		t.Errorf("audited: %v", got)
	}
}

func TestTheDigestOfARequestSeesEveryField(t *testing.T) {
	base := newStudy(t).question(t, "key-00000001", time.Now().Add(time.Hour))
	seen := map[[32]byte]string{digestOfRequest("clinic", base): "nothing", digestOfRequest("lab", base): "another tenant"}
	for name, change := range map[string]func(*v1.CreateRequestRequest){
		"from":        func(q *v1.CreateRequestRequest) { q.From += "x" },
		"claim":       func(q *v1.CreateRequestRequest) { q.Claim += "#" },
		"scope":       func(q *v1.CreateRequestRequest) { q.Scope += "x" },
		"consent":     func(q *v1.CreateRequestRequest) { q.Consent += "x" },
		"boundary":    func(q *v1.CreateRequestRequest) { q.Scope += q.Consent[:1]; q.Consent = q.Consent[1:] },
		"issuers":     func(q *v1.CreateRequestRequest) { q.Issuers[0][0] ^= 1 },
		"more":        func(q *v1.CreateRequestRequest) { q.Issuers = append(q.Issuers, q.Issuers[0]) },
		"expire_time": func(q *v1.CreateRequestRequest) { q.ExpireTime.Seconds++ },
		"also":        func(q *v1.CreateRequestRequest) { q.Also = []string{q.GetClaim()} },
		"also twice":  func(q *v1.CreateRequestRequest) { q.Also = []string{q.GetClaim(), q.GetClaim()} },
		"also split":  func(q *v1.CreateRequestRequest) { q.Also = []string{q.GetClaim()[:5], q.GetClaim()[5:]} },
		"wanted":      func(q *v1.CreateRequestRequest) { q.Wanted++ },
	} {
		q := proto.CloneOf(base)
		change(q)
		d := digestOfRequest("clinic", q)
		if before, twice := seen[d]; twice {
			t.Errorf("%s gives the digest of %s", name, before)
		}
		seen[d] = name
	}
}

func TestARequestWithAMalformedPartNamesIt(t *testing.T) {
	w := newWorld(t, nil)
	st := newStudy(t)
	c := w.as("clinic", access.Researcher, "")
	for name, attack := range map[string]struct {
		change func(*v1.CreateRequestRequest)
		field  string
	}{
		"no sender":          {func(q *v1.CreateRequestRequest) { q.From = "" }, "from"},
		"a sender on lines":  {func(q *v1.CreateRequestRequest) { q.From = "A\nB" }, "from"},
		"a long sender":      {func(q *v1.CreateRequestRequest) { q.From = strings.Repeat("x", 201) }, "from"},
		"no scope":           {func(q *v1.CreateRequestRequest) { q.Scope = "" }, ""},
		"a scope with bell":  {func(q *v1.CreateRequestRequest) { q.Scope = "a\a" }, "scope"},
		"no consent":         {func(q *v1.CreateRequestRequest) { q.Consent = "" }, "consent"},
		"a consent of tabs":  {func(q *v1.CreateRequestRequest) { q.Consent = "\t" }, "consent"},
		"no claim":           {func(q *v1.CreateRequestRequest) { q.Claim = "" }, "claim"},
		"a claim of targets": {func(q *v1.CreateRequestRequest) { q.Claim = "[limits]\ncoverage = \">= 70 %\"\n" }, "claim"},
		"a free cut-off":     {func(q *v1.CreateRequestRequest) { q.Claim += "below-53 = \"< 1 %\"\n" }, "claim"},
		"a claim twice":      {func(q *v1.CreateRequestRequest) { q.Also = []string{q.GetClaim()} }, "also"},
		"no further claim":   {func(q *v1.CreateRequestRequest) { q.Also = []string{stricter(t, st), ""} }, "also[1]"},
		"a further of none":  {func(q *v1.CreateRequestRequest) { q.Also = []string{stricter(t, st), "x"} }, "also[1]"},
		"nine claims":        {func(q *v1.CreateRequestRequest) { q.Also = slices.Repeat([]string{stricter(t, st)}, 8) }, "also"},
		"no issuer":          {func(q *v1.CreateRequestRequest) { q.Issuers = nil }, "issuers"},
		"no point":           {func(q *v1.CreateRequestRequest) { q.Issuers = append(q.Issuers, make([]byte, 32)) }, "issuers[1]"},
		"a short key":        {func(q *v1.CreateRequestRequest) { q.Issuers[0] = q.Issuers[0][1:] }, "issuers[0]"},
		"an issuer twice":    {func(q *v1.CreateRequestRequest) { q.Issuers = append(q.Issuers, q.Issuers[0]) }, "issuers"},
		"no expiry":          {func(q *v1.CreateRequestRequest) { q.ExpireTime = nil }, "expire_time"},
		"half a second":      {func(q *v1.CreateRequestRequest) { q.ExpireTime.Nanos = 5e8 }, "expire_time"},
		"no time at all":     {func(q *v1.CreateRequestRequest) { q.ExpireTime.Seconds = 1 << 60 }, "expire_time"},
		"eleven years of it": {func(q *v1.CreateRequestRequest) {
			q.ExpireTime = timestamppb.New(w.clock.in(11 * 366 * 24 * time.Hour))
		}, "expire_time"},
		"before all calendar": {func(q *v1.CreateRequestRequest) { q.ExpireTime.Seconds = -5_000_000_000 }, "expire_time"},
	} {
		t.Run(name, func(t *testing.T) {
			q := st.question(t, client.NewKey(), w.clock.in(time.Hour))
			attack.change(q)
			_, err := c.CreateRequest(t.Context(), q)
			wants(t, err, v1.Reason_REASON_FIELD_INVALID)
			violates(t, err, attack.field)
		})
	}
	for r, err := range c.Requests(t.Context()) {
		t.Errorf("a malformed request was kept: %s, %v", r.GetId(), err)
	}
}

func TestARequestThatNobodyCouldAnswerIsRefused(t *testing.T) {
	st := newStudy(t)
	w := newWorld(t, nil)
	c := w.as("clinic", access.Researcher, "")
	_, err := c.CreateRequest(t.Context(), st.question(t, "key-00000001", w.clock.in(-time.Second)))
	wants(t, err, v1.Reason_REASON_REQUEST_EXPIRED)
	q := st.question(t, "key-00000001", w.clock.in(time.Hour))
	q.Claim = strings.Replace(q.GetClaim(), "days = 7", "days = 8", 1)
	_, err = c.CreateRequest(t.Context(), q)
	wants(t, err, v1.Reason_REASON_CIRCUIT_UNKNOWN)
	q = st.question(t, "key-00000001", w.clock.in(time.Hour))
	q.Also = []string{strings.Replace(q.GetClaim(), "days = 7", "days = 8", 1)}
	_, err = c.CreateRequest(t.Context(), q)
	wants(t, err, v1.Reason_REASON_CIRCUIT_UNKNOWN)
	strict := newWorld(t, func(o *Options, _ *engine.Limits) { o.AllowDevelopment = false })
	_, err = strict.as("clinic", access.Researcher, "").CreateRequest(t.Context(), st.question(t, "key-00000001", w.clock.in(time.Hour)))
	wants(t, err, v1.Reason_REASON_DEVELOPMENT_KEYS)
}

func TestRequestsAreTheirTenantsButForFetchingAndAnswering(t *testing.T) {
	w := newWorld(t, nil)
	st := newStudy(t)
	r := w.open(st, nil)
	check(t, w.count(r.GetId(), 1))
	ctx := t.Context()
	lab := w.as("lab", access.Operator, "")
	own := w.as("clinic", access.Operator, "")
	for who, c := range map[string]struct {
		c            *client.Client
		participants *uint32 // nil for what is not told
	}{
		"own operator": {own, new(uint32(1))}, "own researcher": {w.as("clinic", access.Researcher, ""), new(uint32(1))}, "own holder": {w.as("clinic", access.Holder, "anna"), nil},
		"foreign operator": {lab, nil}, "nobody": {w.anonymous(), nil},
	} {
		got, err := c.c.GetRequest(ctx, r.GetId())
		check(t, err)
		if !reflect.DeepEqual(got.Participants, c.participants) || string(got.GetRequest()) != string(r.GetRequest()) {
			t.Errorf("%s sees %d participants, told: %t", who, got.GetParticipants(), got.Participants != nil)
		}
	}
	missing := string(job.NewID())
	_, err := lab.GetRequest(ctx, missing)
	wants(t, err, v1.Reason_REASON_NOT_FOUND)
	for name, call := range map[string]func(c *client.Client, id string) error{
		"watch": func(c *client.Client, id string) error {
			for _, err := range c.WatchRequest(ctx, id, 0) {
				return err
			}
			return nil
		},
		"answers": func(c *client.Client, id string) error {
			for _, err := range c.Answers(ctx, id, 0) {
				return err
			}
			return nil
		},
		"export": func(c *client.Client, id string) error {
			return c.Export(ctx, id, v1.ExportFormat_EXPORT_FORMAT_JSON, &lines{})
		},
		"close": func(c *client.Client, id string) error { _, err := c.CloseRequest(ctx, id); return err },
	} {
		nowhere, foreign := call(lab, missing), call(lab, r.GetId())
		wants(t, nowhere, v1.Reason_REASON_NOT_FOUND)
		if fmt.Sprintf("%#v", foreign) == "" || client.ReasonOf(foreign) != client.ReasonOf(nowhere) || foreign.Error() != nowhere.Error() {
			t.Errorf("%s: a foreign request gives %v, a missing one %v", name, foreign, nowhere)
		}
	}
	check(t, lab.DeleteRequest(ctx, r.GetId()))
	if _, err := own.GetRequest(ctx, r.GetId()); err != nil {
		t.Errorf("another tenant removed it: %v", err)
	}
	for r, err := range lab.Requests(ctx) {
		t.Errorf("another tenant lists %s, %v", r.GetId(), err)
	}
	check(t, own.DeleteRequest(ctx, r.GetId()))
	check(t, own.DeleteRequest(ctx, r.GetId()))
	_, err = own.GetRequest(ctx, r.GetId())
	wants(t, err, v1.Reason_REASON_NOT_FOUND)
	if got := w.kinds(); !slices.Equal(got, []audit.Kind{audit.RequestCreated, audit.RequestDeleted}) {
		t.Errorf("audited: %v", got)
	}
}
