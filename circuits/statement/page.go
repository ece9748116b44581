package statement

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"

	"vitalproof/circuits/claim"
)

// A page is what a seal covers for a metric without a head chain: everything
// that counts on the sealed day. One hash of a page says that nothing newer, and
// nothing in between, was hidden, which a chain of days would need a hash a day
// for (circuits/SPEC.md 3.3).
//
//	daily values   the values of the last 366 days, the sealed day first
//	panel          the last 64 measurements, the latest first, with their age
//	codes          the complete list, sorted, up to 64 different codes

// Widths and lengths of a page's numbers.
const (
	DailyLength = claim.MaxDays
	PanelLength = claim.PanelLength
	CodesLength = 64

	// AgeBits is the width of a measurement's age in days: 11 years.
	AgeBits   = 12
	MaxAge    = 1<<AgeBits - 1
	panelBits = 2*claim.ChannelBits + AgeBits

	// CodeBits is the width of a code.
	CodeBits = 36
)

// ErrPageFull reports a list of codes that no page holds.
var ErrPageFull = fmt.Errorf("more than %d different codes: a complete list cannot be sealed", CodesLength)

// Entry is one number of a record that still counts on a later day: a daily
// value, a measurement's PanelWord or a code.
type Entry struct {
	Day  claim.Day
	Word uint64
}

// PageBits is the width of the numbers of a metric's page, and PageLength how
// many there are.
func PageBits(m claim.Metric) int {
	switch m.Family() {
	case claim.Daily:
		return m.ReadingBits()
	case claim.Panel:
		return panelBits
	case claim.Codes:
		return CodeBits
	}
	return 0
}

// PageLength is the number of numbers of a metric's page, or 0 for a series.
func PageLength(m claim.Metric) int {
	switch m.Family() {
	case claim.Daily:
		return DailyLength
	case claim.Panel:
		return PanelLength
	case claim.Codes:
		return CodesLength
	}
	return 0
}

// HasPage reports whether seals of a metric cover pages.
func HasPage(m claim.Metric) bool { return PageLength(m) > 0 }

// Page is the numbers of a page, of PageLength, unused places 0.
type Page []uint64

// NewPage makes the page of a day from the entries up to it, in order of time,
// as Advance keeps them.
func NewPage(m claim.Metric, day claim.Day, entries []Entry) Page {
	p := make(Page, PageLength(m))
	switch m.Family() {
	case claim.Daily:
		for _, e := range entries {
			if age := day - e.Day; age >= 0 && int(age) < len(p) {
				p[age] = e.Word
			}
		}
	case claim.Panel:
		for i, e := range entries {
			p[len(entries)-1-i] = AgedWord(e.Word, day-e.Day)
		}
	case claim.Codes:
		words := make([]uint64, 0, len(entries))
		for _, e := range entries {
			words = append(words, e.Word)
		}
		slices.Sort(words)
		copy(p, words)
	}
	return p
}

// Advance adds a day's block to the entries that count and drops those that no
// longer do. It fails with ErrPageFull if a list of codes gets too long.
func Advance(m claim.Metric, entries []Entry, day claim.Day, b Block) ([]Entry, error) {
	next := make([]Entry, 0, len(entries)+len(b))
	for _, e := range entries {
		if m.Family() == claim.Codes || m.Family() == claim.Daily && day-e.Day < DailyLength || m.Family() == claim.Panel && day-e.Day <= MaxAge {
			next = append(next, e)
		}
	}
	for _, v := range b {
		if m.Family() == claim.Codes && slices.ContainsFunc(next, func(e Entry) bool { return e.Word == v }) {
			continue
		}
		if v != 0 {
			next = append(next, Entry{day, v})
		}
	}
	switch {
	case m.Family() == claim.Codes && len(next) > CodesLength:
		return nil, ErrPageFull
	case m.Family() == claim.Panel && len(next) > PanelLength:
		next = next[len(next)-PanelLength:]
	}
	return next, nil
}

// Head is the digest of a page that an issuer seals. The salt hides the page from
// whoever sees a head or a seal alone: a few measurements are easily guessed. It
// stands where a head chain has the head before (Window.HeadBefore), in circuits as
// a private wire.
func (p Page) Head(m claim.Metric, day claim.Day, salt Field) Field {
	return Absorb(KindPage, salt, day, PageBits(m), p)
}

// PageSalt is the salt of a subject's pages: only the issuer and the holder know
// it. The issuer derives it from its key, so that it can go on from a ledger that
// holds neither readings nor the salt.
func (k PrivateKey) PageSalt(subject Field, m claim.Metric, firstDay claim.Day) Field {
	mac := hmac.New(sha256.New, k.Bytes())
	s := subject.Bytes()
	mac.Write([]byte("vitalproof/page-salt/1"))
	mac.Write(s[:])
	mac.Write([]byte{byte(m)})
	mac.Write(binary.BigEndian.AppendUint32(nil, uint32(firstDay)))
	var f Field
	f.SetBytes(mac.Sum(nil)[:SecretBytes])
	return HashKind(KindStart, f)
}

// Check reports a page that no entries make.
func (p Page) Check(m claim.Metric) error {
	if len(p) != PageLength(m) {
		return fmt.Errorf("%w: a page of %s has %d places", ErrBlock, m.Name(), PageLength(m))
	}
	for i, v := range p {
		ok := v == 0
		switch m.Family() {
		case claim.Daily:
			ok = ok || m.HasReading(v)
		case claim.Panel:
			word, age := SplitAged(v)
			ok = ok || v>>panelBits == 0 && validPanelWord(m, word)
			if i > 0 && v != 0 {
				_, before := SplitAged(p[i-1])
				ok = ok && p[i-1] != 0 && age >= before
			}
		case claim.Codes:
			ok = ok || validCode(m, v)
			if i > 0 && v != 0 {
				ok = ok && p[i-1] != 0 && p[i-1] < v
			}
		}
		if !ok {
			return fmt.Errorf("place %d: %w", i, ErrReading)
		}
	}
	return nil
}

// PanelWord packs a measurement's numbers: a at bit 0, b at bit 13. Both are below
// 2^13; a is not 0, and b is 0 for a metric of one number.
func PanelWord(a, b uint64) uint64 { return a | b<<claim.ChannelBits }

// SplitWord is the inverse of PanelWord.
func SplitWord(word uint64) (a, b uint64) {
	return word & (1<<claim.ChannelBits - 1), word >> claim.ChannelBits
}

// AgedWord adds a measurement's age in days at bit 26, as a page holds it.
func AgedWord(word uint64, age claim.Day) uint64 { return word | uint64(age)<<(2*claim.ChannelBits) }

// SplitAged is the inverse of AgedWord.
func SplitAged(v uint64) (word uint64, age claim.Day) {
	return v & (1<<(2*claim.ChannelBits) - 1), claim.Day(v >> (2 * claim.ChannelBits))
}

func validPanelWord(m claim.Metric, word uint64) bool {
	a, b := SplitWord(word)
	for i, v := range []uint64{a, b} {
		if i >= len(m.Channels()) {
			if v != 0 {
				return false
			}
			continue
		}
		if ch := m.Channels()[i]; v < ch.Min || v > ch.Max {
			return false
		}
	}
	return true
}
