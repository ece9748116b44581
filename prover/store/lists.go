package store

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/dgraph-io/badger/v4"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/job"
)

// scanBound is how many entries one call of List looks at, so that a filter that
// matches nothing costs a bounded time; the page then ends early.
const scanBound = 5000

// List implements job.Store.
func (j *jobs) List(ctx context.Context, o job.Owner, f job.Filter) (found []job.Job, next string, err error) {
	s := j.store()
	prefix := s.tenantPrefix('t', o.Tenant)
	if o.Subject != "" {
		name := s.subjectName(o)
		prefix = subjectPrefix(name[:])
	}
	from, err := s.pageStart(prefix, f.Token)
	if err != nil {
		return nil, "", err
	}
	err = s.view(ctx, func(txn *badger.Txn) error {
		var failure error
		var last []byte
		seen, more := 0, false
		keysFrom(txn, prefix, from, func(key []byte) bool {
			if len(found) == f.Limit || seen == scanBound {
				more = true
				return false
			}
			seen++
			last = key
			raw := key[len(key)-idBytes:]
			r, _, err := s.load(txn, raw)
			if err != nil {
				failure = err
				return false
			}
			if r == nil || r.Tenant != o.Tenant || !filter(f).matches(r) {
				return true
			}
			found = append(found, r.job(job.ID(textID(raw))))
			return true
		})
		if more {
			next = s.pageToken(prefix, last)
		}
		return failure
	})
	return found, next, err
}

type filter job.Filter

func (f filter) matches(r *record) bool {
	return (len(f.States) == 0 || slices.Contains(f.States, r.State)) && (f.Circuit == "" || f.Circuit == r.Circuit)
}

// pageToken names the last entry of a page. It is bound to its list, so that nobody
// can make one that begins in somebody else's.
func (s *Store) pageToken(prefix, last []byte) string {
	rest := last[len(prefix):]
	return base64.RawURLEncoding.EncodeToString(cat(rest, s.hash("page", prefix, rest)))
}

// pageStart gives the key at which a page begins.
func (s *Store) pageStart(prefix []byte, token string) ([]byte, error) {
	if token == "" {
		return prefix, nil
	}
	const restBytes, hashBytes = 8 + idBytes, 32
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != restBytes+hashBytes {
		return nil, ErrPageToken
	}
	rest := raw[:restBytes]
	if subtle.ConstantTimeCompare(raw[restBytes:], s.hash("page", prefix, rest)) != 1 {
		return nil, ErrPageToken
	}
	return cat(prefix, rest, []byte{0}), nil // just behind it
}

// Delete implements job.Store.
func (j *jobs) Delete(ctx context.Context, o job.Owner, id job.ID) error {
	raw, ok := rawID(string(id))
	if !ok {
		return nil
	}
	_, err := j.remove(ctx, raw, func(r *record, name [32]byte) bool {
		return r.Tenant == o.Tenant && (o.Subject == "" || name == j.store().subjectName(o))
	})
	return err
}

// remove takes out a job that a condition allows to, with its keys. It gives the
// state that it had.
func (j *jobs) remove(ctx context.Context, raw []byte, allowed func(*record, [32]byte) bool) (state v1.ProofState, err error) {
	s := j.store()
	var lone *[32]byte
	err = s.write(ctx, func(txn *badger.Txn) error {
		r, name, err := s.load(txn, raw)
		if err != nil {
			return err
		}
		if r == nil || !allowed(r, name) {
			state = 0
			return nil
		}
		if state = r.State; r.Subject == nil {
			lone = &name
		}
		return s.purge(txn, raw, r)
	})
	if err != nil || state == 0 {
		return 0, err
	}
	if err := s.ring.Destroy(s.ringName(ringInput, raw)); err != nil {
		return 0, ringError(err)
	}
	if lone != nil {
		if err := s.ring.Destroy(*lone); err != nil {
			return 0, ringError(err)
		}
	}
	s.jobs.changed(textID(raw))
	return state, nil
}

// purge deletes everything of a job.
func (s *Store) purge(txn *badger.Txn, raw []byte, r *record) error {
	keys := [][]byte{jobKey(raw), inputKey(raw), pendingKey(raw), s.listKey(r, raw)}
	if r.Subject != nil {
		keys = append(keys, s.subjectKey(r, raw))
	}
	if r.Expires != 0 {
		keys = append(keys, expiryKey('x', r.Expires, raw))
	}
	if r.Idempotency != nil {
		value, err := get(txn, r.Idempotency)
		if err != nil {
			return err
		}
		if bytes.HasPrefix(value, raw) { // and not of a later job under the same key
			keys = append(keys, r.Idempotency)
		}
	}
	for _, key := range keys {
		if err := txn.Delete(key); err != nil {
			return err
		}
	}
	return nil
}

// EraseSubject implements job.Store. The records go first and the key last: if a
// crash comes between, the caller was told nothing and asks again.
func (j *jobs) EraseSubject(ctx context.Context, o job.Owner) ([]job.ID, error) {
	s := j.store()
	if o.Subject == "" {
		return nil, errors.New("store: a subject is needed")
	}
	name := s.subjectName(o)
	lock := s.lockSubject(name)
	lock.Lock()
	defer lock.Unlock()
	var ids [][]byte
	err := s.view(ctx, func(txn *badger.Txn) error {
		prefix := subjectPrefix(name[:])
		keysFrom(txn, prefix, prefix, func(key []byte) bool {
			ids = append(ids, key[len(key)-idBytes:])
			return true
		})
		return nil
	})
	if err != nil {
		return nil, err
	}
	var unfinished []job.ID
	for _, raw := range ids {
		state, err := j.remove(ctx, raw, func(_ *record, of [32]byte) bool { return of == name })
		if err != nil {
			return unfinished, err
		}
		if state != 0 && !job.Final(state) {
			unfinished = append(unfinished, job.ID(textID(raw)))
		}
	}
	return unfinished, ringError(s.ring.Destroy(name))
}

// Sweep implements job.Store.
func (j *jobs) Sweep(ctx context.Context, now time.Time, limit int) (int, error) {
	s := j.store()
	var due [][]byte
	err := s.view(ctx, func(txn *badger.Txn) error {
		keysFrom(txn, []byte{'x'}, []byte{'x'}, func(key []byte) bool {
			if len(due) == limit || bytes.Compare(key, expiryKey('x', nanos(now), nil)) > 0 {
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
		if _, err := j.remove(ctx, key[len(key)-idBytes:], func(*record, [32]byte) bool { return true }); err != nil {
			return n, err
		}
		// Of a record that cannot be opened any more only this is left.
		if err := s.write(ctx, func(txn *badger.Txn) error { return txn.Delete(key) }); err != nil {
			return n, err
		}
	}
	return len(due), nil
}

// Recover implements job.Store.
func (j *jobs) Recover(ctx context.Context, now time.Time) iter.Seq2[job.Ref, error] {
	return func(yield func(job.Ref, error) bool) {
		s := j.store()
		refs, err := j.recover(ctx, now)
		if err == nil {
			err = s.destroyLeftovers(ctx)
		}
		if err != nil {
			yield(job.Ref{}, err)
			return
		}
		for _, ref := range refs {
			if !yield(ref.Ref, nil) {
				return
			}
		}
	}
}

type created struct {
	job.Ref
	at int64
}

func (j *jobs) recover(ctx context.Context, now time.Time) ([]created, error) {
	s := j.store()
	var pending [][]byte
	err := s.view(ctx, func(txn *badger.Txn) error {
		keysFrom(txn, []byte{'p'}, []byte{'p'}, func(key []byte) bool {
			pending = append(pending, key[1:])
			return true
		})
		return nil
	})
	if err != nil {
		return nil, err
	}
	var refs []created
	for _, raw := range pending {
		ref, err := j.recoverOne(ctx, raw, now)
		if err != nil {
			return nil, err
		}
		if ref != nil {
			refs = append(refs, *ref)
		}
	}
	slices.SortFunc(refs, func(a, b created) int {
		if a.at != b.at {
			return int(max(-1, min(1, a.at-b.at)))
		}
		return bytes.Compare([]byte(a.ID), []byte(b.ID))
	})
	return refs, nil
}

func (j *jobs) recoverOne(ctx context.Context, raw []byte, now time.Time) (*created, error) {
	s := j.store()
	id := job.ID(textID(raw))
	var seen *record
	err := s.view(ctx, func(txn *badger.Txn) (err error) {
		seen, _, err = s.load(txn, raw)
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case seen == nil: // its key was destroyed, and a backup from before was restored
		return nil, s.write(ctx, func(txn *badger.Txn) error {
			for _, key := range [][]byte{pendingKey(raw), inputKey(raw), jobKey(raw)} {
				if err := txn.Delete(key); err != nil {
					return err
				}
			}
			return nil
		})
	case seen.Ephemeral:
		_, err := j.remove(ctx, raw, func(*record, [32]byte) bool { return true })
		return nil, err
	case seen.State != queued:
		found, err := j.change(ctx, id, func(_ *badger.Txn, r *record, _ [32]byte) (bool, error) {
			if job.Final(r.State) || r.State == queued {
				return false, nil
			}
			j.retry(r, v1.Reason_REASON_WORKER, true, now, now)
			return true, nil
		})
		if err != nil || found.State != queued {
			return nil, err
		}
		seen.NotBefore = nanos(found.NotBefore)
	}
	return &created{job.Ref{
		ID: id, Tenant: seen.Tenant, Circuit: seen.Circuit, NotBefore: instant(seen.NotBefore), Deadline: instant(seen.Deadline),
	}, seen.Created}, nil
}

// destroyLeftovers destroys the ring keys that nothing is sealed under: a crash came
// between them and their record, or between the end of a job and the end of its
// input's key. An input key whose job is missing altogether may also mean that the
// database lost the job; that is counted.
func (s *Store) destroyLeftovers(ctx context.Context) error {
	wanted := map[[32]byte]bool{}
	known := map[[32]byte]bool{} // input keys whose job exists, final or not
	err := s.view(ctx, func(txn *badger.Txn) error {
		keysFrom(txn, []byte{'j'}, []byte{'j'}, func(key []byte) bool {
			wanted[s.ringName(ringLone, key[1:])] = true
			known[s.ringName(ringInput, key[1:])] = true
			return true
		})
		keysFrom(txn, []byte{'p'}, []byte{'p'}, func(key []byte) bool {
			wanted[s.ringName(ringInput, key[1:])] = true
			return true
		})
		keysFrom(txn, []byte{'s'}, []byte{'s'}, func(key []byte) bool {
			wanted[[32]byte(key[1:33])] = true
			return true
		})
		keysFrom(txn, []byte{'r'}, []byte{'r'}, func(key []byte) bool {
			wanted[s.ringName(ringRequest, key[1:])] = true
			return true
		})
		return nil
	})
	if err != nil {
		return err
	}
	for name := range s.ring.Names() {
		if wanted[name] {
			continue
		}
		if name[0] == ringInput && !known[name] {
			s.orphans.Add(1)
		}
		if err := s.ring.Destroy(name); err != nil {
			return ringError(err)
		}
	}
	if n := s.orphans.Load(); n > 0 {
		s.opts.Log.Warn("keys of inputs without a job were destroyed: submissions that a crash cut off, or jobs that the disk lost", "count", n)
	}
	return nil
}
