package keys

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"vitalproof/circuits/lock"
)

// Errors of fetching. Whatever a source sends, only the pinned bytes get into the
// cache.
var (
	ErrSource      = errors.New("keys are fetched from a directory, or a http or https address")
	ErrNotThere    = errors.New("the source does not have the key")
	ErrFetchedHash = errors.New("the source sends something that does not have the hash in the lockfile")
	ErrTooLong     = errors.New("the source sends more than the pinned size")
	ErrCutShort    = errors.New("the source sends less than the pinned size")
	ErrUnreachable = errors.New("the source cannot be reached or does not answer")
)

// fetchStall is how long a server may send nothing, and fetchRate how many bytes a
// second it has to send on the whole, both so that none holds a command for hours:
// the largest key takes 25 minutes at most.
const (
	fetchStall = 30 * time.Second
	fetchRate  = 32 << 10
)

// maxRedirects is how often an address may point to another: a release's page and
// its storage make two.
const maxRedirects = 5

// Source is where keys are fetched from: files named by the hashes in the lockfile,
// such as the cache of another machine, or the transcript of a ceremony.
type Source struct {
	folder string
	base   *url.URL
	client *http.Client
	stall  time.Duration
	rate   int64 // bytes a second
}

// ParseSource reads a directory or a http or https address. What has "://" in it is
// an address.
func ParseSource(from string) (*Source, error) {
	if !strings.Contains(from, "://") {
		info, err := os.Stat(from)
		if err != nil || !info.IsDir() {
			return nil, fmt.Errorf("%w: %s is no directory", ErrSource, from)
		}
		return &Source{folder: from}, nil
	}
	base, err := url.Parse(from)
	if err != nil {
		return nil, fmt.Errorf("%w: the address cannot be read", ErrSource) // url's error may quote a password
	}
	if base.Scheme != "http" && base.Scheme != "https" || base.Host == "" {
		return nil, fmt.Errorf("%w, not %s", ErrSource, base.Redacted())
	}
	return &Source{base: base, stall: fetchStall, rate: fetchRate, client: &http.Client{
		Transport: &http.Transport{
			Proxy:       http.ProxyFromEnvironment,
			DialContext: (&net.Dialer{Timeout: fetchStall}).DialContext, TLSHandshakeTimeout: fetchStall,
			ResponseHeaderTimeout: fetchStall, ForceAttemptHTTP2: true,
			DisableCompression: true, // the size is that of the file
		},
		CheckRedirect: func(next *http.Request, before []*http.Request) error {
			if len(before) > maxRedirects || before[0].URL.Scheme == "https" && next.URL.Scheme != "https" {
				return fmt.Errorf("%w: too many redirects, or one away from https", ErrUnreachable)
			}
			return nil
		},
	}}, nil
}

// String names the source, without a password.
func (f *Source) String() string {
	if f.base == nil {
		return f.folder
	}
	return f.base.Redacted()
}

// open gives a file's bytes and, where the source says it, their number, else -1.
func (f *Source) open(ctx context.Context, name string) (io.ReadCloser, int64, error) {
	if f.base == nil {
		return openFile(filepath.Join(f.folder, name))
	}
	return f.get(ctx, f.base.JoinPath(name))
}

func openFile(path string) (io.ReadCloser, int64, error) {
	info, err := os.Stat(path) // before opening: a pipe would wait for its writer
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, ErrNotThere
	}
	if err != nil {
		return nil, 0, err
	}
	if !info.Mode().IsRegular() {
		return nil, 0, fmt.Errorf("%w: it is no regular file", ErrNotThere)
	}
	file, err := os.Open(path)
	return file, info.Size(), err
}

func (f *Source) get(ctx context.Context, address *url.URL) (io.ReadCloser, int64, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return nil, 0, err
	}
	answer, err := f.client.Do(request)
	if err != nil {
		if ctx.Err() != nil {
			return nil, 0, ctx.Err()
		}
		return nil, 0, fmt.Errorf("%w: %w", ErrUnreachable, plain(err))
	}
	switch answer.StatusCode {
	case http.StatusOK:
		return answer.Body, answer.ContentLength, nil
	case http.StatusNotFound, http.StatusGone:
		err = ErrNotThere
	default:
		err = fmt.Errorf("%w: it answers %d", ErrUnreachable, answer.StatusCode)
	}
	_ = answer.Body.Close() // nothing was read from it
	return nil, 0, err
}

// plain takes the address, which may hold a password, from a client's error.
func plain(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// Fetch takes a circuit's proving key from a source into the cache, unless the cache
// has it: the dump or, where the source has none, the raw encoding, which may also
// lie in the transcript of a ceremony, as keys/NAME.pk. It reports whether it fetched. A file is hashed while it comes, and a file that is not the
// pinned one leaves nothing.
func (s *Store) Fetch(ctx context.Context, e lock.Entry, from *Source, progress Progress) (fetched bool, err error) {
	if progress == nil {
		progress = func(Stage, int64, int64) {}
	}
	if err := checkByteOrder(binary.NativeEndian); err != nil {
		return false, err
	}
	files := []pinnedFile{
		{dumpName(e), dumpName(e), e.ProvingKeyDumpBytes, e.ProvingKeyDumpSHA256},
		{rawName(e), rawName(e), e.ProvingKeyBytes, e.ProvingKeySHA256},
		{rawName(e), "keys/" + e.Name + ".pk", e.ProvingKeyBytes, e.ProvingKeySHA256},
	}
	for _, f := range files {
		_, err := readPinned(filepath.Join(s.dir, f.name), f.size, f.sum)
		if !missing(err) {
			return false, err
		}
	}
	for _, f := range files {
		err := s.fetch(ctx, f, from, progress)
		if errors.Is(err, ErrNotThere) {
			continue
		}
		if err != nil {
			return false, fmt.Errorf("%s from %s: %w", f.there, from, err)
		}
		return true, nil
	}
	return false, fmt.Errorf("%s, %s or %s from %s: %w", files[0].there, files[1].there, files[2].there, from, ErrNotThere)
}

// pinnedFile is a file of a key with what the lockfile says of it.
type pinnedFile struct {
	name  string // in the cache
	there string // at the source
	size  int64
	sum   string
}

func (s *Store) fetch(ctx context.Context, f pinnedFile, from *Source, progress Progress) error {
	if from.base != nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, from.stall+time.Duration(f.size/from.rate)*time.Second, errSlow)
		defer cancel()
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	in, size, err := from.open(ctx, f.there)
	if err != nil {
		return because(ctx, err)
	}
	defer func() { _ = in.Close() }() // only read
	switch {
	case size > f.size:
		return ErrTooLong
	case size >= 0 && size < f.size:
		return ErrCutShort
	}
	progress(StageFetch, 0, f.size)
	body := &steady{r: in, wait: from.stall, stalled: func() { stop(errSlow) }}
	sum := sha256.New()
	err = writeAtomic(filepath.Join(s.dir, f.name), func(w io.Writer) error {
		return because(ctx, f.copy(io.MultiWriter(w, sum), body, progress))
	}, func() error {
		if hex.EncodeToString(sum.Sum(nil)) != f.sum {
			return ErrFetchedHash
		}
		return nil
	})
	return err
}

// errSlow is why a server is not waited for any longer.
var errSlow = fmt.Errorf("%w: it is too slow", ErrUnreachable)

// because puts the reason for which the context ended in the place of an error.
func because(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// copy takes exactly the pinned number of bytes, and not one more into memory or
// onto the disk.
func (f pinnedFile) copy(w io.Writer, r io.Reader, progress Progress) error {
	buffer := make([]byte, 1<<16)
	for done := int64(0); ; {
		n, err := r.Read(buffer)
		if done += int64(n); done > f.size {
			return ErrTooLong
		}
		if _, err := w.Write(buffer[:n]); err != nil {
			return err
		}
		progress(StageFetch, done, f.size)
		switch {
		case errors.Is(err, io.EOF) && done == f.size:
			return nil
		case err != nil: // the end, or a connection that broke
			return fmt.Errorf("%w: %d of %d bytes", ErrCutShort, done, f.size)
		}
	}
}

// steady calls stalled when a read waits too long; wait 0 is for ever.
type steady struct {
	r       io.Reader
	wait    time.Duration
	stalled func()
}

func (s *steady) Read(p []byte) (int, error) {
	if s.wait > 0 {
		timer := time.AfterFunc(s.wait, s.stalled)
		defer timer.Stop()
	}
	return s.r.Read(p)
}
