// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Encoding} from "../src/Encoding.sol";
import {Test} from "./Test.sol";

/// @dev Encoding against the vectors that the Go encoder writes. An absent file, an absent list and
/// an empty list all fail: a corpus that vanished must not look like agreement.
contract EncodingVectorsTest is Test {
    string private json;

    function setUp() public {
        json = vm.readFile("../circuits/vectors/encoding.json");
    }

    function test_PolicyIdsAgreeWithGo() public view {
        uint256 count = _count(".policy_id");
        for (uint256 i = 0; i < count; ++i) {
            string memory item = _at(".policy_id", i);
            bytes32 got = Encoding.policyId(
                _bytes32(item, ".circuit_id"),
                _uint(item, ".issuers"),
                _uint(item, ".claim"),
                _uint64(item, ".submit_until"),
                _uint64(item, ".validity")
            );
            vm.assertEq(got, _bytes32(item, ".want"), item);
        }
    }

    function test_ScopesAgreeWithGo() public view {
        uint256 count = _count(".scope");
        for (uint256 i = 0; i < count; ++i) {
            string memory item = _at(".scope", i);
            uint256 got = Encoding.scope(
                _uint(item, ".chain_id"), _address(item, ".gate"), _bytes32(item, ".policy_id")
            );
            vm.assertEq(got, _uint(item, ".want"), item);
        }
    }

    function test_ContextsAgreeWithGo() public view {
        uint256 count = _count(".context");
        for (uint256 i = 0; i < count; ++i) {
            string memory item = _at(".context", i);
            uint256 got = Encoding.context(
                _uint(item, ".chain_id"),
                _address(item, ".gate"),
                _bytes32(item, ".policy_id"),
                _address(item, ".recipient"),
                _bytes32(item, ".consent_hash"),
                _uint64(item, ".deadline")
            );
            vm.assertEq(got, _uint(item, ".want"), item);
        }
    }

    function test_ClaimWordsAgreeWithGo() public view {
        uint256 count = _count(".claim");
        for (uint256 i = 0; i < count; ++i) {
            string memory item = _at(".claim", i);
            uint256 word = _uint(item, ".word");
            vm.assertTrue(Encoding.claimWellFormed(word), item);
            vm.assertEq(Encoding.claimFormat(word), _uint(item, ".format"), item);
            vm.assertEq(Encoding.claimMetric(word), _uint(item, ".metric"), item);
            vm.assertEq(Encoding.claimDays(word), _uint(item, ".days"), item);
            vm.assertEq(Encoding.claimEarliestEnd(word), _uint(item, ".earliest_end"), item);
            vm.assertEq(Encoding.claimLatestEnd(word), _uint(item, ".latest_end"), item);
            vm.assertEq(Encoding.claimMinAssurance(word), _uint(item, ".min_assurance"), item);
            vm.assertEq(Encoding.claimCoverage(word), _uint(item, ".coverage"), item);
        }
    }

    function _count(string memory list) private view returns (uint256 count) {
        while (vm.keyExistsJson(json, _at(list, count))) ++count;
        vm.assertTrue(count > 0, string.concat("encoding.json: nothing in ", list));
    }

    function _at(string memory list, uint256 i) private pure returns (string memory) {
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

    function _bytes32(string memory item, string memory key) private view returns (bytes32) {
        return vm.parseJsonBytes32(json, string.concat(item, key));
    }

    function _address(string memory item, string memory key) private view returns (address) {
        return vm.parseJsonAddress(json, string.concat(item, key));
    }
}
