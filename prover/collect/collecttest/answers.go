package collecttest

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/collect"
)

func (x *suite) count() {
	r := x.create(ask(x, tenant(), "scope"))
	at := start.In(time.FixedZone("east", 3600)) // tomorrow there
	got, err := x.s.Count(x.Context(), r.ID, field(9), []byte("file"), at)
	x.must(err)
	if got.ID != r.ID || got.Participants != 1 {
		x.Fatalf("%d participants after the first", got.Participants)
	}
	answers, more, err := x.s.Answers(x.Context(), r.Tenant, r.ID, 0, 5)
	x.must(err)
	if more || len(answers) != 1 {
		x.Fatalf("%d answers, want 1", len(answers))
	}
	a := answers[0]
	want := field(9)
	if a.Number != 1 || !a.Nullifier.Equal(&want) || a.Day != "2026-03-01" || string(a.Attestation) != "file" {
		x.Fatalf("the answer has number %d and day %s", a.Number, a.Day)
	}
}

func (x *suite) countAtOnce() {
	r := x.create(ask(x, tenant(), "scope"))
	var won atomic.Int64
	x.together(atOnce, func(int) error {
		_, err := x.s.Count(x.Context(), r.ID, field(1), []byte("file"), start)
		if err == nil {
			won.Add(1)
			return nil
		}
		if !errors.Is(err, collect.ErrAnswered) {
			return err
		}
		return nil
	})
	got, err := x.s.Get(x.Context(), r.ID)
	x.must(err)
	if won.Load() != 1 || got.Participants != 1 {
		x.Fatalf("%d answers of one holder were taken, %d are counted", won.Load(), got.Participants)
	}
}

func (x *suite) oneScope() {
	who := tenant()
	requests := make([]collect.Request, 8)
	for i := range requests {
		requests[i] = x.create(ask(x, who, "one scope"))
	}
	var won atomic.Int64
	x.together(atOnce, func(i int) error {
		_, err := x.s.Count(x.Context(), requests[i%len(requests)].ID, field(1), []byte("file"), start)
		if err == nil {
			won.Add(1)
		} else if !errors.Is(err, collect.ErrAnswered) {
			return err
		}
		return nil
	})
	var sum uint64
	for _, r := range requests {
		got, err := x.s.Get(x.Context(), r.ID)
		x.must(err)
		sum += got.Participants
	}
	if won.Load() != 1 || sum != 1 {
		x.Fatalf("%d answers in one scope were taken, %d are counted", won.Load(), sum)
	}
}

func (x *suite) otherScope() {
	who := tenant()
	for _, n := range []collect.New{ask(x, who, "a"), ask(x, who, "b"), ask(x, tenant(), "a")} {
		x.answer(x.create(n).ID, 1)
	}
}

func (x *suite) wanted() {
	n := ask(x, tenant(), "scope")
	n.Wanted = 5
	r := x.create(n)
	var won atomic.Int64
	x.together(atOnce, func(i int) error {
		_, err := x.s.Count(x.Context(), r.ID, field(uint64(i)), []byte("file"), start)
		if err == nil {
			won.Add(1)
		} else if !errors.Is(err, collect.ErrClosed) {
			return err
		}
		return nil
	})
	got, err := x.s.Get(x.Context(), r.ID)
	x.must(err)
	if won.Load() != 5 || got.Participants != 5 || got.State(start) != v1.RequestState_REQUEST_STATE_FULL {
		x.Fatalf("%d answers were taken and %d counted, 5 are wanted", won.Load(), got.Participants)
	}
	// A refused holder is not counted: another request of the scope takes it.
	other := x.create(ask(x, n.Tenant, "scope"))
	free := 0
	for i := range atOnce {
		if _, err := x.s.Count(x.Context(), other.ID, field(uint64(i)), []byte("file"), start); err == nil {
			free++
		}
	}
	if free != atOnce-5 {
		x.Fatalf("%d holders were free to answer elsewhere, want %d", free, atOnce-5)
	}
}

func (x *suite) numbers() {
	r := x.create(ask(x, tenant(), "scope"))
	x.together(atOnce, func(i int) error {
		_, err := x.s.Count(x.Context(), r.ID, field(uint64(i)), fmt.Appendf(nil, "file %d", i), start)
		return err
	})
	for _, limit := range []int{1, 7, atOnce, 2 * atOnce} {
		var last uint64
		files := map[string]bool{}
		for {
			page, more, err := x.s.Answers(x.Context(), r.Tenant, r.ID, last, limit)
			x.must(err)
			if len(page) > limit || len(page) == 0 {
				x.Fatalf("a page of %d has %d answers", limit, len(page))
			}
			for _, a := range page {
				if a.Number != last+1 {
					x.Fatalf("number %d after %d", a.Number, last)
				}
				last = a.Number
				files[string(a.Attestation)] = true
			}
			if !more {
				break
			}
		}
		if last != atOnce || len(files) != atOnce {
			x.Fatalf("%d numbers and %d answers in pages of %d", last, len(files), limit)
		}
	}
	if page, more, err := x.s.Answers(x.Context(), r.Tenant, r.ID, 1<<63, 5); err != nil || more || len(page) != 0 {
		x.Fatalf("%d answers after the last, %v", len(page), err)
	}
}

func (x *suite) closed() {
	r := x.create(ask(x, tenant(), "scope"))
	x.answer(r.ID, 1)
	for range 2 {
		got, err := x.s.Close(x.Context(), r.Tenant, r.ID)
		x.must(err)
		if !got.Closed || got.Participants != 1 {
			x.Fatal("Close did not close")
		}
	}
	_, err := x.s.Count(x.Context(), r.ID, field(2), []byte("file"), start)
	x.fails(err, collect.ErrClosed)
	_, err = x.s.Count(x.Context(), r.ID, field(3), []byte("file"), expires)
	x.fails(err, collect.ErrClosed)
	if answers, _, err := x.s.Answers(x.Context(), r.Tenant, r.ID, 0, 5); err != nil || len(answers) != 1 {
		x.Fatalf("%d answers of a closed request, %v", len(answers), err)
	}
}

func (x *suite) expired() {
	r := x.create(ask(x, tenant(), "scope"))
	_, err := x.s.Count(x.Context(), r.ID, field(1), []byte("file"), expires)
	x.fails(err, collect.ErrExpired)
	_, err = x.s.Count(x.Context(), r.ID, field(1), []byte("file"), expires.Add(-time.Nanosecond))
	x.must(err)
}

func (x *suite) delete() {
	who := tenant()
	r := x.create(ask(x, who, "scope"))
	for i := range 20 {
		x.answer(r.ID, uint64(i))
	}
	x.must(x.s.Delete(x.Context(), who, r.ID))
	x.must(x.s.Delete(x.Context(), who, r.ID))
	_, err := x.s.Get(x.Context(), r.ID)
	x.fails(err, collect.ErrNotFound)
	_, _, err = x.s.Answers(x.Context(), who, r.ID, 0, 5)
	x.fails(err, collect.ErrNotFound)
	_, err = x.s.Count(x.Context(), r.ID, field(99), []byte("file"), start)
	x.fails(err, collect.ErrNotFound)
	if left, _, err := x.s.List(x.Context(), who, 5, ""); err != nil || len(left) != 0 {
		x.Fatalf("%d requests are left, %v", len(left), err)
	}
	second := x.create(ask(x, who, "scope"))
	_, err = x.s.Count(x.Context(), second.ID, field(3), []byte("file"), start)
	x.fails(err, collect.ErrAnswered)
	x.answer(second.ID, 99)
}

func (x *suite) watch() {
	r := x.create(ask(x, tenant(), "scope"))
	changed, stop := x.s.Watch(r.ID)
	defer stop()
	woke := func(what string) {
		x.Helper()
		select {
		case <-changed:
		case <-time.After(10 * time.Second):
			x.Fatalf("nobody was told of %s", what)
		}
	}
	x.answer(r.ID, 1)
	woke("an answer")
	for i := range 5 {
		x.answer(r.ID, uint64(2+i))
	}
	woke("five answers")
	_, err := x.s.Close(x.Context(), r.Tenant, r.ID)
	x.must(err)
	woke("closing")
	x.must(x.s.Delete(x.Context(), r.Tenant, r.ID))
	woke("the deletion")
	select {
	case <-changed:
		x.Fatal("told of a change that was none")
	case <-time.After(20 * time.Millisecond):
	}
}

func (x *suite) sweep() {
	who := tenant()
	open := x.create(ask(x, who, "a"))
	n := ask(x, who, "b")
	n.Wanted = 1
	full := x.create(n)
	x.answer(full.ID, 1) // full, so ended, at the start
	if n, err := x.s.Sweep(x.Context(), start, 10); err != nil || n != 0 {
		x.Fatalf("%d requests were removed that did not end before, %v", n, err)
	}
	if n, err := x.s.Sweep(x.Context(), start.Add(time.Minute), 10); err != nil || n != 1 {
		x.Fatalf("%d requests were removed, want the full one, %v", n, err)
	}
	_, err := x.s.Get(x.Context(), full.ID)
	x.fails(err, collect.ErrNotFound)
	_, err = x.s.Get(x.Context(), open.ID)
	x.must(err)
	x.create(ask(x, who, "c"))
	x.create(ask(x, who, "d"))
	if n, err := x.s.Sweep(x.Context(), expires.Add(time.Hour), 2); err != nil || n != 2 {
		x.Fatalf("%d requests were removed, want the limit, %v", n, err)
	}
	if n, err := x.s.Sweep(x.Context(), expires.Add(time.Hour), 2); err != nil || n != 1 {
		x.Fatalf("%d requests were removed, want the last, %v", n, err)
	}
	last := x.create(ask(x, who, "b"))
	_, err = x.s.Count(x.Context(), last.ID, field(1), []byte("file"), start)
	x.fails(err, collect.ErrAnswered)
}
