package worker

import (
	"errors"
	"testing"
	"testing/fstest"
)

const meminfo = "MemTotal:       16777216 kB\nMemFree:         1048576 kB\nMemAvailable:    8388608 kB\n"

func TestTheMemoryIsTheLeastOfHostAndGroups(t *testing.T) {
	const gib = 1 << 30
	for name, c := range map[string]struct {
		files map[string]string
		want  uint64
	}{
		"no group":                           {nil, 8 * gib},
		"an old kernel without MemAvailable": {map[string]string{"proc/meminfo": "MemTotal: 4194304 kB\n"}, 4 * gib},
		"version 2": {map[string]string{
			"proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/b/memory.max": "2147483648\n",
		}, 2 * gib},
		"version 2, without a bound": {map[string]string{
			"proc/self/cgroup": "0::/a\n", "sys/fs/cgroup/a/memory.max": "max\n",
		}, 8 * gib},
		"a group above is smaller": {map[string]string{
			"proc/self/cgroup": "0::/a/b/c\n", "sys/fs/cgroup/a/b/c/memory.max": "max\n",
			"sys/fs/cgroup/a/b/memory.max": "3221225472\n", "sys/fs/cgroup/a/memory.max": "1073741824\n",
		}, 1 * gib},
		"a container that sees the host's path": {map[string]string{
			"proc/self/cgroup": "0::/docker/0123\n", "sys/fs/cgroup/memory.max": "1073741824\n",
		}, 1 * gib},
		"version 1": {map[string]string{
			"proc/self/cgroup": "9:name=systemd:/x\n4:cpu,memory:/a/b\n0::/\n",
			"sys/fs/cgroup/memory/a/b/memory.limit_in_bytes": "9223372036854771712\n",
			"sys/fs/cgroup/memory/a/memory.limit_in_bytes":   "1073741824\n",
		}, 1 * gib},
		"another controller's path": {map[string]string{
			"proc/self/cgroup": "4:cpu:/a\n", "sys/fs/cgroup/memory/a/memory.limit_in_bytes": "1073741824\n",
		}, 8 * gib},
		"more than the host has": {map[string]string{
			"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "99999999999999\n",
		}, 8 * gib},
		"a path that climbs out": {map[string]string{
			"proc/self/cgroup": "0::/../../a\n", "sys/fs/cgroup/a/memory.max": "1073741824\n",
		}, 1 * gib},
	} {
		t.Run(name, func(t *testing.T) {
			root := fstest.MapFS{"proc/meminfo": {Data: []byte(meminfo)}}
			for path, text := range c.files {
				root[path] = &fstest.MapFile{Data: []byte(text)}
			}
			got, err := budget(root)
			if err != nil || got != c.want-serviceReserve {
				t.Errorf("got %d, %v, want %d less the reserve", got, err, c.want)
			}
		})
	}
}

func TestAMachineTooSmallForTheServiceIsRefused(t *testing.T) {
	root := fstest.MapFS{
		"proc/meminfo":             {Data: []byte(meminfo)},
		"proc/self/cgroup":         {Data: []byte("0::/\n")},
		"sys/fs/cgroup/memory.max": {Data: []byte("268435456\n")},
	}
	if _, err := budget(root); !errors.Is(err, ErrTooLittleMemory) {
		t.Errorf("got %v, want %v", err, ErrTooLittleMemory)
	}
	if _, err := budget(fstest.MapFS{}); !errors.Is(err, errNoMemory) {
		t.Errorf("a machine that does not tell: got %v", err)
	}
	if _, err := NewPool(Options{Command: []string{"x"}, Memory: 1 * mib, Dir: t.TempDir()}); !errors.Is(err, ErrTooLittleMemory) {
		t.Errorf("a pool of 1 MiB: got %v", err)
	}
}

func TestOptionsThatMakeNoSenseAreRefused(t *testing.T) {
	for name, o := range map[string]Options{
		"no command":       {},
		"negative workers": {Command: []string{"x"}, Workers: -1},
		"a negative time":  {Command: []string{"x"}, JobTimeout: -1},
		"a factor below 1": {Command: []string{"x"}, MemoryFactor: 0.5},
	} {
		o.Memory, o.Dir = 1<<30, t.TempDir()
		if p, err := NewPool(o); !errors.Is(err, ErrOptions) {
			t.Errorf("%s: got %v", name, err)
			if p != nil {
				p.Close()
			}
		}
	}
}
