// Package series is the family of dense series: a grid of many slots a day, such
// as glucose every 5 or 15 minutes.
//
// It proves the statement of circuits/SPEC.md for a window of whole days: the
// readings are those an issuer of the set sealed for this holder, no day or slot
// left out, and they meet every limit of the claim. Define reads as the list of
// the statement's sentences, one named check each.
//
// It does not prove that the sensor sat on the holder's arm, nor that one person
// has one secret: both are the issuer's duty.
//
// Cost: one constraint a reading, one hash a day (463 constraints at 5 minutes,
// 363 at 15), and about 6,000 that do not depend on the window. The golden list
// is circuits/costs.txt.
package series
