package request_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
)

var nullifier = statement.ScopeText("any field element")

func digest(t *testing.T, r *request.Request) [32]byte {
	t.Helper()
	d, err := r.Digest()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func inputs(t *testing.T, r *request.Request, p *request.Payee) statement.PublicInputs {
	t.Helper()
	in, err := r.PublicInputs(nullifier, p)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// changes are one for each field of a request; each keeps it valid.
func changes(t *testing.T) map[string]func(*request.Request) {
	return map[string]func(*request.Request){
		"from":    func(r *request.Request) { r.From += "." },
		"consent": func(r *request.Request) { r.Consent += "." },
		"circuit and days": func(r *request.Request) {
			r.Circuit, r.Claim.Days = circuitID(t, "glucose-15min-30d"), 30
		},
		"circuit and metric": func(r *request.Request) {
			r.Circuit, r.Claim.Metric = circuitID(t, "glucose-5min-14d"), claim.Glucose5
		},
		"earliest end": func(r *request.Request) { r.Claim.EarliestEnd-- },
		"latest end":   func(r *request.Request) { r.Claim.LatestEnd++ },
		"assurance":    func(r *request.Request) { r.Claim.MinAssurance++ },
		"coverage":     func(r *request.Request) { r.Claim.Coverage++ },
		"limit":        func(r *request.Request) { r.Claim.Limits[0].Value++ },
		"strictness":   func(r *request.Request) { r.Claim.Limits[0].Strict = false },
		"issuer more":  func(r *request.Request) { r.Issuers = append(r.Issuers, issuerKey(t, 99)) },
		"issuer less":  func(r *request.Request) { r.Issuers = r.Issuers[1:] },
		"other issuer": func(r *request.Request) {
			r.Issuers = append(r.Issuers[1:len(r.Issuers):len(r.Issuers)], issuerKey(t, 99))
		},
		"nonce":  func(r *request.Request) { r.Nonce[15] ^= 1 },
		"expiry": func(r *request.Request) { r.Expires = r.Expires.Add(time.Second) },
	}
}

// An off-chain answer is bound to every field of its request by the context.
func TestEveryFieldOfARequestChangesItsDigestAndContext(t *testing.T) {
	base := made(t, terms(t))
	all := changes(t)
	all["scope"] = func(r *request.Request) { r.Scope += "." }
	all["a gate for the scope"] = func(r *request.Request) { r.Scope, r.Gate = "", gateTerms(t).Gate }
	seenDigests, seenContexts := map[[32]byte]string{digest(t, base): "nothing"}, map[statement.Field]string{inputs(t, base, nil).Context: "nothing"}
	for name, change := range all {
		r := *base
		change(&r)
		d := digest(t, &r)
		if other, twice := seenDigests[d]; twice {
			t.Errorf("changing %s and changing %s give one digest", name, other)
		}
		seenDigests[d] = name
		var payee *request.Payee
		if r.Gate != nil {
			payee = &request.Payee{}
		}
		c := inputs(t, &r, payee).Context
		if other, twice := seenContexts[c]; twice {
			t.Errorf("changing %s and changing %s give one context", name, other)
		}
		seenContexts[c] = name
	}
}

// For a contract scope and context are the gate's: what the contract can recompute.
func TestEveryTermOfAPolicyChangesScopeAndContext(t *testing.T) {
	base := made(t, gateTerms(t))
	payee := request.Payee{Recipient: [20]byte{1}, Deadline: 1_799_000_000}
	before := inputs(t, base, &payee)
	contexts, scopes := map[statement.Field]string{before.Context: "nothing"}, map[statement.Field]string{before.Scope: "nothing"}
	try := func(seen map[statement.Field]string, name string, f statement.Field) {
		t.Helper()
		if other, twice := seen[f]; twice {
			t.Errorf("changing %s and changing %s give one value", name, other)
		}
		seen[f] = name
	}
	// Name, nonce and expiry stay with the verifier; a contract knows none of them.
	offChain := map[string]bool{"from": true, "nonce": true, "expiry": true}
	all := changes(t)
	for name, change := range gateChanges() {
		all[name] = func(r *request.Request) { change(r.Gate) }
	}
	for name, change := range all {
		r, g := *base, *base.Gate
		r.Gate = &g
		change(&r)
		settle(t, &r)
		in := inputs(t, &r, &payee)
		if offChain[name] {
			if in != before {
				t.Errorf("changing %s changes what the contract computes", name)
			}
			continue
		}
		try(contexts, name, in.Context)
		try(scopes, name, in.Scope)
	}
	try(contexts, "the recipient", inputs(t, base, &request.Payee{Recipient: [20]byte{2}, Deadline: payee.Deadline}).Context)
	try(contexts, "the deadline", inputs(t, base, &request.Payee{Recipient: payee.Recipient, Deadline: payee.Deadline + 1}).Context)
}

func TestPublicInputsAreThoseOfTheRequest(t *testing.T) {
	r := made(t, terms(t))
	in := inputs(t, r, nil)
	set, err := statement.NewIssuerSet(issuerKeys(t, 3))
	if err != nil {
		t.Fatal(err)
	}
	word, err := r.Claim.Word()
	if err != nil {
		t.Fatal(err)
	}
	claimField, err := statement.FieldFromBig(word)
	if err != nil {
		t.Fatal(err)
	}
	want := statement.PublicInputs{
		Issuers: set.Root(), Claim: claimField, Scope: statement.ScopeText(r.Scope), Nullifier: nullifier,
		Context: statement.ContextRequest(statement.Keccak256([]byte(marshal(t, r)))),
	}
	if in != want {
		t.Errorf("got %v, want %v", in, want)
	}
	if r.ConsentHash() != statement.Keccak256([]byte(r.Consent)) {
		t.Error("the consent's hash is not that of its text")
	}
}

func TestNewDrawsANonceEachTime(t *testing.T) {
	a, b := made(t, terms(t)), made(t, terms(t))
	if a.Nonce == b.Nonce || a.Nonce == [16]byte{} {
		t.Errorf("nonces %x and %x", a.Nonce, b.Nonce)
	}
}

func TestNewKeepsWholeSecondsInUTC(t *testing.T) {
	r := terms(t)
	r.Expires = time.Date(2026, 9, 30, 14, 0, 0, 999_999_999, time.FixedZone("", 2*3600))
	got := made(t, r)
	if want := terms(t).Expires; !got.Expires.Equal(want) {
		t.Errorf("expires %s, want %s", got.Expires, want)
	}
	if _, err := request.Parse([]byte(marshal(t, got))); err != nil {
		t.Error(err)
	}
}

func TestAScopeOrAGateButNotBoth(t *testing.T) {
	neither, both := terms(t), gateTerms(t)
	neither.Scope = ""
	both.Scope = "a scope"
	for name, r := range map[string]request.Request{"neither": neither, "both": both} {
		if _, err := request.New(r); !errors.Is(err, request.ErrFile) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestAPayeeExactlyForAContract(t *testing.T) {
	if _, err := made(t, gateTerms(t)).PublicInputs(nullifier, nil); !errors.Is(err, request.ErrNoPayee) {
		t.Errorf("a contract's request without a payee: got %v", err)
	}
	if _, err := made(t, terms(t)).PublicInputs(nullifier, &request.Payee{}); !errors.Is(err, request.ErrPayee) {
		t.Errorf("an off-chain request with a payee: got %v", err)
	}
	if _, err := made(t, terms(t)).EVMGate(); !errors.Is(err, request.ErrPayee) {
		t.Errorf("the gate of an off-chain request: got %v", err)
	}
}

func TestAClaimOfAnotherCircuitIsRefused(t *testing.T) {
	for name, change := range map[string]func(*request.Request){
		"another length":    func(r *request.Request) { r.Claim.Days = 7 },
		"a length of none":  func(r *request.Request) { r.Claim.Days = 15 },
		"another grid":      func(r *request.Request) { r.Claim.Metric = claim.Glucose5 },
		"another circuit":   func(r *request.Request) { r.Circuit = circuitID(t, "glucose-15min-7d") },
		"an invalid claim":  func(r *request.Request) { r.Claim.LatestEnd = r.Claim.EarliestEnd - 1 },
		"limits of zero":    func(r *request.Request) { r.Claim.Limits = claim.Limits{} },
		"an unknown metric": func(r *request.Request) { r.Claim.Metric = 3 },
	} {
		t.Run(name, func(t *testing.T) {
			r := terms(t)
			change(&r)
			if _, err := request.New(r); !errors.Is(err, request.ErrFile) {
				t.Errorf("got %v, want %v", err, request.ErrFile)
			}
		})
	}
	// The word in a file is not bound to the file's circuit by anything else.
	text := marshal(t, made(t, terms(t)))
	from, to := circuitID(t, "glucose-15min-14d").String(), circuitID(t, "glucose-15min-7d").String()
	if _, err := request.Parse([]byte(edit(t, text, from, to))); !errors.Is(err, request.ErrFile) {
		t.Errorf("a file: got %v", err)
	}
	if _, err := request.Parse([]byte(edit(t, text, from, strings.Repeat("0", 64)))); !errors.Is(err, lock.ErrUnknownCircuit) {
		t.Errorf("a file of an unknown circuit: got %v", err)
	}
}

// Texts of a request are printed on a holder's terminal before the holder
// consents: nothing in them may move the cursor, hide or reverse text.
func TestTextsThatATerminalWouldObeyAreRefused(t *testing.T) {
	fields := map[string]func(*request.Request) *string{
		"from":    func(r *request.Request) *string { return &r.From },
		"consent": func(r *request.Request) *string { return &r.Consent },
		"scope":   func(r *request.Request) *string { return &r.Scope },
	}
	for what, bad := range map[string]string{
		"an escape sequence":      "I agree\x1b[2K\x1b[1A to nothing",
		"a window title":          "a\x1b]0;title\x07b",
		"an 8-bit escape":         "a\u009b2Kb",
		"a carriage return":       "I agree to all.\rI agree to nothing.",
		"a backspace":             "all\b\b\bnone",
		"a delete":                "a\x7fb",
		"a tab":                   "a\tb",
		"a form feed":             "a\fb",
		"a zero byte":             "a\x00b",
		"a bell":                  "a\ab",
		"reversed text":           "a\u202eb",
		"isolated text":           "a\u2066b",
		"a zero width space":      "a\u200bb",
		"a soft hyphen":           "a\u00adb",
		"a byte order mark":       "\ufeffa",
		"a line separator":        "a\u2028b",
		"a next line":             "a\u0085b",
		"a tag character":         "a\U000e0041b",
		"a private character":     "a\ue000b",
		"an unassigned character": "a\U000effffb",
		"invalid UTF-8":           "a\xffb",
		"half a character":        "a\xe2\x82",
		"nothing":                 "",
		"more than a text may be": strings.Repeat("a", request.MaxConsent+1),
	} {
		for field, of := range fields {
			t.Run(field+" with "+what, func(t *testing.T) {
				r := terms(t)
				*of(&r) = bad
				if _, err := request.New(r); !errors.Is(err, request.ErrFile) {
					t.Errorf("got %v, want %v", err, request.ErrFile)
				}
				// From a file as well: New and Parse are two doors.
				r = *made(t, terms(t))
				*of(&r) = bad
				if _, err := request.Parse([]byte(marshal(t, &r))); !errors.Is(err, request.ErrFile) {
					t.Errorf("from a file: got %v, want %v", err, request.ErrFile)
				}
			})
		}
	}
}

func TestTextsAreBoundedInCharacters(t *testing.T) {
	for field, limit := range map[string]int{"from": request.MaxFrom, "consent": request.MaxConsent, "scope": request.MaxScope} {
		for _, c := range []string{"a", "ä", "同"} {
			r := terms(t)
			of := map[string]*string{"from": &r.From, "consent": &r.Consent, "scope": &r.Scope}[field]
			*of = strings.Repeat(c, limit)
			if _, err := request.New(r); err != nil {
				t.Errorf("%s of %d characters: %v", field, limit, err)
			}
			*of += c
			if _, err := request.New(r); !errors.Is(err, request.ErrFile) {
				t.Errorf("%s of %d characters: got %v", field, limit+1, err)
			}
		}
	}
}

func TestAnAddressIsReadInOneLength(t *testing.T) {
	digits := strings.Repeat("0a", 20)
	if a, err := request.ParseAddress("0x" + digits); err != nil || a[0] != 0x0a || a[19] != 0x0a {
		t.Errorf("got %x, %v", a, err)
	}
	for _, bad := range []string{"", "0x", digits, "0x" + digits[2:], "0x" + digits + "00", "0x" + digits[1:], "0X" + digits, "0x" + digits[2:] + "0g", " 0x" + digits} {
		if _, err := request.ParseAddress(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}
