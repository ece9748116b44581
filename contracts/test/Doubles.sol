// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAttestationGate} from "../src/interfaces/IAttestationGate.sol";
import {IGroth16Verifier} from "../src/interfaces/IGroth16Verifier.sol";

// Verifiers that know no key. They show what router and gate do before and after the call, never
// that a proof is good: that takes the real verifier, see gate/RealProofs.t.sol.

/// @dev Accepts everything. A number of its own tells one double's id from another's.
contract AcceptingVerifier is IGroth16Verifier {
    bytes32 public immutable circuitId;
    bytes32 public immutable keyHash;

    constructor(uint256 number) {
        circuitId = keccak256("circuit");
        keyHash = bytes32(number);
    }

    function verifyProof(bytes calldata, uint256[5] calldata) external view virtual {}

    function verifyBatch(bytes calldata, uint256[5][] calldata) external view virtual {}

    function firstInvalid(bytes calldata, uint256[5][] calldata inputs)
        external
        view
        virtual
        returns (uint256)
    {
        return inputs.length;
    }

    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IGroth16Verifier).interfaceId || interfaceId == 0x01ffc9a7;
    }
}

/// @dev Accepts what starts with a byte that is not 0xee, as a stand-in for a bad proof.
contract PickyVerifier is AcceptingVerifier {
    constructor(uint256 number) AcceptingVerifier(number) {}

    function verifyProof(bytes calldata proof, uint256[5] calldata) external pure override {
        if (_isBad(proof)) revert ProofInvalid();
    }

    function verifyBatch(bytes calldata proofs, uint256[5][] calldata inputs)
        external
        pure
        override
    {
        if (_first(proofs, inputs.length) != inputs.length) revert ProofInvalid();
    }

    function firstInvalid(bytes calldata proofs, uint256[5][] calldata inputs)
        external
        pure
        override
        returns (uint256)
    {
        return _first(proofs, inputs.length);
    }

    function _first(bytes calldata proofs, uint256 n) private pure returns (uint256) {
        for (uint256 i = 0; i < n; ++i) {
            if (_isBad(proofs[i * 384:(i + 1) * 384])) return i;
        }
        return n;
    }

    function _isBad(bytes calldata proof) private pure returns (bool) {
        return proof[0] == 0xee;
    }
}

/// @dev Refuses every batch and blames nobody.
contract UnfairVerifier is AcceptingVerifier {
    error Tired();

    constructor() AcceptingVerifier(0x0f) {}

    function verifyBatch(bytes calldata, uint256[5][] calldata) external pure override {
        revert Tired();
    }
}

/// @dev Refuses everything and says what it was asked. It is called statically, so it cannot store
/// what it saw.
contract EchoingVerifier is AcceptingVerifier {
    error Asked(bytes proof, uint256[5] input);
    error AskedBatch(bytes proofs, uint256[5][] inputs);

    constructor() AcceptingVerifier(0xec) {}

    function verifyProof(bytes calldata proof, uint256[5] calldata input) external pure override {
        revert Asked(proof, input);
    }

    function verifyBatch(bytes calldata proofs, uint256[5][] calldata inputs)
        external
        pure
        override
    {
        revert AskedBatch(proofs, inputs);
    }
}

/// @dev Says that everything holds, and tries to have another answer accepted while it is asked.
/// Not of the interface's type: there the call is a view.
contract ReentrantVerifier {
    bytes32 public constant circuitId = keccak256("circuit");
    bytes32 public constant keyHash = bytes32(uint256(0x4e));

    bytes private _inner;

    /// @dev The call to try, as calldata for the gate.
    function arm(bytes calldata inner) external {
        _inner = inner;
    }

    function verifyProof(bytes calldata, uint256[5] calldata) external {
        _reenter();
    }

    function verifyBatch(bytes calldata, uint256[5][] calldata) external {
        _reenter();
    }

    function _reenter() private {
        bytes memory inner = _inner;
        if (inner.length == 0) return;
        // The inner call may burn all it is given, so it is not given all there is.
        (bool done,) = msg.sender.call{gas: 400_000}(inner);
        require(!done, "reentered");
    }
}

/// @dev Smart account that answers ERC-1271 as it is told to.
contract Wallet {
    enum Mood {
        Good,
        Bad,
        Reverting,
        Short,
        Reentrant
    }

    Mood private _mood;
    IAttestationGate private _gate;
    bytes private _inner;

    function set(Mood mood) external {
        _mood = mood;
    }

    function arm(IAttestationGate gate, bytes calldata inner) external {
        _gate = gate;
        _inner = inner;
        _mood = Mood.Reentrant;
    }

    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        if (_mood == Mood.Bad) return 0xffffffff;
        require(_mood != Mood.Reverting, "asleep");
        if (_mood == Mood.Short) {
            assembly {
                mstore(0, 0x1626ba7e)
                return(28, 4)
            }
        }
        if (_mood == Mood.Reentrant) {
            (bool done,) = address(_gate).call{gas: 400_000}(_inner);
            require(!done, "reentered");
        }
        return 0x1626ba7e;
    }
}
