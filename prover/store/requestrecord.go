package store

import (
	"errors"

	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/prover/collect"
	"vitalproof/prover/keyring"
)

// requestHead is what can be read of a request without its key.
type requestHead struct {
	tenant  tag
	once    tag // of the idempotency key; zero for none
	created stamp
	end     stamp // when its time passes, or when it became full
	answers uint64
}

const requestHeadBytes = 2*tagBytes + 3*8

func (h requestHead) encode() []byte {
	w := writer(make([]byte, 0, requestHeadBytes))
	w.raw(h.tenant[:])
	w.raw(h.once[:])
	w.u64(uint64(h.created))
	w.u64(uint64(h.end))
	w.u64(h.answers)
	return w
}

func decodeRequestHead(b []byte) (h requestHead, err error) {
	r := reader{b: b}
	h = requestHead{tenant: r.tag(), once: r.tag(), created: stamp(r.u64()), end: stamp(r.u64()), answers: r.u64()}
	return h, r.done()
}

type requestRecord struct {
	id      id
	head    requestHead
	key     keyring.Key
	request collect.Request
}

func (r *requestRecord) at() []byte { return key(kindRequest, r.id[:]) }

func (r *requestRecord) encodeBody() ([]byte, error) {
	file, err := r.request.Request.Marshal()
	if err != nil {
		return nil, err
	}
	w := writer(make([]byte, 0, len(file)+256))
	w.bytes([]byte(r.request.Tenant))
	w.bytes(file)
	w.time(r.request.Created)
	w.u64(r.request.Wanted)
	w.flag(r.request.Closed)
	return w, nil
}

func (r *requestRecord) decodeBody(b []byte) error {
	in := reader{b: b}
	q := &r.request
	q.ID = r.id.String()
	q.Tenant = string(in.bytes())
	file := in.bytes()
	q.Created = in.time()
	q.Wanted = in.u64()
	q.Closed = in.flag()
	q.Participants = r.head.answers
	if err := in.done(); err != nil {
		return err
	}
	var err error
	q.Request, err = request.Parse(file)
	return err
}

func (s *Store) requestIndexes(i id, h requestHead) [][]byte {
	return [][]byte{
		key(kindRequestsOf, h.tenant[:], h.created.down(), i[:]),
		key(kindEnd, h.end.up(), i[:]),
	}
}

func (s *Store) requestHead(t tx, i id) (h requestHead, found bool, err error) {
	at := key(kindRequest, i[:])
	value, found, err := t.get(at)
	if err != nil || !found {
		return h, false, err
	}
	raw, _, _, ok := splitRecord(s.heads, at, value, requestHeadBytes)
	if ok {
		h, err = decodeRequestHead(raw)
	}
	if !ok || err != nil {
		return h, false, s.damage(t.op)
	}
	return h, true, nil
}

// loadRequest reads a request. What has no key any more does not exist:
// collect.ErrNotFound.
func (s *Store) loadRequest(t tx, i id) (*requestRecord, error) {
	r := &requestRecord{id: i}
	value, found, err := t.get(r.at())
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, collect.ErrNotFound
	}
	raw, aad, sealed, ok := splitRecord(s.heads, r.at(), value, requestHeadBytes)
	if !ok {
		return nil, s.damage(t.op)
	}
	if r.head, err = decodeRequestHead(raw); err != nil {
		return nil, s.damage(t.op)
	}
	if r.key, err = s.ring.Get(s.names.requestKey(i)); err != nil {
		if err = ringError(t.op, err); errors.Is(err, errGone) {
			err = collect.ErrNotFound
		}
		return nil, err
	}
	body, err := openBody(aad, sealed, r.key)
	if err != nil || r.decodeBody(body) != nil {
		return nil, s.damage(t.op)
	}
	return r, nil
}

func (s *Store) sealRequest(r *requestRecord) ([]byte, error) {
	body, err := r.encodeBody()
	if err != nil {
		return nil, err
	}
	return sealRecord(s.heads, r.at(), r.head.encode(), body, r.key), nil
}

func (s *Store) saveRequest(t tx, r *requestRecord) error {
	value, err := s.sealRequest(r)
	if err != nil {
		return err
	}
	t.set(r.at(), value)
	return nil
}

func answerKey(i id, number uint64) []byte {
	w := writer(key(kindAnswer, i[:]))
	w.u64(number)
	return w
}

func encodeAnswer(a collect.Answer) []byte {
	nullifier := a.Nullifier.Bytes()
	w := writer(make([]byte, 0, len(a.Attestation)+64))
	w.raw(nullifier[:])
	w.bytes([]byte(a.Day))
	w.bytes(a.Attestation)
	return w
}

func decodeAnswer(number uint64, b []byte) (a collect.Answer, err error) {
	in := reader{b: b}
	a.Number = number
	nullifier := in.raw(fieldBytes)
	a.Day = string(in.bytes())
	a.Attestation = in.bytes()
	if err := in.done(); err != nil {
		return a, err
	}
	a.Nullifier, err = statement.FieldFromBytes(nullifier)
	return a, err
}

// fieldBytes is the size of a field element.
const fieldBytes = 32
