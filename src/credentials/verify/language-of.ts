/** A well-formed tag (BCP 47), or near enough: a few parts of letters and digits. */
const TAG = /^[a-z]{2,3}(?:-[a-z\d-]{2,30})?$/i;

/** @returns the language of what a badge says, for screen readers; undefined where it does not tell */
export const languageOf = (tag: unknown): string | undefined =>
  typeof tag === 'string' && TAG.test(tag) ? tag : undefined;
