package main

import (
	"context"

	"github.com/spf13/cobra"

	"vitalproof/prover/keys"
)

func newKeysFetchCommand(a *app) *cobra.Command {
	var cache, from string
	cmd := &cobra.Command{
		Use:   "fetch [NAME...] --from DIR-or-URL",
		Short: "take proving keys from a directory or server into the cache",
		Long: `Takes the proving keys of the named circuits, or of all, from a directory or below
a http or https address, unless the cache has them. There they are files named by
the hashes in this program, HASH.dump as in the cache of another machine or HASH.pk,
or keys/NAME.pk as in the transcript of a ceremony.

The source need not be trusted: a file of another size or hash is refused while it
comes, and nothing of it is kept. A download that broke off begins anew.`,
		Example:           `  vitalproof keys fetch glucose-5min-30d --from https://keys.example.org/vitalproof`,
		ValidArgsFunction: circuitNames,
		RunE: func(cmd *cobra.Command, names []string) error {
			return a.fetchKeys(cmd.Context(), cache, from, names)
		},
	}
	cacheFlag(cmd, &cache)
	cmd.Flags().StringVar(&from, "from", "", "`directory or address` that has the keys")
	required(cmd, "from")
	folderFlag(cmd, "from")
	return cmd
}

func (a *app) fetchKeys(ctx context.Context, cache, from string, names []string) error {
	source, err := keys.ParseSource(from)
	if err != nil {
		return err
	}
	store, entries, err := openKeys(cache, names)
	if err != nil {
		return err
	}
	m := a.newMeter()
	defer m.stop()
	var rows []keyRow
	for _, e := range entries {
		fetched, err := store.Fetch(ctx, e, source, func(_ keys.Stage, done, total int64) {
			m.step("fetching "+e.Name, done, total)
		})
		if err != nil {
			return err
		}
		r := newKeyRow(store, e)
		if r.Check = "cached"; fetched {
			r.Check = "fetched"
		}
		rows = append(rows, r)
	}
	m.stop()
	return a.printKeys(rows)
}
