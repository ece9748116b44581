package store

import (
	"errors"
	"time"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/job"
	"vitalproof/prover/keyring"
)

// jobHead is what can be read of a job without its keys: what is needed to
// remove every mention of it.
type jobHead struct {
	tenant  tag
	subject tag // name of the subject's key; zero for none
	once    tag // of the idempotency key; zero for none
	created stamp
	expires stamp // zero unless the job is final
}

const jobHeadBytes = 3*tagBytes + 2*8

func (h jobHead) encode() []byte {
	w := writer(make([]byte, 0, jobHeadBytes))
	w.raw(h.tenant[:])
	w.raw(h.subject[:])
	w.raw(h.once[:])
	w.u64(uint64(h.created))
	w.u64(uint64(h.expires))
	return w
}

func decodeJobHead(b []byte) (h jobHead, err error) {
	r := reader{b: b}
	h = jobHead{tenant: r.tag(), subject: r.tag(), once: r.tag(), created: stamp(r.u64()), expires: stamp(r.u64())}
	return h, r.done()
}

// jobRecord is a job with what the store knows of it besides.
type jobRecord struct {
	id   id
	head jobHead
	keys []keyring.Key // the job's, then the subject's if it has one
	job  job.Job
	// token is the present lease's. How long a lease lasts is not kept: the only
	// process that can hold one is the one that has the store open, and after a
	// crash Recover ends them all.
	token uint64
}

func (r *jobRecord) at() []byte { return key(kindJob, r.id[:]) }

func (r *jobRecord) encodeBody() []byte {
	j := &r.job
	w := writer(make([]byte, 0, 256+len(j.Attestation)+32*len(j.Events)))
	w.bytes([]byte(j.Owner.Tenant))
	w.bytes([]byte(j.Circuit))
	w.u8(uint8(j.State))
	w.u8(uint8(j.Stage))
	w.u32(uint32(j.Attempts))
	w.u64(r.token)
	for _, t := range []time.Time{j.Created, j.Deadline, j.Updated, j.NotBefore, j.Finished, j.Expires} {
		w.time(t)
	}
	w.u32(uint32(j.Failure))
	w.flag(j.Ephemeral)
	w.u32(uint32(len(j.Events)))
	for _, e := range j.Events {
		w.u64(e.Sequence)
		w.time(e.Time)
		w.u8(uint8(e.State))
		w.u8(uint8(e.Stage))
		w.u32(uint32(e.Attempt))
	}
	w.bytes(j.Attestation)
	return w
}

func (r *jobRecord) decodeBody(b []byte) error {
	in := reader{b: b}
	j := &r.job
	j.ID = job.ID(r.id.String())
	j.Owner.Tenant = string(in.bytes())
	j.Circuit = string(in.bytes())
	j.State = v1.ProofState(in.u8())
	j.Stage = v1.ProofStage(in.u8())
	j.Attempts = int(in.u32())
	r.token = in.u64()
	for _, t := range []*time.Time{&j.Created, &j.Deadline, &j.Updated, &j.NotBefore, &j.Finished, &j.Expires} {
		*t = in.time()
	}
	j.Failure = v1.Reason(in.u32())
	j.Ephemeral = in.flag()
	events := in.u32()
	if events > job.MaxEvents {
		return errCodec
	}
	j.Events = make([]job.Event, events)
	for i := range j.Events {
		j.Events[i] = job.Event{
			Sequence: in.u64(), Time: in.time(),
			State: v1.ProofState(in.u8()), Stage: v1.ProofStage(in.u8()), Attempt: int(in.u32()),
		}
	}
	if a := in.bytes(); len(a) > 0 {
		j.Attestation = a
	}
	return in.done()
}

// event notes the job as it now stands.
func (r *jobRecord) event(now time.Time) {
	j := &r.job
	j.Updated = now
	e := job.Event{Sequence: 1, Time: now, State: j.State, Stage: j.Stage, Attempt: j.Attempts}
	if n := len(j.Events); n > 0 {
		e.Sequence = j.Events[n-1].Sequence + 1
		if n >= job.MaxEvents {
			j.Events[n-1] = e
			return
		}
	}
	j.Events = append(j.Events, e)
}

// indexes are the keys at which a job is mentioned, but for its idempotency key.
func (s *Store) indexes(i id, h jobHead) [][]byte {
	keys := [][]byte{key(kindOfTenant, h.tenant[:], h.created.down(), i[:])}
	if h.subject != (tag{}) {
		of := s.names.jobsOf(h.subject)
		keys = append(keys, key(kindOfSubject, of[:], h.created.down(), i[:]))
	}
	if h.expires == 0 {
		return append(keys, pendingKey(i, h))
	}
	return append(keys, expiryKey(i, h))
}

func pendingKey(i id, h jobHead) []byte { return key(kindPending, h.created.up(), i[:]) }
func expiryKey(i id, h jobHead) []byte  { return key(kindExpiry, h.expires.up(), i[:]) }
func inputKey(i id) []byte              { return key(kindInput, i[:]) }

// head reads what there is of a job without its keys.
func (s *Store) head(t tx, i id) (h jobHead, found bool, err error) {
	at := key(kindJob, i[:])
	value, found, err := t.get(at)
	if err != nil || !found {
		return h, false, err
	}
	raw, _, _, ok := splitRecord(s.heads, at, value, jobHeadBytes)
	if !ok {
		return h, false, s.damage(t.op)
	}
	if h, err = decodeJobHead(raw); err != nil {
		return h, false, s.damage(t.op)
	}
	return h, true, nil
}

// load reads a job. What has no key any more does not exist: job.ErrNotFound.
func (s *Store) load(t tx, i id) (*jobRecord, error) {
	r := &jobRecord{id: i}
	value, found, err := t.get(r.at())
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, job.ErrNotFound
	}
	raw, aad, sealed, ok := splitRecord(s.heads, r.at(), value, jobHeadBytes)
	if !ok {
		return nil, s.damage(t.op)
	}
	if r.head, err = decodeJobHead(raw); err != nil {
		return nil, s.damage(t.op)
	}
	if r.keys, err = s.jobKeys(t.op, i, r.head.subject); err != nil {
		if errors.Is(err, errGone) {
			return nil, job.ErrNotFound
		}
		return nil, err
	}
	body, err := openBody(aad, sealed, r.keys...)
	if err != nil || r.decodeBody(body) != nil {
		return nil, s.damage(t.op)
	}
	return r, nil
}

// jobKeys gives the keys of a record: two, so that deleting one job of a subject
// and erasing the subject each leave nothing, also of records that an old backup
// brings back.
func (s *Store) jobKeys(op string, i id, subject tag) ([]keyring.Key, error) {
	names := []tag{s.names.jobKey(i)}
	if subject != (tag{}) {
		names = append(names, subject)
	}
	keys := make([]keyring.Key, len(names))
	for n, name := range names {
		k, err := s.ring.Get(name)
		if err != nil {
			return nil, ringError(op, err)
		}
		keys[n] = k
	}
	return keys, nil
}

func (s *Store) sealJob(r *jobRecord) []byte {
	return sealRecord(s.heads, r.at(), r.head.encode(), r.encodeBody(), r.keys...)
}

// damage counts and reports a record that does not open although its keys are
// there.
func (s *Store) damage(op string) error {
	s.damaged.Add(1)
	s.log.Error("a record is damaged", "during", op)
	return damaged(op)
}

// owns tells whether a job is an owner's. An owner without a subject speaks for
// the tenant.
func (s *Store) owns(o job.Owner, h jobHead) bool {
	return h.tenant == s.names.tenant(o.Tenant) &&
		(o.Subject == "" || h.subject == s.names.subjectKey(o.Tenant, o.Subject))
}
