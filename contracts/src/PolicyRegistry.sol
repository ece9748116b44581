// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimLimits} from "./ClaimLimits.sol";
import {ClaimWord} from "./ClaimWord.sol";
import {Encoding} from "./Encoding.sol";
import {Guarded} from "./access/Guarded.sol";
import {IIssuerRegistry} from "./interfaces/IIssuerRegistry.sol";
import {IPolicyRegistry} from "./interfaces/IPolicyRegistry.sol";
import {IVerifierRouter} from "./interfaces/IVerifierRouter.sol";
import {ERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title PolicyRegistry
/// @author The vitalproof authors
/// @notice What is asked for, epoch by epoch. The owner adds; the sponsor, the owner or the
/// guardian closes. No policy ever changes.
contract PolicyRegistry is IPolicyRegistry, Guarded, ERC165 {
    /// @notice Verifiers a policy may name.
    IVerifierRouter public immutable router;

    /// @notice Issuer sets a policy may name.
    IIssuerRegistry public immutable issuers;

    /// @inheritdoc IPolicyRegistry
    uint24 public count;

    /// @inheritdoc IPolicyRegistry
    mapping(uint24 number => bytes32 policyId) public idOf;

    mapping(bytes32 policyId => Stored stored) private _policies;

    /// @notice A policy in five slots; the last holds everything small.
    struct Stored {
        bytes32 verifierId;
        uint256 issuers;
        uint256 claim;
        bytes32 purpose;
        uint16 epochDays;
        uint16 epochs;
        uint16 submitDays;
        uint16 validDays;
        address sponsor;
        uint24 number;
        bool closed;
    }

    /// @notice Starts without a policy.
    /// @param owner_ Account that adds and closes.
    /// @param guardian_ Account that closes, or zero for none.
    /// @param router_ Verifiers a policy may name.
    /// @param issuers_ Issuer sets a policy may name.
    constructor(
        address owner_,
        address guardian_,
        IVerifierRouter router_,
        IIssuerRegistry issuers_
    ) Guarded(owner_, guardian_) {
        router = router_;
        issuers = issuers_;
    }

    /// @inheritdoc IPolicyRegistry
    /// @dev Also reverts with the router's or the issuer registry's error for what they refuse.
    function add(Policy calldata policy_) external onlyOwner returns (bytes32 policyId) {
        policyId = Encoding.policyId(policy_);
        if (_policies[policyId].number != 0) revert PolicyKnown(policyId);
        _requireFields(policy_);
        router.verifierOf(policy_.verifierId);
        IIssuerRegistry.IssuerSet memory set = issuers.issuerSet(policy_.issuers);
        if (set.validFrom == 0) revert IIssuerRegistry.IssuersUnknown(policy_.issuers);
        if (set.revoked) revert IIssuerRegistry.IssuersAlreadyRevoked(policy_.issuers);

        uint24 number = ++count;
        idOf[number] = policyId;
        _policies[policyId] = Stored({
            verifierId: policy_.verifierId,
            issuers: policy_.issuers,
            claim: policy_.claim,
            purpose: policy_.purpose,
            epochDays: policy_.epochDays,
            epochs: policy_.epochs,
            submitDays: policy_.submitDays,
            validDays: policy_.validDays,
            sponsor: policy_.sponsor,
            number: number,
            closed: false
        });
        emit PolicyAdded(policyId, policy_.sponsor, number, policy_);
    }

    /// @inheritdoc IPolicyRegistry
    /// @dev The guardian may close too: like every other thing it may do, it only stops.
    function close(bytes32 policyId) external {
        Stored storage stored = _known(policyId);
        if (msg.sender != stored.sponsor && !_isGuardian(msg.sender)) {
            revert NotSponsor(msg.sender);
        }
        if (stored.closed) revert PolicyIsClosed(policyId);

        stored.closed = true;
        emit PolicyClosed(policyId, msg.sender);
    }

    /// @inheritdoc IPolicyRegistry
    function terms(bytes32 policyId, uint16 epoch) external view returns (Terms memory) {
        Stored memory stored = _epochOf(policyId, epoch);
        uint256 claim = stored.claim;
        // At most 2^20 + 255 + 2^16 days, so below 2^38 seconds: no cast below can cut anything.
        uint256 end = uint256(ClaimWord.claimLatestEnd(claim)) + 1;
        uint64 submitUntil = uint64((end + stored.submitDays) * 1 days);
        uint64 expiry = uint64((end + stored.validDays) * 1 days);
        bytes32 termsId = Encoding.termsId(
            policyId, epoch, stored.verifierId, stored.issuers, claim, submitUntil, expiry
        );
        return Terms({
            termsId: termsId,
            verifierId: stored.verifierId,
            issuers: stored.issuers,
            claim: claim,
            purpose: stored.purpose,
            submitUntil: submitUntil,
            expiry: expiry,
            number: stored.number,
            closed: stored.closed
        });
    }

    /// @inheritdoc IPolicyRegistry
    function policy(bytes32 policyId) external view returns (Policy memory) {
        Stored memory stored = _known(policyId);
        return Policy({
            verifierId: stored.verifierId,
            issuers: stored.issuers,
            claim: stored.claim,
            epochDays: stored.epochDays,
            epochs: stored.epochs,
            submitDays: stored.submitDays,
            validDays: stored.validDays,
            sponsor: stored.sponsor,
            purpose: stored.purpose
        });
    }

    /// @inheritdoc IPolicyRegistry
    function claimTerms(bytes32 policyId, uint16 epoch) external view returns (ClaimTerms memory) {
        uint256 claim = _epochOf(policyId, epoch).claim;
        (string memory name, bytes22 set, Limit[] memory limits) = ClaimLimits.decode(claim);
        return ClaimTerms({
            name: name,
            metric: ClaimWord.claimMetric(claim),
            windowDays: ClaimWord.claimDays(claim),
            earliestEnd: ClaimWord.claimEarliestEnd(claim),
            latestEnd: ClaimWord.claimLatestEnd(claim),
            minAssurance: ClaimWord.claimMinAssurance(claim),
            coverage: ClaimWord.claimCoverage(claim),
            set: set,
            limits: limits
        });
    }

    /// @inheritdoc IPolicyRegistry
    function isClosed(bytes32 policyId) external view returns (bool) {
        return _policies[policyId].closed;
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId)
        public
        view
        override(ERC165, IERC165)
        returns (bool)
    {
        return interfaceId == type(IPolicyRegistry).interfaceId
            || super.supportsInterface(interfaceId);
    }

    /// @notice A policy with the claim of one epoch. Reverts if policy or epoch is unknown.
    /// @param policyId Id of the policy.
    /// @param epoch From 0.
    /// @return stored The policy, its claim word shifted to the epoch.
    function _epochOf(bytes32 policyId, uint16 epoch) private view returns (Stored memory stored) {
        stored = _known(policyId);
        if (epoch >= stored.epochs) revert EpochUnknown(policyId, epoch);
        stored.claim = ClaimWord.claimShifted(stored.claim, uint256(epoch) * stored.epochDays);
    }

    function _known(bytes32 policyId) private view returns (Stored storage stored) {
        stored = _policies[policyId];
        if (stored.number == 0) revert PolicyUnknown(policyId);
    }

    /// @notice Reverts if a field is out of range whatever the other contracts hold.
    /// @dev Nobody could read a claim of an unknown metric, so it is refused.
    /// @param policy_ What it asks for.
    function _requireFields(Policy calldata policy_) private pure {
        uint256 claim = policy_.claim;
        uint256 bits = ClaimLimits.bits(ClaimWord.claimMetric(claim));
        if (bits == 0 && ClaimWord.claimFormat(claim) == 1) revert PolicyField("metric");
        if (!ClaimWord.claimWellFormed(claim, bits)) revert ClaimMalformed(claim);
        if (policy_.epochs == 0) revert PolicyField("epochs");
        // Also refuses 0: a span is at least 0.
        if (policy_.epochDays <= ClaimWord.claimSpan(claim)) revert PolicyField("epochDays");
        uint256 shift = (uint256(policy_.epochs) - 1) * policy_.epochDays;
        if (ClaimWord.claimEarliestEnd(claim) + shift > ClaimWord.LAST_DAY) {
            revert PolicyField("epochs");
        }
        // A result that is over before submissions end would use up a holder's answer for nothing.
        if (policy_.validDays < policy_.submitDays) revert PolicyField("validDays");
        if (policy_.sponsor == address(0)) revert PolicyField("sponsor");
        if (policy_.purpose == 0) revert PolicyField("purpose");
    }
}
