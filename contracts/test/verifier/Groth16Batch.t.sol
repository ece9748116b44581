// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Groth16CommitmentVerifier} from "../../src/Groth16CommitmentVerifier.sol";
import {IGroth16Verifier} from "../../src/interfaces/IGroth16Verifier.sol";
import {Groth16Base} from "./Groth16Base.sol";

/// @dev Many proofs under one key.
///
/// verifyBatch
/// ├── when there is no member or more than MAX_BATCH
/// │   └── it reverts with BatchSize
/// ├── when the proofs are not 384 bytes a member
/// │   └── it reverts with ProofLength
/// ├── when a member's input is not less than the field's order
/// │   └── it reverts with PublicInputNotInField
/// ├── when a member does not hold, whatever the others do
/// │   └── it reverts with ProofInvalid
/// └── when each member holds
///     └── it returns, even if a member stands there twice
///
/// firstInvalid
/// ├── when the batch has a size or length that verifyBatch refuses
/// │   └── it reverts as verifyBatch does
/// ├── when the gas does not pay for every member
/// │   └── it reverts with GasTooLow and blames nobody
/// ├── when a member does not hold or has a malformed input
/// │   └── it returns the first one's index, for that member's share of the gas at most
/// └── when each member holds
///     └── it returns the batch's size
contract Groth16BatchTest is Groth16Base {
    uint256 private constant KINDS = 8;

    // Every member holds

    function test_AcceptsEverySize() public view {
        uint256[8] memory sizes = [uint256(1), 2, 3, 4, 5, 16, 31, 32];
        for (uint256 i = 0; i < sizes.length; ++i) {
            (bytes memory proofs, uint256[5][] memory inputs) = _batch(five, sizes[i]);
            five.verifier.verifyBatch(proofs, inputs);
            (proofs, inputs) = _batch(six, sizes[i]);
            six.verifier.verifyBatch(proofs, inputs);
        }
    }

    function test_AcceptsDuplicates() public view {
        uint256[5][] memory inputs = new uint256[5][](2);
        inputs[0] = five.inputs[2];
        inputs[1] = five.inputs[2];
        five.verifier.verifyBatch(bytes.concat(five.proofs[2], five.proofs[2]), inputs);
    }

    function test_BatchOfOneIsTheProofAlone() public view {
        for (uint256 kind = 0; kind < KINDS; ++kind) {
            (bytes memory proofs, uint256[5][] memory inputs) = _batch(six, 1);
            vm.assertTrue(_batchHolds(six, proofs, inputs));
            _spoil(six, proofs, inputs, 0, kind);
            vm.assertFalse(_holds(six, proofs, inputs[0]));
            vm.assertFalse(_batchHolds(six, proofs, inputs));
        }
    }

    // Size and length

    function test_LargestBatchIs32() public view {
        vm.assertEq(five.verifier.MAX_BATCH(), 32);
    }

    function test_RefusesAnEmptyBatch() public {
        _expectBoth(new bytes(0), new uint256[5][](0), IGroth16Verifier.BatchSize.selector, 0);
        _expectBoth(five.proofs[0], new uint256[5][](0), IGroth16Verifier.BatchSize.selector, 0);
    }

    function test_RefusesAMemberTooMany() public {
        (bytes memory proofs, uint256[5][] memory inputs) = _batch(five, 33);
        _expectBoth(proofs, inputs, IGroth16Verifier.BatchSize.selector, 33);
    }

    function test_RefusesEveryOtherLength() public {
        (bytes memory proofs, uint256[5][] memory inputs) = _batch(five, 3);
        uint256[7] memory lengths = [uint256(0), 384, 768, 1151, 1153, 1184, 1536];
        for (uint256 i = 0; i < lengths.length; ++i) {
            bytes memory other = new bytes(lengths[i]);
            for (uint256 k = 0; k < lengths[i] && k < proofs.length; ++k) {
                other[k] = proofs[k];
            }
            _expectBoth(other, inputs, IGroth16Verifier.ProofLength.selector, lengths[i]);
        }
    }

    function _expectBoth(
        bytes memory proofs,
        uint256[5][] memory inputs,
        bytes4 reason,
        uint256 value
    ) private {
        vm.expectRevert(abi.encodeWithSelector(reason, value));
        five.verifier.verifyBatch(proofs, inputs);
        vm.expectRevert(abi.encodeWithSelector(reason, value));
        five.verifier.firstInvalid(proofs, inputs);
    }

    // One bad member

    function test_RefusesABadMemberWhereverItIs() public view {
        _refusesABadMember(five);
        _refusesABadMember(six);
    }

    function _refusesABadMember(Vector storage v) private view {
        for (uint256 i = 0; i < 4; ++i) {
            for (uint256 kind = 0; kind < KINDS; ++kind) {
                (bytes memory proofs, uint256[5][] memory inputs) = _batch(v, 4);
                _spoil(v, proofs, inputs, i, kind);
                vm.assertFalse(_batchHolds(v, proofs, inputs), vm.toString(kind));
            }
        }
    }

    function test_RefusesABadMemberOfALargestBatch() public view {
        for (uint256 i = 0; i < 32; ++i) {
            (bytes memory proofs, uint256[5][] memory inputs) = _batch(five, 32);
            _spoil(five, proofs, inputs, i, i % KINDS);
            vm.assertFalse(_batchHolds(five, proofs, inputs), vm.toString(i));
        }
    }

    function test_RefusesInputsOutsideTheFieldOfAnyMember() public {
        for (uint256 i = 0; i < 4; ++i) {
            for (uint256 j = 0; j < 5; ++j) {
                (bytes memory proofs, uint256[5][] memory inputs) = _batch(five, 4);
                inputs[i][j] += R;
                vm.expectRevert(IGroth16Verifier.PublicInputNotInField.selector);
                five.verifier.verifyBatch(proofs, inputs);
                inputs[i][j] = R;
                vm.expectRevert(IGroth16Verifier.PublicInputNotInField.selector);
                five.verifier.verifyBatch(proofs, inputs);
            }
        }
    }

    function test_RefusesInfinityInAnyMember() public view {
        uint256[5] memory points = [A, B, C, D, POK];
        for (uint256 i = 0; i < 3; ++i) {
            for (uint256 k = 0; k < points.length; ++k) {
                (bytes memory proofs, uint256[5][] memory inputs) = _batch(five, 3);
                uint256 from = PROOF_WORDS * i + points[k];
                for (uint256 w = 0; w < (points[k] == B ? 4 : 2); ++w) {
                    _set(proofs, from + w, 0);
                }
                vm.assertFalse(_batchHolds(five, proofs, inputs), "infinity");
            }
        }
    }

    // A member's bad point may not burn the gas that the others were to be checked with.
    function test_RefusesMalformedPointsOfAnyMemberCheaply() public view {
        for (uint256 i = 0; i < 3; ++i) {
            for (uint256 w = 0; w < PROOF_WORDS; ++w) {
                (bytes memory proofs, uint256[5][] memory inputs) = _batch(six, 3);
                _set(proofs, PROOF_WORDS * i + w, _word(proofs, PROOF_WORDS * i + w) + P);
                uint256 before = gasleft();
                vm.assertFalse(_batchHolds(six, proofs, inputs), "not reduced");
                vm.assertLe(before - gasleft(), 40_000, "gas");
            }
        }
    }

    // Errors that cancel: each of these passes if members are summed without coefficients.

    function test_RefusesErrorsThatCancelBetweenMembers() public view {
        _refusesCancelling(five);
        _refusesCancelling(six);
    }

    function _refusesCancelling(Vector storage v) private view {
        uint256[4] memory points = [A, C, D, POK];
        for (uint256 k = 0; k < points.length; ++k) {
            // The same B and D twice, so that errors of A and of the hash cancel too.
            bytes memory proofs = bytes.concat(v.proofs[0], v.proofs[0]);
            uint256[5][] memory inputs = new uint256[5][](2);
            inputs[0] = v.inputs[0];
            inputs[1] = v.inputs[0];
            _shift(proofs, points[k], [uint256(1), 2]);
            _shift(proofs, PROOF_WORDS + points[k], [uint256(1), P - 2]);
            vm.assertFalse(_batchHolds(v, proofs, inputs), "two copies");

            (proofs, inputs) = _batch(v, 3);
            _shift(proofs, PROOF_WORDS + points[k], [uint256(1), 2]);
            _shift(proofs, 2 * PROOF_WORDS + points[k], [uint256(1), P - 2]);
            vm.assertFalse(_batchHolds(v, proofs, inputs), "two proofs");
        }
    }

    function test_RefusesErrorsOfThreeMembersThatCancel() public view {
        (bytes memory proofs, uint256[5][] memory inputs) = _batch(five, 4);
        _shift(proofs, PROOF_WORDS + C, [uint256(1), 2]);
        _shift(proofs, 2 * PROOF_WORDS + C, [uint256(1), 2]);
        _shift(proofs, 3 * PROOF_WORDS + C, _multiple([uint256(1), P - 2], 2));
        vm.assertFalse(_batchHolds(five, proofs, inputs));
    }

    function test_RefusesInputsThatCancelBetweenMembers() public view {
        for (uint256 j = 0; j < 5; ++j) {
            (bytes memory proofs, uint256[5][] memory inputs) = _batch(five, 2);
            ++inputs[0][j];
            --inputs[1][j];
            vm.assertFalse(_batchHolds(five, proofs, inputs), "plus and minus");
            (proofs, inputs) = _batch(five, 2);
            (inputs[0][j], inputs[1][j]) = (inputs[1][j], inputs[0][j]);
            vm.assertFalse(_batchHolds(five, proofs, inputs), "one input swapped");
        }
    }

    function test_RefusesMembersWithEachOthersInputs() public view {
        (bytes memory proofs, uint256[5][] memory inputs) = _batch(six, 3);
        (inputs[1], inputs[2]) = (inputs[2], inputs[1]);
        vm.assertFalse(_batchHolds(six, proofs, inputs));
    }

    function test_RefusesPointsSwappedBetweenMembers() public view {
        uint256[4] memory points = [A, C, D, POK];
        for (uint256 k = 0; k < points.length; ++k) {
            (bytes memory proofs, uint256[5][] memory inputs) = _batch(six, 2);
            for (uint256 w = points[k]; w < points[k] + 2; ++w) {
                uint256 word = _word(proofs, w);
                _set(proofs, w, _word(proofs, PROOF_WORDS + w));
                _set(proofs, PROOF_WORDS + w, word);
            }
            vm.assertFalse(_batchHolds(six, proofs, inputs), "swapped points");
        }
    }

    // The proof of knowledge of one member may not vouch for the commitment of another, nor an
    // error of the commitment checks be taken back by one of the other checks.
    function test_RefusesErrorsThatCancelBetweenTheChecks() public view {
        (bytes memory proofs, uint256[5][] memory inputs) = _batch(five, 2);
        _shift(proofs, POK, [uint256(1), 2]);
        _shift(proofs, PROOF_WORDS + C, [uint256(1), 2]);
        vm.assertFalse(_batchHolds(five, proofs, inputs));
        (proofs, inputs) = _batch(five, 2);
        _shift(proofs, POK, [uint256(1), 2]);
        _shift(proofs, PROOF_WORDS + D, [uint256(1), 2]);
        vm.assertFalse(_batchHolds(five, proofs, inputs));
    }

    // Precompiles

    // Each call by itself, found by the point it starts with.
    function test_RefusesEachCallThatFails() public {
        (bytes memory proofs,) = _batch(five, 2);
        uint256[4] memory points = [A, C, D, POK];
        for (uint256 k = 0; k < points.length; ++k) {
            _refusesWithout(7, _point(proofs, PROOF_WORDS + points[k]));
            if (points[k] != A) _refusesWithout(6, _point(proofs, points[k]));
        }
        _refusesWithout(7, [five.key[0], five.key[1]]);
        _refusesWithout(7, [five.key[22], five.key[23]]);
    }

    function _refusesWithout(uint160 precompile, uint256[2] memory point) private {
        (bytes memory proofs, uint256[5][] memory inputs) = _batch(five, 2);
        bytes[3] memory answers = [bytes(""), abi.encode(1), abi.encode(1, 2, 3)];
        for (uint256 i = 0; i <= answers.length; ++i) {
            vm.mockCall(address(8), "", abi.encode(1));
            vm.assertTrue(_batchHolds(five, proofs, inputs), "all mocked but this");
            if (i < answers.length) {
                vm.mockCall(address(precompile), abi.encode(point), answers[i]);
            } else {
                vm.mockCallRevert(address(precompile), abi.encode(point), abi.encode(point));
            }
            vm.assertFalse(_batchHolds(five, proofs, inputs), "a call that fails");
            vm.clearMockedCalls();
        }
    }

    // Coefficients

    // The specification's transcript, written a second time, against what the contract multiplies
    // each member by.
    function test_CoefficientsAreTheSpecifications() public {
        (bytes memory proofs, uint256[5][] memory inputs) = _batch(six, 4);
        bytes memory words;
        for (uint256 i = 0; i < 4; ++i) {
            words = bytes.concat(words, abi.encode(inputs[i]));
        }
        bytes32 seed = keccak256(
            abi.encodePacked(
                keccak256("vitalproof/groth16-batch/evm/1"),
                block.chainid,
                abi.encode(six.verifier),
                six.keyHash,
                uint256(4),
                words,
                proofs
            )
        );
        uint256[2] memory d = [_word(proofs, D), _word(proofs, D + 1)];
        uint256 total = 1;
        for (uint256 i = 1; i < 4; ++i) {
            uint256 r = uint256(keccak256(abi.encode(seed, i))) >> 128;
            total += r;
            for (uint256 point = 0; point < PROOF_WORDS; point += point == A ? C : 2) {
                bytes memory p = _slice(proofs, 384 * i + 32 * point, 64);
                vm.expectCall(address(7), abi.encodePacked(p, r));
                if (point == D) d = _sum(d, _multiple(abi.decode(p, (uint256[2])), r));
            }
        }
        uint256 t = uint256(keccak256(abi.encode(seed, 0))) >> 128;
        vm.expectCall(address(7), abi.encode(d, t));
        vm.expectCall(address(7), abi.encode(six.key[0], six.key[1], total));
        vm.expectCall(address(7), abi.encode(six.key[22], six.key[23], total));
        six.verifier.verifyBatch(proofs, inputs);
    }

    // Who is to blame

    function test_BlamesNobodyWhenAllHold() public view {
        for (uint256 n = 1; n <= 32; n += n < 4 ? 1 : 7) {
            (bytes memory proofs, uint256[5][] memory inputs) = _batch(five, n);
            vm.assertEq(five.verifier.firstInvalid(proofs, inputs), n);
            (proofs, inputs) = _batch(six, n);
            vm.assertEq(six.verifier.firstInvalid(proofs, inputs), n);
        }
    }

    function test_BlamesEachMemberForEachFault() public view {
        for (uint256 i = 0; i < 4; ++i) {
            for (uint256 kind = 0; kind < KINDS; ++kind) {
                (bytes memory proofs, uint256[5][] memory inputs) = _batch(five, 4);
                _spoil(five, proofs, inputs, i, kind);
                vm.assertEq(five.verifier.firstInvalid(proofs, inputs), i);
            }
        }
    }

    function test_BlamesEachMemberOfALargestBatch() public view {
        for (uint256 i = 0; i < 32; ++i) {
            (bytes memory proofs, uint256[5][] memory inputs) = _batch(six, 32);
            _spoil(six, proofs, inputs, i, 0);
            vm.assertEq(six.verifier.firstInvalid{gas: 40_000_000}(proofs, inputs), i);
        }
    }

    function test_BlamesTheFirstOfTwo() public view {
        (bytes memory proofs, uint256[5][] memory inputs) = _batch(five, 4);
        _spoil(five, proofs, inputs, 3, 1);
        _spoil(five, proofs, inputs, 1, 2);
        vm.assertEq(five.verifier.firstInvalid(proofs, inputs), 1);
    }

    function test_BlamesAMalformedInputToo() public view {
        for (uint256 i = 0; i < 3; ++i) {
            (bytes memory proofs, uint256[5][] memory inputs) = _batch(five, 3);
            inputs[i][3] += R;
            vm.assertEq(five.verifier.firstInvalid(proofs, inputs), i);
        }
    }

    // Such a B is found by the pairing alone, which burns what it was given: a share and no more.
    function test_APointOutsideTheSubgroupBurnsOneShare() public view {
        (bytes memory proofs, uint256[5][] memory inputs) = _batch(five, 4);
        for (uint256 w = 0; w < 4; ++w) {
            _set(proofs, B + w, outsideG2[w]);
        }
        uint256 before = gasleft();
        vm.assertEq(five.verifier.firstInvalid{gas: 20_000_000}(proofs, inputs), 0);
        vm.assertLe(before - gasleft(), 20_000_000 / 4 + 400_000, "gas");
    }

    function test_BlamesNobodyForWantOfGas() public view {
        (bytes memory proofs, uint256[5][] memory inputs) = _batch(five, 4);
        uint256 answered = 0;
        for (uint256 gasLimit = 100_000; gasLimit < 3_000_000; gasLimit += 50_000) {
            try five.verifier.firstInvalid{gas: gasLimit}(proofs, inputs) returns (uint256 i) {
                vm.assertEq(i, 4);
                ++answered;
            } catch (bytes memory reason) {
                bytes4 why = Groth16CommitmentVerifier.GasTooLow.selector;
                vm.assertTrue(bytes4(reason) == why, "reason");
                vm.assertEq(answered, 0, "more gas is never worse");
            }
        }
        vm.assertTrue(answered > 0, "there is an amount that suffices");
    }

    // Fuzz

    /// forge-config: default.fuzz.runs = 1000
    function testFuzz_BatchHoldsIfEachMemberDoes(uint256 seed, bool ceremony) public view {
        Vector storage v = ceremony ? five : six;
        uint256 n = 1 + seed % 5;
        (bytes memory proofs, uint256[5][] memory inputs) = _batch(v, n);
        uint256 bad = n;
        for (uint256 i = n; i > 0; --i) {
            seed = uint256(keccak256(abi.encode(seed)));
            if (seed % 4 != 0) continue;
            _spoil(v, proofs, inputs, i - 1, (seed >> 8) % KINDS);
            bad = i - 1;
        }
        vm.assertEq(_batchHolds(v, proofs, inputs), bad == n);
        vm.assertEq(v.verifier.firstInvalid{gas: 10_000_000}(proofs, inputs), bad);
        for (uint256 i = 0; i < bad; ++i) {
            vm.assertTrue(_holds(v, _slice(proofs, 384 * i, 384), inputs[i]));
        }
    }

    /// forge-config: default.fuzz.runs = 5000
    function testFuzz_RefusesAnyBitFlipped(uint256 bit, uint256 n, bool ceremony) public view {
        Vector storage v = ceremony ? five : six;
        n = 1 + n % 4;
        (bytes memory proofs, uint256[5][] memory inputs) = _batch(v, n);
        bit %= 384 * 8 * n;
        proofs[bit / 8] = bytes1(uint8(proofs[bit / 8]) ^ uint8(1 << (bit % 8)));
        vm.assertFalse(_batchHolds(v, proofs, inputs));
    }

    /// forge-config: default.fuzz.runs = 1000
    function testFuzz_RefusesErrorsThatCancel(uint256 k, uint256 kind, uint256 n) public view {
        n = 2 + n % 4;
        uint256[2] memory by = _multiple([uint256(1), 2], k);
        if (by[0] == 0) return;
        (bytes memory proofs, uint256[5][] memory inputs) = _batch(five, n);
        uint256 point = [C, D, POK][kind % 3];
        _shift(proofs, point, by);
        by[1] = P - by[1];
        _shift(proofs, PROOF_WORDS * (1 + (k % (n - 1))) + point, by);
        vm.assertFalse(_batchHolds(five, proofs, inputs));
    }

    /// @dev Makes a member wrong in one of KINDS ways, all of them well formed.
    function _spoil(
        Vector storage v,
        bytes memory proofs,
        uint256[5][] memory inputs,
        uint256 i,
        uint256 kind
    ) private view {
        uint256 proof = PROOF_WORDS * i;
        uint256[2] memory by = [uint256(1), 2];
        if (kind == 0) _shift(proofs, proof + A, by);
        if (kind == 1) _shift(proofs, proof + C, by);
        if (kind == 2) _shift(proofs, proof + D, by);
        if (kind == 3) _shift(proofs, proof + POK, by);
        if (kind == 4) ++inputs[i][3];
        if (kind == 5) inputs[i] = v.inputs[(i + 1) % v.inputs.length];
        if (kind == 6) _set(proofs, proof + A + 1, P - _word(proofs, proof + A + 1));
        if (kind == 7) {
            // B of another proof: a point of the group.
            for (uint256 w = B; w < B + 4; ++w) {
                _set(proofs, proof + w, _word(v.proofs[(i + 1) % v.proofs.length], w));
            }
        }
    }
}
