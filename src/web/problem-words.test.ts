import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Conflict, InvalidInput, UpstreamFailed } from '../base/index.js';
import { readLocales } from './locale.js';
import { problemInWords, problemText } from './problem-words.js';

const { t } = readLocales().choose(['de']);

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => readFileSync(path.join('src', file), 'utf8'))
  .join('\n');

const words = JSON.parse(readFileSync('config/locales/en/problem.json', 'utf8')) as Record<
  string,
  Record<string, string | { message: string }>
>;

describe('an error in a reader’s words', () => {
  it('is said in the reader’s language, message and action', () => {
    const told = problemInWords(t, new Conflict('rule_unknown', 'There is no such badge.'));
    expect(told.message).toBe('Dieses Badge gibt es in diesem Kurs nicht.');
    expect(told.action).toBe('Gehen Sie zurück zu den Badges des Kurses.');
  });

  it('names the values that it is thrown with', () => {
    const values = { least: 90, most: 2000 };
    const error = new InvalidInput('picture_refused', 'English', { wording: 'sides', values });
    expect(problemInWords(t, error).message).toBe(
      'Das Bild muss 90 bis 2.000 Pixel breit und hoch sein.',
    );
  });

  it('has one action where several wordings share it', () => {
    const error = new InvalidInput('picture_refused', 'English', { wording: 'ratio' });
    expect(problemText(t, error)).toMatch(/^Das Bild muss etwa .* Laden Sie ein PNG/);
  });

  it('is said as the obstacle of the same code where it has no words of its own', () => {
    const told = problemInWords(t, new UpstreamFailed('canvas_busy', 'English'));
    expect(told.message).toBe('Canvas bittet Laurel, langsamer zu fragen.');
    expect(told.action).toBe('Laurel versucht es von selbst noch einmal.');
  });

  it('stays as it was thrown where a value is missing or the code is unknown', () => {
    const bare = new Conflict('reason_too_long', 'At most 500.', { action: 'Make it shorter.' });
    expect(problemInWords(t, bare)).toEqual({
      message: 'At most 500.',
      action: 'Make it shorter.',
    });
    const other = { code: 'of_nobody', message: 'Something.', action: undefined };
    expect(problemText(t, other)).toBe('Something.');
  });
});

describe('the words of errors', () => {
  const codes = Object.keys(words);

  it('are of codes and wordings that something throws', () => {
    expect(codes.length).toBeGreaterThan(130);
    const dead = codes.filter((code) => !sources.includes(`'${code}'`));
    const wordings = Object.values(words).flatMap((each) =>
      Object.keys(each).filter((key) => typeof each[key] === 'object'),
    );
    expect(dead.concat(wordings.filter((key) => !sources.includes(`'${key}'`)))).toEqual([]);
  });

  it('are there for every code that is thrown through a helper', () => {
    const thrown = [
      ...sources.matchAll(/refuse\w*\(\s*'([a-z]+_[a-z_]+)'/g),
      ...sources.matchAll(/\?\s+'((?:token|deployment|canvas)_\w+)'\s+:\s+'(\w+)'/g),
    ].flatMap(([, ...found]) => found);
    expect(thrown.length).toBeGreaterThan(8);
    expect(thrown.filter((code) => !(code in words))).toEqual([]);
  });
});
