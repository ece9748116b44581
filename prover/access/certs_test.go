package access

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vitalproof/prover/vault"
)

func newAuthority(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "ca")
	must(t, NewCA(dir, now, 0))
	return dir
}

func leaf(t *testing.T, certFile, keyFile string) *x509.Certificate {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	must(t, err)
	return pair.Leaf
}

func pool(t *testing.T, ca string) *x509.CertPool {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(ca, CACertificate))
	must(t, err)
	p := x509.NewCertPool()
	if !p.AppendCertsFromPEM(raw) {
		t.Fatal("no certificate")
	}
	return p
}

func TestACertificateGivesBackItsCaller(t *testing.T) {
	ca, dir := newAuthority(t), t.TempDir()
	for i, p := range []Principal{
		{Tenant: "clinic", Role: Operator}, {Tenant: "a", Role: Researcher}, {Tenant: "clinic-2", Role: Holder},
		{Tenant: "clinic", Role: Holder, Subject: "patient/7 ä?#%&+ x"}, {Tenant: "clinic", Role: Holder, Subject: ".."},
	} {
		c, k := filepath.Join(dir, string(rune('a'+i))+".crt"), filepath.Join(dir, string(rune('a'+i))+".key")
		must(t, IssueClient(ca, c, k, p, now, 0))
		cert := leaf(t, c, k)
		if _, err := cert.Verify(x509.VerifyOptions{Roots: pool(t, ca), CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err != nil {
			t.Error(err)
		}
		got, err := FromCertificate(cert)
		if got.ID = ""; err != nil || got != p {
			t.Errorf("%+v became %+v (%v)", p, got, err)
		}
	}
}

func TestRefusesIdentitiesThatReadInTwoWays(t *testing.T) {
	for _, uris := range [][]string{
		{}, {"spiffe://clinic/operator"}, {"https://clinic/operator"},
		{"vitalproof://clinic/operator", "vitalproof://other/operator"},
		{"vitalproof://clinic/operator", "vitalproof://clinic/operator"},
		{"vitalproof://clinic"}, {"vitalproof://clinic/"}, {"vitalproof:///operator"}, {"vitalproof:clinic/operator"},
		{"vitalproof://clinic/root"}, {"vitalproof://clinic/anonymous"}, {"vitalproof://clinic/Operator"}, {"vitalproof://CLINIC/operator"},
		{"vitalproof://clinic/operator/x"}, {"vitalproof://clinic/holder/"}, {"vitalproof://clinic/holder/a/b"}, {"vitalproof://clinic//holder"},
		{"vitalproof://user@clinic/holder"}, {"vitalproof://clinic:1/holder"}, {"vitalproof://clinic/holder?x=1"}, {"vitalproof://clinic/holder#x"},
		{"vitalproof://clinic/holder/%61"}, {"vitalproof://clinic/hol%64er"}, {"vitalproof://clinic/holder/a%0ab"}, {"vitalproof://cli%2fnic/holder"},
		{"vitalproof://clinic./holder"},
	} {
		cert := &x509.Certificate{}
		for _, u := range uris {
			parsed, err := url.Parse(u)
			if err != nil {
				continue // x509 would not parse it either
			}
			cert.URIs = append(cert.URIs, parsed)
		}
		if p, err := FromCertificate(cert); !errors.Is(err, ErrIdentity) {
			t.Errorf("%v is %+v", uris, p)
		}
	}
}

func TestCertificatesAreGoodForOneThingOnly(t *testing.T) {
	ca, dir := newAuthority(t), t.TempDir()
	at := func(n string) string { return filepath.Join(dir, n) }
	must(t, IssueServer(ca, at("s.crt"), at("s.key"), []string{"Proofs.example.org", "127.0.0.1", "*.example.org"}, now, 0))
	must(t, IssueClient(ca, at("c.crt"), at("c.key"), Principal{Tenant: "a", Role: Holder}, now, 0))
	server, client := leaf(t, at("s.crt"), at("s.key")), leaf(t, at("c.crt"), at("c.key"))
	roots := pool(t, ca)
	for name, c := range map[string]struct {
		cert *x509.Certificate
		use  x509.ExtKeyUsage
		host string
		at   time.Time
		ok   bool
	}{
		"server":               {server, x509.ExtKeyUsageServerAuth, "proofs.example.org", now, true},
		"server by address":    {server, x509.ExtKeyUsageServerAuth, "127.0.0.1", now, true},
		"server, other name":   {server, x509.ExtKeyUsageServerAuth, "example.net", now, false},
		"server as client":     {server, x509.ExtKeyUsageClientAuth, "", now, false},
		"client":               {client, x509.ExtKeyUsageClientAuth, "", now, true},
		"client as server":     {client, x509.ExtKeyUsageServerAuth, "", now, false},
		"client, clock behind": {client, x509.ExtKeyUsageClientAuth, "", now.Add(-clockSkew / 2), true},
		"client, much later":   {client, x509.ExtKeyUsageClientAuth, "", now.Add(DefaultLeafLife + time.Hour), false},
	} {
		_, err := c.cert.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: c.at, DNSName: c.host, KeyUsages: []x509.ExtKeyUsage{c.use}})
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	if server.IsCA || client.IsCA || server.KeyUsage != x509.KeyUsageDigitalSignature {
		t.Error("a leaf can do more than sign handshakes")
	}
	for _, key := range []string{at("s.key"), at("c.key"), filepath.Join(ca, CAKey)} {
		info, err := os.Stat(key)
		must(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o", key, info.Mode().Perm())
		}
	}
}

func TestReplacesNoFile(t *testing.T) {
	ca, dir := newAuthority(t), t.TempDir()
	if err := NewCA(ca, now, 0); !errors.Is(err, vault.ErrExists) {
		t.Error(err)
	}
	c, k := filepath.Join(dir, "a.crt"), filepath.Join(dir, "a.key")
	must(t, os.WriteFile(c, []byte("mine"), 0o600))
	if err := IssueServer(ca, c, k, []string{"a"}, now, 0); !errors.Is(err, vault.ErrExists) {
		t.Error(err)
	}
	if _, err := os.Stat(k); err == nil {
		t.Error("a key without a certificate was left")
	}
	must(t, os.Rename(c, k))
	if err := IssueServer(ca, c, k, []string{"a"}, now, 0); !errors.Is(err, vault.ErrExists) {
		t.Error(err)
	}
	if raw, _ := os.ReadFile(k); string(raw) != "mine" {
		t.Error("a file was replaced")
	}
}

func TestRefusesAuthoritiesAndHostsThatAreNone(t *testing.T) {
	ca, other, dir := newAuthority(t), newAuthority(t), t.TempDir()
	c, k := filepath.Join(dir, "a.crt"), filepath.Join(dir, "a.key")
	for _, hosts := range [][]string{nil, {""}, {"a b"}, {"-a"}, {"a..b"}, {"http://a"}, {"*"}, {"a.*.b"}, make([]string, maxHosts+1)} {
		if IssueServer(ca, c, k, hosts, now, 0) == nil {
			t.Errorf("%q was taken", hosts)
		}
	}
	if err := IssueServer(ca, c, k, []string{"a"}, now, MaxLeafLife+time.Hour); err == nil {
		t.Error("a leaf for ever")
	}
	if err := IssueServer(ca, c, k, []string{"a"}, now.Add(DefaultCALife+time.Hour), 0); !errors.Is(err, ErrAuthority) {
		t.Error(err)
	}
	must(t, IssueServer(ca, c, k, []string{"a"}, now.Add(DefaultCALife-time.Hour), 0))
	if got := leaf(t, c, k).NotAfter; got.After(now.Add(DefaultCALife)) {
		t.Error("a leaf outlasts its authority")
	}
	must(t, os.Rename(filepath.Join(other, CAKey), filepath.Join(ca, CAKey)))
	if err := IssueServer(ca, c+"2", k+"2", []string{net.IPv4(1, 2, 3, 4).String()}, now, 0); !errors.Is(err, ErrAuthority) {
		t.Error(err)
	}
}
