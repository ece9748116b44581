package main

import (
	"errors"
	"strings"

	"vitalproof/verifier/onchain"
)

// contractReasons are the codes and hints of what contracts refuse. Other reasons
// have exitContract and no hint: their words say it all.
var contractReasons = map[string]struct {
	code int
	hint string
}{
	"NullifierUsed":   {exitCounted, "one holder counts once an epoch; " + nothingSent},
	"RebateKnown":     {exitCounted, "one holder is paid once an epoch; " + nothingSent},
	"AlreadyEnrolled": {exitCounted, "one holder counts once; " + nothingSent},

	"DeadlinePassed":                   {exitContract, "ask the holder for a new proof with a later --deadline"},
	"SubmissionsClosed":                {exitContract, `"vitalproof contract policy show" lists the epochs that take proofs`},
	"PolicyIsClosed":                   {exitContract, `"vitalproof contract policy list" lists the others`},
	"PolicyUnknown":                    {exitContract, `"vitalproof contract policy list" lists them`},
	"IssuersNotActive":                 {exitContract, `"vitalproof contract issuer show" says from when to when they count`},
	"IssuersUnknown":                   {exitContract, `"vitalproof contract issuer add" adds the set first`},
	"VerifierUnknown":                  {exitContract, `"vitalproof contract verifier add" adds the circuit's verifier first`},
	"VerifierIsStopped":                {exitContract, "a stop is final; a new circuit or key needs a new policy"},
	"ConsentSignature":                 {exitContract, `"vitalproof contract consent" signs with the account in the proof`},
	"ConsentIsWithdrawn":               {exitContract, "a withdrawal is final; the holder can prove again for another account"},
	"ConsentExpired":                   {exitContract, "sign again with a later time"},
	"ProofInvalid":                     {exitContract, "was it made for this request, and is the request from this policy?"},
	"NotSponsor":                       {exitContract, "use the sponsor's account"},
	"NotGuardian":                      {exitContract, "use the owner's or the guardian's account"},
	"OwnableUnauthorizedAccount":       {exitContract, `"vitalproof contract owner show" names the owner`},
	"AccessControlUnauthorizedAccount": {exitContract, `"vitalproof contract owner show" names the owner`},
	"RebateNotOwed":                    {exitContract, `"vitalproof contract status" says whether it was paid`},
	"PotUnknown":                       {exitContract, `"vitalproof contract pot open" opens it, for the sponsor`},
	"PotEmpty":                         {exitContract, `"vitalproof contract pot fund" adds to it`},
	"StudyUnknown":                     {exitContract, `"vitalproof contract study open" opens it, for the sponsor`},
	"EpochCapReached":                  {exitContract, "the policy's sponsor set the cap for ever"},
	"ERC20InsufficientBalance":         {exitContract, "use an account that has the tokens"},
}

// ofChain gives an error of a contract or of the chain its exit code and hint;
// nil for another error.
func ofChain(err error) *fault {
	var refusal *onchain.Refusal
	if errors.As(err, &refusal) {
		if r, found := contractReasons[refusal.Reason]; found {
			return &fault{r.code, err, afterMining(err, r.hint)}
		}
		return &fault{exitContract, err, ""}
	}
	var reorg *onchain.ErrReorg
	if errors.As(err, &reorg) {
		return &fault{exitChain, err, "remove the cursor file, or give --from"}
	}
	return nil
}

const nothingSent = "nothing was sent"

// afterMining is a hint that does not deny what was sent: somebody else can be
// first between the dry run and the block.
func afterMining(err error, hint string) string {
	if !errors.Is(err, onchain.ErrMinedFail) {
		return hint
	}
	advice, said := strings.CutSuffix(hint, nothingSent)
	if !said && hint != "" {
		advice += "; "
	}
	return advice + "the transaction is in a block, failed there, and its gas is paid"
}
