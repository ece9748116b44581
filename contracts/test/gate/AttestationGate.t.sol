// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationGate} from "../../src/AttestationGate.sol";
import {Encoding} from "../../src/Encoding.sol";
import {IAttestationGate} from "../../src/interfaces/IAttestationGate.sol";
import {IConsentRegistry} from "../../src/interfaces/IConsentRegistry.sol";
import {IGroth16Verifier} from "../../src/interfaces/IGroth16Verifier.sol";
import {IIssuerRegistry} from "../../src/interfaces/IIssuerRegistry.sol";
import {IPolicyRegistry} from "../../src/interfaces/IPolicyRegistry.sol";
import {IVerifierRouter} from "../../src/interfaces/IVerifierRouter.sol";
import {
    AcceptingVerifier,
    EchoingVerifier,
    PickyVerifier,
    ReentrantVerifier,
    Wallet
} from "../Doubles.sol";
import {System} from "../System.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

// AttestationGate
// ├── constructor
// │   ├── when an argument is no contract, or another than the one needed there: it reverts
// │   └── it keeps the four
// ├── submit and check, which refuse alike
// │   ├── when the answer's deadline has passed: DeadlinePassed
// │   ├── when the recipient is 0: RecipientZero
// │   ├── when the nullifier is 0 or no field element: NullifierOutOfRange
// │   ├── when the proof has another length: ProofLength
// │   ├── when the nullifier has a record: NullifierUsed
// │   ├── when policy or epoch is unknown, or the policy closed: the registry's error
// │   ├── when the epoch takes no more: SubmissionsClosed
// │   ├── when the issuers are not active: IssuersNotActive
// │   ├── when the verifier is stopped or its code gone: the router's error
// │   ├── when the consent is missing, of another or withdrawn: the consent registry's error
// │   ├── when the verifier refuses: its error
// │   ├── the checks come in this order
// │   └── when all holds: submit writes one slot and one event, check nothing
// ├── what the verifier is asked: the rebuilt inputs
// ├── one policy's records and another's, one epoch's and another's: apart
// ├── hostile verifiers and wallets: no second answer slips in
// └── supportsInterface
// Batches are tested in Batch.t.sol, what a record is worth in Status.t.sol, real proofs in
// RealProofs.t.sol.

contract AttestationGateTest is System {
    uint256 private constant KEY = 0xB0B;
    uint256 private constant NULLIFIER = 0x4e;

    IAttestationGate.Answer private answer;
    uint64 private submitUntil;

    function setUp() public {
        _setUpDouble(new PickyVerifier(1));
        answer = _madeUp(KEY, NULLIFIER);
        submitUntil = policies.terms(policyId, 0).submitUntil;
    }

    // Constructor

    function test_ConstructorRefusesWhatIsNotTheContractNeeded() public {
        address[4] memory right =
            [address(router), address(issuers), address(policies), address(consents)];
        address[4] memory wrong = [address(0), address(0xE0A), address(this), address(verifier)];
        for (uint256 place = 0; place < 4; ++place) {
            for (uint256 i = 0; i < wrong.length; ++i) {
                _wrongContract(right, place, wrong[i]);
                _wrongContract(right, place, right[(place + 1 + i % 3) % 4]);
            }
        }
        _gateOf(right);
    }

    function test_ConstructorKeepsTheFour() public view {
        vm.assertEq(address(gate.router()), address(router));
        vm.assertEq(address(gate.issuers()), address(issuers));
        vm.assertEq(address(gate.policies()), address(policies));
        vm.assertEq(address(gate.consents()), address(consents));
        vm.assertEq(gate.PROOF_LENGTH(), 384);
        vm.assertEq(gate.MAX_BATCH(), 32);
    }

    // Acceptance

    function test_SubmitRecordsTheAnswerAndSaysSo() public {
        vm.expectEmit(address(gate));
        emit IAttestationGate.Accepted(policyId, 0, NULLIFIER);
        gate.submit(policyId, 0, answer);
        IAttestationGate.Record memory record = gate.historical(policyId, 0, NULLIFIER);
        vm.assertEq(record.validUntil, policies.terms(policyId, 0).expiry);
        vm.assertEq(record.recipient, answer.recipient);
        vm.assertTrue(gate.isValid(policyId, 0, NULLIFIER));
    }

    function test_SubmitWritesOneSlotAndOneEventWithoutTheRecipient() public {
        vm.record();
        vm.recordLogs();
        gate.submit(policyId, 0, answer);
        vm.assertEq(_slotsWritten(address(gate)), 1);
        (, bytes32[] memory writes) = vm.accesses(address(gate));
        bytes32 slot = keccak256(abi.encode(policyId, uint256(0)));
        slot = keccak256(abi.encode(uint256(0), slot));
        vm.assertEq(writes[0], keccak256(abi.encode(NULLIFIER, slot)));

        vm.assertEq(vm.getRecordedLogs().length, 1);
    }

    function test_SenderIsIrrelevant() public {
        vm.prank(address(0x57A6E));
        gate.submit(policyId, 0, answer);
        vm.assertEq(gate.historical(policyId, 0, NULLIFIER).recipient, answer.recipient);
    }

    function test_CheckChangesNothing() public {
        vm.record();
        gate.check(policyId, 0, answer);
        vm.assertEq(_slotsWritten(address(gate)), 0);
        vm.assertEq(gate.historical(policyId, 0, NULLIFIER).validUntil, 0);
        gate.submit(policyId, 0, answer);
    }

    // Refusals, in their order

    function test_DeadlineIsTheLastSecond() public {
        answer.deadline = uint64(block.timestamp + 100);
        _signAnswer();
        vm.warp(answer.deadline);
        gate.check(policyId, 0, answer);
        vm.warp(uint256(answer.deadline) + 1);
        _refused(abi.encodeWithSelector(IAttestationGate.DeadlinePassed.selector, answer.deadline));
    }

    function test_RefusesRecipientZero() public {
        answer.recipient = address(0);
        _refused(abi.encodeWithSelector(IAttestationGate.RecipientZero.selector));
    }

    function test_RefusesANullifierOutOfRange() public {
        uint256[4] memory bad = [0, Encoding.R, NULLIFIER + Encoding.R, type(uint256).max];
        for (uint256 i = 0; i < bad.length; ++i) {
            answer.nullifier = bad[i];
            _signAnswer();
            _refused(abi.encodeWithSelector(IAttestationGate.NullifierOutOfRange.selector, bad[i]));
        }
        gate.submit(policyId, 0, _madeUp(KEY, 1));
        gate.submit(policyId, 0, _madeUp(KEY, Encoding.R - 1));
    }

    function test_RefusesEveryOtherProofLength() public {
        uint256[6] memory bad = [uint256(0), 32, 256, 383, 385, 768];
        for (uint256 i = 0; i < bad.length; ++i) {
            answer.proof = new bytes(bad[i]);
            _refused(abi.encodeWithSelector(IGroth16Verifier.ProofLength.selector, bad[i]));
        }
    }

    function test_RefusesAUsedNullifierWhateverElseChanges() public {
        gate.submit(policyId, 0, answer);
        bytes memory used =
            abi.encodeWithSelector(IAttestationGate.NullifierUsed.selector, NULLIFIER);
        _refused(used);
        address first = answer.recipient;
        answer = _madeUp(0xC0FFEE, NULLIFIER);
        answer.proof[5] = 0x55;
        _refused(used);
        answer.deadline -= 1;
        _signAnswer();
        _refused(used);
        vm.assertEq(gate.historical(policyId, 0, NULLIFIER).recipient, first);
    }

    function test_RefusesAnUnknownPolicyOrEpoch() public {
        bytes32 unknown = keccak256("unknown");
        bytes memory want = abi.encodeWithSelector(IPolicyRegistry.PolicyUnknown.selector, unknown);
        _refusedIn(unknown, 0, want);
        uint16 epochs = _policy().epochs;
        want = abi.encodeWithSelector(IPolicyRegistry.EpochUnknown.selector, policyId, epochs);
        _refusedIn(policyId, epochs, want);
        vm.expectRevert(want);
        gate.scope(policyId, epochs);
        vm.expectRevert(want);
        gate.publicInputs(policyId, epochs, NULLIFIER, address(1), 1);
    }

    function test_RefusesAClosedPolicy() public {
        vm.prank(_policy().sponsor);
        policies.close(policyId);
        _refused(abi.encodeWithSelector(IPolicyRegistry.PolicyIsClosed.selector, policyId));
    }

    function test_SubmitUntilIsTheLastSecond() public {
        answer.deadline = submitUntil + 1;
        _signAnswer();
        vm.warp(submitUntil);
        gate.check(policyId, 0, answer);
        vm.warp(uint256(submitUntil) + 1);
        _refused(abi.encodeWithSelector(IAttestationGate.SubmissionsClosed.selector, submitUntil));
        // The next epoch is open for another fortnight.
        IAttestationGate.Answer memory next = _madeUp(policyId, 1, KEY, NULLIFIER);
        gate.submit(policyId, 1, next);
    }

    function test_RefusesIssuersOutsideTheirWindowOrRevoked() public {
        IPolicyRegistry.Policy memory policy = policies.policy(policyId);
        policy.issuers += 1;
        uint64 from = uint64(block.timestamp + 100);
        uint64 until = from + 100;
        vm.startPrank(OWNER);
        issuers.add(policy.issuers, from, until, "");
        bytes32 id = policies.add(policy);
        vm.stopPrank();
        answer = _madeUp(id, 0, KEY, NULLIFIER);
        bytes memory want =
            abi.encodeWithSelector(IAttestationGate.IssuersNotActive.selector, policy.issuers);
        _refusedIn(id, 0, want);
        vm.warp(from);
        gate.check(id, 0, answer);
        vm.warp(until);
        gate.check(id, 0, answer);
        vm.warp(until + 1);
        _refusedIn(id, 0, want);
        vm.warp(from);
        vm.prank(GUARDIAN);
        issuers.revoke(policy.issuers);
        _refusedIn(id, 0, want);
    }

    function test_RefusesAStoppedOrVanishedVerifier() public {
        bytes32 verifierId = policies.policy(policyId).verifierId;
        bytes memory code = address(verifier).code;
        vm.etch(address(verifier), "");
        _refused(
            abi.encodeWithSelector(IVerifierRouter.VerifierWithoutCode.selector, address(verifier))
        );
        vm.etch(address(verifier), code);
        gate.check(policyId, 0, answer);
        vm.prank(GUARDIAN);
        router.stop(verifierId);
        _refused(abi.encodeWithSelector(IVerifierRouter.VerifierIsStopped.selector, verifierId));
    }

    function test_RefusesWithoutTheRecipientsConsent() public {
        bytes memory want =
            abi.encodeWithSelector(IConsentRegistry.ConsentSignature.selector, answer.recipient);
        bytes memory good = answer.consent;
        answer.consent = "";
        _refused(want);
        answer.consent = _consent(policyId, 0, answer, 0xBAD);
        _refused(want);
        answer.consent = _consent(policyId, 1, answer, KEY);
        _refused(want);
        answer.consent = good;
        answer.deadline -= 1;
        _refused(want);
    }

    // What another policy's holder agreed to is not what this policy asks for.
    function test_RefusesAConsentToAnotherPurpose() public {
        IPolicyRegistry.Policy memory policy = policies.policy(policyId);
        policy.purpose = keccak256("sell my data");
        vm.prank(OWNER);
        bytes32 id = policies.add(policy);
        vm.expectRevert(
            abi.encodeWithSelector(IConsentRegistry.ConsentSignature.selector, answer.recipient)
        );
        gate.submit(id, 0, answer);
    }

    function test_RefusesOnceConsentIsWithdrawn() public {
        vm.prank(answer.recipient);
        consents.withdraw(policyId);
        _refused(
            abi.encodeWithSelector(
                IConsentRegistry.ConsentIsWithdrawn.selector, answer.recipient, policyId
            )
        );
    }

    function test_VerifiersErrorReachesTheCaller() public {
        answer.proof[0] = 0xee;
        _refused(abi.encodeWithSelector(IGroth16Verifier.ProofInvalid.selector));
        vm.assertEq(gate.historical(policyId, 0, NULLIFIER).validUntil, 0);
    }

    // From the last check to the first: each new fault hides those behind it.
    function test_ChecksComeInTheDocumentedOrder() public {
        gate.submit(policyId, 0, answer);
        answer = _madeUp(KEY, NULLIFIER + 1);
        answer.proof[0] = 0xee;
        answer.deadline = submitUntil + 1;
        _signAnswer();
        _refused(abi.encodeWithSelector(IGroth16Verifier.ProofInvalid.selector));

        answer.consent = "";
        _refused(
            abi.encodeWithSelector(IConsentRegistry.ConsentSignature.selector, answer.recipient)
        );

        IPolicyRegistry.Policy memory policy = policies.policy(policyId);
        vm.prank(GUARDIAN);
        router.stop(policy.verifierId);
        _refused(
            abi.encodeWithSelector(IVerifierRouter.VerifierIsStopped.selector, policy.verifierId)
        );

        vm.prank(GUARDIAN);
        issuers.revoke(policy.issuers);
        uint256 root = policy.issuers;
        _refused(abi.encodeWithSelector(IAttestationGate.IssuersNotActive.selector, root));

        vm.warp(submitUntil + 1);
        _refused(abi.encodeWithSelector(IAttestationGate.SubmissionsClosed.selector, submitUntil));

        vm.prank(GUARDIAN);
        policies.close(policyId);
        _refused(abi.encodeWithSelector(IPolicyRegistry.PolicyIsClosed.selector, policyId));

        answer.nullifier = NULLIFIER;
        _refused(abi.encodeWithSelector(IAttestationGate.NullifierUsed.selector, NULLIFIER));

        answer.proof = new bytes(1);
        _refused(abi.encodeWithSelector(IGroth16Verifier.ProofLength.selector, 1));

        answer.nullifier = 0;
        _refused(abi.encodeWithSelector(IAttestationGate.NullifierOutOfRange.selector, 0));

        answer.recipient = address(0);
        _refused(abi.encodeWithSelector(IAttestationGate.RecipientZero.selector));

        answer.deadline = submitUntil;
        _refused(abi.encodeWithSelector(IAttestationGate.DeadlinePassed.selector, submitUntil));
    }

    // What the verifier is asked

    function test_TheVerifierIsAskedForTheRebuiltInputs() public {
        bytes32 id = _addPolicyOf(new EchoingVerifier());
        answer = _madeUp(id, 2, KEY, NULLIFIER);
        IPolicyRegistry.Terms memory terms = policies.terms(id, 2);
        uint256 scope = Encoding.scope(block.chainid, address(gate), terms.termsId);
        uint256 context = Encoding.context(
            block.chainid,
            address(gate),
            terms.termsId,
            answer.recipient,
            terms.purpose,
            answer.deadline
        );
        uint256[5] memory input = [terms.issuers, terms.claim, scope, NULLIFIER, context];
        _refusedIn(
            id, 2, abi.encodeWithSelector(EchoingVerifier.Asked.selector, answer.proof, input)
        );
        uint256[5] memory shown =
            gate.publicInputs(id, 2, NULLIFIER, answer.recipient, answer.deadline);
        vm.assertEq(abi.encode(shown), abi.encode(input), "public inputs");
        vm.assertEq(gate.scope(id, 2), scope);
    }

    function test_ContextBindsRecipientDeadlinePolicyEpochGateAndChain() public {
        bytes32 other = _addPolicyOf(new AcceptingVerifier(2));
        uint256 context = gate.publicInputs(policyId, 0, NULLIFIER, address(1), 5)[4];
        vm.assertEq(gate.publicInputs(policyId, 0, NULLIFIER + 1, address(1), 5)[4], context);
        uint256[4] memory others = [
            gate.publicInputs(policyId, 0, NULLIFIER, address(2), 5)[4],
            gate.publicInputs(policyId, 0, NULLIFIER, address(1), 6)[4],
            gate.publicInputs(policyId, 1, NULLIFIER, address(1), 5)[4],
            gate.publicInputs(other, 0, NULLIFIER, address(1), 5)[4]
        ];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.assertNotEq(others[i], context, "context");
        }
        AttestationGate twin = new AttestationGate(router, issuers, policies, consents);
        _differs(twin.publicInputs(policyId, 0, NULLIFIER, address(1), 5));
        vm.chainId(block.chainid + 1);
        _differs(gate.publicInputs(policyId, 0, NULLIFIER, address(1), 5));
    }

    function test_EachEpochPolicyGateAndChainHasItsOwnScope() public {
        bytes32 other = _addPolicyOf(new AcceptingVerifier(2));
        AttestationGate twin = new AttestationGate(router, issuers, policies, consents);
        uint256[5] memory scopes = [
            gate.scope(policyId, 0),
            gate.scope(policyId, 1),
            gate.scope(other, 0),
            twin.scope(policyId, 0),
            0
        ];
        vm.chainId(block.chainid + 1);
        scopes[4] = gate.scope(policyId, 0);
        for (uint256 i = 0; i < scopes.length; ++i) {
            for (uint256 j = 0; j < i; ++j) {
                vm.assertNotEq(scopes[i], scopes[j], "scope");
            }
        }
    }

    // Records apart

    // A verifier that accepts everything stands for one whose key leaked: whoever has forged proofs
    // for its policy must not be able to use up the nullifiers of another.
    function test_AForgedProofUsesUpNothingOfAnotherPolicy() public {
        bytes32 broken = _addPolicyOf(new AcceptingVerifier(0xBAD));
        IAttestationGate.Answer memory forged = _madeUp(broken, 0, 0xBAD, NULLIFIER);
        forged.proof[0] = 0xee;
        gate.submit(broken, 0, forged);
        vm.assertEq(_statusOf(policyId, 0), uint256(IAttestationGate.Status.Unknown));

        gate.submit(policyId, 0, answer);
        vm.assertEq(gate.historical(policyId, 0, NULLIFIER).recipient, answer.recipient);
        vm.assertEq(gate.historical(broken, 0, NULLIFIER).recipient, vm.addr(0xBAD));
    }

    function test_OneEpochUsesUpNothingOfAnother() public {
        gate.submit(policyId, 0, answer);
        vm.assertEq(_statusOf(policyId, 1), uint256(IAttestationGate.Status.Unknown));
        gate.submit(policyId, 1, _madeUp(policyId, 1, KEY, NULLIFIER));
        vm.assertEq(
            gate.historical(policyId, 1, NULLIFIER).validUntil,
            gate.historical(policyId, 0, NULLIFIER).validUntil + 14 days
        );
    }

    // Hostile surroundings

    function test_AVerifierCannotReenter() public {
        ReentrantVerifier hostile = new ReentrantVerifier();
        bytes32 id = _addPolicyOf(IGroth16Verifier(address(hostile)));
        IAttestationGate.Answer memory inner = _madeUp(id, 0, KEY, 2);
        hostile.arm(abi.encodeCall(gate.submit, (id, 0, inner)));
        gate.submit(id, 0, _madeUp(id, 0, KEY, 1));
        vm.assertEq(gate.historical(id, 0, 2).validUntil, 0);

        // The inner answer was good: outside the verifier it is taken.
        hostile.arm("");
        gate.submit(id, 0, inner);
    }

    function test_AWalletCannotReenter() public {
        Wallet wallet = new Wallet();
        IAttestationGate.Answer memory inner = answer;
        answer = _madeUp(KEY, NULLIFIER + 1);
        answer.recipient = address(wallet);
        answer.consent = "";
        wallet.arm(gate, abi.encodeCall(gate.submit, (policyId, 0, inner)));
        gate.submit(policyId, 0, answer);
        vm.assertEq(gate.historical(policyId, 0, NULLIFIER).validUntil, 0);
        gate.submit(policyId, 0, inner);
    }

    function test_AWalletConsentsByErc1271() public {
        Wallet wallet = new Wallet();
        answer.recipient = address(wallet);
        answer.consent = "";
        Wallet.Mood[3] memory moods = [Wallet.Mood.Bad, Wallet.Mood.Reverting, Wallet.Mood.Short];
        for (uint256 i = 0; i < moods.length; ++i) {
            wallet.set(moods[i]);
            _refused(
                abi.encodeWithSelector(IConsentRegistry.ConsentSignature.selector, address(wallet))
            );
        }
        wallet.set(Wallet.Mood.Good);
        gate.submit(policyId, 0, answer);
        vm.assertEq(gate.historical(policyId, 0, NULLIFIER).recipient, address(wallet));
    }

    function testFuzz_CheckSaysWhatSubmitDoes(
        uint256 nullifier,
        uint64 number,
        uint16 epoch,
        uint8 fault
    ) public {
        nullifier = fault % 2 == 0 ? NULLIFIER : nullifier;
        epoch = fault % 3 == 0 ? 0 : epoch % 6;
        if (fault % 5 == 0) gate.submit(policyId, 0, answer);
        answer.nullifier = nullifier;
        if (fault % 7 == 0) answer.deadline = number;
        if (fault % 11 != 0) _signAnswer();
        if (fault % 13 == 0) answer.proof[0] = 0xee;
        if (fault % 17 == 0) answer.proof = new bytes(number % 800);
        if (fault % 19 == 0) vm.warp(number);
        _bothAgree(nullifier, epoch);
    }

    function test_SaysWhatItImplements() public view {
        vm.assertTrue(gate.supportsInterface(type(IAttestationGate).interfaceId));
        vm.assertTrue(gate.supportsInterface(type(IERC165).interfaceId));
        vm.assertFalse(gate.supportsInterface(0xffffffff));
    }

    function _bothAgree(uint256 nullifier, uint16 epoch) private {
        bytes memory args = abi.encode(policyId, epoch, answer);
        bool had = gate.historical(policyId, epoch, nullifier).validUntil != 0;
        (bool checked, bytes memory why) =
            address(gate).staticcall(bytes.concat(IAttestationGate.check.selector, args));
        (bool submitted, bytes memory reason) =
            address(gate).call(bytes.concat(IAttestationGate.submit.selector, args));
        vm.assertEq(checked, submitted);
        vm.assertEq(why, reason, "error");
        bool has = gate.historical(policyId, epoch, nullifier).validUntil != 0;
        vm.assertEq(has, had || submitted);
    }

    // The vector's policy for another verifier.
    function _addPolicyOf(IGroth16Verifier other) private returns (bytes32) {
        IPolicyRegistry.Policy memory policy = policies.policy(policyId);
        vm.startPrank(OWNER);
        policy.verifierId = router.add(other);
        bytes32 id = policies.add(policy);
        vm.stopPrank();
        return id;
    }

    function _signAnswer() private {
        answer.consent = _consent(policyId, 0, answer, KEY);
    }

    function _refused(bytes memory want) private {
        _refusedIn(policyId, 0, want);
    }

    // Both entries refuse, for the same reason.
    function _refusedIn(bytes32 id, uint16 epoch, bytes memory want) private {
        vm.expectRevert(want);
        gate.submit(id, epoch, answer);
        vm.expectRevert(want);
        gate.check(id, epoch, answer);
    }

    function _statusOf(bytes32 id, uint16 epoch) private view returns (uint256) {
        return uint256(gate.status(id, epoch, NULLIFIER));
    }

    function _wrongContract(address[4] memory right, uint256 place, address wrong) private {
        address[4] memory list = right;
        address kept = list[place];
        list[place] = wrong;
        vm.expectRevert(abi.encodeWithSelector(AttestationGate.WrongContract.selector, wrong));
        _gateOf(list);
        list[place] = kept;
    }

    function _gateOf(address[4] memory list) private {
        new AttestationGate(
            IVerifierRouter(list[0]),
            IIssuerRegistry(list[1]),
            IPolicyRegistry(list[2]),
            IConsentRegistry(list[3])
        );
    }

    // Scope and context are others than the gate's here, issuers and claim the same.
    function _differs(uint256[5] memory there) private {
        vm.chainId(31_337);
        uint256[5] memory here = gate.publicInputs(policyId, 0, NULLIFIER, address(1), 5);
        vm.assertEq(there[0], here[0]);
        vm.assertEq(there[1], here[1]);
        vm.assertNotEq(there[2], here[2], "scope");
        vm.assertEq(there[3], here[3]);
        vm.assertNotEq(there[4], here[4], "context");
    }
}
