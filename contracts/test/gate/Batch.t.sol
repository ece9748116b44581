// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAttestationGate} from "../../src/interfaces/IAttestationGate.sol";
import {IConsentRegistry} from "../../src/interfaces/IConsentRegistry.sol";
import {IGroth16Verifier} from "../../src/interfaces/IGroth16Verifier.sol";
import {IPolicyRegistry} from "../../src/interfaces/IPolicyRegistry.sol";
import {IVerifierRouter} from "../../src/interfaces/IVerifierRouter.sol";
import {
    EchoingVerifier,
    PickyVerifier,
    ReentrantVerifier,
    UnfairVerifier,
    Wallet
} from "../Doubles.sol";
import {System} from "../System.sol";

// AttestationGate.submitBatch
// ├── when there is no member or more than 32: BatchSize
// ├── when the epoch is not open, for any reason: the error of submit
// ├── when a new member fails a check of submit, wherever it stands: its error, nothing recorded
// ├── when a member was accepted before: passed over unchecked, the others are taken
// ├── when all were accepted before: 0, and the verifier is not called
// ├── when two members have one nullifier: both are checked, the first counts
// ├── when proofs do not hold
// │   ├── the first of them is named by its index among the caller's answers
// │   └── when the verifier blames nobody: the verifier's first error
// ├── when a verifier or a wallet comes back: no second answer slips in
// └── otherwise: one verification of the new members, one record and event each

contract BatchTest is System {
    uint256 private constant FIRST_KEY = 0x1000;

    function setUp() public {
        _setUpDouble(new PickyVerifier(1));
    }

    function test_RefusesNoneAndMoreThanThirtyTwo() public {
        uint256[3] memory sizes = [uint256(0), 33, 64];
        for (uint256 i = 0; i < sizes.length; ++i) {
            IAttestationGate.Answer[] memory answers = new IAttestationGate.Answer[](sizes[i]);
            uint256 size = sizes[i];
            _refused(answers, abi.encodeWithSelector(IAttestationGate.BatchSize.selector, size));
        }
    }

    function test_AcceptsFromOneToThirtyTwo() public {
        vm.assertEq(gate.submitBatch(policyId, 0, _batch(1, 1)), 1);
        vm.assertEq(gate.submitBatch(policyId, 0, _batch(2, 32)), 32);
        for (uint256 nullifier = 1; nullifier < 34; ++nullifier) {
            _isRecorded(nullifier);
        }
    }

    function test_EachNewMemberHasOneSlotAndOneEvent() public {
        IAttestationGate.Answer[] memory answers = _batch(1, 5);
        gate.submit(policyId, 0, answers[2]);
        for (uint256 i = 0; i < 5; ++i) {
            if (i == 2) continue;
            vm.expectEmit(address(gate));
            emit IAttestationGate.Accepted(policyId, 0, answers[i].nullifier);
        }
        vm.record();
        vm.recordLogs();
        vm.assertEq(gate.submitBatch(policyId, 0, answers), 4);
        vm.assertEq(_slotsWritten(address(gate)), 4, "slots");
        vm.assertEq(vm.getRecordedLogs().length, 4, "events");
    }

    function test_TheVerifierIsAskedOnceForTheNewMembers() public {
        IPolicyRegistry.Policy memory policy = policies.policy(policyId);
        vm.startPrank(OWNER);
        policy.verifierId = router.add(new EchoingVerifier());
        bytes32 id = policies.add(policy);
        vm.stopPrank();

        IAttestationGate.Answer[] memory answers = new IAttestationGate.Answer[](3);
        uint256[5][] memory inputs = new uint256[5][](3);
        bytes memory proofs;
        for (uint256 i = 0; i < 3; ++i) {
            answers[i] = _madeUp(id, 1, FIRST_KEY + i, i + 1);
            answers[i].proof[9] = bytes1(uint8(i));
            answers[i].deadline -= uint64(i);
            answers[i].consent = _consent(id, 1, answers[i], FIRST_KEY + i);
            proofs = bytes.concat(proofs, answers[i].proof);
            inputs[i] = gate.publicInputs(id, 1, i + 1, answers[i].recipient, answers[i].deadline);
        }
        bytes4 asked = EchoingVerifier.AskedBatch.selector;
        vm.expectRevert(abi.encodeWithSelector(asked, proofs, inputs));
        gate.submitBatch(id, 1, answers);
    }

    // Refusals

    function test_RefusesWhatSubmitRefusesForTheEpoch() public {
        IAttestationGate.Answer[] memory answers = _batch(1, 2);
        IPolicyRegistry.Policy memory policy = policies.policy(policyId);
        bytes memory want =
            abi.encodeWithSelector(IPolicyRegistry.EpochUnknown.selector, policyId, policy.epochs);
        vm.expectRevert(want);
        gate.submitBatch(policyId, policy.epochs, answers);

        // From the last check to the first.
        vm.prank(GUARDIAN);
        router.stop(policy.verifierId);
        _refused(
            answers,
            abi.encodeWithSelector(IVerifierRouter.VerifierIsStopped.selector, policy.verifierId)
        );
        vm.prank(GUARDIAN);
        issuers.revoke(policy.issuers);
        _refused(
            answers,
            abi.encodeWithSelector(IAttestationGate.IssuersNotActive.selector, policy.issuers)
        );
        uint64 until = policies.terms(policyId, 0).submitUntil;
        vm.warp(until + 1);
        _refused(
            answers, abi.encodeWithSelector(IAttestationGate.SubmissionsClosed.selector, until)
        );
        vm.prank(GUARDIAN);
        policies.close(policyId);
        want = abi.encodeWithSelector(IPolicyRegistry.PolicyIsClosed.selector, policyId);
        _refused(answers, want);
    }

    function test_EachNewMemberGetsEveryCheckWhereverItStands() public {
        for (uint256 index = 0; index < 4; ++index) {
            for (uint256 fault = 0; fault < 6; ++fault) {
                IAttestationGate.Answer[] memory answers = _batch(1, 4);
                IAttestationGate.Answer memory bad = answers[index];
                bytes memory want;
                if (fault == 0) {
                    bad.deadline = uint64(block.timestamp - 1);
                    want = abi.encodeWithSelector(
                        IAttestationGate.DeadlinePassed.selector, bad.deadline
                    );
                } else if (fault == 1) {
                    bad.recipient = address(0);
                    want = abi.encodeWithSelector(IAttestationGate.RecipientZero.selector);
                } else if (fault == 2) {
                    bad.nullifier = 0;
                    want = abi.encodeWithSelector(IAttestationGate.NullifierOutOfRange.selector, 0);
                } else if (fault == 3) {
                    bad.proof = new bytes(383);
                    want = abi.encodeWithSelector(IGroth16Verifier.ProofLength.selector, 383);
                } else if (fault == 4) {
                    bad.consent = "";
                    want = abi.encodeWithSelector(
                        IConsentRegistry.ConsentSignature.selector, bad.recipient
                    );
                } else {
                    bad.proof[0] = 0xee;
                    want =
                        abi.encodeWithSelector(IAttestationGate.BatchMemberInvalid.selector, index);
                }
                _refused(answers, want);
            }
        }
        vm.assertEq(gate.submitBatch(policyId, 0, _batch(1, 4)), 4);
    }

    // Lengths that add up: a member's bytes would be read as its neighbour's.
    function test_RefusesAShortProofBesideALongOne() public {
        IAttestationGate.Answer[] memory answers = _batch(1, 3);
        answers[0].proof = "";
        answers[1].proof = new bytes(768);
        _refused(answers, abi.encodeWithSelector(IGroth16Verifier.ProofLength.selector, 0));
    }

    // Passing over

    function test_AMemberSentFirstSpoilsNothing() public {
        IAttestationGate.Answer[] memory answers = _batch(1, 4);
        vm.prank(address(0xBAD));
        gate.submit(policyId, 0, answers[1]);
        vm.assertEq(gate.submitBatch(policyId, 0, answers), 3);
        for (uint256 i = 0; i < 4; ++i) {
            vm.assertEq(
                gate.historical(policyId, 0, answers[i].nullifier).recipient, answers[i].recipient
            );
        }
    }

    function test_MembersAcceptedBeforeAreNotCheckedAgain() public {
        IAttestationGate.Answer[] memory answers = _batch(1, 3);
        gate.submit(policyId, 0, answers[0]);
        vm.prank(answers[0].recipient);
        consents.withdraw(policyId);
        answers[0].deadline = 0;
        answers[0].proof = "";
        vm.assertEq(gate.submitBatch(policyId, 0, answers), 2);
    }

    function test_NothingNewIsNoErrorAndNeedsNoVerifier() public {
        IAttestationGate.Answer[] memory answers = _batch(1, 3);
        vm.assertEq(gate.submitBatch(policyId, 0, answers), 3);
        vm.mockCallRevert(
            address(verifier),
            abi.encodeWithSelector(IGroth16Verifier.verifyBatch.selector),
            "asked"
        );
        vm.recordLogs();
        vm.assertEq(gate.submitBatch(policyId, 0, answers), 0);
        vm.assertEq(vm.getRecordedLogs().length, 0);
    }

    function test_OfTwoMembersWithOneNullifierTheFirstCounts() public {
        IAttestationGate.Answer[] memory answers = _batch(1, 4);
        answers[3] = _madeUp(0xD0D0, answers[1].nullifier);
        vm.recordLogs();
        vm.assertEq(gate.submitBatch(policyId, 0, answers), 3);
        vm.assertEq(vm.getRecordedLogs().length, 3);
        vm.assertEq(
            gate.historical(policyId, 0, answers[1].nullifier).recipient, answers[1].recipient
        );
    }

    function test_TheSecondOfTwoIsCheckedToo() public {
        IAttestationGate.Answer[] memory answers = _batch(1, 4);
        answers[3] = _madeUp(0xD0D0, answers[1].nullifier);
        answers[3].proof[0] = 0xee;
        _refused(answers, abi.encodeWithSelector(IAttestationGate.BatchMemberInvalid.selector, 3));
    }

    // Bad proofs

    function test_NamesTheFirstBadMemberByTheCallersIndex() public {
        IAttestationGate.Answer[] memory answers = _batch(1, 6);
        gate.submit(policyId, 0, answers[0]);
        gate.submit(policyId, 0, answers[2]);
        answers[4].proof[0] = 0xee;
        answers[5].proof[0] = 0xee;
        _refused(answers, abi.encodeWithSelector(IAttestationGate.BatchMemberInvalid.selector, 4));
    }

    function test_AVerifierThatBlamesNobodyAcceptsNothing() public {
        IPolicyRegistry.Policy memory policy = policies.policy(policyId);
        vm.startPrank(OWNER);
        policy.verifierId = router.add(new UnfairVerifier());
        bytes32 id = policies.add(policy);
        vm.stopPrank();
        IAttestationGate.Answer[] memory answers = new IAttestationGate.Answer[](1);
        answers[0] = _madeUp(id, 0, FIRST_KEY, 1);
        vm.expectRevert(UnfairVerifier.Tired.selector);
        gate.submitBatch(id, 0, answers);
    }

    // Hostile surroundings

    function test_AVerifierCannotReenterABatch() public {
        ReentrantVerifier hostile = new ReentrantVerifier();
        IPolicyRegistry.Policy memory policy = policies.policy(policyId);
        vm.startPrank(OWNER);
        policy.verifierId = router.add(IGroth16Verifier(address(hostile)));
        bytes32 id = policies.add(policy);
        vm.stopPrank();
        IAttestationGate.Answer[] memory answers = new IAttestationGate.Answer[](1);
        answers[0] = _madeUp(id, 0, FIRST_KEY, 1);
        IAttestationGate.Answer memory inner = _madeUp(id, 0, FIRST_KEY, 2);
        hostile.arm(abi.encodeCall(gate.submit, (id, 0, inner)));
        vm.assertEq(gate.submitBatch(id, 0, answers), 1);
        vm.assertEq(gate.historical(id, 0, 2).validUntil, 0);
    }

    // It is asked after the first member's check and tries to have that member accepted twice.
    function test_AWalletCannotReenterABatch() public {
        Wallet wallet = new Wallet();
        IAttestationGate.Answer[] memory answers = _batch(1, 2);
        answers[1].recipient = address(wallet);
        wallet.arm(gate, abi.encodeCall(gate.submit, (policyId, 0, answers[0])));
        vm.recordLogs();
        vm.assertEq(gate.submitBatch(policyId, 0, answers), 2);
        vm.assertEq(vm.getRecordedLogs().length, 2);
    }

    // Any batch leaves what its members, sent one by one, would have left.
    function testFuzz_ABatchIsItsMembersOneByOne(uint256 seed) public {
        uint256 size = 1 + seed % 8;
        IAttestationGate.Answer[] memory answers = new IAttestationGate.Answer[](size);
        for (uint256 i = 0; i < size; ++i) {
            uint256 roll = uint256(keccak256(abi.encode(seed, i)));
            answers[i] = _madeUp(FIRST_KEY + i, 1 + roll % 6);
            if (roll % 5 != 0 || gate.isValid(policyId, 0, 1 + roll % 6)) continue;
            gate.submit(policyId, 0, _madeUp(FIRST_KEY + 99, 1 + roll % 6));
        }
        uint256[7] memory before;
        for (uint256 n = 1; n < 7; ++n) {
            before[n] = gate.historical(policyId, 0, n).validUntil;
        }
        uint256 accepted = gate.submitBatch(policyId, 0, answers);
        uint256 fresh = 0;
        for (uint256 n = 1; n < 7; ++n) {
            address want = address(0);
            for (uint256 i = 0; i < size && want == address(0); ++i) {
                if (answers[i].nullifier == n) want = answers[i].recipient;
            }
            if (before[n] != 0) want = vm.addr(FIRST_KEY + 99);
            vm.assertEq(gate.historical(policyId, 0, n).recipient, want);
            if (before[n] == 0 && want != address(0)) ++fresh;
        }
        vm.assertEq(accepted, fresh);
    }

    function _batch(uint256 first, uint256 size)
        private
        view
        returns (IAttestationGate.Answer[] memory answers)
    {
        answers = new IAttestationGate.Answer[](size);
        for (uint256 i = 0; i < size; ++i) {
            answers[i] = _madeUp(FIRST_KEY + first + i, first + i);
        }
    }

    function _isRecorded(uint256 nullifier) private view {
        IAttestationGate.Record memory record = gate.historical(policyId, 0, nullifier);
        vm.assertEq(record.recipient, vm.addr(FIRST_KEY + nullifier));
        vm.assertEq(record.validUntil, policies.terms(policyId, 0).expiry);
    }

    // A revert undoes every write, so that nothing was recorded needs no second look.
    function _refused(IAttestationGate.Answer[] memory answers, bytes memory want) private {
        vm.expectRevert(want);
        gate.submitBatch(policyId, 0, answers);
    }
}
