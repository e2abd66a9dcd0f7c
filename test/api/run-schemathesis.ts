/**
 * `npm run test:api`: a foreign program, Schemathesis, calls every address of the API as its description says, with values
 * that it makes up, and fails where an answer is not as described. It is the one on PATH, or is fetched by pip into a folder
 * of the user's; where none can be had this says SKIPPED.
 */
import { execFile, spawn } from 'node:child_process';
import { access, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { SCOPES } from '../../src/oauth/index.js';
import { openTenant, register, setUpBadge } from '../security/two-courses.js';
import { startMoodleLike } from '../support/lms/index.js';
import { startTestLaurel } from '../support/start-test-laurel.js';

const run = promisify(execFile);
const PACKAGE = 'schemathesis==4.32.5';
const HOME = path.join(
  process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'),
  'laurel',
  PACKAGE,
);
const EXAMPLES = process.env['EXAMPLES'] ?? '30';

/** @returns the program's file; null where none can be had */
async function findProgram(): Promise<string | null> {
  const file = path.join(HOME, 'bin', 'schemathesis');
  try {
    await access(file);
    return file;
  } catch {
    // It is fetched below.
  }
  try {
    await mkdir(HOME, { recursive: true });
    await run('python3', ['-m', 'venv', HOME]);
    const wanted = ['install', '--quiet', '--disable-pip-version-check', PACKAGE];
    await run(path.join(HOME, 'bin', 'pip'), wanted, { timeout: 300_000 });
    return file;
  } catch (error) {
    console.log(`SKIPPED, no Schemathesis: ${(error as Error).message.split('\n').at(-1) ?? ''}`);
    return null;
  }
}

/**
 * The description as it is served, but for Idempotency-Key: the program sends one key with many bodies, and does not know that
 * it is refused (test/features/api/awards.test.ts tries keys).
 */
async function writeDescription(): Promise<string> {
  const text = await (await fetch(`${laurel.url}/api/openapi.json`)).text();
  const described = JSON.parse(text) as {
    paths: Record<string, Record<string, { parameters: { name: string }[] }>>;
  };
  for (const operation of Object.values(described.paths).flatMap((each) => Object.values(each)))
    operation.parameters = operation.parameters.filter(({ name }) => name !== 'Idempotency-Key');
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'laurel-api-')), 'openapi.json');
  await writeFile(file, JSON.stringify(described));
  return file;
}

const program = await findProgram();
if (program === null) process.exit(0);
// Schemathesis calls as fast as it can, so that the limit of calls would be all that it sees.
const laurel = await startTestLaurel({ env: { API_CALLS_A_MINUTE: '1000000' } });
const moodle = await startMoodleLike();
const tool = moodle.registerTool({ url: laurel.url });
const platformId = await register(laurel, moodle, tool);
await setUpBadge(laurel, openTenant(laurel, moodle, platformId, tool), 'Called by a stranger');
const { secret } = await laurel.oauth.make({
  name: 'schemathesis',
  scopes: SCOPES,
  platformId,
  deploymentId: null,
  days: 1,
  actor: 'operator',
});
const args = ['--config-file', path.join(import.meta.dirname, 'schemathesis.toml'), 'run'];
args.push(await writeDescription(), '--url', `${laurel.url}/api/v1`, '--max-examples', EXAMPLES);
args.push('--header', `Authorization: Bearer ${secret}`, '--continue-on-failure');
args.push(...process.argv.slice(2));
const child = spawn(program, args, { stdio: 'inherit' });
process.exitCode = await new Promise<number>((done) =>
  child.on('close', (code) => done(code ?? 1)),
);
await moodle.close();
await laurel.close();
process.exit();
