package audit

import "errors"

// Errors of the log. Match with errors.Is.
var (
	// ErrEntry is an entry with a field that is not allowed; the error names the
	// field and not what was in it.
	ErrEntry = errors.New("not an audit entry")
	// ErrTampered is a log that is not what was signed. The error names the first
	// entry, or the batch of entries, that differs.
	ErrTampered = errors.New("the audit log is not what was signed")
	// ErrOtherKey is a log or a checkpoint that another key has signed.
	ErrOtherKey = errors.New("the audit log is signed by another key")
	// ErrCheckpoint is a checkpoint that is no checkpoint of such a log.
	ErrCheckpoint = errors.New("not a checkpoint of an audit log")
	ErrLocked     = errors.New("the audit log is in use by another process")
	// ErrBroken is a log whose disk failed to write: what is on it is no longer
	// known, so nothing is written until the log is opened anew.
	ErrBroken = errors.New("the audit log failed to write and must be opened anew")
	ErrClosed = errors.New("the audit log is closed")
)
