// snarkjs: node snarkjs.mjs DIR, where DIR holds what circom and the harness made.
//
// The key and the witness generator are loaded before the first request. A proof is
// timed from the readings to the witness's bytes, and from those to the proof.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { groth16, zKey } from 'snarkjs';
import { Refused, serve, timed } from './lines.mjs';

const dir = process.argv[2];
const require = createRequire(import.meta.url);
const generator = require(join(dir, 'main_js', 'witness_calculator.js'));
const calculator = await generator(readFileSync(join(dir, 'main_js', 'main.wasm')));
const zkey = { type: 'mem', data: new Uint8Array(readFileSync(join(dir, 'main.zkey'))) };
const key = await zKey.exportVerificationKey(zkey);

// Witness in circom's container, as bytes. circom names a failed constraint so.
async function witness(readings) {
  try {
    return await calculator.calculateWTNSBin({ readings }, 0);
  } catch (e) {
    throw /Assert Failed/.test(e?.message) ? new Refused(e.message) : e;
  }
}

await serve(
  {
    info: () => ({ verifyingKeyBytes: JSON.stringify(key).length }),
    witness: async ({ readings }) => ({ bytes: (await witness(readings)).length }),
    prove: async ({ readings }) => {
      const [data, witnessMs] = await timed(() => witness(readings));
      const [{ proof, publicSignals }, proveMs] = await timed(() => groth16.prove(zkey, { type: 'mem', data }));
      // Two points of G1 and one of G2, uncompressed, as the EVM takes them.
      return { proof, public: publicSignals, bytes: 256, witnessMs, proveMs };
    },
    verify: async ({ proof, public: signals }) => {
      const [ok, ms] = await timed(() => groth16.verify(key, signals, proof));
      return { ok, ms };
    },
  },
  async () => globalThis.curve_bn128?.terminate(),
);
