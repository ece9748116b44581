package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/request"
)

// claimFlags say what is asked for.
type claimFlags struct {
	source, metric, earliest, latest string
	limits, also                     []string
	days                             int
	assurance                        uint8
	set                              *pflag.FlagSet // tells which were given
}

func (o *claimFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	o.set = f
	f.StringVar(&o.source, "claim", "", "a `preset or file`")
	f.StringArrayVar(&o.limits, "limit", nil, `a further limit, such as "in 70-180 > 70 %"`)
	f.StringVar(&o.metric, "metric", "", "what was measured, such as glucose-5min or blood-pressure")
	f.IntVar(&o.days, "days", 0, "`length` of the window")
	f.StringVar(&o.earliest, "earliest", "", "first `day` on which the window may end")
	f.StringVar(&o.latest, "latest", "", "last `day` on which the window may end")
	f.Uint8Var(&o.assurance, "min-assurance", 0, "least assurance `level` of the seal, 0 to 7")
	cmd.MarkFlagsOneRequired("claim", "limit")
	completeWith(cmd, "claim", presets)
	complete(cmd, "metric", metricNames()...)
	complete(cmd, "days", "7", "14", "30", "90")
}

// read puts the claim together from a file or preset, limits and flags.
func (o *claimFlags) read(a *app) (claim.Claim, error) {
	q := &asked{}
	var err error
	switch {
	case o.source != "":
		if q, err = a.readClaim(o.source); err != nil {
			return claim.Claim{}, err
		}
	case o.metric == "":
		return claim.Claim{}, missing("metric", "days", "earliest", "latest")
	default:
		metric, err := claim.ParseMetric(o.metric)
		if err != nil {
			return claim.Claim{}, usagef("--metric: %w", err)
		}
		if q.targets, err = claim.ParseTargets(metric.Quantity(), o.limits); err != nil {
			return claim.Claim{}, err
		}
	}
	limits, err := parseLimits(q.targets.Quantity, o.limits)
	if err != nil {
		return claim.Claim{}, err
	}
	for _, l := range limits {
		l.Apply(&q.targets)
	}
	return o.complete(q)
}

func parseLimits(q claim.Quantity, texts []string) ([]claim.Limit, error) {
	var limits []claim.Limit
	for _, text := range texts {
		l, err := claim.ParseLimit(q, text)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(limits, l.Same) {
			return nil, fmt.Errorf("--limit: %s: %w", l.Key(), claim.ErrTwice)
		}
		limits = append(limits, l)
	}
	return limits, nil
}

// complete makes targets a claim. A claim file says everything; a flag beside it
// may repeat it but not differ.
func (o *claimFlags) complete(q *asked) (c claim.Claim, err error) {
	full := q.full
	if full != nil {
		c = *full
	}
	given := func(flag string) bool { return full == nil || o.set.Changed(flag) }
	if given("metric") {
		if c.Metric, err = o.metricOf(q.targets.Quantity); err != nil {
			return c, err
		}
	}
	if given("days") {
		if c.Days = o.days; c.Days == 0 {
			c.Days = q.days // that the preset's source names
		}
		if c.Days == 0 {
			return c, missing("days")
		}
	}
	for _, f := range []struct {
		name, text string
		to         *claim.Day
	}{{"earliest", o.earliest, &c.EarliestEnd}, {"latest", o.latest, &c.LatestEnd}} {
		if !given(f.name) {
			continue
		}
		if f.text == "" {
			return c, missing(f.name)
		}
		if *f.to, err = dayFlag(f.name, f.text); err != nil {
			return c, err
		}
	}
	if given("min-assurance") {
		c.MinAssurance = o.assurance
	}
	if full != nil && (c.Metric != full.Metric || c.Days != full.Days || c.EarliestEnd != full.EarliestEnd ||
		c.LatestEnd != full.LatestEnd || c.MinAssurance != full.MinAssurance) {
		return c, usagef("a flag differs from the claim file").withHint("leave out --metric, --days, --earliest, --latest and --min-assurance")
	}
	return claim.New(c.Metric, c.Days, c.EarliestEnd, c.LatestEnd, c.MinAssurance, q.targets)
}

// metricOf reads --metric, which may be left out if the quantity has one grid.
func (o *claimFlags) metricOf(q claim.Quantity) (claim.Metric, error) {
	all := q.Metrics()
	if o.metric == "" {
		if len(all) == 1 {
			return all[0], nil
		}
		return 0, missing("metric", "days", "earliest", "latest")
	}
	metric, err := claim.ParseMetric(o.metric)
	if err != nil {
		return 0, usagef("--metric: %w", err)
	}
	if metric.Quantity() != q {
		return 0, usagef("--metric: the claim is about %s, not %s", q, metric.Name())
	}
	return metric, nil
}

func missing(flags ...string) *fault {
	return usagef("--%s is missing", strings.Join(flags, ", --"))
}

// consentFlags say what holders agree to.
type consentFlags struct{ text, file string }

func (o *consentFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.text, "consent", "", "what the holder agrees to")
	cmd.Flags().StringVar(&o.file, "consent-file", "", "a `file` with what the holder agrees to")
	cmd.MarkFlagsOneRequired("consent", "consent-file")
	cmd.MarkFlagsMutuallyExclusive("consent", "consent-file")
}

func (o *consentFlags) read(a *app) (string, error) {
	if o.file == "" {
		return o.text, nil
	}
	text, err := a.readIn(o.file, 4*request.MaxConsent)
	if err != nil {
		return "", err
	}
	return string(text), nil
}
