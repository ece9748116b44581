package bench

import (
	"cmp"
	"maps"
	"slices"

	"vitalproof/benchmarks/result"
)

// sorted lists parts, the dearest first.
func sorted(costs map[string]int) []result.Part {
	parts := make([]result.Part, 0, len(costs))
	for _, name := range slices.Sorted(maps.Keys(costs)) {
		parts = append(parts, result.Part{Name: name, Constraints: costs[name]})
	}
	slices.SortStableFunc(parts, func(a, b result.Part) int { return cmp.Compare(b.Constraints, a.Constraints) })
	return parts
}
