import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseAcceptLanguage, readLocales, setApart } from './locale.js';

const locales = readLocales();

describe('the locales', () => {
  it('speak English, German, Spanish, French, Polish and Arabic', () => {
    expect([...locales.codes].sort()).toEqual(['ar', 'de', 'en', 'es', 'fr', 'pl']);
    expect(locales.choose(['ar']).dir).toBe('rtl');
    expect(locales.choose(['pl']).dir).toBe('ltr');
  });

  it('are chosen by the dearest wish that is spoken, with and without region', () => {
    expect(locales.choose(['xx', 'de-AT', 'fr']).code).toBe('de');
    expect(locales.choose(['pl_pl']).code).toBe('pl');
    expect(locales.choose([]).code).toBe('en');
  });

  it('choose plural forms by count and write numbers in the reader’s way', () => {
    const { t } = locales.choose(['en']);
    expect(t('achievements.show.hours', { count: 1 })).toBe('about 1 hour');
    expect(t('achievements.show.hours', { count: 1200 })).toBe('about 1,200 hours');
  });
});

describe('a value in a sentence', () => {
  const tell = (code: string, name: string) =>
    locales.choose([code]).t('awards.explain.badge', { name });

  it('is kept apart where its direction is not the sentence’s (UAX #9, LRI or RLI, and PDI)', () => {
    expect(tell('en', 'شارة')).toBe('Badge “\u2067شارة\u2069”');
    expect(tell('ar', 'C++ 2')).toContain('\u2066C++ 2\u2069');
    expect(tell('ar', 'شارة 2')).toContain('\u2067شارة 2\u2069');
  });

  it('of digits alone runs as the sentence does, however deep it stands in it', () => {
    const { t } = locales.choose(['ar']);
    const score = t('awards.grade.of', { score: '69.99', maximum: '100' });
    expect(t('awards.grade.percent', { score, percent: '69.99' })).toMatch(/^\u2067\u206769\.99/);
  });

  it('is left as it is where both run the same way', () => {
    expect(tell('en', 'Data')).toBe('Badge “Data”');
    expect(tell('pl', 'Dane')).not.toMatch(/[\u2066-\u2069]/);
  });

  it('goes into files and snippets without marks that nobody sees', () => {
    const { t } = locales.choose(['ar']);
    expect(t('certificate.awarded', { date: '1 May' })).not.toMatch(/[\u2066-\u2069]/);
  });
});

describe('parseAcceptLanguage (RFC 9110, 12.5.4)', () => {
  it('orders by weight and leaves out what is not wanted', () => {
    expect(parseAcceptLanguage('fr;q=0.5, de-AT, *;q=0.1, es;q=0')).toEqual(['de-AT', 'fr']);
    expect(parseAcceptLanguage(undefined)).toEqual([]);
  });
});

describe('a message', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'laurel-locales-'));
    mkdirSync(path.join(folder, 'en'));
    const room = {
      badges: { one: '{count} badge', other: '{count} badges' },
      kind: { moodle: 'Moodle', other: 'another platform' },
    };
    writeFileSync(path.join(folder, 'en', 'room.json'), JSON.stringify(room));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('is English where its language lacks it, and its key where English does', () => {
    mkdirSync(path.join(folder, 'de'));
    writeFileSync(path.join(folder, 'de', 'room.json'), JSON.stringify({ door: 'Tür' }));
    const { t } = readLocales(folder).choose(['de']);
    expect(t('room.door')).toBe('Tür');
    expect(t('room.badges', { count: 2 })).toBe('2 badges');
    expect(t('room.window')).toBe('room.window');
  });

  it('with plural forms is chosen by count', () => {
    const { t } = readLocales(folder).choose([]);
    expect(t('room.badges', { count: 1 })).toBe('1 badge');
    expect(t('room.badges', { count: 2 })).toBe('2 badges');
  });

  it('is not mistaken for a group in which one message is called “other”', () => {
    const { t } = readLocales(folder).choose([]);
    expect(t('room.kind.moodle')).toBe('Moodle');
    expect(t('room.kind.other')).toBe('another platform');
  });
});

describe('a text beside others where no markup can be', () => {
  it.each([
    ['Ada', 'ltr', 'Ada'],
    ['ليلى', 'rtl', 'ليلى'],
    ['ليلى', 'ltr', '\u2067ليلى\u2069'],
    ['Ada', 'rtl', '\u2066Ada\u2069'],
    ['', 'rtl', ''],
    ['Ann \u202Eadmin', 'ltr', 'Ann admin'],
    ['Ann \u2067admin', 'ltr', 'Ann admin'],
    ['Ann\u2069 \u2067admin', 'ltr', 'Ann admin'],
    ['Valid: \u2066A\u2069', 'ltr', 'Valid: \u2066A\u2069'],
  ] as const)('%j from %s is %j', (text, dir, shown) => {
    expect(setApart(text, dir)).toBe(shown);
  });
});
