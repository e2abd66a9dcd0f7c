import { dateTimeFormat, listFormat, numberFormat } from '../base/index.js';
import type { MessageValues, Translate } from '../web/index.js';

/** A reader's language: its messages and its code (BCP 47). */
export interface Localizer {
  readonly t: Translate;
  readonly locale: string;
}

/**
 * Writes a decimal in the reader's language without changing a digit: "69.995" is "69,995" in German. Text that is no
 * decimal is returned as it is.
 */
export function numberIn({ locale }: Pick<Localizer, 'locale'>, text: string): string {
  const match = /^-?\d{1,20}(?:\.(\d{1,20}))?$/.exec(text);
  if (match === null) return text;
  const decimals = match[1] ?? '';
  const digits = { minimumFractionDigits: decimals.length, maximumFractionDigits: 20 };
  // `format` is given text rather than a number: a double would lose digits.
  return numberFormat(locale, digits).format(text as `${number}`);
}

/** Writes a moment as the clocks of a time zone (IANA) show it, followed by the zone's name. */
export function momentIn(
  { locale }: Pick<Localizer, 'locale'>,
  date: Date,
  timeZone = 'UTC',
): string {
  const format = dateTimeFormat(locale, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone,
  });
  return `${format.format(date)} ${timeZone === 'UTC' ? 'UTC' : `(${timeZone})`}`;
}

/** Writes a date by the calendar of UTC. */
export const dayIn = ({ locale }: Pick<Localizer, 'locale'>, date: Date): string =>
  dateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(date);

/** Joins names as a sentence does: "A, B and C". */
export const listIn = ({ locale }: Pick<Localizer, 'locale'>, names: readonly string[]): string =>
  listFormat(locale).format(names);

/** A message that is put into words once its reader's language is known. */
export type LocalizedMessage = (words: Localizer) => string;

/** @returns the message of one key of the locale files, to be put into words later */
export const localized =
  (key: string, values: MessageValues = {}): LocalizedMessage =>
  ({ t }) =>
    t(key, values);
