// Package client is the Go client of a prover service.
//
// It promises TLS 1.3 except to loopback addresses where plaintext was asked for, a
// deadline on every call, calls repeated only where that changes nothing, watches
// that resume where they broke off without giving an event twice, and errors that
// are an *Error with the service's reason.
//
// It does not judge what it gets. Whoever keeps an attestation verifies it first
// with package verifier, against the request that he sent: the service may be
// wrong, or not be who he thinks. And whoever submits shows the readings and the
// secret to the service's operator for as long as the proof takes.
//
// A Client may be used by many goroutines at once. It costs one connection.
package client
