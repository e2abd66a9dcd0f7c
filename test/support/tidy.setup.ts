import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Set where one project of this run has made the folder for all. */
const MADE = 'LAUREL_TEST_FOLDER';

/** A process that was told to end last may still be at it. */
const LOOKS = 50;
const EVERY_MS = 200;

/**
 * Gives a run of the tests a temporary folder of its own, and fails it when something of Laurel's is left there at the end:
 * what the tests start they put in order. The folder goes in any case. Its name is short, since sockets lie below it.
 */
export default function setup(): (() => Promise<void>) | undefined {
  if (process.env[MADE] !== undefined) return undefined;
  const before = process.env['TMPDIR'];
  const folder = mkdtempSync(path.join(tmpdir(), 'lt-'));
  process.env[MADE] = folder;
  process.env['TMPDIR'] = folder;
  const list = () => readdirSync(folder).filter((name) => name.startsWith('laurel-'));
  return async () => {
    for (let look = 1; look < LOOKS && list().length > 0; look += 1) await wait(EVERY_MS);
    const left = list();
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    delete process.env[MADE];
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    if (left.length === 0) return;
    console.error(`\nThe tests have left these in the temporary folder: ${left.join(', ')}`);
    process.exitCode = 1;
  };
}
