// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationGate} from "../../src/AttestationGate.sol";
import {IAttestationGate} from "../../src/interfaces/IAttestationGate.sol";
import {IConsentRegistry} from "../../src/interfaces/IConsentRegistry.sol";
import {IPolicyRegistry} from "../../src/interfaces/IPolicyRegistry.sol";
import {IVerifierRouter} from "../../src/interfaces/IVerifierRouter.sol";
import {Test, Vm} from "../Test.sol";

/// @dev Everybody who touches a gate, and books of what each call should have done. The books know
/// what was stopped because they did it, not by asking the system.
contract Actors is Test {
    struct Tried {
        bytes32 id;
        uint16 epoch;
        uint256 nullifier;
    }

    struct Expected {
        address recipient;
        uint64 validUntil;
    }

    uint256 private constant KEYS = 12;
    uint256 private constant NULLIFIERS = 20;
    uint256 private constant EPOCHS = 2;

    AttestationGate private immutable gate;
    address private immutable guardian;
    bytes32[] private ids;

    Tried[] public tried;
    mapping(bytes32 id => mapping(uint16 epoch => mapping(uint256 nullifier => Expected))) public
        expected;
    mapping(bytes32 id => mapping(uint16 epoch => mapping(uint256 nullifier => bool))) private
        wasTried;
    mapping(address who => mapping(bytes32 id => bool)) private left;
    mapping(bytes32 id => bool done) private ended;
    mapping(bytes32 verifierOrIssuers => bool done) private stopped;

    uint256 public acceptedCount;
    uint256 public refusedCount;
    uint256 public events;
    string public complaint;

    constructor(AttestationGate gate_, bytes32[] memory ids_, address guardian_) {
        gate = gate_;
        ids = ids_;
        guardian = guardian_;
    }

    function triedCount() external view returns (uint256) {
        return tried.length;
    }

    // One answer, right or with a fault.
    function submit(uint256 seed) external {
        bytes32 id = ids[seed % ids.length];
        uint16 epoch = uint16((seed >> 8) % EPOCHS);
        (IAttestationGate.Answer memory answer, bool right) = _answer(id, epoch, seed >> 16);
        bool want =
            right && _isOpen(id, epoch) && expected[id][epoch][answer.nullifier].validUntil == 0;

        vm.recordLogs();
        try gate.submit(id, epoch, answer) {
            if (!want) complaint = "submit accepted what it must refuse";
            _book(id, epoch, answer);
        } catch {
            if (want) complaint = "submit refused what it must accept";
            ++refusedCount;
        }
        events += _accepted();
    }

    // Up to six answers, all right or with one fault, often with nullifiers used or twice.
    function submitBatch(uint256 seed) external {
        bytes32 id = ids[seed % ids.length];
        uint16 epoch = uint16((seed >> 8) % EPOCHS);
        uint256 size = 1 + (seed >> 16) % 6;
        IAttestationGate.Answer[] memory answers = new IAttestationGate.Answer[](size);
        bool want = _isOpen(id, epoch);
        for (uint256 i = 0; i < size; ++i) {
            // Few faults, or no batch would ever pass.
            uint256 roll = uint256(keccak256(abi.encode(seed, i)));
            bool faulty = (seed >> 24) % 3 == 0 && i == (seed >> 32) % size;
            bool right;
            (answers[i], right) = _answer(id, epoch, faulty ? roll : roll >> 8 << 8 | 0xff);
            bool used = expected[id][epoch][answers[i].nullifier].validUntil != 0;
            want = want && (right || used);
        }
        vm.recordLogs();
        try gate.submitBatch(id, epoch, answers) returns (uint256 accepted) {
            if (!want) complaint = "a batch accepted what it must refuse";
            uint256 fresh = 0;
            for (uint256 i = 0; i < size; ++i) {
                if (expected[id][epoch][answers[i].nullifier].validUntil != 0) continue;
                _book(id, epoch, answers[i]);
                ++fresh;
            }
            if (fresh != accepted) complaint = "a batch miscounts";
        } catch {
            if (want) complaint = "a batch refused what it must accept";
            ++refusedCount;
        }
        events += _accepted();
    }

    // Less often than answers: who has left answers no more.
    function withdraw(uint256 seed) external {
        if ((seed >> 128) % 8 != 0) return;
        bytes32 id = ids[seed % ids.length];
        address who = vm.addr(1 + (seed >> 8) % KEYS);
        IConsentRegistry consents = gate.consents();
        vm.prank(who);
        try consents.withdraw(id) {
            if (left[who][id]) complaint = "withdrawn twice";
        } catch {
            if (!left[who][id]) complaint = "a withdrawal was blocked";
        }
        left[who][id] = true;
    }

    // Rare, or nothing would ever be accepted.
    function stopSomething(uint256 seed) external {
        if ((seed >> 128) % 16 != 0) return;
        bytes32 id = ids[seed % ids.length];
        IPolicyRegistry policies = gate.policies();
        IPolicyRegistry.Policy memory policy = policies.policy(id);
        uint256 what = (seed >> 16) % 4;
        if (what == 0 && !ended[id]) {
            ended[id] = true;
            vm.prank(policy.sponsor);
            policies.close(id);
        }
        if (what == 1 && !stopped[bytes32(policy.issuers)]) {
            stopped[bytes32(policy.issuers)] = true;
            address issuers = address(gate.issuers());
            vm.prank(guardian);
            (bool done,) = issuers.call(abi.encodeWithSignature("revoke(uint256)", policy.issuers));
            if (!done) complaint = "a revocation was blocked";
        }
        if (what == 2 && !stopped[policy.verifierId]) {
            stopped[policy.verifierId] = true;
            IVerifierRouter router = gate.router();
            vm.prank(guardian);
            router.stop(policy.verifierId);
        }
        if (what == 3 && !stopped[policy.verifierId]) {
            stopped[policy.verifierId] = true;
            gate.router().stopWithProof(policy.verifierId, new bytes(384));
        }
    }

    // Hours, and now and then ten years: an epoch is open for about fifty.
    function pass(uint256 seed) external {
        bool far = (seed >> 128) % 32 == 0;
        vm.warp(block.timestamp + seed % (far ? 3650 days : 1 days));
    }

    // The answer of a key to an epoch; the lowest byte says what is wrong with it.
    function _answer(bytes32 id, uint16 epoch, uint256 seed)
        private
        returns (IAttestationGate.Answer memory answer, bool right)
    {
        uint256 fault = seed % 64;
        uint256 key = 1 + (seed >> 8) % KEYS;
        answer.nullifier = 1 + (seed >> 16) % NULLIFIERS;
        answer.recipient = vm.addr(key);
        answer.deadline = uint64(block.timestamp + (seed >> 24) % 1000);
        answer.proof = new bytes(384);
        if (fault == 0 || fault == 6) answer.proof[0] = 0xee;
        if (fault == 1) answer.proof = new bytes(383);
        if (fault == 2) answer.deadline = uint64(block.timestamp - 1);
        answer.consent = _sign(id, epoch, answer, fault == 3 ? key + 1 : key);
        if (fault == 4) answer.recipient = vm.addr(KEYS + 9);
        if (fault == 5) answer.nullifier += 1;
        right = fault > 6 && !left[answer.recipient][id];

        if (!wasTried[id][epoch][answer.nullifier]) {
            wasTried[id][epoch][answer.nullifier] = true;
            tried.push(Tried(id, epoch, answer.nullifier));
        }
    }

    function _sign(bytes32 id, uint16 epoch, IAttestationGate.Answer memory answer, uint256 key)
        private
        view
        returns (bytes memory)
    {
        bytes32 digest = gate.consents()
            .consentDigest(
                IConsentRegistry.Consent({
                participant: answer.recipient,
                policy: id,
                epoch: epoch,
                nullifier: answer.nullifier,
                purpose: gate.policies().policy(id).purpose,
                validUntil: answer.deadline
            })
            );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _book(bytes32 id, uint16 epoch, IAttestationGate.Answer memory answer) private {
        expected[id][epoch][answer.nullifier] =
            Expected(answer.recipient, gate.policies().terms(id, epoch).expiry);
        ++acceptedCount;
    }

    function _isOpen(bytes32 id, uint16 epoch) private view returns (bool) {
        IPolicyRegistry.Policy memory policy = gate.policies().policy(id);
        return !ended[id] && !stopped[policy.verifierId] && !stopped[bytes32(policy.issuers)]
            && block.timestamp <= gate.policies().terms(id, epoch).submitUntil;
    }

    function _accepted() private returns (uint256 count) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter == address(gate)) ++count;
        }
    }
}
