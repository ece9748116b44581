//go:build linux

package system

import (
	"context"
	"net"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// traceSink is an OTLP collector that keeps what it gets, as bytes and as text.
type traceSink struct {
	collector.UnimplementedTraceServiceServer
	addr  string
	mutex sync.Mutex
	got   []byte
}

func newTraceSink(t *testing.T) *traceSink {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	k := &traceSink{addr: l.Addr().String()}
	server := grpc.NewServer()
	collector.RegisterTraceServiceServer(server, k)
	go func() { _ = server.Serve(l) }()
	t.Cleanup(server.Stop)
	return k
}

// Export takes spans.
func (k *traceSink) Export(_ context.Context, r *collector.ExportTraceServiceRequest) (*collector.ExportTraceServiceResponse, error) {
	raw, err := proto.Marshal(r)
	if err != nil {
		return nil, err
	}
	text, err := protojson.Marshal(r)
	if err != nil {
		return nil, err
	}
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.got = append(append(k.got, raw...), text...)
	return &collector.ExportTraceServiceResponse{}, nil
}

func (k *traceSink) bytes() []byte {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	return k.got
}
