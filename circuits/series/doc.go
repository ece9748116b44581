// Package series is the family of dense series: a grid of many slots a day, such
// as glucose every 5 or 15 minutes or heart rate every minute.
//
// It proves the statement of circuits/SPEC.md for a window of whole days: the
// readings are those an issuer of the set sealed for this holder, no day or slot
// left out, and they meet every limit of the claim. What does not depend on the
// shape of the data is package frame. Evaluate is the plain reference.
//
// It does not prove that the sensor sat on the holder's arm, nor that one person
// has one secret: both are the issuer's duty. A share of the readings says nothing
// about the hours without: coverage, night coverage and the longest gap do.
//
// Cost: one constraint a reading, one for each value that a reading can take for
// night and for day, one to four hashes a day (463 constraints for 288 slots, 363
// for 96, about 1,940 for 1,440 of heart rate), three constraints an hour and one
// for each length of the longest gap, and the frame's 5,400. 30 days of glucose
// every 5 minutes are 31,922. The golden list is circuits/costs.txt.
package series
