// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title IGroth16Verifier
/// @author The vitalproof authors
/// @notice Checks proofs of one circuit under one key. No owner, no storage, nothing to change.
/// @dev Nothing is returned, so a call to an address without code would look like success: callers
/// use this interface, whose code check refuses that, never a low-level call.
interface IGroth16Verifier is IERC165 {
    /// @notice The proof has another length than 384 bytes, or a batch another than 384 a member.
    error ProofLength(uint256 length);

    /// @notice A batch has no member or more than `MAX_BATCH`.
    error BatchSize(uint256 size);

    /// @notice A public input is not less than the field's order. Same name as in exported
    /// verifiers.
    error PublicInputNotInField();

    /// @notice The proof does not hold for these public inputs. Same name as in exported verifiers.
    error ProofInvalid();

    /// @notice SHA-256 of the compiled constraint system the key was made for.
    /// @return Circuit id, as the lockfile has it.
    function circuitId() external view returns (bytes32);

    /// @notice Keccak-256 of the verifying key's 36 words, see `Encoding.KEY_WORDS`.
    /// @return Key hash, as the lockfile has it.
    function keyHash() external view returns (bytes32);

    /// @notice Returns if the proof holds for these public inputs and reverts otherwise.
    /// @param proof A, B, C, commitment D and its proof of knowledge P, uncompressed: 384 bytes.
    /// @param input issuers, claim, scope, nullifier, context.
    function verifyProof(bytes calldata proof, uint256[5] calldata input) external view;

    /// @notice Returns if every proof of a batch holds and reverts otherwise.
    /// @param proofs Proofs one after the other, 384 bytes each.
    /// @param inputs Public inputs of each.
    function verifyBatch(bytes calldata proofs, uint256[5][] calldata inputs) external view;

    /// @notice Says which member of a refused batch is to blame.
    /// @dev Checks one by one, for about four times the gas of `verifyBatch`; call it off-chain.
    /// @param proofs As for `verifyBatch`.
    /// @param inputs As for `verifyBatch`.
    /// @return Index of the first proof that does not hold; the batch's size if all do.
    function firstInvalid(bytes calldata proofs, uint256[5][] calldata inputs)
        external
        view
        returns (uint256);
}
