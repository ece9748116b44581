package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"math"
	"strings"
	"time"

	"vitalproof/prover/job"
)

// The kinds of keys in the database: their first byte. What follows is a random
// id, an HMAC or a time, so that the keys, which the database logs and does not
// authenticate, tell nothing.
const (
	kindMeta       = 'm'
	kindJob        = 'j' // id: the record
	kindInput      = 'n' // id: the sealed input; gone when the job is final
	kindPending    = 'p' // created, id: of jobs that are not final
	kindExpiry     = 'x' // expires, id: of jobs that are
	kindOfTenant   = 't' // tenant, created descending, id
	kindOfSubject  = 's' // subject, created descending, id
	kindJobOnce    = 'k' // tenant and idempotency key: id and digest
	kindRequest    = 'r' // id: the record
	kindAnswer     = 'a' // id, number
	kindEnd        = 'e' // end, id: of requests
	kindRequestsOf = 'o' // tenant, created descending, id
	kindRequestOne = 'q' // tenant and idempotency key: id and digest
	kindNullifier  = 'u' // tenant, scope and nullifier: counted, for good
)

const (
	idBytes  = 16
	tagBytes = sha256.Size
)

type (
	id  [idBytes]byte
	tag [tagBytes]byte // an HMAC, or zero for none
)

var idEncoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// parseID reads an id as job.NewID writes it. Other spellings of the same bytes
// are no ids: two names for one job would be a gap in what callers compare.
func parseID(s string) (id, bool) {
	var out id
	raw, err := idEncoding.DecodeString(strings.ToUpper(s))
	if err != nil || len(raw) != idBytes {
		return out, false
	}
	copy(out[:], raw)
	return out, out.String() == s
}

func (i id) String() string { return strings.ToLower(idEncoding.EncodeToString(i[:])) }

func newID() id {
	i, _ := parseID(string(job.NewID()))
	return i
}

// namer makes HMACs under a key derived from the master key. Each is bound to a
// label and to the length of each part.
type namer struct{ key [32]byte }

func (n namer) name(label string, parts ...string) tag {
	h := hmac.New(sha256.New, n.key[:])
	var size [8]byte
	for _, p := range append([]string{label}, parts...) {
		binary.BigEndian.PutUint64(size[:], uint64(len(p)))
		h.Write(size[:])
		h.Write([]byte(p))
	}
	return tag(h.Sum(nil))
}

// Names of keys in the ring.
func (n namer) jobKey(i id) tag                       { return n.name("job", string(i[:])) }
func (n namer) inputKey(i id) tag                     { return n.name("input", string(i[:])) }
func (n namer) requestKey(i id) tag                   { return n.name("request", string(i[:])) }
func (n namer) subjectKey(tenant, subject string) tag { return n.name("subject", tenant, subject) }

// Tags in keys of the database. That of a subject follows from the name of its
// key, so that the two can be compared when nobody knows the subject.
func (n namer) tenant(tenant string) tag       { return n.name("tenant", tenant) }
func (n namer) jobsOf(subjectKey tag) tag      { return n.name("jobs of", string(subjectKey[:])) }
func (n namer) jobOnce(tenant, key string) tag { return n.name("job once", tenant, key) }
func (n namer) requestOnce(tenant, key string) tag {
	return n.name("request once", tenant, key)
}
func (n namer) nullifier(tenant string, scope, nullifier [32]byte) tag {
	return n.name("nullifier", tenant, string(scope[:]), string(nullifier[:]))
}

func key(kind byte, parts ...[]byte) []byte {
	k := []byte{kind}
	for _, p := range parts {
		k = append(k, p...)
	}
	return k
}

// stamp is a time as it stands in keys: nanoseconds since 1970, moved so that it
// sorts. Times that do not fit, before 1678 and after 2262, are the first and the
// last.
type stamp uint64

func stampOf(t time.Time) stamp {
	const edge = math.MaxInt64 / int64(time.Second)
	switch s := t.Unix(); {
	case s <= -edge:
		return 0
	case s >= edge:
		return math.MaxUint64
	}
	return stamp(uint64(t.UnixNano()) ^ 1<<63)
}

func (s stamp) up() []byte   { return binary.BigEndian.AppendUint64(nil, uint64(s)) }
func (s stamp) down() []byte { return binary.BigEndian.AppendUint64(nil, ^uint64(s)) }

// lastID is the id at the end of an index key.
func lastID(k []byte) id { return id(k[len(k)-idBytes:]) }
