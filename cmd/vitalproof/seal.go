package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
	"vitalproof/prover/ingest"
	"vitalproof/prover/vault"
)

type sealOptions struct {
	export                       exportFlags
	issuer, passphraseFile, card string
	input, out, from, to, ledger string
	assurance                    uint8
}

func newSealCommand(a *app) *cobra.Command {
	var o sealOptions
	cmd := &cobra.Command{
		Use:   "seal --issuer FILE --card FILE --input EXPORT --out FILE.record",
		Short: "sign a person's readings day by day and encrypt them to that person",
		Long: `Reads an export, puts its readings on the metric's grid and seals every calendar
day from the first to the last reading, or from --from to --to. A day is sealed
as it stands: slots without a reading are empty, also those before the first
reading and after the last, and a day without readings is sealed as empty.
Nothing is filled in. A day can be sealed once, so do not seal a day that is not
over. Of daily values, measurements and codes a first record begins with the first
day of the export, since its seals say that nothing older was left out.

With --ledger the record continues the chain of the one before, of which the
ledger remembers the end; a day that is sealed already is refused. Without it a
new chain begins, and no window can reach across to another record.

The assurance level says how the issuer checked that the sensor is worn by the
person and that the person has one card.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.seal(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.issuer, "issuer", "", "the issuer's private `file`")
	passphraseFlag(cmd, &o.passphraseFile, "the issuer file")
	f.StringVar(&o.card, "card", "", "the person's card `file`")
	f.StringVar(&o.input, "input", "", "the export `file`, - for standard input")
	f.StringVar(&o.out, "out", "", "the record `file` to write")
	f.StringVar(&o.from, "from", "", "first `day` to seal (default: that of the first reading)")
	f.StringVar(&o.to, "to", "", "last `day` to seal (default: that of the last reading)")
	f.StringVar(&o.ledger, "ledger", "", "the person's ledger `file`; made if it does not exist")
	f.Uint8Var(&o.assurance, "assurance", 1, "assurance `level`, 0 to 7")
	o.export.add(cmd)
	required(cmd, "issuer", "card", "input", "out")
	for _, name := range []string{"issuer", "card", "ledger"} {
		fileFlag(cmd, name, name)
	}
	fileFlag(cmd, "out", "record")
	completeWith(cmd, "input", cobra.FixedCompletions([]string{"csv", "json", "xml", "npy"}, cobra.ShellCompDirectiveFilterFileExt))
	return cmd
}

// sealing is what seal prints. It holds no reading.
type sealing struct {
	File      string        `json:"file"`
	Ledger    string        `json:"ledger,omitempty"`
	Format    ingest.Format `json:"format"`
	Metric    string        `json:"metric"`
	FirstDay  string        `json:"first_day"`
	LastDay   string        `json:"last_day"`
	Days      int           `json:"days"`
	EmptyDays int           `json:"empty_days"`
	Filled    int           `json:"filled"`
	Expected  int           `json:"expected"`
	Dropped   int           `json:"dropped_same_slot"`
	NotSealed int           `json:"not_sealed,omitempty"` // facts in other code systems
	Assurance uint8         `json:"assurance"`
}

func (a *app) seal(ctx context.Context, o sealOptions) error {
	from, to, err := o.check()
	if err != nil {
		return err
	}
	card, err := a.readCard(o.card)
	if err != nil {
		return err
	}
	before, err := readLedger(o.ledger)
	if err != nil {
		return err
	}
	series, err := o.export.read(a, o.input)
	if err != nil {
		return err
	}
	if before != nil && (before.Metric != series.Metric || before.Subject != card.Subject || before.Issuer != card.Issuer) {
		return fmt.Errorf("%s: %w", o.ledger, vault.ErrWrongLedger)
	}
	if from, to, err = a.sealedDays(series, before, from, to); err != nil {
		return err
	}
	key, err := a.openIssuer(ctx, o.issuer, o.passphraseFile)
	if err != nil {
		return err
	}
	if key.Public() != card.Issuer {
		return fmt.Errorf("%s: %w", o.card, vault.ErrWrongCard)
	}
	record, err := startRecord(series, card, key, before, from)
	if err != nil {
		return err
	}
	if n := series.Report.Skipped.OtherCode; n > 0 {
		a.warn("not sealed, since not coded in %s: %d; a list without them is not complete", series.Metric.Name(), n)
	}
	blocks, dropped := series.Blocks(int(from), int(to-from)+1)
	if err := record.Append(key, o.assurance, blocks...); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if o.ledger == "" {
		err = vault.WriteRecord(o.out, record, card)
	} else {
		err = vault.Issue(o.out, o.ledger, before, record, card)
	}
	if err != nil {
		return err
	}
	return a.printSealing(o, series, record, dropped)
}

func (o *sealOptions) check() (from, to claim.Day, err error) {
	if o.assurance > statement.MaxAssurance {
		return 0, 0, usagef("--assurance: want 0 to %d", statement.MaxAssurance)
	}
	if err := checkOut(o.out, false); err != nil {
		return 0, 0, err
	}
	if from, err = dayFlag("from", o.from); err != nil {
		return 0, 0, err
	}
	if to, err = dayFlag("to", o.to); err != nil {
		return 0, 0, err
	}
	return from, to, nil
}

// readLedger reads the ledger that a record continues, or gives nil for the
// first record of a person.
func readLedger(path string) (*vault.Ledger, error) {
	if path == "" {
		return nil, nil
	}
	l, err := vault.LoadLedger(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(path); err != nil {
			return nil, checkOut(path, false)
		}
	}
	if err != nil {
		return nil, badFile(path, err)
	}
	return &l, nil
}

// sealedDays settles which days are sealed. A day that is sealed already, or not
// over yet, must never be: the other version of it would be as valid.
func (a *app) sealedDays(s *ingest.Series, before *vault.Ledger, from, to claim.Day) (claim.Day, claim.Day, error) {
	chosen := from != 0
	if !chosen {
		from = claim.Day(s.FirstDay)
	}
	// A person's day may end up to 12 hours after the one of UTC.
	over := claim.Day(a.now().Add(-12*time.Hour).Unix()/(24*60*60)) - 1
	if to == 0 {
		to = min(claim.Day(s.LastDay), over)
	}
	switch {
	case to < from:
		return 0, 0, usagef("the last day to seal, %s, is before the first, %s", to, from)
	case to > over:
		return 0, 0, usagef("--to: %s is not over yet", to).withHint("a day is sealed once, when all of its readings are in")
	case to-from >= statement.MaxRecordDays:
		return 0, 0, usagef("%s to %s are more days than a record holds (%d)", from, to, statement.MaxRecordDays).
			withHint("seal an earlier part first, with --to and --ledger")
	}
	if before == nil {
		return from, to, wholeHistory(s, from, to)
	}
	next := before.LastDay + 1
	switch {
	case from < next && to < next:
		return 0, 0, faultf(exitInput, "%w: the last one is %s", vault.ErrSealedAlready, before.LastDay).
			withHint("there is no later day in this export")
	case from < next:
		return 0, 0, faultf(exitInput, "%w: the last one is %s", vault.ErrSealedAlready, before.LastDay).
			withHint("seal the days after it with --from %s", next)
	case from > next:
		return 0, 0, faultf(exitInput, "%w: it is %s", vault.ErrGap, before.LastDay).
			withHint("seal the days in between too, with --from %s", next)
	}
	return from, to, nil
}

// wholeHistory: the seals of a metric without a chain say that nothing older was
// left out, so a first record begins with the first day of the export.
func wholeHistory(s *ingest.Series, from, to claim.Day) error {
	if !statement.HasPage(s.Metric) || int(from) <= s.FirstDay || to-from == statement.MaxRecordDays-1 {
		return nil
	}
	return usagef("--from: the first record of %s begins with the first day of the export, %s", s.Metric.Name(), claim.Day(s.FirstDay)).
		withHint("its seals say that nothing older was left out; with --ledger a later record may begin where the last one ended")
}

// startRecord begins the record, or continues the one before it.
func startRecord(s *ingest.Series, card vault.Card, key statement.PrivateKey, before *vault.Ledger, from claim.Day) (*statement.Record, error) {
	if before == nil {
		return statement.NewRecord(card.Issuer, card.Subject, s.Metric, from)
	}
	var past []statement.Block
	if statement.HasPage(s.Metric) {
		past, _ = s.Blocks(int(before.FirstDay), int(before.LastDay-before.FirstDay)+1)
	}
	record, err := vault.Continue(*before, card, s.Metric, from, key, past)
	if errors.Is(err, vault.ErrRestated) {
		return nil, faultf(exitInput, "%w", err).
			withHint("hand in an export that reaches back to %s, of the same source; where an earlier day has changed since, this chain ends: begin a new record without --ledger", before.FirstDay)
	}
	return record, err
}

func (a *app) printSealing(o sealOptions, s *ingest.Series, r *statement.Record, dropped ingest.Dropped) error {
	v := newRecordView(r)
	result := sealing{
		File: o.out, Ledger: o.ledger, Format: s.Format, Metric: v.Metric, FirstDay: v.FirstDay, LastDay: v.LastDay,
		Days: v.Days, EmptyDays: v.EmptyDays, Filled: v.Filled, Expected: v.Expected,
		Dropped: dropped.SameSlot, NotSealed: s.Report.Skipped.OtherCode, Assurance: o.assurance,
	}
	series := r.Metric.Family() == claim.Series
	if first := r.Days[0].Block; series && first[0] == 0 {
		a.say("the first day, %s, does not begin with a reading: it is sealed as it stands", v.FirstDay)
	}
	if last := r.Days[len(r.Days)-1].Block; series && last[len(last)-1] == 0 {
		a.say("the last day, %s, does not end with a reading: it is sealed as it stands", v.LastDay)
	}
	return a.print(result, func(out io.Writer) {
		row(out, "record", "%s", o.out)
		row(out, "export", "%s, %s", s.Format, reportText(s.Report))
		row(out, "days", "%s to %s: %d sealed, of which %d are empty", v.FirstDay, v.LastDay, v.Days, v.EmptyDays)
		if r.Metric.HasCoverage() {
			row(out, "slots", "%d of %d filled, %d readings dropped in a taken slot", v.Filled, v.Expected, dropped.SameSlot)
		} else {
			row(out, "entries", "%d sealed", v.Filled)
		}
		row(out, "assurance", "%d", o.assurance)
	})
}
