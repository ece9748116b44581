package onchain

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum/common"

	"vitalproof/circuits/statement"
)

// Consent is what a participant signs for one answer.
type Consent struct {
	Participant common.Address // the recipient in the proof
	Policy      [32]byte
	Epoch       uint16
	Nullifier   statement.Field
	Purpose     [32]byte // Keccak-256 of the text agreed to
	ValidUntil  uint64   // unix seconds; equals the answer's deadline
}

// Withdrawal is what a participant signs to withdraw from a policy through
// somebody else, who pays for the transaction.
type Withdrawal struct {
	Participant common.Address
	Policy      [32]byte
	ValidUntil  uint64 // unix seconds; last second at which the signature may be used
}

// The EIP-712 domain of the consent registry.
const (
	domainName    = "Vitalproof Consent"
	domainVersion = "1"
)

// member is one field of an EIP-712 structure.
type member struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// structure is an EIP-712 structure with its values, as words and as text.
type structure struct {
	name    string
	members []member
	words   [][32]byte
	message map[string]any
}

func (s *structure) add(name, typ string, word [32]byte, text any) {
	s.members = append(s.members, member{name, typ})
	s.words = append(s.words, word)
	s.message[name] = text
}

// hash is EIP-712's hashStruct.
func (s *structure) hash() [32]byte {
	typ := s.name + "("
	for i, m := range s.members {
		if i > 0 {
			typ += ","
		}
		typ += m.Type + " " + m.Name
	}
	typeHash := statement.Keccak256([]byte(typ + ")"))
	parts := [][]byte{typeHash[:]}
	for i := range s.words {
		parts = append(parts, s.words[i][:])
	}
	return statement.Keccak256(parts...)
}

func domain(chainID uint64, registry common.Address) structure {
	s := structure{name: "EIP712Domain", message: map[string]any{}}
	s.add("name", "string", statement.Keccak256([]byte(domainName)), domainName)
	s.add("version", "string", statement.Keccak256([]byte(domainVersion)), domainVersion)
	s.add("chainId", "uint256", word(chainID), chainID)
	s.add("verifyingContract", "address", addressWord(registry), registry.Hex())
	return s
}

func (c Consent) structure() structure {
	s := structure{name: "Consent", message: map[string]any{}}
	s.add("participant", "address", addressWord(c.Participant), c.Participant.Hex())
	s.add("policy", "bytes32", c.Policy, hexWord(c.Policy))
	s.add("epoch", "uint16", word(uint64(c.Epoch)), c.Epoch)
	// A decimal string: as a JSON number wallets would round it.
	s.add("nullifier", "uint256", c.Nullifier.Bytes(), c.Nullifier.BigInt(new(big.Int)).String())
	s.add("purpose", "bytes32", c.Purpose, hexWord(c.Purpose))
	s.add("validUntil", "uint64", word(c.ValidUntil), new(big.Int).SetUint64(c.ValidUntil).String())
	return s
}

func (w Withdrawal) structure() structure {
	s := structure{name: "Withdrawal", message: map[string]any{}}
	s.add("participant", "address", addressWord(w.Participant), w.Participant.Hex())
	s.add("policy", "bytes32", w.Policy, hexWord(w.Policy))
	s.add("validUntil", "uint64", word(w.ValidUntil), new(big.Int).SetUint64(w.ValidUntil).String())
	return s
}

func digest(chainID uint64, registry common.Address, s structure) [32]byte {
	d := domain(chainID, registry)
	separator, content := d.hash(), s.hash()
	return statement.Keccak256([]byte{0x19, 0x01}, separator[:], content[:])
}

// Digest is what is signed (EIP-712), for the consent registry of a chain.
func (c Consent) Digest(chainID uint64, registry common.Address) [32]byte {
	return digest(chainID, registry, c.structure())
}

// Digest is what is signed (EIP-712), for the consent registry of a chain.
func (w Withdrawal) Digest(chainID uint64, registry common.Address) [32]byte {
	return digest(chainID, registry, w.structure())
}

// SignConsent signs with the account's key: 65 bytes.
func (a *Account) SignConsent(chainID uint64, registry common.Address, c Consent) ([]byte, error) {
	return a.signDigest(c.Digest(chainID, registry))
}

// SignWithdrawal signs with the account's key: 65 bytes.
func (a *Account) SignWithdrawal(chainID uint64, registry common.Address, w Withdrawal) ([]byte, error) {
	return a.signDigest(w.Digest(chainID, registry))
}

func (a *Account) signDigest(digest [32]byte) ([]byte, error) {
	signature, err := a.sign(digest)
	if err != nil {
		return nil, errors.New("sign: the key does not sign")
	}
	signature[64] += 27 // contracts take v as 27 or 28
	return signature, nil
}

// ConsentTypedData is the JSON that a wallet takes for eth_signTypedData_v4.
func ConsentTypedData(chainID uint64, registry common.Address, c Consent) ([]byte, error) {
	return typedData(chainID, registry, c.structure())
}

// WithdrawalTypedData is the JSON that a wallet takes for eth_signTypedData_v4.
func WithdrawalTypedData(chainID uint64, registry common.Address, w Withdrawal) ([]byte, error) {
	return typedData(chainID, registry, w.structure())
}

func typedData(chainID uint64, registry common.Address, s structure) ([]byte, error) {
	d := domain(chainID, registry)
	raw, err := json.MarshalIndent(map[string]any{
		"types":       map[string][]member{d.name: d.members, s.name: s.members},
		"primaryType": s.name, "domain": d.message, "message": s.message,
	}, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(raw, '\n'), nil
}

func word(n uint64) (w [32]byte) {
	new(big.Int).SetUint64(n).FillBytes(w[:])
	return w
}

func addressWord(a common.Address) (w [32]byte) {
	copy(w[12:], a[:])
	return w
}

func hexWord(w [32]byte) string { return "0x" + hex.EncodeToString(w[:]) }
