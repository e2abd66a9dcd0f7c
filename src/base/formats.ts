/**
 * Intl's formats, each made once: to make one takes fifty times as long as to use it, and a page of a thousand rows uses one
 * for each. What is kept are answers about values that never change, bounded by number, since a reader chooses the tag.
 */
import { LRUCache } from 'lru-cache';

const MOST_KEPT = 300;

function keep<Options extends object, Format extends object>(
  make: (locale: string, options: Options | undefined) => Format,
): (locale: string, options?: Options) => Format {
  const kept = new LRUCache<string, Format>({ max: MOST_KEPT });
  return (locale, options) => {
    const key = options === undefined ? locale : `${locale} ${JSON.stringify(options)}`;
    const found = kept.get(key);
    if (found !== undefined) return found;
    const made = make(locale, options);
    kept.set(key, made);
    return made;
  };
}

/** @returns the format of a language tag (BCP 47) with options, the same object each time; throws RangeError as Intl does */
export const dateTimeFormat = keep(
  (locale, options: Intl.DateTimeFormatOptions | undefined) =>
    new Intl.DateTimeFormat(locale, options),
);

/** As {@link dateTimeFormat}, for numbers. */
export const numberFormat = keep(
  (locale, options: Intl.NumberFormatOptions | undefined) => new Intl.NumberFormat(locale, options),
);

/** As {@link dateTimeFormat}, for "in 3 days". */
export const relativeTimeFormat = keep(
  (locale, options: Intl.RelativeTimeFormatOptions | undefined) =>
    new Intl.RelativeTimeFormat(locale, options),
);

/** As {@link dateTimeFormat}, for names of languages and regions. */
export const displayNames = keep(
  (locale, options: Intl.DisplayNamesOptions = { type: 'language' }) =>
    new Intl.DisplayNames([locale], options),
);

/** As {@link dateTimeFormat}, for "A, B and C". */
export const listFormat = keep(
  (locale, options: Intl.ListFormatOptions | undefined) => new Intl.ListFormat(locale, options),
);
