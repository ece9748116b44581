package server

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"vitalproof/circuits/lock"
)

// Validate judges the configuration as a whole and reports everything that is wrong
// at once, each with its key and what to write. It opens no file but to see that it
// is there.
func (c *Config) Validate() error {
	v := &validation{}
	v.addresses(c)
	v.transport(c)
	v.files(c)
	v.circuits(c)
	v.limits(c)
	v.rest(c)
	if c.Production {
		v.production(c)
	}
	if len(v.problems) == 0 {
		return nil
	}
	return fmt.Errorf("%w:\n%w", ErrConfig, errors.Join(v.problems...))
}

type validation struct{ problems []error }

func (v *validation) bad(key, format string, args ...any) {
	v.problems = append(v.problems, fmt.Errorf("%s: %w", key, fmt.Errorf(format, args...)))
}

func (v *validation) exists(key, path string) {
	if path == "" {
		return
	}
	if info, err := os.Stat(path); err != nil || info.IsDir() {
		v.bad(key, "there is no file %s", path)
	}
}

func (v *validation) between(key string, n, least, most int) {
	if n < least || n > most {
		v.bad(key, "want %d to %d", least, most)
	}
}

func (v *validation) addresses(c *Config) {
	if !isAddress(c.Listen) {
		v.bad("listen", "want an address and a port, such as 127.0.0.1:8443 or :8443")
	}
	if c.Metrics.Listen != "" && !isAddress(c.Metrics.Listen) {
		v.bad("metrics.listen", "want an address and a port, such as 127.0.0.1:9464, or \"\" for none")
	}
	if c.PublicURL != "" {
		u, err := url.Parse(c.PublicURL)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			v.bad("public_url", "want the start of an address, such as https://proofs.example.org")
		}
	}
	if c.Tracing.Endpoint != "" && !isAddress(c.Tracing.Endpoint) {
		v.bad("tracing.endpoint", "want a host and a port, such as collector.example.org:4317")
	}
}

func isAddress(s string) bool {
	_, port, err := net.SplitHostPort(s)
	if err != nil {
		return false
	}
	_, err = net.LookupPort("tcp", port)
	return err == nil
}

// isLoopback accepts addresses and the name localhost, but no other name: what it
// stands for can change.
func isLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

func (v *validation) transport(c *Config) {
	switch {
	case c.Plaintext && c.TLS != (TLSConfig{ClientAuth: c.TLS.ClientAuth}):
		v.bad("plaintext", "leave it out, or leave out tls")
	case c.Plaintext && !isLoopback(c.Listen):
		v.bad("plaintext", "is for a loopback address only; give certificates in tls, or listen on 127.0.0.1")
	case !c.Plaintext && (c.TLS.Cert == "" || c.TLS.Key == ""):
		v.bad("tls", "name the files of a certificate and its key in tls.cert and tls.key, or set plaintext for development")
	}
	v.exists("tls.cert", c.TLS.Cert)
	v.exists("tls.key", c.TLS.Key)
	v.exists("tls.client_ca", c.TLS.ClientCA)
	switch c.TLS.ClientAuth {
	case clientAuthOptional, clientAuthNone:
	case clientAuthRequire:
		if c.TLS.ClientCA == "" {
			v.bad("tls.client_ca", "name the file of the authorities whose certificates tls.client_auth requires")
		}
	default:
		v.bad("tls.client_auth", "want require, optional or none")
	}
	if c.Access.Tokens == "" && !c.certificatesNameCallers() {
		v.bad("access.tokens", "name a file of tokens, or authorities in tls.client_ca: nobody could call")
	}
	v.exists("access.tokens", c.Access.Tokens)
}

// certificatesNameCallers reports whether a client certificate is looked at.
func (c *Config) certificatesNameCallers() bool {
	return !c.Plaintext && c.TLS.ClientCA != "" && c.TLS.ClientAuth != clientAuthNone
}

func (v *validation) files(c *Config) {
	if c.Data.Dir == "" {
		v.bad("data.dir", "name a folder for the database, such as /var/lib/vitalproof")
	}
	if c.Data.KeyFile != "" && len(c.Data.KeyCommand) > 0 {
		v.bad("data.key_file", "name a file or a command in data.key_command, not both")
	}
	v.exists("data.key_file", c.Data.KeyFile)
	if c.Data.MinFree < leastFree {
		v.bad("data.min_free", "want at least %s: the database must be able to clean up", Size(leastFree))
	}
}

func (v *validation) circuits(c *Config) {
	served, err := c.served()
	if err != nil {
		v.bad("circuits.serve", "%w", err)
		return
	}
	if c.Circuits.SelfTest != "" && !slices.ContainsFunc(served, func(e lock.Entry) bool { return e.Name == c.Circuits.SelfTest }) {
		v.bad("circuits.self_test", "want one of the circuits served: %s", names(served))
	}
	if c.Circuits.AllowDevelopmentKeys {
		return
	}
	for _, e := range served {
		if e.IsDevelopment() {
			v.bad("circuits.serve", "%s has %w, under which anyone can forge; serve others", e.Name, ErrDevelopmentKeys)
		}
	}
}

// served gives the circuits to serve, smallest first.
func (c *Config) served() ([]lock.Entry, error) {
	all, err := lock.Entries()
	if err != nil {
		return nil, err
	}
	var served []lock.Entry
	if len(c.Circuits.Serve) == 0 {
		for _, e := range all {
			// Where development keys are refused, "all" means all the others.
			if c.Circuits.AllowDevelopmentKeys || !e.IsDevelopment() {
				served = append(served, e)
			}
		}
		if len(served) == 0 {
			return nil, fmt.Errorf("this build has no circuits but those with %w", ErrDevelopmentKeys)
		}
	}
	for _, name := range c.Circuits.Serve {
		e, err := lock.ByName(name)
		if err != nil {
			return nil, fmt.Errorf("%q is no circuit; want some of %s", name, names(all))
		}
		if !slices.ContainsFunc(served, func(o lock.Entry) bool { return o.Name == name }) {
			served = append(served, e)
		}
	}
	slices.SortStableFunc(served, func(a, b lock.Entry) int { return a.Constraints - b.Constraints })
	return served, nil
}

// selfTest is the circuit to prove before serving.
func (c *Config) selfTest(served []lock.Entry) string {
	if c.Circuits.SelfTest != "" {
		return c.Circuits.SelfTest
	}
	return served[0].Name
}

func names(entries []lock.Entry) string {
	var all []string
	for _, e := range entries {
		all = append(all, e.Name)
	}
	return strings.Join(all, ", ")
}

func (v *validation) limits(c *Config) {
	l := c.Limits
	if l.MaxMessage < leastMessage || l.MaxMessage > mostMessage {
		v.bad("limits.max_message", "want %s to %s", Size(leastMessage), Size(mostMessage))
	}
	v.between("limits.max_streams", l.MaxStreams, 1, mostStreams)
	v.between("limits.connections", l.Connections, 1, mostCount)
	v.between("limits.connections_per_address", l.ConnectionsPerAddress, 1, mostCount)
	v.between("limits.burst", l.Burst, 1, mostCount)
	v.between("limits.burst_anonymous", l.BurstAnonymous, 1, mostCount)
	v.between("limits.watches_per_tenant", l.WatchesPerTenant, 1, mostCount)
	v.between("limits.queued", l.Queued, 1, mostCount)
	v.between("limits.queued_per_tenant", l.QueuedPerTenant, 1, mostCount)
	v.between("limits.attempts", l.Attempts, 1, mostAttempts)
	// Written so that NaN, which compares with nothing, is refused too.
	if !(l.Rate > 0 && l.Rate <= mostCount) {
		v.bad("limits.rate", "want a number above 0")
	}
	if !(l.RateAnonymous > 0 && l.RateAnonymous <= mostCount) {
		v.bad("limits.rate_anonymous", "want a number above 0")
	}
	for _, d := range []struct {
		key   string
		value Duration
		least time.Duration
	}{
		{"limits.unary_deadline", l.UnaryDeadline, time.Second},
		{"limits.stream_deadline", l.StreamDeadline, time.Second},
		{"limits.job_deadline", l.JobDeadline, time.Second},
		{"limits.max_job_deadline", l.MaxJobDeadline, time.Second},
		{"retention.proofs", c.Retention.Proofs, time.Minute},
		{"retention.requests", c.Retention.Requests, time.Minute},
	} {
		if time.Duration(d.value) < d.least {
			v.bad(d.key, "want at least %s", Duration(d.least))
		}
	}
	if l.JobDeadline > l.MaxJobDeadline {
		v.bad("limits.job_deadline", "want at most limits.max_job_deadline, which is %s", l.MaxJobDeadline)
	}
}

func (v *validation) rest(c *Config) {
	v.between("workers.count", c.Workers.Count, 0, 1024)
	v.between("workers.jobs_per_worker", c.Workers.JobsPerWorker, 1, mostCount)
	if !(c.Tracing.Sample >= 0 && c.Tracing.Sample <= 1) {
		v.bad("tracing.sample", "want 0 to 1")
	}
	if !slices.Contains([]string{"debug", "info", "warn", "error"}, c.Log.Level) {
		v.bad("log.level", "want debug, info, warn or error")
	}
	if c.Log.Format != "text" && c.Log.Format != "json" {
		v.bad("log.format", "want text or json")
	}
	if time.Duration(c.Drain.Grace) > time.Hour {
		v.bad("drain.grace", "want at most 1h")
	}
}

// production refuses what is only good for development.
func (v *validation) production(c *Config) {
	if c.Plaintext {
		v.bad("plaintext", "is for development; leave it out and give certificates in tls")
	}
	if c.Data.KeyFile == "" && len(c.Data.KeyCommand) == 0 {
		v.bad("data.key_file", "name the file of a data key, or a command in data.key_command; vitalproof store key makes one")
	}
	if rel, err := filepath.Rel(c.Data.Dir, c.KeyringDir()); err != nil || !strings.HasPrefix(rel, "..") {
		v.bad("data.keyring", "name a folder outside data.dir, so that no copy of the data holds the keys that erasing destroys")
	}
	if c.Reflection {
		v.bad("reflection", "is for development; leave it out")
	}
	if c.Circuits.AllowDevelopmentKeys {
		v.bad("circuits.allow_development_keys", "is for development; leave it out")
	}
	if c.Tracing.Endpoint != "" && c.Tracing.Insecure && !isLoopback(c.Tracing.Endpoint) {
		v.bad("tracing.insecure", "is for a collector on a loopback address; leave it out")
	}
}
