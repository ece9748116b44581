package client

import (
	"fmt"
	"strings"
	"time"

	v1 "vitalproof/proto/vitalproof/v1"
)

const (
	// callTime is the deadline of a call whose caller sets none.
	callTime = 30 * time.Second
	// proveTime is that of Prove, which waits in the queue too.
	proveTime = 10 * time.Minute
	// longestCall bounds every call. A service brings deadlines forward that are too far
	// away; a stream that reaches its own is resumed.
	longestCall = time.Hour

	// firstPause and longestPause are the bounds of the pause before another try.
	firstPause, longestPause = 100 * time.Millisecond, 5 * time.Second
	// giveUp is how long a stream that broke is tried again without getting anything:
	// longer than a service takes to restart.
	giveUp = 5 * time.Minute

	// connectTime is how long a connection may take to come about, or a ping to be
	// answered.
	connectTime = 20 * time.Second
	// alertTime is how long a service has to refuse a connection.
	alertTime = 3 * time.Second
	// keepaliveEvery is not below gRPC's own bound for pings of clients, so that no
	// server takes offence.
	keepaliveEvery = 5 * time.Minute

	// maxToken bounds a token: a header takes no more in practice.
	maxToken = 4096
)

// once are the methods that are not repeated by themselves: a second answer would
// be refused as the holder's second, and a second Prove would prove again.
var once = []string{"AnswerRequest", "Prove"}

// serviceConfig has gRPC repeat calls that failed because the service could not be
// reached, but for those of once.
func serviceConfig() string {
	const retry = `"retryPolicy": {"maxAttempts": 5, "initialBackoff": "0.1s", "maxBackoff": "2s", "backoffMultiplier": 2, "retryableStatusCodes": ["UNAVAILABLE"]}`
	var names []string
	for _, m := range once {
		service := v1.ProofService_ServiceDesc.ServiceName
		if m == "AnswerRequest" {
			service = v1.RequestService_ServiceDesc.ServiceName
		}
		names = append(names, fmt.Sprintf(`{"service": %q, "method": %q}`, service, m))
	}
	return fmt.Sprintf(`{"methodConfig": [{"name": [%s]}, {"name": [{}], %s}]}`, strings.Join(names, ", "), retry)
}
