// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Encoding} from "../src/Encoding.sol";
import {IPolicyRegistry} from "../src/interfaces/IPolicyRegistry.sol";
import {Test} from "./Test.sol";

/// @dev Encoding against a second reading of its definition: tags as numbers, preimages put
/// together word by word.
contract EncodingTest is Test {
    uint256 private constant R = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;
    bytes32 private constant VERIFIER_TAG =
        0x78f83b220d008840b8fba52eddc3f97a45c339264bdbf92c0c8e2163ab6a8e98;
    bytes32 private constant POLICY_TAG =
        0x27b3eee3211688b502342ffb50946df0b65bb9288728cb71e03c1e582a319c72;
    bytes32 private constant TERMS_TAG =
        0xfb93d2c61397ed5ba1d798e5f8f0c8b1bb2a6a6fa473d9308e06ae917e53fe9d;
    bytes32 private constant SCOPE_TAG =
        0xd2e59150b9009f572c99f89710e9f12bcc4403ace5eb89b7647cb795850fdd89;
    bytes32 private constant CONTEXT_TAG =
        0xdb7be61b483e8c8d7cad32daab58f9f7e77e4a01b19488ffb466f13fcaa28e84;

    function test_ConstantsAreTheDocumentedOnes() public pure {
        vm.assertEq(Encoding.R, R, "R");
        vm.assertEq(Encoding.KEY_WORDS, 36, "key words");
        vm.assertEq(Encoding.VERIFIER_TAG, VERIFIER_TAG, "verifier tag");
        vm.assertEq(Encoding.POLICY_TAG, POLICY_TAG, "policy tag");
        vm.assertEq(Encoding.TERMS_TAG, TERMS_TAG, "terms tag");
        vm.assertEq(Encoding.SCOPE_TAG, SCOPE_TAG, "scope tag");
        vm.assertEq(Encoding.CONTEXT_TAG, CONTEXT_TAG, "context tag");
    }

    function testFuzz_VerifierIdHashesThreeWords(bytes32 circuitId, bytes32 keyHash) public pure {
        bytes32 want = keccak256(bytes.concat(VERIFIER_TAG, circuitId, keyHash));
        vm.assertEq(Encoding.verifierId(circuitId, keyHash), want);
    }

    function testFuzz_PolicyIdHashesTenWords(IPolicyRegistry.Policy memory policy) public pure {
        bytes memory head = bytes.concat(
            POLICY_TAG, policy.verifierId, bytes32(policy.issuers), bytes32(policy.claim)
        );
        bytes memory times = bytes.concat(
            _word(policy.epochDays),
            _word(policy.epochs),
            _word(policy.submitDays),
            _word(policy.validDays)
        );
        bytes32 want = keccak256(bytes.concat(head, times, _word(policy.sponsor), policy.purpose));
        vm.assertEq(Encoding.policyId(policy), want);
    }

    function testFuzz_TermsIdHashesEightWords(
        bytes32 policy,
        uint16 epoch,
        bytes32 verifier,
        uint256 issuers,
        uint256 claim,
        uint64 submitUntil,
        uint64 expiry
    ) public pure {
        bytes memory head = bytes.concat(TERMS_TAG, policy, _word(epoch), verifier);
        bytes memory words = bytes.concat(head, bytes32(issuers), bytes32(claim));
        bytes32 want = keccak256(bytes.concat(words, _word(submitUntil), _word(expiry)));
        vm.assertEq(
            Encoding.termsId(policy, epoch, verifier, issuers, claim, submitUntil, expiry), want
        );
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
        bytes32 purpose,
        uint64 deadline
    ) public pure {
        bytes memory head = bytes.concat(CONTEXT_TAG, bytes32(chainId), _word(gate), id);
        bytes memory words = bytes.concat(head, _word(recipient), purpose, _word(deadline));
        uint256 got = Encoding.context(chainId, gate, id, recipient, purpose, deadline);
        vm.assertEq(got, uint256(keccak256(words)) % R);
        vm.assertLt(got, R);
    }

    function _word(uint64 value) private pure returns (bytes32) {
        return bytes32(uint256(value));
    }

    function _word(address value) private pure returns (bytes32) {
        return bytes32(uint256(uint160(value)));
    }
}
