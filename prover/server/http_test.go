package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"vitalproof/circuits/claim"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/access"
)

func inOneDay() *timestamppb.Timestamp {
	return timestamppb.New(time.Now().Add(24 * time.Hour).Truncate(time.Second))
}

// claimFile is a claim for the smallest circuit.
func claimFile(t *testing.T) string {
	t.Helper()
	preset, err := claim.Preset("consensus-2019-adult")
	must(t, err)
	c, err := claim.New(claim.Glucose15, 7, 20500, 20500, 1, preset.Targets)
	must(t, err)
	text, err := c.Marshal()
	must(t, err)
	return string(text)
}

func TestOnePortSpeaksGRPCAndJSON(t *testing.T) {
	for _, plaintext := range []bool{true, false} {
		w := newWorld(t, func(c *Config) { c.Plaintext = plaintext })
		token := w.known("clinic", access.Researcher, "")
		t.Run(fmt.Sprintf("plaintext %t", plaintext), func(t *testing.T) { speaks(t, w, token) })
	}
}

func speaks(t *testing.T, w *world, token string) {
	conn := w.dial(nil)
	if !w.config.Plaintext {
		conn = w.dial(w.client(w.ca, nil))
	}
	created, err := v1.NewRequestServiceClient(conn).CreateRequest(w.as(token), newRequest(t))
	must(t, err)
	id := created.GetRequest().GetId()
	for _, http2 := range []bool{false, true} {
		web, base := w.web(nil, http2)
		if !w.config.Plaintext {
			web, base = w.web(w.client(w.ca, nil), http2)
		}
		code, body := fetch(t, web, http.MethodGet, base+"/v1/requests/"+id, token, "")
		var answer struct {
			Request struct {
				ID           string `json:"id"`
				CreateTime   string `json:"create_time"`
				Participants *int   `json:"participants"`
			} `json:"request"`
		}
		if err := json.Unmarshal([]byte(body), &answer); code != http.StatusOK || err != nil || answer.Request.ID != id || answer.Request.CreateTime == "" || answer.Request.Participants == nil {
			t.Errorf("HTTP/2 %t: %d %s", http2, code, body)
		}
		for path, want := range map[string]int{
			"/healthz": 200, "/readyz": 200, "/openapi.json": 200, "/": 404, "/metrics": 404, "/debug/pprof/": 404, "/v1": 404, "/v1/": 404,
			"/v1/requests:close": 404, "/v1/none": 404, "/v2/requests": 404, "/grpc.health.v1.Health/Check": 404,
		} {
			if code, body := fetch(t, web, http.MethodGet, base+path, token, ""); code != want {
				t.Errorf("%s over HTTP/2 %t: %d %s", path, http2, code, body)
			}
		}
		if code, _ := fetch(t, web, http.MethodPut, base+"/v1/requests", token, "{}"); code != http.StatusMethodNotAllowed {
			t.Errorf("PUT: %d", code)
		}
		if code, _ := fetch(t, web, http.MethodPost, base+"/healthz", token, "{}"); code != http.StatusMethodNotAllowed {
			t.Errorf("POST to a page: %d", code)
		}
	}
}

func TestStreamsComeAsLinesOfJSON(t *testing.T) {
	w := newWorld(t, nil)
	token := w.known("clinic", access.Researcher, "")
	requests := v1.NewRequestServiceClient(w.dial(nil))
	created, err := requests.CreateRequest(w.as(token), newRequest(t))
	must(t, err)
	id := created.GetRequest().GetId()
	web, base := w.web(nil, false)
	watch := func(id string, then func()) string {
		go func() {
			w.streams(1)
			then()
		}()
		code, body := fetch(t, web, http.MethodGet, base+"/v1/requests/"+id+":watch", token, "")
		return fmt.Sprint(code, " ", body)
	}
	got := watch(id, func() { _, _ = requests.CloseRequest(w.as(token), &v1.CloseRequestRequest{Id: id}) })
	if !strings.HasPrefix(got, `200 {"result":`) || !strings.Contains(got, "CLOSED") {
		t.Error(got)
	}
	created, err = requests.CreateRequest(w.as(token), newRequest(t))
	must(t, err)
	// Cut off by the service.
	if got := watch(created.GetRequest().GetId(), w.front.endStreams); !strings.Contains(got, `"UNAVAILABLE"`) {
		t.Error(got)
	}
}

func TestAnswersNameTheirLineOfTheLog(t *testing.T) {
	w := newWorld(t, nil)
	token := w.known("clinic", access.Operator, "")
	web, base := w.web(nil, false)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/v1/circuits", nil)
	must(t, err)
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := web.Do(r)
	must(t, err)
	_ = answer.Body.Close()
	id := answer.Header.Get("X-Request-Id")
	if id == "" || !strings.Contains(w.log.String(), "request="+id) {
		t.Errorf("%v", answer.Header)
	}
	for name := range answer.Header {
		if strings.HasPrefix(name, "Grpc-") {
			t.Errorf("an inner header is shown: %s", name)
		}
	}
	if strings.Contains(w.log.String(), token[10:]) || strings.Contains(w.log.String(), "127.0.0.1:") {
		t.Error("the log holds a token or an address")
	}
}

func TestNotServingIsSaidEverywhere(t *testing.T) {
	w := newWorld(t, nil)
	token := w.known("clinic", access.Holder, "")
	proofs := v1.NewProofServiceClient(w.dial(nil))
	web, base := w.web(nil, false)
	list := func() string {
		_, err := proofs.ListProofs(w.as(token), &v1.ListProofsRequest{})
		return reason(err)
	}
	submit := func() string {
		_, err := proofs.SubmitProof(w.as(token), &v1.SubmitProofRequest{})
		return reason(err)
	}
	for _, c := range []struct {
		set          func()
		page         int
		list, submit string
		text         string
	}{
		{func() {}, 200, "OK", "InvalidArgument FIELD_INVALID", `"ready":true`},
		{func() { w.front.state.set(notRecovered, notTested) }, 503, "Unavailable UNAVAILABLE", "Unavailable UNAVAILABLE", notRecovered},
		{func() { w.front.state.set(testFailed) }, 503, "OK", "Unavailable UNAVAILABLE", testFailed},
		{func() { w.front.state.set() }, 200, "OK", "InvalidArgument FIELD_INVALID", `"ready":true`},
		{w.front.state.drain, 503, "OK", "Unavailable UNAVAILABLE", nowDraining},
		{func() { w.front.state.set() }, 503, "OK", "Unavailable UNAVAILABLE", nowDraining},
	} {
		c.set()
		if code, body := fetch(t, web, http.MethodGet, base+"/readyz", "", ""); code != c.page || !strings.Contains(body, c.text) {
			t.Errorf("%d %s", code, body)
		}
		if code, _ := fetch(t, web, http.MethodGet, base+"/healthz", "", ""); code != 200 {
			t.Error("the process is said to be dead")
		}
		if got := list(); got != c.list {
			t.Errorf("list while %q: %s", c.text, got)
		}
		if got := submit(); got != c.submit {
			t.Errorf("submit while %q: %s", c.text, got)
		}
	}
}
