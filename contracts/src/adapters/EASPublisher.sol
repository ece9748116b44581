// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAttestationGate} from "../interfaces/IAttestationGate.sol";
import {IEAS, IEASSchemaRegistry} from "../interfaces/IEAS.sol";
import {IEASPublisher} from "../interfaces/IEASPublisher.sol";
import {ERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title EASPublisher
/// @author The vitalproof authors
/// @notice Publishes valid records of a gate to the Ethereum Attestation Service.
/// @dev No owner. A publication writes about seven fresh slots in the service, so it costs several
/// times what the record itself does: for readers who pay for finding it there.
contract EASPublisher is IEASPublisher, ERC165 {
    // The service wants the fields in one string.
    // solhint-disable gas-small-strings

    /// @notice Fields of a publication. The recipient is left out: an address beside a health claim
    /// is personal data.
    string public constant SCHEMA =
        "bytes32 policyId, uint16 epoch, uint256 nullifier, uint64 validUntil";

    // solhint-enable gas-small-strings

    /// @notice Gate whose records are published.
    IAttestationGate public immutable gate;

    /// @notice The service.
    IEAS public immutable eas;

    /// @notice UID of `SCHEMA` without a resolver, revocable.
    bytes32 public immutable schemaUid;

    mapping(bytes32 policyId => mapping(uint16 epoch => mapping(uint256 nullifier => bytes32)))
        private _uids;

    /// @notice Fixes gate and service, and registers the schema if nobody has.
    /// @param gate_ Gate whose records are published.
    /// @param eas_ The service on this chain.
    constructor(IAttestationGate gate_, IEAS eas_) {
        gate = gate_;
        eas = eas_;
        schemaUid = keccak256(abi.encodePacked(SCHEMA, address(0), true));
        IEASSchemaRegistry registry = eas_.getSchemaRegistry();
        if (registry.getSchema(schemaUid).uid == bytes32(0)) {
            registry.register(SCHEMA, address(0), true);
        }
    }

    /// @inheritdoc IEASPublisher
    /// @dev Without a resolver the service calls nobody, so the UID may be written after the call.
    function publish(bytes32 policyId, uint16 epoch, uint256 nullifier)
        external
        returns (bytes32 uid)
    {
        if (_uids[policyId][epoch][nullifier] != bytes32(0)) {
            revert AlreadyPublished(nullifier);
        }
        IAttestationGate.Status status = gate.status(policyId, epoch, nullifier);
        if (status != IAttestationGate.Status.Valid) revert RecordNotValid(nullifier, status);
        uint64 validUntil = gate.historical(policyId, epoch, nullifier).validUntil;

        IEAS.AttestationRequestData memory data = IEAS.AttestationRequestData({
            recipient: address(0),
            expirationTime: validUntil,
            revocable: true,
            refUID: bytes32(0),
            data: abi.encode(policyId, epoch, nullifier, validUntil),
            value: 0
        });
        uid = eas.attest(IEAS.AttestationRequest({schema: schemaUid, data: data}));
        _uids[policyId][epoch][nullifier] = uid;
        emit Published(policyId, epoch, nullifier, uid);
    }

    /// @inheritdoc IEASPublisher
    /// @dev The service refuses to revoke twice.
    function retract(bytes32 policyId, uint16 epoch, uint256 nullifier) external {
        bytes32 uid = _uids[policyId][epoch][nullifier];
        if (uid == bytes32(0)) revert NotPublished(nullifier);
        IAttestationGate.Status status = gate.status(policyId, epoch, nullifier);
        if (status == IAttestationGate.Status.Valid || status == IAttestationGate.Status.Expired) {
            revert RecordCounts(nullifier, status);
        }
        emit Retracted(policyId, epoch, nullifier, uid);
        IEAS.RevocationRequestData memory data = IEAS.RevocationRequestData({uid: uid, value: 0});
        eas.revoke(IEAS.RevocationRequest({schema: schemaUid, data: data}));
    }

    /// @inheritdoc IEASPublisher
    function uidOf(bytes32 policyId, uint16 epoch, uint256 nullifier)
        external
        view
        returns (bytes32)
    {
        return _uids[policyId][epoch][nullifier];
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId)
        public
        view
        override(ERC165, IERC165)
        returns (bool)
    {
        return interfaceId == type(IEASPublisher).interfaceId
            || super.supportsInterface(interfaceId);
    }
}
