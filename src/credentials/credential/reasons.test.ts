import { describe, expect, it } from 'vitest';
import { readLocales } from '../../web/index.js';
import { REASONS, reasonInWords } from './reasons.js';

const locales = readLocales();
const LANGUAGES = ['ar', 'de', 'en', 'es', 'fr', 'pl'];
const own = Object.values(REASONS);

describe('the reason of a badge’s change, in a reader’s words', () => {
  it('is in each language’s own words where Laurel gave it', () => {
    for (const reason of own) {
      const told = LANGUAGES.map((language) => reasonInWords(locales.choose([language]), reason));
      expect(new Set(told).size).toBe(LANGUAGES.length);
      expect(told.join(' ')).not.toContain('credentials.reason');
    }
  });

  it('is in English the sentence that is kept', () => {
    const english = locales.choose(['en']);
    expect(own.map((reason) => reasonInWords(english, reason))).toEqual(own);
  });

  it('does not claim that a grade fell, also where an earlier record says so', () => {
    const former = 'The grade fell below the mark.';
    expect(reasonInWords(locales.choose(['en']), former)).toBe('The grade is below the mark.');
    expect(reasonInWords(locales.choose(['de']), former)).toBe(
      'Die Bewertung liegt unter der Bestehensgrenze.',
    );
  });

  it('stays as typed where somebody typed it, and none where there is none', () => {
    const german = locales.choose(['de']);
    for (const typed of ['Wrong column.', 'belowMark', 'constructor', ''])
      expect(reasonInWords(german, typed)).toBe(typed);
    expect(reasonInWords(german, undefined)).toBeUndefined();
  });
});
