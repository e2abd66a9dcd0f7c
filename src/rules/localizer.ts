import type { MessageValues, Translate } from '../web/index.js';

/** How a reader is spoken to: the messages of their language, and its code. */
export interface Localizer {
  readonly t: Translate;
  readonly locale: string;
}

/** A decimal as a reader writes it, digit for digit as it was read: "69.995" is "69,995" in German. Else the text itself. */
export function numberIn({ locale }: Pick<Localizer, 'locale'>, text: string): string {
  const match = /^-?\d{1,20}(?:\.(\d{1,20}))?$/.exec(text);
  if (match === null) return text;
  const decimals = match[1] ?? '';
  const digits = { minimumFractionDigits: decimals.length, maximumFractionDigits: 20 };
  // A text, not a number: no digit is lost on the way.
  return new Intl.NumberFormat(locale, digits).format(text as `${number}`);
}

/** A moment on the clocks of a zone, which is named with it. */
export function momentIn(
  { locale }: Pick<Localizer, 'locale'>,
  date: Date,
  timeZone = 'UTC',
): string {
  const format = new Intl.DateTimeFormat(locale, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone,
  });
  return `${format.format(date)} ${timeZone === 'UTC' ? 'UTC' : `(${timeZone})`}`;
}

/** A day, in UTC. */
export const dayIn = ({ locale }: Pick<Localizer, 'locale'>, date: Date): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(date);

/** "A, B and C". */
export const listIn = ({ locale }: Pick<Localizer, 'locale'>, names: readonly string[]): string =>
  new Intl.ListFormat(locale).format(names);

/** Something to be told once it is known who reads it. */
export type LocalizedMessage = (words: Localizer) => string;

export const localized =
  (key: string, values: MessageValues = {}): LocalizedMessage =>
  ({ t }) =>
    t(key, values);
