// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EASPublisher} from "../../src/adapters/EASPublisher.sol";
import {IAttestationGate} from "../../src/interfaces/IAttestationGate.sol";
import {IEAS, IEASSchemaRegistry} from "../../src/interfaces/IEAS.sol";
import {IEASPublisher} from "../../src/interfaces/IEASPublisher.sol";
import {AcceptingVerifier} from "../Doubles.sol";
import {System} from "../System.sol";
import {Vm} from "../Test.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @dev What a reader of the service calls.
interface IEASReader {
    struct Attestation {
        bytes32 uid;
        bytes32 schema;
        uint64 time;
        uint64 expirationTime;
        uint64 revocationTime;
        bytes32 refUID;
        address recipient;
        address attester;
        bool revocable;
        bytes data;
    }

    error InvalidExpirationTime();

    error AlreadyRevoked();

    function getAttestation(bytes32 uid) external view returns (Attestation memory);
}

// EASPublisher, against the service's own compiled contracts
// ├── constructor: registers the schema, or uses it if somebody has
// ├── publish
// │   ├── record not valid, or published before: reverts
// │   └── otherwise: an attestation by the publisher, of nobody, that ends with the record
// └── retract
//     ├── not published, record still counts or has expired, retracted before: reverts
//     └── consent, issuers or verifier gone: the attestation is revoked

contract EASPublisherTest is System {
    uint256 private constant KEY = 0xB0B;
    uint256 private constant NULLIFIER = 0x4e;
    string private constant ARTEFACTS =
        "node_modules/@ethereum-attestation-service/eas-contracts/artifacts/contracts/";

    IEAS private eas;
    EASPublisher private publisher;

    function setUp() public {
        _setUpDouble(new AcceptingVerifier(1));
        address registry = _create(_code("SchemaRegistry"));
        eas = IEAS(_create(bytes.concat(_code("EAS"), abi.encode(registry))));
        publisher = new EASPublisher(gate, eas);
    }

    function test_TheSchemaIsRegisteredOnce() public {
        IEASSchemaRegistry.SchemaRecord memory record =
            eas.getSchemaRegistry().getSchema(publisher.schemaUid());
        vm.assertEq(record.uid, publisher.schemaUid());
        vm.assertEq(record.schema, publisher.SCHEMA());
        vm.assertEq(record.resolver, address(0));
        vm.assertTrue(record.revocable, "revocable");

        EASPublisher second = new EASPublisher(gate, eas);
        vm.assertEq(second.schemaUid(), publisher.schemaUid());
    }

    function test_AValidRecordIsPublishedWithoutItsRecipient() public {
        gate.submit(policyId, 0, _madeUp(KEY, NULLIFIER));
        vm.prank(address(0xBAD));
        bytes32 uid = publisher.publish(policyId, 0, NULLIFIER);
        vm.assertEq(publisher.uidOf(policyId, 0, NULLIFIER), uid);

        uint64 until = policies.terms(policyId, 0).expiry;
        IEASReader.Attestation memory got = _read(uid);
        vm.assertEq(got.schema, publisher.schemaUid());
        vm.assertEq(got.attester, address(publisher), "attester");
        vm.assertEq(got.recipient, address(0), "recipient");
        vm.assertEq(got.expirationTime, until, "expiration");
        vm.assertEq(got.data, abi.encode(policyId, uint16(0), uint256(NULLIFIER), until), "data");
    }

    // The UID is the service's to choose, so the event is compared by what it says of the record.
    function test_APublicationIsAnnounced() public {
        gate.submit(policyId, 0, _madeUp(KEY, NULLIFIER));
        vm.recordLogs();
        bytes32 uid = publisher.publish(policyId, 0, NULLIFIER);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        Vm.Log memory last = logs[logs.length - 1];
        vm.assertEq(last.emitter, address(publisher), "emitter");
        vm.assertEq(last.topics[0], IEASPublisher.Published.selector, "event");
        vm.assertEq(last.topics[1], policyId, "policy");
        vm.assertEq(last.topics[2], bytes32(0), "epoch");
        vm.assertEq(last.topics[3], bytes32(NULLIFIER), "nullifier");
        vm.assertEq(last.data, abi.encode(uid), "uid");
    }

    function test_ARecordIsPublishedOnce() public {
        gate.submit(policyId, 0, _madeUp(KEY, NULLIFIER));
        publisher.publish(policyId, 0, NULLIFIER);
        vm.expectRevert(abi.encodeWithSelector(IEASPublisher.AlreadyPublished.selector, NULLIFIER));
        publisher.publish(policyId, 0, NULLIFIER);
    }

    function test_WhatDoesNotCountIsNotPublished() public {
        _refused(IAttestationGate.Status.Unknown);
        gate.submit(policyId, 0, _madeUp(KEY, NULLIFIER));
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
    }

    // The service counts the second of expiry as too late, the gate as the last that counts.
    function test_TheServiceTakesNoPublicationInARecordsLastSecond() public {
        gate.submit(policyId, 0, _madeUp(KEY, NULLIFIER));
        uint64 until = policies.terms(policyId, 0).expiry;
        vm.warp(until);
        vm.assertTrue(gate.isValid(policyId, 0, NULLIFIER), "valid");
        vm.expectRevert(IEASReader.InvalidExpirationTime.selector);
        publisher.publish(policyId, 0, NULLIFIER);
        vm.assertEq(publisher.uidOf(policyId, 0, NULLIFIER), bytes32(0), "uid");
        vm.warp(until - 1);
        publisher.publish(policyId, 0, NULLIFIER);
    }

    function test_AWithdrawnConsentIsRetractedByAnyone() public {
        bytes32 uid = _published();
        vm.prank(vm.addr(KEY));
        consents.withdraw(policyId);
        vm.expectEmit(address(publisher));
        emit IEASPublisher.Retracted(policyId, 0, NULLIFIER, uid);
        vm.prank(address(0xBAD));
        publisher.retract(policyId, 0, NULLIFIER);
        vm.assertEq(_read(uid).revocationTime, block.timestamp, "revoked");
        vm.expectRevert(IEASReader.AlreadyRevoked.selector);
        publisher.retract(policyId, 0, NULLIFIER);
    }

    function test_RevokedIssuersAndStoppedVerifiersAreRetracted() public {
        bytes32 first = _published();
        uint256 root = policies.policy(policyId).issuers;
        vm.prank(GUARDIAN);
        issuers.revoke(root);
        publisher.retract(policyId, 0, NULLIFIER);
        vm.assertTrue(_read(first).revocationTime != 0, "issuers");

        setUp();
        bytes32 second = _published();
        bytes32 verifierId = policies.policy(policyId).verifierId;
        vm.prank(GUARDIAN);
        router.stop(verifierId);
        publisher.retract(policyId, 0, NULLIFIER);
        vm.assertTrue(_read(second).revocationTime != 0, "verifier");
    }

    function test_WhatCountsOrHasExpiredIsNotRetracted() public {
        vm.expectRevert(abi.encodeWithSelector(IEASPublisher.NotPublished.selector, NULLIFIER));
        publisher.retract(policyId, 0, NULLIFIER);
        _published();
        _counts(IAttestationGate.Status.Valid);
        vm.warp(uint256(policies.terms(policyId, 0).expiry) + 1);
        _counts(IAttestationGate.Status.Expired);
    }

    function test_SaysWhatItIs() public view {
        vm.assertTrue(publisher.supportsInterface(type(IEASPublisher).interfaceId));
        vm.assertTrue(publisher.supportsInterface(type(IERC165).interfaceId));
        vm.assertFalse(publisher.supportsInterface(0xffffffff));
        vm.assertEq(address(publisher.gate()), address(gate));
        vm.assertEq(address(publisher.eas()), address(eas));
    }

    function _published() private returns (bytes32) {
        gate.submit(policyId, 0, _madeUp(KEY, NULLIFIER));
        return publisher.publish(policyId, 0, NULLIFIER);
    }

    function _refused(IAttestationGate.Status status) private {
        vm.expectRevert(
            abi.encodeWithSelector(IEASPublisher.RecordNotValid.selector, NULLIFIER, status)
        );
        publisher.publish(policyId, 0, NULLIFIER);
    }

    function _counts(IAttestationGate.Status status) private {
        vm.expectRevert(
            abi.encodeWithSelector(IEASPublisher.RecordCounts.selector, NULLIFIER, status)
        );
        publisher.retract(policyId, 0, NULLIFIER);
    }

    function _read(bytes32 uid) private view returns (IEASReader.Attestation memory) {
        return IEASReader(address(eas)).getAttestation(uid);
    }

    function _code(string memory name) private view returns (bytes memory) {
        string memory file = string.concat(ARTEFACTS, name, ".sol/", name, ".json");
        return vm.parseJsonBytes(vm.readFile(file), ".bytecode");
    }
}
