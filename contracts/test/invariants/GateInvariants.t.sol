// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAttestationGate} from "../../src/interfaces/IAttestationGate.sol";
import {IPolicyRegistry} from "../../src/interfaces/IPolicyRegistry.sol";
import {PickyVerifier} from "../Doubles.sol";
import {System} from "../System.sol";
import {Actors} from "./Actors.sol";

/// @dev Whatever holders, relayers, thieves, sponsors, guardian and clock do, in any order:
///
/// 1. a nullifier has at most one record in an epoch, and the record never changes;
/// 2. a record exists only for an answer whose proof the verifier accepts, whose recipient signed
///    and had not withdrawn, sent in time;
/// 3. after a stop, a revocation or a closure no record of what it hit is added;
/// 4. no stop blocks a read or a withdrawal of consent;
/// 5. every record is announced by exactly one event.
///
/// `Actors` keeps its own books of what should have happened; nothing is asked of the gate there
/// but what is compared here.
contract GateInvariantsTest is System {
    Actors private actors;

    function setUp() public {
        _setUpDouble(new PickyVerifier(1));
        bytes32[] memory ids = new bytes32[](3);
        ids[0] = policyId;
        IPolicyRegistry.Policy memory policy = policies.policy(policyId);
        vm.startPrank(OWNER);
        policy.submitDays += 1;
        ids[1] = policies.add(policy);
        policy.verifierId = router.add(new PickyVerifier(2));
        policy.issuers += 1;
        issuers.add(policy.issuers, 1, type(uint64).max, "");
        ids[2] = policies.add(policy);
        vm.stopPrank();
        actors = new Actors(gate, ids, GUARDIAN);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actors);
    }

    function invariant_EveryCallDoesWhatTheBooksSay() public view {
        vm.assertEq(actors.complaint(), "");
        vm.assertEq(actors.events(), actors.acceptedCount(), "one event a record");
    }

    // At the end of each run every place that an answer ever named is compared: had any call
    // changed another's record, it would show here.
    function afterInvariant() public {
        for (uint256 i = 0; i < actors.triedCount(); ++i) {
            (bytes32 id, uint16 epoch, uint256 nullifier) = actors.tried(i);
            (address recipient, uint64 validUntil) = actors.expected(id, epoch, nullifier);
            IAttestationGate.Record memory record = gate.historical(id, epoch, nullifier);
            vm.assertEq(record.recipient, recipient);
            vm.assertEq(record.validUntil, validUntil);
            _canBeReadAndWithdrawn(id, epoch, nullifier, recipient);
        }
    }

    // The invariants say nothing if nothing happens.
    function test_TheActorsAcceptAndRefuse() public {
        for (uint256 i = 0; i < 200; ++i) {
            uint256 seed = uint256(keccak256(abi.encode(i)));
            if (i % 2 == 0) actors.submit(seed);
            else actors.submitBatch(seed);
        }
        vm.assertTrue(actors.acceptedCount() > 50, "accepted");
        vm.assertTrue(actors.refusedCount() > 50, "refused");
        invariant_EveryCallDoesWhatTheBooksSay();
        afterInvariant();
    }

    function _canBeReadAndWithdrawn(bytes32 id, uint16 epoch, uint256 nullifier, address recipient)
        private
    {
        IAttestationGate.Status status = gate.status(id, epoch, nullifier);
        bool known = status != IAttestationGate.Status.Unknown;
        vm.assertEq(known, recipient != address(0));
        if (!known) return;
        if (!consents.isWithdrawn(recipient, id)) {
            vm.assertNotEq(
                uint256(status), uint256(IAttestationGate.Status.ConsentWithdrawn), "status"
            );
            vm.prank(recipient);
            consents.withdraw(id);
        }
        status = gate.status(id, epoch, nullifier);
        vm.assertEq(uint256(status), uint256(IAttestationGate.Status.ConsentWithdrawn));
    }
}
