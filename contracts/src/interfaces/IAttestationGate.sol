// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title IAttestationGate
/// @author The vitalproof authors
/// @notice Accepts attestations, each holder once an epoch, and remembers until when they count.
/// @dev A record is found by policy, epoch AND nullifier: should one policy's verifier ever accept
/// a forged proof, it still cannot use up a nullifier of another policy.
interface IAttestationGate is IERC165 {
    /// @notice What a holder hands in, directly or through a relayer.
    /// @param nullifier The holder's number in this epoch's scope.
    /// @param recipient Account the proof was made for.
    /// @param deadline Last second the holder allows, in Unix time; also the consent's
    /// `validUntil`.
    /// @param proof Proof in the form of `IGroth16Verifier.verifyProof`.
    /// @param consent The recipient's signature, see `IConsentRegistry`.
    struct Answer {
        uint256 nullifier;
        address recipient;
        uint64 deadline;
        bytes proof;
        bytes consent;
    }

    /// @notice What is kept of an accepted answer.
    /// @param validUntil Last second at which it counts, in Unix time: the same for the whole
    /// epoch. Zero if the nullifier was never accepted.
    /// @param recipient Account in the proof. A contract that pays pays this one.
    struct Record {
        uint64 validUntil;
        address recipient;
    }

    /// @notice What a record is worth now. Consumers accept `Valid` only.
    enum Status {
        Unknown,
        Valid,
        Expired,
        ConsentWithdrawn,
        IssuersRevoked,
        VerifierStopped
    }

    /// @notice An answer was accepted.
    /// @dev The recipient is left out: an address beside a health claim is personal data.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param nullifier Number the holder was accepted under.
    event Accepted(bytes32 indexed policyId, uint16 indexed epoch, uint256 indexed nullifier);

    /// @notice The holder's own deadline has passed: a new proof is needed.
    error DeadlinePassed(uint64 deadline);

    /// @notice The epoch takes no more proofs.
    error SubmissionsClosed(uint64 submitUntil);

    /// @notice The issuer set is not valid now, or was revoked.
    error IssuersNotActive(uint256 issuers);

    /// @notice A recipient is needed.
    error RecipientZero();

    /// @notice The nullifier is 0 or no field element; an alias would count a holder twice.
    error NullifierOutOfRange(uint256 nullifier);

    /// @notice The holder was accepted before.
    error NullifierUsed(uint256 nullifier);

    /// @notice A batch has no member or more than `MAX_BATCH`.
    error BatchSize(uint256 size);

    /// @notice The proof of one member of a batch does not hold; nothing was accepted.
    error BatchMemberInvalid(uint256 index);

    /// @notice Accepts an answer or reverts. Anyone may send it, to the same effect.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param answer What the holder hands in.
    function submit(bytes32 policyId, uint16 epoch, Answer calldata answer) external;

    /// @notice Accepts several answers of one epoch in one verification, or reverts.
    /// @dev Members accepted before are passed over, so that nobody can spoil a batch by sending
    /// one of its members first; a withdrawn consent does refuse the batch, and the error names
    /// whose. Half of the gas goes to the batch's verification, so that the other half can name a
    /// bad member: give twice what a batch uses, and more than a transaction may have to name one
    /// of many, which is what a call off-chain is for.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param answers From 1 to `MAX_BATCH` answers.
    /// @return accepted How many were new.
    function submitBatch(bytes32 policyId, uint16 epoch, Answer[] calldata answers)
        external
        returns (uint256 accepted);

    /// @notice Reverts exactly if `submit` with the same arguments would, and changes nothing.
    /// Wallets call it before they pay for a transaction.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param answer What the holder hands in.
    function check(bytes32 policyId, uint16 epoch, Answer calldata answer) external view;

    /// @notice What a nullifier is worth now. Never blocked by a stop, a closure or a revocation.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param nullifier Number the holder was accepted under.
    /// @return The first that applies of `Unknown`, `ConsentWithdrawn`, `IssuersRevoked`,
    /// `VerifierStopped`, `Expired`, `Valid`.
    function status(bytes32 policyId, uint16 epoch, uint256 nullifier)
        external
        view
        returns (Status);

    /// @notice Whether `status` is `Valid`. Consumers call it.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param nullifier Number the holder was accepted under.
    /// @return valid True up to and including the second `validUntil`.
    function isValid(bytes32 policyId, uint16 epoch, uint256 nullifier)
        external
        view
        returns (bool valid);

    /// @notice What was accepted, whatever it is worth now.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param nullifier Number the holder was accepted under.
    /// @return The record; all zero if there is none.
    function historical(bytes32 policyId, uint16 epoch, uint256 nullifier)
        external
        view
        returns (Record memory);

    /// @notice Domain of an epoch's nullifiers. Holders read it before they prove.
    /// @dev Computed on each call: after a chain split each side has its own scope.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @return A field element.
    function scope(bytes32 policyId, uint16 epoch) external view returns (uint256);

    /// @notice Public inputs that a proof with these arguments must have. Provers compare them.
    /// @dev Checks nothing: `check` says whether the gate would take them.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param nullifier The holder's number in this epoch's scope.
    /// @param recipient Account the proof is made for.
    /// @param deadline Last second the holder allows, in Unix time.
    /// @return issuers, claim, scope, nullifier, context.
    function publicInputs(
        bytes32 policyId,
        uint16 epoch,
        uint256 nullifier,
        address recipient,
        uint64 deadline
    ) external view returns (uint256[5] memory);
}
