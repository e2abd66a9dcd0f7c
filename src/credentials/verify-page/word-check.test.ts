import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLocales } from '../../web/index.js';
import { fail, pass } from '../verify/verification.js';
import { dayInWords, wordCheck } from './word-check.js';

const VERIFY = 'src/credentials/verify';
const locales = readLocales();
const say = (code: string) => locales.choose([code]).t;

/** The names of the sentences in the verifier's sources: by `wording` where there is one, else by code. */
function sentences(): string[] {
  const sources = readdirSync(VERIFY)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(path.join(VERIFY, file), 'utf8'))
    .join('\n');
  const calls = /\b(?:pass|fail|warn|unknown|Unreadable)\(\s*'(\w+)',([\s\S]*?)\)\s*[;,:})\n]/g;
  const named = [...sources.matchAll(calls)].map(
    ([, code, rest]) => /wording: '(\w+)'/.exec(rest ?? '')?.[1] ?? code,
  );
  return [...new Set([...named, 'status_kind'])].map(String);
}

describe('the words of a check', () => {
  it('are there for every sentence of the verifier', () => {
    const written = locales.choose(['en']).messages('verify');
    expect(sentences().length).toBeGreaterThan(60);
    expect(sentences().filter((name) => written[`verify.detail.${name}`] === undefined)).toEqual(
      [],
    );
  });

  it('are in the reader’s language, with names and days filled in', () => {
    const finding = pass('in_force', 'It is valid until 2027-03-04.', {
      values: { until: '2027-03-04T23:30:00Z' },
    });
    expect(wordCheck(finding, say('de'), 'de')).toBe('Es ist gültig bis 4. März 2027.');
    expect(wordCheck(finding, say('pl'), 'pl')).toBe('Jest ważna do 4 marca 2027.');
  });

  it('go by the sentence’s own name where a code has several', () => {
    const finding = fail('proof_malformed', 'The proof names no key.', { wording: 'proof_key' });
    expect(wordCheck(finding, say('en'), 'en')).toBe('The proof names no key.');
    expect(wordCheck(finding, say('fr'), 'fr')).toBe('La preuve ne nomme aucune clé.');
  });

  it('are the verifier’s own where a language has none', () => {
    expect(wordCheck(fail('brand_new', 'Something new.'), say('de'), 'de')).toBe('Something new.');
  });
});

describe('a day in words', () => {
  it('is the text itself where that is no time', () => {
    expect(dayInWords('soon', 'en')).toBe('soon');
    expect(dayInWords('2027-99-99T00:00:00Z', 'en')).toBe('2027-99-99T00:00:00Z');
  });
});
