// Package onchain is the Go side of the contracts: it deploys the whole system,
// refuses a deployment that is not what it should be, submits answers, reads
// what became of them, watches events and puts a contract's refusal into words.
//
// It promises nothing about truth: that is the contracts' part. What it promises
// is that a Deployment and a chain were compared before anything is sent (Open),
// that a key whose structure lets false statements through is never deployed
// (Deploy), that no transaction is sent which the node says would fail, and that
// an event is delivered only when it is as deep as asked for (Watch). A node is
// believed about the chain's state; what it answers is bounded and checked where
// it can be. Keys of accounts are never printed.
//
// A refused call comes back as a *Refusal that names the contract's own error.
// Simulated is an Ethereum node inside the process, with the rules of the Osaka
// fork, for the demonstration and for tests.
//
// Cost: about 412,000 gas a submission, 511,000 with a rebate paid in the same
// transaction and 135,000 an answer in a batch of 14 (TestGasOfARebate prints
// the items); opening a deployment takes about 10 ms and a few questions to the
// node, starting the simulated one about 0.2 s.
package onchain
