// Package collecttest shows that a collect.Store keeps what the comments of the
// interface promise: each sentence is a test.
//
//	func TestKeepsTheContractOfAStore(t *testing.T) {
//		collecttest.Run(t, func(t *testing.T) collect.Store { return openMine(t) })
//	}
//
// RunDurable closes and opens the store. What cannot be seen through the
// interface, such as that answers are sealed, is not tested.
package collecttest

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/prover/collect"
	"vitalproof/prover/job"
)

// atOnce is how many callers a test of concurrent calls has.
const atOnce = 64

var (
	start   = time.Date(2026, 3, 1, 23, 59, 59, 987654321, time.UTC)
	expires = start.Add(24 * time.Hour).Truncate(time.Second)
)

// Run shows that a store keeps the contract of collect.Store. Each store that
// open gives is empty.
func Run(t *testing.T, open func(t *testing.T) collect.Store) {
	s := open(t)
	for _, c := range []struct {
		name string
		run  func(x *suite)
	}{
		{"CreateGivesARequestThatGetGives", (*suite).createAndGet},
		{"CreateWithAUsedKeyGivesTheEarlierRequest", (*suite).idempotency},
		{"CreateOfOneKeyAtOnceMakesOneRequest", (*suite).createAtOnce},
		{"WhatIsNotThereIsNotFound", (*suite).missing},
		{"AForeignRequestLooksLikeNone", (*suite).isolation},
		{"ListIsNewestFirstAndPaged", (*suite).list},
		{"CountKeepsTheAnswerAndNoFinerTimeThanADay", (*suite).count},
		{"OneNullifierCountsOnceAtOnce", (*suite).countAtOnce},
		{"OneNullifierCountsOnceInAScopeOverRequests", (*suite).oneScope},
		{"AnotherScopeOrTenantCountsAgain", (*suite).otherScope},
		{"NoMoreAnswersThanWantedAtOnce", (*suite).wanted},
		{"NumbersHaveNoGaps", (*suite).numbers},
		{"AClosedRequestTakesNoAnswers", (*suite).closed},
		{"AnExpiredRequestTakesNoAnswers", (*suite).expired},
		{"DeleteRemovesAndTheScopeRemembers", (*suite).delete},
		{"WatchWakesAfterEachChange", (*suite).watch},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(&suite{T: t, s: s}) })
	}
	t.Run("SweepDeletesWhatEndedBefore", func(t *testing.T) { (&suite{T: t, s: open(t)}).sweep() })
}

// RunDurable shows that what a store acknowledged is there after a restart. open
// gives an empty store, and reopen the same store after a restart.
func RunDurable(t *testing.T, open func(t *testing.T) (s collect.Store, reopen func() collect.Store)) {
	s, reopen := open(t)
	x := &suite{T: t, s: s}
	who := tenant()
	n := ask(t, who, "scope")
	n.IdempotencyKey, n.Wanted = "key", 5
	r, _, err := s.Create(x.Context(), n)
	x.must(err)
	for i := range 3 {
		x.answer(r.ID, uint64(i))
	}
	gone := x.create(ask(t, who, "gone"))
	x.answer(gone.ID, 1)
	x.must(s.Delete(x.Context(), who, gone.ID))
	before, _, err := s.Answers(x.Context(), who, r.ID, 0, 10)
	x.must(err)

	x.s = reopen()
	got, err := x.s.Get(x.Context(), r.ID)
	x.must(err)
	if got.Participants != 3 || got.Wanted != 5 || !sameRequest(t, got.Request, n.Request) {
		t.Errorf("after the restart: %d participants of %d", got.Participants, got.Wanted)
	}
	again, fresh, err := x.s.Create(x.Context(), n)
	x.must(err)
	if fresh || again.ID != r.ID {
		t.Error("an idempotency key was forgotten")
	}
	answers, _, err := x.s.Answers(x.Context(), who, r.ID, 0, 10)
	x.must(err)
	if fmt.Sprint(answers) != fmt.Sprint(before) {
		t.Error("the answers are others after a restart")
	}
	_, err = x.s.Count(x.Context(), r.ID, field(1), []byte("again"), start)
	x.fails(err, collect.ErrAnswered)
	_, err = x.s.Get(x.Context(), gone.ID)
	x.fails(err, collect.ErrNotFound)
	second := x.create(ask(t, who, "gone"))
	_, err = x.s.Count(x.Context(), second.ID, field(1), []byte("again"), start)
	x.fails(err, collect.ErrAnswered)
}

type suite struct {
	*testing.T
	s collect.Store
}

var tenants atomic.Int64

func tenant() string { return fmt.Sprintf("tenant-%d", tenants.Add(1)) }

func field(n uint64) statement.Field {
	var f statement.Field
	f.SetUint64(n + 1)
	return f
}

// ask is a request of an invented study.
func ask(t testing.TB, tenant, scope string) collect.New {
	t.Helper()
	entry, err := lock.ByName("glucose-15min-14d")
	if err != nil {
		t.Fatal(err)
	}
	circuit, err := statement.ParseCircuitID(entry.ID)
	if err != nil {
		t.Fatal(err)
	}
	key, err := statement.NewPrivateKey(bytes.NewReader(binary.BigEndian.AppendUint64(bytes.Repeat([]byte{7}, 24), 1)))
	if err != nil {
		t.Fatal(err)
	}
	limits := claim.Glucose15.NoLimits()
	claim.Glucose15.Set(&limits, "in70to180", claim.Bound{Value: 7000, Strict: true})
	r, err := request.New(request.Request{
		From: "A study", Consent: "I agree.", Circuit: circuit, Scope: scope, Expires: expires,
		Claim: claim.Claim{
			Metric: claim.Glucose15, Days: 14, EarliestEnd: 20600, LatestEnd: 20610, MinAssurance: 1, Coverage: 7000, Limits: limits,
		},
		Issuers: []statement.PublicKey{key.Public()},
	})
	if err != nil {
		t.Fatal(err)
	}
	return collect.New{Tenant: tenant, Request: r, Created: start}
}

func sameRequest(t testing.TB, a, b *request.Request) bool {
	t.Helper()
	x, err := a.Digest()
	if err != nil {
		t.Fatal(err)
	}
	y, err := b.Digest()
	if err != nil {
		t.Fatal(err)
	}
	return x == y
}

func (x *suite) must(err error) {
	x.Helper()
	if err != nil {
		x.Fatal(err)
	}
}

func (x *suite) fails(err, want error) {
	x.Helper()
	if !errors.Is(err, want) {
		x.Fatalf("error %v, want %v", err, want)
	}
}

func (x *suite) create(n collect.New) collect.Request {
	x.Helper()
	r, fresh, err := x.s.Create(x.Context(), n)
	x.must(err)
	if !fresh {
		x.Fatal("a request without a key was there before")
	}
	return r
}

func (x *suite) answer(id string, n uint64) collect.Request {
	x.Helper()
	r, err := x.s.Count(x.Context(), id, field(n), fmt.Appendf(nil, "answer %d", n), start)
	x.must(err)
	return r
}

func (x *suite) together(n int, f func(i int) error) {
	x.Helper()
	errs := make([]error, n)
	begin := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-begin
			errs[i] = f(i)
		})
	}
	close(begin)
	wg.Wait()
	x.must(errors.Join(errs...))
}

func (x *suite) createAndGet() {
	n := ask(x, tenant(), "scope")
	n.Wanted = 7
	r := x.create(n)
	got, err := x.s.Get(x.Context(), r.ID)
	x.must(err)
	for _, r := range []collect.Request{r, got} {
		if len(r.ID) != len(job.NewID()) || r.Tenant != n.Tenant || !r.Created.Equal(start) || r.Wanted != 7 ||
			r.Participants != 0 || r.Closed || !sameRequest(x, r.Request, n.Request) {
			x.Fatal("not the request that was created")
		}
	}
}

func (x *suite) idempotency() {
	n := ask(x, tenant(), "scope")
	n.IdempotencyKey, n.Digest = "key", [32]byte{1}
	first := x.create(n)
	second, fresh, err := x.s.Create(x.Context(), n)
	x.must(err)
	if fresh || second.ID != first.ID {
		x.Fatal("a second request under one key")
	}
	n.Digest[0]++
	_, _, err = x.s.Create(x.Context(), n)
	x.fails(err, collect.ErrMismatch)
	n.Tenant = tenant()
	if other := x.create(n); other.ID == first.ID {
		x.Fatal("two tenants share a request")
	}
	n.Tenant, n.Digest = first.Tenant, [32]byte{1}
	x.must(x.s.Delete(x.Context(), first.Tenant, first.ID))
	x.create(n) // the key is free again
}

func (x *suite) createAtOnce() {
	n := ask(x, tenant(), "scope")
	n.IdempotencyKey = "key"
	ids := make([]string, atOnce)
	var fresh atomic.Int64
	x.together(atOnce, func(i int) error {
		r, created, err := x.s.Create(x.Context(), n)
		if created {
			fresh.Add(1)
		}
		ids[i] = r.ID
		return err
	})
	if joined := strings.Join(ids, ""); fresh.Load() != 1 || joined != strings.Repeat(ids[0], atOnce) {
		x.Fatalf("%d requests of one key were created", fresh.Load())
	}
}

func (x *suite) missing() {
	ctx, who := x.Context(), tenant()
	for _, id := range []string{"", "x", string(job.NewID()), strings.ToUpper(string(job.NewID()))} {
		_, err := x.s.Get(ctx, id)
		x.fails(err, collect.ErrNotFound)
		_, err = x.s.Count(ctx, id, field(1), nil, start)
		x.fails(err, collect.ErrNotFound)
		_, _, err = x.s.Answers(ctx, who, id, 0, 1)
		x.fails(err, collect.ErrNotFound)
		_, err = x.s.Close(ctx, who, id)
		x.fails(err, collect.ErrNotFound)
		x.must(x.s.Delete(ctx, who, id))
		_, stop := x.s.Watch(id)
		stop()
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	_, _, err := x.s.Create(ended, ask(x, who, "scope"))
	x.fails(err, context.Canceled)
}

func (x *suite) isolation() {
	ctx := x.Context()
	r := x.create(ask(x, tenant(), "scope"))
	x.answer(r.ID, 1)
	for _, who := range []string{tenant(), "", r.Tenant + "x"} {
		_, err := x.s.Close(ctx, who, r.ID)
		x.fails(err, collect.ErrNotFound)
		_, missing := x.s.Close(ctx, who, string(job.NewID()))
		if missing == nil || err.Error() != missing.Error() {
			x.Errorf("a foreign request says %v, a missing one %v", err, missing)
		}
		_, _, err = x.s.Answers(ctx, who, r.ID, 0, 1)
		x.fails(err, collect.ErrNotFound)
		x.must(x.s.Delete(ctx, who, r.ID))
		if requests, _, err := x.s.List(ctx, who, 10, ""); err != nil || len(requests) != 0 {
			x.Errorf("another tenant lists %d requests, %v", len(requests), err)
		}
	}
	got, err := x.s.Get(ctx, r.ID)
	x.must(err)
	if got.Closed || got.Participants != 1 {
		x.Error("another tenant changed a request")
	}
}

func (x *suite) list() {
	who := tenant()
	for i := range 11 {
		n := ask(x, who, "scope")
		n.Created = start.Add(time.Duration(i*7%11) * time.Second)
		x.create(n)
	}
	for _, limit := range []int{1, 4, 11, 20} {
		var all []collect.Request
		token := ""
		for {
			page, next, err := x.s.List(x.Context(), who, limit, token)
			x.must(err)
			if len(page) > limit || len(page) == 0 {
				x.Fatalf("a page of %d has %d requests", limit, len(page))
			}
			all = append(all, page...)
			if next == "" {
				break
			}
			token = next
			if _, _, err := x.s.List(x.Context(), tenant(), limit, token); err == nil {
				x.Fatal("the token of another tenant's list was taken")
			}
		}
		if len(all) != 11 {
			x.Fatalf("%d of 11 requests in pages of %d", len(all), limit)
		}
		for i := 1; i < len(all); i++ {
			if !all[i].Created.Before(all[i-1].Created) {
				x.Fatal("an older request comes before a newer one")
			}
		}
	}
	if _, _, err := x.s.List(x.Context(), who, 1, "forged"); err == nil {
		x.Fatal("a forged token was taken")
	}
}
