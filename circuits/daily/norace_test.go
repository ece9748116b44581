//go:build !race

package daily

func lockEngine() func() { return func() {} }
