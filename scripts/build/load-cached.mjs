/**
 * dist/main.js: runs the server with the code that V8 kept when it was built. A cache that another version of Node.js made is refused by V8, and the
 * program is then compiled as ever. With LAUREL_KEEP_CODE set (the build alone does so) what was compiled is kept at the end.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import vm from 'node:vm';

// Left to itself V8 lets garbage grow to four times what is in use before it looks: a course of ten thousand then takes
// 600 MB where 430 do, and no less processor time. Before the code: a cache is for the same flags.
setFlagsFromString('--heap-growing-percent=100');
// Room for the young objects of a batch. Threads get it by this; this thread has it from its command line (`npm start`), and is
// told again so that the cache is for the same flags either way.
setFlagsFromString('--max-semi-space-size=32');

const program = new URL('./program.cjs', import.meta.url);
const cache = new URL('./program.cache', import.meta.url);

function readCache() {
  try {
    return readFileSync(cache);
  } catch {
    return undefined;
  }
}

const script = new vm.Script(
  `(function (require, __dirname, __url) {${readFileSync(program, 'latin1')}\n})`,
  {
    filename: fileURLToPath(program),
    cachedData: readCache(),
  },
);
if (process.env.LAUREL_KEEP_CODE)
  process.once('exit', () => writeFileSync(cache, script.createCachedData()));
script.runInThisContext()(createRequire(program), import.meta.dirname, program.href);
