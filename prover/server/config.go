package server

import (
	"path/filepath"
	"time"

	"vitalproof/prover/keyring"
)

// Config is everything that can be set. Each value has one name, such as
// "tls.cert": so it stands in the file, as --tls.cert on the command line and as
// VITALPROOF_TLS_CERT in the environment. The text of a tag is what help and
// errors say. No value is itself a secret: secrets are named by file or command.
type Config struct {
	Listen     string `key:"listen" doc:"address and port for gRPC and HTTP"`
	PublicURL  string `key:"public_url" doc:"where callers find the service, for links; without one, links are left out"`
	Production bool   `key:"production" doc:"refuse everything that is only good for development"`
	Plaintext  bool   `key:"plaintext" doc:"no TLS; for development, on a loopback address only"`
	Reflection bool   `key:"reflection" doc:"tell the interface to callers who ask by gRPC reflection (default: not in production)"`

	TLS       TLSConfig       `key:"tls"`
	Access    AccessConfig    `key:"access"`
	Data      DataConfig      `key:"data"`
	Keys      KeysConfig      `key:"keys"`
	Circuits  CircuitsConfig  `key:"circuits"`
	Workers   WorkersConfig   `key:"workers"`
	Limits    LimitsConfig    `key:"limits"`
	Retention RetentionConfig `key:"retention"`
	Drain     DrainConfig     `key:"drain"`
	Metrics   MetricsConfig   `key:"metrics"`
	Tracing   TracingConfig   `key:"tracing"`
	Log       LogConfig       `key:"log"`

	origin   map[string]string // of each value, by its name
	disputed string            // see Disputed
	warnings []string          // about what was found while loading
	bodyTime time.Duration     // bodyTimeout, or what a test can wait for
}

// TLSConfig is about certificates. The files are read again when they change.
type TLSConfig struct {
	Cert       string `key:"cert" doc:"file of the server's certificate chain, PEM"`
	Key        string `key:"key" doc:"file of its key, PEM"`
	ClientCA   string `key:"client_ca" doc:"file of the authorities whose client certificates name callers, PEM"`
	ClientAuth string `key:"client_auth" doc:"client certificates: require, optional or none; means nothing without tls.client_ca"`
}

// AccessConfig is about who may call.
type AccessConfig struct {
	Tokens           string `key:"tokens" doc:"file of tokens, as written by vitalproof access; followed when it changes"`
	AnonymousAnswers bool   `key:"anonymous_answers" doc:"let callers without credentials fetch and answer requests"`
}

// DataConfig is about what is kept.
type DataConfig struct {
	Dir        string  `key:"dir" doc:"folder of the database and the audit log"`
	Keyring    string  `key:"keyring" doc:"folder of the key ring, which no backup of the database may hold (default: keyring in data.dir)"`
	KeyFile    string  `key:"key_file" doc:"file of the data key, as written by vitalproof store key"`
	KeyCommand Command `key:"key_command" doc:"program and arguments that print the data key"`
	MinFree    Size    `key:"min_free" doc:"take no more jobs with less room than this on the disk"`
	AcceptLoss bool    `key:"accept_loss" doc:"start although the database lost records, and destroy what is left of them; for one start"`
}

// KeysConfig is about proving keys.
type KeysConfig struct {
	Cache string `key:"cache" doc:"folder of proving keys (default: the user's cache folder)"`
}

// CircuitsConfig is about what is proved.
type CircuitsConfig struct {
	Serve                List   `key:"serve" doc:"names of the circuits to make proofs of; none means all"`
	SelfTest             string `key:"self_test" doc:"the circuit to prove before serving (default: the smallest served)"`
	AllowDevelopmentKeys bool   `key:"allow_development_keys" doc:"prove and accept under keys that anyone can forge with (default: not in production)"`
}

// WorkersConfig is about the processes that prove.
type WorkersConfig struct {
	Count         int  `key:"count" doc:"proofs made at once; 0 fits it to the memory, at most one for every two cores"`
	Memory        Size `key:"memory" doc:"memory for all workers; 0 is what the machine or its cgroup has, less a reserve"`
	JobsPerWorker int  `key:"jobs_per_worker" doc:"proofs after which a worker is replaced"`
}

// LimitsConfig bounds what callers can ask for.
type LimitsConfig struct {
	MaxMessage            Size     `key:"max_message" doc:"size of one message"`
	MaxStreams            int      `key:"max_streams" doc:"calls at once on one connection"`
	Connections           int      `key:"connections" doc:"connections at once"`
	ConnectionsPerAddress int      `key:"connections_per_address" doc:"of those, from one address"`
	Rate                  float64  `key:"rate" doc:"calls a second of one tenant"`
	Burst                 int      `key:"burst" doc:"calls of one tenant at once after a pause"`
	RateAnonymous         float64  `key:"rate_anonymous" doc:"calls a second without credentials from one address"`
	BurstAnonymous        int      `key:"burst_anonymous" doc:"such calls at once after a pause"`
	WatchesPerTenant      int      `key:"watches_per_tenant" doc:"streams of one tenant at once"`
	Queued                int      `key:"queued" doc:"queued jobs of all tenants"`
	QueuedPerTenant       int      `key:"queued_per_tenant" doc:"queued jobs of one tenant"`
	KeptPerTenant         int      `key:"kept_per_tenant" doc:"jobs of one tenant that are kept, finished ones too"`
	RequestsPerTenant     int      `key:"requests_per_tenant" doc:"requests of one tenant that are kept, ended ones too"`
	UnaryDeadline         Duration `key:"unary_deadline" doc:"the most time that a call gets; a later deadline of its caller counts as this"`
	StreamDeadline        Duration `key:"stream_deadline" doc:"the most time for a stream or for Prove, likewise"`
	JobDeadline           Duration `key:"job_deadline" doc:"time for a proof if its caller sets none"`
	MaxJobDeadline        Duration `key:"max_job_deadline" doc:"the most time that a caller can set for a proof"`
	Attempts              int      `key:"attempts" doc:"how often a proof is tried before it is given up"`
}

// RetentionConfig is how long things are kept.
type RetentionConfig struct {
	Proofs   Duration `key:"proofs" doc:"how long a finished proof is kept"`
	Requests Duration `key:"requests" doc:"how long a request that has ended is kept, with its answers"`
}

// DrainConfig is about stopping.
type DrainConfig struct {
	Grace Duration `key:"grace" doc:"time for running proofs to finish when the service stops; they are queued again after it"`
}

// MetricsConfig is about figures.
type MetricsConfig struct {
	Listen string `key:"listen" doc:"address and port for Prometheus, without TLS or credentials; \"\" for none"`
}

// TracingConfig is about traces.
type TracingConfig struct {
	Endpoint string  `key:"endpoint" doc:"host and port of an OpenTelemetry collector, gRPC; \"\" for no traces"`
	Insecure bool    `key:"insecure" doc:"send traces without TLS"`
	Sample   float64 `key:"sample" doc:"part of the calls that is traced, 0 to 1"`
}

// LogConfig is about the log, which goes to the standard error.
type LogConfig struct {
	Level  string `key:"level" doc:"debug, info, warn or error"`
	Format string `key:"format" doc:"text or json"`
}

// Default is a configuration for development: it lacks a folder for data, and
// either certificates or plaintext.
func Default() Config {
	return Config{
		bodyTime:   bodyTimeout,
		Listen:     "127.0.0.1:8443",
		Reflection: true,
		TLS:        TLSConfig{ClientAuth: clientAuthOptional},
		Data:       DataConfig{MinFree: 1 << 30},
		Circuits:   CircuitsConfig{AllowDevelopmentKeys: true},
		Workers:    WorkersConfig{JobsPerWorker: 100},
		Limits: LimitsConfig{
			MaxMessage: 256 << 10, MaxStreams: 64,
			Connections: 4096, ConnectionsPerAddress: 256,
			Rate: 50, Burst: 100, RateAnonymous: 2, BurstAnonymous: 20,
			WatchesPerTenant: 128,
			Queued:           10_000, QueuedPerTenant: 1_000,
			KeptPerTenant: 100_000, RequestsPerTenant: 1_000,
			UnaryDeadline: Duration(time.Minute), StreamDeadline: Duration(time.Hour),
			JobDeadline: Duration(time.Hour), MaxJobDeadline: Duration(24 * time.Hour),
			Attempts: 3,
		},
		Retention: RetentionConfig{Proofs: Duration(7 * 24 * time.Hour), Requests: Duration(90 * 24 * time.Hour)},
		Drain:     DrainConfig{Grace: Duration(25 * time.Second)},
		Metrics:   MetricsConfig{Listen: "127.0.0.1:9464"},
		Tracing:   TracingConfig{Sample: 0.1},
		Log:       LogConfig{Level: "info", Format: "text"},
	}
}

// The values of tls.client_auth.
const (
	clientAuthRequire  = "require"
	clientAuthOptional = "optional"
	clientAuthNone     = "none"
)

// developmentKey is the data key that is made in data.dir when development names
// none.
const developmentKey = "development.key"

// StoreDir is the folder of the database.
func (c *Config) StoreDir() string { return filepath.Join(c.Data.Dir, "store") }

// AuditDir is the folder of the audit log.
func (c *Config) AuditDir() string { return filepath.Join(c.Data.Dir, "audit") }

// KeyringDir is the folder of the key ring.
func (c *Config) KeyringDir() string {
	if c.Data.Keyring != "" {
		return c.Data.Keyring
	}
	return filepath.Join(c.Data.Dir, "keyring")
}

// MasterSource is where the data key comes from. Outside production a service
// without one makes a file in data.dir.
func (c *Config) MasterSource() keyring.Source {
	s := keyring.Source{File: c.Data.KeyFile, Command: c.Data.KeyCommand}
	if s.File == "" && len(s.Command) == 0 && !c.Production {
		s.File = filepath.Join(c.Data.Dir, developmentKey)
	}
	return s
}

// Disputed is the file that says of production the opposite of what is in force, by a
// flag or the environment; "" for none. One of the two is a mistake, and nobody should
// serve with the wrong one: who runs a service asks before that.
func (c *Config) Disputed() string { return c.disputed }

// Warnings are what a person should know about how the configuration was loaded,
// such as a variable of the environment that stands for nothing.
func (c *Config) Warnings() []string { return c.warnings }
