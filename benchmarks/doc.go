// Package benchmarks holds what is measured and how; README.md beside it explains
// the method and has the results. Everything is in the packages below:
//
//	bench     runs measurements, each in a process of its own
//	result    the form of a result file, with its JSON schema
//	report    tables, and a page with plots
//	compare   whether a result is worse than another
//	command   the command line: vitalproof bench, or of somebody's own circuits
//	check     what proof systems are compared on, in plain code
//	baseline  the check in gnark, the obvious ways and ours
//	peers     the check in other proof systems
//	example   somebody's own circuit, measured in ten lines
//
// counts.json lists what does not depend on a machine: constraints, sizes, gas. Its
// test compares every figure exactly, so a change of any is seen in review. Written
// by:
//
//	go test ./benchmarks -run Counts -update
package benchmarks
