package worker

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"runtime"
	"testing"
	"testing/iotest"
)

func header(k kind, job, length uint32) []byte {
	b := []byte{byte(k)}
	b = binary.BigEndian.AppendUint32(b, job)
	return binary.BigEndian.AppendUint32(b, length)
}

func TestALengthBeyondTheBoundIsRefusedBeforeAllocating(t *testing.T) {
	for k, most := range fromChild {
		for _, length := range []uint32{uint32(most) + 1, 1 << 30, math.MaxInt32, math.MaxUint32} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := readFrame(io.MultiReader(bytes.NewReader(header(k, 1, length)), zeros{}), fromChild)
			runtime.ReadMemStats(&after)
			if !errors.Is(err, errProtocol) {
				t.Errorf("%c with %d bytes: got %v", k, length, err)
			}
			if after.TotalAlloc-before.TotalAlloc > mib {
				t.Errorf("%c with %d bytes: %d bytes were allocated", k, length, after.TotalAlloc-before.TotalAlloc)
			}
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func TestNoSideTakesTheOthersFrames(t *testing.T) {
	for k := range 256 {
		for name, take := range map[string]bounds{"parent": fromChild, "child": fromParent} {
			_, want := take[kind(k)]
			_, err := readFrame(bytes.NewReader(header(kind(k), 0, 0)), take)
			if (err == nil) != want {
				t.Errorf("the %s and kind %d: got %v", name, k, err)
			}
		}
	}
	for k := range fromChild {
		if _, both := fromParent[k]; both {
			t.Errorf("both sides send %c", k)
		}
	}
}

func TestACutFrameIsNoFrame(t *testing.T) {
	var whole buffer
	if err := writeFrame(&whole, frame{kindResult, 3, []byte("attestation")}); err != nil {
		t.Fatal(err)
	}
	for n := range whole.Len() {
		_, err := readFrame(bytes.NewReader(whole.Bytes()[:n]), fromChild)
		if want := map[bool]error{true: io.EOF, false: errProtocol}[n == 0]; !errors.Is(err, want) {
			t.Errorf("%d bytes: got %v, want %v", n, err, want)
		}
	}
	f, err := readFrame(iotest.OneByteReader(&whole), fromChild)
	if err != nil || f.kind != kindResult || f.job != 3 || string(f.payload) != "attestation" {
		t.Errorf("the whole: got kind %c of job %d, %v", f.kind, f.job, err)
	}
}

func TestAChildTakesNoOtherGreeting(t *testing.T) {
	good := hello{Version: protocolVersion, Circuit: honest, Dir: "/k", Jobs: 1, Memory: 1}
	for name, change := range map[string]func(*hello){
		"another version": func(h *hello) { h.Version++ },
		"no version":      func(h *hello) { h.Version = 0 },
		"no jobs":         func(h *hello) { h.Jobs = 0 },
		"no memory":       func(h *hello) { h.Memory = 0 },
	} {
		h := good
		change(&h)
		raw, err := h.marshal()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parseHello(frame{kind: kindHello, payload: raw}); !errors.Is(err, errProtocol) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	raw, err := good.marshal()
	if err != nil {
		t.Fatal(err)
	}
	if h, err := parseHello(frame{kind: kindHello, payload: raw}); err != nil || h != good {
		t.Errorf("a good one: got %v", err)
	}
	for name, f := range map[string]frame{
		"a job":            {kindJob, 0, raw},
		"of a job":         {kindHello, 1, raw},
		"not JSON":         {kindHello, 0, []byte("hello")},
		"an unknown field": {kindHello, 0, append(raw[:len(raw)-1:len(raw)-1], `,"x":1}`...)},
	} {
		if _, err := parseHello(f); !errors.Is(err, errProtocol) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func FuzzFramesAreReadWithinTheirBounds(f *testing.F) {
	f.Add(append(header(kindJob, 1, 3), "abc"...))
	f.Add(header(kindHello, 0, math.MaxUint32))
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := readFrame(bytes.NewReader(raw), fromParent)
		if err != nil {
			return
		}
		var again buffer
		if err := writeFrame(&again, got); err != nil || !bytes.HasPrefix(raw, again.Bytes()) {
			t.Error("a frame is not written as it was read")
		}
		if len(got.payload) > fromParent[got.kind] {
			t.Error("it is beyond its bound")
		}
	})
}
