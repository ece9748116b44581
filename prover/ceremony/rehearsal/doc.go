// Package rehearsal runs a whole ceremony by the program's commands, as strangers
// would, and uses its keys: three contributors, one of whom imports powers of tau that
// snarkjs made; the transcript verified; the keys pinned in a copy of the source tree
// and used by the program built from it, in production mode, to prove and verify; the
// proof verified by the contracts in an EVM.
//
// It holds tests only, and the package.json that names snarkjs: a tool of the test,
// which nothing else uses.
//
// Cost: `make ceremony` runs it for the 30-day circuit and prints the times; the tests
// run it for a smaller one.
package rehearsal
