// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimLimits} from "../src/ClaimLimits.sol";
import {ClaimWord} from "../src/ClaimWord.sol";
import {Encoding} from "../src/Encoding.sol";
import {IPolicyRegistry} from "../src/interfaces/IPolicyRegistry.sol";
import {Test} from "./Test.sol";

/// @dev Encoding against the vectors that the Go encoder writes. An absent file, an absent list and
/// an empty list all fail: a corpus that vanished must not look like agreement.
contract EncodingVectorsTest is Test {
    string private json;

    function setUp() public {
        json = vm.readFile("../circuits/vectors/encoding.json");
    }

    function test_VerifierIdsAgreeWithGo() public view {
        uint256 count = _count(".verifier_id");
        for (uint256 i = 0; i < count; ++i) {
            string memory item = _item(".verifier_id", i);
            bytes32 got =
                Encoding.verifierId(_bytes32(item, ".circuit_id"), _bytes32(item, ".key_hash"));
            vm.assertEq(got, _bytes32(item, ".want"), item);
        }
    }

    function test_PolicyIdsAgreeWithGo() public view {
        uint256 count = _count(".policy_id");
        for (uint256 i = 0; i < count; ++i) {
            string memory item = _item(".policy_id", i);
            IPolicyRegistry.Policy memory policy = IPolicyRegistry.Policy({
                verifierId: _bytes32(item, ".verifier_id"),
                issuers: _uint(item, ".issuers"),
                claim: _uint(item, ".claim"),
                epochDays: _uint16(item, ".epoch_days"),
                epochs: _uint16(item, ".epochs"),
                submitDays: _uint16(item, ".submit_days"),
                validDays: _uint16(item, ".valid_days"),
                sponsor: _address(item, ".sponsor"),
                purpose: _bytes32(item, ".purpose")
            });
            vm.assertEq(Encoding.policyId(policy), _bytes32(item, ".want"), item);
        }
    }

    function test_TermsIdsAgreeWithGo() public view {
        uint256 count = _count(".terms_id");
        for (uint256 i = 0; i < count; ++i) {
            string memory item = _item(".terms_id", i);
            bytes32 got = Encoding.termsId(
                _bytes32(item, ".policy"),
                _uint16(item, ".epoch"),
                _bytes32(item, ".verifier"),
                _uint(item, ".issuers"),
                _uint(item, ".claim"),
                _uint64(item, ".submit_until"),
                _uint64(item, ".expiry")
            );
            vm.assertEq(got, _bytes32(item, ".want"), item);
        }
    }

    function test_ScopesAgreeWithGo() public view {
        uint256 count = _count(".scope");
        for (uint256 i = 0; i < count; ++i) {
            string memory item = _item(".scope", i);
            uint256 got = Encoding.scope(
                _uint(item, ".chain_id"), _address(item, ".gate"), _bytes32(item, ".terms")
            );
            vm.assertEq(got, _uint(item, ".want"), item);
        }
    }

    function test_ContextsAgreeWithGo() public view {
        uint256 count = _count(".context");
        for (uint256 i = 0; i < count; ++i) {
            string memory item = _item(".context", i);
            uint256 got = Encoding.context(
                _uint(item, ".chain_id"),
                _address(item, ".gate"),
                _bytes32(item, ".terms"),
                _address(item, ".recipient"),
                _bytes32(item, ".purpose"),
                _uint64(item, ".deadline")
            );
            vm.assertEq(got, _uint(item, ".want"), item);
        }
    }

    function test_ClaimWordsAgreeWithGo() public view {
        uint256 count = _count(".claim");
        for (uint256 i = 0; i < count; ++i) {
            string memory item = _item(".claim", i);
            uint256 word = _uint(item, ".word");
            uint256 bits = ClaimLimits.bits(ClaimWord.claimMetric(word));
            vm.assertTrue(ClaimWord.claimWellFormed(word, bits), item);
            vm.assertEq(ClaimWord.claimFormat(word), _uint(item, ".format"), item);
            vm.assertEq(ClaimWord.claimMetric(word), _uint(item, ".metric"), item);
            vm.assertEq(ClaimWord.claimDays(word), _uint(item, ".days"), item);
            vm.assertEq(ClaimWord.claimEarliestEnd(word), _uint(item, ".earliest_end"), item);
            vm.assertEq(ClaimWord.claimLatestEnd(word), _uint(item, ".latest_end"), item);
            vm.assertEq(ClaimWord.claimMinAssurance(word), _uint(item, ".min_assurance"), item);
            vm.assertEq(ClaimWord.claimCoverage(word), _uint(item, ".coverage"), item);
        }
    }

    function _count(string memory list) private view returns (uint256 count) {
        while (vm.keyExistsJson(json, _item(list, count))) ++count;
        vm.assertTrue(count > 0, string.concat("encoding.json: nothing in ", list));
    }

    function _item(string memory list, uint256 i) private pure returns (string memory) {
        return string.concat(list, "[", vm.toString(i), "]");
    }

    function _uint(string memory item, string memory key) private view returns (uint256) {
        return vm.parseJsonUint(json, string.concat(item, key));
    }

    function _uint64(string memory item, string memory key) private view returns (uint64 value) {
        uint256 wide = _uint(item, key);
        value = uint64(wide);
        vm.assertEq(uint256(value), wide, "64 bits");
    }

    function _uint16(string memory item, string memory key) private view returns (uint16 value) {
        uint256 wide = _uint(item, key);
        value = uint16(wide);
        vm.assertEq(uint256(value), wide, "16 bits");
    }

    function _bytes32(string memory item, string memory key) private view returns (bytes32) {
        return vm.parseJsonBytes32(json, string.concat(item, key));
    }

    function _address(string memory item, string memory key) private view returns (address) {
        return vm.parseJsonAddress(json, string.concat(item, key));
    }
}
