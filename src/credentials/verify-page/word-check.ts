import type { Finding } from '../verify/verification.js';

/** Translates a key: from the locale on the server, from a block of the page in the browser. */
export type Say = (key: string, values?: Readonly<Record<string, unknown>>) => string;

/** @returns the day (UTC) of an RFC 3339 time in the reader's language; the text itself where it is no time */
export function dayInWords(time: string, language: string): string {
  const date = new Date(time);
  if (!/^\d{4}-\d{2}-\d{2}/.test(time) || Number.isNaN(date.getTime())) return time;
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(date);
}

const TIMES = new Set(['from', 'until']);

/** @returns the sentence of a finding in the reader's language; the verifier's own English where there is none */
export function wordCheck(
  { code, detail, wording = code, values = {} }: Finding,
  say: Say,
  language: string,
): string {
  const key = `verify.detail.${wording}`;
  const shown = Object.entries(values).map(([name, value]): [string, string] => [
    name,
    TIMES.has(name) ? dayInWords(value, language) : value,
  ]);
  const words = say(key, Object.fromEntries(shown));
  return words === key ? detail : words;
}
