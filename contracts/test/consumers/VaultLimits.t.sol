// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAttestationGate} from "../../src/interfaces/IAttestationGate.sol";
import {IPolicyRegistry} from "../../src/interfaces/IPolicyRegistry.sol";
import {IPremiumRebateVault} from "../../src/interfaces/IPremiumRebateVault.sol";
import {PlainToken} from "./Tokens.sol";
import {VaultSystem} from "./VaultSystem.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

// PremiumRebateVault, what a booked rebate survives and what a pot can count
// ├── booked, then one thing happens: paid by withdraw and by submitAndPay alike
// ├── the token's transfer says false, or the token's code is gone: reverts, the rebate stays owed
// │   └── and once the token is well again: paid
// ├── more arrives than a pot can count: reverts
// └── a pot is emptied and filled again: what is booked can still be counted as paid

/// @dev Plain, until it is told to say false and move nothing.
contract AnsweringToken is PlainToken {
    bool private answer = true;

    function setAnswer(bool answer_) external {
        answer = answer_;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return answer && super.transfer(to, amount);
    }
}

contract VaultLimitsTest is VaultSystem {
    uint256 private constant KEY = 0xB0B;
    uint256 private constant NULLIFIER = 0x4e;

    AnsweringToken private answering;
    IPolicyRegistry.Policy private policy;
    IAttestationGate.Answer private second;

    function setUp() public {
        answering = new AnsweringToken();
        _setUpVault(answering);
        policy = policies.policy(policyId);
        second = _madeUp(KEY, NULLIFIER + 1);
        _fund(policyId, 2 * REBATE);
        _accept(KEY, NULLIFIER);
        gate.submit(policyId, 0, second);
        vault.claim(policyId, 0, NULLIFIER);
        vault.claim(policyId, 0, NULLIFIER + 1);
    }

    // One event at a time: together, an earlier one could hide what a later one breaks.

    function test_ABookedRebateIsPaidAfterTheVerifierIsStopped() public {
        vm.prank(GUARDIAN);
        router.stop(policy.verifierId);
        _paidEitherWay(IAttestationGate.Status.VerifierStopped);
    }

    function test_ABookedRebateIsPaidAfterTheVerifiersCodeIsGone() public {
        vm.etch(router.historical(policy.verifierId), "");
        _paidEitherWay(gate.status(policyId, 0, NULLIFIER));
    }

    function test_ABookedRebateIsPaidAfterTheIssuersAreRevoked() public {
        vm.prank(GUARDIAN);
        issuers.revoke(policy.issuers);
        _paidEitherWay(IAttestationGate.Status.IssuersRevoked);
    }

    function test_ABookedRebateIsPaidAfterThePolicyIsClosed() public {
        vm.prank(sponsor);
        policies.close(policyId);
        _paidEitherWay(IAttestationGate.Status.Valid);
    }

    function test_ABookedRebateIsPaidAfterConsentIsWithdrawn() public {
        vm.prank(vm.addr(KEY));
        consents.withdraw(policyId);
        _paidEitherWay(IAttestationGate.Status.ConsentWithdrawn);
    }

    function test_ABookedRebateIsPaidAfterTheRecordAndTheDeadlineHavePassed() public {
        vm.warp(uint256(policies.terms(policyId, policy.epochs - 1).expiry) + 1);
        _paidEitherWay(IAttestationGate.Status.Expired);
    }

    // A payment that did not happen

    function test_ATokenThatSaysFalseLeavesTheRebateOwed() public {
        answering.setAnswer(false);
        bytes memory failed =
            abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token));
        vm.expectRevert(failed);
        vault.withdraw(policyId, 0, NULLIFIER);
        vm.expectRevert(failed);
        vault.submitAndPay(policyId, 0, second);
        _stillOwed();
    }

    function test_ATokenThatVanishedLeavesTheRebateOwed() public {
        bytes memory code = address(token).code;
        vm.etch(address(token), "");
        vm.expectRevert(
            abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token))
        );
        vault.withdraw(policyId, 0, NULLIFIER);
        vm.etch(address(token), code);
        _stillOwed();
    }

    function test_ATokenThatSaysFalseTakesNothingBack() public {
        _fund(policyId, 7);
        answering.setAnswer(false);
        vm.warp(uint256(policies.terms(policyId, policy.epochs - 1).expiry) + 1);
        vm.prank(sponsor);
        vm.expectRevert(
            abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token))
        );
        vault.reclaim(policyId, sponsor);
        _holds(7, 2 * REBATE, 0);
    }

    // What a pot can count

    function test_MoreThanAPotCanCountIsRefusedAndNotCutShort() public {
        uint256 tooMuch = uint256(type(uint128).max) + 1 + 5;
        token.mint(address(this), tooMuch);
        token.approve(address(vault), tooMuch);
        vm.expectRevert(
            abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 128, tooMuch)
        );
        vault.fund(policyId, tooMuch);
        _holds(0, 2 * REBATE, 0);
    }

    // Both rebates could be covered, but `paid` could not count the second.
    function test_WhatIsBookedCanAlwaysBeCountedAsPaid() public {
        bytes32 other = _otherPolicy();
        uint128 half = uint128(1) << 127;
        vm.prank(sponsor);
        vault.open(other, token, half, CAP);
        _fund(other, half);
        vault.submitAndPay(other, 0, _madeUp(other, 0, 1, 1));
        token.mint(address(this), half);
        token.approve(address(vault), half);
        bytes4 overflow = SafeCast.SafeCastOverflowedUintDowncast.selector;
        vm.expectRevert(abi.encodeWithSelector(overflow, 128, 2 * uint256(half)));
        vault.fund(other, half);

        _fund(other, half - 1);
        vm.assertEq(vault.pot(other).free, half - 1, "free");
    }

    function testFuzz_WhatIsBookedIsPaidHoweverAPotIsFilled(
        uint128 rebate,
        uint256[4] calldata amounts
    ) public {
        // Large, or the sum of all payments never comes near what can be counted.
        rebate = uint128((uint256(1) << 125) + rebate % (uint256(1) << 127));
        bytes32 other = _otherPolicy();
        vm.prank(sponsor);
        vault.open(other, token, rebate, type(uint32).max);
        for (uint256 i = 0; i < amounts.length; ++i) {
            uint256 amount = rebate + amounts[i] % rebate;
            token.mint(address(this), amount);
            token.approve(address(vault), amount);
            try vault.fund(other, amount) {}
            catch {
                continue;
            }
            gate.submit(other, 0, _madeUp(other, 0, i + 1, i + 1));
            try vault.claim(other, 0, i + 1) {}
            catch {
                continue;
            }
            vault.withdraw(other, 0, i + 1);
            vm.assertEq(token.balanceOf(vm.addr(i + 1)), rebate, "holder");
        }
    }

    function _paidEitherWay(IAttestationGate.Status status) private {
        vm.assertEq(uint256(gate.status(policyId, 0, NULLIFIER)), uint256(status), "status");
        vault.withdraw(policyId, 0, NULLIFIER);
        vm.assertEq(token.balanceOf(vm.addr(KEY)), REBATE, "by withdraw");
        vault.submitAndPay(policyId, 0, second);
        vm.assertEq(token.balanceOf(vm.addr(KEY)), 2 * REBATE, "by submitAndPay");
        _holds(0, 0, 2 * REBATE);
    }

    function _stillOwed() private {
        _is(NULLIFIER, IPremiumRebateVault.Rebate.Owed);
        _holds(0, 2 * REBATE, 0);
        answering.setAnswer(true);
        vault.withdraw(policyId, 0, NULLIFIER);
        vm.assertEq(token.balanceOf(vm.addr(KEY)), REBATE, "recipient");
    }
}
