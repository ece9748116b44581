//go:build race

package panel

import "sync"

// gnark's test engine resets counters for its log without a lock. They are of no
// use to anyone, but the race detector sees them, so under it one engine runs at
// a time.
var engineMutex sync.Mutex

func lockEngine() func() { engineMutex.Lock(); return engineMutex.Unlock }
