/**
 * `npm run test:openapi`: a foreign program, Spectral, reads the descriptions that are served of both APIs, and fails where it finds an error. It
 * has a lockfile of its own (test/interop/openapi) and is installed without running any script; where it cannot be had this says SKIPPED.
 */
import { execFile, spawn } from 'node:child_process';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startTestLaurel } from '../support/start-test-laurel.js';

const HOME = path.join(import.meta.dirname, '../interop/openapi');
const PROGRAM = path.join(HOME, 'node_modules/@stoplight/spectral-cli/dist/index.js');

/** @returns whether the program is there */
async function isInstalled(): Promise<boolean> {
  try {
    await access(PROGRAM);
    return true;
  } catch {
    // It is installed below.
  }
  try {
    const wanted = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
    await promisify(execFile)('npm', wanted, { cwd: HOME, timeout: 300_000 });
    return true;
  } catch (error) {
    console.log(`SKIPPED, no Spectral: ${(error as Error).message.split('\n')[0] ?? ''}`);
    return false;
  }
}

if (!(await isInstalled())) process.exit(0);
const laurel = await startTestLaurel();
const folder = await mkdtemp(path.join(tmpdir(), 'laurel-openapi-'));
const files: string[] = [];
// The REST API's, and the service description of the Open Badges API, which is an OpenAPI 3.0.
for (const address of ['/api/openapi.json', '/ims/ob/v3p0/discovery']) {
  const answer = await fetch(`${laurel.url}${address}`);
  if (!answer.ok) throw new Error(`a description is not served: ${answer.status}`);
  files.push(path.join(folder, `${files.length}.json`));
  await writeFile(files.at(-1) ?? '', await answer.text());
}
await laurel.close();
const ruleset = path.join(HOME, 'spectral.yaml');
const args = [PROGRAM, 'lint', ...files, '--ruleset', ruleset, '--fail-severity', 'warn'];
const child = spawn(process.execPath, args, { stdio: 'inherit', cwd: HOME });
process.exitCode = await new Promise<number>((done) =>
  child.on('close', (code) => done(code ?? 1)),
);
await rm(folder, { recursive: true });
process.exit();
