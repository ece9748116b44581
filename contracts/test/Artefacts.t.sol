// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test, Vm} from "./Test.sol";

/// @dev What Go programs deploy is what these tests ran: artefacts/ holds the same bytecode.
contract ArtefactsTest is Test {
    function test_ArtefactsAreTheTestedBytecode() public view {
        Vm.DirEntry[] memory files = vm.readDir("artefacts");
        vm.assertTrue(files.length > 1, "a gate and its verifiers");
        for (uint256 i = 0; i < files.length; ++i) {
            string memory json = vm.readFile(files[i].path);
            string memory source = vm.parseJsonString(json, ".source");
            string memory name = vm.parseJsonString(json, ".contract");
            bytes memory tested = vm.getCode(string.concat(source, ":", name));
            vm.assertEq(vm.parseJsonBytes(json, ".bytecode"), tested, name);
        }
    }
}
