package client_test

import (
	"context"
	"fmt"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/client"
)

func Example() {
	prove := func(ctx context.Context, in *v1.ProofInput) ([]byte, error) {
		c, err := client.Dial(ctx, client.Options{Address: "prover.example.org:8443", CA: "ca.pem", TokenFile: "token"})
		if err != nil {
			return nil, err
		}
		defer c.Close()
		p, err := c.Submit(ctx, client.NewKey(), in, client.SubmitOptions{Subject: "patient-17"})
		if err != nil {
			return nil, err
		}
		p, err = c.Wait(ctx, p.GetId(), func(r *v1.WatchProofResponse) { fmt.Println(r.GetEvent().GetStage()) })
		return p.GetAttestation(), err // verify it with package verifier
	}
	_ = prove // it needs a service
}
