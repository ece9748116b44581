// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAttestationGate} from "../../src/interfaces/IAttestationGate.sol";
import {IPolicyRegistry} from "../../src/interfaces/IPolicyRegistry.sol";
import {AcceptingVerifier} from "../Doubles.sol";
import {System} from "../System.sol";

// AttestationGate.status, isValid and historical
// ├── when the nullifier was never accepted: Unknown, also for unknown policies
// ├── when the recipient withdrew from the policy: ConsentWithdrawn
// ├── when the issuers were revoked: IssuersRevoked
// ├── when the verifier was stopped or its code is gone: VerifierStopped
// ├── after the record's last second: Expired
// ├── otherwise, also in a closed policy, a closed epoch or after the issuers' window: Valid
// ├── of several the first of these
// └── historical says the same through all of it

contract StatusTest is System {
    uint256 private constant KEY = 0xB0B;
    uint256 private constant NULLIFIER = 0x4e;

    IPolicyRegistry.Policy private policy;
    address private recipient;
    uint64 private validUntil;

    function setUp() public {
        _setUpDouble(new AcceptingVerifier(1));
        policy = policies.policy(policyId);
        recipient = vm.addr(KEY);
        validUntil = policies.terms(policyId, 0).expiry;
        gate.submit(policyId, 0, _madeUp(KEY, NULLIFIER));
    }

    function test_ARecordIsValidThroughItsLastSecond() public {
        _is(IAttestationGate.Status.Valid);
        vm.warp(validUntil);
        _is(IAttestationGate.Status.Valid);
        vm.warp(uint256(validUntil) + 1);
        _is(IAttestationGate.Status.Expired);
    }

    function test_WhatWasNeverAcceptedIsUnknown() public {
        _isUnknown(policyId, 0, NULLIFIER + 1);
        _isUnknown(policyId, 1, NULLIFIER);
        _isUnknown(policyId, type(uint16).max, NULLIFIER);
        _isUnknown(keccak256("unknown"), 0, NULLIFIER);
        vm.warp(0);
        _isUnknown(policyId, 0, NULLIFIER + 1);
    }

    function test_TheRecipientsWithdrawalFlipsTheStatus() public {
        vm.prank(recipient);
        consents.withdraw(keccak256("another policy"));
        vm.prank(address(0x57A6E));
        consents.withdraw(policyId);
        _is(IAttestationGate.Status.Valid);
        vm.prank(recipient);
        consents.withdraw(policyId);
        _is(IAttestationGate.Status.ConsentWithdrawn);
    }

    function test_RevokedIssuersFlipTheStatus() public {
        vm.prank(GUARDIAN);
        issuers.revoke(policy.issuers);
        _is(IAttestationGate.Status.IssuersRevoked);
    }

    // The window says when proofs are taken; what was taken inside it stays good.
    function test_TheEndOfTheIssuersWindowDoesNot() public {
        policy.issuers += 1;
        vm.startPrank(OWNER);
        issuers.add(policy.issuers, 1, uint64(block.timestamp), "");
        policyId = policies.add(policy);
        vm.stopPrank();
        gate.submit(policyId, 0, _madeUp(KEY, NULLIFIER));
        vm.warp(block.timestamp + 1);
        vm.assertFalse(issuers.isActive(policy.issuers));
        _is(IAttestationGate.Status.Valid);
    }

    function test_AStoppedVerifierFlipsTheStatus() public {
        vm.prank(GUARDIAN);
        router.stop(policy.verifierId);
        _is(IAttestationGate.Status.VerifierStopped);
    }

    function test_AVanishedVerifierFlipsTheStatusAndBlocksNoRead() public {
        vm.etch(address(verifier), "");
        _is(IAttestationGate.Status.VerifierStopped);
    }

    function test_AClosedPolicyAndAClosedEpochKeepTheirRecords() public {
        vm.prank(policy.sponsor);
        policies.close(policyId);
        _is(IAttestationGate.Status.Valid);
        vm.warp(policies.terms(policyId, 0).submitUntil + 1);
        _is(IAttestationGate.Status.Valid);
    }

    function test_TheFirstReasonIsTheOneGiven() public {
        vm.warp(uint256(validUntil) + 1);
        _is(IAttestationGate.Status.Expired);
        vm.prank(GUARDIAN);
        router.stop(policy.verifierId);
        _is(IAttestationGate.Status.VerifierStopped);
        vm.prank(GUARDIAN);
        issuers.revoke(policy.issuers);
        _is(IAttestationGate.Status.IssuersRevoked);
        vm.prank(recipient);
        consents.withdraw(policyId);
        _is(IAttestationGate.Status.ConsentWithdrawn);
    }

    // A stop is for proofs: whoever wants out gets out.
    function test_WithdrawalWorksWhileEverythingIsStopped() public {
        vm.startPrank(GUARDIAN);
        router.stop(policy.verifierId);
        issuers.revoke(policy.issuers);
        policies.close(policyId);
        vm.stopPrank();
        vm.etch(address(verifier), "");
        vm.prank(recipient);
        consents.withdraw(policyId);
        _is(IAttestationGate.Status.ConsentWithdrawn);
    }

    function _is(IAttestationGate.Status want) private view {
        vm.assertEq(uint256(gate.status(policyId, 0, NULLIFIER)), uint256(want), "status");
        bool valid = want == IAttestationGate.Status.Valid;
        vm.assertEq(gate.isValid(policyId, 0, NULLIFIER), valid);
        IAttestationGate.Record memory record = gate.historical(policyId, 0, NULLIFIER);
        vm.assertEq(record.validUntil, validUntil);
        vm.assertEq(record.recipient, recipient);
    }

    function _isUnknown(bytes32 id, uint16 epoch, uint256 nullifier) private view {
        vm.assertEq(
            uint256(gate.status(id, epoch, nullifier)), uint256(IAttestationGate.Status.Unknown)
        );
        vm.assertFalse(gate.isValid(id, epoch, nullifier));
        IAttestationGate.Record memory record = gate.historical(id, epoch, nullifier);
        vm.assertEq(record.validUntil, 0);
        vm.assertEq(record.recipient, address(0));
    }
}
