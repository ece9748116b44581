package worker

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
)

// errNoMemory says that the machine does not tell how much memory there is.
var errNoMemory = errors.New("cannot tell how much memory there is: set the memory for workers")

// budget is what workers may take of the machine that root is the file system of:
// the memory that is available, or less where a control group bounds this
// process, less the reserve for the service.
func budget(root fs.FS) (uint64, error) {
	free, err := available(root)
	if err != nil {
		return 0, err
	}
	free = min(free, groupLimit(root))
	if free <= serviceReserve {
		return 0, fmt.Errorf("%w: %d MiB of memory leave nothing beside the %d MiB of the service",
			ErrTooLittleMemory, free/mib, uint64(serviceReserve/mib))
	}
	return free - serviceReserve, nil
}

func available(root fs.FS) (uint64, error) {
	f, err := root.Open("proc/meminfo")
	if err != nil {
		return 0, errNoMemory
	}
	defer f.Close()
	found := map[string]uint64{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		words := strings.Fields(lines.Text())
		if len(words) != 3 || words[2] != "kB" {
			continue
		}
		if n, err := strconv.ParseUint(words[1], 10, 54); err == nil {
			found[words[0]] = n << 10
		}
	}
	for _, name := range []string{"MemAvailable:", "MemTotal:"} {
		if n, ok := found[name]; ok {
			return n, nil
		}
	}
	return 0, errNoMemory
}

// groupLimit is the least bound of this process's memory control groups, from its
// own up to the root: each of them holds. In a container the path may be the
// host's and not exist; the groups above it that do exist are then looked at, and
// the topmost is the container's own.
func groupLimit(root fs.FS) uint64 {
	least := uint64(math.MaxUint64)
	f, err := root.Open("proc/self/cgroup")
	if err != nil {
		return least
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		parts := strings.SplitN(lines.Text(), ":", 3) // id, controllers, path
		if len(parts) != 3 {
			continue
		}
		mount, file := "sys/fs/cgroup", "memory.max"
		if parts[1] != "" {
			if !slices.Contains(strings.Split(parts[1], ","), "memory") {
				continue
			}
			mount, file = "sys/fs/cgroup/memory", "memory.limit_in_bytes"
		}
		for dir := path.Clean("/" + parts[2]); ; dir = path.Dir(dir) {
			if raw, err := fs.ReadFile(root, path.Join(mount, dir, file)); err == nil {
				// "max" is no bound, and is no number.
				if n, err := strconv.ParseUint(strings.TrimSpace(string(raw)), 10, 64); err == nil {
					least = min(least, n)
				}
			}
			if dir == "/" {
				break
			}
		}
	}
	return least
}
