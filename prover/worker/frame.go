package worker

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
)

// kind says what a frame holds.
type kind byte

// From the parent: the greeting, then jobs. From the child: ready once, then for
// each job its stages and either a result or a failure. A failure instead of
// ready ends the child.
const (
	kindHello   kind = 'h' // JSON of hello
	kindJob     kind = 'j' // a marshalled v1.ProofInput
	kindReady   kind = 'r' // nothing
	kindStage   kind = 's' // one byte: a v1.ProofStage
	kindResult  kind = 'a' // an attestation file
	kindFailure kind = 'f' // one byte: a v1.Reason
)

// bounds are the largest payloads of the kinds that one side takes.
type bounds map[kind]int

var (
	fromParent = bounds{kindHello: maxHello, kindJob: maxInput}
	fromChild  = bounds{kindReady: 0, kindStage: 1, kindResult: maxAttestation, kindFailure: 1}
)

// errProtocol stands for everything that the other side should not have sent. It
// says no more, since what was sent may be of an input.
var errProtocol = errors.New("the other side broke the protocol")

// frame is one message: its kind, the number of the job that it belongs to (from
// 1; 0 before the first) and its payload. The number keeps a late answer from
// being taken for the next job's.
type frame struct {
	kind    kind
	job     uint32
	payload []byte
}

const headerBytes = 1 + 4 + 4

// writeFrame writes the header and then the payload, without a copy of it.
func writeFrame(w io.Writer, f frame) error {
	var header [headerBytes]byte
	header[0] = byte(f.kind)
	binary.BigEndian.PutUint32(header[1:], f.job)
	binary.BigEndian.PutUint32(header[5:], uint32(len(f.payload)))
	if _, err := w.Write(header[:]); err != nil {
		return err
	}
	_, err := w.Write(f.payload)
	return err
}

// readFrame reads one frame, or gives io.EOF between two.
func readFrame(r io.Reader, take bounds) (frame, error) {
	var header [headerBytes]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		if errors.Is(err, io.EOF) {
			return frame{}, io.EOF
		}
		return frame{}, errProtocol
	}
	f := frame{kind: kind(header[0]), job: binary.BigEndian.Uint32(header[1:])}
	most, known := take[f.kind]
	length := binary.BigEndian.Uint32(header[5:])
	if !known || uint64(length) > uint64(most) { // before allocating
		return frame{}, errProtocol
	}
	f.payload = make([]byte, length)
	if _, err := io.ReadFull(r, f.payload); err != nil {
		return frame{}, errProtocol
	}
	return f, nil
}

// hello is all that a child is told. Nothing of it is private.
type hello struct {
	Version int    `json:"version"`
	Circuit string `json:"circuit"`
	Dir     string `json:"dir"`    // of the key cache
	Jobs    int    `json:"jobs"`   // after which the child ends
	Memory  uint64 `json:"memory"` // bound in bytes
	// AllowDevelopment is that of Options.
	AllowDevelopment bool `json:"allow_development"`
}

func (h hello) marshal() ([]byte, error) { return json.Marshal(h) }

func parseHello(f frame) (hello, error) {
	var h hello
	if f.kind != kindHello || f.job != 0 {
		return h, errProtocol
	}
	d := json.NewDecoder(bytes.NewReader(f.payload))
	d.DisallowUnknownFields()
	if err := d.Decode(&h); err != nil || h.Version != protocolVersion || h.Jobs < 1 || h.Memory == 0 {
		return h, errProtocol
	}
	return h, nil
}
