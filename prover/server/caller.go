package server

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/hex"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"

	"vitalproof/prover/access"
)

// caller is what the connection tells about who calls; credentials in headers are
// read apart from it.
type caller struct {
	chain   []*x509.Certificate // verified in the handshake; nil without one
	address netip.Addr
}

type callerKey struct{}

// callerOf reads the connection of an HTTP request.
func callerOf(r *http.Request) *caller {
	c := &caller{}
	if r.TLS != nil && len(r.TLS.VerifiedChains) > 0 {
		c.chain = r.TLS.PeerCertificates
	}
	// No header of a proxy is believed: anyone can send one.
	if a, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		c.address = a.Addr().Unmap()
	}
	return c
}

// handleKey is the metadata under which a JSON call names its caller on the
// connection in memory. From anywhere else it means nothing.
const handleKey = "vitalproof-caller"

// handles are the callers of JSON calls under way. A JSON call becomes a gRPC call
// on the connection in memory, which has no certificate and no address; it names
// its caller by a random handle. Outside callers cannot use one: they do not come
// over that connection, and could not guess it.
type handles struct{ table sync.Map }

// add makes a handle, to be removed when the call is over.
func (h *handles) add(c *caller) (handle string, remove func()) {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	handle = hex.EncodeToString(b[:])
	h.table.Store(handle, c)
	return handle, func() { h.table.Delete(handle) }
}

// find gives the caller of a gRPC call; nil if there is none, which is refused.
func (h *handles) find(ctx context.Context) *caller {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil
	}
	if _, inside := p.Addr.(memoryAddr); !inside {
		c, _ := ctx.Value(callerKey{}).(*caller)
		return c
	}
	md, _ := metadata.FromIncomingContext(ctx)
	if values := md.Get(handleKey); len(values) == 1 {
		if c, ok := h.table.Load(values[0]); ok {
			return c.(*caller)
		}
	}
	return nil
}

// authenticator tells who a caller is.
type authenticator struct {
	tokens *access.Tokens // nil for none
	certs  *certificates  // nil without TLS
	names  bool           // client certificates name callers
}

const bearer = "Bearer "

// identify gives the principal of a call: that of its token, else that of its
// certificate, else nobody. Credentials that are not good are never replaced by
// others. Its one error is access.ErrCredentials.
func (a *authenticator) identify(ctx context.Context, c *caller, now time.Time) (access.Principal, error) {
	var cert access.Principal
	if a.names && len(c.chain) > 0 {
		// The handshake may be long ago: the certificate, or the authority that vouched
		// for it, may have ended since.
		if !a.certs.trust(c.chain, now) {
			return access.Principal{}, access.ErrCredentials
		}
		if p, err := access.FromCertificate(c.chain[0]); err == nil {
			cert = p
		}
	}
	md, _ := metadata.FromIncomingContext(ctx)
	values := md.Get("authorization")
	if len(values) == 0 {
		return cert, nil
	}
	if len(values) > 1 || len(values[0]) < len(bearer) || !strings.EqualFold(values[0][:len(bearer)], bearer) || a.tokens == nil {
		return access.Principal{}, access.ErrCredentials
	}
	p, err := a.tokens.Lookup(values[0][len(bearer):], now)
	// A token that was carried off is of no use with a certificate of another tenant.
	if err != nil || cert.Tenant != "" && cert.Tenant != p.Tenant {
		return access.Principal{}, access.ErrCredentials
	}
	return p, nil
}
