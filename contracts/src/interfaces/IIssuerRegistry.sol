// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title IIssuerRegistry
/// @author The vitalproof authors
/// @notice Roots of issuer sets. A root counts only inside its window, and a revoked one never
/// again.
interface IIssuerRegistry is IERC165 {
    /// @notice What is known of a root, in one slot.
    struct IssuerSet {
        uint64 validFrom;
        uint64 validUntil;
        bool revoked;
    }

    /// @notice A root was added. The keys under it are found at `uri`; whoever uses them builds the
    /// root again from them.
    /// @param root Root of the set.
    /// @param validFrom First second at which it counts, in Unix time.
    /// @param validUntil Last second at which it counts, in Unix time.
    /// @param uri Where the set's keys are found.
    event IssuersAdded(uint256 indexed root, uint64 validFrom, uint64 validUntil, string uri);

    /// @notice A root was revoked for ever.
    /// @param root Root of the set.
    /// @param by Account that did it.
    event IssuersRevoked(uint256 indexed root, address indexed by);

    /// @notice The root is 0 or no field element: no proof could ever match it.
    error IssuersOutOfRange(uint256 root);

    /// @notice The window is empty or ends before it starts, or has no start.
    error IssuersWindow(uint64 validFrom, uint64 validUntil);

    /// @notice The root was added before; a root is never given twice, not even after revocation.
    error IssuersKnown(uint256 root);

    /// @notice The root was never added.
    error IssuersUnknown(uint256 root);

    /// @notice The root was revoked already.
    error IssuersAlreadyRevoked(uint256 root);

    /// @notice Adds a root. Owner only.
    /// @param root Root of the issuer set.
    /// @param validFrom First second at which it counts, in Unix time; not 0.
    /// @param validUntil Last second at which it counts, in Unix time.
    /// @param uri Where the issuer keys are published.
    function add(uint256 root, uint64 validFrom, uint64 validUntil, string calldata uri) external;

    /// @notice Revokes a root for ever. Owner or guardian.
    /// @param root Root of the issuer set.
    function revoke(uint256 root) external;

    /// @notice Whether proofs under this root are accepted now.
    /// @param root Root of the issuer set.
    /// @return True inside the root's window, both ends included, unless it was revoked.
    function isActive(uint256 root) external view returns (bool);

    /// @notice What is known of a root; all zero if it was never added.
    /// @param root Root of the issuer set.
    /// @return The root's window and whether it was revoked.
    function issuerSet(uint256 root) external view returns (IssuerSet memory);
}
