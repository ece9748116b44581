package main

import (
	"context"
	"fmt"
	"io"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"vitalproof/circuits/statement"
	"vitalproof/verifier/onchain"
)

func newContractStatusCommand(a *app) *cobra.Command {
	var chain chainFlags
	var at epochFlags
	cmd := &cobra.Command{
		Use:   "status (--request FILE | --policy ID --epoch N) [NULLIFIER|ATTESTATION]",
		Short: "say what a record is worth now, or how an epoch stands",
		Long: `Says whether an accepted answer counts now, until when, who is paid, and where its
rebate and its enrolment stand. Without a nullifier or attestation file: the policy's
pot, the rebates booked in the epoch, and its study.

  vitalproof contract status --request epoch0.request my.attestation
  vitalproof contract status --policy 0x... --epoch 0`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: files("attestation"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			d, err := chain.read(a)
			if err != nil {
				return err
			}
			e, err := at.read(a, d)
			if err != nil {
				return err
			}
			if len(args) == 0 {
				return chain.ask(ctx, a, func(s *onchain.System) (view, error) { return epochStatus(ctx, s, e) })
			}
			nullifier, err := a.nullifierOf(args[0])
			if err != nil {
				return err
			}
			return chain.ask(ctx, a, func(s *onchain.System) (view, error) { return recordStatus(ctx, s, e, nullifier) })
		},
	}
	chain.add(cmd)
	at.add(cmd)
	return cmd
}

// statusView is a record as commands print it.
type statusView struct {
	Policy     string `json:"policy"`
	Epoch      uint16 `json:"epoch"`
	Nullifier  string `json:"nullifier"`
	Status     string `json:"status"`
	Counts     bool   `json:"counts"`
	ValidUntil string `json:"valid_until,omitempty"`
	Recipient  string `json:"recipient,omitempty"`
	Rebate     string `json:"rebate"`
	Enrolled   bool   `json:"enrolled"`
}

func recordStatus(ctx context.Context, s *onchain.System, e policyEpoch, nullifier statement.Field) (view, error) {
	status, record, err := s.Status(ctx, e.policy, e.epoch, nullifier)
	if err != nil {
		return nil, err
	}
	rebate, err := s.RebateOf(ctx, e.policy, e.epoch, nullifier)
	if err != nil {
		return nil, err
	}
	enrolled, err := s.IsEnrolled(ctx, e.policy, e.epoch, nullifier)
	if err != nil {
		return nil, err
	}
	v := &statusView{
		Policy: hashText(e.policy), Epoch: e.epoch, Nullifier: statement.FormatField(nullifier), Status: status.String(),
		Counts: status == onchain.Valid, Rebate: rebate.String(), Enrolled: enrolled,
	}
	if record.ValidUntil > 0 {
		v.ValidUntil, v.Recipient = unixText(record.ValidUntil), record.Recipient.Hex()
	}
	return v, nil
}

func (v *statusView) text(w io.Writer) {
	fmt.Fprintln(w, v.Status)
	row(w, "nullifier", "%s", v.Nullifier)
	row(w, "policy", "%s, epoch %d", v.Policy, v.Epoch)
	if v.Recipient != "" {
		row(w, "counts", "until %s", v.ValidUntil)
		row(w, "recipient", "%s", v.Recipient)
	}
	row(w, "rebate", "%s", v.Rebate)
	if v.Enrolled {
		row(w, "study", "enrolled")
	}
}

// epochStatusView is an epoch of a policy with its pot and study.
type epochStatusView struct {
	Policy string     `json:"policy"`
	Epoch  uint16     `json:"epoch"`
	Pot    *potView   `json:"pot"`
	Booked uint32     `json:"rebates_booked"` // in the epoch
	Study  *studyView `json:"study"`
}

func epochStatus(ctx context.Context, s *onchain.System, e policyEpoch) (view, error) {
	pot, err := potOf(ctx, s, e.policy)
	if err != nil {
		return nil, err
	}
	study, err := studyOf(ctx, s, e)
	if err != nil {
		return nil, err
	}
	booked, err := s.BookedIn(ctx, e.policy, e.epoch)
	return &epochStatusView{hashText(e.policy), e.epoch, pot, booked, study}, err
}

func (v *epochStatusView) text(w io.Writer) {
	fmt.Fprintf(w, "%s policy, epoch %d\n", v.Policy, v.Epoch)
	if v.Pot.Token == "" {
		row(w, "pot", "none")
	} else {
		v.Pot.rows(w)
		row(w, "this epoch", "%d of %d rebates booked", v.Booked, v.Pot.Cap)
	}
	row(w, "study", "%s", v.Study.sentence())
}

// potView is a policy's pot as commands print it. Amounts are in the token's
// smallest unit.
type potView struct {
	Policy string `json:"policy"`
	Token  string `json:"token,omitempty"` // nothing else has a meaning without it
	Cap    uint32 `json:"cap_per_epoch"`
	Rebate string `json:"rebate"`
	Free   string `json:"free"`
	Booked string `json:"booked"`
	Paid   string `json:"paid"`
}

func potOf(ctx context.Context, s *onchain.System, policy [32]byte) (*potView, error) {
	p, err := s.Pot(ctx, policy)
	if err != nil {
		return nil, err
	}
	v := &potView{
		Policy: hashText(policy), Cap: p.CapPerEpoch, Rebate: bigText(p.Rebate), Free: bigText(p.Free), Booked: bigText(p.Booked), Paid: bigText(p.Paid),
	}
	if p.Token != (common.Address{}) {
		v.Token = p.Token.Hex()
	}
	return v, nil
}

func (v *potView) text(w io.Writer) {
	if v.Token == "" {
		fmt.Fprintf(w, "%s policy: no pot\n", v.Policy)
		return
	}
	fmt.Fprintf(w, "%s policy: pot\n", v.Policy)
	v.rows(w)
}

func (v *potView) rows(w io.Writer) {
	row(w, "token", "%s", v.Token)
	row(w, "rebate", "%s, at most %d an epoch", v.Rebate, v.Cap)
	row(w, "pot", "%s free, %s booked and not paid, %s paid", v.Free, v.Booked, v.Paid)
}

// studyView is a study as commands print it.
type studyView struct {
	Policy       string `json:"policy"`
	Epoch        uint16 `json:"epoch"`
	State        string `json:"state"` // none, open or closed
	Quota        uint32 `json:"quota"`
	Participants uint32 `json:"participants"`
}

func studyOf(ctx context.Context, s *onchain.System, e policyEpoch) (*studyView, error) {
	study, err := s.Study(ctx, e.policy, e.epoch)
	if err != nil {
		return nil, err
	}
	v := &studyView{hashText(e.policy), e.epoch, "open", study.Quota, study.Participants}
	switch {
	case study.Quota == 0:
		v.State = "none"
	case study.Closed:
		v.State = "closed"
	}
	return v, nil
}

func (v *studyView) sentence() string {
	if v.State == "none" {
		return v.State
	}
	return fmt.Sprintf("%s, %d of %d participants", v.State, v.Participants, v.Quota)
}

func (v *studyView) text(w io.Writer) {
	fmt.Fprintf(w, "%s policy, study of epoch %d: %s\n", v.Policy, v.Epoch, v.sentence())
}
