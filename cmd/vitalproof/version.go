package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/consensys/gnark"
	"github.com/spf13/cobra"

	"vitalproof/circuits/lock"
)

// Set by .ci/release when it links; empty in any other build. They come from git,
// since a release is built without Go's own stamp: that one names the folder's state
// as git sees it and is left out where git is not installed.
var (
	stampVersion string
	stampCommit  string
)

// gnarkCryptoModule does the arithmetic under gnark; it has no version constant.
const gnarkCryptoModule = "github.com/consensys/gnark-crypto"

type version struct {
	Version     string `json:"version"`
	Revision    string `json:"revision,omitempty"` // the commit
	Go          string `json:"go"`
	Platform    string `json:"platform"`
	Gnark       string `json:"gnark"`
	GnarkCrypto string `json:"gnark_crypto,omitempty"` // absent if the linker left no list of modules
	Lockfile    string `json:"lockfile_sha256"`        // of circuits/lock/lock.json
}

func newVersionCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "version",
		Short:             "print the version of this program, of what it is built with and of its circuits",
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			v, err := currentVersion()
			if err != nil {
				return err
			}
			return a.print(v, func(w io.Writer) {
				fmt.Fprintf(w, "vitalproof %s (%s, gnark %s)\nlockfile %s\n", v.Version, v.Go, v.Gnark, v.Lockfile)
			})
		},
	}
}

func currentVersion() (version, error) {
	v := version{
		Version: "devel", Revision: stampCommit, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
		Gnark: gnark.Version.String(),
	}
	var err error
	if v.Lockfile, err = lockfileHash(); err != nil {
		return v, err
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		v.readBuildInfo(info)
	}
	if stampVersion != "" {
		v.Version = stampVersion
	}
	return v, nil
}

func (v *version) readBuildInfo(info *debug.BuildInfo) {
	if info.Main.Version != "" && info.Main.Version != "(devel)" {
		v.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			v.Revision = s.Value
		}
	}
	for _, m := range info.Deps {
		if m.Path == gnarkCryptoModule {
			v.GnarkCrypto = m.Version
		}
	}
}

// lockfileHash is the SHA-256 of circuits/lock/lock.json in lower-case hex, as it is
// embedded in this program: a lockfile that is read has one form only.
func lockfileHash() (string, error) {
	l, err := lock.Embedded()
	if err != nil {
		return "", err
	}
	raw, err := l.File().Marshal()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}
