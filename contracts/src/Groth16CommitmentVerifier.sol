// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IGroth16Verifier} from "./interfaces/IGroth16Verifier.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title Groth16CommitmentVerifier
/// @author The vitalproof authors
/// @notice Checks Groth16 proofs with one commitment, as gnark makes them, alone or in batches.
/// One pairing call checks the Groth16 equation and the commitment's proof of knowledge of every
/// proof it is given. No owner, no storage: the key is part of the code.
/// @dev The equations, the transcript and the argument for them are in `circuits/SPEC.md` section
/// 12. Merging the checks is our own and no third party has reviewed it.
///
/// A single proof is a batch of one: there is one path, so the two cannot disagree.
///
/// Names follow the paper and SPEC: A, B, C of the proof, D its commitment, P the proof of
/// knowledge of D; r_i the coefficient of proof i (r_0 = 1), t that of the commitment checks.
contract Groth16CommitmentVerifier is IGroth16Verifier {
    // Assembly: Solidity has neither calls of the curve's precompiles nor immutable arrays, and a
    // copy of every point would cost more than the arithmetic between the precompile calls.
    // solhint-disable no-inline-assembly

    // Immutables hold one word each, and a verifying key has 36.
    // solhint-disable max-states-count

    /// @notice Most proofs of one batch: about 2.3 million gas, so that a batch fits in a block
    /// beside others and one bad member costs few others a second try.
    uint256 public constant MAX_BATCH = 32;

    // Order of the base field: coordinates are less than this.
    uint256 private constant P = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47;

    // Order of the scalar field: public inputs are less than this. The same as `Encoding.R`, but
    // assembly takes nothing but a literal.
    uint256 private constant R = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;

    // Keeps these challenges apart from every other use of Keccak.
    bytes32 private constant TRANSCRIPT_TAG = keccak256("vitalproof/groth16-batch/evm/1");

    // Precompiles of EIP-196 and EIP-197.
    uint256 private constant EC_ADD = 0x06;
    uint256 private constant EC_MUL = 0x07;
    uint256 private constant EC_PAIRING = 0x08;

    // Sizes in bytes. A proof is A, B, C, D, P; a pair is a point of G1 and one of G2; a term is a
    // point of G1 and its factor.
    uint256 private constant G1_BYTES = 0x40;
    uint256 private constant TERM_BYTES = 0x60;
    uint256 private constant PAIR_BYTES = 0xc0;
    uint256 private constant PROOF_BYTES = 0x180;
    uint256 private constant INPUT_BYTES = 0xa0;

    // Where points lie in a proof.
    uint256 private constant C_AT = 0xc0;
    uint256 private constant D_AT = 0x100;
    uint256 private constant P_AT = 0x140;

    // Where the pairs with points of the key lie, after the pairs of the proofs.
    uint256 private constant ALPHA_PAIR = 0x000;
    uint256 private constant C_PAIR = 0x0c0;
    uint256 private constant INPUT_PAIR = 0x180;
    uint256 private constant D_PAIR = 0x240;
    uint256 private constant P_PAIR = 0x300;
    uint256 private constant KEY_PAIRS_BYTES = 0x3c0;

    // Where points lie in the constructor's argument, in words: see `Encoding.KEY_WORDS`.
    uint256 private constant ALPHA_WORD = 0;
    uint256 private constant BETA_WORD = 2;
    uint256 private constant GAMMA_WORD = 6;
    uint256 private constant DELTA_WORD = 10;
    uint256 private constant G_WORD = 14;
    uint256 private constant SIGMA_WORD = 18;
    uint256 private constant K_WORD = 22;

    // Generators of EIP-196 and EIP-197, x and y; in G2 the imaginary part first.
    uint256 private constant G1_X = 1;
    uint256 private constant G1_Y = 2;
    uint256 private constant G2_X1 =
        0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2;
    uint256 private constant G2_X0 =
        0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed;
    uint256 private constant G2_Y1 =
        0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b;
    uint256 private constant G2_Y0 =
        0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa;

    /// @inheritdoc IGroth16Verifier
    bytes32 public immutable circuitId;

    /// @inheritdoc IGroth16Verifier
    bytes32 public immutable keyHash;

    /// @notice Whether gamma is the commitment key's G, as in keys of a ceremony. Both checks of a
    /// proof then share a pair, and a verification takes five pairs instead of six.
    bool public immutable fivePairs;

    // The key. Points of G2 that stand on the right of the equation are kept negated.
    uint256 private immutable alphaX;
    uint256 private immutable alphaY;
    uint256 private immutable negBetaX1;
    uint256 private immutable negBetaX0;
    uint256 private immutable negBetaY1;
    uint256 private immutable negBetaY0;
    uint256 private immutable negGammaX1;
    uint256 private immutable negGammaX0;
    uint256 private immutable negGammaY1;
    uint256 private immutable negGammaY0;
    uint256 private immutable negDeltaX1;
    uint256 private immutable negDeltaX0;
    uint256 private immutable negDeltaY1;
    uint256 private immutable negDeltaY0;
    uint256 private immutable gX1;
    uint256 private immutable gX0;
    uint256 private immutable gY1;
    uint256 private immutable gY0;
    uint256 private immutable negSigmaX1;
    uint256 private immutable negSigmaX0;
    uint256 private immutable negSigmaY1;
    uint256 private immutable negSigmaY0;
    uint256 private immutable k0X;
    uint256 private immutable k0Y;
    uint256 private immutable k1X;
    uint256 private immutable k1Y;
    uint256 private immutable k2X;
    uint256 private immutable k2Y;
    uint256 private immutable k3X;
    uint256 private immutable k3Y;
    uint256 private immutable k4X;
    uint256 private immutable k4Y;
    uint256 private immutable k5X;
    uint256 private immutable k5Y;
    uint256 private immutable k6X;
    uint256 private immutable k6Y;

    /// @notice The key's point that starts at this word is infinity or no point of its group, or
    /// the chain has no pairing precompile to ask.
    error KeyPointInvalid(uint256 word);

    /// @notice Two points of the key are equal or opposite, and proofs could be forged.
    error KeyPointsRelated(uint256 word, uint256 otherWord);

    /// @notice The key's point that starts at this word is the group's generator: a phase of the
    /// setup was skipped, and proofs could be forged.
    error KeyPointIsGenerator(uint256 word);

    /// @notice `firstInvalid` cannot give each remaining member the gas it may need, and would
    /// blame one for that.
    error GasTooLow(uint256 share, uint256 needed);

    /// @notice Fixes circuit and key. Refuses a key whose structure lets false statements through.
    /// @dev That the key belongs to the circuit cannot be seen on a chain: compare both with the
    /// lockfile.
    /// @param circuitId_ SHA-256 of the compiled constraint system.
    /// @param key The verifying key as gnark has it, in the order of `Encoding.KEY_WORDS`.
    constructor(bytes32 circuitId_, uint256[36] memory key) {
        _requireSound(key);

        circuitId = circuitId_;
        keyHash = keccak256(abi.encode(key));
        fivePairs = _same(key, GAMMA_WORD, G_WORD);

        alphaX = key[ALPHA_WORD];
        alphaY = key[ALPHA_WORD + 1];
        negBetaX1 = key[BETA_WORD];
        negBetaX0 = key[BETA_WORD + 1];
        negBetaY1 = _negated(key[BETA_WORD + 2]);
        negBetaY0 = _negated(key[BETA_WORD + 3]);
        negGammaX1 = key[GAMMA_WORD];
        negGammaX0 = key[GAMMA_WORD + 1];
        negGammaY1 = _negated(key[GAMMA_WORD + 2]);
        negGammaY0 = _negated(key[GAMMA_WORD + 3]);
        negDeltaX1 = key[DELTA_WORD];
        negDeltaX0 = key[DELTA_WORD + 1];
        negDeltaY1 = _negated(key[DELTA_WORD + 2]);
        negDeltaY0 = _negated(key[DELTA_WORD + 3]);
        gX1 = key[G_WORD];
        gX0 = key[G_WORD + 1];
        gY1 = key[G_WORD + 2];
        gY0 = key[G_WORD + 3];
        // Negated already: gnark keeps -sigma G.
        negSigmaX1 = key[SIGMA_WORD];
        negSigmaX0 = key[SIGMA_WORD + 1];
        negSigmaY1 = key[SIGMA_WORD + 2];
        negSigmaY0 = key[SIGMA_WORD + 3];
        k0X = key[K_WORD];
        k0Y = key[K_WORD + 1];
        k1X = key[K_WORD + 2];
        k1Y = key[K_WORD + 3];
        k2X = key[K_WORD + 4];
        k2Y = key[K_WORD + 5];
        k3X = key[K_WORD + 6];
        k3Y = key[K_WORD + 7];
        k4X = key[K_WORD + 8];
        k4Y = key[K_WORD + 9];
        k5X = key[K_WORD + 10];
        k5Y = key[K_WORD + 11];
        k6X = key[K_WORD + 12];
        k6Y = key[K_WORD + 13];
    }

    /// @inheritdoc IGroth16Verifier
    function verifyProof(bytes calldata proof, uint256[5] calldata input) external view {
        if (proof.length != PROOF_BYTES) revert ProofLength(proof.length);
        uint256 inputAt;
        assembly ("memory-safe") {
            inputAt := input
        }
        _verify(proof, inputAt, 1);
    }

    /// @inheritdoc IGroth16Verifier
    /// @dev A proof may stand in a batch twice: whoever pays for proofs keeps nullifiers.
    function verifyBatch(bytes calldata proofs, uint256[5][] calldata inputs) external view {
        _requireSizes(proofs, inputs);
        uint256 inputsAt;
        assembly ("memory-safe") {
            inputsAt := inputs.offset
        }
        _verify(proofs, inputsAt, inputs.length);
    }

    /// @inheritdoc IGroth16Verifier
    /// @dev A proof whose B lies outside the subgroup makes the pairing precompile burn all the
    /// gas it was given, so each member gets an equal share of what is left. A share that does not
    /// pay for a member would make a good one look bad, so the pairing's price is measured first.
    function firstInvalid(bytes calldata proofs, uint256[5][] calldata inputs)
        external
        view
        returns (uint256)
    {
        _requireSizes(proofs, inputs);
        uint256 n = inputs.length;
        // The pairing is most of a verification, at any price of it that is under discussion.
        uint256 needed = 2 * _pairingGas();
        for (uint256 i = 0; i < n; ++i) {
            uint256 share = gasleft() / (n - i);
            if (share < needed) revert GasTooLow(share, needed);
            bytes calldata proof = proofs[i * PROOF_BYTES:(i + 1) * PROOF_BYTES];
            try this.verifyProof{gas: share}(proof, inputs[i]) {
                continue;
            } catch {
                return i;
            }
        }
        return n;
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IGroth16Verifier).interfaceId
            || interfaceId == type(IERC165).interfaceId;
    }

    /// @notice Reverts unless every proof holds: the one path of all checks.
    /// @param proofs Proofs one after the other; the length was checked.
    /// @param inputsAt Where in the calldata their public inputs start.
    /// @param n Number of proofs.
    function _verify(bytes calldata proofs, uint256 inputsAt, uint256 n) private view {
        unchecked {
            (uint256 inputs, uint256 seed) = _transcript(proofs, inputsAt, n);
            uint256 members = inputs + n * INPUT_BYTES;
            _requireInField(inputs, members);
            _requirePoints(members, members + n * PROOF_BYTES);

            uint256 r = _coefficients(seed, n);
            uint256 pairs = _allocate(n * PAIR_BYTES + KEY_PAIRS_BYTES);
            uint256 keyPairs = pairs + n * PAIR_BYTES;
            // The sums come first: until the key's points of G2 are written, their places serve
            // the precompiles as scratch space.
            _foldProofs(members, r, n, pairs);
            _foldInputs(inputs, members, r, n, keyPairs);
            _mergeCommitment(keyPairs, _challenge(seed, 0));
            _writeKeyG2(keyPairs);

            uint256 size = n * PAIR_BYTES + KEY_PAIRS_BYTES;
            if (!_pairing(pairs, fivePairs ? size - PAIR_BYTES : size)) revert ProofInvalid();
        }
    }

    /// @notice Copies inputs and proofs to memory, where everything later reads them, and hashes
    /// all of it: what is left out could be chosen after the challenges.
    /// @param proofs Proofs one after the other.
    /// @param inputsAt Where in the calldata their public inputs start.
    /// @param n Number of proofs.
    /// @return inputs Where in memory the public inputs start; the proofs follow them.
    /// @return seed Hash that all challenges are derived from.
    function _transcript(bytes calldata proofs, uint256 inputsAt, uint256 n)
        private
        view
        returns (uint256 inputs, uint256 seed)
    {
        unchecked {
            uint256 headBytes = 5 * 32;
            uint256 size = headBytes + n * (INPUT_BYTES + PROOF_BYTES);
            uint256 start = _allocate(size);
            bytes32 tag = TRANSCRIPT_TAG;
            bytes32 key = keyHash;
            inputs = start + headBytes;
            assembly ("memory-safe") {
                mstore(start, tag)
                mstore(add(start, 0x20), chainid())
                mstore(add(start, 0x40), address())
                mstore(add(start, 0x60), key)
                mstore(add(start, 0x80), n)
                let inputsBytes := mul(n, INPUT_BYTES)
                calldatacopy(inputs, inputsAt, inputsBytes)
                calldatacopy(add(inputs, inputsBytes), proofs.offset, proofs.length)
                seed := keccak256(start, size)
            }
        }
    }

    /// @notice Writes each member's pair (r_i A_i, B_i) and the sums of r_i C_i, r_i D_i, r_i P_i.
    /// @param members Where in memory the proofs start.
    /// @param r Where the coefficients start.
    /// @param n Number of proofs.
    /// @param pairs Where the pairs start.
    function _foldProofs(uint256 members, uint256 r, uint256 n, uint256 pairs) private view {
        unchecked {
            uint256 keyPairs = pairs + n * PAIR_BYTES;
            assembly ("memory-safe") {
                // r_0 = 1: the first proof is taken as it lies.
                mcopy(pairs, members, PAIR_BYTES)
                mcopy(add(keyPairs, C_PAIR), add(members, C_AT), G1_BYTES)
                mcopy(add(keyPairs, D_PAIR), add(members, D_AT), G1_BYTES)
                mcopy(add(keyPairs, P_PAIR), add(members, P_AT), G1_BYTES)
            }
            for (uint256 i = 1; i < n; ++i) {
                members += PROOF_BYTES;
                pairs += PAIR_BYTES;
                r += 32;
                uint256 coefficient;
                assembly ("memory-safe") {
                    coefficient := mload(r)
                }
                _mul(pairs, members, coefficient);
                assembly ("memory-safe") {
                    mcopy(add(pairs, G1_BYTES), add(members, G1_BYTES), sub(PAIR_BYTES, G1_BYTES))
                }
                _addMul(keyPairs + C_PAIR, members + C_AT, coefficient);
                _addMul(keyPairs + D_PAIR, members + D_AT, coefficient);
                _addMul(keyPairs + P_PAIR, members + P_AT, coefficient);
            }
        }
    }

    /// @notice Writes R alpha and S = R K_0 + sum_j (sum_i r_i x_ij) K_j + (sum_i r_i h_i) K_6 +
    /// sum_i r_i D_i, with R = sum_i r_i and h_i the hash of D_i.
    /// @param inputs Where in memory the public inputs start.
    /// @param members Where the proofs start.
    /// @param r Where the coefficients start.
    /// @param n Number of proofs.
    /// @param keyPairs Where the pairs with points of the key start; the sum of D is there.
    function _foldInputs(uint256 inputs, uint256 members, uint256 r, uint256 n, uint256 keyPairs)
        private
        view
    {
        unchecked {
            uint256 sum = keyPairs + INPUT_PAIR;
            uint256 terms = _writeKeyG1(keyPairs + ALPHA_PAIR, sum);
            uint256 total = _writeScalars(terms, inputs, members, r, n);
            if (n > 1) {
                _mul(keyPairs + ALPHA_PAIR, keyPairs + ALPHA_PAIR, total);
                _mul(sum, sum, total);
            }
            _addTerms(sum, terms);
            assembly ("memory-safe") {
                mcopy(add(sum, G1_BYTES), add(keyPairs, D_PAIR), G1_BYTES)
            }
            _add(sum);
        }
    }

    /// @notice Multiplies the commitment check by t. Its pair with G goes into the pair with gamma
    /// if the two are equal.
    /// @param keyPairs Where the pairs with points of the key start; all sums are there.
    /// @param t Challenge of the commitment checks.
    function _mergeCommitment(uint256 keyPairs, uint256 t) private view {
        unchecked {
            _mul(keyPairs + D_PAIR, keyPairs + D_PAIR, t);
            if (fivePairs) {
                // e(t P, G) = e(-t P, -gamma)
                _addMul(keyPairs + INPUT_PAIR, keyPairs + P_PAIR, R - t);
            } else {
                _mul(keyPairs + P_PAIR, keyPairs + P_PAIR, t);
            }
        }
    }

    /// @notice Writes alpha and K_0 to where their multiples belong, and K_1 to K_6 each with room
    /// for its factor after it.
    /// @param alpha Where alpha goes.
    /// @param k0 Where K_0 goes.
    /// @return terms Where K_1 lies.
    function _writeKeyG1(uint256 alpha, uint256 k0) private view returns (uint256 terms) {
        unchecked {
            terms = _allocate(6 * TERM_BYTES);
            _writeG1(alpha, alphaX, alphaY);
            _writeG1(k0, k0X, k0Y);
            _writeG1(terms, k1X, k1Y);
            _writeG1(terms + TERM_BYTES, k2X, k2Y);
            _writeG1(terms + 2 * TERM_BYTES, k3X, k3Y);
            _writeG1(terms + 3 * TERM_BYTES, k4X, k4Y);
            _writeG1(terms + 4 * TERM_BYTES, k5X, k5Y);
            _writeG1(terms + 5 * TERM_BYTES, k6X, k6Y);
        }
    }

    /// @notice Writes the key's points of G2 next to the sums they are paired with.
    /// @param keyPairs Where the pairs with points of the key start.
    function _writeKeyG2(uint256 keyPairs) private view {
        unchecked {
            uint256 g2 = keyPairs + G1_BYTES;
            _writeG2(g2 + ALPHA_PAIR, negBetaX1, negBetaX0, negBetaY1, negBetaY0);
            _writeG2(g2 + C_PAIR, negDeltaX1, negDeltaX0, negDeltaY1, negDeltaY0);
            _writeG2(g2 + INPUT_PAIR, negGammaX1, negGammaX0, negGammaY1, negGammaY0);
            _writeG2(g2 + D_PAIR, negSigmaX1, negSigmaX0, negSigmaY1, negSigmaY0);
            _writeG2(g2 + P_PAIR, gX1, gX0, gY1, gY0);
        }
    }

    /// @notice The gas that the pairing of one proof takes on this chain.
    /// @return Gas, measured on points at infinity: the price depends on their number alone.
    function _pairingGas() private view returns (uint256) {
        uint256 size = KEY_PAIRS_BYTES + (fivePairs ? 0 : PAIR_BYTES);
        uint256 zeros = _allocate(size);
        assembly ("memory-safe") {
            // Reading past the end of the calldata gives zeros.
            calldatacopy(zeros, calldatasize(), size)
        }
        uint256 before = gasleft();
        // Whether it holds is of no interest; if gas ran out, it measures almost all there was.
        _pairing(zeros, size);
        return before - gasleft();
    }

    /// @notice Makes r_0 = 1 and r_i from the seed.
    /// @param seed Hash of the transcript.
    /// @param n Number of proofs.
    /// @return r Where in memory the coefficients start, a word each.
    function _coefficients(uint256 seed, uint256 n) private pure returns (uint256 r) {
        unchecked {
            r = _allocate(n * 32);
            assembly ("memory-safe") {
                mstore(r, 1)
            }
            for (uint256 i = 1; i < n; ++i) {
                uint256 coefficient = _challenge(seed, i);
                assembly ("memory-safe") {
                    mstore(add(r, mul(i, 0x20)), coefficient)
                }
            }
        }
    }

    /// @notice A 128-bit challenge: t for label 0, r_i for label i.
    /// @param seed Hash of the transcript.
    /// @param label Label.
    /// @return challenge Upper half of a hash.
    function _challenge(uint256 seed, uint256 label) private pure returns (uint256 challenge) {
        assembly ("memory-safe") {
            mstore(0x00, seed)
            mstore(0x20, label)
            challenge := shr(128, keccak256(0x00, 0x40))
        }
    }

    /// @notice Writes the factors of K_1 to K_6 in the scalar field: sum_i r_i x_ij, and sum_i r_i
    /// h_i with h_i the hash of D_i, as gnark hashes it.
    /// @param terms Where in memory K_1 to K_6 lie.
    /// @param inputs Where the public inputs, less than R, start.
    /// @param members Where the proofs start.
    /// @param r Where the coefficients start.
    /// @param n Number of proofs, at least 1.
    /// @return total The sum of the coefficients: exact, 32 numbers of 128 bits.
    function _writeScalars(uint256 terms, uint256 inputs, uint256 members, uint256 r, uint256 n)
        private
        pure
        returns (uint256 total)
    {
        assembly ("memory-safe") {
            let end := add(r, mul(n, 0x20))
            let to := add(terms, G1_BYTES)
            for { let last := add(inputs, INPUT_BYTES) } lt(inputs, last) {
                inputs := add(inputs, 0x20)
                to := add(to, TERM_BYTES)
            } {
                // r_0 = 1.
                let sum := mload(inputs)
                let x := add(inputs, INPUT_BYTES)
                for { let i := add(r, 0x20) } lt(i, end) { i := add(i, 0x20) } {
                    sum := addmod(sum, mulmod(mload(i), mload(x), R), R)
                    x := add(x, INPUT_BYTES)
                }
                mstore(to, sum)
            }
            let sum := 0
            let d := add(members, D_AT)
            for {} lt(r, end) { r := add(r, 0x20) } {
                let coefficient := mload(r)
                total := add(total, coefficient)
                sum := addmod(sum, mulmod(coefficient, keccak256(d, G1_BYTES), R), R)
                d := add(d, PROOF_BYTES)
            }
            mstore(to, sum)
        }
    }

    /// @notice Adds six points, each with its factor after it, to a sum.
    /// @param sum Where the sum lies; 64 bytes after it are scratch space.
    /// @param terms Where the first point lies.
    function _addTerms(uint256 sum, uint256 terms) private view {
        bool done = true;
        assembly ("memory-safe") {
            let product := add(sum, G1_BYTES)
            for { let end := add(terms, mul(6, TERM_BYTES)) } lt(terms, end) {
                terms := add(terms, TERM_BYTES)
            } {
                done := and(done, staticcall(gas(), EC_MUL, terms, TERM_BYTES, product, G1_BYTES))
                done := and(done, eq(returndatasize(), G1_BYTES))
                done := and(done, staticcall(gas(), EC_ADD, sum, 0x80, sum, G1_BYTES))
                done := and(done, eq(returndatasize(), G1_BYTES))
            }
        }
        if (!done) revert ProofInvalid();
    }

    /// @notice Adds a multiple of a point to a sum.
    /// @param sum Where the sum lies; 96 bytes after it are scratch space.
    /// @param point Where the point lies.
    /// @param scalar Factor, of at most 256 bits.
    function _addMul(uint256 sum, uint256 point, uint256 scalar) private view {
        bool done;
        assembly ("memory-safe") {
            // The size is read in a statement of its own, since a call's arguments are evaluated
            // from the last to the first.
            let product := add(sum, G1_BYTES)
            mcopy(product, point, G1_BYTES)
            mstore(add(product, G1_BYTES), scalar)
            done := staticcall(gas(), EC_MUL, product, 0x60, product, G1_BYTES)
            done := and(done, eq(returndatasize(), G1_BYTES))
            done := and(done, staticcall(gas(), EC_ADD, sum, 0x80, sum, G1_BYTES))
            done := and(done, eq(returndatasize(), G1_BYTES))
        }
        if (!done) revert ProofInvalid();
    }

    /// @notice Multiplies a point of G1.
    /// @param to Where the product goes; 32 bytes after it are scratch space.
    /// @param point Where the point lies; may be the same place.
    /// @param scalar Factor, of at most 256 bits.
    function _mul(uint256 to, uint256 point, uint256 scalar) private view {
        bool done;
        assembly ("memory-safe") {
            mcopy(to, point, G1_BYTES)
            mstore(add(to, G1_BYTES), scalar)
            done := staticcall(gas(), EC_MUL, to, 0x60, to, G1_BYTES)
            done := and(done, eq(returndatasize(), G1_BYTES))
        }
        if (!done) revert ProofInvalid();
    }

    /// @notice Adds the point that lies after a sum to it.
    /// @param sum Where the sum lies.
    function _add(uint256 sum) private view {
        bool done;
        assembly ("memory-safe") {
            done := staticcall(gas(), EC_ADD, sum, 0x80, sum, G1_BYTES)
            done := and(done, eq(returndatasize(), G1_BYTES))
        }
        if (!done) revert ProofInvalid();
    }

    /// @notice Asks the precompile whether a product of pairings is 1.
    /// @dev A chain without the precompile answers with success and no data.
    /// @param pairs Where the pairs lie; the first word is overwritten.
    /// @param size Their size in bytes.
    /// @return one True if every point is one of its group and the product is 1.
    function _pairing(uint256 pairs, uint256 size) private view returns (bool one) {
        assembly ("memory-safe") {
            one := staticcall(gas(), EC_PAIRING, pairs, size, pairs, 0x20)
            one := and(one, eq(returndatasize(), 0x20))
            one := and(one, eq(mload(pairs), 1))
        }
    }

    /// @notice Reverts if a public input is not a field element: the same element would have
    /// several spellings, and a nullifier could be used once in each.
    /// @param from Where in memory the public inputs start.
    /// @param to Where they end.
    function _requireInField(uint256 from, uint256 to) private pure {
        bool ok = true;
        assembly ("memory-safe") {
            for {} lt(from, to) { from := add(from, INPUT_BYTES) } {
                ok := and(ok, and(lt(mload(from), R), lt(mload(add(from, 0x20)), R)))
                ok := and(ok, and(lt(mload(add(from, 0x40)), R), lt(mload(add(from, 0x60)), R)))
                ok := and(ok, lt(mload(add(from, 0x80)), R))
            }
        }
        if (!ok) revert PublicInputNotInField();
    }

    /// @notice Reverts if a point is infinity, has a coordinate that is not reduced or, in G1, is
    /// off the curve.
    /// @dev The precompiles refuse all but infinity too, but burn all the gas they were given.
    /// Whether B is a point of its group is left to the pairing.
    /// @param from Where in memory the proofs start.
    /// @param to Where they end.
    function _requirePoints(uint256 from, uint256 to) private pure {
        bool ok = true;
        assembly ("memory-safe") {
            // As _isInG1, without a call of it.
            function isInG1(point) -> yes {
                let x := mload(point)
                let y := mload(add(point, 0x20))
                yes := eq(mulmod(y, y, P), addmod(mulmod(mulmod(x, x, P), x, P), 3, P))
                yes := and(yes, and(lt(x, P), lt(y, P)))
            }
            for {} lt(from, to) { from := add(from, PROOF_BYTES) } {
                let x1 := mload(add(from, 0x40))
                let x0 := mload(add(from, 0x60))
                let y1 := mload(add(from, 0x80))
                let y0 := mload(add(from, 0xa0))
                ok := and(ok, and(and(lt(x1, P), lt(x0, P)), and(lt(y1, P), lt(y0, P))))
                ok := and(ok, gt(or(or(x1, x0), or(y1, y0)), 0))
                ok := and(ok, and(isInG1(from), isInG1(add(from, C_AT))))
                ok := and(ok, and(isInG1(add(from, D_AT)), isInG1(add(from, P_AT))))
            }
        }
        if (!ok) revert ProofInvalid();
    }

    /// @notice Reverts if a batch has a size that is not allowed, or not the bytes for it.
    /// @param proofs Proofs one after the other.
    /// @param inputs Public inputs of each.
    function _requireSizes(bytes calldata proofs, uint256[5][] calldata inputs) private pure {
        uint256 n = inputs.length;
        if (n == 0 || n > MAX_BATCH) revert BatchSize(n);
        if (proofs.length != n * PROOF_BYTES) revert ProofLength(proofs.length);
    }

    /// @notice Whether the coordinates are reduced and on y^2 = x^3 + 3, which infinity, written
    /// as zeros, is not. The curve has no other points than those of the group.
    /// @param x Coordinate.
    /// @param y Coordinate.
    /// @return True if so.
    function _isInG1(uint256 x, uint256 y) private pure returns (bool) {
        return x < P && y < P && mulmod(y, y, P) == addmod(mulmod(mulmod(x, x, P), x, P), 3, P);
    }

    /// @notice Reserves memory, so that no other code uses it.
    /// @param size Bytes, a multiple of 32.
    /// @return start Where it starts.
    function _allocate(uint256 size) private pure returns (uint256 start) {
        assembly ("memory-safe") {
            start := mload(0x40)
            mstore(0x40, add(start, size))
        }
    }

    function _writeG1(uint256 to, uint256 x, uint256 y) private pure {
        assembly ("memory-safe") {
            mstore(to, x)
            mstore(add(to, 0x20), y)
        }
    }

    function _writeG2(uint256 to, uint256 x1, uint256 x0, uint256 y1, uint256 y0) private pure {
        assembly ("memory-safe") {
            mstore(to, x1)
            mstore(add(to, 0x20), x0)
            mstore(add(to, 0x40), y1)
            mstore(add(to, 0x60), y0)
        }
    }

    /// @notice Reverts if the key is one for which proofs of false statements can be made.
    /// @dev The same checks as `lock.CheckKey` in `circuits/lock/lock.go`, which says what each is
    /// good for, and those that its parser makes.
    /// @param key The verifying key.
    function _requireSound(uint256[36] memory key) private view {
        if (!_isInG1(key[ALPHA_WORD], key[ALPHA_WORD + 1])) revert KeyPointInvalid(ALPHA_WORD);
        for (uint256 word = BETA_WORD; word < K_WORD; word += 4) {
            _requireG2(key, word);
        }
        for (uint256 word = K_WORD; word < key.length; word += 2) {
            bool infinity = key[word] == 0 && key[word + 1] == 0;
            // K_0 belongs to the constant and may be anything.
            if (!(word == K_WORD && infinity) && !_isInG1(key[word], key[word + 1])) {
                revert KeyPointInvalid(word);
            }
            for (uint256 other = K_WORD; other < word; other += 2) {
                if (key[word] == key[other]) revert KeyPointsRelated(other, word);
            }
        }
        if (_sameX(key, GAMMA_WORD, DELTA_WORD)) revert KeyPointsRelated(GAMMA_WORD, DELTA_WORD);
        if (_sameX(key, BETA_WORD, GAMMA_WORD)) revert KeyPointsRelated(BETA_WORD, GAMMA_WORD);
        if (_sameX(key, BETA_WORD, DELTA_WORD)) revert KeyPointsRelated(BETA_WORD, DELTA_WORD);
        if (_sameX(key, G_WORD, SIGMA_WORD)) revert KeyPointsRelated(G_WORD, SIGMA_WORD);
        if (key[ALPHA_WORD] == G1_X) revert KeyPointIsGenerator(ALPHA_WORD);
        _requireNoGenerator(key, BETA_WORD);
        _requireNoGenerator(key, DELTA_WORD);
    }

    /// @notice Reverts unless the point is one of G2 and not infinity.
    /// @dev The precompile checks the point even though it is paired with infinity.
    /// @param key The verifying key.
    /// @param word Where the point starts.
    function _requireG2(uint256[36] memory key, uint256 word) private view {
        uint256 pair = _allocate(PAIR_BYTES);
        _writeG1(pair, 0, 0);
        _writeG2(pair + G1_BYTES, key[word], key[word + 1], key[word + 2], key[word + 3]);
        bool infinity = (key[word] | key[word + 1] | key[word + 2] | key[word + 3]) == 0;
        if (infinity || !_pairing(pair, PAIR_BYTES)) revert KeyPointInvalid(word);
    }

    /// @notice Reverts if the point is G2's generator or its opposite.
    /// @param key The verifying key.
    /// @param word Where the point starts.
    function _requireNoGenerator(uint256[36] memory key, uint256 word) private pure {
        if (key[word] == G2_X1 && key[word + 1] == G2_X0) revert KeyPointIsGenerator(word);
    }

    function _same(uint256[36] memory key, uint256 a, uint256 b) private pure returns (bool) {
        return _sameX(key, a, b) && key[a + 2] == key[b + 2] && key[a + 3] == key[b + 3];
    }

    function _sameX(uint256[36] memory key, uint256 a, uint256 b) private pure returns (bool) {
        return key[a] == key[b] && key[a + 1] == key[b + 1];
    }

    function _negated(uint256 coordinate) private pure returns (uint256) {
        return coordinate == 0 ? 0 : P - coordinate;
    }
}
