// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Groth16CommitmentVerifier} from "../../src/Groth16CommitmentVerifier.sol";
import {IGroth16Verifier} from "../../src/interfaces/IGroth16Verifier.sol";
import {Test} from "../Test.sol";

/// @dev `forge coverage` finds a contract by its code and allows for 15 % of other bytes. Of this
/// one immutables are more than that, so it is measured with dead code in addition.
contract CoveredVerifier is Groth16CommitmentVerifier {
    constructor(bytes32 circuitId_, uint256[36] memory key)
        Groth16CommitmentVerifier(circuitId_, key)
    {}

    function deadCode() external pure returns (bytes memory) {
        return type(Groth16CommitmentVerifier).creationCode;
    }
}

/// @dev The toy circuit's proofs from `circuits/vectors/groth16.json` under a key of either kind:
/// `five` is of a ceremony and takes five pairs, `six` of gnark's own setup and takes six.
abstract contract Groth16Base is Test {
    struct Vector {
        Groth16CommitmentVerifier verifier;
        uint256[36] key;
        bytes32 keyHash;
        bytes[] proofs;
        uint256[5][] inputs;
    }

    uint256 internal constant P =
        0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47;
    uint256 internal constant R =
        0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;

    // Words of a proof.
    uint256 internal constant A = 0;
    uint256 internal constant B = 2;
    uint256 internal constant C = 6;
    uint256 internal constant D = 8;
    uint256 internal constant POK = 10;
    uint256 internal constant PROOF_WORDS = 12;

    // A proof must never need more; a precompile that refuses a point burns all it is given.
    uint256 internal constant GAS_LIMIT = 2_000_000;

    bytes32 internal circuitId;
    uint256[4] internal outsideG2;
    Vector internal five;
    Vector internal six;

    function setUp() public virtual {
        string memory json = vm.readFile("../circuits/vectors/groth16.json");
        circuitId = vm.parseJsonBytes32(json, ".circuit_id");
        outsideG2 = abi.decode(vm.parseJsonBytes(json, ".outside_g2"), (uint256[4]));
        _load(five, json, ".five");
        _load(six, json, ".six");
    }

    function _load(Vector storage v, string memory json, string memory from) private {
        uint256[] memory key = vm.parseJsonUintArray(json, string.concat(from, ".key"));
        vm.assertEq(key.length, 36, "words of a key");
        for (uint256 i = 0; i < 36; ++i) {
            v.key[i] = key[i];
        }
        v.keyHash = vm.parseJsonBytes32(json, string.concat(from, ".key_hash"));
        uint256[] memory inputs = vm.parseJsonUintArray(json, string.concat(from, ".inputs"));
        bytes memory proofs = vm.parseJsonBytes(json, string.concat(from, ".proofs"));
        vm.assertEq(inputs.length / 5, proofs.length / 384, "proofs");
        for (uint256 i = 0; i < inputs.length / 5; ++i) {
            v.inputs.push();
            for (uint256 j = 0; j < 5; ++j) {
                v.inputs[i][j] = inputs[5 * i + j];
            }
            v.proofs.push(_slice(proofs, i * 384, 384));
        }
        v.verifier = vm.isContext(2)
            ? new CoveredVerifier(circuitId, v.key)
            : new Groth16CommitmentVerifier(circuitId, v.key);
    }

    // One proof

    function _holds(Vector storage v, bytes memory proof, uint256[5] memory input)
        internal
        view
        returns (bool)
    {
        try v.verifier.verifyProof{gas: GAS_LIMIT}(proof, input) {
            return true;
        } catch {
            return false;
        }
    }

    /// @dev Refused as a wrong proof and not for some other reason, and cheaply unless only the
    /// pairing can tell.
    function _assertProofInvalid(Vector storage v, bytes memory proof, string memory what)
        internal
        view
    {
        _assertRefused(v, proof, v.inputs[0], IGroth16Verifier.ProofInvalid.selector, what);
    }

    function _assertRefused(
        Vector storage v,
        bytes memory proof,
        uint256[5] memory input,
        bytes4 reason,
        string memory what
    ) internal view {
        try v.verifier.verifyProof{gas: GAS_LIMIT}(proof, input) {
            revert(string.concat("accepted: ", what));
        } catch (bytes memory data) {
            vm.assertTrue(bytes4(data) == reason, what);
        }
    }

    // Batches

    /// @dev The vector's proofs one after the other, again from the first when they run out.
    function _batch(Vector storage v, uint256 n)
        internal
        view
        returns (bytes memory proofs, uint256[5][] memory inputs)
    {
        inputs = new uint256[5][](n);
        for (uint256 i = 0; i < n; ++i) {
            inputs[i] = v.inputs[i % v.inputs.length];
            proofs = bytes.concat(proofs, v.proofs[i % v.proofs.length]);
        }
    }

    function _batchHolds(Vector storage v, bytes memory proofs, uint256[5][] memory inputs)
        internal
        view
        returns (bool)
    {
        try v.verifier.verifyBatch{gas: 8_000_000}(proofs, inputs) {
            return true;
        } catch (bytes memory data) {
            vm.assertTrue(bytes4(data) == IGroth16Verifier.ProofInvalid.selector, "another error");
            return false;
        }
    }

    // Words of bytes

    function _word(bytes memory data, uint256 i) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 0x20), mul(i, 0x20)))
        }
    }

    function _set(bytes memory data, uint256 i, uint256 word) internal pure {
        assembly ("memory-safe") {
            mstore(add(add(data, 0x20), mul(i, 0x20)), word)
        }
    }

    function _slice(bytes memory data, uint256 from, uint256 size)
        internal
        pure
        returns (bytes memory part)
    {
        part = new bytes(size);
        assembly ("memory-safe") {
            mcopy(add(part, 0x20), add(add(data, 0x20), from), size)
        }
    }

    function _negated(uint256 coordinate) internal pure returns (uint256) {
        return (P - coordinate) % P;
    }

    // Points of G1 in a proof

    /// @dev Adds a point to the one that starts at word i.
    function _shift(bytes memory data, uint256 i, uint256[2] memory by) internal view {
        uint256[2] memory sum = _sum([_word(data, i), _word(data, i + 1)], by);
        _set(data, i, sum[0]);
        _set(data, i + 1, sum[1]);
    }

    function _sum(uint256[2] memory p, uint256[2] memory q)
        internal
        view
        returns (uint256[2] memory)
    {
        (bool done, bytes memory sum) = address(6).staticcall(abi.encode(p, q));
        vm.assertTrue(done, "the test's own addition");
        return abi.decode(sum, (uint256[2]));
    }

    function _multiple(uint256[2] memory p, uint256 k) internal view returns (uint256[2] memory) {
        (bool done, bytes memory product) = address(7).staticcall(abi.encode(p, k));
        vm.assertTrue(done, "the test's own multiplication");
        return abi.decode(product, (uint256[2]));
    }

    /// @dev K_0 + sum_j x_j K_j + h K_6: what D is added to.
    function _inputSum(Vector storage v, bytes memory proof, uint256[5] memory x)
        internal
        view
        returns (uint256[2] memory sum)
    {
        sum = [v.key[22], v.key[23]];
        for (uint256 j = 0; j < 6; ++j) {
            uint256 factor = j < 5 ? x[j] : uint256(keccak256(_slice(proof, 32 * D, 64))) % R;
            sum = _sum(sum, _multiple([v.key[24 + 2 * j], v.key[25 + 2 * j]], factor));
        }
    }

    function _point(bytes memory data, uint256 i) internal pure returns (uint256[2] memory) {
        return [_word(data, i), _word(data, i + 1)];
    }
}
