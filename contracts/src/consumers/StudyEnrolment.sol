// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationGate} from "../AttestationGate.sol";
import {IAttestationGate} from "../interfaces/IAttestationGate.sol";
import {IPolicyRegistry} from "../interfaces/IPolicyRegistry.sol";
import {IStudyEnrolment} from "../interfaces/IStudyEnrolment.sol";
import {ERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title StudyEnrolment
/// @author The vitalproof authors
/// @notice Enrols valid records of one epoch of a policy into a study, each holder once, up to a
/// quota.
/// @dev No owner. Who withdraws a consent later stays counted, and the gate says so of the record:
/// a count that could fall would let a quota be filled twice.
contract StudyEnrolment is IStudyEnrolment, ERC165 {
    /// @notice Gate whose records are enrolled.
    IAttestationGate public immutable gate;

    /// @notice Policies of that gate.
    IPolicyRegistry public immutable policies;

    mapping(bytes32 policyId => mapping(uint16 epoch => Study study)) private _studies;

    mapping(bytes32 policyId => mapping(uint16 epoch => mapping(uint256 nullifier => bool))) private
        _enrolled;

    /// @notice Fixes the gate, for ever.
    /// @param gate_ Gate whose records are enrolled.
    constructor(AttestationGate gate_) {
        gate = gate_;
        policies = gate_.policies();
    }

    /// @inheritdoc IStudyEnrolment
    function open(bytes32 policyId, uint16 epoch, uint32 quota) external {
        _requireSponsor(policyId);
        // Reverts for an epoch that the policy does not have.
        policies.terms(policyId, epoch);
        if (_studies[policyId][epoch].quota != 0) revert StudyExists(policyId, epoch);
        if (quota == 0) revert QuotaZero();

        _studies[policyId][epoch] = Study({quota: quota, participants: 0, closed: false});
        emit StudyOpened(policyId, epoch, quota);
    }

    /// @inheritdoc IStudyEnrolment
    function enrol(bytes32 policyId, uint16 epoch, uint256 nullifier) external {
        _enrol(policyId, epoch, nullifier);
    }

    /// @inheritdoc IStudyEnrolment
    /// @dev The gate is the only contract called that writes, and it calls no one but in a static
    /// way: nobody can come back in between.
    function submitAndEnrol(bytes32 policyId, uint16 epoch, IAttestationGate.Answer calldata answer)
        external
    {
        if (gate.historical(policyId, epoch, answer.nullifier).validUntil == 0) {
            gate.submit(policyId, epoch, answer);
        }
        _enrol(policyId, epoch, answer.nullifier);
    }

    /// @inheritdoc IStudyEnrolment
    function close(bytes32 policyId, uint16 epoch) external {
        _requireSponsor(policyId);
        Study storage study_ = _open(policyId, epoch);

        study_.closed = true;
        emit StudyClosed(policyId, epoch, study_.participants);
    }

    /// @inheritdoc IStudyEnrolment
    function study(bytes32 policyId, uint16 epoch) external view returns (Study memory) {
        return _studies[policyId][epoch];
    }

    /// @inheritdoc IStudyEnrolment
    function isEnrolled(bytes32 policyId, uint16 epoch, uint256 nullifier)
        external
        view
        returns (bool)
    {
        return _enrolled[policyId][epoch][nullifier];
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId)
        public
        view
        override(ERC165, IERC165)
        returns (bool)
    {
        return interfaceId == type(IStudyEnrolment).interfaceId
            || super.supportsInterface(interfaceId);
    }

    function _enrol(bytes32 policyId, uint16 epoch, uint256 nullifier) private {
        Study storage study_ = _open(policyId, epoch);
        if (_enrolled[policyId][epoch][nullifier]) revert AlreadyEnrolled(nullifier);
        if (study_.participants >= study_.quota) revert QuotaReached(study_.quota);
        IAttestationGate.Status status = gate.status(policyId, epoch, nullifier);
        if (status != IAttestationGate.Status.Valid) revert RecordNotValid(nullifier, status);

        _enrolled[policyId][epoch][nullifier] = true;
        ++study_.participants;
        emit Enrolled(policyId, epoch, nullifier);
    }

    /// @notice Reverts unless there is a study that is not closed.
    /// @param policyId Id of the policy.
    /// @param epoch Epoch of the policy.
    /// @return study_ The study.
    function _open(bytes32 policyId, uint16 epoch) private view returns (Study storage study_) {
        study_ = _studies[policyId][epoch];
        if (study_.quota == 0) revert StudyUnknown(policyId, epoch);
        if (study_.closed) revert StudyIsClosed(policyId, epoch);
    }

    function _requireSponsor(bytes32 policyId) private view {
        if (msg.sender != policies.policy(policyId).sponsor) revert NotSponsor(msg.sender);
    }
}
