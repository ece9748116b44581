package peers

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"vitalproof/benchmarks/peers/insecure"
)

func openSnarkJS(ctx context.Context, o *opening) error {
	o.stage("compile")
	if err := o.circom(ctx, fmt.Sprintf("component main = Check(%d);", o.days)); err != nil {
		return err
	}

	o.stage("setup")
	file, err := os.ReadFile(o.path("out", "main.r1cs"))
	if err != nil {
		return err
	}
	system, err := insecure.ParseSystem(file)
	if err != nil {
		return err
	}
	key := o.path("out", "main.zkey")
	if err := insecure.WriteZkey(ctx, key, system); err != nil {
		return err
	}
	size, err := os.Stat(key)
	if err != nil {
		return err
	}

	o.stage("start")
	p := o.peer
	if p.worker, err = start(ctx, o.life, o.home, o.env, "node", "js/snarkjs.mjs", o.path("out")); err != nil {
		return err
	}
	p.prover = p.worker.pid()
	var info struct{ VerifyingKeyBytes int64 }
	if err := p.worker.ask(ctx, request{Do: "info"}, &info); err != nil {
		return err
	}
	o.stage("")
	p.counts = Counts{
		Constraints: system.Constraints, Unit: "R1CS constraints", DomainSize: system.DomainSize(),
		ProvingKeyBytes: size.Size(), VerifyingKeyBytes: info.VerifyingKeyBytes,
	}
	return nil
}

// circom compiles a main component that uses the templates of check.circom.
//
// It does so with --O2, which takes out linear constraints: a quarter of all, and
// 2^17 instead of 2^18 at 30 days. It takes no longer than --O1.
func (o *opening) circom(ctx context.Context, main string) error {
	source := "pragma circom 2.1.6;\ninclude \"check.circom\";\n" + main + "\n"
	if err := os.WriteFile(o.path("main.circom"), []byte(source), 0o600); err != nil {
		return err
	}
	if err := os.Mkdir(o.path("out"), 0o700); err != nil {
		return err
	}
	// The compiler, in WebAssembly, finds nothing outside the directory it runs in.
	for to, from := range map[string]string{"circom": filepath.Join(o.home, "circom"), "lib": o.module("circomlib", "circuits")} {
		if err := os.CopyFS(o.path(to), os.DirFS(from)); err != nil {
			return err
		}
	}
	return run(ctx, o.dir, o.env, "node", o.module("circom2", "cli.js"), "main.circom", "--r1cs", "--wasm", "--O2",
		"-l", "circom", "-l", "lib", "-o", "out")
}
