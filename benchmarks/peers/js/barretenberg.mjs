// Barretenberg: node barretenberg.mjs PROGRAM BB, a compiled Noir program and the
// native bb, which is started as bb.js starts it and answers over a socket. The
// reference string lies in the directory named by CRS_PATH.
//
// A proof is timed from the readings to the witness that bb takes, and from that to
// the proof. Circuit and verifying key are given to bb with each proof, as in bb.js;
// bb.js itself leaves out the key and has bb make it again, which takes longer.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { gunzipSync } from 'node:zlib';
import { BackendType, Barretenberg } from '@aztec/bb.js';
import { Noir } from '@noir-lang/noir_js';
import { Refused, serve, timed } from './lines.mjs';

const [, , file, bbPath] = process.argv;
const program = JSON.parse(readFileSync(file, 'utf8'));
const noir = new Noir(program);
const bytecode = gunzipSync(Buffer.from(program.bytecode, 'base64'));
const bb = await Barretenberg.new({ backend: BackendType.NativeUnixSocket, bbPath, threads: availableParallelism() });

// The flavour for Ethereum, zero-knowledge: Keccak as oracle. That with Poseidon2,
// meant for proofs within proofs, takes as long and makes proofs of 14,656 bytes.
const settings = { ipaAccumulation: false, oracleHashType: 'keccak', disableZk: false, optimizedSolidityVerifier: false };
const circuit = { name: 'check', bytecode, verificationKey: new Uint8Array() };

const hex = (b) => '0x' + Buffer.from(b).toString('hex');
const bytes = (h) => new Uint8Array(Buffer.from(h.slice(2), 'hex'));
const field = (n) => bytes('0x' + BigInt(n).toString(16).padStart(64, '0'));

// What Noir says of an assertion, of the table of classes, and of a number that is
// not of the type of a reading.
async function witness(readings) {
  try {
    return gunzipSync((await noir.execute({ readings })).witness);
  } catch (e) {
    throw /Circuit execution failed|Index out of bounds|exceeds maximum allowed value/.test(e?.message) ? new Refused(e.message) : e;
  }
}

await serve(
  {
    stats: async () => {
      const s = await bb.circuitStats({ circuit, includeGatesPerOpcode: false, settings });
      // The pinned bb.js keeps its process there.
      return { gates: s.numGates, domain: s.numGatesDyadic, pid: bb.backend?.process?.pid };
    },
    // Once the reference string is there.
    key: async () => {
      circuit.verificationKey = (await bb.circuitComputeVk({ circuit: { name: circuit.name, bytecode }, settings })).bytes;
      return { verifyingKeyBytes: circuit.verificationKey.length };
    },
    witness: async ({ readings }) => ({ bytes: (await witness(readings)).length }),
    prove: async ({ readings }) => {
      const [data, witnessMs] = await timed(() => witness(readings));
      const [r, proveMs] = await timed(() => bb.circuitProve({ circuit, witness: data, settings }));
      return {
        proof: r.proof.map(hex),
        public: r.publicInputs.map((p) => BigInt(hex(p)).toString()),
        bytes: 32 * r.proof.length,
        witnessMs,
        proveMs,
      };
    },
    verify: async ({ proof, public: inputs }) => {
      const [r, ms] = await timed(() =>
        bb.circuitVerify({
          verificationKey: circuit.verificationKey,
          publicInputs: inputs.map(field),
          proof: proof.map(bytes),
          settings,
        }),
      );
      return { ok: r.verified, ms };
    },
  },
  () => bb.destroy(),
);
