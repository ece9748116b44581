// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Encoding} from "../src/Encoding.sol";
import {Test} from "./Test.sol";

/// @dev Encoding against a second reading of its definition: tags as numbers, preimages put
/// together word by word, claim fields read bit by bit.
contract EncodingTest is Test {
    uint256 private constant R = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;
    bytes32 private constant POLICY_TAG =
        0x27b3eee3211688b502342ffb50946df0b65bb9288728cb71e03c1e582a319c72;
    bytes32 private constant SCOPE_TAG =
        0xd2e59150b9009f572c99f89710e9f12bcc4403ace5eb89b7647cb795850fdd89;
    bytes32 private constant CONTEXT_TAG =
        0xdb7be61b483e8c8d7cad32daab58f9f7e77e4a01b19488ffb466f13fcaa28e84;

    function test_ConstantsAreTheDocumentedOnes() public pure {
        vm.assertEq(Encoding.R, R, "R");
        vm.assertEq(Encoding.POLICY_TAG, POLICY_TAG, "policy tag");
        vm.assertEq(Encoding.SCOPE_TAG, SCOPE_TAG, "scope tag");
        vm.assertEq(Encoding.CONTEXT_TAG, CONTEXT_TAG, "context tag");
    }

    function testFuzz_PolicyIdHashesSixWords(
        bytes32 circuitId,
        uint256 issuers,
        uint256 claim,
        uint64 submitUntil,
        uint64 validity
    ) public pure {
        bytes memory words = bytes.concat(
            POLICY_TAG, circuitId, bytes32(issuers), bytes32(claim), _word(submitUntil)
        );
        bytes32 want = keccak256(bytes.concat(words, _word(validity)));
        vm.assertEq(Encoding.policyId(circuitId, issuers, claim, submitUntil, validity), want);
    }

    function testFuzz_ScopeHashesFourWordsIntoTheField(uint256 chainId, address gate, bytes32 id)
        public
        pure
    {
        bytes memory words = bytes.concat(SCOPE_TAG, bytes32(chainId), _word(gate), id);
        uint256 got = Encoding.scope(chainId, gate, id);
        vm.assertEq(got, uint256(keccak256(words)) % R);
        vm.assertLt(got, R);
    }

    function testFuzz_ContextHashesSevenWordsIntoTheField(
        uint256 chainId,
        address gate,
        bytes32 id,
        address recipient,
        bytes32 consentHash,
        uint64 deadline
    ) public pure {
        bytes memory head = bytes.concat(CONTEXT_TAG, bytes32(chainId), _word(gate), id);
        bytes memory words = bytes.concat(head, _word(recipient), consentHash, _word(deadline));
        uint256 got = Encoding.context(chainId, gate, id, recipient, consentHash, deadline);
        vm.assertEq(got, uint256(keccak256(words)) % R);
        vm.assertLt(got, R);
    }

    function testFuzz_ClaimFieldsAreTheirBits(uint256 claim) public pure {
        vm.assertEq(Encoding.claimFormat(claim), _bits(claim, 0, 3), "format");
        vm.assertEq(Encoding.claimMetric(claim), _bits(claim, 4, 11), "metric");
        vm.assertEq(Encoding.claimDays(claim), _bits(claim, 12, 20), "days");
        vm.assertEq(Encoding.claimEarliestEnd(claim), _bits(claim, 21, 40), "earliest end");
        uint256 latestEnd = _bits(claim, 21, 40) + _bits(claim, 41, 48);
        vm.assertEq(Encoding.claimLatestEnd(claim), latestEnd, "latest end");
        vm.assertEq(Encoding.claimMinAssurance(claim), _bits(claim, 49, 51), "assurance");
        vm.assertEq(Encoding.claimCoverage(claim), _bits(claim, 52, 65), "coverage");
    }

    function test_ClaimFieldsReachTheirMaximum() public pure {
        uint256 claim = type(uint256).max;
        vm.assertEq(Encoding.claimFormat(claim), 15, "format");
        vm.assertEq(Encoding.claimMetric(claim), 255, "metric");
        vm.assertEq(Encoding.claimDays(claim), 511, "days");
        vm.assertEq(Encoding.claimEarliestEnd(claim), 1_048_575, "earliest end");
        vm.assertEq(Encoding.claimLatestEnd(claim), 1_048_830, "latest end");
        vm.assertEq(Encoding.claimMinAssurance(claim), 7, "assurance");
        vm.assertEq(Encoding.claimCoverage(claim), 16_383, "coverage");
    }

    function testFuzz_ClaimNeedsFormatOne(uint256 claim) public pure {
        uint256 rest = _bits(claim, 4, 234) << 4;
        for (uint256 format = 0; format < 16; ++format) {
            vm.assertEq(Encoding.claimWellFormed(rest | format), format == 1);
        }
    }

    function testFuzz_ClaimRefusesEveryHighBit(uint256 claim) public pure {
        uint256 low = (_bits(claim, 4, 234) << 4) | 1;
        for (uint256 bit = 235; bit < 256; ++bit) {
            vm.assertFalse(Encoding.claimWellFormed(low | (1 << bit)));
        }
    }

    function testFuzz_WellFormedClaimIsAFieldElement(uint256 claim) public pure {
        uint256 low = (_bits(claim, 4, 234) << 4) | 1;
        vm.assertTrue(Encoding.claimWellFormed(low));
        vm.assertLt(low, R);
    }

    function _bits(uint256 word, uint256 first, uint256 last) private pure returns (uint256 value) {
        for (uint256 bit = last + 1; bit > first; --bit) {
            value = 2 * value + ((word / 2 ** (bit - 1)) % 2);
        }
    }

    function _word(uint64 value) private pure returns (bytes32) {
        return bytes32(uint256(value));
    }

    function _word(address value) private pure returns (bytes32) {
        return bytes32(uint256(uint160(value)));
    }
}
