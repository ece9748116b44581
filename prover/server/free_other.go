//go:build !unix || openbsd || netbsd || solaris || illumos || aix

package server

func freeBytes(string) (uint64, bool) { return 0, false }
