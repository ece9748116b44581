// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ConsentRegistry} from "../../src/ConsentRegistry.sol";
import {IConsentRegistry} from "../../src/interfaces/IConsentRegistry.sol";
import {Wallet} from "../Doubles.sol";
import {Test} from "../Test.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

// ConsentRegistry
// ├── requireConsent
// │   ├── when the consent is past its last second: it reverts
// │   ├── when the participant withdrew from the policy, before or after signing: it reverts
// │   ├── when the signature is for another field, chain, registry or type: it reverts
// │   ├── when another key signed: it reverts
// │   ├── when the signature is the malleable twin, short, long or empty: it reverts
// │   ├── when the participant is 0: it reverts
// │   ├── when the participant is a contract
// │   │   ├── that accepts by ERC-1271: it returns
// │   │   ├── that refuses, reverts, or answers too short: it reverts
// │   │   └── that is not deployed: it reverts
// │   └── when all holds: it returns
// ├── withdraw
// │   ├── when already withdrawn: it reverts
// │   └── it withdraws the caller from that policy for ever and says so
// ├── withdrawFor
// │   ├── when past its last second, signed by another or for other fields, chain or registry: it
// │   │   reverts
// │   ├── when replayed: it reverts
// │   └── it withdraws the signer, whoever sends it
// ├── consentDigest, withdrawalDigest and eip712Domain follow EIP-712 and ERC-5267
// └── supportsInterface

contract ConsentRegistryTest is Test {
    uint256 private constant KEY = 0xA11CE;
    uint256 private constant OTHER_KEY = 0xB0B;
    uint256 private constant SECP256K1_N =
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
    bytes32 private constant POLICY = keccak256("policy");
    bytes32 private constant DOMAIN_TYPE = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant CONSENT_TYPE = keccak256(
        "Consent(address participant,bytes32 policy,uint16 epoch,uint256 nullifier,"
        "bytes32 purpose,uint64 validUntil)"
    );
    bytes32 private constant WITHDRAWAL_TYPE =
        keccak256("Withdrawal(address participant,bytes32 policy,uint64 validUntil)");
    uint64 private constant UNTIL = 1_800_000_000;

    ConsentRegistry private consents;
    address private participant;

    function setUp() public {
        consents = new ConsentRegistry();
        participant = vm.addr(KEY);
        vm.warp(1_790_000_000);
    }

    // requireConsent

    function test_AcceptsTheParticipantsSignature() public view {
        IConsentRegistry.Consent memory consent = _consent();
        consents.requireConsent(consent, _signed(KEY, consents.consentDigest(consent)));
    }

    function test_RefusesEachFieldChanged() public {
        IConsentRegistry.Consent memory consent = _consent();
        bytes memory signature = _signed(KEY, consents.consentDigest(consent));
        for (uint256 i = 0; i < 6; ++i) {
            IConsentRegistry.Consent memory other = _consent();
            if (i == 0) other.participant = vm.addr(OTHER_KEY);
            if (i == 1) other.policy = keccak256("other");
            if (i == 2) other.epoch += 1;
            if (i == 3) other.nullifier += 1;
            if (i == 4) other.purpose = keccak256("other");
            if (i == 5) other.validUntil += 1;
            _refused(other, signature);
        }
        consents.requireConsent(consent, signature);
    }

    function test_RefusesTheSignatureOfAnotherChain() public {
        IConsentRegistry.Consent memory consent = _consent();
        bytes memory signature = _signed(KEY, consents.consentDigest(consent));
        uint256 home = block.chainid;
        vm.chainId(home + 1);
        _refused(consent, signature);
        vm.chainId(home);
        consents.requireConsent(consent, signature);
    }

    function test_RefusesTheSignatureForAnotherRegistry() public {
        ConsentRegistry twin = new ConsentRegistry();
        IConsentRegistry.Consent memory consent = _consent();
        bytes memory signature = _signed(KEY, twin.consentDigest(consent));
        twin.requireConsent(consent, signature);
        _refused(consent, signature);
    }

    function test_CountsThroughTheLastSecond() public {
        IConsentRegistry.Consent memory consent = _consent();
        bytes memory signature = _signed(KEY, consents.consentDigest(consent));
        vm.warp(UNTIL);
        consents.requireConsent(consent, signature);
        vm.warp(uint256(UNTIL) + 1);
        vm.expectRevert(abi.encodeWithSelector(IConsentRegistry.ConsentExpired.selector, UNTIL));
        consents.requireConsent(consent, signature);
    }

    function test_RefusesAnotherKeyAndTheZeroAccount() public {
        IConsentRegistry.Consent memory consent = _consent();
        _refused(consent, _signed(OTHER_KEY, consents.consentDigest(consent)));

        // ecrecover says 0 for what it cannot recover.
        consent.participant = address(0);
        _refused(consent, abi.encodePacked(bytes32(uint256(1)), bytes32(uint256(1)), uint8(29)));
        _refused(consent, "");
    }

    function test_RefusesTheMalleableTwin() public {
        IConsentRegistry.Consent memory consent = _consent();
        bytes32 digest = consents.consentDigest(consent);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, digest);
        bytes32 high = bytes32(SECP256K1_N - uint256(s));
        uint8 flipped = v == 27 ? 28 : 27;
        // The twin is a signature of the same key, so only the rule on s can be the reason.
        vm.assertEq(ecrecover(digest, flipped, r, high), participant);
        _refused(consent, abi.encodePacked(r, high, flipped));
    }

    function test_RefusesOtherLengths() public {
        IConsentRegistry.Consent memory consent = _consent();
        bytes memory good = _signed(KEY, consents.consentDigest(consent));
        uint256[5] memory lengths = [uint256(0), 32, 64, 66, 130];
        for (uint256 i = 0; i < lengths.length; ++i) {
            bytes memory bad = new bytes(lengths[i]);
            for (uint256 j = 0; j < bad.length && j < good.length; ++j) {
                bad[j] = good[j];
            }
            _refused(consent, bad);
        }
    }

    function test_AConsentIsNoWithdrawalAndAWithdrawalNoConsent() public {
        IConsentRegistry.Consent memory consent = _consent();
        bytes memory agreed = _signed(KEY, consents.consentDigest(consent));
        bytes memory left = _signed(KEY, consents.withdrawalDigest(participant, POLICY, UNTIL));
        _refused(consent, left);
        vm.expectRevert(
            abi.encodeWithSelector(IConsentRegistry.ConsentSignature.selector, participant)
        );
        consents.withdrawFor(participant, POLICY, UNTIL, agreed);
    }

    function test_AsksAContractByErc1271() public {
        Wallet wallet = new Wallet();
        IConsentRegistry.Consent memory consent = _consent();
        consent.participant = address(wallet);
        consents.requireConsent(consent, "");

        Wallet.Mood[3] memory moods = [Wallet.Mood.Bad, Wallet.Mood.Reverting, Wallet.Mood.Short];
        for (uint256 i = 0; i < moods.length; ++i) {
            wallet.set(moods[i]);
            _refused(consent, "");
        }
        wallet.set(Wallet.Mood.Good);
        consents.requireConsent(consent, "");
        vm.etch(address(wallet), "");
        _refused(consent, "");
    }

    // A contract has no key: nobody signs for it, even if somebody knew a key of its address.
    function test_AKeyDoesNotSignForAContract() public {
        IConsentRegistry.Consent memory consent = _consent();
        bytes memory signature = _signed(KEY, consents.consentDigest(consent));
        Wallet wallet = new Wallet();
        vm.etch(participant, address(wallet).code);
        Wallet(participant).set(Wallet.Mood.Bad);
        _refused(consent, signature);
    }

    function testFuzz_AcceptsWhatWasSignedAndNothingBesideIt(
        IConsentRegistry.Consent memory consent,
        uint256 key,
        uint16 bit
    ) public {
        key = 1 + key % (SECP256K1_N - 1);
        consent.participant = vm.addr(key);
        if (consent.validUntil < block.timestamp) consent.validUntil = UNTIL;
        bytes memory signature = _signed(key, consents.consentDigest(consent));
        consents.requireConsent(consent, signature);

        uint256 flip = bit % (65 * 8);
        signature[flip / 8] ^= bytes1(uint8(1 << (flip % 8)));
        _refused(consent, signature);
    }

    // Withdrawal

    function test_WithdrawsTheCallerFromThatPolicy() public {
        IConsentRegistry.Consent memory consent = _consent();
        bytes memory signature = _signed(KEY, consents.consentDigest(consent));
        vm.expectEmit(address(consents));
        emit IConsentRegistry.ConsentWithdrawn(participant, POLICY);
        vm.prank(participant);
        consents.withdraw(POLICY);
        _isWithdrawn(consent, signature);
        _othersStay(consent);
    }

    function test_WithdrawalCoversEveryEpochAndLaterSignatures() public {
        vm.prank(participant);
        consents.withdraw(POLICY);
        IConsentRegistry.Consent memory consent = _consent();
        for (uint16 epoch = 0; epoch < 3; ++epoch) {
            consent.epoch = epoch;
            consent.nullifier += 1;
            vm.warp(block.timestamp + 1 days);
            _isWithdrawn(consent, _signed(KEY, consents.consentDigest(consent)));
        }
    }

    function test_RefusesASecondWithdrawal() public {
        bytes memory want = abi.encodeWithSelector(
            IConsentRegistry.ConsentIsWithdrawn.selector, participant, POLICY
        );
        vm.startPrank(participant);
        consents.withdraw(POLICY);
        vm.expectRevert(want);
        consents.withdraw(POLICY);
        vm.stopPrank();
        bytes memory signature = _signedWithdrawal();
        vm.expectRevert(want);
        consents.withdrawFor(participant, POLICY, UNTIL, signature);
    }

    function test_AnyoneSendsASignedWithdrawalOnce() public {
        bytes memory signature = _signedWithdrawal();
        vm.warp(UNTIL);
        vm.expectEmit(address(consents));
        emit IConsentRegistry.ConsentWithdrawn(participant, POLICY);
        vm.prank(address(0x57A6E));
        consents.withdrawFor(participant, POLICY, UNTIL, signature);
        vm.assertTrue(consents.isWithdrawn(participant, POLICY));
        _othersStay(_consent());

        vm.expectRevert(
            abi.encodeWithSelector(
                IConsentRegistry.ConsentIsWithdrawn.selector, participant, POLICY
            )
        );
        consents.withdrawFor(participant, POLICY, UNTIL, signature);
    }

    function test_RefusesAnExpiredWithdrawal() public {
        bytes memory signature = _signedWithdrawal();
        vm.warp(uint256(UNTIL) + 1);
        vm.expectRevert(abi.encodeWithSelector(IConsentRegistry.ConsentExpired.selector, UNTIL));
        consents.withdrawFor(participant, POLICY, UNTIL, signature);
        vm.assertFalse(consents.isWithdrawn(participant, POLICY));
    }

    function test_NobodyWithdrawsForAnother() public {
        bytes32 digest = consents.withdrawalDigest(participant, POLICY, UNTIL);
        bytes memory good = _signed(KEY, digest);
        address other = vm.addr(OTHER_KEY);
        _withdrawalRefused(participant, POLICY, UNTIL, _signed(OTHER_KEY, digest));
        _withdrawalRefused(other, POLICY, UNTIL, good);
        _withdrawalRefused(participant, keccak256("other"), UNTIL, good);
        _withdrawalRefused(participant, POLICY, UNTIL + 1, good);
        ConsentRegistry twin = new ConsentRegistry();
        digest = twin.withdrawalDigest(participant, POLICY, UNTIL);
        _withdrawalRefused(participant, POLICY, UNTIL, _signed(KEY, digest));
        uint256 home = block.chainid;
        vm.chainId(home + 1);
        _withdrawalRefused(participant, POLICY, UNTIL, good);
        vm.chainId(home);
        consents.withdrawFor(participant, POLICY, UNTIL, good);
    }

    function test_AWalletWithdrawsByErc1271() public {
        Wallet wallet = new Wallet();
        wallet.set(Wallet.Mood.Bad);
        _withdrawalRefused(address(wallet), POLICY, UNTIL, "");
        wallet.set(Wallet.Mood.Good);
        consents.withdrawFor(address(wallet), POLICY, UNTIL, "");
        vm.assertTrue(consents.isWithdrawn(address(wallet), POLICY));
    }

    // Encoding, read a second time from EIP-712

    function testFuzz_ConsentDigestFollowsEip712(IConsentRegistry.Consent memory c) public view {
        bytes32 hash = keccak256(
            bytes.concat(
                abi.encode(CONSENT_TYPE, c.participant, c.policy, c.epoch),
                abi.encode(c.nullifier, c.purpose, c.validUntil)
            )
        );
        vm.assertEq(consents.consentDigest(c), _digest(hash));
    }

    function testFuzz_WithdrawalDigestFollowsEip712(address who, bytes32 policy, uint64 until)
        public
        view
    {
        bytes32 hash = keccak256(abi.encode(WITHDRAWAL_TYPE, who, policy, until));
        vm.assertEq(consents.withdrawalDigest(who, policy, until), _digest(hash));
    }

    function test_ShowsItsDomainByErc5267() public view {
        (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address registry,
            bytes32 salt,
            uint256[] memory extensions
        ) = consents.eip712Domain();
        vm.assertEq(bytes32(fields), bytes32(bytes1(0x0f)), "fields");
        vm.assertEq(name, "Vitalproof Consent");
        vm.assertEq(version, "1");
        vm.assertEq(chainId, block.chainid);
        vm.assertEq(registry, address(consents));
        vm.assertEq(salt, bytes32(0));
        vm.assertEq(extensions.length, 0);
    }

    function test_SaysWhatItImplements() public view {
        vm.assertTrue(consents.supportsInterface(type(IConsentRegistry).interfaceId));
        vm.assertTrue(consents.supportsInterface(type(IERC5267).interfaceId));
        vm.assertTrue(consents.supportsInterface(type(IERC165).interfaceId));
        vm.assertFalse(consents.supportsInterface(0xffffffff));
    }

    function _consent() private view returns (IConsentRegistry.Consent memory) {
        return IConsentRegistry.Consent({
            participant: participant,
            policy: POLICY,
            epoch: 3,
            nullifier: 0x4e,
            purpose: keccak256("purpose"),
            validUntil: UNTIL
        });
    }

    function _signed(uint256 key, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _signedWithdrawal() private view returns (bytes memory) {
        return _signed(KEY, consents.withdrawalDigest(participant, POLICY, UNTIL));
    }

    function _digest(bytes32 structHash) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                DOMAIN_TYPE,
                keccak256("Vitalproof Consent"),
                keccak256("1"),
                block.chainid,
                address(consents)
            )
        );
        return keccak256(bytes.concat(hex"1901", domain, structHash));
    }

    function _refused(IConsentRegistry.Consent memory consent, bytes memory signature) private {
        vm.expectRevert(
            abi.encodeWithSelector(IConsentRegistry.ConsentSignature.selector, consent.participant)
        );
        consents.requireConsent(consent, signature);
    }

    function _withdrawalRefused(address who, bytes32 policy, uint64 until, bytes memory signature)
        private
    {
        vm.expectRevert(abi.encodeWithSelector(IConsentRegistry.ConsentSignature.selector, who));
        consents.withdrawFor(who, policy, until, signature);
        vm.assertFalse(consents.isWithdrawn(who, policy));
    }

    function _isWithdrawn(IConsentRegistry.Consent memory consent, bytes memory signature) private {
        vm.assertTrue(consents.isWithdrawn(consent.participant, consent.policy));
        vm.expectRevert(
            abi.encodeWithSelector(
                IConsentRegistry.ConsentIsWithdrawn.selector, consent.participant, consent.policy
            )
        );
        consents.requireConsent(consent, signature);
    }

    // The same participant in another policy, and another participant in the same one.
    function _othersStay(IConsentRegistry.Consent memory consent) private view {
        IConsentRegistry.Consent memory other = consent;
        other.policy = keccak256("other");
        consents.requireConsent(other, _signed(KEY, consents.consentDigest(other)));
        other.policy = POLICY;
        other.participant = vm.addr(OTHER_KEY);
        consents.requireConsent(other, _signed(OTHER_KEY, consents.consentDigest(other)));
    }
}
