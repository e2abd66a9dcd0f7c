const MOST_NAME = 300;
const MOST_DESCRIPTION = 1_000;
const MOST_CODE = 200;
const MOST_ALT = 20;
const MOST_URL = 2_000;

/** Signs that turn the direction of a text around, which would make a name read as another one (Unicode TR 36). */
const UNSEEN = /[\p{Cc}\u202A-\u202E\u2066-\u2069\u200B\uFEFF]+/gu;

/** @returns a text in one line, at most so many characters, without what cannot be seen */
export function lineOf(text: unknown, most = MOST_NAME): string {
  if (typeof text !== 'string') return '';
  // Nothing beyond is looked at: a cell may be as long as its file.
  const line = text
    .slice(0, most * 4)
    .replace(UNSEEN, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  return [...line].length <= most
    ? line
    : `${[...line]
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}

/** @returns a description or a code, where there is one */
export const descriptionOf = (text: unknown): string | undefined =>
  lineOf(text, MOST_DESCRIPTION) || undefined;
export const codeOf = (text: unknown): string | undefined => lineOf(text, MOST_CODE) || undefined;

/** @returns an address that badges may carry; undefined for anything else, such as one of another scheme or with a password */
export function urlOf(text: unknown): string | undefined {
  if (typeof text !== 'string' || text.length > MOST_URL || !/^https?:\/\//i.test(text.trim()))
    return undefined;
  try {
    const url = new URL(text.trim());
    return url.username === '' && url.password === '' ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** @returns the language of a tag, without its region (BCP 47); undefined where it is none */
export function languageOf(tag: unknown): string | undefined {
  const [, language] = typeof tag === 'string' ? (/^([a-z]{2,3})(?:[-_]|$)/i.exec(tag) ?? []) : [];
  return language?.toLowerCase();
}

/** @returns other names, each once */
export const altOf = (names: readonly unknown[]): string[] => [
  ...new Set(
    names
      .slice(0, MOST_ALT)
      .map((name) => lineOf(name))
      .filter(Boolean),
  ),
];
