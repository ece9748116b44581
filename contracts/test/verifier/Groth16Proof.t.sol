// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Encoding} from "../../src/Encoding.sol";
import {Groth16CommitmentVerifier} from "../../src/Groth16CommitmentVerifier.sol";
import {IGroth16Verifier} from "../../src/interfaces/IGroth16Verifier.sol";
import {Groth16Base} from "./Groth16Base.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @dev One proof.
///
/// verifyProof
/// ├── when the proof is not 384 bytes long
/// │   └── it reverts with ProofLength
/// ├── when a public input is not less than the field's order
/// │   └── it reverts with PublicInputNotInField
/// ├── when a point is infinity, not reduced or, in G1, off its curve
/// │   └── it reverts with ProofInvalid before any precompile is called
/// ├── when B is off its curve or outside the subgroup
/// │   └── it reverts with ProofInvalid
/// ├── when a precompile is missing, fails or answers anything but what it must
/// │   └── it reverts with ProofInvalid
/// ├── when an equation does not hold
/// │   └── it reverts with ProofInvalid
/// └── when both equations hold
///     └── it returns, whatever the spelling of the proof and the key's kind
contract Groth16ProofTest is Groth16Base {
    // Nothing but a failed precompile call takes more to refuse a proof.
    uint256 private constant CHEAP = 20_000;

    // Both equations hold

    function test_AcceptsEachProof() public view {
        _acceptsAll(five);
        _acceptsAll(six);
    }

    function _acceptsAll(Vector storage v) private view {
        for (uint256 i = 0; i < v.proofs.length; ++i) {
            v.verifier.verifyProof(v.proofs[i], v.inputs[i]);
        }
    }

    function test_TakesFivePairsExactlyForGammaEqualG() public view {
        vm.assertTrue(five.verifier.fivePairs());
        vm.assertFalse(six.verifier.fivePairs());
    }

    function test_NamesItsCircuitAndItsKey() public view {
        vm.assertEq(five.verifier.circuitId(), circuitId);
        vm.assertEq(five.verifier.keyHash(), five.keyHash);
        vm.assertEq(six.verifier.keyHash(), six.keyHash);
        vm.assertEq(keccak256(abi.encode(five.key)), five.keyHash);
    }

    function test_SupportsItsInterfacesAlone() public view {
        Groth16CommitmentVerifier v = five.verifier;
        vm.assertTrue(v.supportsInterface(type(IGroth16Verifier).interfaceId));
        vm.assertTrue(v.supportsInterface(type(IERC165).interfaceId));
        vm.assertFalse(v.supportsInterface(0xffffffff));
        vm.assertFalse(v.supportsInterface(0));
    }

    function test_FieldIsTheOneOfEncoding() public pure {
        vm.assertEq(R, Encoding.R);
    }

    // Anyone can turn a proof into another of the same statement, (-A, -B) for (A, B). That it
    // holds is why no contract may take a proof's bytes for the proof.
    function test_AcceptsAnotherSpellingOfAProof() public view {
        bytes memory other = six.proofs[0];
        _set(other, A + 1, P - _word(other, A + 1));
        _set(other, B + 2, P - _word(other, B + 2));
        _set(other, B + 3, P - _word(other, B + 3));
        six.verifier.verifyProof(other, six.inputs[0]);
    }

    // Offsets in calldata can be chosen freely. The bytes that are hashed are the bytes that are
    // used, so a proof that lies elsewhere is the same proof.
    function test_AcceptsAProofAtAnyOffset() public view {
        bytes memory head = abi.encodePacked(
            IGroth16Verifier.verifyProof.selector,
            uint256(32 * 9),
            abi.encode(five.inputs[0]),
            new bytes(32 * 3),
            uint256(384)
        );
        (bool good,) = address(five.verifier).staticcall(bytes.concat(head, five.proofs[0]));
        vm.assertTrue(good);
        (bool bad,) = address(five.verifier).staticcall(bytes.concat(head, five.proofs[1]));
        vm.assertFalse(bad);
    }

    // Length

    function test_RefusesEveryOtherLength() public view {
        bytes memory proof = five.proofs[0];
        uint256[8] memory lengths = [uint256(0), 1, 256, 352, 383, 385, 416, 768];
        for (uint256 i = 0; i < lengths.length; ++i) {
            bytes memory other = new bytes(lengths[i]);
            for (uint256 k = 0; k < other.length && k < 384; ++k) {
                other[k] = proof[k];
            }
            try five.verifier.verifyProof(other, five.inputs[0]) {
                revert(string.concat("accepted length ", vm.toString(lengths[i])));
            } catch (bytes memory reason) {
                bytes memory want =
                    abi.encodeWithSelector(IGroth16Verifier.ProofLength.selector, lengths[i]);
                vm.assertEq(reason, want, "reason");
            }
        }
    }

    // Public inputs

    function test_RefusesEachInputChanged() public view {
        _refusesInputs(five);
        _refusesInputs(six);
    }

    function _refusesInputs(Vector storage v) private view {
        for (uint256 i = 0; i < 5; ++i) {
            uint256 x = v.inputs[0][i];
            _refusesInput(v, i, addmod(x, 1, R), IGroth16Verifier.ProofInvalid.selector);
            _refusesInput(v, i, addmod(x, R - 1, R), IGroth16Verifier.ProofInvalid.selector);
            _refusesInput(v, i, R - x, IGroth16Verifier.ProofInvalid.selector);
            _refusesInput(v, i, 0, IGroth16Verifier.ProofInvalid.selector);
            _refusesInput(v, i, R - 1, IGroth16Verifier.ProofInvalid.selector);
            // The same element in other words: a folded sum would reduce it in silence.
            for (uint256 k = 1; k <= (type(uint256).max - x) / R; ++k) {
                _refusesInput(v, i, x + k * R, IGroth16Verifier.PublicInputNotInField.selector);
            }
            _refusesInput(v, i, R, IGroth16Verifier.PublicInputNotInField.selector);
            _refusesInput(v, i, type(uint256).max, IGroth16Verifier.PublicInputNotInField.selector);
        }
    }

    function _refusesInput(Vector storage v, uint256 i, uint256 value, bytes4 reason) private view {
        uint256[5] memory input = v.inputs[0];
        vm.assertNotEq(input[i], value, "the test's own change");
        input[i] = value;
        _assertRefused(v, v.proofs[0], input, reason, string.concat("input ", vm.toString(i)));
    }

    function test_RefusesSwappedInputs() public view {
        for (uint256 i = 1; i < 5; ++i) {
            uint256[5] memory input = five.inputs[0];
            (input[0], input[i]) = (input[i], input[0]);
            vm.assertFalse(_holds(five, five.proofs[0], input));
        }
    }

    function test_RefusesTheInputsOfAnotherProof() public view {
        vm.assertFalse(_holds(five, five.proofs[0], five.inputs[1]));
        vm.assertFalse(_holds(six, six.proofs[1], six.inputs[0]));
    }

    function test_RefusesAProofUnderAnotherKey() public view {
        vm.assertFalse(_holds(five, six.proofs[0], six.inputs[0]));
        vm.assertFalse(_holds(six, five.proofs[0], five.inputs[0]));
    }

    // The statement that no witness can meet stops a verifier for ever, so nothing may pass for a
    // proof of it.
    function test_RefusesTheImpossibleStatement() public view {
        uint256[5] memory zero;
        vm.assertFalse(_holds(five, five.proofs[0], zero));
        vm.assertFalse(_holds(five, new bytes(384), zero));
        vm.assertFalse(_holds(six, new bytes(384), zero));
    }

    // Words of the proof

    function test_RefusesEachWordChanged() public view {
        _refusesWords(five);
        _refusesWords(six);
    }

    function _refusesWords(Vector storage v) private view {
        for (uint256 i = 0; i < PROOF_WORDS; ++i) {
            uint256 word = _word(v.proofs[0], i);
            _refusesWord(v, i, word + 1);
            _refusesWord(v, i, word - 1);
            _refusesWord(v, i, P - word);
            _refusesWord(v, i, 0);
            _refusesWord(v, i, P);
            _refusesWord(v, i, P - 1);
            _refusesWord(v, i, type(uint256).max);
            // Coordinates have no second spelling.
            for (uint256 k = 1; k <= (type(uint256).max - word) / P; ++k) {
                _refusesWordCheaply(v, i, word + k * P);
            }
            for (uint256 j = i + 1; j < PROOF_WORDS; ++j) {
                bytes memory proof = v.proofs[0];
                _set(proof, i, _word(proof, j));
                _set(proof, j, word);
                _assertProofInvalid(v, proof, "swapped words");
            }
        }
    }

    function _refusesWord(Vector storage v, uint256 i, uint256 word) private view {
        bytes memory proof = v.proofs[0];
        vm.assertNotEq(_word(proof, i), word, "the test's own change");
        _set(proof, i, word);
        _assertProofInvalid(v, proof, string.concat("word ", vm.toString(i)));
    }

    function _refusesWordCheaply(Vector storage v, uint256 i, uint256 word) private view {
        bytes memory proof = v.proofs[0];
        _set(proof, i, word);
        _assertCheap(v, proof, string.concat("word ", vm.toString(i)));
    }

    /// @dev Whatever gas there is: a precompile that refuses a point would burn all of it.
    function _assertCheap(Vector storage v, bytes memory proof, string memory what) private view {
        uint256[5] memory input = v.inputs[0];
        uint256 before = gasleft();
        _assertRefused(v, proof, input, IGroth16Verifier.ProofInvalid.selector, what);
        vm.assertLe(before - gasleft(), CHEAP, what);
    }

    function test_RefusesSwappedPoints() public view {
        uint256[4] memory points = [A, C, D, POK];
        for (uint256 i = 0; i < 4; ++i) {
            for (uint256 j = i + 1; j < 4; ++j) {
                bytes memory proof = five.proofs[0];
                for (uint256 k = 0; k < 2; ++k) {
                    uint256 word = _word(proof, points[i] + k);
                    _set(proof, points[i] + k, _word(proof, points[j] + k));
                    _set(proof, points[j] + k, word);
                }
                _assertProofInvalid(five, proof, "swapped points");
            }
        }
    }

    function test_RefusesSwappedHalvesOfB() public view {
        bytes memory proof = five.proofs[0];
        (uint256 x1, uint256 x0) = (_word(proof, B), _word(proof, B + 1));
        (uint256 y1, uint256 y0) = (_word(proof, B + 2), _word(proof, B + 3));
        _set(proof, B, x0);
        _set(proof, B + 1, x1);
        _set(proof, B + 2, y0);
        _set(proof, B + 3, y1);
        _assertProofInvalid(five, proof, "halves of B");
    }

    function test_RefusesEachPointNegated() public view {
        uint256[4] memory points = [A, C, D, POK];
        for (uint256 i = 0; i < 4; ++i) {
            for (uint256 k = 0; k < 2; ++k) {
                Vector storage v = k == 0 ? five : six;
                bytes memory proof = v.proofs[0];
                _set(proof, points[i] + 1, P - _word(proof, points[i] + 1));
                _assertProofInvalid(v, proof, "negated point");
            }
        }
    }

    function test_RefusesEachPointMoved() public view {
        uint256[4] memory points = [A, C, D, POK];
        for (uint256 i = 0; i < 4; ++i) {
            for (uint256 k = 0; k < 2; ++k) {
                Vector storage v = k == 0 ? five : six;
                bytes memory proof = v.proofs[0];
                _shift(proof, points[i], [uint256(1), 2]);
                _assertProofInvalid(v, proof, "moved point");
            }
        }
    }

    // Commitment and proof of knowledge scaled alike still belong together: what is left is that
    // the commitment stands in the Groth16 equation too.
    function test_RefusesAnotherCommitmentWithItsProofOfKnowledge() public view {
        bytes memory proof = five.proofs[0];
        bytes memory other = five.proofs[1];
        for (uint256 i = D; i < PROOF_WORDS; ++i) {
            _set(proof, i, _word(other, i));
        }
        _assertProofInvalid(five, proof, "another commitment");
    }

    function test_RefusesAnotherProofOfKnowledge() public view {
        bytes memory proof = five.proofs[0];
        _set(proof, POK, _word(five.proofs[1], POK));
        _set(proof, POK + 1, _word(five.proofs[1], POK + 1));
        _assertProofInvalid(five, proof, "another proof of knowledge");
    }

    // In a key with gamma = G the proof of knowledge shares its pair with the inputs: an error in
    // it that C or the inputs could take back, were it not multiplied by t.
    function test_RefusesErrorsThatCancelWithoutTheChallenge() public view {
        bytes memory proof = five.proofs[0];
        _shift(proof, D, [uint256(1), 2]);
        _shift(proof, POK, [uint256(1), P - 2]);
        _assertProofInvalid(five, proof, "cancelling D and P");
        proof = five.proofs[0];
        _shift(proof, D, [uint256(1), 2]);
        _shift(proof, POK, [uint256(1), 2]);
        _assertProofInvalid(five, proof, "equal D and P");
    }

    // Points

    function test_RefusesEachPointAtInfinityCheaply() public view {
        for (uint256 k = 0; k < 2; ++k) {
            Vector storage v = k == 0 ? five : six;
            _refusesInfinity(v, A, 2);
            _refusesInfinity(v, B, 4);
            _refusesInfinity(v, C, 2);
            _refusesInfinity(v, D, 2);
            _refusesInfinity(v, POK, 2);
            // e(0, G) e(0, -sigma G) = 1: the commitment check alone would hold.
            _refusesInfinity(v, D, 4);
            _refusesInfinity(v, A, PROOF_WORDS);
        }
    }

    function _refusesInfinity(Vector storage v, uint256 from, uint256 words) private view {
        bytes memory proof = v.proofs[0];
        for (uint256 i = 0; i < words; ++i) {
            _set(proof, from + i, 0);
        }
        _assertCheap(v, proof, string.concat("infinity at word ", vm.toString(from)));
    }

    function test_RefusesPointsOffTheCurveCheaply() public view {
        uint256[4] memory points = [A, C, D, POK];
        for (uint256 i = 0; i < 4; ++i) {
            bytes memory proof = five.proofs[0];
            _set(proof, points[i], 1);
            _set(proof, points[i] + 1, 3);
            _assertCheap(five, proof, "off curve");
        }
    }

    function test_RefusesBOffItsCurve() public view {
        bytes memory proof = five.proofs[0];
        _set(proof, B, 1);
        _set(proof, B + 1, 2);
        _set(proof, B + 2, 3);
        _set(proof, B + 3, 4);
        _assertProofInvalid(five, proof, "B off curve");
        proof = five.proofs[0];
        // One coordinate other than zero is not infinity, and not on the curve either.
        _set(proof, B, 0);
        _set(proof, B + 1, 0);
        _set(proof, B + 2, 0);
        _set(proof, B + 3, 1);
        _assertProofInvalid(five, proof, "B off curve");
    }

    function test_RefusesBOutsideTheSubgroup() public view {
        for (uint256 k = 0; k < 2; ++k) {
            Vector storage v = k == 0 ? five : six;
            bytes memory proof = v.proofs[0];
            for (uint256 i = 0; i < 4; ++i) {
                _set(proof, B + i, outsideG2[i]);
            }
            _assertProofInvalid(v, proof, "B outside the subgroup");
        }
    }

    // Precompiles

    // On a chain without the precompile the call succeeds and leaves memory as it was: what lies
    // there must not be taken for an answer, whatever it is.
    function test_RefusesEverythingWithoutThePrecompiles() public {
        for (uint160 precompile = 6; precompile <= 8; ++precompile) {
            for (uint256 i = 0; i < five.proofs.length; ++i) {
                vm.mockCall(address(precompile), "", "");
                vm.assertFalse(_holds(five, five.proofs[i], five.inputs[i]));
                vm.assertFalse(_holds(six, six.proofs[i], six.inputs[i]));
                vm.clearMockedCalls();
                vm.assertTrue(_holds(five, five.proofs[i], five.inputs[i]));
            }
        }
    }

    // The first pair's A.x is where the answer goes: odd or even, it is not the answer.
    function test_RefusesAnOddAWithoutThePairing() public {
        bytes memory proof = six.proofs[0];
        uint256 seenOdd = 0;
        for (uint256 k = 1; k < 9; ++k) {
            uint256[2] memory a = _multiple([_word(proof, A), _word(proof, A + 1)], k);
            bytes memory other = six.proofs[0];
            _set(other, A, a[0]);
            _set(other, A + 1, a[1]);
            seenOdd += a[0] & 1;
            vm.mockCall(address(8), "", "");
            vm.assertFalse(_holds(six, other, six.inputs[0]));
            vm.clearMockedCalls();
        }
        vm.assertTrue(seenOdd > 0 && seenOdd < 8, "both parities");
    }

    function test_RefusesAPairingThatDoesNotSayOne() public {
        bytes[6] memory answers = [
            abi.encode(0),
            abi.encode(2),
            abi.encode(type(uint256).max),
            abi.encode(1, 1),
            abi.encodePacked(uint248(1)),
            hex"01"
        ];
        for (uint256 i = 0; i < answers.length; ++i) {
            vm.mockCall(address(8), "", answers[i]);
            vm.assertFalse(_holds(five, five.proofs[0], five.inputs[0]));
            vm.clearMockedCalls();
        }
        vm.mockCallRevert(address(8), "", abi.encode(1));
        vm.assertFalse(_holds(five, five.proofs[0], five.inputs[0]));
    }

    // Were a failed sum taken for a sum, the pairing would be asked about points of the caller's.
    function test_RefusesArithmeticThatFails() public {
        for (uint160 precompile = 6; precompile <= 7; ++precompile) {
            vm.mockCall(address(8), "", abi.encode(1));
            vm.assertTrue(_holds(five, five.proofs[0], five.inputs[0]), "all mocked but these");
            vm.mockCall(address(precompile), "", abi.encode(1));
            vm.assertFalse(_holds(five, five.proofs[0], five.inputs[0]), "short answer");
            vm.assertFalse(_holds(six, six.proofs[0], six.inputs[0]), "short answer");
            vm.mockCall(address(precompile), "", abi.encode(1, 2, 3));
            vm.assertFalse(_holds(five, five.proofs[0], five.inputs[0]), "long answer");
            vm.assertFalse(_holds(six, six.proofs[0], six.inputs[0]), "long answer");
            vm.mockCallRevert(address(precompile), "", abi.encode(1, 2));
            vm.assertFalse(_holds(five, five.proofs[0], five.inputs[0]), "failure");
            vm.assertFalse(_holds(six, six.proofs[0], six.inputs[0]), "failure");
            vm.clearMockedCalls();
        }
    }

    // Each call by itself, found by the point it starts with.
    function test_RefusesEachCallThatFails() public {
        _refusesWithout(five, 6, [five.key[22], five.key[23]]);
        for (uint256 i = 24; i < 36; i += 2) {
            _refusesWithout(five, 7, [five.key[i], five.key[i + 1]]);
        }
        bytes memory proof = five.proofs[0];
        uint256[2] memory sum = _inputSum(five, proof, five.inputs[0]);
        _refusesWithout(five, 6, sum);
        _refusesWithout(five, 6, _sum(sum, _point(proof, D)));
        _refusesWithout(five, 7, _point(proof, D));
        _refusesWithout(five, 7, _point(proof, POK));
        proof = six.proofs[0];
        _refusesWithout(six, 6, _inputSum(six, proof, six.inputs[0]));
        _refusesWithout(six, 7, _point(proof, D));
        _refusesWithout(six, 7, _point(proof, POK));
    }

    function _refusesWithout(Vector storage v, uint160 precompile, uint256[2] memory point)
        private
    {
        bytes memory data = abi.encode(point);
        bytes[4] memory answers =
            [bytes(""), abi.encode(1), abi.encode(1, 2, 3), abi.encodePacked(uint8(1))];
        for (uint256 i = 0; i <= answers.length; ++i) {
            vm.mockCall(address(8), "", abi.encode(1));
            vm.assertTrue(_holds(v, v.proofs[0], v.inputs[0]), "all mocked but this");
            if (i < answers.length) vm.mockCall(address(precompile), data, answers[i]);
            else vm.mockCallRevert(address(precompile), data, abi.encode(point));
            vm.assertFalse(_holds(v, v.proofs[0], v.inputs[0]), "a call that fails");
            vm.clearMockedCalls();
        }
    }

    // Too little gas must end in a refusal, never in a pass.
    function test_RefusesWhenGasRunsOut() public view {
        for (uint256 gasLimit = 3_000; gasLimit < 260_000; gasLimit += 4_111) {
            try five.verifier.verifyProof{gas: gasLimit}(five.proofs[0], five.inputs[0]) {
                revert("accepted without a pairing");
            } catch {
                continue;
            }
        }
    }

    // Challenge

    // The specification's transcript, written a second time, against what the contract multiplies
    // the commitment by.
    function test_ChallengeIsTheSpecifications() public {
        for (uint256 i = 0; i < five.proofs.length; ++i) {
            _expectChallenge(five, i);
            five.verifier.verifyProof(five.proofs[i], five.inputs[i]);
            _expectChallenge(six, i);
            six.verifier.verifyProof(six.proofs[i], six.inputs[i]);
        }
    }

    function test_ChallengeDependsOnTheChain() public {
        vm.chainId(10);
        uint256 here = _expectChallenge(five, 0);
        five.verifier.verifyProof(five.proofs[0], five.inputs[0]);
        vm.chainId(11);
        uint256 there = _expectChallenge(five, 0);
        five.verifier.verifyProof(five.proofs[0], five.inputs[0]);
        vm.assertNotEq(here, there, "chain");
    }

    function test_ChallengeDependsOnTheContract() public {
        uint256 here = _expectChallenge(five, 0);
        five.verifier.verifyProof(five.proofs[0], five.inputs[0]);
        five.verifier = new Groth16CommitmentVerifier(circuitId, five.key);
        uint256 there = _expectChallenge(five, 0);
        five.verifier.verifyProof(five.proofs[0], five.inputs[0]);
        vm.assertNotEq(here, there, "contract");
    }

    function _expectChallenge(Vector storage v, uint256 i) private returns (uint256 t) {
        bytes32 seed = keccak256(
            abi.encodePacked(
                keccak256("vitalproof/groth16-batch/evm/1"),
                block.chainid,
                abi.encode(v.verifier),
                v.keyHash,
                uint256(1),
                v.inputs[i],
                v.proofs[i]
            )
        );
        t = uint256(keccak256(abi.encode(seed, 0))) >> 128;
        bytes memory d = _slice(v.proofs[i], 32 * D, 64);
        vm.expectCall(address(7), abi.encodePacked(d, t));
    }

    // Fuzz

    function testFuzz_RefusesAnyBitFlipped(uint256 bit, bool ceremony) public view {
        Vector storage v = ceremony ? five : six;
        bytes memory proof = v.proofs[0];
        bit %= 384 * 8;
        proof[bit / 8] = bytes1(uint8(proof[bit / 8]) ^ uint8(1 << (bit % 8)));
        _assertProofInvalid(v, proof, "bit flipped");
    }

    function testFuzz_RefusesAnyWordReplaced(uint256 i, uint256 word, uint256 kind) public view {
        bytes memory proof = five.proofs[0];
        i %= PROOF_WORDS;
        if (kind % 4 == 1) word %= P;
        if (kind % 4 == 2) word = _word(five.proofs[1 + word % 3], i);
        if (kind % 4 == 3) word = _word(proof, word % PROOF_WORDS);
        if (word == _word(proof, i)) return;
        _set(proof, i, word);
        _assertProofInvalid(five, proof, "word replaced");
    }

    function testFuzz_RefusesAnyPointReplaced(uint256 i, uint256 k, bool ceremony) public view {
        Vector storage v = ceremony ? five : six;
        bytes memory proof = v.proofs[0];
        i = [A, C, D, POK][i % 4];
        uint256[2] memory p = _multiple([uint256(1), 2], k);
        if (p[0] == 0 || p[0] == _word(proof, i) && p[1] == _word(proof, i + 1)) return;
        _set(proof, i, p[0]);
        _set(proof, i + 1, p[1]);
        _assertProofInvalid(v, proof, "point replaced");
    }

    function testFuzz_RefusesAnyOtherInput(uint256 i, uint256 value, bool ceremony) public view {
        Vector storage v = ceremony ? five : six;
        uint256[5] memory input = v.inputs[0];
        i %= 5;
        if (value == input[i]) return;
        input[i] = value;
        bytes4 reason = value < R
            ? IGroth16Verifier.ProofInvalid.selector
            : IGroth16Verifier.PublicInputNotInField.selector;
        _assertRefused(v, v.proofs[0], input, reason, "another input");
    }
}
