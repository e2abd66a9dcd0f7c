/** @returns the language of what a badge says, for screen readers; undefined where it does not tell */
export const languageOf = (tag: unknown): string | undefined =>
  typeof tag === 'string' && /^[a-z]{2,3}(-[a-z\d]{2,8}){0,3}$/i.test(tag) ? tag : undefined;
