// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Guarded} from "../../src/access/Guarded.sol";
import {IssuerRegistry} from "../../src/IssuerRegistry.sol";
import {PolicyRegistry} from "../../src/PolicyRegistry.sol";
import {VerifierRouter} from "../../src/VerifierRouter.sol";
import {IGroth16Verifier} from "../../src/interfaces/IGroth16Verifier.sol";
import {IPolicyRegistry} from "../../src/interfaces/IPolicyRegistry.sol";
import {System} from "../System.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

// Guarded (router, issuers and policies alike)
// ├── constructor
// │   ├── when the owner is 0: it reverts
// │   └── it sets both roles and says so
// ├── transferOwnership and acceptOwnership
// │   ├── when a stranger or the guardian calls: it reverts
// │   ├── until the new owner accepts: the old one stays
// │   ├── when another than the new owner accepts: it reverts
// │   └── when the new owner accepts: the old one has no power left
// ├── renounceOwnership
// │   └── it reverts, for the owner too
// ├── setGuardian
// │   ├── when a stranger or the guardian calls: it reverts
// │   ├── it replaces the guardian, who has no power left
// │   └── when set to 0: the owner alone may stop
// └── add, of each contract
//     └── when a stranger or the guardian calls: it reverts

contract AccessTest is System {
    address private constant STRANGER = address(0x57A6E);
    address private constant NEXT = address(0x7E17);

    Guarded[3] private guarded;

    function setUp() public {
        _deploySystem();
        guarded = [Guarded(address(router)), Guarded(address(issuers)), Guarded(address(policies))];
    }

    function test_RefusesOwnerZero() public {
        bytes4 invalid = Ownable.OwnableInvalidOwner.selector;
        bytes memory want = abi.encodeWithSelector(invalid, address(0));
        vm.expectRevert(want);
        new VerifierRouter(address(0), GUARDIAN);
        vm.expectRevert(want);
        new IssuerRegistry(address(0), GUARDIAN);
        vm.expectRevert(want);
        new PolicyRegistry(address(0), GUARDIAN, router, issuers);
    }

    function test_ConstructorSetsBothRolesAndSaysSo() public {
        address next = vm.computeCreateAddress(address(this), 1);
        vm.expectEmit(next);
        emit Guarded.GuardianSet(GUARDIAN);
        Guarded made = new VerifierRouter(OWNER, GUARDIAN);
        vm.assertEq(address(made), next);
        for (uint256 i = 0; i < guarded.length; ++i) {
            vm.assertEq(guarded[i].owner(), OWNER);
            vm.assertEq(guarded[i].guardian(), GUARDIAN);
        }
    }

    function test_OnlyTheOwnerHandsOwnershipOn() public {
        for (uint256 i = 0; i < guarded.length; ++i) {
            _refusedTo(
                STRANGER, address(guarded[i]), abi.encodeCall(Ownable.transferOwnership, NEXT)
            );
            _refusedTo(
                GUARDIAN, address(guarded[i]), abi.encodeCall(Ownable.transferOwnership, NEXT)
            );
        }
    }

    function test_OwnershipPassesInTwoSteps() public {
        for (uint256 i = 0; i < guarded.length; ++i) {
            vm.prank(OWNER);
            guarded[i].transferOwnership(NEXT);
            vm.assertEq(guarded[i].owner(), OWNER);
            vm.assertEq(guarded[i].pendingOwner(), NEXT);

            bytes memory accept = abi.encodeCall(guarded[i].acceptOwnership, ());
            _refusedTo(STRANGER, address(guarded[i]), accept);
            _refusedTo(OWNER, address(guarded[i]), accept);
            _refusedTo(NEXT, address(guarded[i]), abi.encodeCall(Guarded.setGuardian, (NEXT)));

            vm.prank(NEXT);
            guarded[i].acceptOwnership();
            vm.assertEq(guarded[i].owner(), NEXT);
            _refusedTo(OWNER, address(guarded[i]), abi.encodeCall(Guarded.setGuardian, (OWNER)));
        }
    }

    function test_OwnershipCannotBeGivenUp() public {
        for (uint256 i = 0; i < guarded.length; ++i) {
            vm.prank(OWNER);
            vm.expectRevert(Guarded.RenounceRefused.selector);
            guarded[i].renounceOwnership();
            vm.assertEq(guarded[i].owner(), OWNER);
        }
    }

    function test_OnlyTheOwnerSetsTheGuardian() public {
        for (uint256 i = 0; i < guarded.length; ++i) {
            bytes memory set = abi.encodeCall(Guarded.setGuardian, (STRANGER));
            _refusedTo(STRANGER, address(guarded[i]), set);
            _refusedTo(GUARDIAN, address(guarded[i]), set);

            vm.expectEmit(address(guarded[i]));
            emit Guarded.GuardianSet(NEXT);
            vm.prank(OWNER);
            guarded[i].setGuardian(NEXT);
            vm.assertEq(guarded[i].guardian(), NEXT);
        }
    }

    function test_AReplacedGuardianStopsNothing() public {
        vm.prank(OWNER);
        issuers.add(1, 1, 2, "");
        vm.prank(OWNER);
        issuers.setGuardian(NEXT);

        vm.prank(GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(Guarded.NotGuardian.selector, GUARDIAN));
        issuers.revoke(1);
        vm.prank(NEXT);
        issuers.revoke(1);
    }

    function test_WithoutAGuardianTheOwnerAloneStops() public {
        vm.startPrank(OWNER);
        issuers.add(1, 1, 2, "");
        issuers.setGuardian(address(0));
        vm.stopPrank();

        address[3] memory others = [GUARDIAN, STRANGER, address(this)];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(Guarded.NotGuardian.selector, others[i]));
            issuers.revoke(1);
        }
        vm.prank(OWNER);
        issuers.revoke(1);
    }

    function test_OnlyTheOwnerAdds() public {
        IPolicyRegistry.Policy memory policy = _policy();
        address[2] memory others = [STRANGER, GUARDIAN];
        for (uint256 i = 0; i < others.length; ++i) {
            _refusedTo(
                others[i],
                address(router),
                abi.encodeCall(router.add, (IGroth16Verifier(address(this))))
            );
            _refusedTo(others[i], address(issuers), abi.encodeCall(issuers.add, (1, 1, 2, "")));
            _refusedTo(others[i], address(policies), abi.encodeCall(policies.add, (policy)));
        }
    }

    function _refusedTo(address caller, address target, bytes memory data) private {
        vm.prank(caller);
        (bool done, bytes memory reason) = target.call(data);
        vm.assertFalse(done, "accepted");
        bytes memory want =
            abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, caller);
        vm.assertEq(reason, want, "reason");
    }
}
