package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/dgraph-io/badger/v4"

	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/collect"
	"vitalproof/prover/job"
	"vitalproof/prover/keyring"
)

// requests is the Store as a collect.Store.
type requests Store

func (q *requests) store() *Store { return (*Store)(q) }

// call is a collected request as it lies in the database, sealed.
type call struct {
	Tenant       string `json:"tenant"`
	Request      []byte `json:"request"` // the file
	Created      int64  `json:"created"`
	Wanted       uint64 `json:"wanted,omitempty"`
	Participants uint64 `json:"participants,omitempty"`
	Closed       bool   `json:"closed,omitempty"`
	Idempotency  []byte `json:"idempotency,omitempty"`
}

// answer is an accepted answer as it lies in the database, sealed.
type answer struct {
	Nullifier   string `json:"nullifier"`
	Day         string `json:"day"`
	Attestation []byte `json:"attestation"`
}

func callKey(id []byte) []byte { return cat([]byte{'r'}, id) }

func answerKey(id []byte, number uint64) []byte { return cat([]byte{'a'}, id, big(number)) }

func (c *call) view(id []byte) (collect.Request, error) {
	r, err := request.Parse(c.Request)
	if err != nil {
		return collect.Request{}, job.ErrStorage
	}
	return collect.Request{
		ID: textID(id), Tenant: c.Tenant, Request: r, Created: instant(c.Created), Wanted: c.Wanted,
		Participants: c.Participants, Closed: c.Closed,
	}, nil
}

func (q *requests) load(txn *badger.Txn, id []byte) (*call, error) {
	at := callKey(id)
	value, err := get(txn, at)
	if err != nil {
		return nil, err
	}
	plain, _, err := q.store().open(at, value)
	if err != nil {
		return nil, err
	}
	if plain == nil {
		return nil, collect.ErrNotFound
	}
	var c call
	if err := json.Unmarshal(plain, &c); err != nil {
		return nil, job.ErrStorage
	}
	return &c, nil
}

func (q *requests) save(txn *badger.Txn, id []byte, c *call) error {
	return q.put(txn, id, callKey(id), c)
}

// put seals a value under the request's key.
func (q *requests) put(txn *badger.Txn, id, at []byte, v any) error {
	s := q.store()
	name := s.ringName(ringRequest, id)
	key, err := s.ring.Get(name)
	if err != nil {
		return collect.ErrNotFound // removed meanwhile
	}
	plain, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return txn.Set(at, seal(name, key, at, plain))
}

// Create implements collect.Store.
func (q *requests) Create(ctx context.Context, n collect.New) (made collect.Request, created bool, err error) {
	s := q.store()
	file, err := n.Request.Marshal()
	if err != nil {
		return made, false, err
	}
	if n.IdempotencyKey != "" {
		err := s.view(ctx, func(txn *badger.Txn) (err error) {
			made, _, err = q.find(txn, n)
			return err
		})
		if err != nil || made.ID != "" {
			return made, false, err
		}
	}
	if err := s.Check(); err != nil {
		return made, false, err
	}
	raw, _ := rawID(string(job.NewID()))
	name := s.ringName(ringRequest, raw)
	if _, err := s.ring.Create(name); err != nil {
		return made, false, ringError(err)
	}
	c := &call{Tenant: n.Tenant, Request: file, Created: nanos(n.Created), Wanted: n.Wanted}
	if n.IdempotencyKey != "" {
		c.Idempotency = s.idempotencyKey('m', n.Tenant, n.IdempotencyKey)
	}
	var twin bool
	err = s.update(ctx, func(txn *badger.Txn) (err error) {
		if c.Idempotency != nil {
			if made, twin, err = q.find(txn, n); twin || err != nil {
				return err
			}
			if err := txn.Set(c.Idempotency, cat(raw, s.digestHash(n.Digest))); err != nil {
				return err
			}
		}
		if err := txn.Set(s.callListKey(c, raw), nil); err != nil {
			return err
		}
		if err := txn.Set(expiryKey('y', nanos(n.Request.Expires), raw), nil); err != nil {
			return err
		}
		return q.save(txn, raw, c)
	})
	if err != nil || twin {
		_ = s.ring.Destroy(name)
		return made, false, err
	}
	made, err = c.view(raw)
	return made, true, err
}

func (s *Store) callListKey(c *call, raw []byte) []byte {
	return cat(s.tenantPrefix('q', c.Tenant), downward(c.Created), raw)
}

func (q *requests) find(txn *badger.Txn, n collect.New) (found collect.Request, ok bool, err error) {
	s := q.store()
	value, err := get(txn, s.idempotencyKey('m', n.Tenant, n.IdempotencyKey))
	if err != nil || len(value) < idBytes {
		return found, false, err
	}
	raw := value[:idBytes]
	c, err := q.load(txn, raw)
	if errors.Is(err, collect.ErrNotFound) {
		return found, false, nil
	}
	if err != nil {
		return found, false, err
	}
	if !bytes.Equal(value[idBytes:], s.digestHash(n.Digest)) {
		return found, false, collect.ErrMismatch
	}
	found, err = c.view(raw)
	return found, err == nil, err
}

// Get implements collect.Store.
func (q *requests) Get(ctx context.Context, id string) (found collect.Request, err error) {
	raw, ok := rawID(id)
	if !ok {
		return found, collect.ErrNotFound
	}
	err = q.store().view(ctx, func(txn *badger.Txn) error {
		c, err := q.load(txn, raw)
		if err == nil {
			found, err = c.view(raw)
		}
		return err
	})
	return found, err
}

// List implements collect.Store.
func (q *requests) List(ctx context.Context, tenant string, limit int, token string) (found []collect.Request, next string, err error) {
	s := q.store()
	prefix := s.tenantPrefix('q', tenant)
	from, err := s.pageStart(prefix, token)
	if err != nil {
		return nil, "", err
	}
	err = s.view(ctx, func(txn *badger.Txn) error {
		var failure error
		var last []byte
		keysFrom(txn, prefix, from, func(key []byte) bool {
			if len(found) == limit {
				next = s.pageToken(prefix, last)
				return false
			}
			last = key
			raw := key[len(key)-idBytes:]
			c, err := q.load(txn, raw)
			if errors.Is(err, collect.ErrNotFound) {
				return true
			}
			var r collect.Request
			if err == nil {
				r, err = c.view(raw)
			}
			if failure = err; err != nil {
				return false
			}
			found = append(found, r)
			return true
		})
		return failure
	})
	return found, next, err
}

// edit changes a request that exists; with a tenant, only the tenant's.
func (q *requests) edit(ctx context.Context, tenant, id string, change func(txn *badger.Txn, raw []byte, c *call, r *collect.Request) error) (collect.Request, error) {
	s := q.store()
	raw, ok := rawID(id)
	if !ok {
		return collect.Request{}, collect.ErrNotFound
	}
	var r collect.Request
	err := s.update(ctx, func(txn *badger.Txn) error {
		c, err := q.load(txn, raw)
		if err != nil {
			return err
		}
		if tenant != "" && c.Tenant != tenant {
			return collect.ErrNotFound
		}
		if r, err = c.view(raw); err != nil {
			return err
		}
		if err := change(txn, raw, c, &r); err != nil {
			return err
		}
		r, err = c.view(raw)
		if err != nil {
			return err
		}
		return q.save(txn, raw, c)
	})
	if err == nil {
		s.calls.changed(id)
	}
	return r, err
}

// Count implements collect.Store. The nullifier's mark, the answer and the number
// of participants are one transaction: of two at once, one collides and is run
// again, and then sees the other's mark.
func (q *requests) Count(ctx context.Context, id string, nullifier statement.Field, attestation []byte, now time.Time) (collect.Request, error) {
	s := q.store()
	return q.edit(ctx, "", id, func(txn *badger.Txn, raw []byte, c *call, r *collect.Request) error {
		scope, err := r.Request.ScopeField()
		if err != nil {
			return job.ErrStorage
		}
		sb, nb := scope.Bytes(), nullifier.Bytes()
		mark := cat([]byte{'n'}, s.hash("nullifier", []byte(c.Tenant), sb[:], nb[:]))
		found, err := txn.Get(mark)
		switch {
		case err == nil && found != nil:
			return collect.ErrAnswered
		case !errors.Is(err, badger.ErrKeyNotFound):
			return err
		}
		switch r.State(now) {
		case v1.RequestState_REQUEST_STATE_OPEN:
		case v1.RequestState_REQUEST_STATE_EXPIRED:
			return collect.ErrExpired
		default:
			return collect.ErrClosed
		}
		c.Participants++
		if err := txn.Set(mark, nil); err != nil {
			return err
		}
		return q.put(txn, raw, answerKey(raw, c.Participants), answer{
			Nullifier: statement.FormatField(nullifier), Day: now.UTC().Format(time.DateOnly), Attestation: attestation,
		})
	})
}

// Close implements collect.Store.
func (q *requests) Close(ctx context.Context, tenant, id string) (collect.Request, error) {
	return q.edit(ctx, tenant, id, func(_ *badger.Txn, _ []byte, c *call, _ *collect.Request) error {
		c.Closed = true
		return nil
	})
}

// Answers implements collect.Store.
func (q *requests) Answers(ctx context.Context, tenant, id string, after uint64, limit int) (found []collect.Answer, more bool, err error) {
	s := q.store()
	raw, ok := rawID(id)
	if !ok {
		return nil, false, collect.ErrNotFound
	}
	err = s.view(ctx, func(txn *badger.Txn) error {
		c, err := q.load(txn, raw)
		if err != nil {
			return err
		}
		if c.Tenant != tenant {
			return collect.ErrNotFound
		}
		for number := after + 1; number > after && number <= c.Participants; number++ {
			if len(found) == limit {
				more = true
				return nil
			}
			a, err := q.answer(txn, raw, number)
			if err != nil {
				return err
			}
			found = append(found, a)
		}
		return nil
	})
	return found, more, err
}

func (q *requests) answer(txn *badger.Txn, raw []byte, number uint64) (collect.Answer, error) {
	at := answerKey(raw, number)
	value, err := get(txn, at)
	if err != nil {
		return collect.Answer{}, err
	}
	plain, _, err := q.store().open(at, value)
	if err != nil {
		return collect.Answer{}, err
	}
	var a answer
	if json.Unmarshal(plain, &a) != nil { // also if it is missing: numbers have no gaps
		return collect.Answer{}, job.ErrStorage
	}
	nullifier, err := statement.ParseField(a.Nullifier)
	if err != nil {
		return collect.Answer{}, job.ErrStorage
	}
	return collect.Answer{Number: number, Nullifier: nullifier, Day: a.Day, Attestation: a.Attestation}, nil
}

// Delete implements collect.Store. The request's record goes first, so that nobody
// counts on it any more, then the answers in batches, then the key.
func (q *requests) Delete(ctx context.Context, tenant, id string) error {
	raw, ok := rawID(id)
	if !ok {
		return nil
	}
	return q.remove(ctx, tenant, raw)
}

// batch is how many answers one transaction removes; far below Badger's limit.
const batch = 1000

func (q *requests) remove(ctx context.Context, tenant string, raw []byte) error {
	s := q.store()
	err := s.write(ctx, func(txn *badger.Txn) error {
		c, err := q.load(txn, raw)
		if err != nil {
			return err
		}
		if tenant != "" && c.Tenant != tenant {
			return collect.ErrNotFound
		}
		r, err := c.view(raw)
		if err != nil {
			return err
		}
		keys := [][]byte{callKey(raw), s.callListKey(c, raw), expiryKey('y', nanos(r.Request.Expires), raw)}
		if c.Idempotency != nil {
			keys = append(keys, c.Idempotency)
		}
		for _, key := range keys {
			if err := txn.Delete(key); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, collect.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.ring.Destroy(s.ringName(ringRequest, raw)); err != nil && !errors.Is(err, keyring.ErrDestroyed) {
		return ringError(err)
	}
	s.calls.changed(textID(raw))
	return s.removePrefix(ctx, answerKey(raw, 0)[:1+idBytes])
}

// removePrefix deletes all keys with a prefix. What a crash leaves of them is sealed
// under a key that is gone.
func (s *Store) removePrefix(ctx context.Context, prefix []byte) error {
	for {
		var keys [][]byte
		err := s.view(ctx, func(txn *badger.Txn) error {
			keysFrom(txn, prefix, prefix, func(key []byte) bool {
				keys = append(keys, key)
				return len(keys) < batch
			})
			return nil
		})
		if err != nil || len(keys) == 0 {
			return err
		}
		err = s.write(ctx, func(txn *badger.Txn) error {
			for _, key := range keys {
				if err := txn.Delete(key); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
}

// Sweep implements collect.Store.
func (q *requests) Sweep(ctx context.Context, before time.Time, limit int) (int, error) {
	s := q.store()
	var due [][]byte
	err := s.view(ctx, func(txn *badger.Txn) error {
		keysFrom(txn, []byte{'y'}, []byte{'y'}, func(key []byte) bool {
			if len(due) == limit || bytes.Compare(key, expiryKey('y', nanos(before), nil)) > 0 {
				return false
			}
			due = append(due, key)
			return true
		})
		return nil
	})
	if err != nil {
		return 0, err
	}
	for n, key := range due {
		if err := q.remove(ctx, "", key[len(key)-idBytes:]); err != nil {
			return n, err
		}
		if err := s.write(ctx, func(txn *badger.Txn) error { return txn.Delete(key) }); err != nil {
			return n, err
		}
	}
	return len(due), nil
}

// Watch implements collect.Store.
func (q *requests) Watch(id string) (<-chan struct{}, func()) { return q.store().calls.watch(id) }
