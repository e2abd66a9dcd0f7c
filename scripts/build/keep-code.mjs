/** Runs the built server once on an empty store, so that V8's code of all that a start runs is kept for the next ones. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';

const WITHIN_MS = 60_000;

/** @throws Error when the server does not start: what was built does not work */
export async function keepCode(program) {
  const folder = mkdtempSync(path.join(tmpdir(), 'laurel-build-'));
  const { PATH } = process.env;
  const child = spawn(process.execPath, [program], {
    env: {
      PATH,
      NODE_ENV: 'production',
      LAUREL_KEEP_CODE: 'yes',
      DATA_DIR: folder,
      PORT: '0',
      PUBLIC_URL: 'https://laurel.invalid',
      MASTER_KEY: randomBytes(32).toString('base64'),
      ISSUER_NAME: 'Build',
      ISSUER_URL: 'https://laurel.invalid',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), WITHIN_MS);
  child.stdout.on('data', (chunk) => {
    if (String(chunk).includes('Laurel is ready')) child.kill('SIGTERM');
  });
  const code = await new Promise((done) => child.once('exit', done));
  clearTimeout(timer);
  rmSync(folder, { recursive: true, force: true });
  if (code !== 0) throw new Error(`${program} does not start (${code})`);
}
