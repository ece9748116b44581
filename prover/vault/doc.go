// Package vault reads and writes the files that holders, issuers, verifiers and
// contributors to ceremonies keep and pass around.
//
//	h, err := vault.NewHolder()               // the holder, once
//	err = h.Save("me.holder", passphrase)
//	card := h.Card(issuerKey)                 // goes to the issuer
//
//	err = vault.Issue("may.record", "42.ledger", nil, rec, card) // the issuer
//
//	rec, err := h.ReadRecord("may.record")    // the holder
//
// # What it promises
//
// A file is written whole or not at all, and replaces another only if told to
// (Force). Content has one encoding: a JSON file that would not be written back
// byte for byte the same is refused, and so is a record with one byte too many.
// Every length is bounded before anything is allocated (limits.go).
//
// Whatever is encrypted is encrypted with age (age-encryption.org/v1), which
// authenticates every byte. ReadRecord returns only records that are sealed for
// this holder and whose heads and seals all verify: the encryption of a record
// says nothing about who wrote it, its seals do.
//
// No error quotes what a file holds, and a Holder prints as "REDACTED".
//
// # The files
//
//	name       held by          in it                            encrypted      whoever steals it
//	*.holder   holder           secret, age identity             passphrase     has to guess the passphrase; then proves as the holder and reads all records
//	*.card     holder, issuer   issuer key, subject, recipient   no             can tell that a subject belongs to its owner; proves and reads nothing
//	*.record   holder, issuer   readings, seals                  to the holder  learns its length, so how many days; no reading without the .holder
//	*.issuer   issuer           signing key                      passphrase     has to guess the passphrase; then seals any reading for anybody
//	*.pub      everybody        issuer key, name                 no             it is public
//	*.issuers  verifiers        issuer keys, names, root         no             it is public
//	*.contributor contributor   name, signing key                passphrase     has to guess the passphrase; then signs contributions to ceremonies in that name
//	*.ledger   issuer           subject, last sealed day, head   no             learns who is sealed until when; whoever changes it makes a day be sealed twice
//
// Names in *.pub and *.issuers are for people: no seal and no root binds them,
// so compare keys. Whoever can replace a *.pub or *.issuers file chooses whom its
// reader trusts.
//
// # What it does not promise
//
// A holder file has no second copy: without it or its passphrase every record is
// unreadable and every proof impossible. Issue moves the record into place and
// then the ledger; if power fails in between, the record is there and the ledger
// one step behind. Issuing again then fails with ErrExists: delete that record,
// which nobody has yet, and never hand it out.
// Secrets are wiped from the buffers of this package, but Go and age copy some
// of them into strings: who reads the process's memory reads them. Deleting or
// replacing a file does not wipe the medium.
//
// # What it costs
//
// A file with a passphrase takes about 1 s and 256 MiB to write and to read,
// which is what each guess costs an attacker. A record takes 641 bytes a day on
// the 5-minute grid, 257 on the 15-minute grid, and well below 1 ms a day to
// write or read, nearly all of it for the seals.
package vault
