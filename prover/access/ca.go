package access

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"vitalproof/prover/vault"
)

// The files of a certificate authority, in its folder.
const (
	CACertificate = "ca.crt"
	CAKey         = "ca.key"
)

// ErrAuthority reports a folder that holds no usable certificate authority.
var ErrAuthority = errors.New("no usable certificate authority")

const (
	pemCertificate = "CERTIFICATE"
	pemKey         = "PRIVATE KEY"
)

// NewCA makes a small certificate authority in a folder, which is made if it does
// not exist: CACertificate for everybody, CAKey for nobody else. It is for getting
// started and for closed circles; its key lies unencrypted on the disk. A life of 0
// is DefaultCALife. It replaces nothing.
func NewCA(dir string, now time.Time, life time.Duration) error {
	if life == 0 {
		life = DefaultCALife
	}
	if life < 0 || life > MaxCALife {
		return fmt.Errorf("life: want at most %d days", MaxCALife/(24*time.Hour))
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		Subject:   pkix.Name{CommonName: "Vitalproof certificate authority"},
		NotBefore: now.Add(-clockSkew), NotAfter: now.Add(life),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, // signs leaves only
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return err
	}
	return writePair(filepath.Join(dir, CACertificate), filepath.Join(dir, CAKey), der, key)
}

// IssueServer makes a key and a certificate for a server that is reached under
// these names or addresses, signed by the authority of a folder. A life of 0 is
// DefaultLeafLife; it ends with the authority's at the latest. It replaces nothing.
func IssueServer(caDir, certFile, keyFile string, hosts []string, now time.Time, life time.Duration) error {
	template := &x509.Certificate{ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	if len(hosts) == 0 || len(hosts) > maxHosts {
		return fmt.Errorf("hosts: want 1 to %d names or addresses", maxHosts)
	}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
			continue
		}
		if !validHost(h) {
			return fmt.Errorf("hosts: %q is neither a name nor an address", h)
		}
		template.DNSNames = append(template.DNSNames, strings.ToLower(h))
	}
	return issue(caDir, certFile, keyFile, template, now, life)
}

// IssueClient makes a key and a certificate that names a caller, as IssueServer
// does. Whoever has the two files is that caller until the certificate ends.
func IssueClient(caDir, certFile, keyFile string, p Principal, now time.Time, life time.Duration) error {
	identity, err := Identity(p)
	if err != nil {
		return err
	}
	return issue(caDir, certFile, keyFile, &x509.Certificate{
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
		URIs:        []*url.URL{identity},
	}, now, life)
}

// validHost accepts names of letters, digits and '-', with a '*' as the first label
// at most.
func validHost(h string) bool {
	labels := strings.Split(h, ".")
	if len(h) > 253 {
		return false
	}
	for i, l := range labels {
		if l == "*" && i == 0 && len(labels) > 2 {
			continue
		}
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' || strings.ContainsFunc(l, func(r rune) bool {
			return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-'
		}) {
			return false
		}
	}
	return true
}

func issue(caDir, certFile, keyFile string, template *x509.Certificate, now time.Time, life time.Duration) error {
	if life == 0 {
		life = DefaultLeafLife
	}
	if life < 0 || life > MaxLeafLife {
		return fmt.Errorf("life: want at most %d days", MaxLeafLife/(24*time.Hour))
	}
	ca, signer, err := loadCA(caDir)
	if err != nil {
		return err
	}
	if !now.Before(ca.NotAfter) {
		return fmt.Errorf("%w: it has expired; make another one", ErrAuthority)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template.NotBefore, template.NotAfter = now.Add(-clockSkew), now.Add(life)
	if template.NotAfter.After(ca.NotAfter) {
		template.NotAfter = ca.NotAfter
	}
	template.KeyUsage, template.BasicConstraintsValid = x509.KeyUsageDigitalSignature, true
	der, err := x509.CreateCertificate(rand.Reader, template, ca, key.Public(), signer)
	if err != nil {
		return err
	}
	return writePair(certFile, keyFile, der, key)
}

// loadCA reads an authority and checks that key and certificate belong together.
func loadCA(dir string) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	bad := func(err error) (*x509.Certificate, *ecdsa.PrivateKey, error) {
		return nil, nil, fmt.Errorf("%w in %s: %w", ErrAuthority, dir, err)
	}
	certDER, err := readPEM(filepath.Join(dir, CACertificate), pemCertificate)
	if err != nil {
		return bad(err)
	}
	cert, err := x509.ParseCertificate(certDER)
	if err != nil || !cert.IsCA {
		return bad(errors.New(CACertificate + " is not an authority's certificate"))
	}
	keyDER, err := readPEM(filepath.Join(dir, CAKey), pemKey)
	if err != nil {
		return bad(err)
	}
	defer clear(keyDER)
	parsed, err := x509.ParsePKCS8PrivateKey(keyDER)
	key, ok := parsed.(*ecdsa.PrivateKey)
	if err != nil || !ok {
		return bad(errors.New(CAKey + " is not an ECDSA key"))
	}
	if !key.PublicKey.Equal(cert.PublicKey) {
		return bad(errors.New(CAKey + " is not the key of " + CACertificate))
	}
	return cert, key, nil
}

func readPEM(path, kind string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxPEM))
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(raw)
	if block == nil || block.Type != kind {
		return nil, fmt.Errorf("%s holds no %s", filepath.Base(path), strings.ToLower(kind))
	}
	return block.Bytes, nil
}

// writePair writes a key and then its certificate, or neither: a certificate whose
// key is gone is of no use, and a key without a certificate would bar the next try.
func writePair(certFile, keyFile string, der []byte, key *ecdsa.PrivateKey) error {
	if _, err := os.Lstat(certFile); err == nil {
		return &fs.PathError{Op: "write", Path: certFile, Err: vault.ErrExists}
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	defer clear(keyDER)
	if err := vault.WritePrivate(keyFile, pem.EncodeToMemory(&pem.Block{Type: pemKey, Bytes: keyDER})); err != nil {
		return err
	}
	if err := vault.WritePublic(certFile, pem.EncodeToMemory(&pem.Block{Type: pemCertificate, Bytes: der})); err != nil {
		_ = os.Remove(keyFile)
		return err
	}
	return nil
}
