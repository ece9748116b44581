package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/statement"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/access"
)

// newRequest is a request that the service takes.
func newRequest(t *testing.T) *v1.CreateRequestRequest {
	t.Helper()
	key, err := statement.NewPrivateKey(rand.Reader)
	must(t, err)
	public := key.Public().Bytes()
	return &v1.CreateRequestRequest{
		IdempotencyKey: rand.Text(), From: "A study", Claim: claimFile(t), Issuers: [][]byte{public[:]}, Scope: "study",
		ExpireTime: inOneDay(), Consent: "I take part.",
	}
}

func TestCallsWithoutADeadlineAreRefused(t *testing.T) {
	w := newWorld(t, nil)
	token := w.known("clinic", access.Operator, "")
	proofs := v1.NewProofServiceClient(w.dial(nil))
	with := func(ctx context.Context) context.Context {
		return metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+token)
	}
	if _, err := proofs.ListProofs(with(t.Context()), &v1.ListProofsRequest{}); reason(err) != "InvalidArgument DEADLINE_REQUIRED" {
		t.Errorf("none: %v", err)
	}
	watch, err := proofs.WatchProof(with(t.Context()), &v1.WatchProofRequest{Id: strings.Repeat("a", 26)})
	must(t, err)
	if _, err := watch.Recv(); reason(err) != "InvalidArgument DEADLINE_REQUIRED" {
		t.Errorf("none for a stream: %v", err)
	}
	// A late one is brought forward.
	for _, d := range []time.Duration{time.Hour, 48 * time.Hour} {
		ctx, cancel := context.WithTimeout(with(t.Context()), d)
		if _, err := proofs.ListProofs(ctx, &v1.ListProofsRequest{}); reason(err) != "OK" {
			t.Errorf("%s: %v", d, err)
		}
		cancel()
	}
}

// submission is a call with readings of a size.
func submission(bytes int) *v1.SubmitProofRequest {
	return &v1.SubmitProofRequest{IdempotencyKey: "12345678", Input: &v1.ProofInput{Request: make([]byte, 64), Window: &v1.Window{Readings: make([]byte, bytes)}}}
}

func TestMessagesThatAreTooLargeAreRefused(t *testing.T) {
	w := newWorld(t, nil)
	token := w.known("clinic", access.Holder, "")
	conn := w.dial(nil)
	size := int(w.config.Limits.MaxMessage)
	_, err := v1.NewProofServiceClient(conn).SubmitProof(w.as(token), submission(size))
	if reason(err) != "ResourceExhausted TOO_LARGE" {
		t.Errorf("gRPC: %v", err)
	}
	_, err = v1.NewProofServiceClient(conn).SubmitProof(w.as(""), submission(4<<20))
	if reason(err) != "ResourceExhausted TOO_LARGE" {
		t.Errorf("gRPC, 4 MiB of nobody: %v", err)
	}
	// One that may be sent is judged: its fields are wrong.
	_, err = v1.NewProofServiceClient(conn).SubmitProof(w.as(token), submission(size-1024))
	if reason(err) != "InvalidArgument FIELD_INVALID" {
		t.Errorf("gRPC, at the limit: %v", err)
	}
	web, base := w.web(nil, false)
	for name, n := range map[string]int{"JSON": 2 * size, "JSON that is too large only as a message": size + size/8} {
		readings := base64.StdEncoding.EncodeToString(make([]byte, n))
		code, body := fetch(t, web, http.MethodPost, base+"/v1/proofs", token, `{"input":{"window":{"readings":"`+readings+`"}}}`)
		if code != http.StatusRequestEntityTooLarge || !strings.Contains(body, `"TOO_LARGE"`) {
			t.Errorf("%s: %d %s", name, code, body)
		}
	}
	list, err := v1.NewProofServiceClient(conn).ListProofs(w.as(token), &v1.ListProofsRequest{})
	if err != nil || len(list.GetProofs()) != 0 {
		t.Errorf("there is a proof: %v", err)
	}
}

func TestCompressedMessagesAreRefused(t *testing.T) {
	w := newWorld(t, nil)
	token := w.known("clinic", access.Holder, "")
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	_, _ = z.Write(make([]byte, 10<<20))
	must(t, z.Close())
	frame := append([]byte{1}, binary.BigEndian.AppendUint32(nil, uint32(bomb.Len()))...)
	code, header := post(t, w, "/vitalproof.v1.ProofService/ListProofs", token, append(frame, bomb.Bytes()...), "Grpc-Encoding", "gzip", "Grpc-Timeout", "10S")
	if code != codes.Unimplemented || header.Get("Grpc-Message") != "compressed messages are not taken" {
		t.Errorf("%s %q", code, header.Get("Grpc-Message"))
	}
}

// post makes a gRPC call by hand and gives its status.
func post(t *testing.T, w *world, path, token string, body []byte, headers ...string) (codes.Code, http.Header) {
	t.Helper()
	web, base := w.web(nil, true)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+path, bytes.NewReader(body))
	must(t, err)
	r.Header.Set("Content-Type", "application/grpc")
	r.Header.Set("Authorization", "Bearer "+token)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := web.Do(r)
	must(t, err)
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	h := answer.Trailer
	if answer.Header.Get("Grpc-Status") != "" {
		h = answer.Header
	}
	n := 0
	for _, digit := range h.Get("Grpc-Status") {
		n = 10*n + int(digit-'0')
	}
	return codes.Code(n), h
}

func TestMalformedMessagesAreTheCallersFaultAndNotQuoted(t *testing.T) {
	w := newWorld(t, nil)
	token := w.known("clinic", access.Holder, "")
	conn := w.dial(nil)
	const canary = "CANARY-7391"
	for name, m := range map[string][]byte{
		"rubbish": []byte(canary), "cut": {0x0a, 0x7f, 'C', 'A'}, "not UTF-8": append([]byte{0x0a, byte(len(canary) + 1), 0xff}, canary...),
		"wrong group": {0x0b}, "endless number": bytes.Repeat([]byte{0xff}, 20),
	} {
		err := raw(w.as(token), conn, v1.ProofService_SubmitProof_FullMethodName, false, m)
		if reason(err) != "InvalidArgument FIELD_INVALID" || strings.Contains(status.Convert(err).Proto().String(), canary) {
			t.Errorf("%s: %v", name, err)
		}
		if err := raw(w.as(token), conn, v1.ProofService_WatchProof_FullMethodName, true, m); reason(err) != "InvalidArgument FIELD_INVALID" {
			t.Errorf("%s to a stream: %v", name, err)
		}
		if err := raw(w.as(""), conn, v1.ProofService_SubmitProof_FullMethodName, false, m); reason(err) != "Unauthenticated CREDENTIALS" {
			t.Errorf("%s of nobody: %v", name, err)
		}
	}
	web, base := w.web(nil, false)
	for name, body := range map[string]string{
		"rubbish": canary, "cut": `{"idempotency_key": "` + canary, "unknown field": `{"` + canary + `": 1}`, "wrong kind": `{"input": "` + canary + `"}`,
		"not base64": `{"input": {"secret": "` + canary + `!"}}`, "wrong number": `{"input": {"window": {"assurance": "` + canary + `"}}}`,
		"out of range": `{"input": {"window": {"assurance": 7391739173917391}}}`, "list": `["` + canary + `"]`, "nothing": "", "twice": `{"subject":"a","subject":"` + canary + `"}`,
	} {
		code, text := fetch(t, web, http.MethodPost, base+"/v1/proofs", token, body)
		if code != http.StatusBadRequest || !strings.Contains(text, `"FIELD_INVALID"`) || strings.Contains(text, canary) || strings.Contains(text, "7391") {
			t.Errorf("%s: %d %s", name, code, text)
		}
	}
	for _, path := range []string{"/v1/proofs?page_size=" + canary, "/v1/proofs/" + canary, "/v1/" + canary, "/v1/proofs/%ff"} {
		code, text := fetch(t, web, http.MethodGet, base+path, token, "")
		if code != http.StatusBadRequest && code != http.StatusNotFound || strings.Contains(text, canary) {
			t.Errorf("%s: %d %s", path, code, text)
		}
	}
	if strings.Contains(w.log.String(), canary) {
		t.Error("the log quotes a caller")
	}
}

// Every field of a submission gets a value that breaks its rule, and is named
// without being quoted.
func TestFieldViolationsNameTheFieldAndNotItsValue(t *testing.T) {
	w := newWorld(t, nil)
	token := w.known("clinic", access.Holder, "")
	const canary = "CANARY7391"
	long := []byte(strings.Repeat(canary, 20_000))
	in := &v1.ProofInput{
		Request: long[:70_000], Secret: []byte(canary), Payee: &v1.Payee{Recipient: []byte(canary)},
		Window: &v1.Window{
			Metric: strings.Repeat(canary, 7), End: canary + canary, Readings: []byte("C"), HeadBefore: []byte(canary), Subject: []byte(canary),
			Issuer: []byte(canary), Assurance: 7391, Seal: []byte(canary),
		},
	}
	_, err := v1.NewProofServiceClient(w.dial(nil)).SubmitProof(w.as(token), &v1.SubmitProofRequest{IdempotencyKey: canary + "!", Input: in, Subject: strings.Repeat(canary, 20)})
	if reason(err) != "InvalidArgument FIELD_INVALID" {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, d := range status.Convert(err).Details() {
		if bad, ok := d.(*errdetails.BadRequest); ok {
			for _, v := range bad.GetFieldViolations() {
				named[v.GetField()] = v.GetDescription() != ""
			}
		}
	}
	for _, field := range []string{
		"idempotency_key", "subject", "input.request", "input.secret", "input.payee.recipient", "input.payee.deadline", "input.window.metric",
		"input.window.end", "input.window.readings", "input.window.head_before", "input.window.subject", "input.window.issuer",
		"input.window.assurance", "input.window.seal",
	} {
		if !named[field] {
			t.Errorf("%s is not named", field)
		}
	}
	text := prototext(t, status.Convert(err).Proto())
	for _, needle := range []string{canary, "7391", base64.StdEncoding.EncodeToString([]byte(canary))[:8], "432a4e415259"} {
		if strings.Contains(text, needle) || strings.Contains(w.log.String(), needle) {
			t.Errorf("the error or the log holds %q: %s", needle, text)
		}
	}
}

func prototext(t *testing.T, m proto.Message) string {
	t.Helper()
	b, err := json.Marshal(m)
	must(t, err)
	raw, err := proto.Marshal(m)
	must(t, err)
	return string(b) + string(raw)
}

func TestRateLimitsOfOneTenantDoNotTouchAnother(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Limits.Rate, c.Limits.Burst = 0.5, 5 })
	noisy, other := w.known("clinic", access.Operator, ""), w.known("other", access.Operator, "")
	proofs := v1.NewProofServiceClient(w.dial(nil))
	refused := 0
	for range 20 {
		_, err := proofs.ListProofs(w.as(noisy), &v1.ListProofsRequest{})
		if reason(err) != "ResourceExhausted RATE_LIMIT" {
			continue
		}
		refused++
		if !slices.ContainsFunc(status.Convert(err).Details(), func(d any) bool {
			retry, ok := d.(*errdetails.RetryInfo)
			return ok && retry.GetRetryDelay().AsDuration() > 0
		}) {
			t.Fatal("there is no hint when to try again")
		}
	}
	if refused < 14 || refused > 15 {
		t.Errorf("%d of 20 calls were refused, with room for 5", refused)
	}
	if _, err := proofs.ListProofs(w.as(other), &v1.ListProofsRequest{}); err != nil {
		t.Errorf("another tenant: %v", err)
	}
	web, base := w.web(nil, false)
	if code, body := fetch(t, web, http.MethodGet, base+"/v1/proofs", noisy, ""); code != http.StatusTooManyRequests {
		t.Errorf("JSON has a way around: %d %s", code, body)
	}
}

func TestCallersWithoutCredentialsAreLimitedByAddress(t *testing.T) {
	w := newWorld(t, func(c *Config) {
		c.Access.AnonymousAnswers = true
		c.Limits.RateAnonymous, c.Limits.BurstAnonymous = 0.1, 3
	})
	get := func(from, forwarded string) int {
		c, base := w.web(nil, false)
		c.Transport.(*http.Transport).DialContext = (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}).DialContext
		code, _ := fetch(t, c, http.MethodGet, base+"/v1/requests/"+strings.Repeat("a", 26), "", "", "X-Forwarded-For", forwarded)
		return code
	}
	for i := range 3 {
		if code := get("127.0.0.2", "9.9.9."+string(rune('1'+i))); code != http.StatusNotFound {
			t.Fatalf("call %d: %d", i, code)
		}
	}
	if code := get("127.0.0.2", "9.9.9.9"); code != http.StatusTooManyRequests {
		t.Errorf("the fourth call: %d", code)
	}
	if code := get("127.0.0.3", "127.0.0.2"); code != http.StatusNotFound {
		t.Errorf("another address: %d", code)
	}
}

func TestStreamsOfOneTenantAreCounted(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Limits.WatchesPerTenant = 2 })
	token, other := w.known("clinic", access.Researcher, ""), w.known("other", access.Researcher, "")
	requests := v1.NewRequestServiceClient(w.dial(nil))
	open := func(token string) (grpc.ServerStreamingClient[v1.WatchRequestResponse], context.CancelFunc) {
		created, err := requests.CreateRequest(w.as(token), newRequest(t))
		must(t, err)
		ctx, cancel := context.WithCancel(w.as(token))
		s, err := requests.WatchRequest(ctx, &v1.WatchRequestRequest{Id: created.GetRequest().GetId()})
		must(t, err)
		return s, cancel
	}
	_, leave := open(token)
	_, _ = open(token)
	w.streams(2)
	third, _ := open(token)
	if _, err := third.Recv(); reason(err) != "ResourceExhausted QUOTA" {
		t.Errorf("a third stream: %v", err)
	}
	_, _ = open(other)
	w.streams(3)
	leave()
	w.streams(2)
	_, _ = open(token)
	w.streams(3)
}

// Whoever has no credentials can hand in the largest composition, and no more.
func TestTheLargestAnswerOfNobodyIsTaken(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Access.AnonymousAnswers = true })
	requests := v1.NewRequestServiceClient(w.dial(nil))
	made, err := requests.CreateRequest(w.as(w.known("clinic", access.Researcher, "")), newRequest(t))
	must(t, err)
	id := made.GetRequest().GetId()
	web, base := w.web(nil, false)
	for _, attack := range []struct {
		bytes, code int
		says        string
	}{
		{attestation.MaxBytes, http.StatusOK, "CHECK_ENCODING"}, // it was read, and is none
		{attestation.MaxBytes + 1, http.StatusBadRequest, "FIELD_INVALID"},
		{2 * attestation.MaxBytes, http.StatusRequestEntityTooLarge, "TOO_LARGE"},
	} {
		file := bytes.Repeat([]byte{'x'}, attack.bytes)
		body := `{"attestation":"` + base64.StdEncoding.EncodeToString(file) + `"}`
		code, answer := fetch(t, web, http.MethodPost, base+"/v1/requests/"+id+":answer", "", body)
		if code != attack.code || !strings.Contains(answer, attack.says) {
			t.Errorf("%d bytes by JSON: %d %s", attack.bytes, code, answer)
		}
		said, err := requests.AnswerRequest(w.as(""), &v1.AnswerRequestRequest{Id: id, Attestation: file})
		if !strings.Contains(reason(err)+said.GetVerdict().GetFailedCheck().String(), attack.says) {
			t.Errorf("%d bytes by gRPC: %v, %v", attack.bytes, said, err)
		}
	}
}
