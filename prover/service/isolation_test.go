package service

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/access"
	"vitalproof/prover/client"
	"vitalproof/prover/job"
)

// onProof are the calls that name a proof, each with its error.
func onProof(ctx context.Context, c *client.Client) map[string]func(id string) error {
	return map[string]func(id string) error{
		"get": func(id string) error { _, err := c.Get(ctx, id); return err },
		"watch": func(id string) error {
			for _, err := range c.Watch(ctx, id, 0) {
				return err
			}
			return nil
		},
		"cancel": func(id string) error { _, err := c.Cancel(ctx, id); return err },
	}
}

// A proof of another tenant or subject does not exist, in the same words as one
// that nobody has.
func TestWhatIsAnothersDoesNotExist(t *testing.T) {
	w := closed(newWorld(t, nil))
	st := newStudy(t)
	in := input(t, st.ask(t, w.clock.in(time.Hour), nil), st.enrol(t, healthy))
	callers := map[string]*client.Client{
		"clinic":      w.as("clinic", access.Holder, ""),
		"clinic boss": w.as("clinic", access.Operator, ""),
		"clinic/anna": w.as("clinic", access.Holder, "anna"),
		"clinic/bob":  w.as("clinic", access.Holder, "bob"),
		"lab":         w.as("lab", access.Operator, ""),
		"lab/anna":    w.as("lab", access.Holder, "anna"),
	}
	proofs := map[string]string{
		"clinic":      submit(t, callers["clinic"], "key-00000001", in, "").GetId(),
		"clinic/anna": submit(t, callers["clinic/anna"], "key-00000002", in, "").GetId(),
		"clinic/bob":  submit(t, callers["clinic boss"], "key-00000003", in, "bob").GetId(),
		"lab/anna":    submit(t, callers["lab/anna"], "key-00000001", in, "anna").GetId(),
	}
	sees := map[string][]string{
		"clinic": {"clinic", "clinic/anna", "clinic/bob"}, "clinic boss": {"clinic", "clinic/anna", "clinic/bob"},
		"clinic/anna": {"clinic/anna"}, "clinic/bob": {"clinic/bob"}, "lab": {"lab/anna"}, "lab/anna": {"lab/anna"},
	}
	missing := string(job.NewID())
	for who, c := range callers {
		for name, call := range onProof(t.Context(), c) {
			nowhere := call(missing)
			wants(t, nowhere, v1.Reason_REASON_NOT_FOUND)
			for whose, id := range proofs {
				err := call(id)
				switch {
				case slices.Contains(sees[who], whose) && err != nil:
					t.Errorf("%s cannot %s the proof of %s: %v", who, name, whose, err)
				case !slices.Contains(sees[who], whose) && !reflect.DeepEqual(err, nowhere):
					t.Errorf("%s may %s the proof of %s: %v, not %v", who, name, whose, err, nowhere)
				}
			}
		}
		var listed []string
		for p, err := range c.List(t.Context(), &v1.ListProofsRequest{}) {
			check(t, err)
			listed = append(listed, p.GetId())
		}
		var want []string
		for _, whose := range sees[who] {
			want = append(want, proofs[whose])
		}
		slices.Sort(listed)
		slices.Sort(want)
		if !slices.Equal(listed, want) {
			t.Errorf("%s lists %d proofs, want %d", who, len(listed), len(want))
		}
	}
	// Deleting what one does not see succeeds and changes nothing.
	for who, c := range callers {
		for whose, id := range proofs {
			if !slices.Contains(sees[who], whose) {
				check(t, c.Delete(t.Context(), id))
			}
		}
	}
	for whose, id := range proofs {
		tenant, _, _ := strings.Cut(whose, "/")
		if _, err := w.store.Jobs().Get(t.Context(), job.Owner{Tenant: tenant}, job.ID(id)); err != nil {
			t.Errorf("the proof of %s was removed by somebody else: %v", whose, err)
		}
	}
}

func TestCredentialsOfOnePersonNameNoOther(t *testing.T) {
	w := closed(newWorld(t, nil))
	st := newStudy(t)
	in := input(t, st.ask(t, w.clock.in(time.Hour), nil), st.enrol(t, healthy))
	anna := w.as("clinic", access.Holder, "anna")
	_, err := anna.Submit(t.Context(), "key-00000001", in, client.SubmitOptions{Subject: "bob"})
	wants(t, err, v1.Reason_REASON_ROLE)
	_, _, err = anna.Prove(t.Context(), in, "bob")
	wants(t, err, v1.Reason_REASON_ROLE)
	submit(t, w.as("clinic", access.Holder, "bob"), "key-00000002", in, "")
	for p, err := range anna.List(t.Context(), &v1.ListProofsRequest{Subject: "bob"}) {
		t.Errorf("anna asks for the proofs of bob and gets %s, %v", p.GetId(), err)
	}
}

func TestASubjectIsErasedByAnOperatorOrItself(t *testing.T) {
	w := closed(newWorld(t, nil))
	st := newStudy(t)
	in := input(t, st.ask(t, w.clock.in(time.Hour), nil), st.enrol(t, healthy))
	holder, operator := w.as("clinic", access.Holder, ""), w.as("clinic", access.Operator, "")
	anna, bob := w.as("clinic", access.Holder, "anna"), w.as("clinic", access.Holder, "bob")
	annas := submit(t, holder, "key-00000001", in, "anna").GetId()
	bobs := submit(t, holder, "key-00000002", in, "bob").GetId()
	nobodys := submit(t, holder, "key-00000003", in, "").GetId()
	labs := submit(t, w.as("lab", access.Holder, ""), "key-00000001", in, "anna").GetId()

	wants(t, holder.EraseSubject(t.Context(), "anna"), v1.Reason_REASON_ROLE)
	wants(t, bob.EraseSubject(t.Context(), "anna"), v1.Reason_REASON_ROLE)
	wants(t, w.as("clinic", access.Operator, "bob").EraseSubject(t.Context(), "anna"), v1.Reason_REASON_ROLE)
	wants(t, operator.EraseSubject(t.Context(), ""), v1.Reason_REASON_FIELD_INVALID)
	_, err := holder.Get(t.Context(), annas)
	check(t, err)

	check(t, anna.EraseSubject(t.Context(), "anna"))
	check(t, operator.EraseSubject(t.Context(), "anna")) // there is nothing left
	_, err = holder.Get(t.Context(), annas)
	wants(t, err, v1.Reason_REASON_NOT_FOUND)
	check(t, operator.EraseSubject(t.Context(), "bob"))
	_, err = holder.Get(t.Context(), bobs)
	wants(t, err, v1.Reason_REASON_NOT_FOUND)
	_, err = holder.Get(t.Context(), nobodys)
	check(t, err)
	_, err = w.as("lab", access.Holder, "").Get(t.Context(), labs)
	check(t, err)
}

// Were the interceptors of the server forgotten, nobody would own nothing.
func TestNobodyOwnsNothing(t *testing.T) {
	w := closed(newWorld(t, nil))
	ctx := t.Context()
	st := newStudy(t)
	in := input(t, st.ask(t, w.clock.in(time.Hour), nil), st.enrol(t, healthy))
	c := w.anonymous()
	id := string(job.NewID())
	calls := onProof(ctx, c)
	calls["submit"] = func(string) error {
		_, err := c.Submit(ctx, "key-00000001", in, client.SubmitOptions{})
		return err
	}
	calls["prove"] = func(string) error { _, _, err := c.Prove(ctx, in, ""); return err }
	calls["delete"] = func(id string) error { return c.Delete(ctx, id) }
	calls["erase"] = func(string) error { return c.EraseSubject(ctx, "anna") }
	calls["list"] = func(string) error {
		for _, err := range c.List(ctx, &v1.ListProofsRequest{}) {
			return err
		}
		return nil
	}
	calls["create request"] = func(string) error { _, err := c.CreateRequest(ctx, &v1.CreateRequestRequest{}); return err }
	calls["list requests"] = func(string) error {
		for _, err := range c.Requests(ctx) {
			return err
		}
		return nil
	}
	calls["watch request"] = func(id string) error {
		for _, err := range c.WatchRequest(ctx, id, 0) {
			return err
		}
		return nil
	}
	calls["list answers"] = func(id string) error {
		for _, err := range c.Answers(ctx, id, 0) {
			return err
		}
		return nil
	}
	calls["export"] = func(id string) error {
		return c.Export(ctx, id, v1.ExportFormat_EXPORT_FORMAT_CSV, w.log)
	}
	calls["close request"] = func(id string) error { _, err := c.CloseRequest(ctx, id); return err }
	calls["delete request"] = func(id string) error { return c.DeleteRequest(ctx, id) }
	for name, call := range calls {
		if err := call(id); client.ReasonOf(err) != v1.Reason_REASON_CREDENTIALS {
			t.Errorf("%s: %v", name, err)
		}
	}
	// The role alone makes nobody somebody, and a tenant without a role neither.
	for _, p := range []access.Principal{{Role: access.Operator}, {Tenant: "clinic"}} {
		if _, err := ownerOf(access.With(ctx, p)); status.Code(err) != codes.Unauthenticated {
			t.Errorf("%v is %v", p, err)
		}
	}
}
