// Package beacon checks rounds of drand's public randomness beacon offline.
//
// A ceremony ends with a value that nobody could know before its last
// contribution. A round of drand is one: it is the threshold signature of the
// League of Entropy over the round's number, so it can be neither foreseen nor
// chosen, and whoever has it can check it against the network's public key.
//
// Cost: two pairings, a millisecond.
package beacon

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	bls "github.com/consensys/gnark-crypto/ecc/bls12-381"
)

// The network "quicknet": scheme bls-unchained-g1-rfc9380, chain hash
// 52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971. Source: drand's
// documentation of the League of Entropy's networks; the key verifies the round of
// the test.
const (
	publicKey = "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451" +
		"0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
	genesis = 1_692_803_367 // Unix seconds of round 1
	period  = 3             // seconds between two rounds

	// The ciphersuite of RFC 9380 for hashing to G1, with the prefix of BLS signatures.
	domain = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
)

// SignatureBytes is the length of a round's signature.
const SignatureBytes = bls.SizeOfG1AffineCompressed

// maxRound keeps Time from overflowing; it is reached after the year 9000.
const maxRound = 1 << 36

// Errors of rounds.
var (
	ErrRound     = errors.New("no such round of drand's quicknet")
	ErrSignature = errors.New("this is not the signature of that round of drand's quicknet")
)

// Time is the moment at which a round becomes public.
func Time(round uint64) (time.Time, error) {
	if round == 0 || round > maxRound {
		return time.Time{}, fmt.Errorf("%w: %d", ErrRound, round)
	}
	return time.Unix(genesis+int64(round-1)*period, 0).UTC(), nil
}

// RoundAt is the first round that becomes public at a moment or after it.
func RoundAt(t time.Time) (uint64, error) {
	since := t.Unix() - genesis
	if t.Nanosecond() > 0 {
		since++
	}
	round := uint64(1)
	if since > 0 {
		round += uint64((since + period - 1) / period)
	}
	_, err := Time(round)
	return round, err
}

// Value verifies the signature of a round and gives its randomness: the SHA-256 of
// the signature.
func Value(round uint64, signature []byte) ([]byte, error) {
	if _, err := Time(round); err != nil {
		return nil, err
	}
	var s bls.G1Affine
	if len(signature) != SignatureBytes {
		return nil, fmt.Errorf("%w: it has %d bytes, want %d", ErrSignature, len(signature), SignatureBytes)
	}
	if _, err := s.SetBytes(signature); err != nil || s.IsInfinity() { // SetBytes checks the subgroup
		return nil, ErrSignature
	}
	message := sha256.Sum256(binary.BigEndian.AppendUint64(nil, round))
	h, err := bls.HashToG1(message[:], []byte(domain))
	if err != nil {
		return nil, fmt.Errorf("hash a round: %w", err)
	}
	key, err := networkKey()
	if err != nil {
		return nil, err
	}
	_, _, _, generator := bls.Generators()
	s.Neg(&s)
	// e(H, key) = e(s, generator)
	ok, err := bls.PairingCheck([]bls.G1Affine{h, s}, []bls.G2Affine{key, generator})
	if err != nil || !ok {
		return nil, ErrSignature
	}
	value := sha256.Sum256(signature)
	return value[:], nil
}

func networkKey() (bls.G2Affine, error) {
	var key bls.G2Affine
	raw, err := hex.DecodeString(publicKey)
	if err == nil {
		_, err = key.SetBytes(raw)
	}
	if err != nil {
		return key, fmt.Errorf("the network's public key: %w", err)
	}
	return key, nil
}
