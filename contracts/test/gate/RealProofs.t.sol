// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationGate} from "../../src/AttestationGate.sol";
import {IAttestationGate} from "../../src/interfaces/IAttestationGate.sol";
import {IConsentRegistry} from "../../src/interfaces/IConsentRegistry.sol";
import {IGroth16Verifier} from "../../src/interfaces/IGroth16Verifier.sol";
import {IPolicyRegistry} from "../../src/interfaces/IPolicyRegistry.sol";
import {AcceptingVerifier} from "../Doubles.sol";
import {System} from "../System.sol";

// The whole system with the real verifier and the proofs of circuits/vectors/evm.json
// ├── the gate rebuilds the public inputs that Go proved
// ├── each answer: accepted once; next epoch: accepted under an unrelated nullifier
// ├── a replay, a re-randomised proof, a front-runner's copy: no second record, same recipient
// ├── another recipient, deadline, nullifier, policy, epoch, chain or gate: refused for the proof,
// │   since the consent is signed anew each time
// ├── each proof word changed: refused
// ├── batches of 16 and 17, one bad member, two that cancel, one sent first
// └── proofs of true statements do not stop the verifier

contract RealProofsTest is System {
    // Order of the base field.
    uint256 private constant P = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47;

    // A precompile that is handed a point off its curve burns all the gas it was given. Naming a
    // member takes the verifier about half a million besides what the batch may burn.
    uint256 private constant GAS_LIMIT = 2_000_000;

    // Words of a proof.
    uint256 private constant A_Y = 1;
    uint256 private constant B_Y1 = 4;
    uint256 private constant B_Y0 = 5;
    uint256 private constant C_WORD = 6;

    function setUp() public {
        _setUpReal();
    }

    // The proofs hold, once

    function test_TheGateRebuildsTheInputsGoProved() public view {
        for (uint256 i = 0; i <= NEXT_EPOCH_ANSWER; ++i) {
            IAttestationGate.Answer memory a = _answer(i);
            uint256[5] memory got =
                gate.publicInputs(policyId, _epochOf(i), a.nullifier, a.recipient, a.deadline);
            vm.assertEq(abi.encode(got), abi.encode(_inputs(i)), "public inputs");
        }
    }

    function test_AcceptsEachProofOnce() public {
        for (uint256 i = 0; i <= NEXT_EPOCH_ANSWER; ++i) {
            IAttestationGate.Answer memory a = _answer(i);
            uint16 epoch = _epochOf(i);
            vm.expectEmit(address(gate));
            emit IAttestationGate.Accepted(policyId, epoch, a.nullifier);
            gate.submit(policyId, epoch, a);
            _isRecorded(epoch, a);
            _used(epoch, a);
        }
    }

    // Holder 0 in two epochs: two records that nothing on chain connects.
    function test_TheNextEpochHasAnUnrelatedNullifier() public {
        IAttestationGate.Answer memory first = _answer(0);
        IAttestationGate.Answer memory next = _answer(NEXT_EPOCH_ANSWER);
        vm.assertEq(first.recipient, next.recipient, "the same holder");
        vm.assertNotEq(first.nullifier, next.nullifier, "nullifier");
        vm.assertNotEq(gate.scope(policyId, 0), gate.scope(policyId, 1), "scope");
        gate.submit(policyId, 0, first);
        gate.submit(policyId, 1, next);
        _isRecorded(0, first);
        _isRecorded(1, next);
        _bothRefuse(1, first);
        _bothRefuse(0, next);
    }

    // Whoever sees the answer first and sends it himself changes nothing.
    function test_AFrontRunnerGainsNothing() public {
        IAttestationGate.Answer memory a = _answer(0);
        vm.prank(address(0xBAD));
        gate.submit(policyId, 0, a);
        _isRecorded(0, a);
        _used(0, a);

        IAttestationGate.Answer memory stolen = _answer(1);
        uint256 thiefKey = 0xBAD;
        stolen.recipient = vm.addr(thiefKey);
        stolen.consent = _consent(policyId, 0, stolen, thiefKey);
        _proofRefused(0, stolen);
    }

    // Anyone can turn a Groth16 proof into another one: (-A, -B) for (A, B) is the simplest way.
    function test_ARewrittenProofDoesNotCountTwice() public {
        IAttestationGate.Answer memory a = _answer(0);
        bytes memory kept = bytes.concat(a.proof);
        uint256[3] memory ys = [A_Y, B_Y1, B_Y0];
        for (uint256 i = 0; i < ys.length; ++i) {
            _setWord(a.proof, ys[i], P - _word(a.proof, ys[i]));
        }
        vm.assertNotEq(keccak256(a.proof), keccak256(kept), "rewritten");
        gate.submit(policyId, 0, a);
        _used(0, a);
        a.proof = kept;
        _used(0, a);
        IAttestationGate.Answer[] memory again = new IAttestationGate.Answer[](1);
        again[0] = a;
        vm.assertEq(gate.submitBatch(policyId, 0, again), 0);
    }

    // What the proof is bound to. Consents are signed anew: only the proof can be the reason.

    function test_RefusesAnotherRecipientDeadlineOrNullifier() public {
        uint256 key = _recipientKey(0);
        for (uint256 i = 0; i < 4; ++i) {
            IAttestationGate.Answer memory a = _answer(0);
            uint256 signer = key;
            if (i == 0) {
                signer = 0xBAD;
                a.recipient = vm.addr(signer);
            }
            if (i == 1) a.deadline += 1;
            if (i == 2) a.deadline -= 1;
            if (i == 3) a.nullifier += 1;
            a.consent = _consent(policyId, 0, a, signer);
            _proofRefused(0, a);
        }
        _submit(0);
    }

    function test_RefusesAnotherPolicy() public {
        for (uint256 i = 0; i < 8; ++i) {
            IPolicyRegistry.Policy memory other = _policy();
            vm.startPrank(OWNER);
            if (i == 0) {
                other.issuers += 1;
                issuers.add(other.issuers, 1, type(uint64).max, "");
            }
            if (i == 1) other.claim ^= 1 << 52;
            if (i == 2) other.epochDays += 1;
            if (i == 3) other.epochs += 1;
            if (i == 4) other.submitDays += 1;
            if (i == 5) other.validDays += 1;
            if (i == 6) other.sponsor = address(0x5907);
            if (i == 7) other.purpose = keccak256("another purpose");
            bytes32 id = policies.add(other);
            vm.stopPrank();
            IAttestationGate.Answer memory a = _answer(0);
            a.consent = _consent(id, 0, a, _recipientKey(0));
            vm.expectRevert(IGroth16Verifier.ProofInvalid.selector);
            gate.submit(id, 0, a);
        }
        _submit(0);
    }

    function test_RefusesAnotherEpoch() public {
        IAttestationGate.Answer memory a = _answer(0);
        for (uint16 epoch = 1; epoch < _policy().epochs; ++epoch) {
            a.consent = _consent(policyId, epoch, a, _recipientKey(0));
            _proofRefused(epoch, a);
        }
        _submit(0);
    }

    function test_RefusesAnotherChain() public {
        uint256 home = block.chainid;
        vm.chainId(1);
        _proofRefused(0, _answer(0));
        vm.chainId(home);
        _submit(0);
    }

    function test_RefusesATwinOfTheGate() public {
        AttestationGate home = gate;
        gate = new AttestationGate(router, issuers, policies, consents);
        _proofRefused(0, _answer(0));
        gate = home;
        _submit(0);
    }

    // The records of a policy whose verifier takes anything do not bar the real one's holders.
    function test_AForgedPolicyCannotUseUpRealNullifiers() public {
        IPolicyRegistry.Policy memory other = _policy();
        vm.startPrank(OWNER);
        other.verifierId = router.add(new AcceptingVerifier(0xBAD));
        bytes32 broken = policies.add(other);
        vm.stopPrank();
        for (uint256 i = 0; i < 3; ++i) {
            IAttestationGate.Answer memory a = _answer(i);
            gate.submit(broken, 0, _madeUp(broken, 0, 0xBAD, a.nullifier));
            gate.submit(policyId, 0, a);
            _isRecorded(0, a);
        }
    }

    function test_RefusesEachProofWordChanged() public {
        for (uint256 i = 0; i < 12; ++i) {
            IAttestationGate.Answer memory a = _answer(0);
            uint256 word = _word(a.proof, i);
            uint256[4] memory values = [word + 1, word + P, P - word, 0];
            for (uint256 j = 0; j < values.length; ++j) {
                // Negating an x coordinate or one half of y leaves the curve, negating the whole
                // of one point breaks its equation.
                _setWord(a.proof, i, values[j]);
                _proofRefused(0, a);
            }
        }
        _submit(0);
    }

    // Batches

    function test_AcceptsBatchesOfSixteenAndSeventeen() public {
        vm.assertEq(gate.submitBatch(policyId, 0, _answers(16)), 16);
        for (uint256 i = 0; i < 16; ++i) {
            _isRecorded(0, _answer(i));
        }
        vm.assertEq(gate.submitBatch(policyId, 0, _answers(17)), 1);
        _isRecorded(0, _answer(16));
        vm.assertEq(gate.submitBatch(policyId, 0, _answers(17)), 0);
    }

    function test_AcceptsSeventeenAtOnce() public {
        vm.assertEq(gate.submitBatch(policyId, 0, _answers(17)), 17);
    }

    function test_NamesTheOneBadMember() public {
        for (uint256 bad = 0; bad < 17; bad += 4) {
            IAttestationGate.Answer[] memory answers = _answers(17);
            // Another holder's proof, which is good for that holder.
            answers[bad].proof = _answer((bad + 1) % 17).proof;
            vm.expectRevert(
                abi.encodeWithSelector(IAttestationGate.BatchMemberInvalid.selector, bad)
            );
            gate.submitBatch(policyId, 0, answers);
        }
    }

    function test_NamesTheBadMemberAmongThoseAcceptedBefore() public {
        IAttestationGate.Answer[] memory answers = _answers(6);
        _submit(0);
        _submit(3);
        answers[4].proof = answers[5].proof;
        vm.expectRevert(abi.encodeWithSelector(IAttestationGate.BatchMemberInvalid.selector, 4));
        gate.submitBatch(policyId, 0, answers);
    }

    // Two errors that cancel in a sum: C_0 and C_1 swapped, so that their sum is as it should be.
    function test_RefusesErrorsThatCancel() public {
        IAttestationGate.Answer[] memory answers = _answers(2);
        for (uint256 i = 0; i < 2; ++i) {
            uint256 kept = _word(answers[0].proof, C_WORD + i);
            _setWord(answers[0].proof, C_WORD + i, _word(answers[1].proof, C_WORD + i));
            _setWord(answers[1].proof, C_WORD + i, kept);
        }
        vm.expectRevert(abi.encodeWithSelector(IAttestationGate.BatchMemberInvalid.selector, 0));
        gate.submitBatch(policyId, 0, answers);
    }

    function test_ABatchIsNotSpoiltByAMemberSentFirst() public {
        IAttestationGate.Answer[] memory answers = _answers(16);
        vm.startPrank(address(0xBAD));
        gate.submit(policyId, 0, answers[0]);
        gate.submit(policyId, 0, answers[15]);
        vm.stopPrank();
        vm.assertEq(gate.submitBatch(policyId, 0, answers), 14);
        for (uint256 i = 0; i < 16; ++i) {
            _isRecorded(0, answers[i]);
        }
    }

    function test_ADuplicateInABatchCountsOnce() public {
        IAttestationGate.Answer[] memory answers = _answers(4);
        answers[3] = answers[1];
        vm.assertEq(gate.submitBatch(policyId, 0, answers), 3);
    }

    // The bytes are proofs of true statements, which must not stop what they were made for.
    function test_RealProofsDoNotStopTheVerifier() public {
        bytes32 id = _policy().verifierId;
        for (uint256 i = 0; i < HOLDERS; ++i) {
            bytes memory proof = _answer(i).proof;
            vm.expectRevert(IGroth16Verifier.ProofInvalid.selector);
            router.stopWithProof(id, proof);
        }
        vm.expectRevert(IGroth16Verifier.ProofInvalid.selector);
        router.stopWithProof(id, new bytes(384));
        vm.expectRevert(abi.encodeWithSelector(IGroth16Verifier.ProofLength.selector, 0));
        router.stopWithProof(id, "");
        vm.assertTrue(router.isActive(id));
    }

    function _answers(uint256 size)
        private
        view
        returns (IAttestationGate.Answer[] memory answers)
    {
        answers = new IAttestationGate.Answer[](size);
        for (uint256 i = 0; i < size; ++i) {
            answers[i] = _answer(i);
        }
    }

    function _isRecorded(uint16 epoch, IAttestationGate.Answer memory a) private view {
        IAttestationGate.Record memory record = gate.historical(policyId, epoch, a.nullifier);
        vm.assertEq(record.recipient, a.recipient);
        vm.assertEq(record.validUntil, policies.terms(policyId, epoch).expiry);
        vm.assertTrue(gate.isValid(policyId, epoch, a.nullifier));
    }

    function _used(uint16 epoch, IAttestationGate.Answer memory a) private {
        vm.expectRevert(
            abi.encodeWithSelector(IAttestationGate.NullifierUsed.selector, a.nullifier)
        );
        gate.submit(policyId, epoch, a);
    }

    // Refused, since the consent is to another epoch.
    function _bothRefuse(uint16 epoch, IAttestationGate.Answer memory a) private {
        bytes memory refusal =
            abi.encodeWithSelector(IConsentRegistry.ConsentSignature.selector, a.recipient);
        vm.expectRevert(refusal);
        gate.submit(policyId, epoch, a);
        vm.expectRevert(refusal);
        gate.check(policyId, epoch, a);
    }

    // Refused by the verifier, alone and as the only member of a batch.
    function _proofRefused(uint16 epoch, IAttestationGate.Answer memory a) private {
        vm.expectRevert(IGroth16Verifier.ProofInvalid.selector);
        gate.submit{gas: GAS_LIMIT}(policyId, epoch, a);
        vm.expectRevert(IGroth16Verifier.ProofInvalid.selector);
        gate.check{gas: GAS_LIMIT}(policyId, epoch, a);
        IAttestationGate.Answer[] memory alone = new IAttestationGate.Answer[](1);
        alone[0] = a;
        vm.expectRevert(abi.encodeWithSelector(IAttestationGate.BatchMemberInvalid.selector, 0));
        gate.submitBatch{gas: GAS_LIMIT}(policyId, epoch, alone);
    }

    function _word(bytes memory data, uint256 i) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 0x20), mul(i, 0x20)))
        }
    }

    function _setWord(bytes memory data, uint256 i, uint256 word) private pure {
        assembly ("memory-safe") {
            mstore(add(add(data, 0x20), mul(i, 0x20)), word)
        }
    }
}
