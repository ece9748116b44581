// Package service is the four services of the interface (proto/vitalproof/v1):
// it decides what a caller may see, turns messages into jobs and collected
// requests, and turns everything that goes wrong into one kind of error.
//
// It promises what the comments of the interface say. Tenants and subjects are
// kept apart here: the caller is the one that package access finds in the context,
// what is another's is NOT_FOUND in the same words as what does not exist, and a
// context without a caller is refused wherever a tenant matters. No value of a
// proof's input is in any error: an error that is not in the table of status.go
// becomes INTERNAL with a fixed text, whatever it said.
//
// It does not authenticate, check roles, bounds of fields or rates: package server
// does that before a call comes here. It keeps no state of its own and starts no
// goroutine.
//
// What it costs: a submission about 3 ms, nearly all of it for judging the claim
// and the seal before a place in the queue is taken; a watcher nothing between
// changes but one look at the queue a second while its proof waits; an export one
// page of answers in memory.
package service
