package server

import "time"

// Limits that are not for the configuration, each enforced at the door.
const (
	// maxHeaderBytes has room for a token, a trace and the headers of proxies, and
	// for no more: headers are read before anybody is known.
	maxHeaderBytes = 16 << 10

	// headerTimeout bounds the TLS handshake and the headers of a call; a phone on a
	// bad line needs three round trips of a second.
	headerTimeout = 10 * time.Second

	// idleTimeout closes a connection without calls; below the five minutes after
	// which many firewalls forget one silently.
	idleTimeout = 2 * time.Minute

	// bodyTimeout is how long a message may take to arrive: 256 KiB at 70 kbit/s.
	bodyTimeout = 30 * time.Second

	// writeTimeout closes a connection whose caller takes nothing off it.
	writeTimeout = 30 * time.Second

	// pingAfter and pingTimeout find a caller that vanished in the middle of a stream.
	pingAfter   = 30 * time.Second
	pingTimeout = 15 * time.Second

	// gatewayDeadline is the deadline of a JSON call whose caller sets none.
	gatewayDeadline = 30 * time.Second

	// anonymousBody is the longest message of a caller without credentials: an
	// attestation as base64, 20 kB for the largest composition, and what stands
	// around it.
	anonymousBody = 24 << 10

	// bodyBudget is how many bytes of messages may be on their way in or in use at
	// once, of all callers who are known: a thousand of the largest.
	bodyBudget = 256 << 20

	// reloadEvery is how often the files of certificates are looked at.
	reloadEvery = time.Second

	// closeGrace is how long streams and connections have to end after the drain.
	closeGrace = 3 * time.Second

	// maxLimiters bounds the rate limiters that are kept: above it callers without
	// credentials share one.
	maxLimiters = 10_000
	// sweepEvery is the time between two looks for limiters that can be forgotten.
	sweepEvery = time.Minute

	// noiseRate and noiseBurst bound the lines of the log about refused calls of one
	// tenant or address; the figures count them all.
	noiseRate  = 1
	noiseBurst = 20

	// selfTestPause is the time before another self-test after one that failed.
	selfTestPause = 15 * time.Second

	// requestSweep is the time between two looks for requests to remove, and
	// requestSweepBatch how many one write removes.
	requestSweep      = time.Minute
	requestSweepBatch = 100

	// jsonFactor is how much longer than the message its JSON may be: base64 makes
	// four bytes of three, and names and quotes come on top.
	jsonFactor = 1.5

	// frameHeader is what stands before each gRPC message: one byte that says
	// whether it is compressed, and four of length.
	frameHeader = 5

	// panicFrames is how many frames of a panic's stack are logged.
	panicFrames = 24
)

// Bounds of configured values.
const (
	leastMessage = 64 << 10 // a request file alone may have that
	mostMessage  = 16 << 20
	mostStreams  = 1 << 16
	mostCount    = 1 << 24
	mostAttempts = 1000
	leastFree    = 16 << 20
)
