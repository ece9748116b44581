package jobtest

import (
	"bytes"
	"context"

	"vitalproof/prover/job"
)

func (x *suite) isolation() {
	o := owner()
	j := x.create(o, start)
	ctx := x.Context()
	strangers := []job.Owner{
		{Tenant: tenant()}, {Tenant: tenant(), Subject: o.Subject}, {Tenant: o.Tenant, Subject: "somebody else"},
		{Tenant: o.Tenant + o.Subject}, {}, {Subject: o.Subject},
	}
	for _, who := range strangers {
		_, foreign := x.s.Get(ctx, who, j.ID)
		x.fails(foreign, job.ErrNotFound)
		_, missing := x.s.Get(ctx, who, job.NewID())
		if missing == nil || foreign.Error() != missing.Error() {
			x.Fatalf("a foreign job says %v, a missing one %v", foreign, missing)
		}
		_, foreign = x.s.Cancel(ctx, who, j.ID, after(1))
		x.fails(foreign, job.ErrNotFound)
		_, missing = x.s.Cancel(ctx, who, job.NewID(), after(1))
		if missing == nil || foreign.Error() != missing.Error() {
			x.Fatalf("cancelling a foreign job says %v, a missing one %v", foreign, missing)
		}
		x.must(x.s.Delete(ctx, who, j.ID))
	}
	x.wants(o, j.ID, queued)
	x.must(x.s.Delete(ctx, whole(o), j.ID))
}

func (x *suite) strangeIDs() {
	o := owner()
	j := x.create(o, start)
	ctx := x.Context()
	upper := bytes.ToUpper([]byte(j.ID))
	for _, id := range []job.ID{"", "x", job.ID(upper), j.ID + "a", j.ID[:25], "../../../../../../../../..", job.ID(make([]byte, 26))} {
		_, err := x.s.Get(ctx, o, id)
		x.fails(err, job.ErrNotFound)
		_, _, _, err = x.s.Claim(ctx, id, after(1), after(2))
		x.fails(err, job.ErrNotFound)
		_, err = x.s.Cancel(ctx, o, id, after(1))
		x.fails(err, job.ErrNotFound)
		x.fails(x.s.Expire(ctx, id, after(1)), job.ErrNotFound)
		_, err = x.s.Renew(ctx, job.Lease{ID: id, Token: 1}, after(2))
		x.fails(err, job.ErrStale)
		x.must(x.s.Delete(ctx, o, id))
		_, stop := x.s.Watch(id)
		stop()
	}
	x.wants(o, j.ID, queued)
}

// context shows a call with an ended context does nothing.
func (x *suite) context() {
	o := owner()
	ctx, cancel := context.WithCancel(x.Context())
	cancel()
	_, _, err := x.s.Create(ctx, order(o, start))
	x.fails(err, context.Canceled)
	if n := len(x.all(o, job.Filter{Limit: 10})); n != 0 {
		x.Fatal("a call whose context had ended made a job")
	}
}
