// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Encoding} from "./Encoding.sol";
import {Guarded} from "./access/Guarded.sol";
import {IIssuerRegistry} from "./interfaces/IIssuerRegistry.sol";
import {ERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title IssuerRegistry
/// @author The vitalproof authors
/// @notice Roots of issuer sets. The owner adds, the owner or the guardian revokes.
/// @dev A root says nothing of the keys under it. That each of them is valid (`circuits/SPEC.md`
/// 3.6) the owner checks before adding, and every reader of `uri` again. Several roots may be
/// active at a time, so that a new set does not shut out holders who proved under the last one.
contract IssuerRegistry is IIssuerRegistry, Guarded, ERC165 {
    mapping(uint256 root => IssuerSet set) private _sets;

    /// @notice Starts without a root.
    /// @param owner_ Account that adds and revokes.
    /// @param guardian_ Account that revokes, or zero for none.
    constructor(address owner_, address guardian_) Guarded(owner_, guardian_) {}

    /// @inheritdoc IIssuerRegistry
    function add(uint256 root, uint64 validFrom, uint64 validUntil, string calldata uri)
        external
        onlyOwner
    {
        if (root == 0 || root >= Encoding.R) revert IssuersOutOfRange(root);
        if (validFrom == 0 || validUntil < validFrom) revert IssuersWindow(validFrom, validUntil);
        if (_sets[root].validFrom != 0) revert IssuersKnown(root);

        _sets[root] = IssuerSet({validFrom: validFrom, validUntil: validUntil, revoked: false});
        emit IssuersAdded(root, validFrom, validUntil, uri);
    }

    /// @inheritdoc IIssuerRegistry
    function revoke(uint256 root) external onlyGuardian {
        IssuerSet memory set = _sets[root];
        if (set.validFrom == 0) revert IssuersUnknown(root);
        if (set.revoked) revert IssuersAlreadyRevoked(root);

        _sets[root].revoked = true;
        emit IssuersRevoked(root, msg.sender);
    }

    /// @inheritdoc IIssuerRegistry
    function isActive(uint256 root) external view returns (bool) {
        IssuerSet memory set = _sets[root];
        return set.validFrom != 0 && !set.revoked && block.timestamp >= set.validFrom
            && block.timestamp <= set.validUntil;
    }

    /// @inheritdoc IIssuerRegistry
    function issuerSet(uint256 root) external view returns (IssuerSet memory) {
        return _sets[root];
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId)
        public
        view
        override(ERC165, IERC165)
        returns (bool)
    {
        return interfaceId == type(IIssuerRegistry).interfaceId
            || super.supportsInterface(interfaceId);
    }
}
