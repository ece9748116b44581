// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAttestationGate} from "./IAttestationGate.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title IStudyEnrolment
/// @author The vitalproof authors
/// @notice Enrols valid records of one epoch of a policy into a study, each holder once, up to a
/// quota. One epoch, because nullifiers of two epochs cannot be told to be one person's.
interface IStudyEnrolment is IERC165 {
    /// @notice A study, in one slot.
    /// @param quota Most participants; 0 if there is no study.
    /// @param participants Distinct participants enrolled.
    /// @param closed Whether it takes no more.
    struct Study {
        uint32 quota;
        uint32 participants;
        bool closed;
    }

    /// @notice A study was opened.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param quota Most participants.
    event StudyOpened(bytes32 indexed policyId, uint16 indexed epoch, uint32 quota);

    /// @notice A participant was enrolled.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param nullifier Number the holder was accepted under.
    event Enrolled(bytes32 indexed policyId, uint16 indexed epoch, uint256 indexed nullifier);

    /// @notice A study takes no more participants.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param participants Participants at the end.
    event StudyClosed(bytes32 indexed policyId, uint16 indexed epoch, uint32 participants);

    /// @notice The study exists.
    error StudyExists(bytes32 policyId, uint16 epoch);

    /// @notice There is no such study.
    error StudyUnknown(bytes32 policyId, uint16 epoch);

    /// @notice The study takes no more participants.
    error StudyIsClosed(bytes32 policyId, uint16 epoch);

    /// @notice The quota is 0.
    error QuotaZero();

    /// @notice The quota is reached.
    error QuotaReached(uint32 quota);

    /// @notice The caller is not the policy's sponsor.
    error NotSponsor(address caller);

    /// @notice The record is not `Valid` at the gate.
    error RecordNotValid(uint256 nullifier, IAttestationGate.Status status);

    /// @notice The participant is enrolled.
    error AlreadyEnrolled(uint256 nullifier);

    /// @notice Opens the study of one epoch of a policy. Sponsor only.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param quota Most participants; at least 1.
    function open(bytes32 policyId, uint16 epoch, uint32 quota) external;

    /// @notice Enrols a valid record. Anyone may call.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param nullifier Number the holder was accepted under.
    function enrol(bytes32 policyId, uint16 epoch, uint256 nullifier) external;

    /// @notice Submits an answer to the gate if it is not there yet and enrols it.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param answer What the holder hands in.
    function submitAndEnrol(bytes32 policyId, uint16 epoch, IAttestationGate.Answer calldata answer)
        external;

    /// @notice Ends a study for ever. Sponsor only.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    function close(bytes32 policyId, uint16 epoch) external;

    /// @notice A study; all zero if there is none.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @return The study.
    function study(bytes32 policyId, uint16 epoch) external view returns (Study memory);

    /// @notice Whether a nullifier was enrolled, whatever its record is worth now.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param nullifier Number the holder was accepted under.
    /// @return True from enrolment on.
    function isEnrolled(bytes32 policyId, uint16 epoch, uint256 nullifier)
        external
        view
        returns (bool);
}
