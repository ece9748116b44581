// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationGate} from "../src/AttestationGate.sol";
import {Encoding} from "../src/Encoding.sol";
import {IAttestationGate} from "../src/IAttestationGate.sol";
import {IAttestationVerifier} from "../src/IAttestationVerifier.sol";
import {Test} from "./Test.sol";

/// @dev A real proof against the exported verifier, and everything near it that must fail.
///
/// The proof names its gate, so the gate has to stand at the address the Go side computed: account
/// 0xA11CE creates the verifier with nonce 0 and the gate with nonce 1.
contract EvmVectorTest is Test {
    address private constant DEPLOYER = address(0xA11CE);
    uint256 private constant P = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47;

    // A precompile that is handed a point off its curve burns all the gas it was given, and the
    // verifier gives it all there is.
    uint256 private constant GAS_LIMIT = 1_000_000;

    struct Policy {
        bytes32 circuitId;
        uint256 issuers;
        uint256 claim;
        uint64 submitUntil;
        uint64 validity;
    }

    IAttestationVerifier private verifier;
    AttestationGate private gate;
    Policy private policy;
    bytes private proof;
    uint256[5] private inputs;
    uint256 private nullifier;
    address private recipient;
    bytes32 private consentHash;
    uint64 private deadline;

    function setUp() public {
        string memory json = vm.readFile("../circuits/vectors/evm.json");
        vm.assertEq(vm.parseJsonString(json, ".circuit"), "glucose-15min-14d");
        vm.chainId(vm.parseJsonUint(json, ".chain_id"));

        policy = Policy({
            circuitId: vm.parseJsonBytes32(json, ".policy.circuit_id"),
            issuers: vm.parseJsonUint(json, ".policy.issuers"),
            claim: vm.parseJsonUint(json, ".policy.claim"),
            submitUntil: uint64(vm.parseJsonUint(json, ".policy.submit_until")),
            validity: uint64(vm.parseJsonUint(json, ".policy.validity"))
        });
        proof = vm.parseJsonBytes(json, ".proof");
        nullifier = vm.parseJsonUint(json, ".nullifier");
        recipient = vm.parseJsonAddress(json, ".recipient");
        consentHash = vm.parseJsonBytes32(json, ".consent_hash");
        deadline = uint64(vm.parseJsonUint(json, ".deadline"));
        uint256[] memory list = vm.parseJsonUintArray(json, ".inputs");
        vm.assertEq(list.length, 5, "inputs");
        for (uint256 i = 0; i < 5; ++i) {
            inputs[i] = list[i];
        }

        vm.startPrank(DEPLOYER);
        verifier = IAttestationVerifier(_create("Glucose15min14dVerifier"));
        gate = _gate(policy);
        vm.stopPrank();
        vm.assertEq(address(gate), vm.parseJsonAddress(json, ".gate"), "gate");
        vm.warp(deadline < policy.submitUntil ? deadline : policy.submitUntil);
    }

    // The proof holds, once

    function test_GateRebuildsTheInputsGoProved() public view {
        uint256[5] memory got = gate.publicInputs(nullifier, recipient, consentHash, deadline);
        vm.assertEq(abi.encode(got), abi.encode(inputs), "public inputs");
    }

    function test_AcceptsTheProofOnce() public {
        uint64 expiry =
            (uint64(Encoding.claimLatestEnd(policy.claim)) + 1) * 1 days + policy.validity;
        vm.expectEmit(address(gate));
        emit IAttestationGate.Accepted(gate.policyId(), nullifier, expiry);
        _submit(gate);
        vm.assertEq(gate.validUntil(nullifier), expiry);
        vm.assertEq(gate.recipientOf(nullifier), recipient);

        vm.expectRevert(abi.encodeWithSelector(IAttestationGate.NullifierUsed.selector, nullifier));
        _submit(gate);
    }

    // Whoever sees the arguments first and sends them himself: a payer that asks the gate still
    // pays the account in the proof.
    function test_FrontRunnerIsNotPaid() public {
        address frontRunner = address(0xBAD);
        vm.prank(frontRunner);
        gate.submit(proof, nullifier, recipient, consentHash, deadline);
        vm.assertEq(gate.recipientOf(nullifier), recipient);
        vm.expectRevert(abi.encodeWithSelector(IAttestationGate.NullifierUsed.selector, nullifier));
        _submit(gate);
        vm.assertEq(gate.recipientOf(nullifier), recipient);
    }

    // Anyone can turn a Groth16 proof into another one: (-A, -B) for (A, B) is the simplest way.
    function test_RewrittenProofDoesNotCountTwice() public {
        bytes memory other = proof;
        uint256[3] memory ys = [uint256(1), 4, 5];
        for (uint256 i = 0; i < ys.length; ++i) {
            _setWord(other, ys[i], P - _word(other, ys[i]));
        }
        verifier.verifyProof(other, inputs);

        _submit(gate);
        vm.expectRevert(abi.encodeWithSelector(IAttestationGate.NullifierUsed.selector, nullifier));
        gate.submit(other, nullifier, recipient, consentHash, deadline);
    }

    function test_VerifierGasStaysUnderItsCeiling() public view {
        verifier.verifyProof(proof, inputs);
        vm.assertLe(vm.lastCallGas().gasTotalUsed, 340_000, "verifyProof");
    }

    // On top of the verifier: one fresh slot, one event, two hashes.
    function test_GateGasStaysUnderItsCeiling() public {
        _submit(gate);
        vm.assertLe(vm.lastCallGas().gasTotalUsed, 370_000, "submit");
    }

    // The proof itself

    function test_RefusesEachProofWordChanged() public {
        for (uint256 i = 0; i < 12; ++i) {
            uint256 word = _word(proof, i);
            uint256[4] memory values = [word + 1, word + P, P - word, 0];
            for (uint256 j = 0; j < values.length; ++j) {
                // Negating an x coordinate or one half of y leaves the curve, negating the whole
                // of one point breaks its equation.
                bytes memory bad = proof;
                _setWord(bad, i, values[j]);
                _proofRefused(bad);
            }
        }
    }

    function test_RefusesEachPointAtInfinity() public {
        uint256[6] memory bounds = [uint256(0), 2, 6, 8, 10, 12];
        for (uint256 i = 0; i < 5; ++i) {
            bytes memory bad = proof;
            for (uint256 j = bounds[i]; j < bounds[i + 1]; ++j) {
                _setWord(bad, j, 0);
            }
            _proofRefused(bad);
        }
        _proofRefused(new bytes(384));
    }

    function test_RefusesSwappedWords() public {
        // The halves of B's coordinates, then A with C, commitment with its proof of knowledge.
        uint256[2][6] memory swaps = [
            [uint256(2), 3],
            [uint256(4), 5],
            [uint256(0), 6],
            [uint256(1), 7],
            [uint256(8), 10],
            [uint256(9), 11]
        ];
        for (uint256 i = 0; i < swaps.length; ++i) {
            bytes memory bad = proof;
            _setWord(bad, swaps[i][0], _word(proof, swaps[i][1]));
            _setWord(bad, swaps[i][1], _word(proof, swaps[i][0]));
            _proofRefused(bad);
        }
    }

    function test_RefusesProofCutOffOrExtended() public {
        uint256[6] memory lengths = [uint256(0), 256, 352, 383, 385, 416];
        for (uint256 i = 0; i < lengths.length; ++i) {
            bytes memory bad = new bytes(lengths[i]);
            for (uint256 j = 0; j < bad.length && j < proof.length; ++j) {
                bad[j] = proof[j];
            }
            vm.expectRevert();
            verifier.verifyProof(bad, inputs);
            vm.expectRevert(
                abi.encodeWithSelector(IAttestationGate.ProofLength.selector, lengths[i])
            );
            gate.submit(bad, nullifier, recipient, consentHash, deadline);
        }
    }

    // The public inputs

    function test_VerifierRefusesEachInputChanged() public {
        for (uint256 i = 0; i < 5; ++i) {
            uint256[4] memory values =
                [addmod(inputs[i], 1, Encoding.R), Encoding.R - 1, 0, inputs[(i + 1) % 5]];
            for (uint256 j = 0; j < values.length; ++j) {
                uint256[5] memory bad = inputs;
                bad[i] = values[j];
                vm.assertNotEq(bad[i], inputs[i], "mutation");
                vm.expectRevert();
                verifier.verifyProof(proof, bad);
            }
        }
        verifier.verifyProof(proof, inputs);
    }

    function test_VerifierRefusesEachInputPastTheField() public {
        bytes4 notInField = bytes4(keccak256("PublicInputNotInField()"));
        for (uint256 i = 0; i < 5; ++i) {
            uint256[3] memory values = [inputs[i] + Encoding.R, Encoding.R, type(uint256).max];
            for (uint256 j = 0; j < values.length; ++j) {
                uint256[5] memory bad = inputs;
                bad[i] = values[j];
                vm.expectRevert(notInField);
                verifier.verifyProof(proof, bad);
            }
        }
    }

    // What the proof is bound to

    function test_RefusesOtherRecipientConsentOrDeadline() public {
        vm.expectRevert();
        gate.submit(proof, nullifier, address(0xBAD), consentHash, deadline);
        vm.expectRevert();
        gate.submit(proof, nullifier, recipient, keccak256("other consent"), deadline);
        vm.expectRevert();
        gate.submit(proof, nullifier, recipient, consentHash, deadline + 1);
        _stillGood();
    }

    function test_RefusesOtherNullifier() public {
        vm.expectRevert();
        gate.submit(proof, addmod(nullifier, 1, Encoding.R), recipient, consentHash, deadline);
        uint256 alias_ = nullifier + Encoding.R;
        vm.expectRevert(
            abi.encodeWithSelector(IAttestationGate.NullifierOutOfRange.selector, alias_)
        );
        gate.submit(proof, alias_, recipient, consentHash, deadline);
        _stillGood();
    }

    function test_RefusesOtherChain() public {
        uint256 home = block.chainid;
        vm.chainId(1);
        vm.expectRevert();
        _submit(gate);
        vm.chainId(home);
        _stillGood();
    }

    function test_RefusesOtherGateWithTheSamePolicy() public {
        AttestationGate twin = _gate(policy);
        vm.assertEq(twin.policyId(), gate.policyId());
        vm.expectRevert();
        _submit(twin);
        _stillGood();
    }

    // Another policy at the very address the proof names: only the changed term can be the reason.
    function test_RefusesOtherPolicyAtTheSameAddress() public {
        bytes32 policyId = gate.policyId();
        for (uint256 i = 0; i < 5; ++i) {
            Policy memory other = policy;
            if (i == 0) other.circuitId = keccak256("other circuit");
            if (i == 1) other.issuers = addmod(other.issuers, 1, Encoding.R);
            if (i == 2) other.claim ^= 1 << 52;
            if (i == 3) other.submitUntil += 1;
            if (i == 4) other.validity += 1;
            vm.etch(address(gate), address(_gate(other)).code);
            vm.assertNotEq(gate.policyId(), policyId, "policy id");
            vm.expectRevert();
            _submit(gate);
        }
        vm.etch(address(gate), address(_gate(policy)).code);
        _stillGood();
    }

    function test_RefusesAfterTheDeadline() public {
        vm.warp(uint256(deadline) + 1);
        vm.expectRevert(abi.encodeWithSelector(IAttestationGate.DeadlinePassed.selector, deadline));
        _submit(gate);
    }

    function _gate(Policy memory p) private returns (AttestationGate) {
        return
            new AttestationGate(
                verifier, p.circuitId, p.issuers, p.claim, p.submitUntil, p.validity
            );
    }

    // Creates by name, so that these tests compile, and then fail, while no verifier is exported.
    function _create(string memory name) private returns (address created) {
        bytes memory code = vm.getCode(string.concat(name, ".sol:", name));
        assembly ("memory-safe") {
            created := create(0, add(code, 0x20), mload(code))
        }
        vm.assertTrue(created != address(0), name);
    }

    function _submit(AttestationGate to) private {
        to.submit(proof, nullifier, recipient, consentHash, deadline);
    }

    // Refused by the equations or the curve checks, not for want of gas, and by the gate for the
    // verifier's reason.
    function _proofRefused(bytes memory bad) private {
        vm.assertNotEq(keccak256(bad), keccak256(proof), "mutation");
        try verifier.verifyProof{gas: GAS_LIMIT}(bad, inputs) {
            revert("accepted");
        } catch (bytes memory reason) {
            bytes32 digest = keccak256(reason);
            bool known = digest == keccak256(abi.encodeWithSignature("ProofInvalid()"))
                || digest == keccak256(abi.encodeWithSignature("CommitmentInvalid()"));
            vm.assertTrue(known, "reason");
            vm.expectRevert(reason);
            gate.submit{gas: GAS_LIMIT}(bad, nullifier, recipient, consentHash, deadline);
        }
    }

    // The good proof last: the refusals above were not for a broken setup.
    function _stillGood() private {
        _submit(gate);
        vm.assertTrue(gate.validUntil(nullifier) != 0);
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
