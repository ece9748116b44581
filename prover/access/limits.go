package access

import "time"

// Limits of token files and certificates, enforced at the door.
const (
	// MaxTenant is in bytes. A tenant's name stands in logs, in the audit log, in
	// labels of figures and as the host of a URI, so it is of a-z, 0-9 and '-'.
	MaxTenant = 64

	// MaxSubject is in characters, the bound that the interface sets for a subject.
	MaxSubject = 128

	// MaxTokens bounds a token file; looking one up costs the same for any number.
	MaxTokens = 20_000

	// maxTokenFile has room for that many entries of about 300 bytes, and for
	// subjects of four bytes a character besides.
	maxTokenFile = MaxTokens * 1024

	// DefaultTokenLife is how long a token lasts if nothing is asked for, and
	// MaxTokenLife how long it can: a token that nobody needs any more must end by
	// itself.
	DefaultTokenLife = 90 * 24 * time.Hour
	MaxTokenLife     = 2 * 366 * 24 * time.Hour

	// pollEvery is how often a token file is looked at. A revocation takes effect
	// within twice that.
	pollEvery = 500 * time.Millisecond

	// DefaultCALife and DefaultLeafLife are how long certificates last if nothing
	// is asked for; MaxLeafLife is how long a leaf can, since nothing revokes one
	// but the end of its time or of its authority.
	DefaultCALife   = 10 * 365 * 24 * time.Hour
	MaxCALife       = 20 * 366 * 24 * time.Hour
	DefaultLeafLife = 90 * 24 * time.Hour
	MaxLeafLife     = 825 * 24 * time.Hour

	// clockSkew is how far before the present a certificate begins: the other side's
	// clock may be behind.
	clockSkew = 5 * time.Minute

	// maxPEM bounds certificate and key files, which take below 2 KiB.
	maxPEM = 64 << 10

	// maxHosts bounds the names in a server's certificate.
	maxHosts = 64
)
