package server

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"time"

	"go.opentelemetry.io/otel/trace"
	"google.golang.org/protobuf/proto"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/audit"
	"vitalproof/prover/engine"
	"vitalproof/prover/job"
	"vitalproof/prover/keyring"
	"vitalproof/prover/queue"
	"vitalproof/prover/service"
	"vitalproof/prover/store"
	"vitalproof/prover/worker"
	"vitalproof/verifier"
)

// The labels under which keys are derived from the data key. A label never changes:
// what was written under it could not be read any more.
const (
	auditSeedLabel = "audit signing key"
	auditRefLabel  = "audit reference key"
)

// AuditSeed is the seed of the key that signs the audit log.
func AuditSeed(m keyring.Master) [32]byte { return m.Derive(auditSeedLabel) }

// parts are what the service is made of, behind its port.
type parts struct {
	config   *Config
	ring     *keyring.Ring
	audit    *audit.Log
	store    *store.Store
	pool     *worker.Pool
	queue    *queue.Queue
	engine   *engine.Engine
	service  *service.Service
	tested   chan struct{} // closed when the self-test has passed; nothing is proved for others before
	names    []string      // of the circuits served
	selfTest string
}

// openParts opens all parts. On failure what was opened is closed.
func openParts(ctx context.Context, c *Config, o Options, m *metrics, tracer trace.Tracer) (_ *parts, err error) {
	p := &parts{config: c, tested: make(chan struct{})}
	defer func() {
		if err != nil {
			p.close(o.Logger)
		}
	}()
	served, err := c.served()
	if err != nil {
		return nil, err
	}
	p.selfTest = c.selfTest(served)
	for _, e := range served {
		p.names = append(p.names, e.Name)
	}
	if err := os.MkdirAll(c.Data.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("data.dir: %w", err)
	}
	master, err := loadMaster(ctx, c, o.Logger)
	if err != nil {
		return nil, err
	}
	if p.ring, err = keyring.Open(c.KeyringDir(), master); err != nil {
		return nil, err
	}
	if p.audit, err = audit.Open(c.AuditDir(), AuditSeed(master)); err != nil {
		return nil, err
	}
	if n := p.audit.Cut(); n > 0 {
		o.Logger.Warn("the audit log ended in bytes that nobody was told of; they are cut off", "bytes", n)
	}
	if n := p.ring.Corrupt(); n > 0 {
		o.Logger.Warn("slots of the key ring cannot be read", "slots", n)
	}
	p.store, err = store.Open(store.Options{
		Dir: c.StoreDir(), Master: master, Ring: p.ring, MaxAttempts: c.Limits.Attempts,
		KeepProofs: time.Duration(c.Retention.Proofs), KeepFinished: time.Duration(c.Retention.Proofs),
		KeptJobs: c.Limits.KeptPerTenant, KeptRequests: c.Limits.RequestsPerTenant,
		MinFree: uint64(c.Data.MinFree), AcceptLoss: c.Data.AcceptLoss, Log: o.Logger,
	})
	if err != nil {
		return nil, err
	}
	p.pool, err = worker.NewPool(worker.Options{
		Command: o.WorkerCommand, Dir: c.Keys.Cache, Workers: c.Workers.Count, Memory: uint64(c.Workers.Memory),
		JobsPerWorker: c.Workers.JobsPerWorker, AllowDevelopment: c.Circuits.AllowDevelopmentKeys, Log: o.Logger,
	})
	if err != nil {
		return nil, fmt.Errorf("%w:\nworkers: %w", ErrConfig, err)
	}
	if !p.pool.Serves(p.selfTest) {
		return nil, fmt.Errorf("%w:\nworkers.memory: too little for a proof of %s; raise it, or serve smaller circuits", ErrConfig, p.selfTest)
	}
	p.join(c, o, m, tracer, master.Derive(auditRefLabel))
	return p, nil
}

// join makes the engine and the service over the open parts.
func (p *parts) join(c *Config, o Options, m *metrics, tracer trace.Tracer, refKey [32]byte) {
	// Whoever has an id finds its entries with the data key; nobody finds ids.
	ref := func(id string) string {
		h := hmac.New(sha256.New, refKey[:])
		h.Write([]byte(id))
		return hex.EncodeToString(h.Sum(nil))
	}
	p.queue = queue.New(time.Now)
	p.engine = engine.New(engine.Options{
		Store: p.store.Jobs(), Queue: p.queue, Pool: p.pool,
		Limits: engine.Limits{
			Queued: c.Limits.Queued, QueuedPerTenant: c.Limits.QueuedPerTenant,
			Life: time.Duration(c.Limits.MaxJobDeadline), Grace: time.Duration(max(c.Drain.Grace, 1)), // 0 would be its default
		},
		Verify:  func(input, made []byte) error { return verify(input, made, c.Circuits.AllowDevelopmentKeys) },
		Audit:   p.audit.Append,
		Ref:     func(id job.ID) string { return ref(string(id)) },
		Begin:   p.tested,
		Observe: observer{m}, Tracer: tracer, Log: o.Logger,
	})
	p.service = service.New(service.Options{
		Engine: p.engine, Jobs: p.store.Jobs(), Requests: p.store.Requests(), Served: p.names,
		AllowDevelopment: c.Circuits.AllowDevelopmentKeys, PublicURL: c.PublicURL,
		JobDeadline: time.Duration(c.Limits.JobDeadline), MaxJobDeadline: time.Duration(c.Limits.MaxJobDeadline),
		Audit: p.audit.Append, Ref: ref, Log: o.Logger,
	})
}

// loadMaster reads the data key. In development without one it makes one first.
func loadMaster(ctx context.Context, c *Config, log *slog.Logger) (keyring.Master, error) {
	source := c.MasterSource()
	if source.File != c.Data.KeyFile { // development.key
		if _, err := os.Stat(source.File); errors.Is(err, os.ErrNotExist) {
			key, err := keyring.NewMasterKey()
			if err != nil {
				return keyring.Master{}, err
			}
			if err := keyring.WriteMaster(source.File, key); err != nil {
				return keyring.Master{}, fmt.Errorf("make a data key: %w", err)
			}
		}
		log.Warn("no data key is named; the one beside the data is used, which protects nothing from whoever has both", "file", source.File)
	}
	master, err := keyring.LoadMaster(ctx, source)
	if err != nil {
		return keyring.Master{}, fmt.Errorf("data key: %w", err)
	}
	return master, nil
}

// errNotMade reports an attestation that does not answer its input.
var errNotMade = errors.New("the attestation does not answer its input")

// verify judges an attestation by the request and the payee of the input alone. It
// does not ask whether it came in time: a request that expired meanwhile is no fault
// of the worker's.
func verify(input, made []byte, allowDevelopment bool) error {
	m := new(v1.ProofInput)
	if err := proto.Unmarshal(input, m); err != nil {
		return errNotMade // in place of its own, which may quote the message
	}
	defer func() {
		clear(m.GetSecret())
		clear(m.GetWindow().GetReadings())
	}()
	r, err := request.Parse(m.GetRequest())
	if err != nil {
		return errNotMade
	}
	// Of a composition the job is one claim: an answer to another one is not its own.
	parts := r.Parts()
	if uint64(m.GetPart()) >= uint64(len(parts)) {
		return errNotMade
	}
	r = parts[m.GetPart()]
	a, err := attestation.Parse(made)
	if err != nil {
		return errNotMade
	}
	payee := m.GetPayee()
	switch {
	case (payee == nil) != (a.Payee == nil):
		return errNotMade
	case payee != nil && (string(a.Payee.Recipient[:]) != string(payee.GetRecipient()) ||
		a.Payee.Deadline > math.MaxInt64 || int64(a.Payee.Deadline) != payee.GetDeadline().GetSeconds()):
		return errNotMade
	}
	// The nullifier must be that of the input's secret: another holder's attestation
	// answers the same request as well.
	secret, err := statement.SecretFromBytes(m.GetSecret())
	if err != nil {
		return errNotMade
	}
	scope, err := r.ScopeField()
	if err != nil || a.Inputs.Nullifier != secret.Nullifier(scope) {
		return errNotMade
	}
	if verifier.Check(r, a, verifier.Options{Now: time.Unix(1, 0), AllowDevelopment: allowDevelopment}) != nil {
		return errNotMade
	}
	return nil
}

// sweep removes requests that ended long enough ago, until the context ends.
// Finished proofs are the engine's to remove.
func (p *parts) sweep(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(requestSweep)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		before := time.Now().Add(-time.Duration(p.config.Retention.Requests))
		for ctx.Err() == nil {
			n, err := p.store.Requests().Sweep(ctx, before, requestSweepBatch)
			if err != nil && ctx.Err() == nil {
				log.Error("requests that ended could not be removed; it is tried again")
			}
			if err != nil || n < requestSweepBatch {
				break
			}
		}
	}
}

// close closes what is open, last opened first.
func (p *parts) close(log *slog.Logger) {
	if p.pool != nil {
		p.pool.Close()
	}
	if p.store != nil {
		if err := p.store.Close(); err != nil {
			log.Error("the store did not close well")
		}
	}
	if p.audit != nil {
		if err := p.audit.Close(); err != nil {
			log.Error("the audit log did not close well", "err", err)
		}
	}
	if p.ring != nil {
		if err := p.ring.Close(); err != nil {
			log.Error("the key ring did not close well", "err", err)
		}
	}
}

// sources are what figures are asked of.
func (p *parts) sources(f *front) sources {
	s := sources{
		engine: p.engine.Stats, queue: p.queue.Len, pool: p.pool.Stats, ringKeys: p.ring.Len,
		store: p.store.Stats, storeDir: p.config.StoreDir(), auditDir: p.config.AuditDir(),
	}
	s.writable = func() bool { return p.store.Check(context.Background()) == nil }
	if f.tokens != nil {
		s.tokensOK = func() bool { return f.tokens.Err() == nil }
	}
	if f.certs != nil {
		s.certExpires = func() time.Time { return f.certs.now.Load().ends }
	}
	return s
}
