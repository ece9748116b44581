package main

import (
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vitalproof/circuits/claim"
)

// alsoFlag adds the flag for compositions to a command that takes them.
func (o *claimFlags) alsoFlag(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&o.also, "also", nil, "a further `claim` of the same holder: NAME[:METRIC][:DAYS], where NAME is a preset or file")
	completeWith(cmd, "also", presets)
}

// readAlso reads the further claims of a composition.
func (o *claimFlags) readAlso(a *app, first claim.Claim) ([]claim.Claim, error) {
	var all []claim.Claim
	for _, text := range o.also {
		further := splitAlso(text)
		q, err := a.readClaim(further.name)
		if err != nil {
			return nil, err
		}
		c, err := further.complete(q, first)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// furtherClaim is what --also says. What it leaves out its file or preset says, and
// what that leaves out is as for the first claim.
type furtherClaim struct {
	name   string
	metric claim.Metric // 0 if it was not given
	days   int          // 0 if it was not given
}

// splitAlso takes days and metric off the end. Anything else behind a colon belongs
// to the name: it may be a path.
func splitAlso(text string) (f furtherClaim) {
	f.name = text
	if i := strings.LastIndexByte(f.name, ':'); i > 0 {
		if n, err := strconv.ParseUint(f.name[i+1:], 10, 16); err == nil {
			f.days, f.name = int(n), f.name[:i]
		}
	}
	if i := strings.LastIndexByte(f.name, ':'); i > 0 {
		if m, err := claim.ParseMetric(f.name[i+1:]); err == nil {
			f.metric, f.name = m, f.name[:i]
		}
	}
	return f
}

func (f furtherClaim) complete(q *asked, first claim.Claim) (claim.Claim, error) {
	if full := q.full; full != nil {
		if f.days != 0 && f.days != full.Days || f.metric != 0 && f.metric != full.Metric {
			return claim.Claim{}, usagef("--also %s: the claim file says another metric or window", f.name)
		}
		return *full, nil
	}
	metric, days := f.metric, f.days
	grids := q.targets.Quantity.Metrics()
	switch {
	case metric != 0 && !slices.Contains(grids, metric):
		return claim.Claim{}, usagef("--also: %s is about %s, not %s", f.name, q.targets.Quantity, metric.Name())
	case metric != 0:
	case slices.Contains(grids, first.Metric):
		metric = first.Metric
	case len(grids) == 1:
		metric = grids[0]
	default:
		return claim.Claim{}, usagef("--also: %s is about %s, which is measured in several ways", f.name, q.targets.Quantity).
			withHint("say which: --also %s:%s:DAYS", f.name, grids[0].Name())
	}
	if days == 0 {
		days = q.days // that the preset's source names
	}
	if days == 0 && metric == first.Metric {
		days = first.Days
	}
	if days == 0 {
		return claim.Claim{}, usagef("--also: %s names no window", f.name).withHint("say how many days: --also %s:DAYS", f.name)
	}
	return claim.New(metric, days, first.EarliestEnd, first.LatestEnd, first.MinAssurance, q.targets)
}
