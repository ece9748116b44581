package client

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	v1 "vitalproof/proto/vitalproof/v1"
)

// broken is a server that answers every call with one error and counts them.
type broken struct {
	mu    sync.Mutex
	calls map[string]int
	left  time.Duration // of the last call's deadline
	err   error
}

func newBroken(t *testing.T, err error) (*broken, *Client) {
	t.Helper()
	b := &broken{calls: map[string]int{}, err: err}
	s := grpc.NewServer(grpc.UnknownServiceHandler(func(_ any, stream grpc.ServerStream) error {
		method, _ := grpc.MethodFromServerStream(stream)
		b.mu.Lock()
		defer b.mu.Unlock()
		b.calls[method[strings.LastIndex(method, "/")+1:]]++
		if d, limited := stream.Context().Deadline(); limited {
			b.left = time.Until(d)
		}
		return b.err
	}))
	l, lerr := net.Listen("tcp", "127.0.0.1:0")
	check(t, lerr)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.Serve(l) // ends when it is stopped
	}()
	c, derr := Dial(t.Context(), Options{Address: l.Addr().String(), Plaintext: true})
	check(t, derr)
	t.Cleanup(func() { _ = c.Close(); s.Stop(); <-done })
	return b, c
}

// every makes every call once and gives its error by method.
func every(ctx context.Context, c *Client) map[string]error {
	errs := map[string]error{}
	_, errs["SubmitProof"] = c.Submit(ctx, "k", &v1.ProofInput{}, SubmitOptions{Deadline: time.Now()})
	_, _, errs["Prove"] = c.Prove(ctx, &v1.ProofInput{}, "")
	_, errs["GetProof"] = c.Get(ctx, "")
	for _, err := range c.List(ctx, &v1.ListProofsRequest{}) {
		errs["ListProofs"] = err
	}
	_, errs["WatchProof"] = c.Wait(ctx, "", nil)
	_, errs["CancelProof"] = c.Cancel(ctx, "")
	errs["DeleteProof"] = c.Delete(ctx, "")
	errs["EraseSubject"] = c.EraseSubject(ctx, "")
	_, errs["ListCircuits"] = c.Circuits(ctx)
	_, errs["GetCircuit"] = c.Circuit(ctx, "")
	_, errs["GetVerifyingKey"] = c.VerifyingKey(ctx, "")
	_, _, errs["GetVerifierContract"] = c.VerifierContract(ctx, "")
	_, errs["VerifyAttestation"] = c.Verify(ctx, nil, nil)
	_, errs["CreateRequest"] = c.CreateRequest(ctx, &v1.CreateRequestRequest{})
	_, errs["GetRequest"] = c.GetRequest(ctx, "")
	for _, err := range c.Requests(ctx) {
		errs["ListRequests"] = err
	}
	_, errs["AnswerRequest"] = c.Answer(ctx, "", nil)
	for _, err := range c.WatchRequest(ctx, "", 0) {
		errs["WatchRequest"] = err
	}
	for _, err := range c.Answers(ctx, "", 0) {
		errs["ListAnswers"] = err
	}
	errs["ExportAnswers"] = c.Export(ctx, "", v1.ExportFormat_EXPORT_FORMAT_CSV, nil)
	_, errs["CloseRequest"] = c.CloseRequest(ctx, "")
	errs["DeleteRequest"] = c.DeleteRequest(ctx, "")
	errs["Check"] = c.Ready(ctx)
	return errs
}

func TestEveryCallGivesTheServicesReason(t *testing.T) {
	st, err := status.New(codes.InvalidArgument, "a field is malformed").WithDetails(
		&errdetails.ErrorInfo{Domain: "vitalproof", Reason: "FIELD_INVALID"},
		&errdetails.BadRequest{FieldViolations: []*errdetails.BadRequest_FieldViolation{{Field: "id", Description: "is no id"}}})
	check(t, err)
	b, c := newBroken(t, st.Err())
	errs := every(t.Context(), c)
	for _, service := range []grpc.ServiceDesc{v1.ProofService_ServiceDesc, v1.CircuitService_ServiceDesc, v1.VerifierService_ServiceDesc, v1.RequestService_ServiceDesc} {
		var names []string
		for _, m := range service.Methods {
			names = append(names, m.MethodName)
		}
		for _, m := range service.Streams {
			names = append(names, m.StreamName)
		}
		for _, name := range names {
			var e *Error
			if err, made := errs[name]; !made || !errors.As(err, &e) || e.Code != codes.InvalidArgument || e.Reason != v1.Reason_REASON_FIELD_INVALID ||
				len(e.Fields) != 1 || e.Fields[0] != (Field{"id", "is no id"}) {
				t.Errorf("%s gives %v", name, errs[name])
			}
			if b.calls[name] != 1 {
				t.Errorf("%s was called %d times", name, b.calls[name])
			}
		}
	}
}

// What may have been done is not done again by itself; all else is tried again.
func TestOnlyCallsThatChangeNothingTwiceAreRepeated(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for the pauses between tries")
	}
	b, c := newBroken(t, status.Error(codes.Unavailable, "x"))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	_, err := c.Submit(ctx, "k", &v1.ProofInput{}, SubmitOptions{})
	_, _, proved := c.Prove(ctx, &v1.ProofInput{}, "")
	_, answered := c.Answer(ctx, "", nil)
	_, waited := c.Wait(ctx, "", nil)
	for _, err := range []error{err, proved, answered, waited} {
		if codeOf(err) != codes.Unavailable {
			t.Errorf("got %v", err)
		}
	}
	for method, want := range map[string]int{"SubmitProof": 5, "WatchProof": 5, "Prove": 1, "AnswerRequest": 1} {
		if b.calls[method] != want {
			t.Errorf("%s was called %d times, want %d", method, b.calls[method], want)
		}
	}
}

func TestEveryCallHasADeadlineThatAServiceTakes(t *testing.T) {
	b, c := newBroken(t, status.Error(codes.NotFound, "x"))
	far, cancel := context.WithTimeout(t.Context(), 1000*time.Hour)
	defer cancel()
	for ctx, most := range map[context.Context]map[string]time.Duration{
		t.Context(): {"get": callTime, "prove": proveTime, "watch": longestCall},
		far:         {"get": longestCall, "prove": longestCall, "watch": longestCall},
	} {
		for name, call := range map[string]func(){
			"get":   func() { _, _ = c.Get(ctx, "") },
			"prove": func() { _, _, _ = c.Prove(ctx, &v1.ProofInput{}, "") },
			"watch": func() { _, _ = c.Wait(ctx, "", nil) },
		} {
			call()
			if b.left <= most[name]-10*time.Second || b.left > most[name] {
				t.Errorf("%s has %s left of %s", name, b.left, most[name])
			}
		}
	}
}

// A stream that reached its own deadline is opened again for a caller who has more
// time; one that is refused at once is not.
func TestAStreamThatReachedItsDeadlineIsRenewed(t *testing.T) {
	over := status.Error(codes.DeadlineExceeded, "x")
	for name, c := range map[string]struct {
		lasts time.Duration
		want  int
		code  codes.Code
	}{"later": {firstPause, 3, codes.NotFound}, "at once": {0, 1, codes.DeadlineExceeded}} {
		opened := 0
		err := follow(t.Context(), func(context.Context) (grpc.ServerStreamingClient[v1.WatchProofResponse], error) {
			if opened++; opened == 3 {
				return nil, status.Error(codes.NotFound, "x")
			}
			time.Sleep(c.lasts)
			return nil, over
		}, func(*v1.WatchProofResponse) bool { return true })
		if opened != c.want || codeOf(err) != c.code {
			t.Errorf("%s: opened %d times, then %v", name, opened, err)
		}
	}
}

func TestAQuestionIsNotChanged(t *testing.T) {
	_, c := newBroken(t, status.Error(codes.NotFound, "x"))
	q := &v1.ListProofsRequest{PageSize: 3, PageToken: "here"}
	before := proto.CloneOf(q)
	for _, err := range c.List(t.Context(), q) {
		if err == nil {
			t.Error("no error")
		}
	}
	if !proto.Equal(q, before) {
		t.Errorf("it is %v", q)
	}
}

// Of an iterator that is left early nothing runs on; TestMain looks.
func TestStoppingEarlyIsFine(t *testing.T) {
	items := func(string) ([]int, string, error) { return []int{1, 2, 3}, "more", nil }
	n := 0
	for _, err := range pages(items) {
		check(t, err)
		if n++; n == 4 {
			break
		}
	}
	if n != 4 {
		t.Errorf("%d items", n)
	}
}
