import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLocales } from '../web/index.js';
import { obstacleInWords } from './obstacle-words.js';

const locales = readLocales();
const { t } = locales.choose(['de']);

/** The codes of this room's obstacles and notices, as its files write them. */
const codes = readdirSync('src/grades', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .flatMap((file) => {
    const text = readFileSync(path.join('src/grades', file), 'utf8');
    return [...text.matchAll(/(?:\bcode: |blocking\(\s*)'(\w+)'/g)].map(([, code]) => code ?? '');
  });

describe('an obstacle in a reader’s words', () => {
  it('has words of its own for every code of this room', () => {
    expect(codes.length).toBeGreaterThan(15);
    const missing = codes.filter((code) => {
      const key = `grades.obstacle.${code}.reason`;
      return t(key, { count: 1 }) === key;
    });
    expect(missing).toEqual([]);
  });

  it('names what it is about, and says how many in the reader’s plural', () => {
    const told = { reason: 'English.', remedy: 'Do.' };
    const silent = { ...told, code: 'mirror_silent', values: { activity: 'Quiz 1' } };
    expect(obstacleInWords({ t }, silent).reason).toContain('„Quiz 1“');
    const one = { ...told, code: 'not_matched', values: { count: 1 } };
    expect(obstacleInWords({ t }, one).reason).toMatch(/^1 Konto /);
  });

  it('stays as it came where it was kept without its values, or is not this room’s', () => {
    const kept = { code: 'mirror_silent', reason: 'Kept.', remedy: 'Do.' };
    expect(obstacleInWords({ t }, kept)).toEqual({ reason: 'Kept.', remedy: 'Do.' });
    const other = { code: 'of_another_room', reason: 'Other.' };
    expect(obstacleInWords({ t }, other)).toEqual({ reason: 'Other.', remedy: '' });
  });
});
