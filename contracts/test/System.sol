// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationGate} from "../src/AttestationGate.sol";
import {ConsentRegistry} from "../src/ConsentRegistry.sol";
import {Encoding} from "../src/Encoding.sol";
import {IssuerRegistry} from "../src/IssuerRegistry.sol";
import {PolicyRegistry} from "../src/PolicyRegistry.sol";
import {VerifierRouter} from "../src/VerifierRouter.sol";
import {IAttestationGate} from "../src/interfaces/IAttestationGate.sol";
import {IConsentRegistry} from "../src/interfaces/IConsentRegistry.sol";
import {IGroth16Verifier} from "../src/interfaces/IGroth16Verifier.sol";
import {IPolicyRegistry} from "../src/interfaces/IPolicyRegistry.sol";
import {Test} from "./Test.sol";

/// @dev The whole system, deployed as circuits/vectors/evm.json expects it: the proofs there name
/// their gate, so account 0xA11CE creates router, issuers, policies, consents and gate with its
/// first five nonces, and the verifier with the sixth.
///
///     function setUp() public {
///         _setUpReal();                   // real verifier, real proofs: _answer(i)
///         _setUpDouble(verifier);         // or any verifier: _madeUp(key, nullifier)
///     }
///
/// Either way the vector's policy is added, its issuers are active and the clock stands right after
/// the last window of epoch 0.
abstract contract System is Test {
    address internal constant DEPLOYER = address(0xA11CE);
    address internal constant OWNER = address(0x0123E4);
    address internal constant GUARDIAN = address(0x6A4D);

    /// @dev Answers of epoch 0 in the vector, one a holder; the next is of holder 0 in epoch 1.
    uint256 internal constant HOLDERS = 17;
    uint256 internal constant NEXT_EPOCH_ANSWER = 17;

    VerifierRouter internal router;
    IssuerRegistry internal issuers;
    PolicyRegistry internal policies;
    ConsentRegistry internal consents;
    AttestationGate internal gate;
    IGroth16Verifier internal verifier;
    bytes32 internal policyId;

    /// @dev The system with the real verifier. Answers come from `_answer`.
    function _setUpReal() internal {
        string memory json = _vector();
        _deploySystem();
        vm.assertEq(address(gate), vm.parseJsonAddress(json, ".gate"), "gate");
        verifier = _deployVerifier();
        policyId = _addAll(verifier, _policy());
        vm.assertEq(policyId, vm.parseJsonBytes32(json, ".policy_id"), "policy id");
    }

    /// @dev The system with a verifier of the test's choice. Answers come from `_madeUp`.
    function _setUpDouble(IGroth16Verifier double) internal {
        _deploySystem();
        verifier = double;
        IPolicyRegistry.Policy memory policy = _policy();
        policy.verifierId = Encoding.verifierId(double.circuitId(), double.keyHash());
        policyId = _addAll(double, policy);
    }

    /// @dev The five contracts, empty, on the vector's chain.
    function _deploySystem() internal {
        vm.chainId(vm.parseJsonUint(_vector(), ".chain_id"));
        vm.startPrank(DEPLOYER);
        router = new VerifierRouter(OWNER, GUARDIAN);
        issuers = new IssuerRegistry(OWNER, GUARDIAN);
        policies = new PolicyRegistry(OWNER, GUARDIAN, router, issuers);
        consents = new ConsentRegistry();
        gate = new AttestationGate(router, issuers, policies, consents);
        vm.stopPrank();
    }

    /// @dev The vector's verifier. By name, so that tests compile while it is being written.
    function _deployVerifier() internal returns (IGroth16Verifier) {
        string memory json = _vector();
        uint256[] memory words = vm.parseJsonUintArray(json, ".verifier_key");
        vm.assertEq(words.length, Encoding.KEY_WORDS, "key");
        uint256[36] memory key;
        for (uint256 i = 0; i < key.length; ++i) {
            key[i] = words[i];
        }
        bytes memory code =
            vm.getCode("src/Groth16CommitmentVerifier.sol:Groth16CommitmentVerifier");
        bytes32 circuitId = vm.parseJsonBytes32(json, ".circuit_id");
        return IGroth16Verifier(_create(bytes.concat(code, abi.encode(circuitId, key))));
    }

    /// @dev Adds verifier, issuers and policy, and sets the clock.
    function _addAll(IGroth16Verifier added, IPolicyRegistry.Policy memory policy)
        internal
        returns (bytes32 id)
    {
        vm.startPrank(OWNER);
        router.add(added);
        issuers.add(policy.issuers, 1, type(uint64).max, "ipfs://issuers");
        id = policies.add(policy);
        vm.stopPrank();
        uint256 latestEnd = policies.claimTerms(id, 0).latestEnd;
        vm.warp((latestEnd + 1) * 1 days);
    }

    /// @dev Hands the vector's answer to the gate.
    function _submit(uint256 index) internal {
        gate.submit(policyId, _epochOf(index), _answer(index));
    }

    /// @dev Vector's answer with its consent, signed by the invented key of its recipient.
    function _answer(uint256 index) internal view returns (IAttestationGate.Answer memory answer) {
        string memory json = _vector();
        string memory path = _answerPath(index);
        answer.nullifier = vm.parseJsonUint(json, string.concat(path, ".nullifier"));
        answer.recipient = vm.parseJsonAddress(json, string.concat(path, ".recipient"));
        answer.deadline = uint64(vm.parseJsonUint(json, string.concat(path, ".deadline")));
        answer.proof = vm.parseJsonBytes(json, string.concat(path, ".proof"));
        answer.consent = _consent(policyId, _epochOf(index), answer, _recipientKey(index));
    }

    /// @dev Public inputs the Go side proved for an answer of the vector.
    function _inputs(uint256 index) internal view returns (uint256[5] memory inputs) {
        string memory path = string.concat(_answerPath(index), ".inputs");
        uint256[] memory list = vm.parseJsonUintArray(_vector(), path);
        vm.assertEq(list.length, 5, "inputs");
        for (uint256 i = 0; i < 5; ++i) {
            inputs[i] = list[i];
        }
    }

    function _recipientKey(uint256 index) internal view returns (uint256) {
        return vm.parseJsonUint(_vector(), string.concat(_answerPath(index), ".recipient_key"));
    }

    function _epochOf(uint256 index) internal view returns (uint16) {
        return uint16(vm.parseJsonUint(_vector(), string.concat(_answerPath(index), ".epoch")));
    }

    /// @dev Answer to epoch 0 that no proof stands behind, with a true consent of the key's
    /// account. It may be handed in until the epoch's last second.
    function _madeUp(uint256 key, uint256 nullifier)
        internal
        view
        returns (IAttestationGate.Answer memory)
    {
        return _madeUp(policyId, 0, key, nullifier);
    }

    /// @dev The same for any epoch of any policy.
    function _madeUp(bytes32 policy, uint16 epoch, uint256 key, uint256 nullifier)
        internal
        view
        returns (IAttestationGate.Answer memory answer)
    {
        answer.nullifier = nullifier;
        answer.recipient = vm.addr(key);
        answer.deadline = policies.terms(policy, epoch).submitUntil;
        answer.proof = new bytes(384);
        answer.proof[0] = 0xa1;
        answer.proof[383] = 0xb2;
        answer.consent = _consent(policy, epoch, answer, key);
    }

    /// @dev Consent to an answer, signed by a key.
    function _consent(
        bytes32 policy,
        uint16 epoch,
        IAttestationGate.Answer memory answer,
        uint256 key
    ) internal view returns (bytes memory) {
        IConsentRegistry.Consent memory consent =
            IConsentRegistry.Consent({
                participant: answer.recipient,
                policy: policy,
                epoch: epoch,
                nullifier: answer.nullifier,
                purpose: policies.policy(policy).purpose,
                validUntil: answer.deadline
            });
        return _signed(key, consents.consentDigest(consent));
    }

    function _signed(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev The vector's policy.
    function _policy() internal view returns (IPolicyRegistry.Policy memory) {
        string memory json = _vector();
        return IPolicyRegistry.Policy({
            verifierId: vm.parseJsonBytes32(json, ".policy.verifier_id"),
            issuers: vm.parseJsonUint(json, ".policy.issuers"),
            claim: vm.parseJsonUint(json, ".policy.claim"),
            epochDays: uint16(vm.parseJsonUint(json, ".policy.epoch_days")),
            epochs: uint16(vm.parseJsonUint(json, ".policy.epochs")),
            submitDays: uint16(vm.parseJsonUint(json, ".policy.submit_days")),
            validDays: uint16(vm.parseJsonUint(json, ".policy.valid_days")),
            sponsor: vm.parseJsonAddress(json, ".policy.sponsor"),
            purpose: vm.parseJsonBytes32(json, ".policy.purpose")
        });
    }

    /// @dev How many slots a contract wrote since `vm.record`. Distinct ones, because the optimizer
    /// joins writes to one slot and coverage runs without it.
    function _slotsWritten(address target) internal returns (uint256 slots) {
        (, bytes32[] memory writes) = vm.accesses(target);
        for (uint256 i = 0; i < writes.length; ++i) {
            bool seen = false;
            for (uint256 j = 0; j < i; ++j) {
                seen = seen || writes[j] == writes[i];
            }
            if (!seen) ++slots;
        }
    }

    /// @dev Creates from the deployer's account.
    function _create(bytes memory code) internal returns (address created) {
        vm.prank(DEPLOYER);
        assembly ("memory-safe") {
            created := create(0, add(code, 0x20), mload(code))
        }
        vm.assertTrue(created != address(0), "create");
    }

    function _answerPath(uint256 index) private pure returns (string memory) {
        return string.concat(".answers[", vm.toString(index), "]");
    }

    function _vector() private view returns (string memory) {
        return vm.readFile("../circuits/vectors/evm.json");
    }
}
