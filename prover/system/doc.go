// Package system tests the service as its users meet it: the built binary with its
// configuration, its worker processes and its data on disk, driven through the
// client.
//
// It holds no code of its own, only tests. Those of conduct run with `go test`:
// kill -9 under load, a disk that fills, files that change under the service,
// canaries in everything it prints and writes. Those that print figures are
//
//	make bench-service
//
// and the long forms, with more cycles and jobs, are
//
//	VITALPROOF_LONG=1 go test -timeout 2h -v ./prover/system
//
// All of them use the smallest circuit unless the figure is about the 30-day one.
package system
