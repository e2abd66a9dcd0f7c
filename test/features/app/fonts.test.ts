import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express from 'express';
import * as fontkit from 'fontkit';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAssets } from '../../../src/web/assets.js';

let root: string;
let folder: string;
let css: string;

const build = () => spawnSync(process.execPath, ['scripts/build/page-fonts.mjs', folder]).status;

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'laurel-fonts-'));
  folder = path.join(root, 'fonts');
  expect(build()).toBe(0);
  css = readFileSync(path.join(folder, 'fonts.css'), 'utf8');
}, 120_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Face {
  readonly family: string;
  readonly weights: string;
  readonly file: string;
  readonly ranges: readonly (readonly [number, number])[];
}

const facesIn = (text: string): Face[] =>
  [
    ...text.matchAll(
      /font-family:'([^']+)';[^}]*font-weight:([^;]+);font-display:swap;src:url\('([^']+)'\)[^}]*unicode-range:([^}]+)\}/g,
    ),
  ].map(([, family = '', weights = '', file = '', range = '']) => ({
    family,
    weights,
    file,
    ranges: range.split(', ').map((part) => {
      const [from = 0, to = from] = part
        .slice(2)
        .split('-')
        .map((hex) => Number.parseInt(hex, 16));
      return [from, to] as const;
    }),
  }));

const isIn = ({ ranges }: Face, code: number) =>
  ranges.some(([from, to]) => code >= from && code <= to);

/** The letters and digits of what the interface says, in every language. */
const spoken = (): Set<string> => {
  const files = readdirSync('config/locales', { recursive: true, encoding: 'utf8' });
  const texts = files
    .filter((name) => name.endsWith('.json'))
    .map((name) => readFileSync(path.join('config/locales', name), 'utf8'));
  return new Set(texts.join('').match(/[\p{L}\p{N}\p{M}]/gu));
};

describe('the fonts of pages', () => {
  it('are WOFF2 files cut by script, named by their content, less than half a megabyte in all', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.woff2'));
    expect(files).toHaveLength(14);
    for (const name of files) {
      expect(name).toMatch(/^NotoS\w+-[46]00-[a-z-]+\.[\w-]{10}\.woff2$/);
      expect(readFileSync(path.join(folder, name)).toString('latin1', 0, 4)).toBe('wOF2');
    }
    const bytes = files.map((name) => statSync(path.join(folder, name)).size);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(500_000);
  });

  it('have each a face of the stylesheet, which shows texts before they have come', () => {
    const faces = facesIn(css);
    expect(faces).toHaveLength(css.match(/@font-face/g)?.length ?? 0);
    const named = new Set(faces.map(({ file }) => file));
    expect([...named].sort()).toEqual(
      readdirSync(folder)
        .filter((name) => name.endsWith('.woff2'))
        .sort(),
    );
  });

  it('have each character in one file of a family and weight alone, so that none is fetched for nothing', () => {
    const all = facesIn(css);
    const names = new Set(all.map(({ family, weights }) => `${family} ${weights}`));
    // A browser asks the faces of one weight alone: a script under another one would not be found.
    expect([...names].sort()).toEqual([
      'Laurel Sans 400 499',
      'Laurel Sans 500 900',
      'Laurel Serif 400 900',
    ]);
    for (const name of names) {
      const faces = all.filter(({ family, weights }) => `${family} ${weights}` === name);
      const twice = Array.from({ length: 0x10000 }, (_, code) => code).filter(
        (code) => faces.filter((face) => isIn(face, code)).length > 1,
      );
      expect(twice, name).toEqual([]);
    }
  });

  it('have every letter that the interface uses, in each of its languages', () => {
    const letters = spoken();
    expect(letters.size).toBeGreaterThan(140);
    for (const family of ['Laurel Sans', 'Laurel Serif']) {
      const faces = facesIn(css).filter((face) => face.family === family);
      const fonts = faces.map((face) => ({
        face,
        font: fontkit.create(readFileSync(path.join(folder, face.file))) as fontkit.Font,
      }));
      const missing = [...letters].filter((letter) => {
        const code = letter.codePointAt(0) ?? 0;
        return !fonts.some(({ face, font }) => isIn(face, code) && font.hasGlyphForCodePoint(code));
      });
      expect(missing, family).toEqual([]);
    }
  });

  it('are left as they are where they are up to date', () => {
    const before = readdirSync(folder).map((name) => statSync(path.join(folder, name)).mtimeMs);
    expect(build()).toBe(0);
    expect(readdirSync(folder).map((name) => statSync(path.join(folder, name)).mtimeMs)).toEqual(
      before,
    );
  });

  it('are kept for good by browsers, and the stylesheet by its hash', async () => {
    const assets = createAssets(root);
    expect(assets.has('fonts/fonts.css')).toBe(true);
    expect(createAssets('public/lti').has('fonts/fonts.css')).toBe(false);
    const app = express().use(...assets.serve);
    const [{ file } = { file: '' }] = facesIn(css);
    for (const url of [`/public/fonts/${file}`, assets.url('fonts/fonts.css')]) {
      const { headers } = await request(app).get(url).expect(200);
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    }
    const { headers } = await request(app).get(`/public/fonts/${file}`);
    expect(headers['content-type']).toBe('font/woff2');
  });
});
