package server

import (
	"context"
	"net"
	"sync"
)

// memoryAddr is the address of both ends of the connection in memory. Only this
// package can make one, so a peer that has it came this way.
type memoryAddr struct{}

func (memoryAddr) Network() string { return "memory" }
func (memoryAddr) String() string  { return "memory" }

// memoryListener accepts connections that never leave the process: the way from
// JSON to gRPC, through every step that an outside call takes.
type memoryListener struct {
	dialled chan net.Conn
	closed  chan struct{}
	once    sync.Once
}

func newMemoryListener() *memoryListener {
	return &memoryListener{dialled: make(chan net.Conn), closed: make(chan struct{})}
}

// Accept implements net.Listener.
func (l *memoryListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.dialled:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (l *memoryListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr implements net.Listener.
func (l *memoryListener) Addr() net.Addr { return memoryAddr{} }

// dial is for a gRPC client; the target means nothing.
func (l *memoryListener) dial(ctx context.Context, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case l.dialled <- memoryConn{theirs}:
		return memoryConn{ours}, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

type memoryConn struct{ net.Conn }

func (memoryConn) LocalAddr() net.Addr  { return memoryAddr{} }
func (memoryConn) RemoteAddr() net.Addr { return memoryAddr{} }
