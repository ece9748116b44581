// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationGate} from "../AttestationGate.sol";
import {IAttestationGate} from "../interfaces/IAttestationGate.sol";
import {IPolicyRegistry} from "../interfaces/IPolicyRegistry.sol";
import {IPremiumRebateVault} from "../interfaces/IPremiumRebateVault.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title PremiumRebateVault
/// @author The vitalproof authors
/// @notice Pays a fixed rebate for each valid record of a policy, out of what was funded for that
/// policy and nothing else, to the account in the proof.
/// @dev No owner and no upgrade: nobody can take what is booked. A claim books and a withdrawal
/// pays, so a token that refuses one account holds up that account alone. Funded is always free
/// plus booked plus paid plus reclaimed. A token whose balances change by themselves breaks that
/// sum; the sponsor chooses the token and its holders should look.
contract PremiumRebateVault is IPremiumRebateVault, ERC165, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @notice Gate whose records are paid for.
    IAttestationGate public immutable gate;

    /// @notice Policies of that gate.
    IPolicyRegistry public immutable policies;

    mapping(bytes32 policyId => Pot pot) private _pots;

    mapping(bytes32 policyId => mapping(uint16 epoch => uint32 count)) private _booked;

    /// @dev One slot a rebate; the policy and epoch keep it apart as they do in the gate.
    mapping(bytes32 policyId => mapping(uint16 epoch => mapping(uint256 nullifier => Rebate)))
        private _rebates;

    /// @notice Fixes the gate, for ever.
    /// @param gate_ Gate whose records are paid for.
    constructor(AttestationGate gate_) {
        gate = gate_;
        policies = gate_.policies();
    }

    /// @inheritdoc IPremiumRebateVault
    function open(bytes32 policyId, IERC20 token, uint128 rebate, uint32 capPerEpoch) external {
        _requireSponsor(policyId);
        if (address(_pots[policyId].token) != address(0)) revert PotExists(policyId);
        if (address(token).code.length == 0 || rebate == 0 || capPerEpoch == 0) revert PotTerms();

        _pots[policyId] = Pot({
            token: token, capPerEpoch: capPerEpoch, rebate: rebate, free: 0, booked: 0, paid: 0
        });
        emit PotOpened(policyId, token, rebate, capPerEpoch);
    }

    /// @inheritdoc IPremiumRebateVault
    /// @dev What counts is the difference of balances. The guard keeps a token that calls back from
    /// having one transfer counted for two.
    function fund(bytes32 policyId, uint256 amount) external nonReentrant {
        Pot storage pot_ = _known(policyId);
        IERC20 token = pot_.token;
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint128 arrived = SafeCast.toUint128(token.balanceOf(address(this)) - before);
        if (arrived == 0) revert AmountZero();

        uint128 free = pot_.free + arrived;
        // `paid` has to hold all of it one day, or a rebate could be booked and never be paid.
        SafeCast.toUint128(uint256(free) + pot_.booked + pot_.paid);
        pot_.free = free;
        emit PotFunded(policyId, msg.sender, arrived);
    }

    /// @inheritdoc IPremiumRebateVault
    function claim(bytes32 policyId, uint16 epoch, uint256 nullifier) external nonReentrant {
        if (_rebates[policyId][epoch][nullifier] != Rebate.None) revert RebateKnown(nullifier);
        _book(policyId, epoch, nullifier);
    }

    /// @inheritdoc IPremiumRebateVault
    function withdraw(bytes32 policyId, uint16 epoch, uint256 nullifier) external nonReentrant {
        _pay(policyId, epoch, nullifier);
    }

    /// @inheritdoc IPremiumRebateVault
    /// @dev Whoever sends the answer or books the rebate first only does part of the work: what is
    /// done is passed over.
    function submitAndPay(bytes32 policyId, uint16 epoch, IAttestationGate.Answer calldata answer)
        external
        nonReentrant
    {
        if (gate.historical(policyId, epoch, answer.nullifier).validUntil == 0) {
            gate.submit(policyId, epoch, answer);
        }
        if (_rebates[policyId][epoch][answer.nullifier] == Rebate.None) {
            _book(policyId, epoch, answer.nullifier);
        }
        _pay(policyId, epoch, answer.nullifier);
    }

    /// @inheritdoc IPremiumRebateVault
    function reclaim(bytes32 policyId, address to) external nonReentrant {
        IPolicyRegistry.Policy memory policy = _requireSponsor(policyId);
        Pot storage pot_ = _known(policyId);
        // After it no record of the policy is valid, so none can be claimed.
        uint64 until = policies.terms(policyId, policy.epochs - 1).expiry;
        if (block.timestamp <= until) revert ClaimsStillOpen(until);
        uint128 amount = pot_.free;
        if (amount == 0) revert AmountZero();

        pot_.free = 0;
        emit PotReclaimed(policyId, to, amount);
        pot_.token.safeTransfer(to, amount);
    }

    /// @inheritdoc IPremiumRebateVault
    function pot(bytes32 policyId) external view returns (Pot memory) {
        return _pots[policyId];
    }

    /// @inheritdoc IPremiumRebateVault
    function bookedIn(bytes32 policyId, uint16 epoch) external view returns (uint32) {
        return _booked[policyId][epoch];
    }

    /// @inheritdoc IPremiumRebateVault
    function rebateOf(bytes32 policyId, uint16 epoch, uint256 nullifier)
        external
        view
        returns (Rebate)
    {
        return _rebates[policyId][epoch][nullifier];
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId)
        public
        view
        override(ERC165, IERC165)
        returns (bool)
    {
        return interfaceId == type(IPremiumRebateVault).interfaceId
            || super.supportsInterface(interfaceId);
    }

    /// @notice Books the rebate of a record that has none yet.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param nullifier Number the holder was accepted under.
    function _book(bytes32 policyId, uint16 epoch, uint256 nullifier) private {
        Pot storage pot_ = _known(policyId);
        IAttestationGate.Status status = gate.status(policyId, epoch, nullifier);
        if (status != IAttestationGate.Status.Valid) revert RecordNotValid(nullifier, status);
        uint32 count = _booked[policyId][epoch];
        if (count >= pot_.capPerEpoch) revert EpochCapReached(policyId, epoch);
        uint128 rebate = pot_.rebate;
        if (pot_.free < rebate) revert PotEmpty(policyId);

        _booked[policyId][epoch] = count + 1;
        pot_.free -= rebate;
        pot_.booked += rebate;
        _rebates[policyId][epoch][nullifier] = Rebate.Owed;
        emit RebateBooked(policyId, epoch, nullifier);
    }

    /// @notice Pays a booked rebate. The record is there for ever, so the recipient is too.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @param nullifier Number the holder was accepted under.
    function _pay(bytes32 policyId, uint16 epoch, uint256 nullifier) private {
        if (_rebates[policyId][epoch][nullifier] != Rebate.Owed) revert RebateNotOwed(nullifier);
        Pot storage pot_ = _pots[policyId];
        uint128 rebate = pot_.rebate;
        address recipient = gate.historical(policyId, epoch, nullifier).recipient;

        _rebates[policyId][epoch][nullifier] = Rebate.Paid;
        pot_.booked -= rebate;
        pot_.paid += rebate;
        emit RebatePaid(policyId, epoch, nullifier);
        pot_.token.safeTransfer(recipient, rebate);
    }

    function _known(bytes32 policyId) private view returns (Pot storage pot_) {
        pot_ = _pots[policyId];
        if (address(pot_.token) == address(0)) revert PotUnknown(policyId);
    }

    function _requireSponsor(bytes32 policyId)
        private
        view
        returns (IPolicyRegistry.Policy memory policy)
    {
        policy = policies.policy(policyId);
        if (msg.sender != policy.sponsor) revert NotSponsor(msg.sender);
    }
}
