package main

import (
	"bufio"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// streamOut writes a file that may be too large for memory, whole or not at all:
// beside its place first, moved there when it is complete. Without force a file
// that exists stays as it is.
func (a *app) streamOut(path string, mode fs.FileMode, force bool, fill func(io.Writer) error) error {
	if path == stdio {
		return fill(writerOf{a.stdout, "standard output"})
	}
	if err := checkOut(path, force); err != nil {
		return err
	}
	if encrypted(path) {
		return cannotWrite(path, fs.ErrExist) // not even with force, as writeOut
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".vitalproof-*")
	if err != nil {
		return cannotWrite(path, err)
	}
	defer os.Remove(f.Name()) // gone already if it was moved
	buffer := bufio.NewWriterSize(writerOf{f, path}, 1<<16)
	err = fill(buffer)
	if err == nil {
		err = buffer.Flush()
	}
	if err == nil {
		err = finishFile(f, path, mode)
	}
	if closed := f.Close(); err == nil && closed != nil {
		err = cannotWrite(path, closed)
	}
	if err != nil {
		return err
	}
	if !force {
		err = takeName(path)
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return cannotWrite(path, err)
	}
	return nil
}

// takeName makes an empty file, unless there is one of the name.
func takeName(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, modePrivate)
	if err != nil {
		return err
	}
	return f.Close()
}

// finishFile makes what was written last, and gives it its mode.
func finishFile(f *os.File, path string, mode fs.FileMode) error {
	err := f.Chmod(mode)
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		return cannotWrite(path, err)
	}
	return nil
}

// writerOf says in its errors what could not be written.
type writerOf struct {
	io.Writer
	name string
}

func (w writerOf) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	if err != nil {
		err = cannotWrite(w.name, err)
	}
	return n, err
}
