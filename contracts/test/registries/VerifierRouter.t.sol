// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Encoding} from "../../src/Encoding.sol";
import {Guarded} from "../../src/access/Guarded.sol";
import {IGroth16Verifier} from "../../src/interfaces/IGroth16Verifier.sol";
import {IVerifierRouter} from "../../src/interfaces/IVerifierRouter.sol";
import {AcceptingVerifier, PickyVerifier} from "../Doubles.sol";
import {System} from "../System.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

// VerifierRouter
// ├── add
// │   ├── when the address has no code, or is 0: it reverts
// │   ├── when the address is an account that delegates to code: it reverts
// │   ├── when the id is known, stopped or not: it reverts
// │   └── it registers the id of circuit and key, as the newest of its circuit, and says so
// ├── verifierOf and isActive
// │   ├── when the id is unknown: it reverts, inactive
// │   ├── when the id is stopped: it reverts, inactive
// │   ├── when the code is gone: it reverts, inactive
// │   └── it returns the verifier, active
// ├── stop
// │   ├── when neither owner nor guardian calls: it reverts
// │   ├── when the id is unknown: it reverts
// │   ├── when the id is stopped: it reverts
// │   ├── when the code is gone: it stops all the same
// │   └── it stops for ever and says who did
// ├── stopWithProof
// │   ├── when the verifier refuses: it reverts and the verifier runs on
// │   ├── when the id is unknown, stopped or without code: it reverts
// │   ├── it asks for five zeros
// │   └── when the verifier accepts: anyone stops it
// ├── historical and versions
// │   └── they keep what was stopped
// └── supportsInterface

contract VerifierRouterTest is System {
    address private constant STRANGER = address(0x57A6E);
    bytes32 private constant CIRCUIT = keccak256("circuit");

    AcceptingVerifier private first;
    AcceptingVerifier private second;
    bytes32 private firstId;

    function setUp() public {
        _deploySystem();
        first = new AcceptingVerifier(1);
        second = new AcceptingVerifier(2);
        firstId = Encoding.verifierId(CIRCUIT, bytes32(uint256(1)));
        vm.prank(OWNER);
        router.add(first);
    }

    function test_AddRefusesAnAddressWithoutCode() public {
        address[2] memory empty = [address(0), address(0xE0A)];
        for (uint256 i = 0; i < empty.length; ++i) {
            vm.prank(OWNER);
            vm.expectRevert(
                abi.encodeWithSelector(IVerifierRouter.VerifierWithoutCode.selector, empty[i])
            );
            router.add(IGroth16Verifier(empty[i]));
        }
    }

    // Its key could delegate to other code once the id is trusted.
    function test_AddRefusesAnAccountThatDelegates() public {
        address account = address(0xE0A);
        vm.etch(account, bytes.concat(hex"ef0100", bytes20(address(second))));
        vm.assertEq(AcceptingVerifier(account).circuitId(), CIRCUIT);
        vm.prank(OWNER);
        vm.expectRevert(
            abi.encodeWithSelector(IVerifierRouter.VerifierWithoutCode.selector, account)
        );
        router.add(IGroth16Verifier(account));
    }

    function test_AddRefusesAKnownIdEvenAtAnotherAddressOrOnceStopped() public {
        AcceptingVerifier twin = new AcceptingVerifier(1);
        bytes memory want = abi.encodeWithSelector(IVerifierRouter.VerifierKnown.selector, firstId);
        vm.startPrank(OWNER);
        vm.expectRevert(want);
        router.add(first);
        vm.expectRevert(want);
        router.add(twin);
        router.stop(firstId);
        vm.expectRevert(want);
        router.add(twin);
        vm.stopPrank();
        vm.assertFalse(router.isActive(firstId));
    }

    function test_AddRegistersTheIdOfCircuitAndKeyAndSaysSo() public {
        bytes32 id = Encoding.verifierId(CIRCUIT, bytes32(uint256(2)));
        vm.expectEmit(address(router));
        emit IVerifierRouter.VerifierAdded(id, CIRCUIT, bytes32(uint256(2)), address(second));
        vm.prank(OWNER);
        vm.assertEq(router.add(second), id);
        vm.assertEq(address(router.verifierOf(id)), address(second));
        vm.assertEq(address(router.verifierOf(firstId)), address(first));

        bytes32[] memory versions = router.versions(CIRCUIT);
        vm.assertEq(versions.length, 2);
        vm.assertEq(versions[0], firstId);
        vm.assertEq(versions[1], id);
    }

    function test_AnUnknownIdHasNoVerifier() public {
        bytes32 unknown = keccak256("unknown");
        vm.assertFalse(router.isActive(unknown));
        vm.assertEq(router.historical(unknown), address(0));
        vm.assertEq(router.versions(unknown).length, 0);
        bytes memory want =
            abi.encodeWithSelector(IVerifierRouter.VerifierUnknown.selector, unknown);
        vm.expectRevert(want);
        router.verifierOf(unknown);
        vm.expectRevert(want);
        router.stopWithProof(unknown, "");
        vm.prank(OWNER);
        vm.expectRevert(want);
        router.stop(unknown);
    }

    function test_AKnownIdHasItsVerifier() public view {
        vm.assertTrue(router.isActive(firstId));
        vm.assertEq(address(router.verifierOf(firstId)), address(first));
        vm.assertEq(router.historical(firstId), address(first));
    }

    function test_OwnerAndGuardianStopForEver() public {
        address[2] memory roles = [OWNER, GUARDIAN];
        vm.prank(OWNER);
        bytes32 secondId = router.add(second);
        bytes32[2] memory ids = [firstId, secondId];
        for (uint256 i = 0; i < roles.length; ++i) {
            vm.expectEmit(address(router));
            emit IVerifierRouter.VerifierStopped(ids[i], roles[i]);
            vm.prank(roles[i]);
            router.stop(ids[i]);
            _isTombstone(ids[i]);
        }
        vm.assertEq(router.historical(firstId), address(first));
        vm.assertEq(router.versions(CIRCUIT).length, 2);
    }

    function test_AStrangerStopsNothing() public {
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(Guarded.NotGuardian.selector, STRANGER));
        router.stop(firstId);
        vm.assertTrue(router.isActive(firstId));
    }

    function test_StoppingOneLeavesTheOthers() public {
        vm.startPrank(OWNER);
        bytes32 secondId = router.add(second);
        router.stop(firstId);
        vm.stopPrank();
        vm.assertTrue(router.isActive(secondId));
        vm.assertEq(address(router.verifierOf(secondId)), address(second));
    }

    function test_VanishedCodeNeverCountsAsAVerifier() public {
        vm.etch(address(first), "");
        vm.assertFalse(router.isActive(firstId));
        bytes memory want =
            abi.encodeWithSelector(IVerifierRouter.VerifierWithoutCode.selector, address(first));
        vm.expectRevert(want);
        router.verifierOf(firstId);
        // A call to nothing succeeds: it must not pass for a proof.
        vm.expectRevert(want);
        router.stopWithProof(firstId, new bytes(384));

        vm.prank(GUARDIAN);
        router.stop(firstId);
        _isTombstone(firstId);
    }

    function test_AProofOfTheImpossibleStopsWhoeverSendsIt() public {
        vm.expectEmit(address(router));
        emit IVerifierRouter.VerifierStopped(firstId, STRANGER);
        vm.prank(STRANGER);
        router.stopWithProof(firstId, new bytes(384));
        _isTombstone(firstId);
    }

    function test_TheImpossibleStatementIsFiveZeros() public {
        bytes memory proof = new bytes(384);
        proof[7] = 0x07;
        uint256[5] memory zeros;
        vm.expectCall(address(first), abi.encodeCall(IGroth16Verifier.verifyProof, (proof, zeros)));
        router.stopWithProof(firstId, proof);
    }

    function test_ARefusedProofStopsNothing() public {
        PickyVerifier picky = new PickyVerifier(3);
        vm.prank(OWNER);
        bytes32 id = router.add(picky);
        bytes memory bad = new bytes(384);
        bad[0] = 0xee;
        vm.expectRevert(IGroth16Verifier.ProofInvalid.selector);
        router.stopWithProof(id, bad);
        vm.assertTrue(router.isActive(id));
    }

    function test_SaysWhatItImplements() public view {
        vm.assertTrue(router.supportsInterface(type(IVerifierRouter).interfaceId));
        vm.assertTrue(router.supportsInterface(type(IERC165).interfaceId));
        vm.assertFalse(router.supportsInterface(0xffffffff));
    }

    function _isTombstone(bytes32 id) private {
        vm.assertFalse(router.isActive(id));
        bytes memory want = abi.encodeWithSelector(IVerifierRouter.VerifierIsStopped.selector, id);
        vm.expectRevert(want);
        router.verifierOf(id);
        vm.expectRevert(want);
        router.stopWithProof(id, new bytes(384));
        vm.prank(OWNER);
        vm.expectRevert(want);
        router.stop(id);
    }
}
