package keyring

import "errors"

// Errors of the master key. None holds a byte of it.
var (
	ErrSource    = errors.New("name one source of the master key: a file or a command")
	ErrMasterKey = errors.New("a master key is 32 bytes, not all zero, as 64 hex digits or base64")
	// ErrKeyMode is a key file that others can read or write.
	ErrKeyMode = errors.New("others can open the key file; take their rights away with chmod 600")
	// ErrCommand is a key command that failed. Only its exit status is told: its
	// own output may hold anything.
	ErrCommand = errors.New("the command for the master key failed")
)

// Errors of the ring. Match with errors.Is.
var (
	ErrOtherMaster = errors.New("the key ring was made with another master key")
	// ErrOwner is a folder of another user: what this one would write there, the
	// service could not open any more.
	ErrOwner  = errors.New("the key ring belongs to another user; run this as the user of the service")
	ErrLocked = errors.New("the key ring is in use by another process")
	// ErrDamaged is a file that is no ring, a header with changed bytes, a name in
	// two slots, or a name whose slot can no longer be read.
	ErrDamaged = errors.New("the key ring is damaged")
	ErrExists  = errors.New("there is a key of this name already")
	// ErrDestroyed says that there is no such key: it was destroyed, or never made.
	ErrDestroyed = errors.New("the key is destroyed")
	ErrFull      = errors.New("the key ring holds as many keys as it may")
	// ErrBroken is a ring whose disk failed to write: what is on it is no longer
	// known, so nothing is written until the ring is opened anew.
	ErrBroken = errors.New("the key ring failed to write and must be opened anew")
	ErrClosed = errors.New("the key ring is closed")
	// ErrNotEmpty is an import to a folder that has a ring.
	ErrNotEmpty = errors.New("the folder has a key ring already")
	// ErrCopy is an exported copy that is cut, changed, or of another master key.
	ErrCopy = errors.New("not a whole copy of a key ring under this master key")
)

// ErrSealed is what Key.Open returns: damaged bytes, another key and other
// associated data look the same.
var ErrSealed = errors.New("does not open: changed, or sealed under another key or for another place")
