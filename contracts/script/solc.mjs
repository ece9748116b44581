#!/usr/bin/env node
// Runs the npm build of the Solidity compiler behind the command line forge expects.
//
// forge asks for `--version` first and then pipes standard JSON through `--standard-json`.
// The other flags it passes (--base-path, --allow-paths) are moot: forge inlines every
// source, and this compiler has no file access.
import { readFileSync, writeSync } from "node:fs";
import { createRequire } from "node:module";

const solc = createRequire(import.meta.url)("solc");

if (process.argv.includes("--version")) {
  print(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`);
} else if (process.argv.includes("--standard-json")) {
  print(solc.compile(readFileSync(0, "utf8")));
} else {
  process.stderr.write("solc.mjs: only --version and --standard-json are supported\n");
  process.exit(2);
}

// Writes all of text: a pipe may take less than asked, or be full for a moment.
function print(text) {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(1, bytes, done);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}
