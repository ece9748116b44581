// Package claim is the plain meaning of a claim about sealed data: its metric,
// its window, its limits, the claim word (one public field element) and the text
// forms.
//
// Every limit of every quantity is described once, as a Row. Word, file, command
// line, sentence, the plain references of the families and their circuits all
// read the same rows, so a limit cannot mean one thing in a text and another in a
// proof. How a row decides is its Form; a family's package (series, daily, panel,
// codes) has the reference and the circuit, which agree on every record.
//
// A claim has one encoding. A limit that every record meets must be written as
// "no limit", and a limit that no record meets is refused, so that two different
// words never mean the same claim and a forgotten field does not pass as one.
//
// Everything is decided with integers: a percentage is a comparison of counts,
// 10000*c against bp*n, and is never rounded first. Published targets are strict
// (">70 %", "<4 %"), policies often are not ("at least 70 %"): strictness is part
// of a claim. Only published cut-offs exist; a free one would let a verifier find a
// reading by asking with ever narrower bounds.
//
// It promises nothing about data: that is for Evaluate of a family to say and for
// a proof to show.
package claim
