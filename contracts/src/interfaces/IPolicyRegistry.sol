// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title IPolicyRegistry
/// @author The vitalproof authors
/// @notice What is asked for, epoch by epoch. A policy's id is the hash of its content and never
/// changes meaning: a change is a new policy.
interface IPolicyRegistry is IERC165 {
    /// @notice What a policy asks for.
    /// @param verifierId Circuit and key, see `Encoding.verifierId`.
    /// @param issuers Root of the issuer set whose seals count.
    /// @param claim Claim word of epoch 0; epoch e has its window's end `e * epochDays` days later.
    /// @param epochDays Days from one epoch to the next.
    /// @param epochs Number of epochs.
    /// @param submitDays Days after an epoch's last possible window end in which proofs are taken.
    /// @param validDays Days after an epoch's last possible window end for which a result counts.
    /// @param sponsor Account that answers for the policy: it may close it, and it alone may found
    /// a consumer's pot or study on it.
    /// @param purpose Keccak-256 of the text holders consent to.
    struct Policy {
        bytes32 verifierId;
        uint256 issuers;
        uint256 claim;
        uint16 epochDays;
        uint16 epochs;
        uint16 submitDays;
        uint16 validDays;
        address sponsor;
        bytes32 purpose;
    }

    /// @notice What one epoch of a policy asks for: everything a gate needs.
    /// @param termsId See `Encoding.termsId`; binds scope and context.
    /// @param verifierId As in the policy.
    /// @param issuers As in the policy.
    /// @param claim Claim word of this epoch.
    /// @param purpose As in the policy.
    /// @param submitUntil Last second at which proofs are taken, in Unix time.
    /// @param expiry Last second at which a result counts, in Unix time.
    /// @param number Number of the policy in this registry, from 1.
    /// @param closed Whether the policy takes no more proofs.
    struct Terms {
        bytes32 termsId;
        bytes32 verifierId;
        uint256 issuers;
        uint256 claim;
        bytes32 purpose;
        uint64 submitUntil;
        uint64 expiry;
        uint24 number;
        bool closed;
    }

    /// @notice One limit of a claim in words: quantity, comparison, value and unit read as a line.
    /// @param quantity What is limited, for example "below 54 mg/dL" or "mean".
    /// @param comparison ">=", ">", "<=", "<" or "="; empty if the value is a choice.
    /// @param value What it is compared with, for example "0.5", or the word of a choice, for
    /// example "average".
    /// @param unit Unit of the value, for example "%". Empty for a choice, or if there is none.
    /// @param bound The value as a whole number, as in the claim word: the value is `bound` divided
    /// by 10 to the power of `decimals`.
    /// @param decimals See `bound`.
    struct Limit {
        string quantity;
        string comparison;
        string value;
        string unit;
        uint256 bound;
        uint8 decimals;
    }

    /// @notice A claim word taken apart, for people who read the chain.
    /// @param name Name of the metric, for example "glucose-5min".
    /// @param metric Number of the metric, see `circuits/SPEC.md` section 1.
    /// @param windowDays Length of the window in days.
    /// @param earliestEnd First day on which the window may end, in days since 1970-01-01.
    /// @param latestEnd Last day on which the window may end, in days since 1970-01-01.
    /// @param minAssurance Lowest assurance level of the seal that counts.
    /// @param coverage Least share of slots with a reading, in 0.01 %.
    /// @param set Id of the set of codes; zero unless the metric is a list of codes.
    /// @param limits Limits that are set, and for which measurements or codes they hold.
    struct ClaimTerms {
        string name;
        uint8 metric;
        uint16 windowDays;
        uint32 earliestEnd;
        uint32 latestEnd;
        uint8 minAssurance;
        uint16 coverage;
        bytes22 set;
        Limit[] limits;
    }

    /// @notice A policy was added.
    /// @param policyId Id of the policy.
    /// @param sponsor Account that answers for it.
    /// @param number Its place in the list, from 1.
    /// @param policy What it asks for.
    event PolicyAdded(
        bytes32 indexed policyId, address indexed sponsor, uint24 number, Policy policy
    );

    /// @notice A policy takes no more proofs.
    /// @param policyId Id of the policy.
    /// @param by Account that did it.
    event PolicyClosed(bytes32 indexed policyId, address indexed by);

    /// @notice The policy was added before.
    error PolicyKnown(bytes32 policyId);

    /// @notice The policy was never added.
    error PolicyUnknown(bytes32 policyId);

    /// @notice The policy takes no more proofs.
    error PolicyIsClosed(bytes32 policyId);

    /// @notice The policy has no such epoch.
    error EpochUnknown(bytes32 policyId, uint16 epoch);

    /// @notice The claim word has another layout, or bits above the end of its metric's.
    error ClaimMalformed(uint256 claim);

    /// @notice A field of the policy is out of range; `field` names it.
    error PolicyField(string field);

    /// @notice The caller is neither the policy's sponsor nor the registry's owner or guardian.
    error NotSponsor(address caller);

    /// @notice Adds a policy. Owner only.
    /// @dev Reverts unless the verifier is active in the router, the issuers are known and not
    /// revoked, the claim is well formed and `claimTerms` has words for its metric, `epochs` and
    /// `epochDays` are at least 1, the range for the window's end is shorter than an epoch (so that
    /// ranges of two epochs never overlap), the last epoch's days fit the claim word, and sponsor
    /// and purpose are not 0.
    /// @param policy What it asks for.
    /// @return policyId See `Encoding.policyId`.
    function add(Policy calldata policy) external returns (bytes32 policyId);

    /// @notice Ends a policy for ever: no more proofs. Sponsor, owner or guardian.
    /// @param policyId Id of the policy.
    function close(bytes32 policyId) external;

    /// @notice Terms of one epoch. Reverts if policy or epoch is unknown.
    /// @param policyId Id of the policy.
    /// @param epoch From 0.
    /// @return Terms, closed or not.
    function terms(bytes32 policyId, uint16 epoch) external view returns (Terms memory);

    /// @notice What a policy asks for, as it was added. Reverts if it is unknown.
    /// @param policyId Id of the policy.
    /// @return The policy.
    function policy(bytes32 policyId) external view returns (Policy memory);

    /// @notice The claim of one epoch in words. Reverts if policy or epoch is unknown.
    /// @param policyId Id of the policy.
    /// @param epoch From 0.
    /// @return The claim word, taken apart.
    function claimTerms(bytes32 policyId, uint16 epoch) external view returns (ClaimTerms memory);

    /// @notice Whether a policy was closed. False for an unknown one.
    /// @param policyId Id of the policy.
    /// @return True if it takes no more proofs.
    function isClosed(bytes32 policyId) external view returns (bool);

    /// @notice Id of a policy by its number.
    /// @param number From 1 to `count()`.
    /// @return policyId Zero if there is none.
    function idOf(uint24 number) external view returns (bytes32 policyId);

    /// @notice Number of policies ever added.
    /// @return How many.
    function count() external view returns (uint24);
}
