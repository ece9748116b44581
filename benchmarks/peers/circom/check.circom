pragma circom 2.1.6;

// The check of benchmarks/check, written for Groth16.
//
// Constraints for a reading: 5 for its class and 8 for its place in the class, see
// Reading; packing is free, and hashing a day takes 507 (1.8 a reading). All else
// takes 180. With --O2: 4,431 for a day, 127,623 for 30, of 2^17.
//
// Dearer: nine bits, over which all comparisons with constants are made, 56 a
// reading; circomlib's LessThan for each, 70. A lookup argument is no way out. It needs
// a challenge drawn after the readings are fixed, which Groth16 by itself does not
// have; one hashed in the circuit would have to bind every reading for itself, at 46
// constraints a reading unpacked, or nine for its bits and one for the lookup, with
// some 8,000 for the histogram on top: 2^17 again.

include "comparators.circom";
include "poseidon.circom";

// The classes of readings: [least, most] mg/dL. Class c and above is what a count or
// its complement counts.
function least(c) { var t[5] = [39, 54, 70, 181, 251]; return t[c]; }
function most(c) { var t[5] = [53, 69, 180, 250, 500]; return t[c]; }

// What digit j is worth in class c: 1, 2, 4 and so on, then what brings the sum of
// all to the width of the class, then nothing. Sums of such digits are all numbers
// from 0 to the width and no others.
function worth(c, j) {
    var left = most(c) - least(c);
    var w = 0;
    for (var i = 0; i <= j; i++) {
        w = 1 << i;
        if (w > left) { w = left; }
        left -= w;
    }
    return w;
}

// The digits of a reading: hints, which Reading checks.
function digitsOf(value) {
    var digits[8];
    if (value >= least(0)) {
        var c = 0;
        for (var i = 1; i < 5; i++) { if (value >= least(i)) { c = i; } }
        var rest = value - least(c);
        for (var j = 7; j >= 0; j--) {
            var below = 0;
            for (var i = 0; i < j; i++) { below += worth(c, i); }
            if (rest > below) {
                digits[j] = worth(c, j);
                rest -= digits[j];
            }
        }
    }
    return digits;
}

// One reading, 0 or from 39 to 500, and whether it belongs to class c or above.
//
// atLeast[c] is 0 or atLeast[c - 1], so it falls from 1 to 0 once. A digit is 0 or
// what it is worth in the class, which is a sum of wires: its constraint is that
// of a bit, and no comparison is left to make.
template Reading() {
    signal input value;
    signal output atLeast[5];
    signal digit[8];

    var sum = 0;
    for (var c = 0; c < 5; c++) {
        atLeast[c] <-- value >= least(c);
        atLeast[c] * ((c == 0 ? 1 : atLeast[c - 1]) - atLeast[c]) === 0;
        sum += atLeast[c] * (least(c) - (c == 0 ? 0 : least(c - 1)));
    }
    var hints[8] = digitsOf(value);
    for (var j = 0; j < 8; j++) {
        var w = 0;
        for (var c = 0; c < 5; c++) {
            w += (atLeast[c] - (c == 4 ? 0 : atLeast[c + 1])) * worth(c, j);
        }
        digit[j] <-- hints[j];
        digit[j] * (w - digit[j]) === 0;
        sum += digit[j];
    }
    value === sum;
}

// a < b, for numbers below 2^31: ten thousand times a count is.
template AssertLess() {
    signal input a;
    signal input b;
    component less = LessThan(31);
    less.in[0] <== a;
    less.in[1] <== b;
    less.out === 1;
}

// A day's readings: how many belong to class c or above, and their digest with the
// days before, 28 readings to an element.
template Day() {
    signal input before;
    signal input readings[288];
    signal output after;
    signal output total[5];

    component reading[288];
    var sum[5];
    for (var i = 0; i < 288; i++) {
        reading[i] = Reading();
        reading[i].value <== readings[i];
        for (var c = 0; c < 5; c++) {
            sum[c] += reading[i].atLeast[c];
        }
    }
    total <== sum;

    component hash = Poseidon(12);
    hash.inputs[0] <== before;
    for (var e = 0; e < 11; e++) {
        var packed = 0;
        for (var i = 28 * e; i < 28 * (e + 1) && i < 288; i++) {
            packed += readings[i] * (1 << (9 * (i - 28 * e)));
        }
        hash.inputs[1 + e] <== packed;
    }
    after <== hash.out;
}

// The public outputs are the digest and the counts in the order of check.Counts.
template Check(days) {
    signal input readings[288 * days];
    signal output digest;
    signal output counts[5];

    component day[days];
    var total[5];
    for (var d = 0; d < days; d++) {
        day[d] = Day();
        if (d == 0) {
            day[d].before <== 0;
        } else {
            day[d].before <== day[d - 1].after;
        }
        for (var i = 0; i < 288; i++) {
            day[d].readings[i] <== readings[288 * d + i];
        }
        for (var c = 0; c < 5; c++) {
            total[c] += day[d].total[c];
        }
    }
    digest <== day[days - 1].after;
    counts[0] <== total[0];
    counts[1] <== total[0] - total[1];
    counts[2] <== total[0] - total[2];
    counts[3] <== total[3];
    counts[4] <== total[4];

    // The limits of check.Limits, then coverage, which is not strict.
    AssertLess()(7000 * counts[0], 10000 * (counts[0] - counts[2] - counts[3]));
    AssertLess()(10000 * counts[2], 400 * counts[0]);
    AssertLess()(10000 * counts[1], 100 * counts[0]);
    AssertLess()(10000 * counts[3], 2500 * counts[0]);
    AssertLess()(10000 * counts[4], 500 * counts[0]);
    AssertLess()(7000 * 288 * days, 10000 * counts[0] + 1);
}
