// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title IEAS
/// @author The vitalproof authors
/// @notice The part of the Ethereum Attestation Service that a publisher calls (version 1.4).
interface IEAS {
    /// @notice What is attested.
    struct AttestationRequestData {
        address recipient;
        uint64 expirationTime;
        bool revocable;
        bytes32 refUID;
        bytes data;
        uint256 value;
    }

    /// @notice An attestation to make.
    struct AttestationRequest {
        bytes32 schema;
        AttestationRequestData data;
    }

    /// @notice What is revoked.
    struct RevocationRequestData {
        bytes32 uid;
        uint256 value;
    }

    /// @notice An attestation to revoke.
    struct RevocationRequest {
        bytes32 schema;
        RevocationRequestData data;
    }

    /// @notice Makes an attestation by the caller.
    /// @param request What to attest.
    /// @return UID of the attestation.
    function attest(AttestationRequest calldata request) external payable returns (bytes32);

    /// @notice Revokes an attestation of the caller.
    /// @param request What to revoke.
    function revoke(RevocationRequest calldata request) external payable;

    /// @notice The registry of schemas.
    /// @return Its address.
    function getSchemaRegistry() external view returns (IEASSchemaRegistry);
}

/// @title IEASSchemaRegistry
/// @author The vitalproof authors
/// @notice The part of the service's schema registry that a publisher calls.
interface IEASSchemaRegistry {
    /// @notice A registered schema.
    struct SchemaRecord {
        bytes32 uid;
        address resolver;
        bool revocable;
        string schema;
    }

    /// @notice Registers a schema; reverts if it is registered.
    /// @param schema Fields, as types and names.
    /// @param resolver Contract that is asked about attestations, or zero.
    /// @param revocable Whether attestations can be revoked.
    /// @return UID: Keccak-256 of the packed arguments.
    function register(string calldata schema, address resolver, bool revocable)
        external
        returns (bytes32);

    /// @notice A schema by its UID; all zero if it is not registered.
    /// @param uid UID of the schema.
    /// @return The schema.
    function getSchema(bytes32 uid) external view returns (SchemaRecord memory);
}
