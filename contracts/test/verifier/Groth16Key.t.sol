// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Encoding} from "../../src/Encoding.sol";
import {Groth16CommitmentVerifier} from "../../src/Groth16CommitmentVerifier.sol";
import {Groth16Base} from "./Groth16Base.sol";

/// @dev Keys that no proof may ever be checked under. `lock.CheckKey` refuses the same.
///
/// constructor
/// ├── when a coordinate is not reduced or a point is not one of its group
/// │   └── it reverts with KeyPointInvalid
/// ├── when a point other than K_0 is infinity
/// │   └── it reverts with KeyPointInvalid
/// ├── when the chain has no pairing precompile
/// │   └── it reverts with KeyPointInvalid
/// ├── when two of the K, two of beta, gamma and delta, or G and sigma G are equal or opposite
/// │   └── it reverts with KeyPointsRelated
/// ├── when alpha, beta or delta is the generator or its opposite
/// │   └── it reverts with KeyPointIsGenerator
/// └── otherwise
///     └── it keeps the key
contract Groth16KeyTest is Groth16Base {
    uint256 private constant ALPHA = 0;
    uint256 private constant BETA = 2;
    uint256 private constant GAMMA = 6;
    uint256 private constant DELTA = 10;
    uint256 private constant G = 14;
    uint256 private constant SIGMA = 18;
    uint256 private constant K = 22;

    // The generator of EIP-197.
    uint256 private constant G2_X1 =
        0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2;
    uint256 private constant G2_X0 =
        0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed;
    uint256 private constant G2_Y1 =
        0x090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b;
    uint256 private constant G2_Y0 =
        0x12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa;

    /// @dev Called with a gas limit: a point outside the subgroup burns all there is.
    function deploy(uint256[36] calldata key) external returns (Groth16CommitmentVerifier) {
        return new Groth16CommitmentVerifier(circuitId, key);
    }

    function _refuses(uint256[36] memory key, bytes memory reason) private {
        try this.deploy{gas: 10_000_000}(key) {
            revert("deployed");
        } catch (bytes memory got) {
            vm.assertEq(got, reason, "reason");
        }
    }

    function _refusesPoint(uint256[36] memory key, uint256 word) private {
        _refuses(
            key, abi.encodeWithSelector(Groth16CommitmentVerifier.KeyPointInvalid.selector, word)
        );
    }

    function _refusesRelated(uint256[36] memory key, uint256 word, uint256 other) private {
        _refuses(
            key,
            abi.encodeWithSelector(Groth16CommitmentVerifier.KeyPointsRelated.selector, word, other)
        );
    }

    function _refusesGenerator(uint256[36] memory key, uint256 word) private {
        _refuses(
            key,
            abi.encodeWithSelector(Groth16CommitmentVerifier.KeyPointIsGenerator.selector, word)
        );
    }

    /// @dev First word of the point that a word belongs to, and the number of its words.
    function _pointOf(uint256 word) private pure returns (uint256 start, uint256 words) {
        if (word < BETA || word >= K) return (word & ~uint256(1), 2);
        return (BETA + ((word - BETA) & ~uint256(3)), 4);
    }

    // Keys that are fine

    function test_KeyHasTheWordsOfEncoding() public view {
        vm.assertEq(five.key.length, Encoding.KEY_WORDS);
    }

    // A ceremony leaves gamma and G at the generator, which is where they may be.
    function test_AcceptsTheGeneratorForGammaAndG() public view {
        vm.assertEq(five.key[GAMMA], G2_X1);
        vm.assertEq(five.key[G], G2_X1);
        vm.assertEq(five.key[GAMMA + 3], G2_Y0);
    }

    function test_AcceptsInfinityForTheConstantAlone() public {
        uint256[36] memory key = five.key;
        key[K] = 0;
        key[K + 1] = 0;
        vm.assertEq(this.deploy(key).keyHash(), keccak256(abi.encode(key)));
    }

    // Points

    function test_RefusesCoordinatesThatAreNotReduced() public {
        for (uint256 i = 0; i < 36; ++i) {
            (uint256 point,) = _pointOf(i);
            uint256[36] memory key = six.key;
            key[i] += P;
            _refusesPoint(key, point);
            key[i] = type(uint256).max;
            _refusesPoint(key, point);
        }
    }

    function test_RefusesPointsOffTheirCurve() public {
        for (uint256 i = 0; i < 36; ++i) {
            (uint256 point,) = _pointOf(i);
            uint256[36] memory key = six.key;
            key[i] = addmod(key[i], 1, P);
            _refusesPoint(key, point);
        }
    }

    function test_RefusesPointsOutsideTheSubgroup() public {
        for (uint256 point = BETA; point < K; point += 4) {
            uint256[36] memory key = six.key;
            for (uint256 w = 0; w < 4; ++w) {
                key[point + w] = outsideG2[w];
            }
            _refusesPoint(key, point);
        }
    }

    function test_RefusesInfinity() public {
        for (uint256 i = 0; i < 36; ++i) {
            (uint256 point, uint256 words) = _pointOf(i);
            if (i != point || point == K) continue;
            uint256[36] memory key = six.key;
            for (uint256 w = 0; w < words; ++w) {
                key[point + w] = 0;
            }
            _refusesPoint(key, point);
        }
    }

    function test_RefusesAChainWithoutThePairing() public {
        vm.mockCall(address(8), "", "");
        _refusesPoint(five.key, BETA);
        vm.mockCall(address(8), "", abi.encode(0));
        _refusesPoint(five.key, BETA);
    }

    // Structure

    function test_RefusesEqualAndOppositePointsOfInputs() public {
        for (uint256 i = 0; i < 7; ++i) {
            for (uint256 j = i + 1; j < 7; ++j) {
                uint256[36] memory key = six.key;
                key[K + 2 * j] = key[K + 2 * i];
                key[K + 2 * j + 1] = key[K + 2 * i + 1];
                _refusesRelated(key, K + 2 * i, K + 2 * j);
                key[K + 2 * j + 1] = P - key[K + 2 * i + 1];
                _refusesRelated(key, K + 2 * i, K + 2 * j);
            }
        }
    }

    function test_RefusesGammaEqualOrOppositeToDelta() public {
        _refusesCopies(GAMMA, DELTA);
    }

    // With B = gamma + delta the pairing with beta falls away, and any proof of knowledge serves.
    function test_RefusesBetaEqualOrOppositeToGammaOrDelta() public {
        _refusesCopies(BETA, GAMMA);
        _refusesCopies(BETA, DELTA);
    }

    function test_RefusesACommitmentKeyWithoutASecret() public {
        _refusesCopies(G, SIGMA);
    }

    function _refusesCopies(uint256 from, uint256 to) private {
        uint256[36] memory key = six.key;
        for (uint256 w = 0; w < 4; ++w) {
            key[to + w] = key[from + w];
        }
        _refusesRelated(key, from, to);
        key[to + 2] = _negated(key[to + 2]);
        key[to + 3] = _negated(key[to + 3]);
        _refusesRelated(key, from, to);
    }

    function test_RefusesGeneratorsOfASkippedPhase() public {
        uint256[36] memory key = six.key;
        (key[ALPHA], key[ALPHA + 1]) = (1, 2);
        _refusesGenerator(key, ALPHA);
        key[ALPHA + 1] = P - 2;
        _refusesGenerator(key, ALPHA);
        uint256[2] memory points = [BETA, DELTA];
        for (uint256 i = 0; i < 2; ++i) {
            key = six.key;
            (key[points[i]], key[points[i] + 1]) = (G2_X1, G2_X0);
            (key[points[i] + 2], key[points[i] + 3]) = (G2_Y1, G2_Y0);
            _refusesGenerator(key, points[i]);
            (key[points[i] + 2], key[points[i] + 3]) = (P - G2_Y1, P - G2_Y0);
            _refusesGenerator(key, points[i]);
        }
    }

    function testFuzz_RefusesAnyWordReplaced(uint256 i, uint256 word) public {
        i %= 36;
        uint256[36] memory key = six.key;
        if (word == key[i] || word == _negated(key[i])) return;
        key[i] = word;
        (uint256 point,) = _pointOf(i);
        _refusesPoint(key, point);
    }

    // What the checks are good for

    // gamma = delta: the key of a setup whose second phase was skipped. From the key alone comes
    // a proof of anything. The constructor refuses such a key, so it is planted in the code.
    function test_GammaEqualToDeltaWouldProveAnything() public {
        _forges(five, 1);
        _forges(six, 1);
    }

    // The opposite of gamma is as bad, with C = L instead of -L.
    function test_GammaOppositeToDeltaWouldProveAnything() public {
        _forges(five, P - 1);
        _forges(six, P - 1);
    }

    function _forges(Vector storage v, uint256 sign) private {
        uint256[5] memory zero;
        bytes memory proof = v.proofs[0];
        uint256[2] memory inputs = _sum(_inputSum(v, proof, zero), _point(proof, D));
        for (uint256 w = 0; w < 6; ++w) {
            _set(proof, A + w, v.key[ALPHA + w]);
        }
        _set(proof, C, inputs[0]);
        _set(proof, C + 1, sign == 1 ? P - inputs[1] : inputs[1]);
        vm.assertFalse(_holds(v, proof, zero), "under the key as it is");

        bytes memory code = address(v.verifier).code;
        for (uint256 w = 0; w < 2; ++w) {
            _plant(code, v.key[DELTA + w], v.key[GAMMA + w]);
            uint256 y = P - v.key[GAMMA + 2 + w];
            _plant(code, P - v.key[DELTA + 2 + w], sign == 1 ? y : P - y);
        }
        vm.etch(address(v.verifier), code);
        v.verifier.verifyProof(proof, zero);
    }

    /// @dev Puts another value in the place of an immutable, which must stand there once.
    function _plant(bytes memory code, uint256 old, uint256 value) private pure {
        uint256 found = 0;
        for (uint256 i = 0; i + 32 <= code.length; ++i) {
            uint256 word;
            assembly ("memory-safe") {
                word := mload(add(add(code, 0x20), i))
            }
            if (word != old) continue;
            ++found;
            assembly ("memory-safe") {
                mstore(add(add(code, 0x20), i), value)
            }
        }
        vm.assertEq(found, 1, "places of an immutable");
    }
}
