package server

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// maxTrusted bounds how many client certificates are remembered as trusted.
const maxTrusted = 10_000

// certificates are the files of TLS, followed when they change. While they cannot
// be read, those read before stay in force.
type certificates struct {
	files TLSConfig
	log   *slog.Logger

	mutex sync.Mutex // guards what follows; held for a look at the files
	next  time.Time
	seen  []os.FileInfo
	now   atomic.Pointer[generation]
	bad   atomic.Pointer[error]
}

// generation is what the files held at one time.
type generation struct {
	config  *tls.Config
	clients *x509.CertPool // nil without
	ends    time.Time      // of the server's certificate

	mutex   sync.Mutex
	trusted map[[sha256.Size]byte]time.Time // until when
}

func loadCertificates(files TLSConfig, log *slog.Logger) (*certificates, error) {
	c := &certificates{files: files, log: log}
	c.seen = c.look()
	g, err := c.read()
	if err != nil {
		return nil, err
	}
	c.now.Store(g)
	return c, nil
}

// config is for the listener; each handshake gets the newest files.
func (c *certificates) config() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS13,
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			c.refresh(time.Now())
			return c.now.Load().config, nil
		},
	}
}

// refresh reads the files again if they changed. It looks at most once in
// reloadEvery.
func (c *certificates) refresh(now time.Time) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if now.Before(c.next) {
		return
	}
	c.next = now.Add(reloadEvery)
	look := c.look()
	if slices.EqualFunc(look, c.seen, sameFile) {
		return
	}
	c.seen = look
	g, err := c.read()
	if err != nil {
		c.bad.Store(&err)
		c.log.Error("the certificates changed and cannot be used; those read before stay in force", "err", err)
		return
	}
	c.now.Store(g)
	c.bad.Store(nil)
	c.log.Info("certificates read", "expires", g.ends)
}

// err is what is wrong with the files as they are; nil if they are in force.
func (c *certificates) err() error {
	if p := c.bad.Load(); p != nil {
		return *p
	}
	return nil
}

func (c *certificates) look() (infos []os.FileInfo) {
	for _, path := range []string{c.files.Cert, c.files.Key, c.files.ClientCA} {
		var info os.FileInfo
		if path != "" {
			info, _ = os.Stat(path)
		}
		infos = append(infos, info)
	}
	return infos
}

func sameFile(a, b os.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

func (c *certificates) read() (*generation, error) {
	pair, err := tls.LoadX509KeyPair(c.files.Cert, c.files.Key)
	if err != nil {
		// The cause is left out: it may quote the file of the key.
		return nil, fmt.Errorf("%s and %s are not a certificate and its key", c.files.Cert, c.files.Key)
	}
	g := &generation{ends: pair.Leaf.NotAfter, trusted: make(map[[sha256.Size]byte]time.Time)}
	g.config = &tls.Config{
		MinVersion:   tls.VersionTLS13,
		Certificates: []tls.Certificate{pair},
		NextProtos:   []string{"h2", "http/1.1"},
		// A resumed session would carry the trust of an earlier handshake past a change
		// of the authorities.
		SessionTicketsDisabled: true,
	}
	if c.files.ClientCA == "" || c.files.ClientAuth == clientAuthNone {
		return g, nil
	}
	pem, err := os.ReadFile(c.files.ClientCA)
	if err != nil {
		return nil, err
	}
	g.clients = x509.NewCertPool()
	if !g.clients.AppendCertsFromPEM(pem) {
		return nil, errors.New(c.files.ClientCA + " holds no certificate")
	}
	g.config.ClientCAs = g.clients
	g.config.ClientAuth = tls.VerifyClientCertIfGiven
	if c.files.ClientAuth == clientAuthRequire {
		g.config.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return g, nil
}

// trust judges a client's chain by the present authorities and the present time.
// The handshake did so when the connection was made.
func (c *certificates) trust(chain []*x509.Certificate, now time.Time) bool {
	c.refresh(now)
	g := c.now.Load()
	if g.clients == nil {
		return false
	}
	id := sha256.Sum256(chain[0].Raw)
	g.mutex.Lock()
	until, known := g.trusted[id]
	g.mutex.Unlock()
	if known {
		return now.Before(until)
	}
	between := x509.NewCertPool()
	for _, cert := range chain[1:] {
		between.AddCert(cert)
	}
	paths, err := chain[0].Verify(x509.VerifyOptions{
		Roots: g.clients, Intermediates: between, CurrentTime: now,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	if err != nil {
		return false
	}
	until = paths[0][0].NotAfter
	for _, cert := range paths[0] {
		if cert.NotAfter.Before(until) {
			until = cert.NotAfter
		}
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if len(g.trusted) >= maxTrusted {
		clear(g.trusted)
	}
	g.trusted[id] = until
	return true
}
