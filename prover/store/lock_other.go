//go:build !unix

package store

import "os"

// lockFile does nothing: the database's own lock is all there is.
func lockFile(*os.File) error { return nil }
