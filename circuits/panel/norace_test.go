//go:build !race

package panel

func lockEngine() func() { return func() {} }
