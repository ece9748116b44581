//go:build !linux

package main

import "github.com/rogpeppe/go-internal/testscript"

func canMount() bool { return false }

func cmdFulldisk(*testscript.TestScript, bool, []string)   {}
func cmdOnlyfiller(*testscript.TestScript, bool, []string) {}
