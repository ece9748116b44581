// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationGate} from "../../src/AttestationGate.sol";
import {PremiumRebateVault} from "../../src/consumers/PremiumRebateVault.sol";
import {StudyEnrolment} from "../../src/consumers/StudyEnrolment.sol";
import {IAttestationGate} from "../../src/interfaces/IAttestationGate.sol";
import {IConsentRegistry} from "../../src/interfaces/IConsentRegistry.sol";
import {IPolicyRegistry} from "../../src/interfaces/IPolicyRegistry.sol";
import {IPremiumRebateVault} from "../../src/interfaces/IPremiumRebateVault.sol";
import {IStudyEnrolment} from "../../src/interfaces/IStudyEnrolment.sol";
import {IVerifierRouter} from "../../src/interfaces/IVerifierRouter.sol";
import {AcceptingVerifier} from "../Doubles.sol";
import {System} from "../System.sol";
import {Test} from "../Test.sol";
import {PlainToken} from "./Tokens.sol";

/// @dev Everybody who touches a vault and a study, in any order, and books of their own. The gate
/// is filled beforehand, so that the calls spend their luck on the consumers.
contract Crowd is Test {
    uint256 public constant HOLDERS = 12;

    PremiumRebateVault private immutable vault;
    StudyEnrolment private immutable studies;
    AttestationGate private immutable gate;
    PlainToken private immutable token;
    address private immutable guardian;
    bytes32[2] private ids;
    address private immutable sponsor;

    mapping(bytes32 id => uint256 amount) public funded;
    mapping(bytes32 id => uint256 amount) public reclaimed;
    mapping(bytes32 id => uint256 count) public payments;
    mapping(bytes32 id => mapping(uint256 nullifier => uint256)) public paidTo;
    mapping(bytes32 id => uint256 count) public enrolled;
    mapping(bytes32 id => uint256 time) public closedAt;
    mapping(bytes32 id => bool closed) public isClosed;
    bool public stopped;
    uint256 public withdrawals;
    uint256 public paidAtOnce;
    uint256 public enrolledAtOnce;
    string public complaint;

    constructor(
        PremiumRebateVault vault_,
        StudyEnrolment studies_,
        AttestationGate gate_,
        PlainToken token_,
        bytes32[2] memory ids_,
        address guardian_
    ) {
        vault = vault_;
        studies = studies_;
        gate = gate_;
        token = token_;
        ids = ids_;
        guardian = guardian_;
        sponsor = gate_.policies().policy(ids_[0]).sponsor;
        token_.approve(address(vault_), type(uint256).max);
    }

    function fund(uint256 seed) external {
        bytes32 id = ids[seed % 2];
        uint256 amount = 1 + (seed >> 8) % 100;
        token.mint(address(this), amount);
        vault.fund(id, amount);
        funded[id] += amount;
    }

    function claim(uint256 seed) external {
        bytes32 id = ids[seed % 2];
        uint256 nullifier = 1 + (seed >> 8) % HOLDERS;
        bool valid = gate.isValid(id, 0, nullifier);
        try vault.claim(id, 0, nullifier) {
            if (!valid) complaint = "booked for a record that does not count";
        } catch {
            return;
        }
    }

    function withdraw(uint256 seed) external {
        bytes32 id = ids[seed % 2];
        uint256 nullifier = 1 + (seed >> 8) % HOLDERS;
        bool owed = vault.rebateOf(id, 0, nullifier) == IPremiumRebateVault.Rebate.Owed;
        address holder = vm.addr(nullifier);
        uint256 before = token.balanceOf(holder);
        try vault.withdraw(id, 0, nullifier) {
            if (!owed) complaint = "paid what was not owed";
            if (token.balanceOf(holder) != before + vault.pot(id).rebate) {
                complaint = "wrong amount";
            }
            ++paidTo[id][nullifier];
            ++payments[id];
        } catch {
            if (owed) complaint = "a withdrawal was blocked";
        }
    }

    // All in one call, sometimes with the nullifier of a record and an account of the caller's.
    function submitAndPay(uint256 seed) external {
        bytes32 id = ids[seed % 2];
        uint256 nullifier = 1 + (seed >> 8) % HOLDERS;
        IPremiumRebateVault.Rebate rebate = vault.rebateOf(id, 0, nullifier);
        IAttestationGate.Answer memory answer = _answer(id, nullifier, seed >> 16);
        address holder = vm.addr(nullifier);
        uint256 before = token.balanceOf(holder);
        try vault.submitAndPay(id, 0, answer) {
            if (rebate == IPremiumRebateVault.Rebate.Paid) complaint = "paid twice in one call";
            if (rebate == IPremiumRebateVault.Rebate.None && !gate.isValid(id, 0, nullifier)) {
                complaint = "paid at once for a record that does not count";
            }
            if (token.balanceOf(holder) != before + vault.pot(id).rebate) {
                complaint = "another was paid";
            }
            ++paidTo[id][nullifier];
            ++payments[id];
            ++paidAtOnce;
        } catch {
            if (rebate == IPremiumRebateVault.Rebate.Owed) complaint = "a payment was blocked";
        }
    }

    function reclaim(uint256 seed) external {
        bytes32 id = ids[seed % 2];
        uint256 free = vault.pot(id).free;
        vm.prank(sponsor);
        try vault.reclaim(id, address(0x5AFE)) {
            reclaimed[id] += free;
        } catch {
            return;
        }
    }

    function enrol(uint256 seed) external {
        bytes32 id = ids[seed % 2];
        uint256 nullifier = 1 + (seed >> 8) % HOLDERS;
        bool before = studies.isEnrolled(id, 0, nullifier);
        bool valid = gate.isValid(id, 0, nullifier);
        try studies.enrol(id, 0, nullifier) {
            if (before) complaint = "enrolled twice";
            if (!valid) complaint = "enrolled a record that does not count";
            ++enrolled[id];
        } catch {
            return;
        }
    }

    function submitAndEnrol(uint256 seed) external {
        bytes32 id = ids[seed % 2];
        uint256 nullifier = 1 + (seed >> 8) % HOLDERS;
        bool before = studies.isEnrolled(id, 0, nullifier);
        IAttestationGate.Answer memory answer = _answer(id, nullifier, seed >> 16);
        try studies.submitAndEnrol(id, 0, answer) {
            if (before) complaint = "enrolled twice in one call";
            if (!gate.isValid(id, 0, nullifier)) {
                complaint = "enrolled at once a record that does not count";
            }
            ++enrolled[id];
            ++enrolledAtOnce;
        } catch {
            return;
        }
    }

    // Rare, or the studies would all be empty.
    function close(uint256 seed) external {
        if (seed % 16 != 0) return;
        bytes32 id = ids[(seed >> 8) % 2];
        if (isClosed[id]) return;
        vm.prank(sponsor);
        studies.close(id, 0);
        isClosed[id] = true;
        closedAt[id] = enrolled[id];
    }

    function withdrawConsent(uint256 seed) external {
        bytes32 id = ids[seed % 2];
        IConsentRegistry consents = gate.consents();
        vm.prank(vm.addr(1 + (seed >> 8) % HOLDERS));
        try consents.withdraw(id) {
            ++withdrawals;
        } catch {
            return;
        }
    }

    // Rarer still: everything after it is about what a stop must not block.
    function stop(uint256 seed) external {
        if (seed % 64 != 0 || stopped) return;
        stopped = true;
        bytes32 verifierId = gate.policies().policy(ids[0]).verifierId;
        IVerifierRouter router = gate.router();
        vm.prank(guardian);
        router.stop(verifierId);
    }

    function pass(uint256 seed) external {
        if (seed % 64 != 0) return;
        vm.warp(block.timestamp + (seed >> 8) % 30_000 days);
    }

    // An answer of the nullifier's holder. The verifier accepts everything, so only a nullifier
    // that has its record may come with somebody else's account.
    function _answer(bytes32 id, uint256 nullifier, uint256 seed)
        private
        view
        returns (IAttestationGate.Answer memory answer)
    {
        bool known = gate.historical(id, 0, nullifier).validUntil != 0;
        uint256 key = known && seed % 4 == 0 ? HOLDERS + 1 + seed % HOLDERS : nullifier;
        answer.nullifier = nullifier;
        answer.recipient = vm.addr(key);
        answer.deadline = uint64(block.timestamp);
        answer.proof = new bytes(384);
        bytes32 digest = gate.consents()
            .consentDigest(
                IConsentRegistry.Consent({
                participant: answer.recipient,
                policy: id,
                epoch: 0,
                nullifier: nullifier,
                purpose: gate.policies().policy(id).purpose,
                validUntil: answer.deadline
            })
            );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        answer.consent = abi.encodePacked(r, s, v);
    }
}

contract ConsumerInvariantsTest is System {
    uint128 private constant REBATE = 40;
    uint32 private constant CAP = 7;
    uint32 private constant QUOTA = 5;

    PremiumRebateVault private vault;
    StudyEnrolment private studies;
    PlainToken private token;
    Crowd private crowd;
    bytes32[2] private ids;

    function setUp() public {
        _setUpDouble(new AcceptingVerifier(1));
        vault = new PremiumRebateVault(gate);
        studies = new StudyEnrolment(gate);
        token = new PlainToken();
        ids[0] = policyId;
        ids[1] = _another();
        address sponsor = policies.policy(policyId).sponsor;
        for (uint256 i = 0; i < ids.length; ++i) {
            vm.startPrank(sponsor);
            vault.open(ids[i], token, REBATE, CAP);
            studies.open(ids[i], 0, QUOTA);
            vm.stopPrank();
        }
        crowd = new Crowd(vault, studies, gate, token, ids, GUARDIAN);
        for (uint256 n = 1; n <= crowd.HOLDERS(); ++n) {
            gate.submit(ids[0], 0, _madeUp(ids[0], 0, n, n));
            // The same numbers in the other policy, but for some: pots must not mix them up.
            if (n % 3 != 0) gate.submit(ids[1], 0, _madeUp(ids[1], 0, n, n));
        }
    }

    /// @dev The contract that forge calls at random.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(crowd);
    }

    // One function, since forge plays all runs anew for each; what takes loops over holders is
    // looked at when a run ends.
    function invariant_FundedIsFreeBookedPaidAndReclaimed() public view {
        vm.assertEq(crowd.complaint(), "");
        uint256 held = 0;
        for (uint256 i = 0; i < ids.length; ++i) {
            IPremiumRebateVault.Pot memory pot = vault.pot(ids[i]);
            uint256 funded = crowd.funded(ids[i]);
            uint256 all = uint256(pot.free) + pot.booked + pot.paid + crowd.reclaimed(ids[i]);
            vm.assertEq(all, funded, "funded");
            vm.assertLe(pot.paid, funded, "paid");
            vm.assertEq(pot.paid, crowd.payments(ids[i]) * REBATE, "payments");
            vm.assertLe(vault.bookedIn(ids[i], 0), CAP, "cap");
            held += uint256(pot.free) + pot.booked;
            _studyIsRight(ids[i]);
        }
        vm.assertEq(token.balanceOf(address(vault)), held, "balance");
    }

    function afterInvariant() public view {
        for (uint256 i = 0; i < ids.length; ++i) {
            uint256 distinct = 0;
            for (uint256 n = 1; n <= crowd.HOLDERS(); ++n) {
                vm.assertLe(crowd.paidTo(ids[i], n), 1, "paid twice");
                if (studies.isEnrolled(ids[i], 0, n)) ++distinct;
            }
            uint256 participants = studies.study(ids[i], 0).participants;
            vm.assertEq(participants, distinct, "distinct");
        }
        for (uint256 n = 1; n <= crowd.HOLDERS(); ++n) {
            IAttestationGate.Record memory record = gate.historical(ids[0], 0, n);
            vm.assertEq(record.recipient, vm.addr(n), "a stop blocked a read");
            record = gate.historical(ids[1], 0, n);
            bool none = record.validUntil == 0 && n % 3 == 0;
            vm.assertTrue(none || record.recipient == vm.addr(n), "another's record");
        }
    }

    // The invariants say nothing if nothing happens.
    function test_TheCrowdIsPaidAndEnrolledInOneCall() public {
        uint256 added = 0;
        for (uint256 i = 0; i < 200; ++i) {
            uint256 seed = uint256(keccak256(abi.encode(i)));
            crowd.fund(seed);
            crowd.submitAndPay(seed);
            crowd.submitAndEnrol(seed >> 1);
        }
        for (uint256 n = 3; n <= crowd.HOLDERS(); n += 3) {
            if (gate.historical(ids[1], 0, n).validUntil != 0) ++added;
        }
        vm.assertTrue(added > 0, "a record of its own");
        vm.assertEq(crowd.paidAtOnce(), 2 * CAP, "paid");
        vm.assertEq(crowd.enrolledAtOnce(), 2 * QUOTA, "enrolled");
        invariant_FundedIsFreeBookedPaidAndReclaimed();
        afterInvariant();
    }

    function _studyIsRight(bytes32 id) private view {
        IStudyEnrolment.Study memory study = studies.study(id, 0);
        vm.assertEq(study.participants, crowd.enrolled(id), "enrolled");
        vm.assertLe(study.participants, QUOTA, "quota");
        if (crowd.isClosed(id)) vm.assertEq(study.participants, crowd.closedAt(id), "closed");
    }

    function _another() private returns (bytes32 id) {
        IPolicyRegistry.Policy memory policy = policies.policy(policyId);
        policy.purpose = keccak256("another purpose");
        vm.prank(OWNER);
        id = policies.add(policy);
    }
}
