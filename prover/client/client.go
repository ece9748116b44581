package client

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"

	v1 "vitalproof/proto/vitalproof/v1"
)

// Errors of Options. Match with errors.Is.
var (
	// ErrPlaintext reports plaintext to an address that is not this machine's own.
	ErrPlaintext = errors.New("plaintext is for loopback addresses only, such as 127.0.0.1:8443")
	// ErrCredentials reports files or a token that cannot be credentials.
	ErrCredentials = errors.New("the credentials cannot be used")
	// ErrExpired is the ErrCredentials of a client certificate whose time has passed.
	ErrExpired = fmt.Errorf("%w: the client certificate expired", ErrCredentials)
)

// Options say which service to call and as whom.
type Options struct {
	Address string // host:port

	// CA is a file with the certificates that vouch for the service; "" for those of
	// the system.
	CA string
	// Cert and Key are files with the client's certificate and private key, for a
	// service that wants them; give both or none.
	Cert, Key string
	// Token is an API token, and TokenFile a file that holds one, which is read again
	// for each call, so that it can be exchanged. Give one at most.
	Token, TokenFile string
	// ServerName is the name that the service's certificate must have; "" for the
	// host of Address.
	ServerName string
	// Plaintext speaks without TLS, to a loopback address only. It is for trying out.
	Plaintext bool
}

// Client calls a service.
type Client struct {
	conn     *grpc.ClientConn
	proofs   v1.ProofServiceClient
	circuits v1.CircuitServiceClient
	verifier v1.VerifierServiceClient
	requests v1.RequestServiceClient
	health   grpc_health_v1.HealthClient
}

// Dial makes a client. It reads the credentials, but connects with the first call.
// Close it when done. Errors are ErrPlaintext, ErrCredentials, ctx's, or an address
// that is not host:port.
func Dial(ctx context.Context, o Options) (*Client, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	host, _, err := net.SplitHostPort(o.Address)
	if err != nil {
		return nil, fmt.Errorf("address %q: want host:port", o.Address)
	}
	dial := []grpc.DialOption{
		grpc.WithDefaultServiceConfig(serviceConfig()),
		// A resolver's configuration would come from DNS, which nobody authenticates.
		grpc.WithDisableServiceConfig(),
		grpc.WithUserAgent("vitalproof-client"),
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: firstPause, Multiplier: 2, Jitter: 0.2, MaxDelay: longestPause},
			MinConnectTimeout: connectTime,
		}),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: keepaliveEvery, Timeout: connectTime}),
	}
	transport, err := o.transport(host)
	if err != nil {
		return nil, err
	}
	dial = append(dial, transport...)
	token, err := o.token()
	if err != nil {
		return nil, err
	}
	if token != nil {
		dial = append(dial, grpc.WithPerRPCCredentials(token))
	}
	conn, err := grpc.NewClient("dns:///"+o.Address, dial...)
	if err != nil {
		return nil, fmt.Errorf("address %q: %w", o.Address, err)
	}
	return &Client{
		conn: conn, proofs: v1.NewProofServiceClient(conn), circuits: v1.NewCircuitServiceClient(conn),
		verifier: v1.NewVerifierServiceClient(conn), requests: v1.NewRequestServiceClient(conn),
		health: grpc_health_v1.NewHealthClient(conn),
	}, nil
}

// Close ends the connection and every call on it.
func (c *Client) Close() error { return c.conn.Close() }

// transport is TLS 1.3, or plaintext within this machine.
func (o Options) transport(host string) ([]grpc.DialOption, error) {
	if o.Plaintext {
		if o.CA != "" || o.Cert != "" || o.Key != "" {
			return nil, fmt.Errorf("%w: plaintext takes no certificates", ErrCredentials)
		}
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return nil, ErrPlaintext
		}
		return []grpc.DialOption{
			grpc.WithTransportCredentials(insecure.NewCredentials()),
			// A dialler of our own also keeps the call from going to a proxy.
			grpc.WithContextDialer(dialLoopback),
		}, nil
	}
	config, err := o.tls()
	if err != nil {
		return nil, err
	}
	return []grpc.DialOption{grpc.WithTransportCredentials(credentials.NewTLS(config))}, nil
}

// tls reads the files.
func (o Options) tls() (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS13, ServerName: o.ServerName}
	if o.CA != "" {
		pem, err := os.ReadFile(o.CA)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrCredentials, err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%w: %s holds no certificate", ErrCredentials, o.CA)
		}
	}
	if (o.Cert == "") != (o.Key == "") {
		return nil, fmt.Errorf("%w: want both a certificate and its key, or none", ErrCredentials)
	}
	if o.Cert != "" {
		pair, err := tls.LoadX509KeyPair(o.Cert, o.Key)
		if err != nil {
			// The cause is not wrapped: it may quote what a file holds.
			return nil, fmt.Errorf("%w: %s and %s are not a readable certificate and its key", ErrCredentials, o.Cert, o.Key)
		}
		// The service would only say that it is a bad certificate.
		if end := pair.Leaf.NotAfter; time.Now().After(end) {
			return nil, fmt.Errorf("%w on %s", ErrExpired, end.UTC().Format(time.DateOnly))
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return config, nil
}

// WantsCertificate reports whether the service refuses o for having no client
// certificate. gRPC often cannot tell: with TLS 1.3 the refusal comes after the
// client's handshake, and its first bytes meet a closed connection. So this sends
// nothing and waits for the refusal. False means that it is not known.
func (o Options) WantsCertificate(ctx context.Context) bool {
	if o.Plaintext || o.Cert != "" {
		return false
	}
	config, err := o.tls()
	if err != nil {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, alertTime)
	defer cancel()
	conn, err := (&tls.Dialer{Config: config}).DialContext(ctx, "tcp", o.Address)
	if err == nil {
		end, _ := ctx.Deadline()
		_ = conn.SetReadDeadline(end)
		_, err = conn.Read(make([]byte, 1))
		_ = conn.Close()
	}
	// crypto/tls has no type for the alerts of the other side.
	return err != nil && strings.Contains(err.Error(), "tls: certificate required")
}

// dialLoopback connects and checks where it got: what "localhost" means is up to
// the machine's configuration.
func dialLoopback(ctx context.Context, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	if to, ok := conn.RemoteAddr().(*net.TCPAddr); !ok || !to.IP.IsLoopback() {
		_ = conn.Close()
		return nil, ErrPlaintext
	}
	return conn, nil
}

// bearer sends the token with each call. It never prints it: fmt calls no methods
// on unexported fields, so the token stands behind a function.
type bearer struct {
	token     func() (string, error)
	plaintext bool
}

func (o Options) token() (credentials.PerRPCCredentials, error) {
	b := &bearer{plaintext: o.Plaintext}
	switch {
	case o.Token != "" && o.TokenFile != "":
		return nil, fmt.Errorf("%w: want a token or a token file, not both", ErrCredentials)
	case o.Token != "":
		token, err := checkToken(o.Token)
		if err != nil {
			return nil, err
		}
		b.token = func() (string, error) { return token, nil }
	case o.TokenFile != "":
		b.token = func() (string, error) { return readToken(o.TokenFile) }
		if _, err := b.token(); err != nil {
			return nil, err
		}
	default:
		return nil, nil
	}
	return b, nil
}

func readToken(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrCredentials, err)
	}
	defer f.Close()
	raw := make([]byte, maxToken+1)
	n, _ := f.Read(raw) // an error leaves n at 0, which is no token
	return checkToken(strings.TrimSpace(string(raw[:n])))
}

// checkToken refuses what cannot stand in a header. The error does not quote it.
func checkToken(s string) (string, error) {
	if s == "" || len(s) > maxToken || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", fmt.Errorf("%w: a token is 1 to %d printable characters without spaces", ErrCredentials, maxToken)
	}
	return s, nil
}

// GetRequestMetadata implements credentials.PerRPCCredentials.
func (b *bearer) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	token, err := b.token()
	if err != nil {
		return nil, err
	}
	return map[string]string{"authorization": "Bearer " + token}, nil
}

// RequireTransportSecurity implements credentials.PerRPCCredentials: gRPC refuses
// to send the token in clear, but to this machine itself.
func (b *bearer) RequireTransportSecurity() bool { return !b.plaintext }

// Ready asks whether the service serves. A service that is starting or stopping is
// an *Error with code UNAVAILABLE.
func (c *Client) Ready(ctx context.Context) error {
	answer, err := unary(ctx, callTime, c.health.Check, &grpc_health_v1.HealthCheckRequest{})
	if err == nil && answer.GetStatus() != grpc_health_v1.HealthCheckResponse_SERVING {
		err = &Error{Code: codes.Unavailable, Reason: v1.Reason_REASON_UNAVAILABLE, Message: "the service is starting or stopping; try again"}
	}
	return err
}

// NewKey draws an idempotency key.
func NewKey() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	return hex.EncodeToString(b[:])
}

// within gives a context with a deadline: the caller's own or, without one, after a
// usual time, and never later than a service takes.
func within(ctx context.Context, usual time.Duration) (context.Context, context.CancelFunc) {
	if _, given := ctx.Deadline(); given {
		usual = longestCall
	}
	return context.WithTimeout(ctx, usual)
}

// unary makes one call with a deadline.
func unary[Q, A any](ctx context.Context, usual time.Duration, method func(context.Context, Q, ...grpc.CallOption) (A, error), question Q) (A, error) {
	limited, cancel := within(ctx, usual)
	defer cancel()
	answer, err := method(limited, question)
	if err != nil {
		var none A
		return none, fromError(limited, err)
	}
	return answer, nil
}
