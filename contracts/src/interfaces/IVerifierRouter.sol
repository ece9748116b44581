// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IGroth16Verifier} from "./IGroth16Verifier.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title IVerifierRouter
/// @author The vitalproof authors
/// @notice Finds the verifier of a verifier id. An id stands for one circuit under one key and
/// never for another; once stopped it is a tombstone for ever.
interface IVerifierRouter is IERC165 {
    /// @notice A verifier was added as the newest version of its circuit.
    /// @param verifierId Id of the verifier.
    /// @param circuitId SHA-256 of the compiled constraint system.
    /// @param keyHash Keccak-256 of the key's words.
    /// @param verifier Its address.
    event VerifierAdded(
        bytes32 indexed verifierId, bytes32 indexed circuitId, bytes32 keyHash, address verifier
    );

    /// @notice A verifier was stopped for ever, by the guardian, the owner or a proof that must not
    /// exist.
    /// @param verifierId Id of the verifier.
    /// @param by Account that did it.
    event VerifierStopped(bytes32 indexed verifierId, address indexed by);

    /// @notice No code at the address (mistyped, not deployed on this chain, destroyed), or an
    /// account that only points to code (EIP-7702) and could point elsewhere tomorrow.
    error VerifierWithoutCode(address verifier);

    /// @notice The id was added before; ids are never given twice, not even after a stop.
    error VerifierKnown(bytes32 verifierId);

    /// @notice The id was never added.
    error VerifierUnknown(bytes32 verifierId);

    /// @notice The id is a tombstone.
    error VerifierIsStopped(bytes32 verifierId);

    /// @notice Adds a verifier under the id made of its circuit id and key hash. Owner only.
    /// @param verifier Deployed verifier.
    /// @return verifierId See `Encoding.verifierId`.
    function add(IGroth16Verifier verifier) external returns (bytes32 verifierId);

    /// @notice Stops a verifier for ever. Owner or guardian.
    /// @param verifierId Id of the verifier.
    function stop(bytes32 verifierId) external;

    /// @notice Stops a verifier for ever. Anyone who has a proof of the statement that no witness
    /// can meet in any circuit: all five public inputs 0.
    /// @param verifierId Id of the verifier.
    /// @param proof A proof that must not exist.
    function stopWithProof(bytes32 verifierId, bytes calldata proof) external;

    /// @notice The verifier to call now. Reverts if the id is unknown or stopped, or the code is
    /// gone.
    /// @param verifierId Id of the verifier.
    /// @return The verifier.
    function verifierOf(bytes32 verifierId) external view returns (IGroth16Verifier);

    /// @notice Whether an id was added and not stopped.
    /// @param verifierId Id of the verifier.
    /// @return True if `verifierOf` would return.
    function isActive(bytes32 verifierId) external view returns (bool);

    /// @notice The address of an id, stopped or not.
    /// @param verifierId Id of the verifier.
    /// @return Zero if the id was never added.
    function historical(bytes32 verifierId) external view returns (address);

    /// @notice Ids of a circuit's verifiers, oldest first. Only ever grows.
    /// @param circuitId SHA-256 of the compiled constraint system.
    /// @return Verifier ids, stopped ones among them.
    function versions(bytes32 circuitId) external view returns (bytes32[] memory);
}
