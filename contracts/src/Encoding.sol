// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Encoding
/// @author The vitalproof authors
/// @notice The hashes and the claim word that a proof and a contract must agree on, bit for bit.
/// The Go encoder is the other half: both are held to `circuits/vectors/encoding.json`.
/// @dev Every field is padded to 32 bytes by `abi.encode`, so no two field lists share an encoding,
/// and every hash starts with its own tag, so no policy can pass for a scope or a context.
library Encoding {
    /// @notice Order of the BN254 scalar field: public inputs are less than this.
    uint256 internal constant R =
        21888242871839275222246405745257275088548364400416034343698204186575808495617;

    /// @notice First word of every policy id.
    bytes32 internal constant POLICY_TAG = keccak256("vitalproof/policy/evm/1");

    /// @notice First word of every scope.
    bytes32 internal constant SCOPE_TAG = keccak256("vitalproof/scope/evm/1");

    /// @notice First word of every context.
    bytes32 internal constant CONTEXT_TAG = keccak256("vitalproof/context/evm/1");

    // Offsets of the claim's fields in bits, from the least significant bit. The limits on the
    // readings fill bits 66 to 234 and are read by the circuit alone.
    uint256 private constant METRIC_AT = 4;
    uint256 private constant DAYS_AT = 12;
    uint256 private constant EARLIEST_END_AT = 21;
    uint256 private constant SPAN_AT = 41;
    uint256 private constant MIN_ASSURANCE_AT = 49;
    uint256 private constant COVERAGE_AT = 52;
    uint256 private constant CLAIM_BITS = 235;

    /// @notice Names a policy by its content: a changed term is another policy.
    /// @param circuitId SHA-256 of the compiled constraint system.
    /// @param issuers Root of the issuer set the policy trusts.
    /// @param claim Claim word that holders must prove.
    /// @param submitUntil Last second at which proofs are accepted, in Unix time.
    /// @param validity Seconds a record lasts after the end of the claim's last day.
    /// @return The policy id.
    function policyId(
        bytes32 circuitId,
        uint256 issuers,
        uint256 claim,
        uint64 submitUntil,
        uint64 validity
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(POLICY_TAG, circuitId, issuers, claim, submitUntil, validity));
    }

    /// @notice The domain in which a holder is counted once: one policy at one gate on one chain.
    /// @dev Holders derive their nullifier from it, so nullifiers of two gates cannot be linked.
    /// @param chainId Chain the gate runs on.
    /// @param gate Contract that accepts the proofs.
    /// @param policy Policy id the gate serves.
    /// @return A field element.
    function scope(uint256 chainId, address gate, bytes32 policy) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(SCOPE_TAG, chainId, gate, policy))) % R;
    }

    /// @notice Everything else a proof is bound to, so that a copied transaction changes nothing.
    /// @param chainId Chain the gate runs on.
    /// @param gate Contract that accepts the proof.
    /// @param policy Policy id the gate serves.
    /// @param recipient Account the holder proves for.
    /// @param consentHash Digest of the consent the holder gave.
    /// @param deadline Last second at which the proof may be submitted, in Unix time.
    /// @return A field element.
    function context(
        uint256 chainId,
        address gate,
        bytes32 policy,
        address recipient,
        bytes32 consentHash,
        uint64 deadline
    ) internal pure returns (uint256) {
        bytes memory preimage = abi.encode(
            CONTEXT_TAG, chainId, gate, policy, recipient, consentHash, deadline
        );
        return uint256(keccak256(preimage)) % R;
    }

    /// @notice Version of the claim's layout; 1 is the only one.
    /// @param claim Claim word.
    /// @return Bits 0 to 3.
    function claimFormat(uint256 claim) internal pure returns (uint8) {
        return uint8(claim & 0xf);
    }

    /// @notice Metric the claim is about.
    /// @param claim Claim word.
    /// @return Bits 4 to 11.
    function claimMetric(uint256 claim) internal pure returns (uint8) {
        return uint8(claim >> METRIC_AT);
    }

    /// @notice Length of the window in days.
    /// @param claim Claim word.
    /// @return Bits 12 to 20.
    function claimDays(uint256 claim) internal pure returns (uint16) {
        return uint16((claim >> DAYS_AT) & 0x1ff);
    }

    /// @notice First day on which the window may end, in days since 1970-01-01.
    /// @param claim Claim word.
    /// @return Bits 21 to 40.
    function claimEarliestEnd(uint256 claim) internal pure returns (uint32) {
        return uint32((claim >> EARLIEST_END_AT) & 0xfffff);
    }

    /// @notice Last day on which the window may end, in days since 1970-01-01.
    /// @param claim Claim word.
    /// @return Bits 21 to 40 plus bits 41 to 48; at most 2^20 + 254, so it cannot overflow.
    function claimLatestEnd(uint256 claim) internal pure returns (uint32) {
        return claimEarliestEnd(claim) + uint8(claim >> SPAN_AT);
    }

    /// @notice Lowest assurance level of the seal that counts.
    /// @param claim Claim word.
    /// @return Bits 49 to 51.
    function claimMinAssurance(uint256 claim) internal pure returns (uint8) {
        return uint8((claim >> MIN_ASSURANCE_AT) & 0x7);
    }

    /// @notice Share of the window's slots that must hold a reading, in hundredths of a percent.
    /// @param claim Claim word.
    /// @return Bits 52 to 65.
    function claimCoverage(uint256 claim) internal pure returns (uint16) {
        return uint16((claim >> COVERAGE_AT) & 0x3fff);
    }

    /// @notice Whether the word is a claim at all: layout 1 and nothing above its 235 bits.
    /// @dev The high bits keep the word below R. Whether the claim can be met is for the circuit.
    /// @param claim Claim word.
    /// @return True if a gate may be built for it.
    function claimWellFormed(uint256 claim) internal pure returns (bool) {
        return claimFormat(claim) == 1 && claim >> CLAIM_BITS == 0;
    }
}
