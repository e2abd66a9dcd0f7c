/**
 * `npm run test:openapi`: a foreign program, Spectral, reads the description that the API serves, and fails where it finds an error. It
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
const answer = await fetch(`${laurel.url}/api/openapi.json`);
if (!answer.ok) throw new Error(`the description is not served: ${answer.status}`);
const description = await answer.text();
await laurel.close();
const folder = await mkdtemp(path.join(tmpdir(), 'laurel-openapi-'));
const file = path.join(folder, 'openapi.json');
await writeFile(file, description);
const ruleset = path.join(HOME, 'spectral.yaml');
const args = [PROGRAM, 'lint', file, '--ruleset', ruleset, '--fail-severity', 'warn'];
const child = spawn(process.execPath, args, { stdio: 'inherit', cwd: HOME });
process.exitCode = await new Promise<number>((done) =>
  child.on('close', (code) => done(code ?? 1)),
);
await rm(folder, { recursive: true });
process.exit();
