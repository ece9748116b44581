//go:build !unix

package vault

import (
	"errors"
	"os"
)

// LockFile refuses where there is no flock: counting without it could count twice.
func LockFile(*os.File) error {
	return errors.New("this needs file locks, which this system does not have")
}
