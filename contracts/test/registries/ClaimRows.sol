// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev The limits of one metric of each family, written out by hand from SPEC section 4: what the
/// tables generated from Go are compared with.
abstract contract ClaimRows {
    struct Row {
        string quantity;
        string comparison; // ">", "<" or "="
        string unit;
        string[] choices; // words of the values 0, 1, ...
        uint256 width;
        uint256 none;
        uint8 decimals;
        bool hasStrict;
        bool shown; // listed whatever it says
    }

    uint8 internal constant GLUCOSE = 2;
    uint8 internal constant STEPS = 10;
    uint8 internal constant BLOOD_PRESSURE = 20;
    uint8 internal constant ICD_10_CM = 30;

    // Those with a set of codes last.
    uint8[4] internal metrics = [GLUCOSE, STEPS, BLOOD_PRESSURE, ICD_10_CM];

    mapping(uint8 metric => Row[] list) internal rows;

    function _setUpRows() internal {
        string[3] memory inRange = ["in 70-180 mg/dL", "in 63-140 mg/dL", "in 70-140 mg/dL"];
        for (uint256 i = 0; i < 3; ++i) {
            _strict(GLUCOSE, inRange[i], ">", "%", 14, 0, 2);
        }
        string[6] memory outside = [
            "below 54 mg/dL",
            "below 63 mg/dL",
            "below 70 mg/dL",
            "above 140 mg/dL",
            "above 180 mg/dL",
            "above 250 mg/dL"
        ];
        for (uint256 i = 0; i < 6; ++i) {
            _strict(GLUCOSE, outside[i], "<", "%", 14, 10_000, 2);
        }
        _strict(GLUCOSE, "mean", "<", "mg/dL", 9, 511, 0);
        _strict(GLUCOSE, "gmi", "<", "%", 11, 2047, 2);
        _strict(GLUCOSE, "cv", "<", "%", 11, 2047, 1);
        string[] memory part = new string[](3);
        (part[0], part[1], part[2]) = ("all", "night", "day");
        _choice(GLUCOSE, "time-of-day", part, 2, false);
        _plain(GLUCOSE, "night-coverage", ">", "%", 7, 0);
        string[] memory gaps = new string[](8);
        (gaps[0], gaps[1], gaps[2], gaps[3]) = ("any", "<= 2 h", "<= 4 h", "<= 8 h");
        (gaps[4], gaps[5], gaps[6], gaps[7]) = ("<= 12 h", "<= 24 h", "<= 48 h", "<= 72 h");
        _choice(GLUCOSE, "longest-gap", gaps, 3, false);

        _plain(STEPS, "level", "=", "steps", 17, 0);
        _plain(STEPS, "days-at-level", ">", "days", 9, 0);
        _plain(STEPS, "run-at-level", ">", "days", 9, 0);
        _strict(STEPS, "mean", ">", "steps", 17, 0, 0);
        _strict(STEPS, "mean", "<", "steps", 17, 131_071, 0);
        _plain(STEPS, "each", ">", "steps", 17, 0);
        _plain(STEPS, "each", "<", "steps", 17, 131_071);

        string[] memory take = new string[](4);
        (take[0], take[1], take[2]) = ("latest", "average", "all");
        take[3] = "lowest of the latest day";
        _choice(BLOOD_PRESSURE, "take", take, 2, true);
        _plain(BLOOD_PRESSURE, "last", "=", "", 7, 0);
        _plain(BLOOD_PRESSURE, "occasions", ">", "days", 7, 0);
        _strict(BLOOD_PRESSURE, "systolic", ">", "mmHg", 13, 0, 0);
        _strict(BLOOD_PRESSURE, "systolic", "<", "mmHg", 13, 8191, 0);
        _strict(BLOOD_PRESSURE, "diastolic", ">", "mmHg", 13, 0, 0);
        _strict(BLOOD_PRESSURE, "diastolic", "<", "mmHg", 13, 8191, 0);

        string[] memory member = new string[](2);
        (member[0], member[1]) = ("in", "not in");
        _choice(ICD_10_CM, "member", member, 1, true);
    }

    /// @dev The word's rows, each at its "no limit" value.
    function _noLimits(uint8 metric) internal view returns (uint256 word) {
        uint256 first = 66;
        for (uint256 i = 0; i < rows[metric].length; ++i) {
            Row storage row = rows[metric][i];
            word |= row.none << first;
            first += row.width + (row.hasStrict ? 1 : 0);
        }
    }

    /// @dev Bits of the metric's words.
    function _bits(uint8 metric) internal view returns (uint256 bits) {
        bits = metric == ICD_10_CM ? 66 + 176 : 66;
        for (uint256 i = 0; i < rows[metric].length; ++i) {
            bits += rows[metric][i].width + (rows[metric][i].hasStrict ? 1 : 0);
        }
    }

    function _strict(
        uint8 metric,
        string memory quantity,
        string memory comparison,
        string memory unit,
        uint256 width,
        uint256 none,
        uint8 decimals
    ) private {
        string[] memory no;
        rows[metric].push(Row(quantity, comparison, unit, no, width, none, decimals, true, false));
    }

    function _plain(
        uint8 metric,
        string memory quantity,
        string memory comparison,
        string memory unit,
        uint256 width,
        uint256 none
    ) private {
        string[] memory no;
        rows[metric].push(Row(quantity, comparison, unit, no, width, none, 0, false, false));
    }

    function _choice(
        uint8 metric,
        string memory quantity,
        string[] memory choices,
        uint256 width,
        bool shown
    ) private {
        rows[metric].push(Row(quantity, "", "", choices, width, 0, 0, false, shown));
    }
}
