// Measures how much of src/ the tests run and fails below 98 % of lines or of branches.
//
//   node script/coverage.mjs [REPORT]
//
// Prints a line for each file, with what no test ran. REPORT keeps the trace, in lcov's format.
//
// Left out of the measure: the verifiers that gnark exports, which are the reference of tests in Go,
// and the demo's token. Left out of the run: tests of gas and of bytecode, since forge compiles
// for coverage without the optimizer. Few random runs are enough to reach each line.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const LEAST = 0.98;

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const scratch = mkdtempSync(join(tmpdir(), "vitalproof-coverage-"));
const report = resolve(process.argv[2] ?? join(scratch, "lcov.info"));
process.on("exit", () => rmSync(scratch, { recursive: true }));

const forge = join(root, "node_modules", ".bin", "forge");
const args = ["coverage", "--report", "lcov", "--report-file", report, "--exclude-tests"];
args.push("--no-match-coverage", "^src/(verifiers|demo)/");
args.push("--no-match-path", "test/{Artefacts.t.sol,gate/Gas.t.sol}");
// Of its own, so that the build of the tests stays.
args.push("--out", join(scratch, "out"), "--cache-path", join(scratch, "cache"));
const run = spawnSync(forge, args, {
  cwd: root,
  encoding: "utf8",
  maxBuffer: 1 << 28,
  env: { ...process.env, FOUNDRY_PROFILE: "quick" },
});
if (run.status !== 0) fail(`forge coverage: ${run.error ?? run.stdout + run.stderr}`);

const total = { lines: [0, 0], branches: [0, 0] };
for (const text of readFileSync(report, "utf8").split("end_of_record\n").filter(Boolean)) {
  const file = text.match(/^SF:(.+)$/m)[1];
  const lines = [...text.matchAll(/^DA:(\d+),(\d+)/gm)].map(([, at, hits]) => [at, hits]);
  const branches = [...text.matchAll(/^BRDA:(\d+),\d+,\d+,(\d+|-)/gm)].map(([, at, n]) => [at, n]);
  const row = { lines: count(lines), branches: count(branches) };
  for (const key of Object.keys(total)) total[key] = total[key].map((n, i) => n + row[key][i]);
  const missed = new Set([...lines, ...branches].filter(([, n]) => !(n > 0)).map(([at]) => at));
  print(file, row, missed.size > 0 ? `  not run: ${[...missed].join(" ")}` : "");
}
print("total", total, "");
if (total.lines[1] === 0) fail("no line was measured");
for (const [key, [hit, all]] of Object.entries(total)) {
  if (hit < LEAST * all) fail(`${key}: less than ${100 * LEAST} % were run`);
}

function count(items) {
  return [items.filter(([, hits]) => hits > 0).length, items.length];
}

function print(name, row, rest) {
  const share = ([hit, all]) => `${hit}/${all}`.padStart(9);
  console.log(`${name.padEnd(40)} lines${share(row.lines)}  branches${share(row.branches)}${rest}`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
