package server

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/service"
)

// registrar puts the chain around every method of every service.
type registrar struct {
	*grpc.Server
	chain *chain
}

// RegisterService implements grpc.ServiceRegistrar.
func (r registrar) RegisterService(desc *grpc.ServiceDesc, impl any) {
	guarded := *desc
	guarded.Methods = make([]grpc.MethodDesc, len(desc.Methods))
	for i, m := range desc.Methods {
		guarded.Methods[i] = grpc.MethodDesc{
			MethodName: m.MethodName,
			Handler:    r.chain.unary("/"+desc.ServiceName+"/"+m.MethodName, m.Handler),
		}
	}
	guarded.Streams = make([]grpc.StreamDesc, len(desc.Streams))
	for i, s := range desc.Streams {
		guarded.Streams[i] = s
		guarded.Streams[i].Handler = r.chain.stream("/"+desc.ServiceName+"/"+s.StreamName, s.Handler)
	}
	r.Server.RegisterService(&guarded, impl)
}

func (ch *chain) unary(method string, handler grpc.MethodHandler) grpc.MethodHandler {
	return func(srv any, ctx context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (answer any, err error) {
		err = ch.run(ctx, method, false, func(ctx context.Context, c *call) error {
			answer, err = handler(srv, ctx, func(message any) error {
				var r received
				if err := decode(&r); err != nil {
					return service.FromError(err)
				}
				if err := r.into(message); err != nil {
					return err
				}
				return ch.judge(c, message)
			}, nil)
			return err
		})
		if err != nil {
			return nil, err
		}
		return answer, nil
	}
}

func (ch *chain) stream(method string, handler grpc.StreamHandler) grpc.StreamHandler {
	return func(srv any, s grpc.ServerStream) error {
		return ch.run(s.Context(), method, true, func(ctx context.Context, c *call) error {
			return handler(srv, &guardedStream{ServerStream: s, ctx: ctx, chain: ch, call: c})
		})
	}
}

// unknown is the method of all that do not exist. Who is not known learns from the
// chain that there are no credentials, and not that there is no method.
func (ch *chain) unknown(_ any, s grpc.ServerStream) error {
	method, _ := grpc.MethodFromServerStream(s)
	return ch.run(s.Context(), method, true, func(context.Context, *call) error {
		return service.Error(codes.Unimplemented, v1.Reason_REASON_NOT_FOUND, "there is no such method")
	})
}

// guardedStream judges what comes in, and asks again who calls before anything goes
// out: a stream may last for longer than its token.
type guardedStream struct {
	grpc.ServerStream
	ctx   context.Context
	chain *chain
	call  *call
}

// Context implements grpc.ServerStream.
func (s *guardedStream) Context() context.Context { return s.ctx }

// RecvMsg implements grpc.ServerStream. The end of a stream is passed on as it is.
func (s *guardedStream) RecvMsg(m any) error {
	var r received
	if err := s.ServerStream.RecvMsg(&r); err != nil {
		return err
	}
	if err := r.into(m); err != nil {
		return err
	}
	return s.chain.judge(s.call, m)
}

// SendMsg implements grpc.ServerStream.
func (s *guardedStream) SendMsg(m any) error {
	who, err := s.chain.auth.identify(s.ctx, s.call.from, s.chain.now())
	if err == nil {
		err = s.chain.rules.Check(s.call.method, who)
	}
	if err != nil {
		return refusal(err)
	}
	return s.ServerStream.SendMsg(m)
}
