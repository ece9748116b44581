package server

import (
	"context"

	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc/stats"

	"vitalproof/prover/access"
)

// tracing sends spans to a collector. It is nil without one.
type tracing struct {
	provider *sdktrace.TracerProvider
	handler  stats.Handler
}

// newTracing connects with the first span, not before.
func newTracing(ctx context.Context, c TracingConfig) (*tracing, error) {
	if c.Endpoint == "" {
		return nil, nil
	}
	options := []otlptracegrpc.Option{otlptracegrpc.WithEndpoint(c.Endpoint)}
	if c.Insecure {
		options = append(options, otlptracegrpc.WithInsecure())
	}
	exporter, err := otlptracegrpc.New(ctx, options...)
	if err != nil {
		return nil, err
	}
	return newTracingTo(exporter, c.Sample), nil
}

func newTracingTo(exporter sdktrace.SpanExporter, sample float64) *tracing {
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithBatcher(discreet{exporter}),
		// A caller's wish to be sampled is not followed: it would let anyone fill the
		// collector.
		sdktrace.WithSampler(sdktrace.TraceIDRatioBased(sample)),
		// Only the name: the default resource tells host, user and command line.
		sdktrace.WithResource(resource.NewSchemaless(attribute.String("service.name", namespace))),
	)
	return &tracing{
		provider: provider,
		handler: otelgrpc.NewServerHandler(
			otelgrpc.WithTracerProvider(provider),
			otelgrpc.WithMeterProvider(metricnoop.NewMeterProvider()),
			// A caller's trace is linked and not continued: whoever names the trace would
			// choose whether it is sampled.
			otelgrpc.WithPublicEndpoint(),
			// Nor do callers invent names of spans.
			otelgrpc.WithFilter(func(info *stats.RPCTagInfo) bool { return access.Known(info.FullMethodName) }),
			// Trace ids of callers, but no baggage: it holds what they like.
			otelgrpc.WithPropagators(propagation.TraceContext{}),
		),
	}
}

// stats is what a gRPC server needs; nil without tracing.
func (t *tracing) stats() stats.Handler {
	if t == nil {
		return nil
	}
	return t.handler
}

// tracer is for spans of other parts; nil without tracing.
func (t *tracing) tracer() trace.Tracer {
	if t == nil {
		return nil
	}
	return t.provider.Tracer(namespace)
}

// close sends what is left.
func (t *tracing) close(ctx context.Context) {
	if t != nil {
		_ = t.provider.Shutdown(ctx)
	}
}

// traced are the attributes that may leave the process, by name. Anything else is
// dropped: what a library adds with its next version included. Addresses of callers
// are not among them.
var traced = map[attribute.Key]bool{
	"rpc.system": true, "rpc.system.name": true, "rpc.service": true, "rpc.method": true,
	"rpc.grpc.status_code": true, "rpc.response.status_code": true,
	"vitalproof.circuit": true, "vitalproof.attempt": true, "vitalproof.reason": true, "vitalproof.result": true,
}

// discreet drops from spans what is not meant for a collector.
type discreet struct{ sdktrace.SpanExporter }

// ExportSpans implements sdktrace.SpanExporter.
func (d discreet) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	kept := make([]sdktrace.ReadOnlySpan, 0, len(spans))
	for _, s := range spans {
		kept = append(kept, discreetSpan{s})
	}
	return d.SpanExporter.ExportSpans(ctx, kept)
}

type discreetSpan struct{ sdktrace.ReadOnlySpan }

// Attributes implements sdktrace.ReadOnlySpan.
func (s discreetSpan) Attributes() (kept []attribute.KeyValue) {
	for _, a := range s.ReadOnlySpan.Attributes() {
		if traced[a.Key] {
			kept = append(kept, a)
		}
	}
	return kept
}

// Events implements sdktrace.ReadOnlySpan: none, since an event can carry an error's
// text.
func (discreetSpan) Events() []sdktrace.Event { return nil }

// Status implements sdktrace.ReadOnlySpan, without the description.
func (s discreetSpan) Status() sdktrace.Status {
	return sdktrace.Status{Code: s.ReadOnlySpan.Status().Code}
}
