//go:build !unix

package main

import (
	"errors"
	"os"
)

// lockFile refuses where there is no flock: counting without it could count twice.
func lockFile(*os.File) error {
	return errors.New("--seen needs file locks, which this system does not have")
}
