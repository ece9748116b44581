package store

import (
	"encoding/binary"
	"errors"
	"time"
)

// errCodec is a record that authenticates and does not parse: one of another
// version of this code.
var errCodec = errors.New("not a record of this version")

// writer appends fixed-width, big-endian fields.
type writer []byte

func (w *writer) u8(v uint8)   { *w = append(*w, v) }
func (w *writer) u32(v uint32) { *w = binary.BigEndian.AppendUint32(*w, v) }
func (w *writer) u64(v uint64) { *w = binary.BigEndian.AppendUint64(*w, v) }
func (w *writer) raw(v []byte) { *w = append(*w, v...) }
func (w *writer) bytes(v []byte) {
	w.u32(uint32(len(v)))
	w.raw(v)
}

func (w *writer) flag(v bool) {
	if v {
		w.u8(1)
	} else {
		w.u8(0)
	}
}

// time keeps the zero time and every other to the nanosecond.
func (w *writer) time(t time.Time) {
	w.u64(uint64(t.Unix()))
	w.u32(uint32(t.Nanosecond()))
}

// reader reads what writer wrote. After the first field that is not there all
// others are zero, and done tells.
type reader struct {
	b    []byte
	lost bool
}

func (r *reader) raw(n int) []byte {
	if r.lost || n < 0 || n > len(r.b) {
		r.lost = true
		return nil
	}
	out := r.b[:n:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) u8() uint8 {
	if b := r.raw(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) u32() uint32 {
	if b := r.raw(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

func (r *reader) u64() uint64 {
	if b := r.raw(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

func (r *reader) flag() bool { return r.u8() == 1 }

func (r *reader) bytes() []byte { return r.raw(int(r.u32())) }

func (r *reader) time() time.Time {
	s := int64(r.u64())
	return time.Unix(s, int64(r.u32())).UTC()
}

func (r *reader) tag() (t tag) {
	copy(t[:], r.raw(tagBytes))
	return t
}

func (r *reader) done() error {
	if r.lost || len(r.b) != 0 {
		return errCodec
	}
	return nil
}
