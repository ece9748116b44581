// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title IAttestationGate
/// @author The vitalproof authors
/// @notice What holders, relayers and other contracts may call on an attestation gate.
interface IAttestationGate {
    /// @notice A proof was accepted.
    /// @dev The recipient is left out: an address beside a health claim is personal data.
    /// @param policyId Policy of this gate.
    /// @param nullifier The holder's number at this gate, unlinkable to any other gate's.
    /// @param validUntil Last second at which it counts, in Unix time.
    event Accepted(bytes32 indexed policyId, uint256 indexed nullifier, uint64 validUntil);

    /// @notice The verifier's address has no code: it is mistyped, or not deployed on this chain.
    error VerifierWithoutCode(address verifier);

    /// @notice The issuer root is 0 or no field element: no proof could ever match it.
    error IssuersOutOfRange(uint256 issuers);

    /// @notice The claim word has another layout, or bits above the layout's end.
    error ClaimMalformed(uint256 claim);

    /// @notice Submissions would be closed from the start.
    error SubmitUntilZero();

    /// @notice The last valid second does not fit 64 bits.
    error ValidityOverflow(uint64 validity);

    /// @notice The holder's own deadline has passed: a new proof is needed.
    error DeadlinePassed(uint64 deadline);

    /// @notice The policy takes no more proofs.
    error SubmissionsClosed(uint64 submitUntil);

    /// @notice The proof names nobody: usually an argument left empty by the caller.
    error RecipientZero();

    /// @notice The nullifier is 0 or no field element. Were `nullifier + R` let through to a
    /// verifier that reduces its inputs, one proof would count twice.
    error NullifierOutOfRange(uint256 nullifier);

    /// @notice The holder was already accepted here.
    error NullifierUsed(uint256 nullifier);

    /// @notice The proof is not 384 bytes: cut off, compressed, or for another kind of circuit.
    error ProofLength(uint256 length);

    /// @notice Accepts a proof and records its nullifier. Anyone may send it for the holder.
    /// @dev Reverts with `DeadlinePassed`, `SubmissionsClosed`, `RecipientZero`,
    /// `NullifierOutOfRange`, `NullifierUsed` or `ProofLength`, in that order, and with the
    /// verifier's own error if the proof does not hold. A proof with a point off its curve burns
    /// nearly all the gas sent along: call `check` first, and set a limit.
    /// @param proof Proof in the form of `IAttestationVerifier.verifyProof`.
    /// @param nullifier The holder's number in this gate's scope.
    /// @param recipient Account the proof was made for.
    /// @param consentHash Digest of the consent the proof was made under.
    /// @param deadline Last second the holder allows, in Unix time.
    function submit(
        bytes calldata proof,
        uint256 nullifier,
        address recipient,
        bytes32 consentHash,
        uint64 deadline
    ) external;

    /// @notice Reverts exactly if `submit` with the same arguments would, and changes nothing.
    /// Wallets call it before they pay for a transaction.
    /// @param proof Proof in the form of `IAttestationVerifier.verifyProof`.
    /// @param nullifier The holder's number in this gate's scope.
    /// @param recipient Account the proof was made for.
    /// @param consentHash Digest of the consent the proof was made under.
    /// @param deadline Last second the holder allows, in Unix time.
    function check(
        bytes calldata proof,
        uint256 nullifier,
        address recipient,
        bytes32 consentHash,
        uint64 deadline
    ) external view;

    /// @notice Until when a nullifier counts.
    /// @param nullifier Number the holder was accepted under.
    /// @return Last second, in Unix time; 0 if it was never accepted.
    function validUntil(uint256 nullifier) external view returns (uint64);

    /// @notice Whether a nullifier was accepted and still counts. Consumers call it.
    /// @param nullifier Number the holder was accepted under.
    /// @return True up to and including the second `validUntil(nullifier)`.
    function isValid(uint256 nullifier) external view returns (bool);

    /// @notice Whom an accepted proof was made for. A contract that pays asks here and pays this
    /// account, whoever sent the proof: the arguments of `submit` are public, and a front-runner
    /// who submits them first changes nothing.
    /// @dev Not in the event, and yet public: holders use a fresh address.
    /// @param nullifier Number the holder was accepted under.
    /// @return The recipient in the proof; 0 if it was never accepted.
    function recipientOf(uint256 nullifier) external view returns (address);

    /// @notice Domain of this gate's nullifiers. Holders read it before they prove.
    /// @dev Computed on each call: after a chain split each side has its own scope.
    /// @return A field element.
    function scope() external view returns (uint256);

    /// @notice Public inputs that a proof with these arguments must have. Provers compare them.
    /// @dev Checks nothing: `check` says whether the gate would take them.
    /// @param nullifier The holder's number in this gate's scope.
    /// @param recipient Account the proof is made for.
    /// @param consentHash Digest of the consent the proof is made under.
    /// @param deadline Last second the holder allows, in Unix time.
    /// @return issuers, claim, scope, nullifier, context.
    function publicInputs(
        uint256 nullifier,
        address recipient,
        bytes32 consentHash,
        uint64 deadline
    ) external view returns (uint256[5] memory);
}
