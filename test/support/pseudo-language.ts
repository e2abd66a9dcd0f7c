import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readLocales, type Locales } from '../../src/web/locale.js';

/** A language that nobody speaks: English with accents, between brackets. What stands on a page without them is in no catalogue. */
export const PSEUDO = 'en-XA';

const FOLDER = 'config/locales';
const PLAIN = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ACCENTED = 'ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž';

/** @returns a message as this language has it; what it is filled with keeps its names */
export const accent = (message: string): string =>
  `⟦${message.replace(/\{\w+\}|[A-Za-z]/g, (part) => ACCENTED[PLAIN.indexOf(part)] ?? part)}⟧`;

const accentAll = (value: unknown): unknown => {
  if (typeof value === 'string') return accent(value);
  return Object.fromEntries(
    Object.entries(value as object).map(([key, each]) => [key, accentAll(each)]),
  );
};

/** The languages of the application and this one. */
export function readLocalesWithPseudo(): Locales {
  const folder = mkdtempSync(path.join(tmpdir(), 'laurel-locales-'));
  try {
    cpSync(FOLDER, folder, { recursive: true });
    mkdirSync(path.join(folder, PSEUDO));
    for (const file of readdirSync(path.join(FOLDER, 'en'))) {
      const english: unknown = JSON.parse(readFileSync(path.join(FOLDER, 'en', file), 'utf8'));
      writeFileSync(path.join(folder, PSEUDO, file), JSON.stringify(accentAll(english)));
    }
    const locales = readLocales(folder);
    // Each is read when it is first chosen, and the folder goes.
    for (const code of locales.codes) locales.choose([code]);
    return locales;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
