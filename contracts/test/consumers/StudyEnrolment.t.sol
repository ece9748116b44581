// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {StudyEnrolment} from "../../src/consumers/StudyEnrolment.sol";
import {IAttestationGate} from "../../src/interfaces/IAttestationGate.sol";
import {IConsentRegistry} from "../../src/interfaces/IConsentRegistry.sol";
import {IPolicyRegistry} from "../../src/interfaces/IPolicyRegistry.sol";
import {IStudyEnrolment} from "../../src/interfaces/IStudyEnrolment.sol";
import {AcceptingVerifier} from "../Doubles.sol";
import {System} from "../System.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

// StudyEnrolment
// ├── open: the sponsor, a known epoch, once, a quota of at least 1; else reverts
// ├── enrol
// │   ├── no study, closed study, quota reached, enrolled before: reverts
// │   ├── record unknown, withdrawn, revoked, stopped, expired: reverts with the status
// │   └── otherwise: counted, by whoever calls
// ├── submitAndEnrol: submits if nobody has, then enrols
// └── close: the sponsor, once, for ever; what was counted stays

contract StudyEnrolmentTest is System {
    uint256 private constant KEY = 0xB0B;
    uint256 private constant NULLIFIER = 0x4e;
    uint32 private constant QUOTA = 2;

    StudyEnrolment private studies;
    address private sponsor;

    function setUp() public {
        _setUpDouble(new AcceptingVerifier(1));
        studies = new StudyEnrolment(gate);
        sponsor = policies.policy(policyId).sponsor;
        vm.prank(sponsor);
        studies.open(policyId, 0, QUOTA);
    }

    function test_OnlyTheSponsorOpensAndCloses() public {
        address[3] memory others = [OWNER, GUARDIAN, address(this)];
        for (uint256 i = 0; i < others.length; ++i) {
            bytes memory reason =
                abi.encodeWithSelector(IStudyEnrolment.NotSponsor.selector, others[i]);
            vm.prank(others[i]);
            vm.expectRevert(reason);
            studies.open(policyId, 1, QUOTA);
            vm.prank(others[i]);
            vm.expectRevert(reason);
            studies.close(policyId, 0);
        }
        vm.expectEmit(address(studies));
        emit IStudyEnrolment.StudyOpened(policyId, 1, 1);
        vm.prank(sponsor);
        studies.open(policyId, 1, 1);
    }

    function test_AStudyIsOpenedOnceForAKnownEpochWithAQuota() public {
        uint16 epochs = policies.policy(policyId).epochs;
        vm.startPrank(sponsor);
        vm.expectRevert(abi.encodeWithSelector(IStudyEnrolment.StudyExists.selector, policyId, 0));
        studies.open(policyId, 0, QUOTA);
        vm.expectRevert(IStudyEnrolment.QuotaZero.selector);
        studies.open(policyId, 1, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IPolicyRegistry.EpochUnknown.selector, policyId, epochs)
        );
        studies.open(policyId, epochs, QUOTA);
        vm.expectRevert(
            abi.encodeWithSelector(IPolicyRegistry.PolicyUnknown.selector, bytes32(uint256(1)))
        );
        studies.open(bytes32(uint256(1)), 0, QUOTA);
        vm.stopPrank();
    }

    function test_AValidRecordIsEnrolledByWhoeverCalls() public {
        _accept(KEY, NULLIFIER);
        vm.expectEmit(address(studies));
        emit IStudyEnrolment.Enrolled(policyId, 0, NULLIFIER);
        vm.prank(address(0xBAD));
        studies.enrol(policyId, 0, NULLIFIER);
        vm.assertTrue(studies.isEnrolled(policyId, 0, NULLIFIER), "enrolled");
        vm.assertFalse(studies.isEnrolled(policyId, 1, NULLIFIER), "in another epoch");
        _counts(1);

        bytes4 refusal = IStudyEnrolment.AlreadyEnrolled.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, NULLIFIER));
        studies.enrol(policyId, 0, NULLIFIER);
        _counts(1);
    }

    function test_TheQuotaIsKept() public {
        for (uint256 i = 1; i <= QUOTA + 1; ++i) {
            _accept(i, i);
        }
        for (uint256 i = 1; i <= QUOTA; ++i) {
            studies.enrol(policyId, 0, i);
        }
        vm.expectRevert(abi.encodeWithSelector(IStudyEnrolment.QuotaReached.selector, QUOTA));
        studies.enrol(policyId, 0, QUOTA + 1);
        _counts(QUOTA);
    }

    function test_WhatDoesNotCountIsNotEnrolled() public {
        _refused(IAttestationGate.Status.Unknown);
        _accept(KEY, NULLIFIER);
        vm.warp(uint256(policies.terms(policyId, 0).expiry) + 1);
        _refused(IAttestationGate.Status.Expired);
        bytes32 verifierId = policies.policy(policyId).verifierId;
        vm.prank(GUARDIAN);
        router.stop(verifierId);
        _refused(IAttestationGate.Status.VerifierStopped);
        uint256 root = policies.policy(policyId).issuers;
        vm.prank(GUARDIAN);
        issuers.revoke(root);
        _refused(IAttestationGate.Status.IssuersRevoked);
        vm.prank(vm.addr(KEY));
        consents.withdraw(policyId);
        _refused(IAttestationGate.Status.ConsentWithdrawn);
        _counts(0);
    }

    function test_AWithdrawalRewritesNothingPast() public {
        _accept(KEY, NULLIFIER);
        studies.enrol(policyId, 0, NULLIFIER);
        vm.prank(vm.addr(KEY));
        consents.withdraw(policyId);
        vm.assertTrue(studies.isEnrolled(policyId, 0, NULLIFIER), "enrolled");
        vm.assertFalse(gate.isValid(policyId, 0, NULLIFIER), "valid");
        _counts(1);
    }

    function test_AnUnknownStudyTakesNobody() public {
        gate.submit(policyId, 1, _madeUp(policyId, 1, KEY, NULLIFIER));
        bytes memory unknown =
            abi.encodeWithSelector(IStudyEnrolment.StudyUnknown.selector, policyId, 1);
        vm.expectRevert(unknown);
        studies.enrol(policyId, 1, NULLIFIER);
        vm.prank(sponsor);
        vm.expectRevert(unknown);
        studies.close(policyId, 1);
    }

    function test_AClosedStudyTakesNobodyForEver() public {
        _accept(1, 1);
        _accept(2, 2);
        studies.enrol(policyId, 0, 1);
        vm.expectEmit(address(studies));
        emit IStudyEnrolment.StudyClosed(policyId, 0, 1);
        vm.prank(sponsor);
        studies.close(policyId, 0);

        bytes memory closed =
            abi.encodeWithSelector(IStudyEnrolment.StudyIsClosed.selector, policyId, 0);
        vm.expectRevert(closed);
        studies.enrol(policyId, 0, 2);
        vm.startPrank(sponsor);
        vm.expectRevert(closed);
        studies.close(policyId, 0);
        vm.expectRevert(abi.encodeWithSelector(IStudyEnrolment.StudyExists.selector, policyId, 0));
        studies.open(policyId, 0, QUOTA);
        vm.stopPrank();
        _counts(1);
        vm.assertTrue(studies.study(policyId, 0).closed, "closed");
    }

    function test_OneCallSubmitsAndEnrolsWhateverIsLeft() public {
        studies.submitAndEnrol(policyId, 0, _madeUp(1, 1));
        _accept(2, 2);
        studies.submitAndEnrol(policyId, 0, _madeUp(2, 2));
        _counts(2);
        IAttestationGate.Answer memory again = _madeUp(2, 2);
        vm.expectRevert(
            abi.encodeWithSelector(IStudyEnrolment.AlreadyEnrolled.selector, uint256(2))
        );
        studies.submitAndEnrol(policyId, 0, again);
    }

    // What the gate has is not handed in again, so the reason is the record's and not the gate's.
    function test_OneCallDoesNotEnrolARecordThatStoppedCounting() public {
        IAttestationGate.Answer memory answer = _madeUp(KEY, NULLIFIER);
        gate.submit(policyId, 0, answer);
        vm.prank(answer.recipient);
        consents.withdraw(policyId);
        vm.expectRevert(
            abi.encodeWithSelector(
                IStudyEnrolment.RecordNotValid.selector,
                NULLIFIER,
                IAttestationGate.Status.ConsentWithdrawn
            )
        );
        studies.submitAndEnrol(policyId, 0, answer);
        _counts(0);
    }

    function test_WhatTheGateRefusesIsNotEnrolled() public {
        IAttestationGate.Answer memory answer = _madeUp(KEY, NULLIFIER);
        answer.consent[3] ^= 0x01;
        vm.expectRevert(
            abi.encodeWithSelector(IConsentRegistry.ConsentSignature.selector, answer.recipient)
        );
        studies.submitAndEnrol(policyId, 0, answer);
        _counts(0);
    }

    function test_SaysWhatItIs() public view {
        vm.assertTrue(studies.supportsInterface(type(IStudyEnrolment).interfaceId));
        vm.assertTrue(studies.supportsInterface(type(IERC165).interfaceId));
        vm.assertFalse(studies.supportsInterface(0xffffffff));
        vm.assertEq(address(studies.gate()), address(gate));
        vm.assertEq(address(studies.policies()), address(policies));
    }

    function testFuzz_TheCountIsThatOfDistinctNullifiers(uint8[12] memory nullifiers) public {
        vm.prank(sponsor);
        studies.open(policyId, 1, type(uint32).max);
        uint256 distinct = 0;
        bool[256] memory seen;
        for (uint256 i = 0; i < nullifiers.length; ++i) {
            uint256 n = uint256(nullifiers[i] % 8) + 1;
            try studies.submitAndEnrol(policyId, 1, _madeUp(policyId, 1, n, n)) {
                vm.assertFalse(seen[n], "counted twice");
                seen[n] = true;
                ++distinct;
            } catch {
                vm.assertTrue(seen[n], "not counted");
            }
        }
        vm.assertEq(studies.study(policyId, 1).participants, distinct, "participants");
    }

    function _accept(uint256 key, uint256 nullifier) private {
        gate.submit(policyId, 0, _madeUp(key, nullifier));
    }

    function _refused(IAttestationGate.Status status) private {
        vm.expectRevert(
            abi.encodeWithSelector(IStudyEnrolment.RecordNotValid.selector, NULLIFIER, status)
        );
        studies.enrol(policyId, 0, NULLIFIER);
    }

    function _counts(uint256 want) private view {
        vm.assertEq(studies.study(policyId, 0).participants, want, "participants");
    }
}
