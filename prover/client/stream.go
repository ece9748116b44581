package client

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
)

// follow reads a stream to its end and opens it again where it broke off. It
// stops with an error that is not worth another try, or when handle returns false.
// The first try is gRPC's matter: what was never reached is not waited for.
func follow[A any](ctx context.Context, open func(context.Context) (grpc.ServerStreamingClient[A], error), handle func(*A) bool) error {
	pause, reached, last := firstPause, false, time.Now()
	for {
		begun := time.Now()
		got, more, err := read(ctx, open, handle)
		if !more {
			return nil
		}
		if got {
			pause, reached, last = firstPause, true, time.Now()
		}
		if err == nil {
			return nil
		}
		// A stream whose own deadline passed is not over for a caller with more time;
		// one that is refused at once is.
		renewed := ctx.Err() == nil && codeOf(err) == codes.DeadlineExceeded && time.Since(begun) >= firstPause
		if !renewed && (codeOf(err) != codes.Unavailable || !reached || time.Since(last) > giveUp) {
			return err
		}
		if !sleep(ctx, pause+rand.N(pause)) { //nolint:gosec // a pause is no secret
			return fromError(ctx, ctx.Err())
		}
		pause = min(2*pause, longestPause)
	}
}

// read reads one stream. It tells whether anything came, whether the handler wants
// more, and why it ended: nil for its proper end.
func read[A any](ctx context.Context, open func(context.Context) (grpc.ServerStreamingClient[A], error), handle func(*A) bool) (got, more bool, err error) {
	limited, cancel := within(ctx, longestCall)
	defer cancel() // frees the stream when the handler wants no more
	stream, err := open(limited)
	if err != nil {
		return false, true, fromError(limited, err)
	}
	for {
		answer, err := stream.Recv()
		switch {
		case errors.Is(err, io.EOF):
			return got, true, nil
		case err != nil:
			return got, true, fromError(limited, err)
		}
		got = true
		if !handle(answer) {
			return got, false, nil
		}
	}
}

func codeOf(err error) codes.Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return codes.Unknown
}

func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
