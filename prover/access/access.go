// Package access says who a caller is and what its role may do: API tokens kept
// as hashes, and client certificates that name tenant, role and subject.
//
// It promises that whoever is not known is nobody, that a token file holds nothing
// a thief could use, and that a method without a rule is refused.
package access

import (
	"context"
	"errors"
	"fmt"
)

// Role is what a caller may do.
type Role uint8

// The roles. Anonymous is who shows no credentials; where the configuration
// allows it, it may fetch and answer requests.
const (
	Anonymous Role = iota
	Holder
	Researcher
	Operator
)

var roleNames = [...]string{"anonymous", "holder", "researcher", "operator"}

// String gives the role's name.
func (r Role) String() string {
	if int(r) < len(roleNames) {
		return roleNames[r]
	}
	return fmt.Sprintf("role %d", uint8(r))
}

// ParseRole reads a role that credentials can have.
func ParseRole(s string) (Role, error) {
	for r := Holder; r <= Operator; r++ {
		if s == r.String() {
			return r, nil
		}
	}
	return 0, errors.New("want holder, researcher or operator")
}

// Principal is who calls.
type Principal struct {
	Tenant  string // "" for anonymous
	Role    Role
	Subject string // "" unless the credentials are one person's
	ID      string // of the token or certificate, for the log; not secret
}

type contextKey struct{}

// With gives a context that carries a caller.
func With(ctx context.Context, p Principal) context.Context {
	return context.WithValue(ctx, contextKey{}, p)
}

// From gives the caller of a context; without one, nobody.
func From(ctx context.Context) Principal {
	p, _ := ctx.Value(contextKey{}).(Principal)
	return p
}
