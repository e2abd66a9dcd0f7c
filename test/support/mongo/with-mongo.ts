/**
 * `node --import tsx test/support/mongo/with-mongo.ts [--fetch] [--members 3] [--fail-points] -- COMMAND…`: runs a command with
 * TEST_MONGODB_URL, the address of a MongoDB replica set that is there for as long as it runs. Without a mongod nothing is
 * run, which is said; MONGOD names one. `--fail-points`: a test may switch parts of the server off.
 */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { findMongod } from './find-mongod.js';
import { startReplicaSet } from './replica-set.js';

const { values, positionals } = parseArgs({
  options: {
    fetch: { type: 'boolean' },
    members: { type: 'string' },
    'fail-points': { type: 'boolean' },
  },
  allowPositionals: true,
});
const [command = '', ...args] = positionals;
const shown = positionals.join(' ');
const mongod = await findMongod(values.fetch ?? false);
if ('why' in mongod) {
  console.log(`SKIPPED on a real MongoDB: ${shown}\n  ${mongod.why}`);
  process.exit(0);
}
const set = await startReplicaSet(
  mongod.file,
  values.members === '3' ? 3 : 1,
  values['fail-points'],
);
console.log(`on a real MongoDB (${mongod.file}): ${shown}`);
const child = spawn(command, args, {
  stdio: 'inherit',
  env: { ...process.env, TEST_MONGODB_URL: set.url, MONGOD: mongod.file },
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
const code = await new Promise<number>((done) => {
  child.once('error', (error) => {
    console.error(error.message);
    done(1);
  });
  child.once('exit', (exit) => done(exit ?? 1));
});
const why = await set.whyEnded();
if (why !== '') console.error(`\nThe MongoDB server ended while this ran:\n${why}`);
await set.stop();
process.exitCode = code;
