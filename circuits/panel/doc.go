// Package panel is the family of few dated measurements with one or two numbers
// each: blood pressure, HbA1c, weight and height, breathing events in sleep,
// cholesterol, laboratory glucose, age.
//
// It proves the statement of circuits/SPEC.md for the last days, 1 to 366, that
// end on the sealed day: the measurements are those of the page that an issuer of
// the set sealed for this holder, and they meet every limit of the claim. One
// circuit of a metric serves every length of window, which stands in the claim.
// Evaluate is the plain reference; the two agree on every page.
//
// A claim takes one of
//
//	latest                    the latest measurement of the window
//	average                   the average of the last k, all in the window
//	all                       every measurement of the window
//	lowest of the latest day  the lowest of each number, taken separately
//
// and at least one measurement each time. A later bad one cannot be hidden: the
// seal of a day covers the page of that day, which begins with the latest
// measurement the issuer knows of. Which day that is, the verifier limits by the
// range for the window's end. Within the range the holder chooses; a range of one
// day leaves no choice.
//
// A page holds 64 measurements. No day has more, so the latest day is on it as a
// whole. If all 64 lie in the window, older ones may too, and then a claim about
// all has no proof. The lowest of a day has limits from above only: the circuit
// lets a prover leave measurements out there, which makes the lowest no lower.
//
// It does not prove that a measurement was made well, nor that the issuer knows of
// all: a patient of two clinics has two lists. An age is that of the day it was
// sealed for: a claim that it is at most so many years needs a short window.
//
// Cost: 55 to 70 constraints for each of the page's 64 places, 459 for its hash,
// and the frame's; 9,300 at most, and 10,100 for blood pressure. The golden list is
// circuits/costs.txt.
package panel
