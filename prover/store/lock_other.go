//go:build !unix

package store

import "os"

// lockFile does nothing: the database's own lock is all there is.
func lockFile(*os.File) error { return nil }

// writable leaves it to the first write.
func writable(string) error { return nil }
