package onchain

import (
	"bytes"
	"crypto/ecdsa"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
)

// maxKeystoreBytes bounds a keystore file; one takes about 500 bytes.
const maxKeystoreBytes = 16 << 10

// Errors of accounts. None says more: the reason would speak of the key.
var (
	ErrKey      = errors.New("not an account's key: want 64 hexadecimal digits, with or without 0x")
	ErrKeystore = errors.New("not a keystore file of version 3, or not its passphrase")
)

// Account signs for an address. Its key is in no field, so that no way of
// printing an Account shows it.
type Account struct {
	address common.Address
	sign    func(digest [32]byte) ([]byte, error) // r, s, v with v = 0 or 1
}

// NewAccount makes an account with a fresh key that is never stored.
func NewAccount() (*Account, error) {
	key, err := crypto.GenerateKey()
	if err != nil {
		return nil, errors.New("make an account: no randomness")
	}
	return account(key), nil
}

// AccountFromKey reads a private key in hexadecimal.
func AccountFromKey(hexKey string) (*Account, error) {
	raw, err := hex.DecodeString(strings.TrimPrefix(strings.TrimSpace(hexKey), "0x"))
	if err != nil {
		return nil, ErrKey
	}
	key, err := crypto.ToECDSA(raw)
	if err != nil {
		return nil, ErrKey
	}
	return account(key), nil
}

// AccountFromKeystore opens an encrypted key file as geth, clef and cast write
// them (Web3 Secret Storage, version 3). Scrypt takes about a second.
func AccountFromKeystore(r io.Reader, passphrase string) (_ *Account, err error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxKeystoreBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read keystore: %w", err)
	}
	if len(raw) > maxKeystoreBytes || !modestKeystore(raw) {
		return nil, ErrKeystore
	}
	// The decoder takes parameters of a wrong type for a bug of its caller.
	defer func() {
		if recover() != nil {
			err = ErrKeystore
		}
	}()
	key, err := keystore.DecryptKey(raw, passphrase)
	if err != nil {
		return nil, ErrKeystore
	}
	return account(key.PrivateKey), nil
}

// modestKeystore refuses work factors that would take the machine's memory:
// scrypt needs 128 n r bytes, and the usual n = 2^18, r = 8 need 256 MiB.
func modestKeystore(raw []byte) bool {
	var f struct {
		Version int `json:"version"`
		Crypto  struct {
			KDFParams struct {
				N     uint64 `json:"n"`
				R     uint64 `json:"r"`
				P     uint64 `json:"p"`
				C     uint64 `json:"c"`
				DKLen uint64 `json:"dklen"`
			} `json:"kdfparams"`
		} `json:"crypto"`
	}
	if err := json.Unmarshal(raw, &f); err != nil || f.Version != 3 || !plainKeys(json.NewDecoder(bytes.NewReader(raw))) {
		return false
	}
	k := f.Crypto.KDFParams
	return k.N <= 1<<20 && k.R <= 8 && k.P <= 16 && k.C <= 1<<24 && k.DKLen <= 64
}

// plainKeys refuses a value with an object that has a key twice, also in another
// case: what one reader takes for a work factor another one passes over.
func plainKeys(d *json.Decoder) bool {
	open, err := d.Token()
	if err != nil {
		return false
	}
	if open != json.Delim('{') && open != json.Delim('[') {
		return true
	}
	seen := map[string]bool{}
	for d.More() {
		if open == json.Delim('{') {
			token, err := d.Token()
			key, isText := token.(string)
			// Other letters are some in another case: U+212A is a k.
			if err != nil || !isText || seen[strings.ToLower(key)] || strings.ContainsFunc(key, func(c rune) bool { return c > '~' }) {
				return false
			}
			seen[strings.ToLower(key)] = true
		}
		if !plainKeys(d) {
			return false
		}
	}
	_, err = d.Token() // the bracket that closes it
	return err == nil
}

func account(key *ecdsa.PrivateKey) *Account {
	return &Account{crypto.PubkeyToAddress(key.PublicKey), func(digest [32]byte) ([]byte, error) {
		return crypto.Sign(digest[:], key)
	}}
}

// Address is the account's address.
func (a *Account) Address() common.Address { return a.address }

// String is the address.
func (a *Account) String() string { return a.address.Hex() }

// MarshalText writes the address: an account in a result is its address.
func (a *Account) MarshalText() ([]byte, error) { return []byte(a.address.Hex()), nil }

// signTx signs a transaction for its chain.
func (a *Account) signTx(tx *types.Transaction) (*types.Transaction, error) {
	signer := types.LatestSignerForChainID(tx.ChainId())
	signature, err := a.sign(signer.Hash(tx))
	if err != nil {
		return nil, errors.New("sign the transaction: the key does not sign")
	}
	return tx.WithSignature(signer, signature)
}
