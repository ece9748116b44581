package access

import (
	"errors"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health/grpc_health_v1"

	v1 "vitalproof/proto/vitalproof/v1"
)

// methods are those of all services that the program serves.
func methods() (all []string) {
	for _, d := range []grpc.ServiceDesc{
		v1.ProofService_ServiceDesc, v1.CircuitService_ServiceDesc, v1.VerifierService_ServiceDesc, v1.RequestService_ServiceDesc,
		grpc_health_v1.Health_ServiceDesc,
	} {
		for _, m := range d.Methods {
			all = append(all, "/"+d.ServiceName+"/"+m.MethodName)
		}
		for _, s := range d.Streams {
			all = append(all, "/"+d.ServiceName+"/"+s.StreamName)
		}
	}
	return all
}

func TestEveryMethodHasARule(t *testing.T) {
	served := map[string]bool{}
	for _, m := range methods() {
		served[m] = true
		if _, ok := rules[m]; !ok {
			t.Errorf("%s has no rule, so nobody can call it", m)
		}
	}
	for m := range rules {
		if !served[m] {
			t.Errorf("there is a rule for %s, which does not exist", m)
		}
	}
	if len(served) < 22 {
		t.Error("methods are missing from this test")
	}
}

func TestWithoutARuleNobodyMay(t *testing.T) {
	for _, m := range []string{
		"", "/", "/vitalproof.v1.ProofService/Dump", "vitalproof.v1.ProofService/GetProof", "//vitalproof.v1.ProofService/GetProof",
		"/vitalproof.v1.ProofService/GetProof/", "/vitalproof.v1.ProofService/getproof", reflectionV1, reflectionV1alpha,
	} {
		for r := Anonymous; r <= Operator; r++ {
			p := Principal{Tenant: "a", Role: r}
			want := ErrNoMethod
			if r == Anonymous {
				p.Tenant, want = "", ErrCredentials
			}
			if err := (Rules{AnonymousAnswers: true}).Check(m, p); !errors.Is(err, want) {
				t.Errorf("%s as %s: %v", m, r, err)
			}
		}
	}
	if (Rules{Reflection: true}).Check(reflectionV1, Principal{Tenant: "a", Role: Holder}) != nil {
		t.Error("reflection is on and refused")
	}
	if (Rules{Reflection: true}).Check(reflectionV1, Principal{}) == nil {
		t.Error("reflection for nobody")
	}
}

func TestRolesAreKeptApart(t *testing.T) {
	for _, c := range []struct {
		method string
		role   Role
		ok     bool
	}{
		{v1.ProofService_SubmitProof_FullMethodName, Holder, true},
		{v1.ProofService_SubmitProof_FullMethodName, Operator, false},
		{v1.ProofService_SubmitProof_FullMethodName, Researcher, false},
		{v1.ProofService_Prove_FullMethodName, Operator, false},
		{v1.ProofService_GetProof_FullMethodName, Researcher, false},
		{v1.ProofService_GetProof_FullMethodName, Operator, true},
		{v1.ProofService_EraseSubject_FullMethodName, Researcher, false},
		{v1.RequestService_CreateRequest_FullMethodName, Holder, false},
		{v1.RequestService_ExportAnswers_FullMethodName, Holder, false},
		{v1.RequestService_ExportAnswers_FullMethodName, Researcher, true},
		{v1.RequestService_AnswerRequest_FullMethodName, Holder, true},
		{v1.CircuitService_GetCircuit_FullMethodName, Researcher, true},
		{v1.VerifierService_VerifyAttestation_FullMethodName, Holder, true},
	} {
		err := (Rules{}).Check(c.method, Principal{Tenant: "a", Role: c.role})
		if c.ok && err != nil || !c.ok && !errors.Is(err, ErrRole) {
			t.Errorf("%s as %s: %v", c.method, c.role, err)
		}
		if err := (Rules{}).Check(c.method, Principal{Role: c.role}); !errors.Is(err, ErrCredentials) {
			t.Errorf("%s without a tenant: %v", c.method, err)
		}
	}
}

func TestAnonymousCallersAnswerOnlyWhereAllowed(t *testing.T) {
	for _, m := range methods() {
		health := m[:6] == "/grpc."
		answers := m == v1.RequestService_GetRequest_FullMethodName || m == v1.RequestService_AnswerRequest_FullMethodName
		if err := (Rules{}).Check(m, Principal{}); (err == nil) != health {
			t.Errorf("%s: %v", m, err)
		}
		if err := (Rules{AnonymousAnswers: true}).Check(m, Principal{}); (err == nil) != (health || answers) {
			t.Errorf("%s, where answers are for everybody: %v", m, err)
		}
	}
}

func TestOnlyOperatorAndThePersonErase(t *testing.T) {
	for _, c := range []struct {
		who     Principal
		subject string
		ok      bool
	}{
		{Principal{Tenant: "a", Role: Operator}, "x", true},
		{Principal{Tenant: "a", Role: Holder, Subject: "x"}, "x", true},
		{Principal{Tenant: "a", Role: Holder, Subject: "x"}, "y", false},
		{Principal{Tenant: "a", Role: Holder, Subject: "x"}, "", false},
		{Principal{Tenant: "a", Role: Holder}, "x", false},
		{Principal{Tenant: "a", Role: Holder}, "", false},
		{Principal{Tenant: "a", Role: Researcher}, "x", false},
		{Principal{}, "", false},
	} {
		if MayErase(c.who, c.subject) != c.ok {
			t.Errorf("%+v and %q", c.who, c.subject)
		}
	}
}
