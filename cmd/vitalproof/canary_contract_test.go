package main

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rpc"

	"vitalproof/prover/canary"
)

// rpcPassword stands in the address of the node, as access keys do.
const rpcPassword = "canary-node-password-4711"

// everyContractCommand sends the canaries through the commands about contracts, on
// a chain of this machine, and gives traps for the keys that signed.
func (c *canaryRun) everyContractCommand() []canary.Trap {
	if _, err := findAnvil(); err != nil && os.Getenv("CI") != "true" {
		c.t.Logf("the commands about contracts are left out: %v", err)
		c.elsewhere["contract"] = true
		return nil
	}
	key, err := crypto.GenerateKey()
	if err != nil {
		c.t.Fatal(err)
	}
	account := crypto.PubkeyToAddress(key.PublicKey)
	sealed, err := keystore.EncryptKey(&keystore.Key{Address: account, PrivateKey: key}, canaryPassphrase, keystore.LightScryptN, keystore.LightScryptP)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(c.dir, "me.keystore"), sealed, 0o600); err != nil {
		c.t.Fatal(err)
	}
	url := newChain(c.t)
	c.env = []string{envRPC + "=" + strings.Replace(url, "http://", "http://canary:"+rpcPassword+"@", 1), envKey + "=" + anvilKeys[0]}
	me := "0x" + hex.EncodeToString(account[:])

	c.line(exitOK, "contract deploy --circuit glucose-15min-7d --timelock-delay 0 --development-keys")
	c.line(exitOK, "contract owner show")
	c.line(exitContract, "contract owner accept") // nothing is offered
	c.line(exitOK, "contract verifier list --json")
	c.line(exitOK, "contract issuer add --issuers all.issuers --from 2020-01-01 --until 2090-01-01 --uri https://example.org")
	c.line(exitOK, "contract issuer show all.issuers")
	c.line(exitOK, "contract policy add --claim cgm-data-sufficiency --metric glucose-15min --days 7 --earliest 2026-06-28 --latest 2026-06-30 "+
		"--issuers all.issuers --epoch-days 7 --submit-days 20000 --valid-days 20000 --consent c --json")
	policy := c.lastID()
	c.line(exitOK, "contract policy show "+policy)
	c.line(exitOK, "contract policy list")
	c.line(exitOK, "contract request --policy "+policy+" --epoch 0 --issuers all.issuers --consent c --from Insurer --out gate.request")
	c.line(exitOK, "contract pot demo-token --supply 100 --json")
	token := c.lastID()
	c.line(exitOK, "contract pot open --policy "+policy+" --token "+token+" --rebate 2 --cap 2")
	c.line(exitOK, "contract pot fund --policy "+policy+" --amount 50")
	c.line(exitOK, "contract pot show --policy "+policy)
	c.line(exitOK, "contract study open --policy "+policy+" --epoch 0 --quota 5")

	c.line(exitOK, "prove --holder me.holder --record ab.record --request gate.request --recipient "+me+" --deadline 2060-01-01 --out gate.attestation KEYS PASS")
	c.line(exitOK, "contract consent --request gate.request --typed-data gate.attestation")
	c.line(exitPassphrase, "contract consent --request gate.request --out no.consent gate.attestation --keystore me.keystore --passphrase-file wrong")
	c.line(exitForeign, "contract consent --request gate.request --out no.consent gate.attestation")
	c.line(exitOK, "contract consent --request gate.request --out me.consent gate.attestation --keystore me.keystore PASS")
	c.line(exitOK, "contract submit --request gate.request --signed me.consent gate.attestation --dry-run")
	c.line(exitOK, "contract submit --request gate.request --signed me.consent gate.attestation --json")
	c.line(exitCounted, "contract submit --request gate.request --signed me.consent gate.attestation")
	for _, line := range []string{"contract pot claim", "contract withdraw rebate", "contract study enrol", "contract status"} {
		c.line(exitOK, line+" --request gate.request gate.attestation")
	}
	c.line(exitOK, "contract study show --request gate.request")
	c.line(exitOK, "contract withdraw sign --request gate.request --until 2060-01-01 --out me.withdrawal --keystore me.keystore PASS")
	c.line(exitOK, "contract withdraw consent --signed me.withdrawal")
	c.line(exitOK, "contract watch --confirmations 0 --to 15 --cursor c.cursor")
	c.line(exitOK, "contract study close --request gate.request")
	c.line(exitOK, "contract policy close "+policy)
	c.line(exitOK, "contract issuer revoke all.issuers")
	c.line(exitOK, "contract verifier add glucose-15min-14d --development-keys --json")
	var verifiers verifierList
	c.line(exitOK, "contract verifier list --json")
	if err := json.Unmarshal(c.printed["stdout of contract verifier list --json"], &verifiers); err != nil || len(verifiers) != 2 {
		c.t.Fatalf("%d verifiers: %v", len(verifiers), err)
	}
	c.line(exitOK, "contract verifier stop "+verifiers[0].ID)
	c.line(exitInput, "contract policy list --deployment me.keystore")
	c.line(exitInput, "contract withdraw consent --signed me.keystore")
	node, err := rpc.Dial(url)
	if err != nil {
		c.t.Fatal(err)
	}
	defer node.Close()
	const seconds = 25_000 * 24 * 60 * 60 // past the last result
	for _, call := range [][]any{{"evm_increaseTime", seconds}, {"evm_mine"}} {
		if err := node.Call(nil, call[0].(string), call[1:]...); err != nil {
			c.t.Fatal(err)
		}
	}
	c.line(exitOK, "contract pot reclaim --policy "+policy)

	mine := crypto.FromECDSA(key)
	return []canary.Trap{
		canary.Bytes("account's key", mine), canary.Text("account's key", hex.EncodeToString(mine)),
		canary.Text("sender's key", strings.TrimPrefix(anvilKeys[0], "0x")), canary.Text("node's password", rpcPassword),
	}
}

// lastID is the id that the last command printed as JSON.
func (c *canaryRun) lastID() string {
	c.t.Helper()
	var v actView
	if err := json.Unmarshal(c.last, &v); err != nil || v.ID == "" {
		c.t.Fatalf("no id in %s: %v", c.last, err)
	}
	return v.ID
}
