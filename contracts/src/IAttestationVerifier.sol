// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title IAttestationVerifier
/// @author The vitalproof authors
/// @notice The one function of an exported Groth16 verifier that a gate calls.
/// @dev An exported verifier has no owner and no storage and knows one key.
interface IAttestationVerifier {
    /// @notice Returns if the proof holds for these public inputs and reverts otherwise.
    /// @dev There is no return value, so a call to an address without code would look like success:
    /// callers go through this interface, whose code check refuses that, never through a low-level
    /// call. Reverts with `PublicInputNotInField` for an input of R or more, `CommitmentInvalid` or
    /// `ProofInvalid` for a bad proof, and a reason string for a proof of another length. A point
    /// off its curve makes a precompile burn all gas it is given before the call reverts.
    /// @param proof A, B, C, commitment and its proof of knowledge, uncompressed: 384 bytes.
    /// @param input issuers, claim, scope, nullifier, context.
    function verifyProof(bytes calldata proof, uint256[5] calldata input) external view;
}
