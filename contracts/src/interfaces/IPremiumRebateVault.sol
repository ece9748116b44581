// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAttestationGate} from "./IAttestationGate.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title IPremiumRebateVault
/// @author The vitalproof authors
/// @notice Pays a fixed rebate for each valid record of a policy, out of what was funded for that
/// policy and nothing else, to the account in the proof.
interface IPremiumRebateVault is IERC165 {
    /// @notice What is held for one policy. Amounts are in the token's smallest unit.
    /// @param token Token of the pot; zero if there is no pot.
    /// @param capPerEpoch Most rebates booked in one epoch.
    /// @param rebate Amount of one rebate.
    /// @param free Funded and not booked.
    /// @param booked Owed to holders and not yet paid.
    /// @param paid Paid so far.
    struct Pot {
        IERC20 token;
        uint32 capPerEpoch;
        uint128 rebate;
        uint128 free;
        uint128 booked;
        uint128 paid;
    }

    /// @notice Where a nullifier stands.
    enum Rebate {
        None,
        Owed,
        Paid
    }

    /// @notice A pot was opened.
    /// @param policyId Id of the policy.
    /// @param token What is paid in.
    /// @param rebate Paid a record, in the token's smallest unit.
    /// @param capPerEpoch Most rebates of one epoch.
    event PotOpened(
        bytes32 indexed policyId, IERC20 indexed token, uint128 rebate, uint32 capPerEpoch
    );

    /// @notice A pot received tokens; `amount` is what arrived.
    /// @param policyId Id of the policy.
    /// @param from Account that paid.
    /// @param amount Amount, in the token's smallest unit.
    event PotFunded(bytes32 indexed policyId, address indexed from, uint128 amount);

    /// @notice A rebate was booked. The recipient is left out, as in the gate's event.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param nullifier Number the holder was accepted under.
    event RebateBooked(bytes32 indexed policyId, uint16 indexed epoch, uint256 indexed nullifier);

    /// @notice A booked rebate was paid.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param nullifier Number the holder was accepted under.
    event RebatePaid(bytes32 indexed policyId, uint16 indexed epoch, uint256 indexed nullifier);

    /// @notice The sponsor took back what no holder can claim any more.
    /// @param policyId Id of the policy.
    /// @param to Account that received it.
    /// @param amount Amount, in the token's smallest unit.
    event PotReclaimed(bytes32 indexed policyId, address indexed to, uint128 amount);

    /// @notice The policy has a pot.
    error PotExists(bytes32 policyId);

    /// @notice The policy has no pot.
    error PotUnknown(bytes32 policyId);

    /// @notice Token, rebate or cap is 0, or the token has no code.
    error PotTerms();

    /// @notice The caller is not the policy's sponsor.
    error NotSponsor(address caller);

    /// @notice The record is not `Valid` at the gate.
    error RecordNotValid(uint256 nullifier, IAttestationGate.Status status);

    /// @notice The rebate was booked before.
    error RebateKnown(uint256 nullifier);

    /// @notice There is nothing to pay: never booked, or paid.
    error RebateNotOwed(uint256 nullifier);

    /// @notice The epoch's cap is reached.
    error EpochCapReached(bytes32 policyId, uint16 epoch);

    /// @notice The pot cannot cover another rebate. Fund it, then claim again.
    error PotEmpty(bytes32 policyId);

    /// @notice Holders may still claim.
    error ClaimsStillOpen(uint64 until);

    /// @notice Nothing arrived, or there is nothing to take back.
    error AmountZero();

    /// @notice Opens the pot of a policy, once and for ever with these terms. Sponsor only.
    /// @param policyId Id of the policy.
    /// @param token An ERC-20 that keeps balances: no rebasing token.
    /// @param rebate Amount of one rebate.
    /// @param capPerEpoch Most rebates booked in one epoch.
    function open(bytes32 policyId, IERC20 token, uint128 rebate, uint32 capPerEpoch) external;

    /// @notice Adds to a pot; what arrives counts, so fees of the token are the sender's.
    /// @param policyId Id of the policy.
    /// @param amount Amount to take from the caller, who must have approved it.
    function fund(bytes32 policyId, uint256 amount) external;

    /// @notice Books the rebate of a valid record. Anyone may call. Once booked it stays owed,
    /// whatever happens to record, policy, issuers or verifier.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param nullifier Number the holder was accepted under.
    function claim(bytes32 policyId, uint16 epoch, uint256 nullifier) external;

    /// @notice Pays a booked rebate to the account in the proof. Anyone may call.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param nullifier Number the holder was accepted under.
    function withdraw(bytes32 policyId, uint16 epoch, uint256 nullifier) external;

    /// @notice Submits an answer to the gate if it is not there yet, books its rebate and pays it.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param answer What the holder hands in.
    function submitAndPay(bytes32 policyId, uint16 epoch, IAttestationGate.Answer calldata answer)
        external;

    /// @notice Takes back what is not booked once the last epoch's results have expired. Sponsor
    /// only.
    /// @param policyId Id of the policy.
    /// @param to Account to pay.
    function reclaim(bytes32 policyId, address to) external;

    /// @notice The pot of a policy; all zero if there is none.
    /// @param policyId Id of the policy.
    /// @return The pot.
    function pot(bytes32 policyId) external view returns (Pot memory);

    /// @notice Rebates booked in an epoch.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @return How many.
    function bookedIn(bytes32 policyId, uint16 epoch) external view returns (uint32);

    /// @notice Where a nullifier stands.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param nullifier Number the holder was accepted under.
    /// @return None, owed or paid.
    function rebateOf(bytes32 policyId, uint16 epoch, uint256 nullifier)
        external
        view
        returns (Rebate);
}
