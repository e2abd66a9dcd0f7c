/**
 * `npm run bench -- <name> [arguments]`: runs test/bench/<name>.ts. Each prints what it measures as it goes and,
 * as its last line, one JSON object.
 */
import { setFlagsFromString } from 'node:v8';

// As dist/main.js does (scripts/build/load-cached.mjs).
setFlagsFromString('--heap-growing-percent=100');

const [name, ...args] = process.argv.slice(2);

if (name === undefined || !/^[a-z-]+$/.test(name)) {
  console.error('Which one? npm run bench -- issue | hostile | pages | …');
  process.exit(1);
}

const { default: bench } = (await import(`./${name}.ts`)) as {
  default: (args: readonly string[]) => Promise<object>;
};
console.log(JSON.stringify(await bench(args)));
process.exit(0);
