// Package server is the service as it runs: its configuration, its port, what every
// call must pass, and the order in which its parts start and stop.
//
// It promises:
//
//   - that a call without good credentials, with a role that may not, without a
//     deadline, too often, too large or not well formed is refused before the
//     service does anything for it, whether it comes by gRPC or as JSON, as one
//     message or as a stream. There is one way in, and a method that is not in the
//     table of package access does not exist;
//   - that nothing a caller says besides its credentials decides who it is: no
//     header of a proxy is believed, and the way from JSON to gRPC inside the
//     process cannot be reached from outside;
//   - that it serves only after the jobs of the last run were recovered and a proof
//     was made and verified, and that it says so by gRPC health and /readyz;
//   - that a changed file of tokens or certificates is in force within two seconds,
//     for open connections too, and that a malformed one changes nothing;
//   - that logs, figures, traces and errors hold no value of a message, no subject
//     and no address of a caller.
//
// It does not promise to withstand a flood that fills the line: limits are per
// connection, address and tenant, and the rest is for the network before it. It
// reads certificates and tokens, and leaves their hand-over to others.
//
// Files that it opens: those that the configuration names, and in data.dir the
// folders store, audit and keyring. The key ring must not be in the backups of the
// store; data.keyring moves it elsewhere.
//
// Cost: about 0.1 ms a call and 1 ms for one by JSON, beside what the method takes;
// about 60 KiB a connection.
package server
