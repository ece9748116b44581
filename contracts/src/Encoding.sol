// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPolicyRegistry} from "./interfaces/IPolicyRegistry.sol";

/// @title Encoding
/// @author The vitalproof authors
/// @notice The hashes that a proof and a contract must agree on, bit for bit.
/// The Go encoder is the other half: both are held to `circuits/vectors/encoding.json`.
/// @dev Every field is padded to 32 bytes by `abi.encode`, so no two field lists share an encoding,
/// and every hash starts with its own tag, so no policy can pass for a scope or a context.
library Encoding {
    /// @notice Order of the BN254 scalar field: public inputs are less than this.
    uint256 internal constant R =
        21888242871839275222246405745257275088548364400416034343698204186575808495617;

    /// @notice Words of a verifying key, in this order: alpha, beta, gamma, delta, the commitment
    /// key's G and -sigma G, then K_0 to K_6. A point of G1 is x, y; one of G2 has the imaginary
    /// part of a coordinate first, as the pairing precompile wants it (EIP-197).
    uint256 internal constant KEY_WORDS = 36;

    /// @notice First word of every verifier id.
    bytes32 internal constant VERIFIER_TAG = keccak256("vitalproof/verifier/evm/1");

    /// @notice First word of every policy id.
    bytes32 internal constant POLICY_TAG = keccak256("vitalproof/policy/evm/1");

    /// @notice First word of every terms id.
    bytes32 internal constant TERMS_TAG = keccak256("vitalproof/terms/evm/1");

    /// @notice First word of every scope.
    bytes32 internal constant SCOPE_TAG = keccak256("vitalproof/scope/evm/1");

    /// @notice First word of every context.
    bytes32 internal constant CONTEXT_TAG = keccak256("vitalproof/context/evm/1");

    /// @notice Names a verifier by what it checks: one circuit under one key.
    /// @param circuitId SHA-256 of the compiled constraint system.
    /// @param keyHash Keccak-256 of the key's `KEY_WORDS` words.
    /// @return The verifier id.
    function verifierId(bytes32 circuitId, bytes32 keyHash) internal pure returns (bytes32) {
        return keccak256(abi.encode(VERIFIER_TAG, circuitId, keyHash));
    }

    /// @notice Names a policy by its content: a changed term is another policy.
    /// @param policy What it asks for.
    /// @return The policy id.
    function policyId(IPolicyRegistry.Policy memory policy) internal pure returns (bytes32) {
        return keccak256(abi.encode(POLICY_TAG, policy));
    }

    /// @notice Names what one epoch of a policy asks for: the terms a holder proves under.
    /// @param policy Policy id.
    /// @param epoch Epoch of the policy.
    /// @param verifier Verifier id.
    /// @param issuers Root of the issuer set the policy trusts.
    /// @param claim Claim word of the epoch.
    /// @param submitUntil Last second at which proofs are accepted, in Unix time.
    /// @param expiry Last second at which a result counts, in Unix time.
    /// @return The terms id.
    function termsId(
        bytes32 policy,
        uint16 epoch,
        bytes32 verifier,
        uint256 issuers,
        uint256 claim,
        uint64 submitUntil,
        uint64 expiry
    ) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(TERMS_TAG, policy, epoch, verifier, issuers, claim, submitUntil, expiry)
        );
    }

    /// @notice The domain in which a holder is counted once: one epoch of a policy at one gate on
    /// one chain.
    /// @dev Holders derive their nullifier from it, so nullifiers of two epochs, policies or gates
    /// cannot be linked.
    /// @param chainId Chain the gate runs on.
    /// @param gate Contract that accepts the proofs.
    /// @param terms Terms id of the epoch.
    /// @return A field element.
    function scope(uint256 chainId, address gate, bytes32 terms) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(SCOPE_TAG, chainId, gate, terms))) % R;
    }

    /// @notice Everything else a proof is bound to, so that a copied transaction changes nothing.
    /// @param chainId Chain the gate runs on.
    /// @param gate Contract that accepts the proof.
    /// @param terms Terms id of the epoch.
    /// @param recipient Account the holder proves for.
    /// @param purpose Keccak-256 of the text the holder consented to.
    /// @param deadline Last second at which the proof may be submitted, in Unix time.
    /// @return A field element.
    function context(
        uint256 chainId,
        address gate,
        bytes32 terms,
        address recipient,
        bytes32 purpose,
        uint64 deadline
    ) internal pure returns (uint256) {
        bytes memory preimage = abi.encode(
            CONTEXT_TAG, chainId, gate, terms, recipient, purpose, deadline
        );
        return uint256(keccak256(preimage)) % R;
    }
}
