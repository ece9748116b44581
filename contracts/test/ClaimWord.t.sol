// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimLimits} from "../src/ClaimLimits.sol";
import {ClaimWord} from "../src/ClaimWord.sol";
import {Encoding} from "../src/Encoding.sol";
import {Test} from "./Test.sol";

/// @dev ClaimWord against a second reading of its definition: fields read bit by bit.
contract ClaimWordTest is Test {
    function testFuzz_ClaimFieldsAreTheirBits(uint256 claim) public pure {
        vm.assertEq(ClaimWord.claimFormat(claim), _bits(claim, 0, 3), "format");
        vm.assertEq(ClaimWord.claimMetric(claim), _bits(claim, 4, 11), "metric");
        vm.assertEq(ClaimWord.claimDays(claim), _bits(claim, 12, 20), "days");
        vm.assertEq(ClaimWord.claimEarliestEnd(claim), _bits(claim, 21, 40), "earliest end");
        uint256 latestEnd = _bits(claim, 21, 40) + _bits(claim, 41, 48);
        vm.assertEq(ClaimWord.claimSpan(claim), _bits(claim, 41, 48), "span");
        vm.assertEq(ClaimWord.claimLatestEnd(claim), latestEnd, "latest end");
        vm.assertEq(ClaimWord.claimMinAssurance(claim), _bits(claim, 49, 51), "assurance");
        vm.assertEq(ClaimWord.claimCoverage(claim), _bits(claim, 52, 65), "coverage");
    }

    function test_ClaimFieldsReachTheirMaximum() public pure {
        uint256 claim = type(uint256).max;
        vm.assertEq(ClaimWord.claimFormat(claim), 15, "format");
        vm.assertEq(ClaimWord.claimMetric(claim), 255, "metric");
        vm.assertEq(ClaimWord.claimDays(claim), 511, "days");
        vm.assertEq(ClaimWord.claimEarliestEnd(claim), 1_048_575, "earliest end");
        vm.assertEq(ClaimWord.claimLatestEnd(claim), 1_048_830, "latest end");
        vm.assertEq(ClaimWord.claimMinAssurance(claim), 7, "assurance");
        vm.assertEq(ClaimWord.claimCoverage(claim), 16_383, "coverage");
    }

    function testFuzz_ShiftMovesTheWindowsEndAlone(uint256 claim, uint256 offset) public pure {
        uint256 room = 0xfffff - _bits(claim, 21, 40);
        offset = offset % (room + 1);
        uint256 shifted = ClaimWord.claimShifted(claim, offset);
        vm.assertEq(_bits(shifted, 21, 40), _bits(claim, 21, 40) + offset, "earliest end");
        vm.assertEq(_bits(shifted, 0, 20), _bits(claim, 0, 20), "below");
        vm.assertEq(_bits(shifted, 41, 255), _bits(claim, 41, 255), "above");
    }

    function testFuzz_ClaimNeedsFormatOne(uint256 claim, uint256 size) public pure {
        uint256 bits = _size(size);
        uint256 rest = _bits(claim, 4, bits - 1) << 4;
        for (uint256 format = 0; format < 16; ++format) {
            vm.assertEq(ClaimWord.claimWellFormed(rest | format, bits), format == 1);
        }
    }

    function testFuzz_ClaimRefusesEveryHighBit(uint256 claim, uint256 size) public pure {
        uint256 bits = _size(size);
        uint256 low = (_bits(claim, 4, bits - 1) << 4) | 1;
        for (uint256 bit = bits; bit < 256; ++bit) {
            vm.assertFalse(ClaimWord.claimWellFormed(low | (1 << bit), bits));
        }
    }

    function testFuzz_WellFormedClaimIsAFieldElement(uint256 claim, uint8 metric) public pure {
        uint256 bits = ClaimLimits.bits(metric);
        vm.assertLt(bits, 253);
        uint256 low = bits == 0 ? 0 : (_bits(claim, 4, bits - 1) << 4) | 1;
        vm.assertEq(ClaimWord.claimWellFormed(low, bits), bits != 0);
        vm.assertLt(low, Encoding.R);
    }

    // Any size that a word may have: at least the fields of all metrics.
    function _size(uint256 noise) private pure returns (uint256) {
        return 66 + noise % 187;
    }

    function _bits(uint256 word, uint256 first, uint256 last) private pure returns (uint256 value) {
        for (uint256 bit = last + 1; bit > first; --bit) {
            value = 2 * value + ((word / 2 ** (bit - 1)) % 2);
        }
    }
}
