package store

import (
	"context"
	"errors"
	"fmt"

	"vitalproof/prover/collect"
)

// Requests implements collect.Store.
type Requests struct{ s *Store }

// Create implements collect.Store.
func (q *Requests) Create(ctx context.Context, n collect.New) (collect.Request, bool, error) {
	if err := checkNewRequest(ctx, n); err != nil {
		return collect.Request{}, false, err
	}
	const op = "create a request"
	s := q.s
	var once tag
	if n.IdempotencyKey != "" {
		once = s.names.requestOnce(n.Tenant, n.IdempotencyKey)
		defer s.once.lock(once[:])()
		switch found, err := s.earlierRequest(op, once, n.Digest); {
		case err == nil:
			return found, false, nil
		case !errors.Is(err, collect.ErrNotFound):
			return collect.Request{}, false, err
		}
	}
	if err := s.space.check(false); err != nil {
		return collect.Request{}, false, err
	}
	r := &requestRecord{id: newID()}
	r.head = requestHead{
		tenant: s.names.tenant(n.Tenant), once: once, created: stampOf(n.Created), end: stampOf(n.Request.Expires),
	}
	r.request = collect.Request{
		ID: r.id.String(), Tenant: n.Tenant, Request: n.Request, Created: n.Created, Wanted: n.Wanted,
	}
	if err := s.keptRequests.take(r.head.tenant); err != nil {
		return collect.Request{}, false, err
	}
	if err := s.insertRequest(ctx, op, r, n.Digest); err != nil {
		s.keptRequests.give(r.head.tenant)
		return collect.Request{}, false, err
	}
	s.requests.tell(r.id)
	return r.request, true, nil
}

func checkNewRequest(ctx context.Context, n collect.New) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case n.Tenant == "" || n.Request == nil:
		return errors.New("create a request: it needs a tenant and a request file")
	case max(len(n.Tenant), len(n.IdempotencyKey)) > maxName:
		return fmt.Errorf("create a request: a name has at most %d bytes", maxName)
	}
	return nil
}

// insertRequest makes the key first and the record after, as insert does.
func (s *Store) insertRequest(ctx context.Context, op string, r *requestRecord, digest [32]byte) error {
	name := s.names.requestKey(r.id)
	var err error
	if r.key, err = s.ring.Create(name); err != nil {
		return ringError(op, err)
	}
	record, err := s.sealRequest(r)
	if err == nil {
		k := key(kindRequestOne, r.head.once[:])
		entry := s.entries.seal(place(k, nil), append(r.id[:], digest[:]...))
		err = s.write(ctx, op, takesRoom, func(t tx) error {
			if r.head.once != (tag{}) {
				if _, _, err := t.get(k); err != nil {
					return err
				}
				t.set(k, entry)
			}
			for _, k := range s.requestIndexes(r.id, r.head) {
				t.set(k, nil)
			}
			t.set(r.at(), record)
			return nil
		})
	}
	if err != nil {
		_ = s.destroy([]tag{name})
	}
	return err
}

// Find gives the request that a tenant's idempotency key stands for, without
// creating one. collect.ErrNotFound, or collect.ErrMismatch if the digest differs.
func (q *Requests) Find(ctx context.Context, tenant, idempotencyKey string, digest [32]byte) (collect.Request, error) {
	if err := ctx.Err(); err != nil {
		return collect.Request{}, err
	}
	if idempotencyKey == "" {
		return collect.Request{}, collect.ErrNotFound
	}
	return q.s.earlierRequest("find a request", q.s.names.requestOnce(tenant, idempotencyKey), digest)
}

func (s *Store) earlierRequest(op string, once tag, digest [32]byte) (found collect.Request, err error) {
	err = s.view(op, func(t tx) error {
		i, was, ok, err := s.entry(t, key(kindRequestOne, once[:]))
		if err != nil {
			return err
		}
		if !ok {
			return collect.ErrNotFound
		}
		r, err := s.loadRequest(t, i)
		if err != nil {
			return err
		}
		if was != digest {
			return collect.ErrMismatch
		}
		found = r.request
		return nil
	})
	return found, err
}

// Get implements collect.Store.
func (q *Requests) Get(ctx context.Context, name string) (found collect.Request, err error) {
	if err := ctx.Err(); err != nil {
		return found, err
	}
	i, ok := parseID(name)
	if !ok {
		return found, collect.ErrNotFound
	}
	err = q.s.view("read a request", func(t tx) error {
		r, err := q.s.loadRequest(t, i)
		if err == nil {
			found = r.request
		}
		return err
	})
	return found, err
}

// List implements collect.Store. ErrPageToken.
func (q *Requests) List(ctx context.Context, tenant string, limit int, token string) (requests []collect.Request, next string, err error) {
	if err := ctx.Err(); err != nil {
		return nil, "", err
	}
	s := q.s
	of := s.names.tenant(tenant)
	limit = min(max(limit, 1), maxPage)
	err = s.page("list requests", key(kindRequestsOf, of[:]), token, func(t tx, i id) (bool, error) {
		r, err := s.loadRequest(t, i)
		switch {
		case errors.Is(err, collect.ErrNotFound):
			return true, nil
		case err != nil:
			return false, err
		case len(requests) == limit:
			return false, nil
		}
		requests = append(requests, r.request)
		return true, nil
	}, &next)
	if err != nil {
		return nil, "", err
	}
	return requests, next, nil
}

// Close implements collect.Store.
func (q *Requests) Close(ctx context.Context, tenant, name string) (collect.Request, error) {
	if err := ctx.Err(); err != nil {
		return collect.Request{}, err
	}
	i, ok := parseID(name)
	if !ok {
		return collect.Request{}, collect.ErrNotFound
	}
	s := q.s
	defer s.records.lock(i[:])()
	var found collect.Request
	changed := false
	err := s.write(ctx, "close a request", makesRoom, func(t tx) error {
		r, err := s.loadRequest(t, i)
		if err != nil {
			return err
		}
		if r.request.Tenant != tenant {
			return collect.ErrNotFound
		}
		changed = !r.request.Closed
		r.request.Closed = true
		found = r.request
		if !changed {
			return nil
		}
		return s.saveRequest(t, r)
	})
	if err != nil {
		return collect.Request{}, err
	}
	if changed {
		s.requests.tell(i)
	}
	return found, nil
}

// Watch implements collect.Store.
func (q *Requests) Watch(name string) (changed <-chan struct{}, stop func()) {
	return q.s.requests.watch(name)
}
