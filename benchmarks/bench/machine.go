package bench

import (
	"bufio"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/consensys/gnark-crypto/ecc"
	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"

	"vitalproof/benchmarks/result"
)

// fingerprint is what the figures of a run depend on.
func fingerprint() result.Machine {
	m := result.Machine{
		CPU: field("/proc/cpuinfo", "model name"), Cores: runtime.GOMAXPROCS(0), OS: runtime.GOOS, Arch: runtime.GOARCH, Go: runtime.Version(),
	}
	if kib, err := strconv.ParseInt(strings.TrimSuffix(field("/proc/meminfo", "MemTotal"), " kB"), 10, 64); err == nil {
		m.MemoryBytes = kib * 1024
	}
	if release, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		m.Kernel = strings.TrimSpace(string(release))
	}
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return m
	}
	for _, d := range build.Deps {
		switch d.Path {
		case "github.com/consensys/gnark":
			m.Gnark = d.Version
		case "github.com/consensys/gnark-crypto":
			m.GnarkCrypto = d.Version
		}
	}
	for _, s := range build.Settings {
		switch s.Key {
		case "vcs.revision":
			m.Commit = s.Value
		case "vcs.modified":
			m.Modified = s.Value == "true"
		}
	}
	return m
}

// field is the first value of a name in a file of "name : value" lines, empty where
// there is no such file.
func field(path, name string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if key, value, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// probePoints is the size of the multi-scalar multiplication that the noise is
// measured with: about a fifth of a second on two cores.
const probePoints = 1 << 15

// probe is the same work each time it is called, of the kind that proving is.
type probe struct {
	points  []curve.G1Affine
	scalars []fr.Element
	values  []float64
}

func newProbe() (*probe, error) {
	p := &probe{points: make([]curve.G1Affine, probePoints), scalars: make([]fr.Element, probePoints)}
	_, _, g, _ := curve.Generators()
	for i := range p.scalars {
		if _, err := p.scalars[i].SetRandom(); err != nil {
			return nil, err
		}
	}
	copy(p.points, curve.BatchScalarMultiplicationG1(&g, p.scalars))
	p.take()
	p.values = nil // the first warms up
	return p, nil
}

// take does the work once.
func (p *probe) take() {
	started := time.Now()
	var out curve.G1Jac
	if _, err := out.MultiExp(p.points, p.scalars, ecc.MultiExpConfig{}); err == nil {
		p.values = append(p.values, time.Since(started).Seconds())
	}
}

func (p *probe) noise() result.Noise {
	s := result.NewSample(p.values...)
	return result.Noise{Probe: s, Spread: s.Spread()}
}

// Root is the folder of this repository that the working directory lies in, empty
// if there is none: what is measured with npm packages needs it.
func Root() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	for {
		if text, err := os.ReadFile(filepath.Join(dir, "go.mod")); err == nil {
			if strings.HasPrefix(string(text), "module vitalproof\n") {
				return dir
			}
			return ""
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}
