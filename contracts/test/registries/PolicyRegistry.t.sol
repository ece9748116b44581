// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimWord} from "../../src/ClaimWord.sol";
import {Encoding} from "../../src/Encoding.sol";
import {IIssuerRegistry} from "../../src/interfaces/IIssuerRegistry.sol";
import {IPolicyRegistry} from "../../src/interfaces/IPolicyRegistry.sol";
import {IVerifierRouter} from "../../src/interfaces/IVerifierRouter.sol";
import {AcceptingVerifier} from "../Doubles.sol";
import {System} from "../System.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

// PolicyRegistry
// ├── add
// │   ├── when the verifier is unknown, stopped or without code: it reverts
// │   ├── when the issuers are unknown or revoked: it reverts
// │   ├── when the issuers' window has not begun: it adds
// │   ├── when the claim has another format or bits above its metric's: it reverts
// │   ├── when there is no such metric: it reverts
// │   ├── when there is no epoch: it reverts
// │   ├── when an epoch is not longer than the span of window ends: it reverts
// │   ├── when the last epoch's first day does not fit the claim word: it reverts
// │   ├── when sponsor or purpose is 0: it reverts
// │   ├── when the policy is known, closed or not: it reverts
// │   └── it keeps all of it in seven slots, numbers it and says so
// ├── terms
// │   ├── when policy or epoch is unknown: it reverts
// │   └── it computes claim, times and id of the epoch
// ├── policy, idOf, count, isClosed
// ├── close
// │   ├── when the policy is unknown: it reverts
// │   ├── when neither sponsor nor owner nor guardian calls: it reverts
// │   ├── when the policy is closed: it reverts
// │   └── it closes that policy for ever and says who did
// └── supportsInterface
// The words of claimTerms are tested in ClaimTerms.t.sol.

contract PolicyRegistryTest is System {
    address private constant STRANGER = address(0x57A6E);
    uint256 private constant FIRST_END_AT = 21;

    IPolicyRegistry.Policy private base;

    function setUp() public {
        _setUpDouble(new AcceptingVerifier(1));
        base = policies.policy(policyId);
    }

    // add

    function test_RefusesAVerifierThatIsNotActive() public {
        IPolicyRegistry.Policy memory policy = base;
        policy.verifierId = keccak256("unknown");
        _refused(
            policy,
            abi.encodeWithSelector(IVerifierRouter.VerifierUnknown.selector, policy.verifierId)
        );

        policy = _changed();
        vm.etch(address(verifier), "");
        _refused(
            policy,
            abi.encodeWithSelector(IVerifierRouter.VerifierWithoutCode.selector, address(verifier))
        );
        vm.prank(GUARDIAN);
        router.stop(policy.verifierId);
        _refused(
            policy,
            abi.encodeWithSelector(IVerifierRouter.VerifierIsStopped.selector, policy.verifierId)
        );
    }

    function test_RefusesIssuersThatAreUnknownOrRevoked() public {
        IPolicyRegistry.Policy memory policy = base;
        policy.issuers += 1;
        _refused(
            policy, abi.encodeWithSelector(IIssuerRegistry.IssuersUnknown.selector, policy.issuers)
        );

        vm.startPrank(OWNER);
        issuers.add(policy.issuers, uint64(block.timestamp + 1), type(uint64).max, "");
        policies.add(policy);
        issuers.revoke(policy.issuers);
        vm.stopPrank();
        policy.submitDays += 1;
        _refused(
            policy,
            abi.encodeWithSelector(IIssuerRegistry.IssuersAlreadyRevoked.selector, policy.issuers)
        );
    }

    function test_RefusesAMalformedClaim() public {
        uint256[5] memory bad =
            [0, base.claim - 1, base.claim + 1, base.claim | (1 << 247), base.claim | (1 << 255)];
        for (uint256 i = 0; i < bad.length; ++i) {
            IPolicyRegistry.Policy memory policy = base;
            policy.claim = bad[i];
            _refused(
                policy, abi.encodeWithSelector(IPolicyRegistry.ClaimMalformed.selector, bad[i])
            );
        }
    }

    // Each metric's words have their own length; all other numbers are no metric.
    function test_RefusesUnknownMetricsAndBitsAboveAMetricsOwn() public {
        uint256[256] memory bits = _wordBits();
        uint256 known = 0;
        for (uint256 metric = 0; metric < 256; ++metric) {
            IPolicyRegistry.Policy memory policy = base;
            policy.claim = (base.claim & 0x3fffffffffffff000) | (metric << 4) | 1;
            if (bits[metric] == 0) {
                _refusedField(policy, "metric");
                continue;
            }
            for (uint256 bit = bits[metric]; bit < 256; ++bit) {
                policy.claim |= 1 << bit;
                bytes4 malformed = IPolicyRegistry.ClaimMalformed.selector;
                _refused(policy, abi.encodeWithSelector(malformed, policy.claim));
                policy.claim ^= 1 << bit;
            }
            policy.claim |= 1 << (bits[metric] - 1);
            _added(policy);
            ++known;
        }
        vm.assertTrue(known > 20, "metrics");
    }

    function test_RefusesNoEpoch() public {
        IPolicyRegistry.Policy memory policy = base;
        policy.epochs = 0;
        _refusedField(policy, "epochs");
        policy.epochs = 1;
        _added(policy);
    }

    function test_RefusesEpochsWhoseWindowEndsCouldMeet() public {
        IPolicyRegistry.Policy memory policy = base;
        uint16 span = ClaimWord.claimSpan(base.claim);
        uint16[2] memory bad = [0, span];
        for (uint256 i = 0; i < bad.length; ++i) {
            policy.epochDays = bad[i];
            _refusedField(policy, "epochDays");
        }
        policy.epochDays = span + 1;
        _added(policy);

        policy.claim &= ~(uint256(0xff) << 41);
        policy.epochDays = 0;
        _refusedField(policy, "epochDays");
        policy.epochDays = 1;
        _added(policy);
    }

    function test_RefusesEpochsPastTheClaimWordsLastDay() public {
        IPolicyRegistry.Policy memory policy = base;
        policy.epochs = 11;
        policy.epochDays = 1000;
        uint256 firstEnd = 0xfffff - 10_000;
        policy.claim = _endingOn(firstEnd + 1);
        _refusedField(policy, "epochs");
        policy.claim = _endingOn(firstEnd);
        bytes32 id = _added(policy);
        uint256 last = policies.terms(id, 10).claim;
        vm.assertEq(ClaimWord.claimEarliestEnd(last), 0xfffff);
        vm.assertEq(last & ~(uint256(0xfffff) << FIRST_END_AT), _endingOn(0), "other fields");

        policy.epochs = type(uint16).max;
        policy.epochDays = type(uint16).max;
        _refusedField(policy, "epochs");
    }

    function test_RefusesResultsThatEndBeforeSubmissions() public {
        IPolicyRegistry.Policy memory policy = base;
        policy.validDays = policy.submitDays;
        _added(policy);
        policy.submitDays += 1;
        _refusedField(policy, "validDays");
    }

    function test_RefusesSponsorZeroAndPurposeZero() public {
        IPolicyRegistry.Policy memory policy = base;
        policy.sponsor = address(0);
        _refusedField(policy, "sponsor");
        policy = base;
        policy.purpose = 0;
        _refusedField(policy, "purpose");
    }

    function test_APolicyIsNeverAddedTwice() public {
        bytes memory want = abi.encodeWithSelector(IPolicyRegistry.PolicyKnown.selector, policyId);
        _refused(base, want);
        vm.prank(OWNER);
        policies.close(policyId);
        _refused(base, want);
        vm.assertTrue(policies.isClosed(policyId));
        vm.assertEq(policies.count(), 1);
    }

    function test_AddKeepsEverythingAndSaysSo() public {
        IPolicyRegistry.Policy memory policy = _changed();
        bytes32 id = Encoding.policyId(policy);
        vm.record();
        vm.expectEmit(address(policies));
        emit IPolicyRegistry.PolicyAdded(id, policy.sponsor, 2, policy);
        vm.assertEq(_added(policy), id);
        // Five of the policy, its number's id, and the count.
        vm.assertEq(_slotsWritten(address(policies)), 7, "slots");

        vm.assertEq(abi.encode(policies.policy(id)), abi.encode(policy), "policy");
        vm.assertEq(policies.count(), 2);
        vm.assertEq(policies.idOf(1), policyId);
        vm.assertEq(policies.idOf(2), id);
        vm.assertEq(policies.idOf(0), bytes32(0));
        vm.assertEq(policies.idOf(3), bytes32(0));
        vm.assertFalse(policies.isClosed(id));
    }

    function testFuzz_KeepsEveryPolicyItTakes(IPolicyRegistry.Policy memory policy) public {
        if (policy.validDays < policy.submitDays) {
            (policy.submitDays, policy.validDays) = (policy.validDays, policy.submitDays);
        }
        policy.verifierId = base.verifierId;
        policy.issuers = base.issuers;
        policy.claim = ((policy.claim >> 12) & ((1 << 235) - 1)) << 12 | 0x11;
        if (policy.sponsor == address(0)) policy.sponsor = STRANGER;
        if (policy.purpose == 0) policy.purpose = base.purpose;
        uint16 span = ClaimWord.claimSpan(policy.claim);
        if (policy.epochDays <= span) policy.epochDays = span + 1;
        uint256 room = 0xfffff - ClaimWord.claimEarliestEnd(policy.claim);
        uint256 most = 1 + room / policy.epochDays;
        if (policy.epochs == 0 || policy.epochs > most) policy.epochs = 1;

        bytes32 id = _added(policy);
        vm.assertEq(abi.encode(policies.policy(id)), abi.encode(policy), "policy");
        _hasTerms(id, policy, 0);
        _hasTerms(id, policy, policy.epochs - 1);
    }

    // terms

    function test_TermsOfEveryEpochFollowTheSpecification() public {
        for (uint16 epoch = 0; epoch < base.epochs; ++epoch) {
            _hasTerms(policyId, base, epoch);
        }
        vm.prank(OWNER);
        policies.close(policyId);
        vm.assertTrue(policies.terms(policyId, 0).closed);
    }

    // By hand: the window of epoch 0 may end until 2026-07-05, that of epoch 1 until 2026-07-19.
    function test_TermsInNumbers() public view {
        IPolicyRegistry.Terms memory first = policies.terms(policyId, 0);
        vm.assertEq(ClaimWord.claimEarliestEnd(first.claim), 20_629);
        vm.assertEq(first.submitUntil, (20_639 + 1 + 20_000) * 86_400);
        vm.assertEq(first.expiry, (20_639 + 1 + 20_090) * 86_400);
        IPolicyRegistry.Terms memory second = policies.terms(policyId, 1);
        vm.assertEq(ClaimWord.claimEarliestEnd(second.claim), 20_629 + 14);
        vm.assertEq(second.submitUntil, first.submitUntil + 14 days);
        vm.assertEq(second.expiry, first.expiry + 14 days);
        vm.assertNotEq(second.termsId, first.termsId, "terms id");
    }

    function test_RefusesAnUnknownPolicyOrEpoch() public {
        bytes32 unknown = keccak256("unknown");
        bytes memory want = abi.encodeWithSelector(IPolicyRegistry.PolicyUnknown.selector, unknown);
        vm.expectRevert(want);
        policies.terms(unknown, 0);
        vm.expectRevert(want);
        policies.claimTerms(unknown, 0);
        vm.expectRevert(want);
        policies.policy(unknown);
        vm.assertFalse(policies.isClosed(unknown));

        uint16[2] memory epochs = [base.epochs, type(uint16).max];
        for (uint256 i = 0; i < epochs.length; ++i) {
            want =
                abi.encodeWithSelector(IPolicyRegistry.EpochUnknown.selector, policyId, epochs[i]);
            vm.expectRevert(want);
            policies.terms(policyId, epochs[i]);
            vm.expectRevert(want);
            policies.claimTerms(policyId, epochs[i]);
        }
    }

    // close

    function test_SponsorOwnerAndGuardianClose() public {
        address[3] memory roles = [base.sponsor, OWNER, GUARDIAN];
        IPolicyRegistry.Policy memory policy = base;
        for (uint256 i = 0; i < roles.length; ++i) {
            policy.submitDays += 1;
            bytes32 id = _added(policy);
            vm.expectEmit(address(policies));
            emit IPolicyRegistry.PolicyClosed(id, roles[i]);
            vm.prank(roles[i]);
            policies.close(id);
            vm.assertTrue(policies.isClosed(id));
            vm.assertTrue(policies.terms(id, 0).closed);
            vm.prank(roles[i]);
            vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.PolicyIsClosed.selector, id));
            policies.close(id);
        }
        vm.assertFalse(policies.isClosed(policyId), "the others stay open");
    }

    function test_OthersCloseNothing() public {
        IPolicyRegistry.Policy memory policy = _changed();
        policy.sponsor = STRANGER;
        _added(policy);
        address[2] memory others = [STRANGER, address(this)];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.NotSponsor.selector, others[i]));
            policies.close(policyId);
        }
        vm.assertFalse(policies.isClosed(policyId));
    }

    function test_AnUnknownPolicyIsNotClosed() public {
        bytes32 unknown = keccak256("unknown");
        vm.prank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.PolicyUnknown.selector, unknown));
        policies.close(unknown);
    }

    function test_SaysWhatItImplements() public view {
        vm.assertTrue(policies.supportsInterface(type(IPolicyRegistry).interfaceId));
        vm.assertTrue(policies.supportsInterface(type(IERC165).interfaceId));
        vm.assertFalse(policies.supportsInterface(0xffffffff));
        vm.assertEq(address(policies.router()), address(router));
        vm.assertEq(address(policies.issuers()), address(issuers));
    }

    // Bits of each metric's words as Go writes them, or 0.
    function _wordBits() private view returns (uint256[256] memory bits) {
        string memory json = vm.readFile("../circuits/vectors/encoding.json");
        string memory item = ".claim[0]";
        for (uint256 i = 0; vm.keyExistsJson(json, item);) {
            uint256 metric = vm.parseJsonUint(json, string.concat(item, ".metric"));
            bits[metric] = vm.parseJsonUint(json, string.concat(item, ".bits"));
            item = string.concat(".claim[", vm.toString(++i), "]");
        }
    }

    function _changed() private view returns (IPolicyRegistry.Policy memory policy) {
        policy = base;
        policy.validDays += 1;
    }

    function _endingOn(uint256 day) private view returns (uint256) {
        return (base.claim & ~(uint256(0xfffff) << FIRST_END_AT)) | (day << FIRST_END_AT);
    }

    function _added(IPolicyRegistry.Policy memory policy) private returns (bytes32) {
        vm.prank(OWNER);
        return policies.add(policy);
    }

    function _refused(IPolicyRegistry.Policy memory policy, bytes memory want) private {
        vm.prank(OWNER);
        vm.expectRevert(want);
        policies.add(policy);
    }

    function _refusedField(IPolicyRegistry.Policy memory policy, string memory field) private {
        _refused(policy, abi.encodeWithSelector(IPolicyRegistry.PolicyField.selector, field));
    }

    // A second reading of SPEC 3.8, in wide integers.
    function _hasTerms(bytes32 id, IPolicyRegistry.Policy memory policy, uint16 epoch)
        private
        view
    {
        IPolicyRegistry.Terms memory got = policies.terms(id, epoch);
        uint256 claim = policy.claim + uint256(epoch) * policy.epochDays * 2 ** FIRST_END_AT;
        uint256 latest = uint256(ClaimWord.claimEarliestEnd(policy.claim))
            + ClaimWord.claimSpan(policy.claim) + uint256(epoch) * policy.epochDays;
        uint256 submitUntil = (latest + 1 + policy.submitDays) * 86_400;
        uint256 expiry = (latest + 1 + policy.validDays) * 86_400;
        vm.assertEq(got.claim, claim, "claim");
        vm.assertEq(uint256(got.submitUntil), submitUntil, "submit until");
        vm.assertEq(uint256(got.expiry), expiry, "expiry");
        vm.assertEq(got.verifierId, policy.verifierId, "verifier");
        vm.assertEq(got.issuers, policy.issuers, "issuers");
        vm.assertEq(got.purpose, policy.purpose, "purpose");
        vm.assertEq(policies.idOf(got.number), id, "number");
        bytes32 termsId = Encoding.termsId(
            id, epoch, policy.verifierId, policy.issuers, claim, uint64(submitUntil), uint64(expiry)
        );
        vm.assertEq(got.termsId, termsId, "terms id");
    }
}
