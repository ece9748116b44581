// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPremiumRebateVault} from "../../src/interfaces/IPremiumRebateVault.sol";
import {
    BlockingToken,
    CallingToken,
    FalseToken,
    FeeToken,
    PlainToken,
    SilentToken
} from "./Tokens.sol";
import {VaultSystem} from "./VaultSystem.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

// PremiumRebateVault with tokens that are not plain
// ├── a fee on transfer: what arrived counts, and the payee bears the fee of the payment
// ├── returns false: reverts, nothing is booked as funded
// ├── returns nothing: works
// ├── refuses an account: that holder waits, all others are paid
// └── calls back during a transfer: nothing is paid or counted twice

contract VaultTokensTest is VaultSystem {
    function test_AFeeIsTheSenders() public {
        _setUpVault(new FeeToken());
        _fund(policyId, 100 * uint256(REBATE));
        _holds(99 * uint256(REBATE), 0, 0);
        _accept(1, 1);
        vault.claim(policyId, 0, 1);
        vault.withdraw(policyId, 0, 1);
        _holds(98 * uint256(REBATE), 0, REBATE);
        vm.assertEq(token.balanceOf(vm.addr(1)), REBATE - REBATE / 100, "recipient");
    }

    function test_ATokenThatSaysFalseIsNotFunding() public {
        _setUpVault(new PlainToken());
        bytes32 other = _otherPolicy();
        FalseToken liar = new FalseToken();
        vm.prank(sponsor);
        vault.open(other, IERC20(address(liar)), REBATE, CAP);
        vm.expectRevert(
            abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(liar))
        );
        vault.fund(other, REBATE);
        vm.assertEq(vault.pot(other).free, 0, "free");
    }

    function test_ATokenThatSaysNothingWorks() public {
        _setUpVault(new PlainToken());
        bytes32 other = _otherPolicy();
        SilentToken silent = new SilentToken();
        vm.prank(sponsor);
        vault.open(other, IERC20(address(silent)), REBATE, CAP);
        silent.mint(address(this), REBATE);
        vault.fund(other, REBATE);
        vault.submitAndPay(other, 0, _madeUp(other, 0, 1, 1));
        vm.assertEq(silent.balanceOf(vm.addr(1)), REBATE, "recipient");
    }

    function test_ARefusedAccountHoldsUpItselfAlone() public {
        BlockingToken blocking = new BlockingToken();
        _setUpVault(blocking);
        _fund(policyId, 2 * REBATE);
        _accept(1, 1);
        _accept(2, 2);
        vault.claim(policyId, 0, 1);
        vault.claim(policyId, 0, 2);
        address first = vm.addr(1);
        blocking.setBlocked(first, true);
        vm.expectRevert(abi.encodeWithSelector(BlockingToken.Blocked.selector, first));
        vault.withdraw(policyId, 0, 1);
        vault.withdraw(policyId, 0, 2);
        vm.assertEq(token.balanceOf(vm.addr(2)), REBATE, "second");
        _is(1, IPremiumRebateVault.Rebate.Owed);

        blocking.setBlocked(first, false);
        vault.withdraw(policyId, 0, 1);
        vm.assertEq(token.balanceOf(first), REBATE, "first");
    }

    function test_ATokenThatCallsBackIsTurnedAway() public {
        CallingToken calling = new CallingToken();
        _setUpVault(calling);
        _fund(policyId, 10 * REBATE);
        _accept(1, 1);
        _accept(2, 2);
        vault.claim(policyId, 0, 1);
        bytes[4] memory calls = [
            abi.encodeCall(vault.withdraw, (policyId, 0, 1)),
            abi.encodeCall(vault.claim, (policyId, 0, 2)),
            abi.encodeCall(vault.submitAndPay, (policyId, 0, _madeUp(2, 2))),
            abi.encodeCall(vault.reclaim, (policyId, address(calling)))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            calling.callBack(address(vault), calls[i]);
            if (i == 0) vault.withdraw(policyId, 0, 1);
            else _fund(policyId, REBATE);
            vm.assertFalse(calling.answered(), "called back");
            vm.assertEq(
                bytes32(calling.answer()),
                bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector),
                "for the right reason"
            );
        }
        vm.assertEq(token.balanceOf(vm.addr(1)), REBATE, "recipient");
        _is(2, IPremiumRebateVault.Rebate.None);
        _holds(12 * REBATE, 0, REBATE);
    }

    // The transfer within the transfer would be counted by both calls.
    function test_FundingWithinFundingIsTurnedAway() public {
        CallingToken calling = new CallingToken();
        _setUpVault(calling);
        calling.mint(address(calling), REBATE);
        vm.prank(address(calling));
        calling.approve(address(vault), REBATE);
        token.mint(address(this), REBATE);
        token.approve(address(vault), REBATE);
        calling.callBack(address(vault), abi.encodeCall(vault.fund, (policyId, REBATE)));
        vault.fund(policyId, REBATE);
        vm.assertFalse(calling.answered(), "called back");
        _holds(REBATE, 0, 0);
    }
}
