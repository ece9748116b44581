// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationGate} from "../src/AttestationGate.sol";
import {IAttestationVerifier} from "../src/IAttestationVerifier.sol";

// Verifiers that know no key. They show what the gate does before and after the call, never that a
// proof is good: that takes the exported verifier, see EvmVector.t.sol.

/// @dev Accepts everything.
contract AcceptingVerifier is IAttestationVerifier {
    function verifyProof(bytes calldata, uint256[5] calldata) external view {}
}

/// @dev Refuses everything, as an exported verifier does.
contract RefusingVerifier is IAttestationVerifier {
    error ProofInvalid();

    function verifyProof(bytes calldata, uint256[5] calldata) external pure {
        revert ProofInvalid();
    }
}

/// @dev Refuses everything and says what it was asked. It is called statically, so it cannot store
/// what it saw.
contract EchoingVerifier is IAttestationVerifier {
    error Asked(bytes proof, uint256[5] input);

    function verifyProof(bytes calldata proof, uint256[5] calldata input) external pure {
        revert Asked(proof, input);
    }
}

/// @dev Accepts everything, and tries to have a second nullifier accepted while it is asked.
contract ReentrantVerifier {
    bytes32 private constant CONSENT = keccak256("consent");

    function verifyProof(bytes calldata proof, uint256[5] calldata input) external {
        uint256 inner = 2;
        if (input[3] == inner) return;
        AttestationGate gate = AttestationGate(msg.sender);
        // The inner call may burn all it is given, so it is not given all there is.
        try gate.submit{gas: 200_000}(proof, inner, address(this), CONSENT, type(uint64).max) {}
            catch {}
    }
}
