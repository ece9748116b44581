package server

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/service"
)

// newGateway makes the handler of JSON calls. It calls gRPC over the connection in
// memory.
func newGateway(l *memoryListener, maxMessage Size) (http.Handler, *grpc.ClientConn, error) {
	conn, err := grpc.NewClient("passthrough:///memory",
		grpc.WithContextDialer(l.dial),
		grpc.WithTransportCredentials(insecure.NewCredentials()), // never leaves the process
		grpc.WithDisableServiceConfig(), grpc.WithDisableRetry(),
		grpc.WithIdleTimeout(0),
		grpc.WithDefaultCallOptions(grpc.MaxCallSendMsgSize(int(min(maxMessage, math.MaxInt32)))),
	)
	if err != nil {
		return nil, nil, err
	}
	mux := runtime.NewServeMux(
		runtime.WithMarshalerOption(runtime.MIMEWildcard, &runtime.JSONPb{
			// As the OpenAPI document spells them. A field that does not exist is an error:
			// a slip in its name would leave out what was meant.
			MarshalOptions:   protojson.MarshalOptions{UseProtoNames: true, EmitDefaultValues: true},
			UnmarshalOptions: protojson.UnmarshalOptions{DiscardUnknown: false},
		}),
		// No header of a caller becomes metadata but Authorization, which the gateway
		// passes on by itself.
		runtime.WithIncomingHeaderMatcher(func(string) (string, bool) { return "", false }),
		runtime.WithOutgoingHeaderMatcher(func(key string) (string, bool) { return "X-Request-Id", key == requestIDHeader }),
		runtime.WithOutgoingTrailerMatcher(func(string) (string, bool) { return "", false }),
		runtime.WithDisableHTTPMethodOverride(),
		runtime.WithMetadata(func(ctx context.Context, _ *http.Request) metadata.MD {
			handle, _ := ctx.Value(handleContext{}).(string)
			return metadata.Pairs(handleKey, handle)
		}),
		runtime.WithErrorHandler(func(_ context.Context, _ *runtime.ServeMux, _ runtime.Marshaler, w http.ResponseWriter, _ *http.Request, err error) {
			// Errors of the gateway itself quote what they could not read; FromError keeps
			// only those that the service made.
			err = service.FromError(err)
			writeError(w, httpStatus(err), err)
		}),
		runtime.WithStreamErrorHandler(func(_ context.Context, err error) *status.Status {
			return status.Convert(service.FromError(err))
		}),
		runtime.WithRoutingErrorHandler(func(_ context.Context, _ *runtime.ServeMux, _ runtime.Marshaler, w http.ResponseWriter, _ *http.Request, code int) {
			if code != http.StatusMethodNotAllowed {
				writeError(w, http.StatusNotFound, service.Fail(v1.Reason_REASON_NOT_FOUND))
				return
			}
			writeError(w, code, service.Error(codes.Unimplemented, v1.Reason_REASON_NOT_FOUND, "there is no such method"))
		}),
	)
	for _, register := range []func(context.Context, *runtime.ServeMux, *grpc.ClientConn) error{
		v1.RegisterProofServiceHandler, v1.RegisterCircuitServiceHandler,
		v1.RegisterVerifierServiceHandler, v1.RegisterRequestServiceHandler,
	} {
		if err := register(context.Background(), mux, conn); err != nil {
			_ = conn.Close()
			return nil, nil, fmt.Errorf("register the JSON interface: %w", err)
		}
	}
	return mux, conn, nil
}

// httpStatus is the status for an error of package service.
func httpStatus(err error) int {
	if reasonOf(err) == service.ReasonName(v1.Reason_REASON_TOO_LARGE) {
		return http.StatusRequestEntityTooLarge
	}
	return runtime.HTTPStatusFromCode(status.Code(err))
}

// writeError answers with a google.rpc.Status as JSON.
func writeError(w http.ResponseWriter, code int, err error) {
	st := status.Convert(err)
	body, merr := protojson.MarshalOptions{UseProtoNames: true}.Marshal(st.Proto())
	if merr != nil {
		body = []byte(`{"code":13}`)
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("X-Content-Type-Options", "nosniff")
	if code == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="vitalproof"`)
	}
	for _, d := range st.Details() {
		if retry, ok := d.(*errdetails.RetryInfo); ok {
			after := max(time.Second, retry.GetRetryDelay().AsDuration().Round(time.Second))
			h.Set("Retry-After", strconv.FormatInt(int64(after/time.Second), 10))
		}
	}
	w.WriteHeader(code)
	_, _ = w.Write(append(body, '\n'))
}
