package request_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
)

// part is a claim about a metric and a window that differs with n.
func part(t testing.TB, m claim.Metric, circuit string, days, n int) request.Part {
	t.Helper()
	first := terms(t).Claim
	c := claim.Claim{
		Metric: m, Days: days, EarliestEnd: first.EarliestEnd, LatestEnd: first.LatestEnd + claim.Day(n),
		MinAssurance: first.MinAssurance, Limits: m.NoLimits(),
	}
	if m.HasCoverage() {
		c.Coverage = 7000
	}
	if m == claim.Glucose15 {
		m.Set(&c.Limits, "in70to180", claim.Bound{Value: 7000, Strict: true})
	} else {
		m.Set(&c.Limits, "systolicMost", claim.Bound{Value: 130, Strict: true})
	}
	return request.Part{Circuit: circuitID(t, circuit), Claim: c}
}

// composition asks for three things: a second one of the first's metric, and one of
// another family.
func composition(t testing.TB) request.Request {
	t.Helper()
	r := terms(t)
	r.Also = []request.Part{
		part(t, claim.Glucose15, "glucose-15min-7d", 7, 1),
		part(t, claim.BloodPressure, "blood-pressure", 30, 1),
	}
	return r
}

func TestACompositionReadsBackAsWritten(t *testing.T) {
	r := made(t, composition(t))
	text := marshal(t, r)
	again, err := request.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if again.Claim != r.Claim || again.Circuit != r.Circuit || !slices.Equal(again.Also, r.Also) {
		t.Errorf("read %+v", again)
	}
	if marshal(t, again) != text || digest(t, again) != digest(t, r) {
		t.Error("reading changed it")
	}
	// A request for one claim is written as if there were no compositions.
	if alone := marshal(t, made(t, terms(t))); strings.Contains(alone, `"also"`) {
		t.Errorf("of one claim: %s", alone)
	}
}

// Each part has the inputs of the whole but for the claim, which ties the proofs to
// one holder and each of them to the whole question.
func TestThePartsShareEveryInputButTheClaim(t *testing.T) {
	r := made(t, composition(t))
	var nullifier statement.Field
	nullifier.SetUint64(5)
	parts := r.Parts()
	if len(parts) != 3 {
		t.Fatalf("%d parts", len(parts))
	}
	whole, err := r.PublicInputs(nullifier, nil)
	if err != nil {
		t.Fatal(err)
	}
	claims := map[statement.Field]bool{}
	for i, p := range parts {
		in, err := p.PublicInputs(nullifier, nil)
		if err != nil {
			t.Fatal(err)
		}
		claims[in.Claim] = true
		in.Claim = whole.Claim
		if in != whole || p.Index() != i || !p.IsPart() || r.IsPart() || digest(t, p) != digest(t, r) || marshal(t, p) != marshal(t, r) {
			t.Errorf("part %d: inputs %v, index %d", i, in, p.Index())
		}
		if own := p.Parts(); len(own) != 1 || own[0] != p {
			t.Errorf("part %d has parts", i)
		}
	}
	if len(claims) != 3 {
		t.Errorf("%d different claims", len(claims))
	}
	if alone := made(t, terms(t)); len(alone.Parts()) != 1 || alone.Parts()[0] != alone || alone.IsPart() || alone.Index() != 0 {
		t.Error("a request for one claim is not its own part")
	}
}

// What is asked besides is part of what every proof is bound to: no part can be
// taken out of one composition and put into another.
func TestEveryChangeOfACompositionChangesTheContextOfEachPart(t *testing.T) {
	r := made(t, composition(t))
	context := func(p *request.Request) statement.Field {
		in, err := p.PublicInputs(statement.Field{1}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return in.Context
	}
	seen := map[statement.Field]string{context(r): "nothing"}
	for name, change := range map[string]func(*request.Request){
		"no further claim": func(r *request.Request) { r.Also = nil },
		"one less":         func(r *request.Request) { r.Also = r.Also[:1] },
		"one more": func(r *request.Request) {
			r.Also = append(r.Also, part(t, claim.BloodPressure, "blood-pressure", 14, 1))
		},
		"another order": func(r *request.Request) { r.Also[0], r.Also[1] = r.Also[1], r.Also[0] },
		"another first": func(r *request.Request) {
			first := request.Part{Circuit: r.Circuit, Claim: r.Claim}
			r.Circuit, r.Claim, r.Also[0] = r.Also[0].Circuit, r.Also[0].Claim, first
		},
		"another limit":   func(r *request.Request) { r.Also[0].Claim.Limits[0].Value++ },
		"another circuit": func(r *request.Request) { r.Also[0] = part(t, claim.Glucose15, "glucose-15min-30d", 30, 1) },
		"another nonce":   func(r *request.Request) { r.Nonce[0] ^= 1 },
	} {
		other := *r
		other.Also = slices.Clone(r.Also)
		change(&other)
		for _, p := range other.Parts() {
			if c := context(p); c != context(&other) {
				t.Errorf("%s: the parts differ", name)
			}
		}
		if before, twice := seen[context(&other)]; twice {
			t.Errorf("%s has the context of %s", name, before)
		}
		seen[context(&other)] = name
	}
}

func TestACompositionThatMakesNoSenseIsRefused(t *testing.T) {
	for name, attack := range map[string]struct {
		change func(*request.Request)
		also   error // besides ErrFile
	}{
		"a claim twice":           {func(r *request.Request) { r.Also = append(r.Also, r.Also[1]) }, request.ErrTwice},
		"the first claim twice":   {func(r *request.Request) { r.Also[1] = request.Part{Circuit: r.Circuit, Claim: r.Claim} }, request.ErrTwice},
		"a claim of no circuit":   {func(r *request.Request) { r.Also[0].Claim.Days = 30 }, nil},
		"a circuit of no claim":   {func(r *request.Request) { r.Also[0].Circuit = circuitID(t, "blood-pressure") }, nil},
		"a claim that is invalid": {func(r *request.Request) { r.Also[0].Claim.LatestEnd = r.Also[0].Claim.EarliestEnd - 1 }, nil},
		"nine claims": {func(r *request.Request) {
			for n := 2; len(r.Also) < request.MaxParts; n++ {
				r.Also = append(r.Also, part(t, claim.BloodPressure, "blood-pressure", 30, n))
			}
		}, nil},
		"for a contract": {func(r *request.Request) { r.Scope, r.Gate = "", gateTerms(t).Gate }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := composition(t)
			attack.change(&r)
			if _, err := request.New(r); !errors.Is(err, request.ErrFile) || attack.also != nil && !errors.Is(err, attack.also) {
				t.Errorf("got %v", err)
			}
			if raw, err := r.Marshal(); err == nil { // an invalid claim has no file
				if _, err := request.Parse(raw); !errors.Is(err, request.ErrFile) {
					t.Errorf("from a file: got %v", err)
				}
			}
		})
	}
	r := composition(t)
	r.Also[0].Circuit[0] ^= 1
	if _, err := request.New(r); err == nil {
		t.Error("a circuit that nobody pinned is taken")
	}
}

// A contract's request for several claims must not become one without anybody
// noticing: the message says why it is refused.
func TestAContractTakesOneClaimAtATime(t *testing.T) {
	r := gateTerms(t)
	r.Also = composition(t).Also
	if _, err := request.New(r); err == nil || !strings.Contains(err.Error(), "a contract takes one claim") {
		t.Errorf("got %v", err)
	}
}

func TestTheLargestCompositionFits(t *testing.T) {
	r := composition(t)
	for n := 2; len(r.Also) < request.MaxParts-1; n++ {
		r.Also = append(r.Also, part(t, claim.BloodPressure, "blood-pressure", 30, n))
	}
	r.Issuers = issuerKeys(t, statement.MaxIssuers)
	r.From = strings.Repeat("𝔸", request.MaxFrom) // four bytes a character
	r.Consent = strings.Repeat("𝔸", request.MaxConsent)
	r.Scope = strings.Repeat("𝔸", request.MaxScope)
	text := marshal(t, made(t, r))
	if again, err := request.Parse([]byte(text)); err != nil || len(again.Parts()) != request.MaxParts {
		t.Error(err)
	}
	if len(text) > request.MaxBytes {
		t.Errorf("it takes %d bytes, more than %d", len(text), request.MaxBytes)
	}
}

// Two spellings of one composition would be one question to people and two to the
// context.
func TestOnlyTheCanonicalFormOfACompositionIsRead(t *testing.T) {
	alone, text := marshal(t, made(t, terms(t))), marshal(t, made(t, composition(t)))
	var f struct {
		Also []struct{ Circuit, Claim string }
	}
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		t.Fatal(err)
	}
	first, second := f.Also[0], f.Also[1]
	one := func(old, new string) string { t.Helper(); return edit(t, text, old, new) }
	for name, bad := range map[string]string{
		"an empty list":             edit(t, alone, `  "issuers"`, `  "also": [],`+"\n"+`  "issuers"`),
		"null for a list":           edit(t, alone, `  "issuers"`, `  "also": null,`+"\n"+`  "issuers"`),
		"null for a claim":          edit(t, alone, `  "issuers"`, `  "also": [null],`+"\n"+`  "issuers"`),
		"an empty claim":            edit(t, alone, `  "issuers"`, `  "also": [{}],`+"\n"+`  "issuers"`),
		"a text for a list":         edit(t, alone, `  "issuers"`, `  "also": "x",`+"\n"+`  "issuers"`),
		"the list twice":            one(`  "also": [`, `  "also": [],`+"\n"+`  "also": [`),
		"the list in capitals":      one(`"also"`, `"Also"`),
		"an unknown field":          one(`"circuit": "`+first.Circuit, `"x": 1, "circuit": "`+first.Circuit),
		"a field twice":             one(`"claim": "`+first.Claim, `"claim": "`+second.Claim+`", "claim": "`+first.Claim),
		"fields in another order":   one(`"circuit": "`+first.Circuit+`",`+"\n      "+`"claim": "`+first.Claim+`"`, `"claim": "`+first.Claim+`",`+"\n      "+`"circuit": "`+first.Circuit+`"`),
		"a circuit in capitals":     one(first.Circuit, strings.ToUpper(first.Circuit)),
		"a claim in capitals":       one(first.Claim, "0x"+strings.ToUpper(first.Claim[2:])),
		"a claim without 0x":        one(first.Claim, first.Claim[2:]),
		"a claim of another form":   one(first.Claim, first.Claim[:len(first.Claim)-1]+"2"),
		"another claim's circuit":   one(first.Circuit, second.Circuit),
		"a claim as a number":       one(`"`+first.Claim+`"`, "1"),
		"the first claim once more": one(first.Claim, marshalledClaim(t, text)),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := request.Parse([]byte(bad)); !errors.Is(err, request.ErrFile) {
				t.Errorf("got %v, want %v", err, request.ErrFile)
			}
		})
	}
}

func marshalledClaim(t *testing.T, text string) string {
	t.Helper()
	var f struct{ Claim string }
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		t.Fatal(err)
	}
	return f.Claim
}
