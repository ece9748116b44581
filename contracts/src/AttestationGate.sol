// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Encoding} from "./Encoding.sol";
import {IAttestationGate} from "./interfaces/IAttestationGate.sol";
import {IConsentRegistry} from "./interfaces/IConsentRegistry.sol";
import {IGroth16Verifier} from "./interfaces/IGroth16Verifier.sol";
import {IIssuerRegistry} from "./interfaces/IIssuerRegistry.sol";
import {IPolicyRegistry} from "./interfaces/IPolicyRegistry.sol";
import {IVerifierRouter} from "./interfaces/IVerifierRouter.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {ERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";
import {ERC165Checker} from "@openzeppelin/contracts/utils/introspection/ERC165Checker.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title AttestationGate
/// @author The vitalproof authors
/// @notice Accepts attestations, each holder once an epoch, and remembers until when they count.
/// @dev No owner, no upgrade, no funds. Callers pass no public input but the nullifier; the gate
/// rebuilds the other four, so a proof for another policy, epoch, chain, gate, recipient, purpose
/// or deadline does not verify. Who sends the transaction is irrelevant, and a copied one changes
/// nothing. Groth16 proofs can be re-randomised, so the nullifier and never the proof's bytes is
/// what is used up.
///
/// Every external call is static and stands before the only write: a hostile verifier or wallet can
/// neither write nor come back between the check of a nullifier and its record.
contract AttestationGate is IAttestationGate, ERC165 {
    /// @notice Length of a proof in bytes: 12 words.
    uint256 public constant PROOF_LENGTH = 384;

    /// @notice Most answers of one batch, as in the verifier.
    uint256 public constant MAX_BATCH = 32;

    /// @notice Finds the verifier of a policy.
    IVerifierRouter public immutable router;

    /// @notice Issuer sets whose seals count.
    IIssuerRegistry public immutable issuers;

    /// @notice What is asked for.
    IPolicyRegistry public immutable policies;

    /// @notice Who consented and who withdrew.
    IConsentRegistry public immutable consents;

    /// @dev One slot an accepted answer, and the only storage there is.
    mapping(bytes32 policyId => mapping(uint16 epoch => mapping(uint256 nullifier => Record)))
        private _records;

    /// @notice The constructor was handed something else than the contract it needs there.
    error WrongContract(address given);

    /// @notice Fixes the contracts the gate relies on, for ever.
    /// @dev Each must say by ERC-165 that it is what it is taken for: swapped arguments would make
    /// a gate that looks alive.
    /// @param router_ Finds the verifier of a policy.
    /// @param issuers_ Issuer sets whose seals count.
    /// @param policies_ What is asked for.
    /// @param consents_ Who consented and who withdrew.
    constructor(
        IVerifierRouter router_,
        IIssuerRegistry issuers_,
        IPolicyRegistry policies_,
        IConsentRegistry consents_
    ) {
        _requireInterface(address(router_), type(IVerifierRouter).interfaceId);
        _requireInterface(address(issuers_), type(IIssuerRegistry).interfaceId);
        _requireInterface(address(policies_), type(IPolicyRegistry).interfaceId);
        _requireInterface(address(consents_), type(IConsentRegistry).interfaceId);
        router = router_;
        issuers = issuers_;
        policies = policies_;
        consents = consents_;
    }

    /// @inheritdoc IAttestationGate
    function submit(bytes32 policyId, uint16 epoch, Answer calldata answer) external {
        IPolicyRegistry.Terms memory terms = _verify(policyId, epoch, answer);
        _record(policyId, epoch, answer, terms.expiry);
    }

    /// @inheritdoc IAttestationGate
    /// @dev Of two members with one nullifier both are checked and the first counts.
    function submitBatch(bytes32 policyId, uint16 epoch, Answer[] calldata answers)
        external
        returns (uint256 accepted)
    {
        if (answers.length == 0 || answers.length > MAX_BATCH) {
            revert BatchSize(answers.length);
        }
        (IPolicyRegistry.Terms memory terms, IGroth16Verifier verifier) = _open(policyId, epoch);
        uint256[] memory fresh = _fresh(policyId, epoch, answers);
        if (fresh.length == 0) return 0;

        bytes memory proofs = new bytes(fresh.length * PROOF_LENGTH);
        uint256[5][] memory inputs = new uint256[5][](fresh.length);
        for (uint256 i = 0; i < fresh.length; ++i) {
            Answer calldata answer = answers[fresh[i]];
            _requireFields(answer);
            _requireConsent(policyId, epoch, answer, terms.purpose);
            inputs[i] = _inputs(terms, answer.nullifier, answer.recipient, answer.deadline);
            _copyProof(answer.proof, proofs, i);
        }
        _verifyBatch(verifier, proofs, inputs, fresh);

        for (uint256 i = 0; i < fresh.length; ++i) {
            Answer calldata answer = answers[fresh[i]];
            if (_isUsed(policyId, epoch, answer.nullifier)) continue;
            _record(policyId, epoch, answer, terms.expiry);
            ++accepted;
        }
    }

    /// @inheritdoc IAttestationGate
    function check(bytes32 policyId, uint16 epoch, Answer calldata answer) external view {
        _verify(policyId, epoch, answer);
    }

    /// @inheritdoc IAttestationGate
    function isValid(bytes32 policyId, uint16 epoch, uint256 nullifier)
        external
        view
        returns (bool)
    {
        return status(policyId, epoch, nullifier) == Status.Valid;
    }

    /// @inheritdoc IAttestationGate
    function historical(bytes32 policyId, uint16 epoch, uint256 nullifier)
        external
        view
        returns (Record memory)
    {
        return _records[policyId][epoch][nullifier];
    }

    /// @inheritdoc IAttestationGate
    function scope(bytes32 policyId, uint16 epoch) external view returns (uint256) {
        return _scope(policies.terms(policyId, epoch));
    }

    /// @inheritdoc IAttestationGate
    function publicInputs(
        bytes32 policyId,
        uint16 epoch,
        uint256 nullifier,
        address recipient,
        uint64 deadline
    ) external view returns (uint256[5] memory) {
        return _inputs(policies.terms(policyId, epoch), nullifier, recipient, deadline);
    }

    /// @inheritdoc IAttestationGate
    function status(bytes32 policyId, uint16 epoch, uint256 nullifier)
        public
        view
        returns (Status)
    {
        Record memory record = _records[policyId][epoch][nullifier];
        if (record.validUntil == 0) return Status.Unknown;
        if (consents.isWithdrawn(record.recipient, policyId)) return Status.ConsentWithdrawn;
        // A record exists, so policy and epoch do, for ever: this cannot revert.
        IPolicyRegistry.Terms memory terms = policies.terms(policyId, epoch);
        if (issuers.issuerSet(terms.issuers).revoked) return Status.IssuersRevoked;
        if (!router.isActive(terms.verifierId)) return Status.VerifierStopped;
        return block.timestamp > record.validUntil ? Status.Expired : Status.Valid;
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId)
        public
        view
        override(ERC165, IERC165)
        returns (bool)
    {
        return interfaceId == type(IAttestationGate).interfaceId
            || super.supportsInterface(interfaceId);
    }

    /// @notice Writes the record. The only place that does.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param answer Answer that passed every check.
    /// @param expiry Last second at which it counts, in Unix time; never 0, since it lies after a
    /// day's end.
    function _record(bytes32 policyId, uint16 epoch, Answer calldata answer, uint64 expiry)
        private
    {
        _records[policyId][epoch][answer.nullifier] =
            Record({validUntil: expiry, recipient: answer.recipient});
        emit Accepted(policyId, epoch, answer.nullifier);
    }

    /// @notice Every check of a single answer, cheapest first, the verifier last.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param answer What the holder hands in.
    /// @return terms Terms of the epoch.
    function _verify(bytes32 policyId, uint16 epoch, Answer calldata answer)
        private
        view
        returns (IPolicyRegistry.Terms memory terms)
    {
        _requireFields(answer);
        if (_isUsed(policyId, epoch, answer.nullifier)) revert NullifierUsed(answer.nullifier);
        IGroth16Verifier verifier;
        (terms, verifier) = _open(policyId, epoch);
        _requireConsent(policyId, epoch, answer, terms.purpose);
        verifier.verifyProof(
            answer.proof, _inputs(terms, answer.nullifier, answer.recipient, answer.deadline)
        );
    }

    /// @notice What must hold for the epoch, whoever answers.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @return terms Terms of the epoch.
    /// @return verifier Verifier of the policy.
    function _open(bytes32 policyId, uint16 epoch)
        private
        view
        returns (IPolicyRegistry.Terms memory terms, IGroth16Verifier verifier)
    {
        terms = policies.terms(policyId, epoch);
        if (terms.closed) revert IPolicyRegistry.PolicyIsClosed(policyId);
        if (block.timestamp > terms.submitUntil) revert SubmissionsClosed(terms.submitUntil);
        if (!issuers.isActive(terms.issuers)) revert IssuersNotActive(terms.issuers);
        verifier = router.verifierOf(terms.verifierId);
    }

    /// @notice Reverts unless the recipient consented to this policy's purpose.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param answer What the holder hands in.
    /// @param purpose Purpose of the policy.
    function _requireConsent(
        bytes32 policyId,
        uint16 epoch,
        Answer calldata answer,
        bytes32 purpose
    ) private view {
        IConsentRegistry.Consent memory consent = IConsentRegistry.Consent({
            participant: answer.recipient,
            policy: policyId,
            epoch: epoch,
            nullifier: answer.nullifier,
            purpose: purpose,
            validUntil: answer.deadline
        });
        consents.requireConsent(consent, answer.consent);
    }

    /// @notice What an answer must be by itself: these checks read nothing but the clock.
    /// @param answer What the holder hands in.
    function _requireFields(Answer calldata answer) private view {
        if (block.timestamp > answer.deadline) revert DeadlinePassed(answer.deadline);
        if (answer.recipient == address(0)) revert RecipientZero();
        if (answer.nullifier == 0 || answer.nullifier >= Encoding.R) {
            revert NullifierOutOfRange(answer.nullifier);
        }
        // In a batch a short proof beside a long one would shift all that follow.
        if (answer.proof.length != PROOF_LENGTH) {
            revert IGroth16Verifier.ProofLength(answer.proof.length);
        }
    }

    /// @notice Reverts with the caller's index of the first proof that does not hold.
    /// @dev A point off its curve burns all the gas it is given, so half is kept back to name the
    /// culprit: a batch needs twice the gas limit of what it uses.
    /// @param verifier Verifier of the policy.
    /// @param proofs Proofs of the new members.
    /// @param inputs Their public inputs.
    /// @param fresh Their indices among the caller's answers.
    function _verifyBatch(
        IGroth16Verifier verifier,
        bytes memory proofs,
        uint256[5][] memory inputs,
        uint256[] memory fresh
    ) private view {
        try verifier.verifyBatch{gas: gasleft() / 2}(proofs, inputs) {
            return;
        } catch (bytes memory reason) {
            uint256 bad = verifier.firstInvalid(proofs, inputs);
            if (bad < fresh.length) revert BatchMemberInvalid(fresh[bad]);
            // Each proof holds alone, so the batch failed for another reason, such as gas.
            LowLevelCall.bubbleRevert(reason);
        }
    }

    /// @notice Indices of the answers whose nullifier is not used yet.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param answers The caller's answers.
    /// @return fresh Indices, in order.
    function _fresh(bytes32 policyId, uint16 epoch, Answer[] calldata answers)
        private
        view
        returns (uint256[] memory fresh)
    {
        fresh = new uint256[](answers.length);
        uint256 count = 0;
        for (uint256 i = 0; i < answers.length; ++i) {
            if (_isUsed(policyId, epoch, answers[i].nullifier)) continue;
            fresh[count] = i;
            ++count;
        }
        // Cuts the list down to what was filled; Solidity has no other way.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(fresh, count)
        }
    }

    /// @notice Whether a nullifier has a record.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param nullifier Number to look up.
    /// @return True if it was accepted.
    function _isUsed(bytes32 policyId, uint16 epoch, uint256 nullifier)
        private
        view
        returns (bool)
    {
        return _records[policyId][epoch][nullifier].validUntil != 0;
    }

    /// @notice The public inputs a proof must have.
    /// @param terms Terms of the epoch.
    /// @param nullifier The holder's number in this epoch's scope.
    /// @param recipient Account the proof was made for.
    /// @param deadline Last second the holder allows, in Unix time.
    /// @return issuers, claim, scope, nullifier, context.
    function _inputs(
        IPolicyRegistry.Terms memory terms,
        uint256 nullifier,
        address recipient,
        uint64 deadline
    ) private view returns (uint256[5] memory) {
        uint256 context = Encoding.context(
            block.chainid, address(this), terms.termsId, recipient, terms.purpose, deadline
        );
        return [terms.issuers, terms.claim, _scope(terms), nullifier, context];
    }

    function _scope(IPolicyRegistry.Terms memory terms) private view returns (uint256) {
        return Encoding.scope(block.chainid, address(this), terms.termsId);
    }

    function _requireInterface(address given, bytes4 interfaceId) private view {
        if (!ERC165Checker.supportsInterface(given, interfaceId)) revert WrongContract(given);
    }

    /// @notice Copies a proof to its place among those of a batch.
    /// @param proof Proof of `PROOF_LENGTH` bytes.
    /// @param proofs Room for all of them.
    /// @param index Place of this one.
    function _copyProof(bytes calldata proof, bytes memory proofs, uint256 index) private pure {
        // Solidity copies calldata only into new memory, which would leave 384 dead bytes a member.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let to := add(add(proofs, 0x20), mul(index, PROOF_LENGTH))
            calldatacopy(to, proof.offset, PROOF_LENGTH)
        }
    }
}
