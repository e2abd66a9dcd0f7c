/** @returns an identifier as all that mean the same have it: addresses differ by a slash at the end, and by their host's letters */
export const plainId = (id: string): string =>
  URL.canParse(id) ? new URL(id).href.replace(/\/$/, '') : id.trim();
