// Requests and answers, one JSON object a line, over standard input and output.
import { createInterface } from 'node:readline';

// An error that means the readings do not satisfy the circuit.
export class Refused extends Error {}

// Answers requests {do, ...} with commands[do](request), one after the other, until
// the input ends.
export async function serve(commands, close) {
  // Libraries print; what they print is no answer.
  console.log = console.info = console.error;
  const answer = (a) => process.stdout.write(JSON.stringify(a) + '\n');
  answer({ ready: true });
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    try {
      answer(await commands[request.do](request));
    } catch (e) {
      answer({ error: String(e?.message ?? e).slice(0, 2000), refused: e instanceof Refused });
    }
  }
  await close();
  process.exit(0);
}

// Runs f; gives what it returns and the milliseconds it took.
export async function timed(f) {
  const start = performance.now();
  const value = await f();
  return [value, performance.now() - start];
}
