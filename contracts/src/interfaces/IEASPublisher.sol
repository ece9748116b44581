// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAttestationGate} from "./IAttestationGate.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title IEASPublisher
/// @author The vitalproof authors
/// @notice Publishes valid records of a gate to the Ethereum Attestation Service, for readers who
/// look there. Nothing in the gate depends on it.
/// @dev Anyone may attest under any schema: a reader must check that the attester is this contract.
interface IEASPublisher is IERC165 {
    /// @notice A record was published.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param nullifier Number the holder was accepted under.
    /// @param uid UID of the attestation.
    event Published(
        bytes32 indexed policyId, uint16 indexed epoch, uint256 indexed nullifier, bytes32 uid
    );

    /// @notice A publication was revoked, because its record does not count any more.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param nullifier Number the holder was accepted under.
    /// @param uid UID of the attestation.
    event Retracted(
        bytes32 indexed policyId, uint16 indexed epoch, uint256 indexed nullifier, bytes32 uid
    );

    /// @notice The record is not `Valid` at the gate.
    error RecordNotValid(uint256 nullifier, IAttestationGate.Status status);

    /// @notice The record is published.
    error AlreadyPublished(uint256 nullifier);

    /// @notice The record is not published.
    error NotPublished(uint256 nullifier);

    /// @notice The record still counts, or ended with its time, which the publication states.
    error RecordCounts(uint256 nullifier, IAttestationGate.Status status);

    /// @notice Publishes a valid record without its recipient. Anyone may call, but in the
    /// record's last second, which the service counts as too late.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param nullifier Number the holder was accepted under.
    /// @return uid UID of the attestation.
    function publish(bytes32 policyId, uint16 epoch, uint256 nullifier)
        external
        returns (bytes32 uid);

    /// @notice Revokes a publication once consent, issuers or verifier are gone. Anyone may call.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param nullifier Number the holder was accepted under.
    function retract(bytes32 policyId, uint16 epoch, uint256 nullifier) external;

    /// @notice UID of a record's publication, revoked or not.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param nullifier Number the holder was accepted under.
    /// @return Zero if it was never published.
    function uidOf(bytes32 policyId, uint16 epoch, uint256 nullifier)
        external
        view
        returns (bytes32);
}
