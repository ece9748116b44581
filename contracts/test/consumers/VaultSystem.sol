// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PremiumRebateVault} from "../../src/consumers/PremiumRebateVault.sol";
import {IPolicyRegistry} from "../../src/interfaces/IPolicyRegistry.sol";
import {IPremiumRebateVault} from "../../src/interfaces/IPremiumRebateVault.sol";
import {AcceptingVerifier} from "../Doubles.sol";
import {System} from "../System.sol";
import {PlainToken} from "./Tokens.sol";

/// @dev A vault on the whole system, with a verifier that accepts everything and a pot for the
/// vector's policy.
abstract contract VaultSystem is System {
    uint128 internal constant REBATE = 25e6;
    uint32 internal constant CAP = 3;

    PremiumRebateVault internal vault;
    PlainToken internal token;
    address internal sponsor;

    function _setUpVault(PlainToken token_) internal {
        _setUpDouble(new AcceptingVerifier(1));
        vault = new PremiumRebateVault(gate);
        token = token_;
        sponsor = policies.policy(policyId).sponsor;
        vm.prank(sponsor);
        vault.open(policyId, token, REBATE, CAP);
    }

    function _fund(bytes32 policy, uint256 amount) internal {
        token.mint(address(this), amount);
        token.approve(address(vault), amount);
        vault.fund(policy, amount);
    }

    /// @dev Has the gate accept a nullifier of the account of a key.
    function _accept(uint256 key, uint256 nullifier) internal {
        gate.submit(policyId, 0, _madeUp(key, nullifier));
    }

    function _pot() internal view returns (IPremiumRebateVault.Pot memory) {
        return vault.pot(policyId);
    }

    /// @dev Another policy of the same sponsor, over the same verifier and issuers.
    function _otherPolicy() internal returns (bytes32 other) {
        IPolicyRegistry.Policy memory policy = policies.policy(policyId);
        policy.purpose = keccak256("another purpose");
        vm.prank(OWNER);
        other = policies.add(policy);
    }

    function _is(uint256 nullifier, IPremiumRebateVault.Rebate want) internal view {
        vm.assertEq(uint256(vault.rebateOf(policyId, 0, nullifier)), uint256(want), "rebate");
    }

    /// @dev Free, booked, paid and what the vault holds of the token.
    function _holds(uint256 free, uint256 booked, uint256 paid) internal view {
        IPremiumRebateVault.Pot memory pot = _pot();
        vm.assertEq(pot.free, free, "free");
        vm.assertEq(pot.booked, booked, "booked");
        vm.assertEq(pot.paid, paid, "paid");
        vm.assertEq(token.balanceOf(address(vault)), free + booked, "balance");
    }
}
