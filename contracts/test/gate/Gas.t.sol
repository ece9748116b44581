// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAttestationGate} from "../../src/interfaces/IAttestationGate.sol";
import {IConsentRegistry} from "../../src/interfaces/IConsentRegistry.sol";
import {System} from "../System.sol";

/// @dev What `submit` of a real proof costs, part by part, each part alone and cold as it is in a
/// transaction of its own. `npm run gas` prints the figures and keeps them in snapshots/gas.json;
/// the ceilings say how far they may move.
contract GasTest is System {
    // Key of six pairs, as `groth16.Setup` makes it; a ceremony's key saves about 34,000.
    uint256 private constant VERIFIER = 310_000;
    uint256 private constant SUBMIT = 386_000;

    IAttestationGate.Answer[] private answers;
    uint256[5] private inputs;
    IConsentRegistry.Consent private consent;
    bytes32 private verifierId;
    uint256 private root;

    function setUp() public {
        _setUpReal();
        for (uint256 i = 0; i < HOLDERS; ++i) {
            answers.push(_answer(i));
        }
        inputs = _inputs(0);
        verifierId = _policy().verifierId;
        root = _policy().issuers;
        consent = IConsentRegistry.Consent({
            participant: answers[0].recipient,
            policy: policyId,
            epoch: 0,
            nullifier: answers[0].nullifier,
            purpose: _policy().purpose,
            validUntil: answers[0].deadline
        });
    }

    function test_Submit() public {
        IAttestationGate.Answer memory answer = answers[0];
        gate.submit(policyId, 0, answer);
        _atMost("submit", SUBMIT);
        bytes memory data = abi.encodeCall(gate.submit, (policyId, 0, answer));
        vm.snapshotValue("gas", "submit: calldata and base fee", 21_000 + _calldataGas(data));
    }

    function test_Verifier() public {
        verifier.verifyProof(answers[0].proof, inputs);
        _atMost("verifyProof", VERIFIER);
    }

    function test_Terms() public {
        policies.terms(policyId, 0);
        _atMost("policies.terms", 14_500);
    }

    function test_Issuers() public {
        issuers.isActive(root);
        _atMost("issuers.isActive", 3_000);
    }

    function test_Router() public {
        router.verifierOf(verifierId);
        _atMost("router.verifierOf", 5_600);
    }

    function test_Consent() public {
        consents.requireConsent(consent, answers[0].consent);
        _atMost("consents.requireConsent", 11_200);
    }

    function test_Status() public {
        gate.submit(policyId, 0, answers[0]);
        gate.status(policyId, 0, answers[0].nullifier);
        _atMost("status, warm", 10_500);
    }

    function test_BatchOfEight() public {
        _batch(8, 1_140_000);
    }

    function test_BatchOfSixteen() public {
        _batch(16, 1_980_000);
    }

    function _batch(uint256 size, uint256 ceiling) private {
        IAttestationGate.Answer[] memory list = new IAttestationGate.Answer[](size);
        for (uint256 i = 0; i < size; ++i) {
            list[i] = answers[i];
        }
        gate.submitBatch(policyId, 0, list);
        _atMost(string.concat("submitBatch of ", vm.toString(size)), ceiling);
    }

    function _atMost(string memory part, uint256 ceiling) private {
        uint256 used = vm.lastCallGas().gasTotalUsed;
        vm.snapshotValue("gas", part, used);
        vm.assertLe(used, ceiling, part);
    }

    // EIP-2028: 4 for a zero byte, 16 for another.
    function _calldataGas(bytes memory data) private pure returns (uint256 gas) {
        for (uint256 i = 0; i < data.length; ++i) {
            gas += data[i] == 0 ? 4 : 16;
        }
    }
}
