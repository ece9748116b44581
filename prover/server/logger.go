package server

import (
	"io"
	"log/slog"

	"google.golang.org/protobuf/proto"

	v1 "vitalproof/proto/vitalproof/v1"
)

// NewLogger makes the log that the configuration asks for. A configuration that
// Validate refuses gets one of level info, as text.
func (c *Config) NewLogger(w io.Writer) *slog.Logger {
	var level slog.Level
	if level.UnmarshalText([]byte(c.Log.Level)) != nil {
		level = slog.LevelInfo
	}
	o := &slog.HandlerOptions{Level: level}
	if c.Log.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

// requestMessages are all messages that callers send. Their rules are compiled at
// the start: a rule that does not compile must not wait for its first call.
func requestMessages() []proto.Message {
	return []proto.Message{
		&v1.SubmitProofRequest{}, &v1.ProveRequest{}, &v1.GetProofRequest{}, &v1.ListProofsRequest{}, &v1.WatchProofRequest{},
		&v1.CancelProofRequest{}, &v1.DeleteProofRequest{}, &v1.EraseSubjectRequest{},
		&v1.ListCircuitsRequest{}, &v1.GetCircuitRequest{}, &v1.GetVerifyingKeyRequest{}, &v1.GetVerifierContractRequest{},
		&v1.VerifyAttestationRequest{},
		&v1.CreateRequestRequest{}, &v1.GetRequestRequest{}, &v1.ListRequestsRequest{}, &v1.AnswerRequestRequest{},
		&v1.WatchRequestRequest{}, &v1.ListAnswersRequest{}, &v1.ExportAnswersRequest{}, &v1.CloseRequestRequest{}, &v1.DeleteRequestRequest{},
	}
}
