package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// maxPassphrase bounds the first line of a passphrase file.
const maxPassphrase = 1024

// maxAnswer bounds the answer to a question.
const maxAnswer = 64

// passphraseFlag adds the only other way to give a passphrase than to type it.
// Flags and the environment show up in process lists and shell histories.
func passphraseFlag(cmd *cobra.Command, path *string, whose string) {
	cmd.Flags().StringVar(path, "passphrase-file", "", "read the passphrase of "+whose+" from the first line of this `file`")
}

// passphrase asks for the passphrase of an existing file.
func (a *app) passphrase(ctx context.Context, file, whose string) ([]byte, error) {
	if file != "" {
		return a.passphraseFrom(file)
	}
	return a.ask(ctx, "passphrase of "+whose+": ")
}

// newPassphrase asks twice, since a typing error would lock the file for good.
func (a *app) newPassphrase(ctx context.Context, file, whose string) ([]byte, error) {
	if file != "" {
		return a.passphraseFrom(file)
	}
	first, err := a.ask(ctx, "new passphrase for "+whose+": ")
	if err != nil {
		return nil, err
	}
	again, err := a.ask(ctx, "the same again: ")
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(first, again) {
		return nil, faultf(exitPassphrase, "the two passphrases differ")
	}
	return first, nil
}

func (a *app) passphraseFrom(file string) ([]byte, error) {
	f, err := a.openIn(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	line, err := bufio.NewReaderSize(io.LimitReader(f, maxPassphrase+2), maxPassphrase+2).ReadBytes('\n')
	if err != nil && err != io.EOF {
		return nil, badFile(file, err)
	}
	line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
	if len(line) == 0 || len(line) > maxPassphrase {
		return nil, faultf(exitInput, "%s: the first line must hold a passphrase of 1 to %d bytes", file, maxPassphrase)
	}
	return line, nil
}

// ask prompts at the terminal, without echo. The controlling terminal is asked
// even if standard input is a pipe.
func (a *app) ask(ctx context.Context, prompt string) ([]byte, error) {
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err == nil {
		defer tty.Close()
	} else if tty = a.stdin; !term.IsTerminal(int(tty.Fd())) {
		return nil, usagef("there is no terminal to ask for a passphrase").
			withHint("use --passphrase-file")
	}
	fmt.Fprint(a.stderr, prompt)
	line, err := readHidden(ctx, tty)
	fmt.Fprintln(a.stderr)
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the passphrase: %w", err)
	case len(line) == 0:
		return nil, faultf(exitPassphrase, "the passphrase is empty")
	}
	return line, nil
}

// canAsk reports whether there is somebody to ask.
func (a *app) canAsk() bool {
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return term.IsTerminal(int(a.stdin.Fd()))
	}
	_ = tty.Close()
	return true
}

// confirm asks a question that only the word "yes" agrees to.
func (a *app) confirm(ctx context.Context, question string) (bool, error) {
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err == nil {
		defer tty.Close()
	} else {
		tty = a.stdin
	}
	fmt.Fprint(a.stderr, question)
	type answer struct {
		line string
		err  error
	}
	done := make(chan answer, 1)
	go func() {
		line, err := bufio.NewReader(io.LimitReader(tty, maxAnswer)).ReadString('\n')
		done <- answer{line, err}
	}()
	select {
	case got := <-done:
		if got.err != nil && got.err != io.EOF {
			return false, fmt.Errorf("read the answer: %w", got.err)
		}
		return strings.TrimSpace(got.line) == "yes", nil
	case <-ctx.Done():
		fmt.Fprintln(a.stderr)
		return false, ctx.Err()
	}
}

// readHidden reads a line without echo. An interrupt ends it and gives the
// terminal its echo back.
func readHidden(ctx context.Context, tty *os.File) ([]byte, error) {
	fd := int(tty.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return nil, errors.New("the terminal cannot hide what is typed")
	}
	type answer struct {
		line []byte
		err  error
	}
	done := make(chan answer, 1)
	go func() {
		line, err := term.ReadPassword(fd)
		done <- answer{line, err}
	}()
	select {
	case got := <-done:
		return got.line, got.err
	case <-ctx.Done():
		_ = term.Restore(fd, before)
		return nil, ctx.Err()
	}
}
