// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Encoding} from "../../src/Encoding.sol";
import {IssuerRegistry} from "../../src/IssuerRegistry.sol";
import {Guarded} from "../../src/access/Guarded.sol";
import {IIssuerRegistry} from "../../src/interfaces/IIssuerRegistry.sol";
import {Test} from "../Test.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

// IssuerRegistry
// ├── add
// │   ├── when the root is 0 or no field element: it reverts
// │   ├── when the window has no start or ends before it: it reverts
// │   ├── when the root is known, revoked or not: it reverts
// │   └── it keeps the window and says so
// ├── isActive
// │   ├── when the root is unknown: false
// │   ├── the second before the window: false
// │   ├── the window's first and last second: true
// │   ├── the second after the window: false
// │   └── once revoked: false for ever
// ├── revoke
// │   ├── when neither owner nor guardian calls: it reverts
// │   ├── when the root is unknown: it reverts
// │   ├── when the root is revoked: it reverts
// │   └── it revokes, before, inside or after the window, and says who did
// └── supportsInterface

contract IssuerRegistryTest is Test {
    address private constant OWNER = address(0x0123E4);
    address private constant GUARDIAN = address(0x6A4D);
    address private constant STRANGER = address(0x57A6E);
    uint256 private constant ROOT = 0x1501;
    uint64 private constant FROM = 1_000_000;
    uint64 private constant UNTIL = 2_000_000;

    IssuerRegistry private issuers;

    function setUp() public {
        issuers = new IssuerRegistry(OWNER, GUARDIAN);
        vm.warp((FROM + UNTIL) / 2);
    }

    function test_RefusesARootOutOfRange() public {
        uint256[4] memory bad = [0, Encoding.R, ROOT + Encoding.R, type(uint256).max];
        for (uint256 i = 0; i < bad.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IIssuerRegistry.IssuersOutOfRange.selector, bad[i])
            );
            _add(bad[i]);
        }
        _add(1);
        _add(Encoding.R - 1);
    }

    function test_RefusesAWindowWithoutStartOrThatEndsBeforeIt() public {
        uint64[2][3] memory bad = [[uint64(0), 1], [uint64(0), 0], [FROM, FROM - 1]];
        for (uint256 i = 0; i < bad.length; ++i) {
            vm.prank(OWNER);
            vm.expectRevert(
                abi.encodeWithSelector(IIssuerRegistry.IssuersWindow.selector, bad[i][0], bad[i][1])
            );
            issuers.add(ROOT, bad[i][0], bad[i][1], "");
        }
        vm.prank(OWNER);
        issuers.add(ROOT, FROM, FROM, "");
    }

    function test_ARootIsNeverGivenTwice() public {
        _add(ROOT);
        bytes memory want = abi.encodeWithSelector(IIssuerRegistry.IssuersKnown.selector, ROOT);
        vm.expectRevert(want);
        _add(ROOT);
        vm.prank(OWNER);
        issuers.revoke(ROOT);
        vm.expectRevert(want);
        _add(ROOT);
        vm.assertFalse(issuers.isActive(ROOT));
    }

    function test_AddKeepsTheWindowAndSaysSo() public {
        vm.expectEmit(address(issuers));
        emit IIssuerRegistry.IssuersAdded(ROOT, FROM, UNTIL, "ipfs://keys");
        _add(ROOT);
        _holds(ROOT, FROM, UNTIL, false);
        _holds(ROOT + 1, 0, 0, false);
    }

    function test_CountsFromTheFirstToTheLastSecond() public {
        _add(ROOT);
        vm.warp(FROM - 1);
        vm.assertFalse(issuers.isActive(ROOT), "before");
        vm.warp(FROM);
        vm.assertTrue(issuers.isActive(ROOT), "first second");
        vm.warp(UNTIL);
        vm.assertTrue(issuers.isActive(ROOT), "last second");
        vm.warp(UNTIL + 1);
        vm.assertFalse(issuers.isActive(ROOT), "after");
    }

    function test_AnUnknownRootNeverCounts() public {
        vm.assertFalse(issuers.isActive(ROOT));
        vm.warp(0);
        vm.assertFalse(issuers.isActive(ROOT), "at second 0");
    }

    function test_SeveralRootsCountAtATime() public {
        _add(ROOT);
        _add(ROOT + 1);
        vm.assertTrue(issuers.isActive(ROOT));
        vm.assertTrue(issuers.isActive(ROOT + 1));
        vm.prank(GUARDIAN);
        issuers.revoke(ROOT);
        vm.assertTrue(issuers.isActive(ROOT + 1), "the other");
    }

    function test_OwnerAndGuardianRevokeForEver() public {
        address[2] memory roles = [OWNER, GUARDIAN];
        for (uint256 i = 0; i < roles.length; ++i) {
            uint256 root = ROOT + i;
            _add(root);
            vm.expectEmit(address(issuers));
            emit IIssuerRegistry.IssuersRevoked(root, roles[i]);
            vm.prank(roles[i]);
            issuers.revoke(root);
            _holds(root, FROM, UNTIL, true);
            uint64[3] memory times = [FROM, (FROM + UNTIL) / 2, UNTIL];
            for (uint256 j = 0; j < times.length; ++j) {
                vm.warp(times[j]);
                vm.assertFalse(issuers.isActive(root), "revoked");
            }
        }
    }

    function test_RevokesBeforeAndAfterTheWindowToo() public {
        _add(ROOT);
        _add(ROOT + 1);
        vm.warp(FROM - 1);
        vm.prank(GUARDIAN);
        issuers.revoke(ROOT);
        vm.warp(FROM);
        vm.assertFalse(issuers.isActive(ROOT));
        vm.warp(UNTIL + 1);
        vm.prank(GUARDIAN);
        issuers.revoke(ROOT + 1);
        _holds(ROOT + 1, FROM, UNTIL, true);
    }

    function test_AStrangerRevokesNothing() public {
        _add(ROOT);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(Guarded.NotGuardian.selector, STRANGER));
        issuers.revoke(ROOT);
        vm.assertTrue(issuers.isActive(ROOT));
    }

    function test_RefusesToRevokeWhatIsUnknownOrRevoked() public {
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(IIssuerRegistry.IssuersUnknown.selector, ROOT));
        issuers.revoke(ROOT);
        _add(ROOT);
        vm.prank(OWNER);
        issuers.revoke(ROOT);
        vm.prank(OWNER);
        vm.expectRevert(
            abi.encodeWithSelector(IIssuerRegistry.IssuersAlreadyRevoked.selector, ROOT)
        );
        issuers.revoke(ROOT);
    }

    function testFuzz_CountsExactlyInsideTheWindow(
        uint256 root,
        uint64 from,
        uint64 until,
        uint64 time
    ) public {
        root = 1 + root % (Encoding.R - 1);
        if (from == 0) from = 1;
        if (until < from) (from, until) = (until == 0 ? 1 : until, from);
        vm.prank(OWNER);
        issuers.add(root, from, until, "");
        vm.warp(time);
        vm.assertEq(issuers.isActive(root), from <= time && time <= until);
    }

    function test_SaysWhatItImplements() public view {
        vm.assertTrue(issuers.supportsInterface(type(IIssuerRegistry).interfaceId));
        vm.assertTrue(issuers.supportsInterface(type(IERC165).interfaceId));
        vm.assertFalse(issuers.supportsInterface(0xffffffff));
    }

    function _add(uint256 root) private {
        vm.prank(OWNER);
        issuers.add(root, FROM, UNTIL, "ipfs://keys");
    }

    function _holds(uint256 root, uint64 from, uint64 until, bool revoked) private view {
        IIssuerRegistry.IssuerSet memory set = issuers.issuerSet(root);
        vm.assertEq(set.validFrom, from);
        vm.assertEq(set.validUntil, until);
        vm.assertEq(set.revoked, revoked);
    }
}
