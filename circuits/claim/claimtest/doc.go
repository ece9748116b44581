// Package claimtest makes claims of every metric for tests, and says what each of
// them limits in the words that every other reader of a claim word must find.
//
// A test that goes through claim.Metrics() with it covers a new metric, or a new
// row of limits, without a change. Only tests import it.
package claimtest
