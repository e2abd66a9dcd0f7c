import fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFontFolder } from './font-folder.js';

const { resolve } = createRequire(import.meta.url);
const FONT = resolve(
  '@expo-google-fonts/noto-sans-thaana/400Regular/NotoSansThaana_400Regular.ttf',
);
const whole = readFileSync(FONT);

let folder: string;
const at = (name: string) => path.join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'laurel-fonts-'));
  mkdirSync(at('more'));
  copyFileSync(FONT, at('more/whole.TTF'));
  writeFileSync(at('cut.ttf'), whole.subarray(0, whole.length / 2));
  writeFileSync(at('empty.otf'), '');
  writeFileSync(at('words.ttf'), 'These are no outlines. '.repeat(100));
  writeFileSync(at('web.woff2'), 'wOF2');
  writeFileSync(at('read-me.txt'), 'not a font');
  mkdirSync(at('folder.ttf'));
  expect(spawnSync('mkfifo', [at('pipe.ttf')]).status).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a folder of fonts', () => {
  it('gives what can be used, and says of the rest what is wrong', () => {
    const { files, problems } = readFontFolder(folder);
    expect(files).toEqual([at('more/whole.TTF')]);
    expect(problems).toEqual([
      { file: 'cut.ttf', fault: 'broken' },
      { file: 'empty.otf', fault: 'broken' },
      { file: 'pipe.ttf', fault: 'broken' },
      { file: 'web.woff2', fault: 'kind' },
      { file: 'words.ttf', fault: 'broken' },
    ]);
  });

  it('is a problem itself where it is not there', () => {
    expect(readFontFolder(at('nowhere'))).toEqual({
      files: [],
      problems: [{ file: 'nowhere', fault: 'missing' }],
    });
  });

  it('stops nothing, whatever is wrong with a file', () => {
    const one = mkdtempSync(path.join(folder, 'spoiled-'));
    const spoiled = path.join(one, 'spoiled.ttf');
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), fc.nat(600), (changes, early) => {
        const bytes = Buffer.from(whole);
        for (const [place, value] of changes) bytes[place] = value;
        // The directory and the tables of numbers stand at a font's beginning.
        bytes[early] = (bytes[early] ?? 0) ^ 0xff;
        writeFileSync(spoiled, bytes);
        const { files, problems } = readFontFolder(one);
        expect(files.length + problems.length).toBe(1);
      }),
      { numRuns: 300 },
    );
  });

  it('is not held up by segments that overlap a thousand times', () => {
    const cmapAt = whole.indexOf('cmap');
    const start = whole.readUInt32BE(cmapAt + 8);
    const bytes = Buffer.from(whole);
    const segments = 6_000;
    const table = Buffer.alloc(12 + 16 + segments * 8);
    table.writeUInt16BE(1, 2);
    table.writeUInt32BE(12, 8);
    table.writeUInt16BE(4, 12);
    table.writeUInt16BE(segments * 2, 18);
    table.fill(0xff, 26, 26 + segments * 2);
    const file = Buffer.concat([bytes, table]);
    file.writeUInt32BE(bytes.length, cmapAt + 8);
    file.writeUInt32BE(table.length, cmapAt + 12);
    expect(start).toBeGreaterThan(0);
    const one = mkdtempSync(path.join(folder, 'overlapping-'));
    writeFileSync(path.join(one, 'x.ttf'), file);
    expect(readFontFolder(one).problems).toEqual([{ file: 'x.ttf', fault: 'broken' }]);
  });
});
