// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Encoding} from "./Encoding.sol";
import {IAttestationGate} from "./IAttestationGate.sol";
import {IAttestationVerifier} from "./IAttestationVerifier.sol";

/// @title AttestationGate
/// @author The vitalproof authors
/// @notice Accepts attestations for one policy, each holder once, and remembers until when they
/// count.
/// @dev No owner, no upgrade, no funds: every term is fixed at deployment, and a changed term is
/// another gate. Callers pass no public input but the nullifier; the gate rebuilds the other four,
/// so a proof for another policy, chain, gate, recipient, consent or deadline does not verify. Who
/// sends the transaction is irrelevant, and a copied one changes nothing. Groth16 proofs can be
/// re-randomised, so the nullifier and never the proof's bytes is what is used up.
contract AttestationGate is IAttestationGate {
    /// @notice Length of a proof: 12 words.
    uint256 public constant PROOF_LENGTH = 384;

    /// @notice Contract that checks the proofs, holding the circuit's verifying key.
    IAttestationVerifier public immutable verifier;

    /// @notice SHA-256 of the compiled constraint system the verifier was exported for.
    bytes32 public immutable circuitId;

    /// @notice Root of the issuer set whose seals count.
    uint256 public immutable issuers;

    /// @notice Claim word that holders prove.
    uint256 public immutable claim;

    /// @notice Last second at which proofs are accepted, in Unix time.
    uint64 public immutable submitUntil;

    /// @notice Seconds a record lasts after the end of the claim's last day.
    uint64 public immutable validity;

    /// @notice Last second at which an accepted nullifier counts, in Unix time: the same for all,
    /// so that it says nothing about a holder's window.
    uint64 public immutable expiry;

    /// @notice Content hash of the policy, see `Encoding.policyId`.
    bytes32 public immutable policyId;

    /// @dev One slot a holder, and the only storage there is.
    mapping(uint256 nullifier => Acceptance acceptance) private _accepted;

    /// @notice What is kept of an accepted proof, in one slot.
    struct Acceptance {
        uint64 until;
        address recipient;
    }

    /// @notice Fixes the terms. Anyone may deploy a gate; its users must check these terms.
    /// @dev Whether `verifier_` belongs to `circuitId_` cannot be seen on chain: compare its
    /// bytecode with the exported one. A `submitUntil_` after the expiry is allowed but pointless.
    /// @param verifier_ Exported verifier; reverts if it has no code.
    /// @param circuitId_ SHA-256 of the compiled constraint system.
    /// @param issuers_ Root of the issuer set; reverts if 0 or not less than R.
    /// @param claim_ Claim word; reverts if not well formed.
    /// @param submitUntil_ Last second for submissions, in Unix time; reverts if 0.
    /// @param validity_ Seconds after the claim's last day; reverts if the sum exceeds 64 bits.
    constructor(
        IAttestationVerifier verifier_,
        bytes32 circuitId_,
        uint256 issuers_,
        uint256 claim_,
        uint64 submitUntil_,
        uint64 validity_
    ) {
        if (address(verifier_).code.length == 0) {
            revert VerifierWithoutCode(address(verifier_));
        }
        if (issuers_ == 0 || issuers_ >= Encoding.R) revert IssuersOutOfRange(issuers_);
        if (!Encoding.claimWellFormed(claim_)) revert ClaimMalformed(claim_);
        if (submitUntil_ == 0) revert SubmitUntilZero();

        uint256 last = (uint256(Encoding.claimLatestEnd(claim_)) + 1) * 1 days + validity_;
        if (last > type(uint64).max) revert ValidityOverflow(validity_);

        verifier = verifier_;
        circuitId = circuitId_;
        issuers = issuers_;
        claim = claim_;
        submitUntil = submitUntil_;
        validity = validity_;
        expiry = uint64(last);
        policyId = Encoding.policyId(circuitId_, issuers_, claim_, submitUntil_, validity_);
    }

    /// @inheritdoc IAttestationGate
    /// @dev The only external call is a static one and stands before the only write: a hostile
    /// verifier can neither write nor come back between the check of the nullifier and its record.
    function submit(
        bytes calldata proof,
        uint256 nullifier,
        address recipient,
        bytes32 consentHash,
        uint64 deadline
    ) external {
        _verify(proof, nullifier, recipient, consentHash, deadline);
        _accepted[nullifier] = Acceptance({until: expiry, recipient: recipient});
        emit Accepted(policyId, nullifier, expiry);
    }

    /// @inheritdoc IAttestationGate
    function check(
        bytes calldata proof,
        uint256 nullifier,
        address recipient,
        bytes32 consentHash,
        uint64 deadline
    ) external view {
        _verify(proof, nullifier, recipient, consentHash, deadline);
    }

    /// @inheritdoc IAttestationGate
    function isValid(uint256 nullifier) external view returns (bool) {
        uint64 until = _accepted[nullifier].until;
        return until != 0 && block.timestamp <= until;
    }

    /// @inheritdoc IAttestationGate
    function validUntil(uint256 nullifier) external view returns (uint64) {
        return _accepted[nullifier].until;
    }

    /// @inheritdoc IAttestationGate
    function recipientOf(uint256 nullifier) external view returns (address) {
        return _accepted[nullifier].recipient;
    }

    /// @inheritdoc IAttestationGate
    function scope() public view returns (uint256) {
        return Encoding.scope(block.chainid, address(this), policyId);
    }

    /// @inheritdoc IAttestationGate
    function publicInputs(
        uint256 nullifier,
        address recipient,
        bytes32 consentHash,
        uint64 deadline
    ) public view returns (uint256[5] memory) {
        uint256 context = Encoding.context(
            block.chainid, address(this), policyId, recipient, consentHash, deadline
        );
        return [issuers, claim, scope(), nullifier, context];
    }

    /// @notice Every check there is, cheapest first, the verifier last.
    /// @dev Both entries come through here, so no path can forget the nullifier.
    /// @param proof Proof in the form of `IAttestationVerifier.verifyProof`.
    /// @param nullifier The holder's number in this gate's scope.
    /// @param recipient Account the proof was made for.
    /// @param consentHash Digest of the consent the proof was made under.
    /// @param deadline Last second the holder allows, in Unix time.
    function _verify(
        bytes calldata proof,
        uint256 nullifier,
        address recipient,
        bytes32 consentHash,
        uint64 deadline
    ) private view {
        if (block.timestamp > deadline) revert DeadlinePassed(deadline);
        if (block.timestamp > submitUntil) revert SubmissionsClosed(submitUntil);
        if (recipient == address(0)) revert RecipientZero();
        if (nullifier == 0 || nullifier >= Encoding.R) revert NullifierOutOfRange(nullifier);
        if (_accepted[nullifier].until != 0) revert NullifierUsed(nullifier);
        if (proof.length != PROOF_LENGTH) revert ProofLength(proof.length);

        verifier.verifyProof(proof, publicInputs(nullifier, recipient, consentHash, deadline));
    }
}
