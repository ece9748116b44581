//go:build !race

package series

func lockEngine() func() { return func() {} }
