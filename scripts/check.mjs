/**
 * `npm run check`: lint, types, arrows between rooms, formatting, the list of errors, and what nobody uses. Two at a time,
 * the longest first; each tells its time and what it found once it is done, and all are run whatever fails.
 */
import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';

const STEPS = [
  // Types are checked by it too, in the same reading (typeCheck in .oxlintrc.json).
  ['lint and types', 'npx oxlint'],
  ['unused', 'node scripts/check-unused.mjs'],
  ['arrows', 'node scripts/check-arrows.mjs'],
  ['format', 'npx oxfmt --check'],
  ['errors', 'node scripts/list-errors.mjs --check'],
];
const AT_ONCE = 2;

/** Runs one step; what it wrote is kept together, so that two steps never mix their lines. */
function run([name, command]) {
  const began = Date.now();
  const child = spawn(command, { shell: true, env: { ...process.env, FORCE_COLOR: '1' } });
  const parts = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => parts.push(part));
  return new Promise((done) => {
    child.on('close', (code) => {
      const seconds = ((Date.now() - began) / 1000).toFixed(1);
      process.stdout.write(Buffer.concat(parts));
      console.log(`${code === 0 ? 'ok' : 'FAILED'}  ${name}  ${seconds} s`);
      done(code === 0 ? [] : [`${name}: ${command}`]);
    });
  });
}

const waiting = [...STEPS];
async function takeTurns() {
  const failed = [];
  for (let step = waiting.shift(); step; step = waiting.shift()) failed.push(...(await run(step)));
  return failed;
}

const failed = (await Promise.all(Array.from({ length: AT_ONCE }, takeTurns))).flat();
if (failed.length > 0) {
  console.log(`\nTo repeat what failed:\n${failed.map((each) => `  ${each}`).join('\n')}`);
  process.exitCode = 1;
}
