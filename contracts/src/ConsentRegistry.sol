// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IConsentRegistry} from "./interfaces/IConsentRegistry.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title ConsentRegistry
/// @author The vitalproof authors
/// @notice Checks consents and remembers withdrawals. No owner: only the participant can withdraw,
/// and nobody can take a withdrawal back.
/// @dev An account with code is asked by ERC-1271, one without must have signed itself. So the same
/// key signs for a plain account, and an account that delegates its code (EIP-7702) must delegate
/// to code that knows ERC-1271.
contract ConsentRegistry is IConsentRegistry, EIP712, ERC165 {
    // The type strings of EIP-712 are hashed by the compiler, so their length costs nothing.
    // solhint-disable gas-small-strings

    bytes32 private constant CONSENT_TYPE = keccak256(
        "Consent(address participant,bytes32 policy,uint16 epoch,uint256 nullifier,"
        "bytes32 purpose,uint64 validUntil)"
    );

    bytes32 private constant WITHDRAWAL_TYPE =
        keccak256("Withdrawal(address participant,bytes32 policy,uint64 validUntil)");

    // solhint-enable gas-small-strings

    mapping(address participant => mapping(bytes32 policy => bool withdrawn)) private _withdrawn;

    /// @notice Starts without a withdrawal.
    constructor() EIP712("Vitalproof Consent", "1") {}

    /// @inheritdoc IConsentRegistry
    function withdraw(bytes32 policy) external {
        _withdraw(msg.sender, policy);
    }

    /// @inheritdoc IConsentRegistry
    /// @dev Needs no nonce: a withdrawal is final, so a second use changes nothing.
    function withdrawFor(
        address participant,
        bytes32 policy,
        uint64 validUntil,
        bytes calldata signature
    ) external {
        _requireNotExpired(validUntil);
        bytes32 digest = withdrawalDigest(participant, policy, validUntil);
        _requireSignature(participant, digest, signature);
        _withdraw(participant, policy);
    }

    /// @inheritdoc IConsentRegistry
    function requireConsent(Consent calldata consent, bytes calldata signature) external view {
        _requireNotExpired(consent.validUntil);
        _requireNotWithdrawn(consent.participant, consent.policy);
        _requireSignature(consent.participant, consentDigest(consent), signature);
    }

    /// @inheritdoc IConsentRegistry
    function isWithdrawn(address participant, bytes32 policy) external view returns (bool) {
        return _withdrawn[participant][policy];
    }

    /// @inheritdoc IConsentRegistry
    function consentDigest(Consent calldata consent) public view returns (bytes32) {
        // All members are words, so this is the struct's encoding by EIP-712.
        return _hashTypedDataV4(keccak256(abi.encode(CONSENT_TYPE, consent)));
    }

    /// @inheritdoc IConsentRegistry
    function withdrawalDigest(address participant, bytes32 policy, uint64 validUntil)
        public
        view
        returns (bytes32)
    {
        return _hashTypedDataV4(
            keccak256(abi.encode(WITHDRAWAL_TYPE, participant, policy, validUntil))
        );
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId)
        public
        view
        override(ERC165, IERC165)
        returns (bool)
    {
        return interfaceId == type(IConsentRegistry).interfaceId
            || interfaceId == type(IERC5267).interfaceId || super.supportsInterface(interfaceId);
    }

    function _withdraw(address participant, bytes32 policy) private {
        _requireNotWithdrawn(participant, policy);
        _withdrawn[participant][policy] = true;
        emit ConsentWithdrawn(participant, policy);
    }

    function _requireNotWithdrawn(address participant, bytes32 policy) private view {
        if (_withdrawn[participant][policy]) revert ConsentIsWithdrawn(participant, policy);
    }

    function _requireNotExpired(uint64 validUntil) private view {
        if (block.timestamp > validUntil) revert ConsentExpired(validUntil);
    }

    function _requireSignature(address participant, bytes32 digest, bytes calldata signature)
        private
        view
    {
        if (!SignatureChecker.isValidSignatureNowCalldata(participant, digest, signature)) {
            revert ConsentSignature(participant);
        }
    }
}
