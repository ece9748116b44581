package access

import (
	"errors"
	"slices"

	"google.golang.org/grpc/health/grpc_health_v1"

	v1 "vitalproof/proto/vitalproof/v1"
)

// ErrNoMethod reports a method without a rule. Only a caller who is known is told.
var ErrNoMethod = errors.New("there is no such method")

// Rules is what the configuration changes about the table of rules.
type Rules struct {
	AnonymousAnswers bool // who has no credentials may fetch and answer requests
	Reflection       bool // the service tells its interface to whoever is known
}

// rule is who may call a method.
type rule struct {
	roles     []Role
	everybody bool // also without credentials
	answering bool // also without credentials, if Rules.AnonymousAnswers
}

var (
	anyRole   = rule{roles: []Role{Holder, Researcher, Operator}}
	answering = rule{roles: []Role{Holder, Researcher, Operator}, answering: true}
	proving   = rule{roles: []Role{Holder}}
	proofs    = rule{roles: []Role{Holder, Operator}}
	research  = rule{roles: []Role{Researcher, Operator}}
	everybody = rule{roles: []Role{Holder, Researcher, Operator}, everybody: true}
)

// The methods of reflection, which has no package of constants.
const (
	reflectionV1      = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"
	reflectionV1alpha = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"
)

// rules is the whole table: what is not here is refused. An operator looks after
// the proofs of a tenant but makes none: it has nobody's readings.
var rules = map[string]rule{
	v1.ProofService_SubmitProof_FullMethodName:  proving,
	v1.ProofService_Prove_FullMethodName:        proving,
	v1.ProofService_GetProof_FullMethodName:     proofs,
	v1.ProofService_ListProofs_FullMethodName:   proofs,
	v1.ProofService_WatchProof_FullMethodName:   proofs,
	v1.ProofService_CancelProof_FullMethodName:  proofs,
	v1.ProofService_DeleteProof_FullMethodName:  proofs,
	v1.ProofService_EraseSubject_FullMethodName: proofs, // and MayErase

	v1.CircuitService_ListCircuits_FullMethodName:        anyRole,
	v1.CircuitService_GetCircuit_FullMethodName:          anyRole,
	v1.CircuitService_GetVerifyingKey_FullMethodName:     anyRole,
	v1.CircuitService_GetVerifierContract_FullMethodName: anyRole,

	v1.VerifierService_VerifyAttestation_FullMethodName: anyRole,

	v1.RequestService_GetRequest_FullMethodName:    answering,
	v1.RequestService_AnswerRequest_FullMethodName: answering,
	v1.RequestService_CreateRequest_FullMethodName: research,
	v1.RequestService_ListRequests_FullMethodName:  research,
	v1.RequestService_WatchRequest_FullMethodName:  research,
	v1.RequestService_ListAnswers_FullMethodName:   research,
	v1.RequestService_ExportAnswers_FullMethodName: research,
	v1.RequestService_CloseRequest_FullMethodName:  research,
	v1.RequestService_DeleteRequest_FullMethodName: research,

	grpc_health_v1.Health_Check_FullMethodName: everybody,
	grpc_health_v1.Health_List_FullMethodName:  everybody,
	grpc_health_v1.Health_Watch_FullMethodName: everybody,
}

// Check says whether a caller may call a method, named as "/package.Service/Method":
// nil, ErrCredentials, ErrRole or, for a known caller, ErrNoMethod. Whether the
// thing that the call is about is the caller's is for others to check.
func (r Rules) Check(method string, p Principal) error {
	entry, known := rules[method]
	if r.Reflection && (method == reflectionV1 || method == reflectionV1alpha) {
		entry, known = anyRole, true
	}
	switch {
	case known && (entry.everybody || r.AnonymousAnswers && entry.answering):
		return nil
	case p.Role == Anonymous || p.Tenant == "":
		return ErrCredentials
	case !known:
		return ErrNoMethod
	case !slices.Contains(entry.roles, p.Role):
		return ErrRole
	}
	return nil
}

// MayErase says whether a caller may have everything of a subject destroyed: the
// operator of the tenant, and the holder whose credentials are that subject's own.
func MayErase(p Principal, subject string) bool {
	switch p.Role {
	case Operator:
		return p.Subject == ""
	case Holder:
		return p.Subject != "" && p.Subject == subject
	}
	return false
}

// Known reports whether there is a rule for a method, so that its name can stand in
// a log or a label of a figure.
func Known(method string) bool {
	_, known := rules[method]
	return known || method == reflectionV1 || method == reflectionV1alpha
}
