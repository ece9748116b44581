package peers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"vitalproof/benchmarks/peers/insecure"
)

// spare is how many points bb gets beyond its domain; it asks for a few more than it
// has gates.
const spare = 64

func openBarretenberg(ctx context.Context, o *opening) error {
	o.stage("compile")
	if err := o.noirProject(); err != nil {
		return err
	}
	program := o.path("check.json")
	if err := run(ctx, o.home, o.env, "node", "js/compile-noir.mjs", o.path("noir"), program); err != nil {
		return err
	}

	o.stage("start")
	binary, err := bbPath(o.home)
	if err != nil {
		return err
	}
	patched, crs := o.path("bb"), o.path("crs")
	if err := insecure.PatchBarretenberg(binary, patched); err != nil {
		return err
	}
	if err := os.Mkdir(crs, 0o700); err != nil {
		return err
	}
	p := o.peer
	env := append(o.env, "CRS_PATH="+crs)
	if p.worker, err = start(ctx, o.life, o.home, env, "node", "js/barretenberg.mjs", program, patched); err != nil {
		return err
	}
	var stats struct{ Gates, Domain, Pid int }
	if err := p.worker.ask(ctx, request{Do: "stats"}, &stats); err != nil {
		return err
	}
	if p.prover = stats.Pid; p.prover == 0 {
		return errors.New("bb.js does not say which process bb is")
	}

	o.stage("reference string")
	if err := insecure.WriteBarretenberg(crs, stats.Domain+spare); err != nil {
		return err
	}

	o.stage("setup")
	var key struct{ VerifyingKeyBytes int64 }
	if err := p.worker.ask(ctx, request{Do: "key"}, &key); err != nil {
		return err
	}
	o.stage("")
	p.counts = Counts{
		Constraints: stats.Gates, Unit: "UltraHonk gates", DomainSize: stats.Domain, VerifyingKeyBytes: key.VerifyingKeyBytes,
	}
	return nil
}

// noirProject copies the project with its number of days set.
func (o *opening) noirProject() error {
	if err := os.MkdirAll(o.path("noir", "src"), 0o700); err != nil {
		return err
	}
	const days = "global DAYS: u32 = %d;"
	for _, name := range []string{"Nargo.toml", "src/main.nr", "src/check.nr"} {
		text, err := os.ReadFile(filepath.Join(o.home, "noir", name))
		if err != nil {
			return err
		}
		if name == "src/main.nr" {
			old := fmt.Appendf(nil, days, 1)
			if bytes.Count(text, old) != 1 {
				return fmt.Errorf("noir/%s has no line %q", name, old)
			}
			text = bytes.Replace(text, old, fmt.Appendf(nil, days, o.days), 1)
		}
		if err := os.WriteFile(o.path("noir", name), text, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// bbPath gives the native bb that the npm package holds for this machine.
func bbPath(home string) (string, error) {
	system := map[string]string{"darwin": "macos"}[runtime.GOOS]
	if system == "" {
		system = runtime.GOOS
	}
	path := filepath.Join(home, "node_modules", "@aztec", "bb.js", "build", runtime.GOARCH+"-"+system, "bb")
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("%w: bb.js has no bb for %s/%s", ErrMissing, runtime.GOOS, runtime.GOARCH)
	}
	return path, nil
}
