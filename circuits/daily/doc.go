// Package daily is the family of daily values: one number a day, such as steps,
// minutes of sleep or hours under a PAP mask.
//
// It proves the statement of circuits/SPEC.md for the last days, 1 to 366, that
// end on the sealed day: the values are those of the page that an issuer of the
// set sealed for this holder, no day left out, and they meet every limit of the
// claim. One circuit of a metric serves every length of window, which stands in
// the claim. Evaluate is the plain reference; the two agree on every page.
//
// A day without a value is 0. It is a day of the window for the coverage, but in
// no mean, never at a level, and it ends a run of days at a level.
//
// It does not prove that the holder wore the device, nor what a device calls a
// step or an hour of sleep: that is the issuer's to check and to say.
//
// Cost: 19 constraints for each of the page's 366 days, 1,110 for its two hashes,
// 440 more for the table of the range checks, and the frame's; 13,900 in all,
// whatever the window's length. The golden list is circuits/costs.txt.
package daily
