package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"vitalproof/circuits/statement"
	"vitalproof/verifier/onchain"
)

type watchOptions struct {
	chain         chainFlags
	from, to      uint64
	confirmations uint64
	batch         uint64
	poll, cursor  string
}

func newContractWatchCommand(a *app) *cobra.Command {
	var o watchOptions
	cmd := &cobra.Command{
		Use:   "watch",
		Short: "print what happens at the contracts, as JSON lines",
		Long: `Prints one JSON value a line for each answer accepted, policy added or closed, consent
withdrawn, verifier or issuer set added or stopped, rebate booked or paid, and
participant enrolled, in the order of the chain, each once it is --confirmations
blocks deep. Should the chain be reorganised deeper than that, the command ends with
exit code 16 rather than go on as if nothing were wrong.

With --cursor the command keeps in a file how far it came, and goes on there when it
is started again. Only if it is killed just between an event and its cursor does that
event come a second time.

  vitalproof contract watch --confirmations 12 --cursor insurer.cursor`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(cmd *cobra.Command, _ []string) error { return a.watch(cmd.Context(), o) },
	}
	o.chain.add(cmd)
	f := cmd.Flags()
	f.Uint64Var(&o.from, "from", 0, "first `block`, where no cursor says it (default: the deployment's)")
	f.Uint64Var(&o.to, "to", 0, "stop after this `block` (default: never)")
	f.Uint64Var(&o.confirmations, "confirmations", 12, "`blocks` on top of an event's own before it is printed")
	f.Uint64Var(&o.batch, "batch", 0, "most `blocks` to ask for at once (default: 2,000)")
	f.StringVar(&o.poll, "poll", "4s", "`duration` between two questions to the node")
	f.StringVar(&o.cursor, "cursor", "", "`file` that keeps how far the command came; made if it does not exist")
	fileFlag(cmd, "cursor", "cursor")
	for _, name := range []string{"from", "to", "confirmations", "batch", "poll"} {
		complete(cmd, name)
	}
	return cmd
}

// watchedView is an event as watch prints it. Fields that its kind does not have
// are left out.
type watchedView struct {
	Event       string  `json:"event"`
	Block       uint64  `json:"block"`
	BlockHash   string  `json:"block_hash"`
	Transaction string  `json:"transaction"`
	LogIndex    uint    `json:"log_index"`
	Policy      string  `json:"policy,omitempty"`
	Epoch       *uint16 `json:"epoch,omitempty"`
	Nullifier   string  `json:"nullifier,omitempty"`
	Issuers     string  `json:"issuers_root,omitempty"`
	Verifier    string  `json:"verifier_id,omitempty"`
	Participant string  `json:"participant,omitempty"`
	By          string  `json:"by,omitempty"`
}

func newWatchedView(e onchain.Event) *watchedView {
	v := &watchedView{
		Event: string(e.Kind), Block: e.Block, BlockHash: e.BlockHash.Hex(), Transaction: e.TxHash.Hex(), LogIndex: e.LogIndex,
	}
	if e.Policy != ([32]byte{}) {
		v.Policy = hashText(e.Policy)
	}
	if !e.Nullifier.IsZero() {
		v.Nullifier, v.Epoch = statement.FormatField(e.Nullifier), &e.Epoch
	}
	if !e.Issuers.IsZero() {
		v.Issuers = statement.FormatField(e.Issuers)
	}
	if e.Verifier != ([32]byte{}) {
		v.Verifier = hashText(e.Verifier)
	}
	if e.Participant != (common.Address{}) {
		v.Participant = e.Participant.Hex()
	}
	if e.By != (common.Address{}) {
		v.By = e.By.Hex()
	}
	return v
}

func (a *app) watch(ctx context.Context, o watchOptions) error {
	poll, err := durationFlag("poll", o.poll)
	if err != nil {
		return err
	}
	cursor, err := readCursor(o.cursor)
	if err != nil {
		return err
	}
	s, end, err := o.chain.open(ctx, a)
	if err != nil {
		return err
	}
	defer end()
	p := onchain.WatchParams{Cursor: cursor, From: o.from, To: o.to, Confirmations: o.confirmations, Poll: poll, Batch: o.batch}
	return s.Watch(ctx, p, func(e onchain.Event) error {
		if e.Kind != onchain.EventBlock {
			line, err := json.Marshal(newWatchedView(e))
			if err != nil {
				return err
			}
			if _, err := a.stdout.Write(append(line, '\n')); err != nil {
				return cannotWrite("standard output", err)
			}
		}
		if o.cursor == "" {
			return nil
		}
		return a.writeCursor(o.cursor, e.Cursor)
	})
}

// maxCursorBytes bounds a cursor file; one takes about 110 bytes.
const maxCursorBytes = 4096

var errCursor = errors.New("not a cursor file")

// readCursor reads how far watch came; nil if it never ran.
func readCursor(path string) (*onchain.Cursor, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, badFile(path, err)
	}
	defer func() { _ = f.Close() }() // only read
	data, err := io.ReadAll(io.LimitReader(f, maxCursorBytes+1))
	if err != nil {
		return nil, badFile(path, err)
	}
	c := new(onchain.Cursor)
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(c); err != nil || len(data) > maxCursorBytes || c.Hash == (common.Hash{}) {
		return nil, badFile(path, fmt.Errorf("%w: want a block and its hash", errCursor))
	}
	return c, nil
}

func (a *app) writeCursor(path string, c onchain.Cursor) error {
	data, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return a.writeOut(path, append(data, '\n'), modePublic, true)
}
