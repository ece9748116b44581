package server

import (
	"net"
	"net/netip"
	"sync"
)

// limitListener bounds the connections at once, of all and of one address, so that
// one machine that opens connections and says nothing shuts nobody else out. What
// is too much is closed at once, without a byte: an answer would cost more than
// the attack.
type limitListener struct {
	net.Listener
	most, mostEach int
	refused        func(why string)

	mutex sync.Mutex
	open  int
	each  map[netip.Addr]int
}

func newLimitListener(l net.Listener, most, mostEach int, refused func(why string)) *limitListener {
	return &limitListener{Listener: l, most: most, mostEach: mostEach, refused: refused, each: make(map[netip.Addr]int)}
}

// Accept implements net.Listener.
func (l *limitListener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		from := network(c.RemoteAddr())
		if why := l.take(from); why != "" {
			_ = c.Close()
			l.refused(why)
			continue
		}
		return &limitConn{Conn: c, free: sync.OnceFunc(func() { l.free(from) })}, nil
	}
}

func (l *limitListener) take(from netip.Addr) (refused string) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	switch {
	case l.open >= l.most:
		return "all"
	case l.each[from] >= l.mostEach:
		return "address"
	}
	l.open++
	l.each[from]++
	return ""
}

func (l *limitListener) free(from netip.Addr) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.open--
	if l.each[from]--; l.each[from] == 0 {
		delete(l.each, from)
	}
}

// connections counts those that are open.
func (l *limitListener) connections() int {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.open
}

type limitConn struct {
	net.Conn
	free func()
}

// Close implements net.Conn.
func (c *limitConn) Close() error {
	err := c.Conn.Close()
	c.free()
	return err
}

// network is what counts as one address.
func network(a net.Addr) netip.Addr {
	if tcp, ok := a.(*net.TCPAddr); ok {
		return grouped(tcp.AddrPort().Addr())
	}
	return netip.Addr{}
}

// grouped takes the first 64 bits of an IPv6 address: the rest is the caller's to
// choose.
func grouped(a netip.Addr) netip.Addr {
	a = a.Unmap().WithZone("")
	if a.Is6() {
		p, _ := a.Prefix(64)
		return p.Addr()
	}
	return a
}
