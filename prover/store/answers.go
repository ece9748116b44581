package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"vitalproof/circuits/statement"
	"vitalproof/prover/collect"
)

// counted is the value of a nullifier's entry: the key says all.
var counted = []byte{recordVersion}

// Count implements collect.Store. A holder who has answered is told so, also when
// the request takes no more answers.
func (q *Requests) Count(ctx context.Context, name string, nullifier statement.Field, attestation []byte, now time.Time) (collect.Request, error) {
	if err := ctx.Err(); err != nil {
		return collect.Request{}, err
	}
	if len(attestation) > maxAttestation {
		return collect.Request{}, fmt.Errorf("count an answer: an attestation has at most %d bytes", maxAttestation)
	}
	i, ok := parseID(name)
	if !ok {
		return collect.Request{}, collect.ErrNotFound
	}
	s := q.s
	defer s.records.lock(i[:])()
	var found collect.Request
	err := s.write(ctx, "count an answer", takesRoom, func(t tx) error {
		r, err := s.loadRequest(t, i)
		if err != nil {
			return err
		}
		if err := s.takesAnswer(t, r, nullifier, now); err != nil {
			return err
		}
		found, err = s.addAnswer(t, r, collect.Answer{
			Nullifier: nullifier, Day: now.UTC().Format(time.DateOnly), Attestation: attestation,
		}, now)
		return err
	})
	if err != nil {
		return collect.Request{}, err
	}
	s.requests.tell(i)
	return found, nil
}

// takesAnswer also enters the nullifier. The read of its entry is what makes two
// answers of one holder, to whichever requests, conflict.
func (s *Store) takesAnswer(t tx, r *requestRecord, nullifier statement.Field, now time.Time) error {
	scope, err := r.request.Request.ScopeField()
	if err != nil {
		return errors.New("count an answer: the request has no scope")
	}
	of := s.names.nullifier(r.request.Tenant, scope.Bytes(), nullifier.Bytes())
	entry := key(kindNullifier, of[:])
	_, there, err := t.get(entry)
	if err != nil {
		return err
	}
	switch full := r.request.Wanted != 0 && r.request.Participants >= r.request.Wanted; {
	case there:
		return collect.ErrAnswered
	case r.request.Closed, full:
		return collect.ErrClosed
	case !now.Before(r.request.Request.Expires):
		return collect.ErrExpired
	}
	t.set(entry, counted)
	return nil
}

func (s *Store) addAnswer(t tx, r *requestRecord, a collect.Answer, now time.Time) (collect.Request, error) {
	was := r.head
	r.head.answers++
	r.request.Participants = r.head.answers
	a.Number = r.head.answers
	if r.request.Participants == r.request.Wanted {
		r.head.end = min(stampOf(now), was.end) // full: it has ended
		t.delete(key(kindEnd, was.end.up(), r.id[:]))
		t.set(key(kindEnd, r.head.end.up(), r.id[:]), nil)
	}
	at := answerKey(r.id, a.Number)
	t.set(at, r.key.Seal(place(at, nil), encodeAnswer(a)))
	return r.request, s.saveRequest(t, r)
}

// Answers implements collect.Store.
func (q *Requests) Answers(ctx context.Context, tenant, name string, after uint64, limit int) (answers []collect.Answer, more bool, err error) {
	if err := ctx.Err(); err != nil {
		return nil, false, err
	}
	i, ok := parseID(name)
	if !ok {
		return nil, false, collect.ErrNotFound
	}
	const op = "read answers"
	limit = min(max(limit, 1), maxPage)
	s := q.s
	err = s.view(op, func(t tx) error {
		r, err := s.loadRequest(t, i)
		if err != nil {
			return err
		}
		if r.request.Tenant != tenant {
			return collect.ErrNotFound
		}
		// By number, not by an iterator: one that is missing is damage, not the end.
		for n := after; n < r.head.answers; n++ {
			if len(answers) == limit {
				more = true
				return nil
			}
			a, err := s.answer(t, r, n+1)
			if err != nil {
				return err
			}
			answers = append(answers, a)
		}
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	return answers, more, nil
}

func (s *Store) answer(t tx, r *requestRecord, number uint64) (collect.Answer, error) {
	at := answerKey(r.id, number)
	sealed, found, err := t.get(at)
	if err != nil {
		return collect.Answer{}, err
	}
	if found {
		if plain, err := r.key.Open(place(at, nil), sealed); err == nil {
			if a, err := decodeAnswer(number, plain); err == nil {
				return a, nil
			}
		}
	}
	return collect.Answer{}, s.damage(t.op)
}

// Delete implements collect.Store.
func (q *Requests) Delete(ctx context.Context, tenant, name string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	i, ok := parseID(name)
	if !ok {
		return nil
	}
	const op = "delete a request"
	s := q.s
	mine := false
	if err := s.view(op, func(t tx) error {
		h, found, err := s.requestHead(t, i)
		mine = found && h.tenant == s.names.tenant(tenant)
		return err
	}); err != nil || !mine {
		return err
	}
	_, err := s.removeRequests(ctx, op, []id{i})
	return err
}

// Sweep implements collect.Store. A request ends when its time passes or when it
// is full; one that was closed counts as ended when its time passes, since no
// time is given with Close.
func (q *Requests) Sweep(ctx context.Context, before time.Time, limit int) (int, error) {
	const op = "sweep requests"
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	due, err := q.s.due(op, kindEnd, before.Add(-time.Nanosecond), limit)
	if err != nil {
		return 0, err
	}
	return q.s.removeRequests(ctx, op, due)
}

// removeRequests removes requests and their answers, the keys first. Nullifiers
// stay: they are the scope's.
func (s *Store) removeRequests(ctx context.Context, op string, ids []id) (removed int, err error) {
	for _, i := range ids {
		found, err := s.removeRequest(ctx, op, i)
		if err != nil {
			return removed, err
		}
		if found {
			removed++
		}
	}
	return removed, nil
}

func (s *Store) removeRequest(ctx context.Context, op string, i id) (found bool, err error) {
	defer s.records.lock(i[:])()
	if err := s.destroy([]tag{s.names.requestKey(i)}); err != nil {
		return false, err
	}
	defer s.requests.tell(i)
	// Answers first, in writes that are not too large: the record says how many
	// there are, so it goes with the last of them.
	var h requestHead
	if err := s.view(op, func(t tx) error {
		h, found, err = s.requestHead(t, i)
		return err
	}); err != nil || !found {
		return false, err
	}
	for first := uint64(1); ; first += answersBatch {
		last := first+answersBatch > h.answers
		if err := s.write(ctx, op, makesRoom, func(t tx) error {
			for n := first; n < first+answersBatch && n <= h.answers; n++ {
				t.delete(answerKey(i, n))
			}
			if !last {
				return nil
			}
			return s.removeRequestMentions(t, i, h)
		}); err != nil || last {
			if err == nil {
				s.keptRequests.give(h.tenant)
			}
			return err == nil, err
		}
	}
}

func (s *Store) removeRequestMentions(t tx, i id, h requestHead) error {
	keys := append(s.requestIndexes(i, h), key(kindRequest, i[:]))
	if h.once != (tag{}) {
		k := key(kindRequestOne, h.once[:])
		if of, _, found, err := s.entry(t, k); err != nil {
			return err
		} else if found && of == i {
			keys = append(keys, k)
		}
	}
	t.delete(keys...)
	return nil
}
