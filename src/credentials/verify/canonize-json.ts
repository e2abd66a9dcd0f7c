/** A lone surrogate. */
const LONE = /\p{Surrogate}/u;

/**
 * Canonicalizes JSON (JSON Canonicalization Scheme, RFC 8785): names sorted by UTF-16 code units, no white space, texts
 * and numbers as ECMAScript writes them.
 * @throws RangeError for a text with a lone surrogate, which is no Unicode
 */
export function canonizeJson(value: unknown): string {
  if (typeof value === 'string' && LONE.test(value)) throw new RangeError('not Unicode');
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonizeJson).join(',')}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${canonizeJson(name)}:${canonizeJson(member)}`).join(',')}}`;
}
