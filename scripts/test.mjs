/**
 * Runs the tests: `npm test` all of them, `npm test -- NAME …` the files whose path contains a NAME. Browser journeys run
 * after the rest, two at a time: each has a browser beside it. A few files that fail in a whole run are
 * run once more with the machine to themselves; what passes only then is named, since it is a fault of the test or a race.
 * What failed is named at the end, with the one command that repeats it.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const REPORT = 'node_modules/.cache/tests.json';
/** Where more files fail than this, it is not the load of the machine. */
const MOST_REPEATED = 3;
const names = process.argv.slice(2);

/** @returns the files with a test that failed, how many tests ran, and whether the run as a whole failed */
async function run(projects, files, flags = []) {
  rmSync(REPORT, { force: true });
  const args = ['vitest', 'run', ...projects.flatMap((each) => ['--project', each]), ...files];
  args.push('--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`, ...flags);
  if (names.length > 0) args.push('--passWithNoTests');
  const child = spawn('npx', args, { stdio: 'inherit' });
  const code = await new Promise((done) => child.on('close', (status) => done(status ?? 1)));
  const { testResults = [], numTotalTests = 0 } = existsSync(REPORT)
    ? JSON.parse(readFileSync(REPORT, 'utf8'))
    : {};
  const failed = testResults.filter(({ status }) => status === 'failed');
  return { code, count: numTotalTests, failed: failed.map(({ name }) => path.relative('.', name)) };
}

const unsteady = [];

/** Runs projects, and a few files that fail in a whole run once more, one after the other. */
async function runTwice(projects, flags) {
  const first = await run(projects, names, flags);
  const { failed } = first;
  if (names.length > 0 || failed.length === 0 || failed.length > MOST_REPEATED) return first;
  console.log(`\nOnce more, alone: ${failed.join(' ')}`);
  const second = await run(projects, failed, ['--maxWorkers=1', '--no-file-parallelism']);
  unsteady.push(...failed.filter((each) => !second.failed.includes(each)));
  return { code: second.code, count: first.count, failed: second.failed };
}

const began = Date.now();
const runs = [await runTwice(['unit', 'store', 'routes'])];
if (runs[0].code === 0 || names.length > 0)
  runs.push(await runTwice(['journeys'], ['--maxWorkers=2']));

const failed = runs.flatMap((each) => each.failed);
const count = runs.reduce((sum, each) => sum + each.count, 0);
const seconds = Math.round((Date.now() - began) / 1000);
console.log(`\n${count} tests in ${seconds} s`);
if (names.length > 0 && count === 0)
  console.log(`No test file's path contains ${names.join(' or ')}.`);
if (unsteady.length > 0)
  console.log(`UNSTEADY, passed only when run alone; mend them: ${unsteady.join(' ')}`);
if (failed.length > 0) console.log(`To repeat what failed:  npm test -- ${failed.join(' ')}`);
process.exitCode = runs.some(({ code }) => code !== 0) || count === 0 ? 1 : 0;
