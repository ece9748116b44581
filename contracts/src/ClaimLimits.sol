// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimTables} from "./ClaimTables.sol";
import {ClaimWord} from "./ClaimWord.sol";
import {IPolicyRegistry} from "./interfaces/IPolicyRegistry.sol";
import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

/// @title ClaimLimits
/// @author The vitalproof authors
/// @notice Puts the limits of a claim word into words, those of `circuits/claim`: `ClaimTables` is
/// written from there. Dear to run, so for views and for what an owner does.
library ClaimLimits {
    // Comparisons of a row, bits 0 and 1 of its flags.
    uint256 private constant AT_LEAST = 0;
    uint256 private constant AT_MOST = 1;
    uint256 private constant EXACTLY = 2;
    uint256 private constant CHOICE = 3;

    /// @notice One row of a metric's limits.
    /// @param quantity What it limits.
    /// @param words Unit of the bound, or the words of a choice with "|" between them.
    /// @param width Bits of the bound.
    /// @param none Bound that, not strict, is no limit.
    /// @param comparison One of the four above.
    /// @param leastDecimals Decimals that are written even if they are 0.
    /// @param decimals Decimals of the bound.
    /// @param hasStrict Whether a bit for strict follows the bound.
    /// @param shown Whether it is listed even if it is no limit.
    struct Row {
        string quantity;
        string words;
        uint256 width;
        uint256 none;
        uint256 comparison;
        uint256 leastDecimals;
        uint8 decimals;
        bool hasStrict;
        bool shown;
    }

    /// @notice Bits of the claim words of a metric.
    /// @param metric Number of the metric.
    /// @return From 67 to 252, or 0 if there are no words for the metric.
    function bits(uint8 metric) internal pure returns (uint256) {
        return (_metric(metric) >> 56) & 0xff;
    }

    /// @notice What a claim word says beyond the fields of `ClaimWord`.
    /// @param claim Claim word of a metric that has `bits`.
    /// @return name Name of the metric.
    /// @return set Id of the set of codes, or zero.
    /// @return limits The limits that are set, in the order of the claim word.
    function decode(uint256 claim)
        internal
        pure
        returns (string memory name, bytes22 set, IPolicyRegistry.Limit[] memory limits)
    {
        uint256 metric = _metric(ClaimWord.claimMetric(claim));
        bytes memory texts = ClaimTables.TEXT;
        name = _text(texts, metric);
        if ((metric >> 48) & 0xff == 1) {
            uint256 below = ((metric >> 56) & 0xff) - ClaimTables.SET_BITS;
            set = bytes22(uint176(claim >> below));
        }
        uint256 first = (metric >> 32) & 0xffff;
        limits = _limits(claim >> ClaimTables.HEADER_BITS, first, (metric >> 24) & 0xff, texts);
    }

    /// @notice The limits that are set.
    /// @param rest Claim word from the first row's bound on.
    /// @param first First row of the metric.
    /// @param count Number of its rows.
    /// @param texts `ClaimTables.TEXT`.
    /// @return limits One entry a limit.
    function _limits(uint256 rest, uint256 first, uint256 count, bytes memory texts)
        private
        pure
        returns (IPolicyRegistry.Limit[] memory limits)
    {
        bytes memory rows = ClaimTables.ROWS;
        IPolicyRegistry.Limit[] memory found = new IPolicyRegistry.Limit[](count);
        uint256 set = 0;
        for (uint256 i = 0; i < count; ++i) {
            uint256 start = (first + i) * ClaimTables.ROW_BYTES;
            Row memory row = _row(_number(rows, start, ClaimTables.ROW_BYTES), texts);
            uint256 bound = rest & ((1 << row.width) - 1);
            rest >>= row.width;
            bool strict = row.hasStrict && rest & 1 == 1;
            if (row.hasStrict) rest >>= 1;
            if (bound == row.none && !strict && !row.shown) continue;
            found[set] = _limit(row, bound, strict);
            ++set;
        }
        limits = new IPolicyRegistry.Limit[](set);
        for (uint256 i = 0; i < set; ++i) {
            limits[i] = found[i];
        }
    }

    function _limit(Row memory row, uint256 bound, bool strict)
        private
        pure
        returns (IPolicyRegistry.Limit memory)
    {
        bool choice = row.comparison == CHOICE;
        return IPolicyRegistry.Limit({
            quantity: row.quantity,
            comparison: _comparison(row.comparison, strict),
            value: choice
                ? _choice(bytes(row.words), bound)
                : _decimal(bound, row.decimals, row.leastDecimals),
            unit: choice ? "" : row.words,
            bound: bound,
            decimals: row.decimals
        });
    }

    function _comparison(uint256 comparison, bool strict) private pure returns (string memory) {
        if (comparison == AT_LEAST) return strict ? ">" : ">=";
        if (comparison == AT_MOST) return strict ? "<" : "<=";
        return comparison == EXACTLY ? "=" : "";
    }

    /// @notice Word of a choice, or its number if it has none: no claim that is valid has that.
    /// @param words Words of the choices with "|" between them.
    /// @param index Which of them.
    /// @return The word.
    function _choice(bytes memory words, uint256 index) private pure returns (string memory) {
        uint256 start = 0;
        for (uint256 skip = index; skip > 0; --skip) {
            uint256 bar = Bytes.indexOf(words, "|", start);
            if (bar == type(uint256).max) return Strings.toString(index);
            start = bar + 1;
        }
        return string(Bytes.slice(words, start, Bytes.indexOf(words, "|", start)));
    }

    /// @notice Writes a number with its decimals, without zeros at the end.
    /// @param number What to write, in its last decimal.
    /// @param decimals Decimals it has.
    /// @param least Decimals that are written even if they are 0.
    /// @return text For example "0.5".
    function _decimal(uint256 number, uint256 decimals, uint256 least)
        private
        pure
        returns (string memory text)
    {
        while (decimals > least && number % 10 == 0) {
            number /= 10;
            --decimals;
        }
        text = Strings.toString(number / 10 ** decimals);
        if (decimals == 0) return text;
        text = string.concat(text, ".");
        for (uint256 left = decimals; left > 0; --left) {
            text = string.concat(text, Strings.toString((number / 10 ** (left - 1)) % 10));
        }
    }

    function _metric(uint8 metric) private pure returns (uint256 found) {
        bytes memory metrics = ClaimTables.METRICS;
        uint256 size = ClaimTables.METRIC_BYTES;
        for (uint256 start = 0; start < metrics.length; start += size) {
            if (uint8(metrics[start]) == metric) return _number(metrics, start, size);
        }
    }

    function _row(uint256 packed, bytes memory texts) private pure returns (Row memory) {
        uint256 flags = (packed >> 24) & 0xff;
        return Row({
            quantity: _text(texts, packed >> 64),
            words: _text(texts, packed >> 40),
            width: (packed >> 32) & 0xff,
            none: packed & 0xffffff,
            comparison: flags & 3,
            leastDecimals: (flags >> 4) & 1,
            decimals: uint8((flags >> 5) & 3),
            hasStrict: (flags >> 2) & 1 == 1,
            shown: (flags >> 3) & 1 == 1
        });
    }

    /// @notice The text at a place, which is in the lowest 24 bits.
    /// @param texts `ClaimTables.TEXT`.
    /// @param place Two bytes offset, one byte length.
    /// @return The text.
    function _text(bytes memory texts, uint256 place) private pure returns (string memory) {
        uint256 start = (place >> 8) & 0xffff;
        return string(Bytes.slice(texts, start, start + (place & 0xff)));
    }

    function _number(bytes memory table, uint256 start, uint256 size)
        private
        pure
        returns (uint256 number)
    {
        for (uint256 i = 0; i < size; ++i) {
            number = (number << 8) | uint8(table[start + i]);
        }
    }
}
