// Compiles a Noir project: node compile-noir.mjs PROJECT OUT
//
// The compiler is WebAssembly on one thread; its time is told as compile time and
// counts in no proof.
import { writeFileSync } from 'node:fs';
import { compile_program, createFileManager } from '@noir-lang/noir_wasm';

const [, , project, out] = process.argv;
try {
  const { program } = await compile_program(createFileManager(project));
  writeFileSync(out, JSON.stringify(program));
} catch (e) {
  const found = e.cause?.diagnostics ?? [];
  console.error([e.message, ...found.slice(0, 5).map((d) => `${d.file}: ${d.message}`)].join('\n'));
  process.exit(1);
}
