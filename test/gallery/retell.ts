import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Locale } from '../../src/web/locale.js';

/**
 * What tests have drawn holds messages that are told already, in English. Here they are found again by the catalogue, so
 * that a state can be drawn in every language.
 */
interface Told {
  readonly key: string;
  readonly text: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly letters: number;
}

const FOLDER = 'config/locales/en';
const escape = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
const lettersIn = (text: string) => (text.replace(/\{\w+\}/g, '').match(/\p{L}/gu) ?? []).length;

function toPattern(key: string, text: string): Told {
  const names: string[] = [];
  const source = text
    .split(/(\{\w+\})/)
    .map((part) => {
      const [, name] = /^\{(\w+)\}$/.exec(part) ?? [];
      if (name === undefined) return escape(part);
      names.push(name);
      return '([\\s\\S]+?)';
    })
    .join('');
  return { key, text, pattern: new RegExp(`^${source}$`), names, letters: lettersIn(text) };
}

function flatten(key: string, value: unknown): Told[] {
  if (typeof value === 'string') return [toPattern(key, value)];
  const entries = Object.entries(value as object);
  // The forms of a plural are one message.
  const isPlural =
    'other' in (value as object) && entries.every(([form]) => /^(one|other)$/.test(form));
  return entries.flatMap(([name, each]) => flatten(isPlural ? key : `${key}.${name}`, each));
}

/** The messages of English, those that say most first; ones of hardly a letter would be found everywhere. */
const MESSAGES = readdirSync(FOLDER)
  .flatMap((file) =>
    flatten(
      path.basename(file, '.json'),
      JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')),
    ),
  )
  .filter(({ letters, names }) => letters > (names.length === 0 ? 1 : 3))
  .sort((a, b) => b.letters - a.letters);

/** An icon is called by the first of its words. */
const asShown = ({ key, text }: Told): string =>
  key.startsWith('icons.') ? text.replace(/,.*/s, '').replace(/^\w/, (c) => c.toUpperCase()) : text;
const whole = new Map(
  MESSAGES.filter(({ names }) => names.length === 0).map((told) => [asShown(told), told.key]),
);
const filled = MESSAGES.filter(({ names }) => names.length > 0);

const numberOf = (text: string) => (/^\d+$/.test(text) ? Number(text) : undefined);

/** @returns a text in a language, where English has it as a message; else as it is */
export function retell(text: string, locale: Pick<Locale, 't'>, depth = 0): string {
  if (depth > 3 || !/\p{L}/u.test(text) || text.length > 2000) return text;
  const key = whole.get(text);
  if (key !== undefined) return locale.t(key);
  for (const told of filled) {
    const found = told.pattern.exec(text);
    if (found === null) continue;
    const values = Object.fromEntries(
      told.names.map((name, at) => {
        const value = found[at + 1] ?? '';
        return [name, numberOf(value) ?? retell(value, locale, depth + 1)];
      }),
    );
    return locale.t(told.key, values);
  }
  return text;
}

/** Names under which a model has texts for people: under others a single small word is a word of the program. */
const SAID =
  /^(?:text|label|title|heading|lead|reason|remedy|summary|help|alt|meta|note|detail|words?|tag|message|action)$/i;
const isWord = (text: string) => /^[a-z][a-zA-Z-]{1,24}$/.test(text);

/** The same for every text of a model. @param name under which it stands */
export function retellAll(value: unknown, locale: Pick<Locale, 't'>, name = ''): unknown {
  if (typeof value === 'string')
    return isWord(value) && !SAID.test(name) ? value : retell(value, locale);
  if (Array.isArray(value)) return value.map((each) => retellAll(each, locale, name));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, retellAll(each, locale, key)]),
  );
}
