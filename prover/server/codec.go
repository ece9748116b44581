package server

import (
	"google.golang.org/grpc/encoding"
	_ "google.golang.org/grpc/encoding/proto" // registers the codec that this one passes on to
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/proto"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/service"
)

// received is a message as it came. gRPC is given one of these to fill, since it
// answers by itself, as a fault of the service and with the parser's words, when a
// message cannot be read.
type received struct{ data []byte }

// into reads the message. What came is overwritten: it may be somebody's readings.
func (r *received) into(message any) error {
	defer clear(r.data)
	m, ok := message.(proto.Message)
	if !ok {
		return service.Fail(v1.Reason_REASON_INTERNAL)
	}
	if proto.Unmarshal(r.data, m) != nil {
		return service.Fail(v1.Reason_REASON_FIELD_INVALID)
	}
	return nil
}

// codec is gRPC's own, and leaves received messages as they are.
type codec struct{ encoding.CodecV2 }

func newCodec() codec { return codec{encoding.GetCodecV2("proto")} }

// Unmarshal implements encoding.CodecV2.
func (c codec) Unmarshal(data mem.BufferSlice, v any) error {
	if r, ok := v.(*received); ok {
		r.data = data.Materialize()
		return nil
	}
	return c.CodecV2.Unmarshal(data, v)
}
