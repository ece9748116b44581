package main

import (
	"errors"
	"fmt"
	"strings"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/codeset"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/prover/local"
)

// An errand is one claim that is to be proved. It was found to hold.
type errand struct {
	plan   *local.Plan
	secret statement.Secret
	payee  *request.Payee
	entry  lock.Entry
	about  string // which claim of several it is; "" of one
}

// ofSeveral says which claim of a composition is meant, and nothing of a single one.
func ofSeveral(i, n int) string {
	if n == 1 {
		return ""
	}
	return fmt.Sprintf("claim %d: ", i+1)
}

// evidence is what a holder proves from.
type evidence struct {
	secret  statement.Secret
	records []*statement.Record
	sets    []*codeset.Set
}

// errands sets every claim of a request against the record that is about it. All
// have to hold before anything is proved, and a holder sees of each what it misses.
func (a *app) errands(r *request.Request, from evidence, payee *request.Payee, end claim.Day) ([]*errand, error) {
	entries, err := entriesOf(r)
	if err != nil {
		return nil, err
	}
	parts := r.Parts()
	a.sayUnneeded(parts, from.records)
	var errands []*errand
	var missed []string
	for i, part := range parts {
		about := ofSeveral(i, len(parts))
		plan, err := a.plan(part, from, end)
		if err != nil {
			return nil, fmt.Errorf("%s%w", about, err)
		}
		if !plan.Result.OK {
			missed = append(missed, about+a.explain(about, plan.Result))
			continue
		}
		a.say("%s%s: the %d days that end on %s meet the claim", about, part.Claim.Metric.Name(), part.Claim.Days, plan.Window.EndDay)
		errands = append(errands, &errand{plan, from.secret, payee, entries[i], about})
	}
	if len(missed) > 0 {
		return nil, fmt.Errorf("%w: %s", local.ErrClaimFails, strings.Join(missed, "; "))
	}
	return errands, nil
}

// sayUnneeded names records that no claim is about: a slip, or more than is wanted.
func (a *app) sayUnneeded(parts []*request.Request, records []*statement.Record) {
	if len(parts) == 1 && len(records) == 1 {
		return // that the one is about something else is an error
	}
	for _, record := range records {
		needed := false
		for _, p := range parts {
			needed = needed || p.Claim.Metric == record.Metric
		}
		if !needed {
			a.say("the record of %s is not used: nothing is asked about it", record.Metric.Name())
		}
	}
}

// plan evaluates a claim before anything is proved, and checks that the statement's
// other parts hold, so that the errors are about causes.
func (a *app) plan(r *request.Request, from evidence, end claim.Day) (*local.Plan, error) {
	record, err := recordFor(r, from.records)
	if err != nil {
		return nil, err
	}
	codes, err := setFor(r.Claim, from.sets)
	if err != nil {
		return nil, err
	}
	if codes != nil {
		a.sayCodeset(codes)
	}
	if from.secret.Subject(record.Issuer) != record.Subject {
		return nil, statement.ErrOtherSubject
	}
	set, err := r.IssuerSet()
	if err != nil {
		return nil, err
	}
	if _, err := set.Path(record.Issuer); err != nil {
		return nil, err
	}
	if end == 0 {
		if end, err = local.BestEnd(r, record, codes); err != nil {
			return nil, err
		}
	}
	plan, err := local.NewPlan(r, record, end, codes)
	if errors.Is(err, statement.ErrNotInRecord) {
		return nil, fmt.Errorf("%w: it holds %s to %s, the window would be the %d days that end on %s",
			err, record.FirstDay, record.LastDay(), r.Claim.Days, end)
	}
	return plan, err
}

// recordFor finds the one record of what a claim is about.
func recordFor(r *request.Request, records []*statement.Record) (*statement.Record, error) {
	m := r.Claim.Metric
	var found *statement.Record
	for _, record := range records {
		switch {
		case record.Metric != m:
		case found != nil:
			return nil, usagef("--record: two records hold %s", m.Name()).
				withHint(`join those of one issuer with "vitalproof holder merge", or give the one to prove from`)
		default:
			found = record
		}
	}
	if found == nil && len(records) == 1 && !r.IsPart() {
		return nil, fmt.Errorf("%w: the record holds %s, the claim asks for %s", local.ErrOtherCircuit, records[0].Metric.Name(), m.Name())
	}
	if found == nil {
		return nil, usagef("--record: no record holds %s, which the request asks about", m.Name()).
			withHint("give a --record for each metric")
	}
	return found, nil
}

// setFor finds the set of codes that a claim names; nil for other claims.
func setFor(c claim.Claim, sets []*codeset.Set) (*codeset.Set, error) {
	if c.Metric.Family() != claim.Codes {
		return nil, nil
	}
	set, ok := codeset.Find(c.Set, sets)
	if !ok {
		return nil, usagef("the claim is about the set of codes 0x%x, which is not there", c.Set).
			withHint("ask for the set's file and give it with --codeset; it says which codes are meant")
	}
	return set, nil
}

// explain tells the holder what is missing, and names the limits. Its figures are
// health data: they go to standard error, which nobody pipes to a verifier, and not
// into the error.
func (a *app) explain(about string, result claim.Result) string {
	var names []string
	for _, c := range result.Failed() {
		a.say("fails: %s%s: %s, wanted %s%s", about, c.Sentence, c.Have, c.Want, after(c.Margin))
		names = append(names, c.Name)
	}
	return strings.Join(names, ", ")
}
