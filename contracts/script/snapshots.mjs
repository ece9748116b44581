// Writes snapshots/, the figures that a change must not move unseen:
//
//   sizes.json  bytes of each contract's code on chain and of the code that creates it
//   gas.json    gas of the calls that test/gate/Gas.t.sol measures
//
//   node script/snapshots.mjs sizes|gas [--check]
//
// With --check nothing is written; the figures that differ are named and the command fails.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const [what, flag, ...rest] = process.argv.slice(2);
const measure = { sizes, gas }[what];
if (!measure || (flag && flag !== "--check") || rest.length > 0) {
  fail("usage: node script/snapshots.mjs sizes|gas [--check]");
}

const file = join("snapshots", `${what}.json`);
const fresh = measure();
if (flag) compare(read(join(root, file)), fresh);
else {
  mkdirSync(join(root, "snapshots"), { recursive: true });
  writeFileSync(join(root, file), JSON.stringify(fresh, null, 2) + "\n");
  console.table(fresh);
}

// Reads the artefacts, which are current when `node script/build.mjs --check` says so.
function sizes() {
  const bytes = (code) => (code.length - "0x".length) / 2;
  const figures = {};
  for (const name of readdirSync(join(root, "artefacts")).sort()) {
    const { contract, bytecode, deployedBytecode } = read(join(root, "artefacts", name));
    figures[contract] = { deployed: bytes(deployedBytecode), creation: bytes(bytecode) };
    // EIP-170 and EIP-3860: a larger contract cannot be deployed.
    if (bytes(deployedBytecode) > 24_576) fail(`${contract} is larger than 24,576 bytes`);
    if (bytes(bytecode) > 49_152) fail(`${contract} takes more than 49,152 bytes to create`);
  }
  return figures;
}

// forge's own check passes over a figure that the snapshot lacks, so the comparison is done here.
function gas() {
  const dir = mkdtempSync(join(tmpdir(), "vitalproof-gas-"));
  try {
    const forge = join(root, "node_modules", ".bin", "forge");
    const run = spawnSync(forge, ["test", "--match-path", "test/gate/Gas.t.sol"], {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, FOUNDRY_SNAPSHOTS: dir, FORGE_SNAPSHOT_EMIT: "true" },
    });
    if (run.status !== 0) fail(`forge test: ${run.error ?? run.stdout + run.stderr}`);
    const figures = {};
    for (const name of readdirSync(dir)) Object.assign(figures, read(join(dir, name)));
    return Object.fromEntries(Object.keys(figures).sort().map((key) => [key, +figures[key]]));
  } finally {
    rmSync(dir, { recursive: true });
  }
}

function compare(old, fresh) {
  const show = (value) => JSON.stringify(value) ?? "missing";
  const names = [...new Set([...Object.keys(old), ...Object.keys(fresh)])];
  const changed = names.filter((name) => show(old[name]) !== show(fresh[name]));
  if (changed.length > 0) {
    const lines = changed.map((name) => `${file}: ${name}: ${show(old[name])} -> ${show(fresh[name])}`);
    fail(`${lines.join("\n")}\nrun: npm run ${what}`);
  }
  console.log(`${file}: ${names.length} figures up to date`);
}

function read(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
