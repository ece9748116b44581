//go:build !unix

package keyring

import (
	"errors"
	"os"
)

// lockFile refuses where there is no flock: two writers would overwrite each
// other's keys.
func lockFile(*os.File) error {
	return errors.New("a key ring needs file locks, which this system does not have")
}
