import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const FIXTURES = 'test/fixtures/imports';
/** Packed by the compression of this Node.js, which another packs in another way. */
const IS_PACKED = /\.(?:png|zip|mbz)$/;

const read = async (folder: string, name: string): Promise<string> => {
  const text = await readFile(join(folder, name), 'utf8');
  return text.replace(/data:image\/png;base64,[\w+/=]+/g, 'PICTURE');
};

describe('the files of other systems', () => {
  it('are as their script writes them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'laurel-imports-'));
    try {
      await promisify(execFile)(process.execPath, [join(FIXTURES, 'make.mjs'), folder]);
      const names = (await readdir(folder)).filter((name) => !IS_PACKED.test(name));
      expect(names.length).toBeGreaterThan(12);
      for (const name of names)
        expect(await read(folder, name), name).toBe(await read(FIXTURES, name));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
