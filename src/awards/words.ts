import type { MessageValues } from '../web/index.js';
import type { Visit } from './pages.js';

/** How a reader is spoken to: the messages of their language, and its code. */
export type Words = Pick<Visit, 't' | 'locale'>;

/** A decimal as a reader writes it, digit for digit as it was read: "69.995" is "69,995" in German. Else the text itself. */
export function numberIn({ locale }: Pick<Words, 'locale'>, text: string): string {
  const match = /^-?\d{1,20}(?:\.(\d{1,20}))?$/.exec(text);
  if (match === null) return text;
  const decimals = match[1] ?? '';
  const digits = { minimumFractionDigits: decimals.length, maximumFractionDigits: 20 };
  // A text, not a number: no digit is lost on the way.
  return new Intl.NumberFormat(locale, digits).format(text as `${number}`);
}

/** A moment, in UTC. */
export function momentIn({ locale }: Pick<Words, 'locale'>, date: Date): string {
  const format = new Intl.DateTimeFormat(locale, {
    ...{ dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' },
  });
  return `${format.format(date)} UTC`;
}

/** A day, in UTC. */
export const dayIn = ({ locale }: Pick<Words, 'locale'>, date: Date): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(date);

/** "A, B and C". */
export const listIn = ({ locale }: Pick<Words, 'locale'>, names: readonly string[]): string =>
  new Intl.ListFormat(locale).format(names);

/** Something to be told once it is known who reads it. */
export type Said = (words: Words) => string;

export const say =
  (key: string, values: MessageValues = {}): Said =>
  ({ t }) =>
    t(key, values);
