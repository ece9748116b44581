package store

import (
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"time"

	"github.com/dgraph-io/badger/v4"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/job"
	"vitalproof/prover/keyring"
)

// record is a job as it lies in the database, sealed.
type record struct {
	Tenant      string        `json:"tenant"`
	Subject     []byte        `json:"subject,omitempty"` // its ring name; empty for a job that stands alone
	Circuit     string        `json:"circuit"`
	State       v1.ProofState `json:"state"`
	Stage       v1.ProofStage `json:"stage,omitempty"`
	Attempts    int           `json:"attempts,omitempty"`
	Created     int64         `json:"created"` // unix nanoseconds, as all times here
	Deadline    int64         `json:"deadline"`
	Updated     int64         `json:"updated"`
	NotBefore   int64         `json:"not_before,omitempty"`
	Finished    int64         `json:"finished,omitempty"`
	Expires     int64         `json:"expires,omitempty"`
	Failure     v1.Reason     `json:"failure,omitempty"`
	Events      []event       `json:"events"`
	Attestation []byte        `json:"attestation,omitempty"`
	Ephemeral   bool          `json:"ephemeral,omitempty"`
	Token       uint64        `json:"token,omitempty"` // of the last lease
	Until       int64         `json:"until,omitempty"` // when that lease ends
	Idempotency []byte        `json:"idempotency,omitempty"`
}

type event struct {
	Sequence uint64        `json:"n"`
	Time     int64         `json:"t"`
	State    v1.ProofState `json:"s"`
	Stage    v1.ProofStage `json:"g,omitempty"`
	Attempt  int           `json:"a,omitempty"`
}

func instant(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}

// nanos is the inverse of instant. Times outside its range, which no clock shows,
// become the nearest ones in it.
func nanos(t time.Time) int64 {
	switch {
	case t.IsZero():
		return 0
	case t.Year() < 1970:
		return 1
	case t.Year() > 2200:
		return math.MaxInt64
	}
	return t.UnixNano()
}

// job gives the record as its reader sees it.
func (r *record) job(id job.ID) job.Job {
	j := job.Job{
		ID: id, Owner: job.Owner{Tenant: r.Tenant}, Circuit: r.Circuit, State: r.State, Stage: r.Stage, Attempts: r.Attempts,
		Created: instant(r.Created), Deadline: instant(r.Deadline), Updated: instant(r.Updated), NotBefore: instant(r.NotBefore),
		Finished: instant(r.Finished), Expires: instant(r.Expires), Failure: r.Failure, Ephemeral: r.Ephemeral,
	}
	for _, e := range r.Events {
		j.Events = append(j.Events, job.Event{Sequence: e.Sequence, Time: instant(e.Time), State: e.State, Stage: e.Stage, Attempt: e.Attempt})
	}
	return j
}

// move changes state and stage and notes it.
func (r *record) move(state v1.ProofState, stage v1.ProofStage, now time.Time) {
	r.State, r.Stage, r.Updated = state, stage, nanos(now)
	e := event{Sequence: 1, Time: nanos(now), State: state, Stage: stage, Attempt: r.Attempts}
	if n := len(r.Events); n > 0 {
		e.Sequence = r.Events[n-1].Sequence + 1
	}
	if len(r.Events) == job.MaxEvents {
		r.Events = r.Events[:job.MaxEvents-1]
	}
	r.Events = append(r.Events, e)
}

// holds reports whether a lease is the present one.
func (r *record) holds(l job.Lease) bool {
	return r.Token == l.Token && (r.State == v1.ProofState_PROOF_STATE_RUNNING || r.State == v1.ProofState_PROOF_STATE_CANCELLING)
}

var idEncoding = base32.StdEncoding.WithPadding(base32.NoPadding)

const idBytes = 16

// rawID reads an id's one spelling.
func rawID(id string) ([]byte, bool) {
	raw, err := idEncoding.DecodeString(strings.ToUpper(id))
	return raw, err == nil && len(raw) == idBytes && textID(raw) == id
}

func textID(raw []byte) string { return strings.ToLower(idEncoding.EncodeToString(raw)) }

// Database keys. Lists are newest first: the time is written as its complement.
func cat(parts ...[]byte) []byte {
	var key []byte
	for _, p := range parts {
		key = append(key, p...)
	}
	return key
}

func big(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func jobKey(id []byte) []byte     { return cat([]byte{'j'}, id) }
func inputKey(id []byte) []byte   { return cat([]byte{'i'}, id) }
func pendingKey(id []byte) []byte { return cat([]byte{'p'}, id) }
func downward(t int64) []byte     { return big(math.MaxUint64 - uint64(t)) } //nolint:gosec // not negative
func expiryKey(kind byte, t int64, id []byte) []byte {
	return cat([]byte{kind}, big(uint64(t)), id) //nolint:gosec // not negative
}

func (s *Store) tenantPrefix(kind byte, tenant string) []byte {
	return cat([]byte{kind}, s.hash("tenant", []byte(tenant)))
}

func subjectPrefix(name []byte) []byte { return cat([]byte{'s'}, name) }

func (s *Store) idempotencyKey(kind byte, tenant, key string) []byte {
	return cat([]byte{kind}, s.hash("idempotency", []byte(tenant), []byte(key)))
}

// digestHash hides the digest: it is of private data.
func (s *Store) digestHash(digest [32]byte) []byte { return s.hash("digest", digest[:]) }

// Classes of ring names: their first byte, so that leftovers of a crash can be told
// apart.
const (
	ringInput   = 'i'
	ringSubject = 's'
	ringLone    = 'l'
	ringRequest = 'r'
)

func (s *Store) ringName(class byte, parts ...[]byte) (name [32]byte) {
	copy(name[:], s.hash("ring "+string(class), parts...))
	name[0] = class
	return name
}

func (s *Store) subjectName(o job.Owner) [32]byte {
	return s.ringName(ringSubject, []byte(o.Tenant), []byte(o.Subject))
}

// lockSubject lets many write about a subject, or one erase it. Without it a job
// could be acknowledged whose key an erasure has just destroyed.
func (s *Store) lockSubject(name [32]byte) *sync.RWMutex {
	return &s.subjects[int(name[1])%len(s.subjects)]
}

// seal writes a value and under which ring key it is.
func seal(name [32]byte, key keyring.Key, at, plain []byte) []byte {
	return cat(name[:], key.Seal(at, plain))
}

// open reads a value written by seal. A value whose key is destroyed is as good as
// absent: nil.
func (s *Store) open(at, value []byte) ([]byte, [32]byte, error) {
	var name [32]byte
	if value == nil {
		return nil, name, nil
	}
	if len(value) < len(name) {
		return nil, name, job.ErrStorage
	}
	copy(name[:], value)
	key, err := s.ring.Get(name)
	if errors.Is(err, keyring.ErrDestroyed) {
		return nil, name, nil
	}
	if err != nil {
		return nil, name, fmt.Errorf("%w: the key ring cannot be read", job.ErrStorage)
	}
	plain, err := key.Open(at, value[len(name):])
	if err != nil {
		return nil, name, fmt.Errorf("%w: a record is damaged", job.ErrStorage)
	}
	return plain, name, nil
}

// load reads a job's record; nil if there is none.
func (s *Store) load(txn *badger.Txn, id []byte) (*record, [32]byte, error) {
	at := jobKey(id)
	value, err := get(txn, at)
	if err != nil {
		return nil, [32]byte{}, err
	}
	plain, name, err := s.open(at, value)
	if err != nil || plain == nil {
		return nil, name, err
	}
	defer clear(plain)
	var r record
	if err := json.Unmarshal(plain, &r); err != nil {
		return nil, name, fmt.Errorf("%w: a record cannot be read", job.ErrStorage)
	}
	return &r, name, nil
}

// save writes a job's record under its ring key.
func (s *Store) save(txn *badger.Txn, id []byte, name [32]byte, r *record) error {
	key, err := s.ring.Get(name)
	if err != nil {
		return job.ErrNotFound // erased meanwhile
	}
	plain, err := json.Marshal(r)
	if err != nil {
		return err
	}
	defer clear(plain)
	at := jobKey(id)
	return txn.Set(at, seal(name, key, at, plain))
}

// ensure gives a ring key, made if there is none.
func (s *Store) ensure(name [32]byte) (keyring.Key, error) {
	key, err := s.ring.Get(name)
	if !errors.Is(err, keyring.ErrDestroyed) {
		return key, ringError(err)
	}
	key, err = s.ring.Create(name)
	if errors.Is(err, keyring.ErrExists) {
		key, err = s.ring.Get(name)
	}
	return key, ringError(err)
}

func ringError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrClosed):
		return job.ErrClosed
	case errors.Is(err, keyring.ErrFull):
		return job.ErrFull
	}
	return fmt.Errorf("%w: the key ring cannot be written", job.ErrStorage)
}
