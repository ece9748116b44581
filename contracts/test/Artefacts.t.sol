// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "./Test.sol";

/// @dev What Go programs deploy is what these tests ran: artefacts/ holds the same bytecode.
contract ArtefactsTest is Test {
    function test_ArtefactsAreTheTestedBytecode() public view {
        string[2] memory names = ["AttestationGate", "Glucose15Min14dVerifier"];
        for (uint256 i = 0; i < names.length; ++i) {
            string memory name = names[i];
            string memory json = vm.readFile(string.concat("artefacts/", name, ".json"));
            bytes memory want = vm.getCode(string.concat(name, ".sol:", name));
            vm.assertEq(vm.parseJsonBytes(json, ".bytecode"), want, name);
        }
    }
}
