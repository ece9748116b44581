// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Encoding} from "./Encoding.sol";
import {Guarded} from "./access/Guarded.sol";
import {IGroth16Verifier} from "./interfaces/IGroth16Verifier.sol";
import {IVerifierRouter} from "./interfaces/IVerifierRouter.sol";
import {ERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title VerifierRouter
/// @author The vitalproof authors
/// @notice Finds the verifier of a verifier id. The owner adds, the owner or the guardian stops,
/// and so does anyone who shows a proof that must not exist. Nothing is ever replaced or restarted.
/// @dev The id is made of what the verifier says of itself. Whether that is true, the owner checks
/// before adding: same bytecode, same key as in the lockfile.
contract VerifierRouter is IVerifierRouter, Guarded, ERC165 {
    // First byte of an account's code if it is a delegation (EIP-7702).
    bytes1 private constant DELEGATION = 0xef;

    /// @dev One slot an id. The verifier stays after a stop: the id is a tombstone, never free.
    mapping(bytes32 verifierId => Entry entry) private _entries;

    mapping(bytes32 circuitId => bytes32[] verifierIds) private _versions;

    /// @notice What is kept of an id.
    struct Entry {
        IGroth16Verifier verifier;
        bool stopped;
    }

    /// @notice Starts without a verifier.
    /// @param owner_ Account that adds and stops.
    /// @param guardian_ Account that stops, or zero for none.
    constructor(address owner_, address guardian_) Guarded(owner_, guardian_) {}

    /// @inheritdoc IVerifierRouter
    /// @dev An account that delegates to code (EIP-7702) has none of its own: its key could point
    /// it at other code later. No contract's code starts with a delegation's first byte (EIP-3541).
    function add(IGroth16Verifier verifier) external onlyOwner returns (bytes32 verifierId) {
        bytes memory code = address(verifier).code;
        if (code.length == 0 || code[0] == DELEGATION) {
            revert VerifierWithoutCode(address(verifier));
        }
        bytes32 circuitId = verifier.circuitId();
        bytes32 keyHash = verifier.keyHash();
        verifierId = Encoding.verifierId(circuitId, keyHash);
        if (_isKnown(_entries[verifierId])) revert VerifierKnown(verifierId);

        _entries[verifierId] = Entry({verifier: verifier, stopped: false});
        _versions[circuitId].push(verifierId);
        emit VerifierAdded(verifierId, circuitId, keyHash, address(verifier));
    }

    /// @inheritdoc IVerifierRouter
    function stop(bytes32 verifierId) external onlyGuardian {
        _requireRunning(verifierId);
        _stop(verifierId);
    }

    /// @inheritdoc IVerifierRouter
    /// @dev No claim word is 0, so no circuit has a witness for these inputs. `verifierOf` has made
    /// sure of the code: a call to an empty address must not pass for a proof.
    function stopWithProof(bytes32 verifierId, bytes calldata proof) external {
        uint256[5] memory impossible;
        verifierOf(verifierId).verifyProof(proof, impossible);
        _stop(verifierId);
    }

    /// @inheritdoc IVerifierRouter
    function isActive(bytes32 verifierId) external view returns (bool) {
        Entry memory entry = _entries[verifierId];
        return _isKnown(entry) && !entry.stopped && address(entry.verifier).code.length != 0;
    }

    /// @inheritdoc IVerifierRouter
    function historical(bytes32 verifierId) external view returns (address) {
        return address(_entries[verifierId].verifier);
    }

    /// @inheritdoc IVerifierRouter
    function versions(bytes32 circuitId) external view returns (bytes32[] memory) {
        return _versions[circuitId];
    }

    /// @inheritdoc IVerifierRouter
    function verifierOf(bytes32 verifierId) public view returns (IGroth16Verifier verifier) {
        verifier = _requireRunning(verifierId);
        // Read on every call: on some chains code can still be destroyed.
        if (address(verifier).code.length == 0) revert VerifierWithoutCode(address(verifier));
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId)
        public
        view
        override(ERC165, IERC165)
        returns (bool)
    {
        return interfaceId == type(IVerifierRouter).interfaceId
            || super.supportsInterface(interfaceId);
    }

    function _stop(bytes32 verifierId) private {
        _entries[verifierId].stopped = true;
        emit VerifierStopped(verifierId, msg.sender);
    }

    /// @notice Reverts if the id is unknown or stopped.
    /// @param verifierId Id of the verifier.
    /// @return Its verifier, with or without code.
    function _requireRunning(bytes32 verifierId) private view returns (IGroth16Verifier) {
        Entry memory entry = _entries[verifierId];
        if (!_isKnown(entry)) revert VerifierUnknown(verifierId);
        if (entry.stopped) revert VerifierIsStopped(verifierId);
        return entry.verifier;
    }

    function _isKnown(Entry memory entry) private pure returns (bool) {
        return address(entry.verifier) != address(0);
    }
}
