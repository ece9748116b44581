// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAttestationGate} from "../../src/interfaces/IAttestationGate.sol";
import {IConsentRegistry} from "../../src/interfaces/IConsentRegistry.sol";
import {IPolicyRegistry} from "../../src/interfaces/IPolicyRegistry.sol";
import {IPremiumRebateVault} from "../../src/interfaces/IPremiumRebateVault.sol";
import {PlainToken} from "./Tokens.sol";
import {VaultSystem} from "./VaultSystem.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

// PremiumRebateVault
// ├── open
// │   ├── by anyone but the sponsor, for an unknown policy, twice: reverts
// │   ├── with no token, an account for a token, no rebate, no cap: reverts
// │   └── otherwise: an empty pot
// ├── fund: by anyone, counts what arrived; without a pot or with nothing: reverts
// ├── claim
// │   ├── record unknown, expired, withdrawn, revoked, stopped: reverts with the status
// │   ├── no pot, pot empty, cap reached, booked before: reverts
// │   └── otherwise: booked, by whoever calls
// ├── withdraw
// │   ├── not booked, or paid: reverts
// │   └── otherwise: the account in the proof is paid, whatever has happened since
// ├── submitAndPay: does what is left to do of submit, claim, withdraw
// └── reclaim: the sponsor, after the last epoch, what is free

contract PremiumRebateVaultTest is VaultSystem {
    uint256 private constant KEY = 0xB0B;
    uint256 private constant NULLIFIER = 0x4e;

    /// @dev Solidity's panic code of checked arithmetic.
    uint256 private constant OVERFLOW = 0x11;

    function setUp() public {
        _setUpVault(new PlainToken());
    }

    // open

    function test_OnlyTheSponsorOpensAPot() public {
        bytes32 other = _otherPolicy();
        address[3] memory others = [OWNER, GUARDIAN, address(this)];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(_notSponsor(others[i]));
            vault.open(other, token, REBATE, CAP);
        }
        vm.expectEmit(address(vault));
        emit IPremiumRebateVault.PotOpened(other, token, REBATE, CAP);
        vm.prank(sponsor);
        vault.open(other, token, REBATE, CAP);
    }

    function test_APotIsOpenedOnce() public {
        vm.prank(sponsor);
        vm.expectRevert(abi.encodeWithSelector(IPremiumRebateVault.PotExists.selector, policyId));
        vault.open(policyId, token, REBATE + 1, CAP);
        vm.assertEq(_pot().rebate, REBATE, "rebate");
    }

    function test_NoPotForAnUnknownPolicy() public {
        bytes32 unknown = keccak256("unknown");
        vm.prank(sponsor);
        vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.PolicyUnknown.selector, unknown));
        vault.open(unknown, token, REBATE, CAP);
    }

    function test_NoPotWithoutTerms() public {
        bytes32 other = _otherPolicy();
        vm.startPrank(sponsor);
        vm.expectRevert(IPremiumRebateVault.PotTerms.selector);
        vault.open(other, IERC20(address(0)), REBATE, CAP);
        vm.expectRevert(IPremiumRebateVault.PotTerms.selector);
        vault.open(other, IERC20(vm.addr(KEY)), REBATE, CAP);
        vm.expectRevert(IPremiumRebateVault.PotTerms.selector);
        vault.open(other, token, 0, CAP);
        vm.expectRevert(IPremiumRebateVault.PotTerms.selector);
        vault.open(other, token, REBATE, 0);
        vault.open(other, token, 1, 1);
        vm.stopPrank();
    }

    // fund

    function test_AnyoneFunds() public {
        token.mint(address(this), 7);
        token.approve(address(vault), 7);
        vm.expectEmit(address(vault));
        emit IPremiumRebateVault.PotFunded(policyId, address(this), 7);
        vault.fund(policyId, 7);
        _holds(7, 0, 0);
    }

    function test_NothingIsNoFunding() public {
        vm.expectRevert(IPremiumRebateVault.AmountZero.selector);
        vault.fund(policyId, 0);
    }

    function test_NoFundingWithoutAPot() public {
        bytes32 other = _otherPolicy();
        vm.expectRevert(abi.encodeWithSelector(IPremiumRebateVault.PotUnknown.selector, other));
        vault.fund(other, 1);
    }

    function test_NoFundingBeyondWhatAPotCanCount() public {
        uint256 most = type(uint128).max;
        _fund(policyId, most);
        token.mint(address(this), 1);
        token.approve(address(vault), 1);
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", OVERFLOW));
        vault.fund(policyId, 1);
        _holds(most, 0, 0);
    }

    // claim

    function test_AValidRecordIsBookedByWhoeverCalls() public {
        _fund(policyId, REBATE);
        _accept(KEY, NULLIFIER);
        vm.expectEmit(address(vault));
        emit IPremiumRebateVault.RebateBooked(policyId, 0, NULLIFIER);
        vm.prank(address(0xBAD));
        vault.claim(policyId, 0, NULLIFIER);
        _is(NULLIFIER, IPremiumRebateVault.Rebate.Owed);
        vm.assertEq(vault.bookedIn(policyId, 0), 1, "booked in epoch 0");
        vm.assertEq(vault.bookedIn(policyId, 1), 0, "booked in epoch 1");
        _holds(0, REBATE, 0);
    }

    function test_NoRebateForARecordThatDoesNotCount() public {
        _fund(policyId, 10 * REBATE);
        _refused(IAttestationGate.Status.Unknown);
        _accept(KEY, NULLIFIER);

        vm.warp(uint256(policies.terms(policyId, 0).expiry) + 1);
        _refused(IAttestationGate.Status.Expired);
        bytes32 verifierId = policies.policy(policyId).verifierId;
        vm.prank(GUARDIAN);
        router.stop(verifierId);
        _refused(IAttestationGate.Status.VerifierStopped);
        uint256 root = policies.policy(policyId).issuers;
        vm.prank(GUARDIAN);
        issuers.revoke(root);
        _refused(IAttestationGate.Status.IssuersRevoked);
        vm.prank(vm.addr(KEY));
        consents.withdraw(policyId);
        _refused(IAttestationGate.Status.ConsentWithdrawn);
        _holds(10 * REBATE, 0, 0);
    }

    function test_TheLastSecondOfARecordCounts() public {
        _fund(policyId, REBATE);
        _accept(KEY, NULLIFIER);
        vm.warp(policies.terms(policyId, 0).expiry);
        vault.claim(policyId, 0, NULLIFIER);
    }

    function test_ARebateIsBookedOnce() public {
        _fund(policyId, 2 * REBATE);
        _accept(KEY, NULLIFIER);
        vault.claim(policyId, 0, NULLIFIER);
        bytes memory known =
            abi.encodeWithSelector(IPremiumRebateVault.RebateKnown.selector, NULLIFIER);
        vm.expectRevert(known);
        vault.claim(policyId, 0, NULLIFIER);
        vault.withdraw(policyId, 0, NULLIFIER);
        vm.expectRevert(known);
        vault.claim(policyId, 0, NULLIFIER);
        _holds(REBATE, 0, REBATE);
    }

    function test_AnEpochHasACap() public {
        _fund(policyId, 10 * REBATE);
        for (uint256 i = 1; i <= CAP + 1; ++i) {
            _accept(i, i);
        }
        for (uint256 i = 1; i <= CAP; ++i) {
            vault.claim(policyId, 0, i);
        }
        vm.expectRevert(
            abi.encodeWithSelector(IPremiumRebateVault.EpochCapReached.selector, policyId, 0)
        );
        vault.claim(policyId, 0, CAP + 1);

        gate.submit(policyId, 1, _madeUp(policyId, 1, KEY, NULLIFIER));
        vault.claim(policyId, 1, NULLIFIER);
        vm.assertEq(vault.bookedIn(policyId, 1), 1, "another epoch");
    }

    function test_AnEmptyPotPaysAfterItIsFunded() public {
        _fund(policyId, REBATE - 1);
        _accept(KEY, NULLIFIER);
        vm.expectRevert(abi.encodeWithSelector(IPremiumRebateVault.PotEmpty.selector, policyId));
        vault.claim(policyId, 0, NULLIFIER);
        _fund(policyId, 1);
        vault.claim(policyId, 0, NULLIFIER);
        _holds(0, REBATE, 0);
    }

    function test_APotPaysForItsOwnPolicyAlone() public {
        bytes32 other = _otherPolicy();
        vm.prank(sponsor);
        vault.open(other, token, REBATE, CAP);
        _fund(other, 10 * REBATE);
        _accept(KEY, NULLIFIER);

        vm.expectRevert(abi.encodeWithSelector(IPremiumRebateVault.PotEmpty.selector, policyId));
        vault.claim(policyId, 0, NULLIFIER);
        vm.expectRevert(_notValid(IAttestationGate.Status.Unknown));
        vault.claim(other, 0, NULLIFIER);
        vm.assertEq(vault.pot(other).free, 10 * REBATE, "the other pot");
    }

    function test_NoRebateWithoutAPot() public {
        bytes32 other = _otherPolicy();
        gate.submit(other, 0, _madeUp(other, 0, KEY, NULLIFIER));
        vm.expectRevert(abi.encodeWithSelector(IPremiumRebateVault.PotUnknown.selector, other));
        vault.claim(other, 0, NULLIFIER);
    }

    // withdraw

    function test_TheAccountInTheProofIsPaidWhoeverCalls() public {
        _booked();
        vm.expectEmit(address(vault));
        emit IPremiumRebateVault.RebatePaid(policyId, 0, NULLIFIER);
        vm.prank(address(0xBAD));
        vault.withdraw(policyId, 0, NULLIFIER);
        vm.assertEq(token.balanceOf(vm.addr(KEY)), REBATE, "recipient");
        vm.assertEq(token.balanceOf(address(0xBAD)), 0, "caller");
        _is(NULLIFIER, IPremiumRebateVault.Rebate.Paid);
        _holds(0, 0, REBATE);
    }

    function test_NothingIsPaidTwiceOrUnbooked() public {
        bytes memory notOwed =
            abi.encodeWithSelector(IPremiumRebateVault.RebateNotOwed.selector, NULLIFIER);
        _fund(policyId, 2 * REBATE);
        _accept(KEY, NULLIFIER);
        vm.expectRevert(notOwed);
        vault.withdraw(policyId, 0, NULLIFIER);
        vault.claim(policyId, 0, NULLIFIER);
        vm.expectRevert(notOwed);
        vault.withdraw(policyId, 1, NULLIFIER);
        vault.withdraw(policyId, 0, NULLIFIER);
        vm.expectRevert(notOwed);
        vault.withdraw(policyId, 0, NULLIFIER);
        _holds(REBATE, 0, REBATE);
    }

    // Whatever happens after the booking, the holder is paid.
    function test_ABookedRebateIsPaidThroughEverything() public {
        _booked();
        IPolicyRegistry.Policy memory policy = policies.policy(policyId);
        vm.startPrank(GUARDIAN);
        router.stop(policy.verifierId);
        issuers.revoke(policy.issuers);
        policies.close(policyId);
        vm.stopPrank();
        vm.prank(vm.addr(KEY));
        consents.withdraw(policyId);
        vm.warp(uint256(policies.terms(policyId, policy.epochs - 1).expiry) + 1);
        vm.etch(router.historical(policy.verifierId), "");
        vm.prank(sponsor);
        vm.expectRevert(IPremiumRebateVault.AmountZero.selector);
        vault.reclaim(policyId, sponsor);

        vault.withdraw(policyId, 0, NULLIFIER);
        vm.assertEq(token.balanceOf(vm.addr(KEY)), REBATE, "recipient");
    }

    // submitAndPay

    function test_OneCallSubmitsBooksAndPays() public {
        _fund(policyId, REBATE);
        vm.prank(address(0xBAD));
        vault.submitAndPay(policyId, 0, _madeUp(KEY, NULLIFIER));
        vm.assertEq(token.balanceOf(vm.addr(KEY)), REBATE, "recipient");
        vm.assertTrue(gate.isValid(policyId, 0, NULLIFIER), "record");
        _holds(0, 0, REBATE);
    }

    function test_OneCallDoesWhatIsLeft() public {
        _fund(policyId, 3 * REBATE);
        _accept(1, 1);
        vault.submitAndPay(policyId, 0, _madeUp(1, 1));
        _accept(2, 2);
        vault.claim(policyId, 0, 2);
        vault.submitAndPay(policyId, 0, _madeUp(2, 2));
        vm.assertEq(token.balanceOf(vm.addr(1)), REBATE, "accepted before");
        vm.assertEq(token.balanceOf(vm.addr(2)), REBATE, "booked before");
        IAttestationGate.Answer memory again = _madeUp(2, 2);
        vm.expectRevert(
            abi.encodeWithSelector(IPremiumRebateVault.RebateNotOwed.selector, uint256(2))
        );
        vault.submitAndPay(policyId, 0, again);
        _holds(REBATE, 0, 2 * REBATE);
    }

    // Who copies the call with his own address in it has no proof for that; who copies the
    // nullifier of a record that exists still pays the one in the record.
    function test_ACopiedCallPaysTheAccountInTheRecord() public {
        _fund(policyId, 2 * REBATE);
        _accept(KEY, NULLIFIER);
        IAttestationGate.Answer memory copy = _madeUp(0xBAD, NULLIFIER);
        vm.prank(copy.recipient);
        vault.submitAndPay(policyId, 0, copy);
        vm.assertEq(token.balanceOf(copy.recipient), 0, "thief");
        vm.assertEq(token.balanceOf(vm.addr(KEY)), REBATE, "holder");
    }

    function test_WhatTheGateRefusesIsNotPaid() public {
        _fund(policyId, REBATE);
        IAttestationGate.Answer memory answer = _madeUp(KEY, NULLIFIER);
        answer.consent[3] ^= 0x01;
        vm.expectRevert(
            abi.encodeWithSelector(IConsentRegistry.ConsentSignature.selector, answer.recipient)
        );
        vault.submitAndPay(policyId, 0, answer);
        _holds(REBATE, 0, 0);
    }

    // reclaim

    function test_TheSponsorTakesBackWhatIsFreeAfterTheLastEpoch() public {
        _fund(policyId, 5 * REBATE);
        _accept(KEY, NULLIFIER);
        vault.claim(policyId, 0, NULLIFIER);
        uint64 until = policies.terms(policyId, policies.policy(policyId).epochs - 1).expiry;

        vm.warp(until);
        vm.prank(sponsor);
        bytes4 refusal = IPremiumRebateVault.ClaimsStillOpen.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, until));
        vault.reclaim(policyId, sponsor);

        vm.warp(uint256(until) + 1);
        vm.expectRevert(_notSponsor(address(this)));
        vault.reclaim(policyId, address(this));
        vm.expectEmit(address(vault));
        emit IPremiumRebateVault.PotReclaimed(policyId, address(0x5AFE), 4 * REBATE);
        vm.prank(sponsor);
        vault.reclaim(policyId, address(0x5AFE));
        vm.assertEq(token.balanceOf(address(0x5AFE)), 4 * REBATE, "taken back");
        _holds(0, REBATE, 0);

        vm.prank(sponsor);
        vm.expectRevert(IPremiumRebateVault.AmountZero.selector);
        vault.reclaim(policyId, sponsor);
        vault.withdraw(policyId, 0, NULLIFIER);
        vm.assertEq(token.balanceOf(vm.addr(KEY)), REBATE, "holder");
    }

    function test_NoReclaimWithoutAPot() public {
        bytes32 other = _otherPolicy();
        vm.prank(sponsor);
        vm.expectRevert(abi.encodeWithSelector(IPremiumRebateVault.PotUnknown.selector, other));
        vault.reclaim(other, sponsor);
    }

    // Everything else

    function test_SaysWhatItIs() public view {
        vm.assertTrue(vault.supportsInterface(type(IPremiumRebateVault).interfaceId));
        vm.assertTrue(vault.supportsInterface(type(IERC165).interfaceId));
        vm.assertFalse(vault.supportsInterface(0xffffffff));
        vm.assertEq(address(vault.gate()), address(gate));
        vm.assertEq(address(vault.policies()), address(policies));
    }

    function testFuzz_FundedIsFreeBookedAndPaid(uint128 amount, uint8 holders) public {
        vm.assume(amount != 0);
        _fund(policyId, amount);
        uint256 booked = 0;
        for (uint256 i = 1; i <= uint256(holders) % 6; ++i) {
            _accept(i, i);
            try vault.claim(policyId, 0, i) {
                ++booked;
            } catch {
                continue;
            }
        }
        uint256 affordable = amount / REBATE;
        uint256 want = uint256(holders) % 6;
        if (want > CAP) want = CAP;
        if (want > affordable) want = affordable;
        vm.assertEq(booked, want, "booked");
        _holds(amount - booked * REBATE, booked * REBATE, 0);
    }

    function _booked() private {
        _fund(policyId, REBATE);
        _accept(KEY, NULLIFIER);
        vault.claim(policyId, 0, NULLIFIER);
    }

    function _refused(IAttestationGate.Status status) private {
        vm.expectRevert(_notValid(status));
        vault.claim(policyId, 0, NULLIFIER);
    }

    function _notValid(IAttestationGate.Status status) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(IPremiumRebateVault.RecordNotValid.selector, NULLIFIER, status);
    }

    function _notSponsor(address caller) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IPremiumRebateVault.NotSponsor.selector, caller);
    }
}
