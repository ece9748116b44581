// Package claim is the plain meaning of a claim about a window of sealed glucose
// readings: the claim word (one public field element), the statistics of a
// window, the inequalities that decide, and the text forms.
//
// Evaluate is the reference against which the circuit is tested. It and the
// circuit agree on every window, so this package decides with integers only:
// a percentage is a comparison of counts, 10000*c against bp*n, and is never
// rounded first. Floating point appears in the display values of Stats alone.
//
// Everything is counted over the slots of a fixed grid. n is the number of
// filled slots in the window and E the number of its slots; S and Q are the sum
// and the sum of squares of the readings, which are integers in mg/dL. In range
// is inclusive at both ends; below and above are strict and cumulative (below 70
// includes below 54). Published targets are strict (">70 %", "<4 %"), policies
// often are not ("at least 70 %"): strictness is part of a claim.
//
// Only published cut-offs exist: 54, 63, 70, 140, 180 and 250 mg/dL (Battelino
// et al. 2019, doi 10.2337/dci19-0028; 70-140 as the tight range, PMC10877396).
// A free cut-off would let a verifier find a reading by asking with ever
// narrower bounds.
//
// A claim has one encoding. A limit that every window meets must be written as
// "no limit", and a limit that no window meets is refused, so that two different
// words never mean the same claim and a forgotten field does not pass as one.
package claim
