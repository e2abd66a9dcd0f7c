import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const FOLDER = 'config/locales';

type Forms = Readonly<Record<string, string>>;
const PLURAL_FORMS = new Set(['zero', 'one', 'two', 'few', 'many', 'other']);

const isPlural = (value: object): value is Forms =>
  'other' in value && Object.keys(value).every((key) => PLURAL_FORMS.has(key));

function messages(value: unknown, prefix: string): [string, string | Forms][] {
  if (typeof value === 'string' || isPlural(value as object))
    return [[prefix, value as string | Forms]];
  return Object.entries(value as object).flatMap(([key, inner]) =>
    messages(inner, `${prefix}.${key}`),
  );
}

const readAll = (code: string) =>
  new Map(
    readdirSync(path.join(FOLDER, code)).flatMap((file) =>
      messages(
        JSON.parse(readFileSync(path.join(FOLDER, code, file), 'utf8')),
        path.basename(file, '.json'),
      ),
    ),
  );

const formsOf = (message: string | Forms) =>
  typeof message === 'string' ? [message] : Object.values(message);
const valuesIn = (text: string) => new Set([...text.matchAll(/\{\w+\}/g)].map(String));
const valuesOf = (message: string | Forms) =>
  [...new Set(formsOf(message).flatMap((text) => [...valuesIn(text)]))].sort();

const english = readAll('en');
const codes = readdirSync(FOLDER);
const others = codes.filter((code) => code !== 'en');
const plurals = (all: ReadonlyMap<string, string | Forms>) =>
  [...all].filter((entry): entry is [string, Forms] => typeof entry[1] !== 'string');

describe('the messages of each language', () => {
  it.each(others)('%s has every message that English has, and no other', (code) => {
    const expected = [...english.keys()];
    const found = [...readAll(code).keys()];
    expect(expected.length).toBeGreaterThan(1500);
    expect(expected.filter((key) => !found.includes(key))).toEqual([]);
    expect(found.filter((key) => !english.has(key))).toEqual([]);
  });

  it.each(others)('%s fills in the same values as English', (code) => {
    const wrong = [...readAll(code)].filter(
      ([key, message]) =>
        english.has(key) && valuesOf(message).join() !== valuesOf(english.get(key) ?? '').join(),
    );
    expect(wrong).toEqual([]);
  });

  it.each(codes)('%s has every plural form that its numbers take (CLDR), and no other', (code) => {
    const forms = new Intl.PluralRules(code).resolvedOptions().pluralCategories.toSorted();
    const found = plurals(readAll(code));
    expect(found.length).toBeGreaterThan(0);
    for (const [key, message] of found)
      expect(Object.keys(message).toSorted(), `${code}: ${key}`).toEqual(forms);
  });

  it.each(codes)('%s leaves out the count alone, and only where the form says it', (code) => {
    for (const [key, message] of plurals(readAll(code))) {
      for (const [form, text] of Object.entries(message)) {
        const missing = valuesOf(message).filter((value) => !valuesIn(text).has(value));
        const mayMiss = ['zero', 'one', 'two'].includes(form) ? ['{count}'] : [];
        expect(mayMiss, `${code}: ${key}.${form}`).toEqual(expect.arrayContaining(missing));
      }
    }
  });

  it.each(codes)('%s has no message that is empty or has blanks at its ends', (code) => {
    const all = [...readAll(code)];
    const isBlank = (text: string) => text.trim() === '' || text !== text.trim();
    expect(all.filter(([, message]) => formsOf(message).some(isBlank))).toEqual([]);
  });

  it.each(others)('%s has messages of a plural form just where English has', (code) => {
    const all = readAll(code);
    const differing = [...all].filter(
      ([key, message]) => typeof message !== typeof (english.get(key) ?? message),
    );
    expect(differing).toEqual([]);
  });

  it('fr keeps its high signs and quotation marks with their words', () => {
    const torn = [...readAll('fr')].filter(([, message]) =>
      formsOf(message).some((text) => / [:;?!»]|« /.test(text)),
    );
    expect(torn).toEqual([]);
  });
});
