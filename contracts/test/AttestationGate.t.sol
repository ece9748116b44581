// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationGate} from "../src/AttestationGate.sol";
import {Encoding} from "../src/Encoding.sol";
import {IAttestationGate} from "../src/IAttestationGate.sol";
import {IAttestationVerifier} from "../src/IAttestationVerifier.sol";
import {
    AcceptingVerifier,
    EchoingVerifier,
    ReentrantVerifier,
    RefusingVerifier
} from "./Doubles.sol";
import {Test} from "./Test.sol";

/// @dev Every branch of the gate itself. What a good proof is stands in EvmVector.t.sol.
contract AttestationGateTest is Test {
    bytes32 private constant CIRCUIT = keccak256("circuit");
    uint256 private constant ISSUERS = 0x1501;
    uint32 private constant LATEST_END = 20_513;
    // Format 1, metric 3, 14 days, window ends from day 20,500 to 20,513.
    uint256 private constant CLAIM =
        1 | (3 << 4) | (14 << 12) | (uint256(20_500) << 21) | (uint256(13) << 41);
    uint64 private constant SUBMIT_UNTIL = 1_775_000_000;
    uint64 private constant VALIDITY = 90 days;
    uint64 private constant EXPIRY = (uint64(LATEST_END) + 1) * 1 days + VALIDITY;

    uint256 private constant NULLIFIER = 0x4e;
    address private constant RECIPIENT = address(0xB0B);
    bytes32 private constant CONSENT = keccak256("consent");
    uint64 private constant DEADLINE = 1_774_000_000;

    IAttestationVerifier private accepting;
    AttestationGate private gate;
    bytes private proof;

    function setUp() public {
        vm.warp(1_773_000_000);
        accepting = new AcceptingVerifier();
        gate = _deploy(accepting);
        proof = new bytes(384);
        proof[0] = 0xa1;
        proof[383] = 0xb2;
    }

    // Constructor

    function test_ConstructorFixesTheTerms() public view {
        vm.assertEq(address(gate.verifier()), address(accepting));
        vm.assertEq(gate.circuitId(), CIRCUIT);
        vm.assertEq(gate.issuers(), ISSUERS);
        vm.assertEq(gate.claim(), CLAIM);
        vm.assertEq(gate.submitUntil(), SUBMIT_UNTIL);
        vm.assertEq(gate.validity(), VALIDITY);
        vm.assertEq(gate.expiry(), EXPIRY);
        vm.assertEq(
            gate.policyId(), Encoding.policyId(CIRCUIT, ISSUERS, CLAIM, SUBMIT_UNTIL, VALIDITY)
        );
    }

    function test_ConstructorRefusesVerifierWithoutCode() public {
        address[2] memory empty = [address(0), address(0xE0A)];
        for (uint256 i = 0; i < empty.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IAttestationGate.VerifierWithoutCode.selector, empty[i])
            );
            _deploy(IAttestationVerifier(empty[i]));
        }
    }

    function test_ConstructorRefusesIssuersOutOfRange() public {
        uint256[4] memory bad = [0, Encoding.R, Encoding.R + 1, type(uint256).max];
        for (uint256 i = 0; i < bad.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IAttestationGate.IssuersOutOfRange.selector, bad[i])
            );
            new AttestationGate(accepting, CIRCUIT, bad[i], CLAIM, SUBMIT_UNTIL, VALIDITY);
        }
        new AttestationGate(accepting, CIRCUIT, Encoding.R - 1, CLAIM, SUBMIT_UNTIL, VALIDITY);
    }

    function test_ConstructorRefusesMalformedClaim() public {
        uint256[5] memory bad = [0, CLAIM - 1, CLAIM + 1, CLAIM | (1 << 235), CLAIM | (1 << 255)];
        for (uint256 i = 0; i < bad.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IAttestationGate.ClaimMalformed.selector, bad[i])
            );
            new AttestationGate(accepting, CIRCUIT, ISSUERS, bad[i], SUBMIT_UNTIL, VALIDITY);
        }
        uint256 highest = CLAIM | (1 << 234);
        new AttestationGate(accepting, CIRCUIT, ISSUERS, highest, SUBMIT_UNTIL, VALIDITY);
    }

    function test_ConstructorRefusesSubmitUntilZero() public {
        vm.expectRevert(IAttestationGate.SubmitUntilZero.selector);
        new AttestationGate(accepting, CIRCUIT, ISSUERS, CLAIM, 0, VALIDITY);
    }

    function test_ConstructorRefusesValidityPast64Bits() public {
        uint64 longest = type(uint64).max - (uint64(LATEST_END) + 1) * 1 days;
        AttestationGate last =
            new AttestationGate(accepting, CIRCUIT, ISSUERS, CLAIM, SUBMIT_UNTIL, longest);
        vm.assertEq(last.expiry(), type(uint64).max);

        uint64[2] memory bad = [longest + 1, type(uint64).max];
        for (uint256 i = 0; i < bad.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IAttestationGate.ValidityOverflow.selector, bad[i])
            );
            new AttestationGate(accepting, CIRCUIT, ISSUERS, CLAIM, SUBMIT_UNTIL, bad[i]);
        }
    }

    // Acceptance

    function test_SubmitRecordsTheNullifierAndSaysSo() public {
        vm.expectEmit(address(gate));
        emit IAttestationGate.Accepted(gate.policyId(), NULLIFIER, EXPIRY);
        _submit(gate);
        vm.assertEq(gate.validUntil(NULLIFIER), EXPIRY);
        vm.assertTrue(gate.isValid(NULLIFIER));
    }

    function test_SubmitWritesOneSlotAndOneEvent() public {
        vm.record();
        vm.recordLogs();
        _submit(gate);
        (, bytes32[] memory writes) = vm.accesses(address(gate));
        vm.assertEq(writes.length, 1);
        vm.assertEq(writes[0], keccak256(abi.encode(NULLIFIER, uint256(0))));
        vm.assertEq(vm.getRecordedLogs().length, 1);
    }

    function test_SenderIsIrrelevant() public {
        vm.prank(address(0x57A6E));
        _submit(gate);
        vm.assertEq(gate.validUntil(NULLIFIER), EXPIRY);
    }

    function test_ValidThroughTheLastSecond() public {
        _submit(gate);
        vm.warp(EXPIRY);
        vm.assertTrue(gate.isValid(NULLIFIER));
        vm.warp(uint256(EXPIRY) + 1);
        vm.assertFalse(gate.isValid(NULLIFIER));
        vm.assertEq(gate.validUntil(NULLIFIER), EXPIRY);
    }

    function test_UnknownNullifierNeverCounts() public {
        vm.assertEq(gate.validUntil(NULLIFIER), 0);
        vm.assertFalse(gate.isValid(NULLIFIER));
        vm.warp(0);
        vm.assertFalse(gate.isValid(NULLIFIER));
    }

    function test_CheckChangesNothing() public {
        vm.record();
        _check(gate);
        (, bytes32[] memory writes) = vm.accesses(address(gate));
        vm.assertEq(writes.length, 0);
        vm.assertEq(gate.validUntil(NULLIFIER), 0);
        _submit(gate);
    }

    // Refusals, in their order

    function test_DeadlineIsTheLastSecond() public {
        vm.warp(DEADLINE);
        _check(gate);
        vm.warp(uint256(DEADLINE) + 1);
        _refused(abi.encodeWithSelector(IAttestationGate.DeadlinePassed.selector, DEADLINE));
    }

    function test_SubmitUntilIsTheLastSecond() public {
        uint64 late = SUBMIT_UNTIL + 1;
        vm.warp(SUBMIT_UNTIL);
        gate.check(proof, NULLIFIER, RECIPIENT, CONSENT, late);
        vm.warp(late);
        bytes memory closed =
            abi.encodeWithSelector(IAttestationGate.SubmissionsClosed.selector, SUBMIT_UNTIL);
        _refused(proof, NULLIFIER, RECIPIENT, late, closed);
    }

    function test_RefusesRecipientZero() public {
        bytes memory zero = abi.encodeWithSelector(IAttestationGate.RecipientZero.selector);
        _refused(proof, NULLIFIER, address(0), DEADLINE, zero);
    }

    function test_RefusesNullifierOutOfRange() public {
        uint256[4] memory bad = [0, Encoding.R, NULLIFIER + Encoding.R, type(uint256).max];
        for (uint256 i = 0; i < bad.length; ++i) {
            bytes memory range =
                abi.encodeWithSelector(IAttestationGate.NullifierOutOfRange.selector, bad[i]);
            _refused(proof, bad[i], RECIPIENT, DEADLINE, range);
        }
        gate.submit(proof, 1, RECIPIENT, CONSENT, DEADLINE);
        gate.submit(proof, Encoding.R - 1, RECIPIENT, CONSENT, DEADLINE);
    }

    function test_RefusesUsedNullifierWhateverElseChanges() public {
        _submit(gate);
        bytes memory used =
            abi.encodeWithSelector(IAttestationGate.NullifierUsed.selector, NULLIFIER);
        _refused(used);
        _refused(new bytes(384), NULLIFIER, RECIPIENT, DEADLINE, used);
        _refused(proof, NULLIFIER, address(0xA1), DEADLINE, used);
        _refused(proof, NULLIFIER, RECIPIENT, DEADLINE + 1, used);
        vm.assertEq(gate.validUntil(NULLIFIER), EXPIRY);
    }

    function test_RefusesEveryOtherProofLength() public {
        uint256[6] memory bad = [uint256(0), 32, 256, 383, 385, 768];
        for (uint256 i = 0; i < bad.length; ++i) {
            bytes memory length =
                abi.encodeWithSelector(IAttestationGate.ProofLength.selector, bad[i]);
            _refused(new bytes(bad[i]), NULLIFIER, RECIPIENT, DEADLINE, length);
        }
    }

    function test_VerifiersErrorReachesTheCaller() public {
        gate = _deploy(new RefusingVerifier());
        _refused(abi.encodeWithSelector(RefusingVerifier.ProofInvalid.selector));
        vm.assertEq(gate.validUntil(NULLIFIER), 0);
    }

    function test_RefusesOnceTheVerifierHasNoCode() public {
        vm.etch(address(accepting), "");
        _refused("");
    }

    function test_ChecksComeInTheDocumentedOrder() public {
        gate = _deploy(new RefusingVerifier());
        uint64 late = SUBMIT_UNTIL + 1;
        bytes memory short = new bytes(1);

        vm.warp(uint256(late) + 1);
        bytes memory want = abi.encodeWithSelector(IAttestationGate.DeadlinePassed.selector, late);
        _refused(short, 0, address(0), late, want);

        vm.warp(late);
        want = abi.encodeWithSelector(IAttestationGate.SubmissionsClosed.selector, SUBMIT_UNTIL);
        _refused(short, 0, address(0), late, want);

        vm.warp(SUBMIT_UNTIL);
        want = abi.encodeWithSelector(IAttestationGate.RecipientZero.selector);
        _refused(short, 0, address(0), late, want);

        want = abi.encodeWithSelector(IAttestationGate.NullifierOutOfRange.selector, 0);
        _refused(short, 0, RECIPIENT, late, want);

        want = abi.encodeWithSelector(IAttestationGate.ProofLength.selector, 1);
        _refused(short, NULLIFIER, RECIPIENT, late, want);

        want = abi.encodeWithSelector(RefusingVerifier.ProofInvalid.selector);
        _refused(proof, NULLIFIER, RECIPIENT, late, want);
    }

    function test_UsedNullifierComesBeforeTheProof() public {
        _submit(gate);
        bytes memory used =
            abi.encodeWithSelector(IAttestationGate.NullifierUsed.selector, NULLIFIER);
        _refused(new bytes(1), NULLIFIER, RECIPIENT, DEADLINE, used);
    }

    // What the verifier is asked

    function test_VerifierIsAskedForTheRebuiltInputs() public {
        gate = _deploy(new EchoingVerifier());
        bytes32 id = gate.policyId();
        uint256 scope = Encoding.scope(block.chainid, address(gate), id);
        uint256 context =
            Encoding.context(block.chainid, address(gate), id, RECIPIENT, CONSENT, DEADLINE);
        uint256[5] memory input = [ISSUERS, CLAIM, scope, NULLIFIER, context];
        _refused(abi.encodeWithSelector(EchoingVerifier.Asked.selector, proof, input));

        uint256[5] memory shown = gate.publicInputs(NULLIFIER, RECIPIENT, CONSENT, DEADLINE);
        vm.assertEq(abi.encode(shown), abi.encode(input), "public inputs");
        vm.assertEq(gate.scope(), scope);
    }

    function test_ContextBindsRecipientConsentAndDeadline() public view {
        uint256 context = gate.publicInputs(NULLIFIER, RECIPIENT, CONSENT, DEADLINE)[4];
        uint256[3] memory others = [
            gate.publicInputs(NULLIFIER, address(0xA1), CONSENT, DEADLINE)[4],
            gate.publicInputs(NULLIFIER, RECIPIENT, bytes32(0), DEADLINE)[4],
            gate.publicInputs(NULLIFIER, RECIPIENT, CONSENT, DEADLINE + 1)[4]
        ];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.assertNotEq(others[i], context, "context");
        }
        uint256 same = gate.publicInputs(NULLIFIER + 1, RECIPIENT, CONSENT, DEADLINE)[4];
        vm.assertEq(same, context);
    }

    function test_ScopeAndContextFollowTheChain() public {
        uint256[5] memory here = gate.publicInputs(NULLIFIER, RECIPIENT, CONSENT, DEADLINE);
        vm.chainId(block.chainid + 1);
        uint256[5] memory there = gate.publicInputs(NULLIFIER, RECIPIENT, CONSENT, DEADLINE);
        vm.assertNotEq(there[2], here[2], "scope");
        vm.assertNotEq(there[4], here[4], "context");
        vm.assertEq(gate.scope(), there[2]);
    }

    function test_ScopeAndContextFollowTheGate() public {
        AttestationGate twin = _deploy(accepting);
        vm.assertEq(twin.policyId(), gate.policyId());
        uint256[5] memory here = gate.publicInputs(NULLIFIER, RECIPIENT, CONSENT, DEADLINE);
        uint256[5] memory there = twin.publicInputs(NULLIFIER, RECIPIENT, CONSENT, DEADLINE);
        vm.assertNotEq(there[2], here[2], "scope");
        vm.assertNotEq(there[4], here[4], "context");
    }

    // Hostile surroundings

    function test_VerifierCannotReenter() public {
        gate = _deploy(IAttestationVerifier(address(new ReentrantVerifier())));
        gate.submit(proof, 1, RECIPIENT, CONSENT, DEADLINE);
        vm.assertEq(gate.validUntil(1), EXPIRY);
        vm.assertEq(gate.validUntil(2), 0);
    }

    function testFuzz_CheckSaysWhatSubmitDoes(
        uint256 nullifier,
        address recipient,
        bytes32 consentHash,
        uint64 deadline,
        uint16 length
    ) public {
        nullifier = nullifier % 8 == 0 ? NULLIFIER : nullifier;
        bytes memory some = length % 2 == 0 ? proof : new bytes(length);
        if (deadline % 4 == 0) _submit(gate);

        bytes memory args = abi.encode(some, nullifier, recipient, consentHash, deadline);
        (bool checked, bytes memory why) =
            address(gate).staticcall(bytes.concat(IAttestationGate.check.selector, args));
        (bool submitted, bytes memory reason) =
            address(gate).call(bytes.concat(IAttestationGate.submit.selector, args));
        vm.assertEq(checked, submitted);
        vm.assertEq(why, reason, "error");
    }

    function _deploy(IAttestationVerifier verifier) private returns (AttestationGate) {
        return new AttestationGate(verifier, CIRCUIT, ISSUERS, CLAIM, SUBMIT_UNTIL, VALIDITY);
    }

    function _submit(AttestationGate to) private {
        to.submit(proof, NULLIFIER, RECIPIENT, CONSENT, DEADLINE);
    }

    function _check(AttestationGate to) private view {
        to.check(proof, NULLIFIER, RECIPIENT, CONSENT, DEADLINE);
    }

    function _refused(bytes memory want) private {
        _refused(proof, NULLIFIER, RECIPIENT, DEADLINE, want);
    }

    // Both entries refuse, for the same reason.
    function _refused(
        bytes memory some,
        uint256 nullifier,
        address recipient,
        uint64 deadline,
        bytes memory want
    ) private {
        vm.expectRevert(want);
        gate.submit(some, nullifier, recipient, CONSENT, deadline);
        vm.expectRevert(want);
        gate.check(some, nullifier, recipient, CONSENT, deadline);
    }
}
