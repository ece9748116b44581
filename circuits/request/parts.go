package request

import (
	"errors"
	"fmt"
	"math/big"
	"slices"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/statement"
)

// MaxParts bounds the claims of a composition. A holder reads all of them before
// agreeing, and proves each: eight is a page and, with the larger circuits, a minute.
const MaxParts = 8

// ErrTwice reports a composition that asks for one thing twice: its answer would
// need more work and say nothing more.
var ErrTwice = errors.New("a claim stands twice in the composition")

var errMany = fmt.Errorf("a composition has at most %d claims", MaxParts)

// Part is a further claim of a composition and the circuit that proves it.
type Part struct {
	Circuit statement.CircuitID
	Claim   claim.Claim
}

type part struct {
	Circuit string `json:"circuit"`
	Claim   string `json:"claim"`
}

// parts is everything that is asked for, in order.
func (r *Request) parts() []Part { return append([]Part{{r.Circuit, r.Claim}}, r.Also...) }

// checkParts checks the claims one by one and together.
func (r *Request) checkParts() error {
	if r.Gate != nil && len(r.Also) > 0 {
		return bad("also", errors.New("a contract takes one claim at a time"))
	}
	if len(r.Also) >= MaxParts {
		return bad("also", errMany)
	}
	parts := r.parts()
	for i, p := range parts {
		if slices.Contains(parts[:i], p) {
			return bad("also", ErrTwice)
		}
		if err := p.check(); err != nil {
			return err
		}
	}
	return nil
}

func (p Part) check() error {
	entry, err := lock.ByID(p.Circuit)
	if err != nil {
		return err
	}
	if entry.Metric != p.Claim.Metric.Name() || !entry.Takes(p.Claim.Days) {
		return fmt.Errorf("%w: the claim is not for circuit %s", ErrFile, entry.Name)
	}
	if _, err := p.Claim.Word(); err != nil {
		return fmt.Errorf("%w: %w", ErrFile, err)
	}
	return nil
}

// Parts gives the request claim by claim, in order: each is a request for one
// claim with the scope, the issuers and the context of the whole. An answer to a
// composition has a proof for each of them, all with one nullifier, which is what
// ties them to one holder.
func (r *Request) Parts() []*Request {
	if r.whole != nil || len(r.Also) == 0 {
		return []*Request{r}
	}
	parts := make([]*Request, 0, 1+len(r.Also))
	for i, p := range r.parts() {
		single := *r
		single.Circuit, single.Claim, single.Also = p.Circuit, p.Claim, nil
		single.whole, single.index = r, i
		parts = append(parts, &single)
	}
	return parts
}

// Index is the place of a part in its composition, from 0; 0 for a whole request.
func (r *Request) Index() int { return r.index }

// IsPart reports whether the request is a part of a composition.
func (r *Request) IsPart() bool { return r.whole != nil }

func (p Part) file() (part, error) {
	w, err := p.Claim.Word()
	if err != nil {
		return part{}, err
	}
	word, err := statement.FieldFromBig(w)
	return part{p.Circuit.String(), statement.FormatField(word)}, err
}

func parsePart(f part) (p Part, err error) {
	if p.Circuit, err = statement.ParseCircuitID(f.Circuit); err != nil {
		return p, bad("circuit", err)
	}
	word, err := statement.ParseField(f.Claim)
	if err != nil {
		return p, bad("claim", err)
	}
	if p.Claim, err = claim.FromWord(word.BigInt(new(big.Int))); err != nil {
		return p, bad("claim", err)
	}
	return p, nil
}
