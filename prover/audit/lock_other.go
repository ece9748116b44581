//go:build !unix

package audit

import (
	"errors"
	"os"
)

// lockFile refuses where there is no flock: two writers would overwrite each
// other's entries.
func lockFile(*os.File) error {
	return errors.New("an audit log needs file locks, which this system does not have")
}
