package access

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// identityScheme begins the URI that names a caller in a certificate:
// vitalproof://tenant/role or vitalproof://tenant/role/subject, the subject
// escaped as a part of a path.
const identityScheme = "vitalproof"

// ErrIdentity reports a certificate that names no caller, or names one in a way
// that could be read in two.
var ErrIdentity = errors.New("the certificate does not name a caller: want one URI vitalproof://tenant/role")

// Identity is the URI of a caller for a certificate.
func Identity(p Principal) (*url.URL, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	path := "/" + p.Role.String()
	escaped := path
	if p.Subject != "" {
		path += "/" + p.Subject
		escaped += "/" + url.PathEscape(p.Subject)
	}
	return &url.URL{Scheme: identityScheme, Host: p.Tenant, Path: path, RawPath: escaped}, nil
}

// FromCertificate tells whose a certificate is. That the certificate is good is for
// the TLS handshake to decide. URIs of other schemes are left alone. ErrIdentity.
func FromCertificate(cert *x509.Certificate) (Principal, error) {
	var found *url.URL
	for _, u := range cert.URIs {
		if u.Scheme != identityScheme {
			continue
		}
		if found != nil {
			return Principal{}, ErrIdentity
		}
		found = u
	}
	if found == nil {
		return Principal{}, ErrIdentity
	}
	parts := strings.Split(strings.TrimPrefix(found.EscapedPath(), "/"), "/")
	if len(parts) > 2 {
		return Principal{}, ErrIdentity
	}
	role, err := ParseRole(parts[0])
	if err != nil {
		return Principal{}, ErrIdentity
	}
	p := Principal{Tenant: found.Host, Role: role}
	if len(parts) == 2 {
		if p.Subject, err = url.PathUnescape(parts[1]); err != nil || p.Subject == "" {
			return Principal{}, ErrIdentity
		}
	}
	// Written again it must be the same: no user, port, query or fragment, and one
	// spelling only.
	again, err := Identity(p)
	if err != nil || again.String() != found.String() {
		return Principal{}, ErrIdentity
	}
	p.ID = fmt.Sprintf("cert:%x", cert.SerialNumber)
	return p, nil
}
