import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbeddedMongo } from './index.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'laurel-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const modeOf = (directory: string): number => statSync(directory).mode & 0o7777;

describe.skipIf(process.platform === 'win32')('the directory of an installation’s data', () => {
  it.each([0o755, 0o750, 0o777])('is closed to others where it was open (%o)', async (mode) => {
    const dataDir = path.join(folder, 'data');
    mkdirSync(dataDir);
    chmodSync(dataDir, mode);
    const store = await openEmbeddedMongo({ dataDir });
    await store.stop();
    expect(modeOf(dataDir)).toBe(0o700);
  });

  it('is refused where it is meant for everybody, and left as it is', async () => {
    const dataDir = path.join(folder, 'shared');
    mkdirSync(dataDir);
    chmodSync(dataDir, 0o1777);
    await expect(openEmbeddedMongo({ dataDir })).rejects.toMatchObject({ code: 'not_private' });
    expect(modeOf(dataDir)).toBe(0o1777);
  });
});
