// Package codeset is public sets of codes as sorted trees: what a claim about
// codes names. A set is built from a file in one way only, so whoever has the file
// can check the id that a claim holds.
//
// It imports no circuit frontend. Package codes proves membership and
// non-membership.
package codeset
