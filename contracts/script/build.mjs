// Compiles src/ and writes one artefact for each contract that can be deployed.
//
//   node script/build.mjs           writes artefacts/<Name>.json
//   node script/build.mjs --check   fails and names every artefact that a fresh compile changes
//
// Go programs embed the artefacts, so they can deploy without a Solidity compiler. Each file of
// src/ is compiled by itself with what it imports: adding a contract never changes another's
// bytecode.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, posix, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const solc = createRequire(import.meta.url)("solc");
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const artefactDir = join(root, "artefacts");

const args = process.argv.slice(2);
const check = args.includes("--check");
if (args.some((arg) => arg !== "--check")) fail("usage: node script/build.mjs [--check]");

const built = compileAll(compilerSettings());
const committed = readArtefacts();
if (check) compare(built, committed);
else write(built, committed);

// Takes the settings from foundry.toml, so that what is tested is what is written.
function compilerSettings() {
  const toml = readFileSync(join(root, "foundry.toml"), "utf8");
  const profile = toml.split(/^\[profile\.default\]$/m)[1]?.split(/^\[/m)[0] ?? "";
  const value = (key) => {
    const found = profile.match(new RegExp(`^${key} = (.+)$`, "m"));
    if (!found) fail(`foundry.toml: no ${key} in [profile.default]`);
    return JSON.parse(found[1].replace(/(?<=\d)_(?=\d)/g, ""));
  };
  return {
    evmVersion: value("evm_version"),
    optimizer: { enabled: value("optimizer"), runs: value("optimizer_runs") },
    viaIR: value("via_ir"),
    metadata: { appendCBOR: value("cbor_metadata"), bytecodeHash: value("bytecode_hash") },
  };
}

// Returns the text of every artefact by contract name.
function compileAll(settings) {
  const artefacts = new Map();
  for (const path of solidityFiles("src")) {
    for (const artefact of compile(path, settings)) {
      if (artefacts.has(artefact.contract)) fail(`${path}: ${artefact.contract} is defined twice`);
      artefacts.set(artefact.contract, JSON.stringify(artefact, null, 2) + "\n");
    }
  }
  if (artefacts.size === 0) fail("src: no contract to build");
  return artefacts;
}

function solidityFiles(dir) {
  const entries = readdirSync(join(root, dir), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".sol"))
    .map((entry) => posix.join(entry.parentPath.slice(root.length + 1), entry.name))
    .sort();
}

function compile(path, settings) {
  const deployed = ["object", "immutableReferences"].map((name) => `evm.deployedBytecode.${name}`);
  const outputs = ["abi", "evm.bytecode.object", ...deployed];
  const input = {
    language: "Solidity",
    sources: { [path]: { content: source(path) } },
    settings: { ...settings, outputSelection: { "*": { "*": outputs, "": ["ast"] } } },
  };
  const imported = (name) => ({ contents: source(name) });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: imported }));
  // A warning in a package is for its authors.
  const ours = (error) => error.severity === "error" || !error.sourceLocation?.file.startsWith("@");
  const errors = (output.errors ?? []).filter((error) => error.severity !== "info" && ours(error));
  if (errors.length > 0) fail(errors.map((error) => error.formattedMessage).join("\n"));

  const hashes = Object.keys(output.sources).sort();
  return deployable(output.sources[path].ast).map((name) => {
    const { abi, evm } = output.contracts[path][name];
    return {
      contract: name,
      source: path,
      compiler: solc.version(),
      settings,
      sourceSha256: Object.fromEntries(hashes.map((file) => [file, sha256(source(file))])),
      abi,
      bytecode: "0x" + evm.bytecode.object,
      // What is on chain, with zeros where the constructor puts the values of immutables.
      deployedBytecode: "0x" + evm.deployedBytecode.object,
      immutables: immutables(evm.deployedBytecode.immutableReferences),
    };
  });
}

// Lists where the deployed code holds values of immutables. The compiler sorts them by variable,
// under numbers that another import changes.
function immutables(references) {
  return Object.values(references)
    .flat()
    .sort((a, b) => a.start - b.start)
    .map(({ start, length }) => ({ start, length }));
}

// Names the contracts of a file that can be deployed: no interface, library or abstract contract.
function deployable(ast) {
  return ast.nodes
    .filter((node) => node.nodeType === "ContractDefinition")
    .filter((node) => node.contractKind === "contract" && !node.abstract)
    .map((node) => node.name)
    .sort();
}

// Reads a source by the name that it has for the compiler, which is also its name in an artefact: a
// path in this folder, or in a package that foundry.toml maps to node_modules.
function source(name) {
  return readFileSync(join(root, name.startsWith("@") ? "node_modules" : "", name), "utf8");
}

function sha256(data) {
  return createHash("sha256").update(data).digest("hex");
}

function readArtefacts() {
  if (!existsSync(artefactDir)) return new Map();
  const files = readdirSync(artefactDir).filter((file) => file.endsWith(".json"));
  const texts = files.map((file) => readFileSync(join(artefactDir, file), "utf8"));
  return new Map(files.map((file, i) => [basename(file, ".json"), texts[i]]));
}

function write(fresh, old) {
  mkdirSync(artefactDir, { recursive: true });
  for (const [name, text] of fresh) writeFileSync(join(artefactDir, `${name}.json`), text);
  for (const name of old.keys()) {
    if (!fresh.has(name)) rmSync(join(artefactDir, `${name}.json`));
  }
  console.log(`artefacts: wrote ${[...fresh.keys()].join(", ")}`);
}

function compare(fresh, old) {
  const problems = [];
  for (const [name, text] of fresh) {
    const file = `artefacts/${name}.json`;
    if (!old.has(name)) problems.push(`${file} is missing`);
    else if (old.get(name) !== text) problems.push(`${file} ${difference(old.get(name), text)}`);
  }
  for (const name of old.keys()) {
    if (!fresh.has(name)) problems.push(`artefacts/${name}.json has no contract in src`);
  }
  if (problems.length > 0) fail(problems.join("\n") + "\nrun: npm run build");
  console.log(`artefacts: ${fresh.size} up to date`);
}

// Says which fields of two artefacts differ.
function difference(old, fresh) {
  let was;
  try {
    was = JSON.parse(old);
  } catch {
    return "is not JSON";
  }
  const now = JSON.parse(fresh);
  const keys = [...new Set([...Object.keys(now), ...Object.keys(was)])];
  const changed = keys.filter((key) => JSON.stringify(was[key]) !== JSON.stringify(now[key]));
  return changed.length > 0 ? `differs in ${changed.join(", ")}` : "differs in layout";
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
