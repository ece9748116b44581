// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPolicyRegistry} from "../../src/interfaces/IPolicyRegistry.sol";
import {AcceptingVerifier} from "../Doubles.sol";
import {System} from "../System.sol";
import {ClaimRows} from "./ClaimRows.sol";

// PolicyRegistry.claimTerms
// ├── it says what Go says, for every claim of the vectors
// ├── a later epoch moves the window's end and nothing else
// └── for metrics of each family, against rows written out by hand
//     ├── each limit alone: its own words, bound and unit
//     ├── a limit's "no limit" value, not strict: left out, unless it says which data count
//     ├── the same value, strict: listed
//     ├── a choice that has no word: its number
//     └── the set of codes: its id

contract ClaimTermsTest is System, ClaimRows {
    // Window of 14 days, layout 1.
    uint256 private constant HEADER = (14 << 12) | 1;

    function setUp() public {
        _setUpDouble(new AcceptingVerifier(1));
        _setUpRows();
    }

    function test_SaysWhatGoSays() public {
        string memory json = vm.readFile("../circuits/vectors/encoding.json");
        uint256 count = 0;
        string memory item = ".claim[0]";
        while (vm.keyExistsJson(json, item)) {
            uint256 claim = vm.parseJsonUint(json, string.concat(item, ".word"));
            _saysWhatTheVectorSays(_terms(claim), json, item);
            item = string.concat(".claim[", vm.toString(++count), "]");
        }
        vm.assertTrue(count > 21, "claims");
    }

    function test_ALaterEpochMovesTheWindowsEndAlone() public view {
        IPolicyRegistry.ClaimTerms memory first = policies.claimTerms(policyId, 0);
        IPolicyRegistry.ClaimTerms memory third = policies.claimTerms(policyId, 2);
        vm.assertEq(third.earliestEnd, first.earliestEnd + 28);
        vm.assertEq(third.latestEnd, first.latestEnd + 28);
        third.earliestEnd = first.earliestEnd;
        third.latestEnd = first.latestEnd;
        vm.assertEq(abi.encode(third), abi.encode(first), "the rest");
    }

    function test_AClaimWithoutLimitsListsNoneButWhichDataCount() public {
        vm.assertEq(_limits(GLUCOSE, _noLimits(GLUCOSE)).length, 0);
        vm.assertEq(_limits(STEPS, _noLimits(STEPS)).length, 0);
        IPolicyRegistry.Limit[] memory panel = _limits(BLOOD_PRESSURE, _noLimits(BLOOD_PRESSURE));
        vm.assertEq(panel.length, 1);
        vm.assertEq(_line(panel[0]), "take latest");
        IPolicyRegistry.Limit[] memory codes = _limits(ICD_10_CM, _noLimits(ICD_10_CM));
        vm.assertEq(codes.length, 1);
        vm.assertEq(_line(codes[0]), "member in");
    }

    function test_EachLimitAloneHasItsOwnWords() public {
        for (uint256 k = 0; k < metrics.length; ++k) {
            uint8 metric = metrics[k];
            for (uint256 i = 0; i < rows[metric].length; ++i) {
                Row memory row = rows[metric][i];
                uint256 room = 1 << row.width;
                uint256[3] memory bounds = [room - 2, 1, room / 2];
                for (uint256 j = 0; j < bounds.length; ++j) {
                    if (bounds[j] != row.none) _alone(metric, i, bounds[j], false);
                    if (row.hasStrict) _alone(metric, i, bounds[j], true);
                }
            }
        }
    }

    function test_OnlyTheStrictFormOfNoLimitIsListed() public {
        for (uint256 k = 0; k < metrics.length; ++k) {
            uint8 metric = metrics[k];
            for (uint256 i = 0; i < rows[metric].length; ++i) {
                if (rows[metric][i].hasStrict) _alone(metric, i, rows[metric][i].none, true);
            }
        }
    }

    function testFuzz_ListsExactlyTheLimitsThatAreSet(uint256 noise, uint256 which) public {
        uint8 metric = metrics[which % metrics.length];
        uint256 bits = _bits(metric);
        uint256 word = (noise & ((1 << bits) - 1)) >> 66 << 66;
        _listed(metric, word);
    }

    function testFuzz_ShowsTheSetOfCodesAndNoOther(uint176 set, uint8 which) public {
        bytes22 want = bytes22(set);
        vm.assertEq(bytes32(_terms((uint256(set) << 67) | (30 << 4) | HEADER).set), want);
        // Nothing that other metrics say is taken for a set.
        uint8 metric = metrics[which % 3];
        uint256 rest = uint256(set) << 66 & ((1 << _bits(metric)) - 1);
        vm.assertEq(bytes32(_terms(rest | (uint256(metric) << 4) | HEADER).set), bytes32(0));
    }

    function test_WritesNumbersWithoutZerosAtTheEnd() public {
        vm.assertEq(_glucose(66, 7000, 14), "in 70-180 mg/dL >= 70 %");
        vm.assertEq(_glucose(66, 7050, 14), "in 70-180 mg/dL >= 70.5 %");
        vm.assertEq(_glucose(66, 7005, 14), "in 70-180 mg/dL >= 70.05 %");
        vm.assertEq(_glucose(111, 1, 14), "below 54 mg/dL <= 0.01 %");
        vm.assertEq(_glucose(111, 0, 14), "below 54 mg/dL <= 0 %");
        vm.assertEq(_glucose(201, 150, 9), "mean <= 150 mg/dL");
        // As GMI is always written.
        vm.assertEq(_glucose(211, 700, 11), "gmi <= 7.0 %");
        vm.assertEq(_glucose(211, 710, 11), "gmi <= 7.1 %");
        vm.assertEq(_glucose(211, 711, 11), "gmi <= 7.11 %");
        vm.assertEq(_glucose(223, 360, 11), "cv <= 36 %");
    }

    // The line of the one limit on glucose that is set.
    function _glucose(uint256 first, uint256 bound, uint256 width) private returns (string memory) {
        uint256 mask = ((1 << width) - 1) << first;
        IPolicyRegistry.Limit[] memory got =
            _limits(GLUCOSE, (_noLimits(GLUCOSE) & ~mask) | (bound << first));
        vm.assertEq(got.length, 1);
        return _line(got[0]);
    }

    function _saysWhatTheVectorSays(
        IPolicyRegistry.ClaimTerms memory got,
        string memory json,
        string memory item
    ) private view {
        vm.assertEq(got.name, vm.parseJsonString(json, string.concat(item, ".name")));
        bytes memory set = vm.parseJsonBytes(json, string.concat(item, ".set"));
        vm.assertEq(abi.encodePacked(got.set), set, item);
        for (uint256 i = 0; i < got.limits.length; ++i) {
            string memory limit = string.concat(item, ".limits[", vm.toString(i), "]");
            vm.assertTrue(vm.keyExistsJson(json, limit), limit);
            string memory want = string.concat(
                vm.parseJsonString(json, string.concat(limit, ".quantity")),
                " ",
                vm.parseJsonString(json, string.concat(limit, ".condition"))
            );
            vm.assertEq(_line(got.limits[i]), want);
            uint256 bound = vm.parseJsonUint(json, string.concat(limit, ".bound"));
            vm.assertEq(got.limits[i].bound, bound, limit);
            uint256 decimals = vm.parseJsonUint(json, string.concat(limit, ".decimals"));
            vm.assertEq(uint256(got.limits[i].decimals), decimals, limit);
        }
        string memory more = string.concat(item, ".limits[", vm.toString(got.limits.length), "]");
        vm.assertFalse(vm.keyExistsJson(json, more), more);
    }

    // Only row i of the metric has a limit, this one.
    function _alone(uint8 metric, uint256 i, uint256 bound, bool strict) private {
        uint256 first = 66;
        for (uint256 j = 0; j < i; ++j) {
            first += rows[metric][j].width + (rows[metric][j].hasStrict ? 1 : 0);
        }
        Row memory row = rows[metric][i];
        uint256 mask = ((1 << row.width) - 1) << first;
        uint256 word = (_noLimits(metric) & ~mask) | (bound << first);
        if (strict) word |= 1 << (first + row.width);
        uint256 count = _listed(metric, word);
        vm.assertEq(count, !row.shown && rows[metric][0].shown ? 2 : 1);
    }

    // The terms of a word list what the rows by hand say; returned is how much that is.
    function _listed(uint8 metric, uint256 word) private returns (uint256 count) {
        IPolicyRegistry.Limit[] memory got = _limits(metric, word);
        uint256 rest = word >> 66;
        for (uint256 i = 0; i < rows[metric].length; ++i) {
            Row memory row = rows[metric][i];
            uint256 bound = rest % 2 ** row.width;
            rest /= 2 ** row.width;
            bool strict = row.hasStrict && rest % 2 == 1;
            if (row.hasStrict) rest /= 2;
            if (bound == row.none && !strict && !row.shown) continue;
            _isLimit(got[count], row, bound, strict);
            ++count;
        }
        vm.assertEq(got.length, count);
    }

    function _isLimit(IPolicyRegistry.Limit memory got, Row memory row, uint256 bound, bool strict)
        private
        pure
    {
        vm.assertEq(got.quantity, row.quantity);
        vm.assertEq(got.bound, bound);
        vm.assertEq(got.unit, row.unit);
        vm.assertEq(got.decimals, row.decimals);
        if (row.choices.length > 0) {
            vm.assertEq(got.comparison, "");
            bool word = bound < row.choices.length;
            vm.assertEq(got.value, word ? row.choices[bound] : vm.toString(bound));
            return;
        }
        bool exactly = bytes1(bytes(row.comparison)) == "=";
        vm.assertEq(
            got.comparison, strict || exactly ? row.comparison : string.concat(row.comparison, "=")
        );
        vm.assertEq(_parsed(got.value, row.decimals), bound);
    }

    // A decimal read back as a whole number of its last decimal.
    function _parsed(string memory text, uint256 decimals) private pure returns (uint256 number) {
        bool point = false;
        for (uint256 i = 0; i < bytes(text).length; ++i) {
            bytes1 digit = bytes(text)[i];
            if (digit == ".") {
                vm.assertFalse(point);
                point = true;
                continue;
            }
            vm.assertTrue(digit >= "0" && digit <= "9", text);
            number = 10 * number + uint8(digit) - 48;
            if (point) --decimals;
        }
        number *= 10 ** decimals;
    }

    // Quantity, comparison, value and unit, as a reader sees them.
    function _line(IPolicyRegistry.Limit memory limit) private pure returns (string memory line) {
        line = limit.quantity;
        string[3] memory parts = [limit.comparison, limit.value, limit.unit];
        for (uint256 i = 0; i < parts.length; ++i) {
            if (bytes(parts[i]).length > 0) line = string.concat(line, " ", parts[i]);
        }
    }

    function _limits(uint8 metric, uint256 word) private returns (IPolicyRegistry.Limit[] memory) {
        return _terms(word | (uint256(metric) << 4) | HEADER).limits;
    }

    function _terms(uint256 claim) private returns (IPolicyRegistry.ClaimTerms memory) {
        IPolicyRegistry.Policy memory policy = policies.policy(policyId);
        policy.claim = claim;
        policy.epochs = 1;
        policy.epochDays = 256;
        // A nonce, so that a word may be asked about twice.
        policy.purpose = bytes32(uint256(policies.count()) + 1);
        vm.prank(OWNER);
        bytes32 id = policies.add(policy);
        return policies.claimTerms(id, 0);
    }
}
