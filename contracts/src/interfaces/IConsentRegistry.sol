// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";

/// @title IConsentRegistry
/// @author The vitalproof authors
/// @notice Checks that the account in a proof consented, and remembers who withdrew. A withdrawn
/// consent starts nothing new and rewrites nothing past.
/// @dev EIP-712 type `Consent(address participant,bytes32 policy,uint16 epoch,uint256 nullifier,
/// bytes32 purpose,uint64 validUntil)`: a signature serves one nullifier, which is used up once, so
/// it needs no nonce. Withdrawal is per account and policy, covers all epochs, and is final: who
/// changes his mind uses a fresh account.
interface IConsentRegistry is IERC165, IERC5267 {
    // solhint-disable gas-struct-packing

    /// @notice What a participant signs, in the order of the EIP-712 type.
    struct Consent {
        address participant;
        bytes32 policy;
        uint16 epoch;
        uint256 nullifier;
        bytes32 purpose;
        uint64 validUntil;
    }

    // solhint-enable gas-struct-packing

    /// @notice A participant withdrew from a policy.
    /// @param participant Account that withdrew.
    /// @param policy Id of the policy.
    event ConsentWithdrawn(address indexed participant, bytes32 indexed policy);

    /// @notice The signature is not the participant's, or not for this consent.
    error ConsentSignature(address participant);

    /// @notice The participant withdrew from the policy.
    error ConsentIsWithdrawn(address participant, bytes32 policy);

    /// @notice The consent, or the signed withdrawal, is no longer valid.
    error ConsentExpired(uint64 validUntil);

    /// @notice Withdraws the caller's consent to a policy, before or after it was given.
    /// @param policy Id of the policy.
    function withdraw(bytes32 policy) external;

    /// @notice Withdraws for a participant who signed
    /// `Withdrawal(address participant,bytes32 policy,uint64 validUntil)`. Anyone may send it.
    /// @param participant Account that withdraws.
    /// @param policy Id of the policy.
    /// @param validUntil Last second at which the signature may be used, in Unix time.
    /// @param signature By the participant, an EOA or an ERC-1271 contract.
    function withdrawFor(
        address participant,
        bytes32 policy,
        uint64 validUntil,
        bytes calldata signature
    ) external;

    /// @notice Reverts unless the consent is signed, not expired and not withdrawn.
    /// @param consent What was agreed to.
    /// @param signature By the participant, an EOA or an ERC-1271 contract.
    function requireConsent(Consent calldata consent, bytes calldata signature) external view;

    /// @notice Whether a participant withdrew from a policy.
    /// @param participant Account in the proof.
    /// @param policy Id of the policy.
    /// @return True for ever after the withdrawal.
    function isWithdrawn(address participant, bytes32 policy) external view returns (bool);

    /// @notice EIP-712 digest that the participant signs.
    /// @param consent What is agreed to.
    /// @return The digest.
    function consentDigest(Consent calldata consent) external view returns (bytes32);

    /// @notice EIP-712 digest of a withdrawal.
    /// @param participant Account that withdraws.
    /// @param policy Id of the policy.
    /// @param validUntil Last second at which the signature may be used, in Unix time.
    /// @return The digest.
    function withdrawalDigest(address participant, bytes32 policy, uint64 validUntil)
        external
        view
        returns (bytes32);
}
