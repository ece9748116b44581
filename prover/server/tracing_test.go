package server

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"google.golang.org/grpc/metadata"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/access"
)

func TestTracesTellMethodAndOutcomeAndNothingElse(t *testing.T) {
	exporter := tracetest.NewInMemoryExporter()
	traces := newTracingTo(exporter, 1)
	t.Cleanup(func() { traces.close(context.Background()) })
	w := newTracedWorld(t, traces, nil)
	const canary = "CANARY7391"
	ctx := metadata.AppendToOutgoingContext(w.as(w.known("clinic", access.Operator, "")), "baggage", "x="+canary, "tracestate", "x="+canary)
	conn := w.dial(nil)
	_, _ = v1.NewProofServiceClient(conn).EraseSubject(ctx, &v1.EraseSubjectRequest{Subject: canary})
	_, _ = v1.NewProofServiceClient(conn).ListProofs(ctx, &v1.ListProofsRequest{Subject: canary, PageToken: canary})
	_ = raw(ctx, conn, v1.ProofService_SubmitProof_FullMethodName, false, []byte(canary))
	var spans []sdktrace.ReadOnlySpan
	for begin := time.Now(); len(spans) < 3; time.Sleep(time.Millisecond) { // a span ends after its answer
		must(t, traces.provider.ForceFlush(t.Context()))
		if spans = exporter.GetSpans().Snapshots(); time.Since(begin) > 5*time.Second {
			t.Fatalf("%d spans", len(spans))
		}
	}
	for _, s := range spans {
		if !strings.Contains(s.Name(), "ProofService/") || len(s.Attributes()) == 0 {
			t.Errorf("%s tells nothing: %v", s.Name(), s.Attributes())
		}
		for _, a := range s.Attributes() {
			if !traced[a.Key] {
				t.Errorf("%s tells %s", s.Name(), a.Key)
			}
		}
		text := fmt.Sprint(s.Name(), s.Attributes(), s.Events(), s.Status(), s.Resource(), s.Links())
		for _, needle := range []string{canary, "127.0.0.1", "/root", "Linux"} {
			if strings.Contains(text, needle) {
				t.Errorf("a span holds %s: %s", needle, text)
			}
		}
	}
}
