package keys

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"vitalproof/circuits/lock"
)

// someKey is an entry with the files of its key: Fetch looks at names, sizes and
// hashes alone.
func someKey(t *testing.T) (e lock.Entry, dump, raw []byte) {
	t.Helper()
	dump, raw = make([]byte, 300_000), make([]byte, 290_000)
	for _, b := range [][]byte{dump, raw} {
		if _, err := rand.Read(b); err != nil {
			t.Fatal(err)
		}
	}
	d, r := sha256.Sum256(dump), sha256.Sum256(raw)
	return lock.Entry{
		Name: "some-key", ProvingKeyDumpSHA256: hex.EncodeToString(d[:]), ProvingKeyDumpBytes: int64(len(dump)),
		ProvingKeySHA256: hex.EncodeToString(r[:]), ProvingKeyBytes: int64(len(raw)),
	}, dump, raw
}

// from is a source at a server that answers as told.
func from(t *testing.T, answer http.HandlerFunc) *Source {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	f, err := ParseSource(server.URL + "/keys")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// only serves files by their names below /keys.
func only(files map[string][]byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		data, ok := files[path.Base(r.URL.Path)]
		if !ok || path.Dir(r.URL.Path) != "/keys" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(data)
	}
}

func TestFetchTakesTheDumpOrElseTheRawKey(t *testing.T) {
	e, dump, raw := someKey(t)
	both := map[string][]byte{dumpName(e): dump, rawName(e): raw}
	for name, c := range map[string]struct {
		files map[string][]byte
		want  string
	}{
		"both":     {both, dumpName(e)},
		"the dump": {map[string][]byte{dumpName(e): dump}, dumpName(e)},
		"the raw":  {map[string][]byte{rawName(e): raw}, rawName(e)},
	} {
		folder := t.TempDir()
		for file, data := range c.files {
			write(t, filepath.Join(folder, file), data)
		}
		local, err := ParseSource(folder)
		if err != nil {
			t.Fatal(err)
		}
		for kind, source := range map[string]*Source{"server": from(t, only(c.files)), "directory": local} {
			s := newStore(t)
			var last int64
			fetched, err := s.Fetch(t.Context(), e, source, func(stage Stage, done, total int64) {
				if stage != StageFetch || done < last || done > total {
					t.Errorf("%s: stage %q, %d of %d", name, stage, done, total)
				}
				last = done
			})
			if err != nil || !fetched || last != int64(len(c.files[c.want])) {
				t.Errorf("%s from a %s: fetched %t up to byte %d, %v", name, kind, fetched, last, err)
			}
			mustHold(t, s.Dir(), c.want)
			if got, err := os.ReadFile(filepath.Join(s.Dir(), c.want)); err != nil || !bytes.Equal(got, c.files[c.want]) {
				t.Errorf("%s from a %s: another file, %v", name, kind, err)
			}
			// What is there is not fetched again.
			fetched, err = s.Fetch(t.Context(), e, from(t, func(http.ResponseWriter, *http.Request) { t.Error("it was asked for again") }), nil)
			if err != nil || fetched {
				t.Errorf("%s: again: %t, %v", name, fetched, err)
			}
		}
	}
}

// A spoiled file of the right size is no key: it is fetched over.
func TestFetchReplacesASpoiledFile(t *testing.T) {
	e, dump, _ := someKey(t)
	s := newStore(t)
	write(t, s.Path(e), make([]byte, len(dump)))
	fetched, err := s.Fetch(t.Context(), e, from(t, only(map[string][]byte{dumpName(e): dump})), nil)
	if got, readErr := os.ReadFile(s.Path(e)); err != nil || !fetched || readErr != nil || !bytes.Equal(got, dump) {
		t.Errorf("fetched %t, %v, %v", fetched, err, readErr)
	}
}

// Servers lie in every way that they can.
func TestALyingServerLeavesNothing(t *testing.T) {
	e, dump, raw := someKey(t)
	flipped := slices.Clone(dump)
	flipped[len(flipped)/2] ^= 1
	sendSize := func(w http.ResponseWriter, n int) { w.Header().Set("Content-Length", fmt.Sprint(n)) }
	chunked := func(w http.ResponseWriter, data []byte) { // no length is stated once something was flushed
		_, _ = w.Write(data[:1])
		w.(http.Flusher).Flush()
		_, _ = w.Write(data[1:])
	}
	var endless atomic.Int64
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   error
	}{
		"it has nothing":             {only(nil), ErrNotThere},
		"it has it elsewhere":        {func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }, ErrNotThere},
		"gone":                       {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) }, ErrNotThere},
		"a flipped bit":              {only(map[string][]byte{dumpName(e): flipped, rawName(e): raw}), ErrFetchedHash},
		"zeros":                      {only(map[string][]byte{dumpName(e): make([]byte, len(dump))}), ErrFetchedHash},
		"the raw key under its name": {only(map[string][]byte{dumpName(e): raw}), ErrCutShort},
		"a page of an error":         {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>not found")) }, ErrCutShort},
		"an empty file":              {func(http.ResponseWriter, *http.Request) {}, ErrCutShort},
		"a byte more, stated":        {only(map[string][]byte{dumpName(e): append(slices.Clone(dump), 0)}), ErrTooLong},
		"a byte more, not stated": {func(w http.ResponseWriter, _ *http.Request) {
			chunked(w, append(slices.Clone(dump), 0))
		}, ErrTooLong},
		"without end": {func(w http.ResponseWriter, _ *http.Request) {
			for {
				n, err := w.Write(dump)
				if endless.Add(int64(n)); err != nil {
					return
				}
			}
		}, ErrTooLong},
		"a byte short, stated":     {only(map[string][]byte{dumpName(e): dump[:len(dump)-1]}), ErrCutShort},
		"a byte short, not stated": {func(w http.ResponseWriter, _ *http.Request) { chunked(w, dump[:len(dump)-1]) }, ErrCutShort},
		"the length stated is a lie": {func(w http.ResponseWriter, _ *http.Request) {
			sendSize(w, len(dump))
			_, _ = w.Write(dump[:len(dump)/2])
		}, ErrCutShort},
		"the connection breaks": {func(w http.ResponseWriter, _ *http.Request) {
			sendSize(w, len(dump))
			_, _ = w.Write(dump[:len(dump)/2])
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}, ErrCutShort},
		"no access":          {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, ErrUnreachable},
		"an error":           {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }, ErrUnreachable},
		"part of it":         {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusPartialContent) }, ErrUnreachable},
		"around in a circle": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }, ErrUnreachable},
		"away to a file":     {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "file:///key", http.StatusFound) }, ErrUnreachable},
		"no answer at once":  {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, ErrUnreachable},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(t)
			fetched, err := s.Fetch(t.Context(), e, from(t, c.answer), nil)
			if fetched || !errors.Is(err, c.want) {
				t.Errorf("fetched %t, %v, want %v", fetched, err, c.want)
			}
			if err == nil || !strings.Contains(err.Error(), dumpName(e)) {
				t.Errorf("%v does not name the file", err)
			}
			mustHold(t, s.Dir())
		})
	}
	// Beside what was read, the network's buffers hold something.
	if most := int64(len(dump)) + 64<<20; endless.Load() > most {
		t.Errorf("%d bytes were taken from a server without end", endless.Load())
	}
}

func TestASlowServerIsNotWaitedFor(t *testing.T) {
	e, dump, _ := someKey(t)
	wait := func(r *http.Request, d time.Duration) bool {
		select {
		case <-r.Context().Done():
			return false
		case <-time.After(d):
			return true
		}
	}
	for name, answer := range map[string]http.HandlerFunc{
		"nothing comes": func(_ http.ResponseWriter, r *http.Request) { wait(r, time.Minute) },
		"it stops halfway": func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write(dump[:len(dump)/2])
			w.(http.Flusher).Flush()
			wait(r, time.Minute)
		},
		"byte after byte": func(w http.ResponseWriter, r *http.Request) {
			for i := range dump {
				_, _ = w.Write(dump[i : i+1])
				w.(http.Flusher).Flush()
				if !wait(r, 20*time.Millisecond) {
					return
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, source := newStore(t), from(t, answer)
			source.stall, source.rate = 300*time.Millisecond, int64(len(dump)) // 1.3 s in all
			begun := time.Now()
			_, err := s.Fetch(t.Context(), e, source, nil)
			if !errors.Is(err, ErrUnreachable) || time.Since(begun) > 20*time.Second {
				t.Errorf("after %s: %v", time.Since(begun), err)
			}
			mustHold(t, s.Dir())
		})
	}
}

func TestAnInterruptedFetchLeavesNothing(t *testing.T) {
	e, dump, _ := someKey(t)
	ctx, cancel := context.WithCancel(t.Context())
	s := newStore(t)
	_, err := s.Fetch(ctx, e, from(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write(dump[:len(dump)/2])
		w.(http.Flusher).Flush()
		cancel()
		<-r.Context().Done()
	}), nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	mustHold(t, s.Dir())
}

func TestARedirectAwayFromHTTPSIsRefused(t *testing.T) {
	e, dump, _ := someKey(t)
	for _, secure := range []bool{false, true} {
		target := httptest.NewServer(only(map[string][]byte{dumpName(e): dump}))
		if secure {
			target.Close()
			target = httptest.NewTLSServer(only(map[string][]byte{dumpName(e): dump}))
		}
		defer target.Close()
		first := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, target.URL+r.URL.Path, http.StatusFound)
		}))
		defer first.Close()
		source, err := ParseSource(first.URL + "/keys")
		if err != nil {
			t.Fatal(err)
		}
		source.client.Transport = first.Client().Transport // which knows the test's certificate
		fetched, err := newStore(t).Fetch(t.Context(), e, source, nil)
		if fetched != secure || !secure && !errors.Is(err, ErrUnreachable) {
			t.Errorf("to https %t: fetched %t, %v", secure, fetched, err)
		}
	}
}

func TestABadDirectoryLeavesNothing(t *testing.T) {
	e, dump, _ := someKey(t)
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"zeros":        {make([]byte, len(dump)), ErrFetchedHash},
		"a byte more":  {append(slices.Clone(dump), 0), ErrTooLong},
		"a byte short": {dump[:len(dump)-1], ErrCutShort},
		"empty":        {[]byte{}, ErrCutShort},
		"nothing":      {nil, ErrNotThere},
	} {
		folder, s := t.TempDir(), newStore(t)
		if c.data != nil {
			write(t, filepath.Join(folder, dumpName(e)), c.data)
		}
		source, err := ParseSource(folder)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Fetch(t.Context(), e, source, nil); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
		mustHold(t, s.Dir())
	}
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, dumpName(e)), 0o755); err != nil {
		t.Fatal(err)
	}
	source, err := ParseSource(folder)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newStore(t).Fetch(t.Context(), e, source, nil); !errors.Is(err, ErrNotThere) {
		t.Errorf("a directory in the key's place: got %v", err)
	}
}

func TestSourcesAreDirectoriesOrHTTP(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, nil)
	for _, bad := range []string{
		"", file, filepath.Join(t.TempDir(), "none"), "ftp://example.org/keys", "file:///keys", "https://", "://", "http:///keys", "HTTPX://a/b",
		"https://user:secret@exa mple.org/", "https://[::1/keys", "gopher://user:secret@example.org/",
	} {
		_, err := ParseSource(bad)
		if !errors.Is(err, ErrSource) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: got %v", bad, err)
		}
	}
	for _, good := range []string{t.TempDir(), "http://example.org", "https://example.org/a/b/?x=y", "HTTPS://example.org"} {
		if _, err := ParseSource(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
}

// An address may hold a password, which no error may show.
func TestNoErrorShowsAPassword(t *testing.T) {
	e, _, _ := someKey(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil { // nobody listens there now
		t.Fatal(err)
	}
	source, err := ParseSource("http://user:secret@" + address + "/keys")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newStore(t).Fetch(t.Context(), e, source, nil); !errors.Is(err, ErrUnreachable) || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
}

// A fetched key is one that proves.
func TestAFetchedKeyIsLoaded(t *testing.T) {
	c, e := circuit(t)
	for name, files := range map[string]map[string][]byte{
		"dump": {dumpName(e): goodKey(t)},
		"raw":  {rawName(e): rawKey(t)},
	} {
		s := newStore(t)
		if _, err := s.Fetch(t.Context(), e, from(t, only(files)), nil); err != nil {
			t.Fatal(err)
		}
		var did stages
		l, err := s.Load(t.Context(), c, did.progress)
		if err != nil || slices.Contains(did, StageSetup) {
			t.Fatalf("%s: it did %v, %v", name, did, err)
		}
		mustProve(t, l)
	}
}
