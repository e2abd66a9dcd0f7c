/**
 * Reads the address of the next page from a Link header (RFC 8288). Tolerates what Moodle sends: curly quotes around
 * the relation, read as UTF-8 or as Latin-1, and `&amp;` in the address.
 * @returns null where there is no next page
 */
export function nextLink(header: string | null, base: string): string | null {
  for (const [, target = '', parameters = ''] of (header ?? '').matchAll(/<([^<>]*)>([^<]*)/g)) {
    if (!/;\s*rel\s*=[^a-z;,]*next\b/i.test(parameters)) continue;
    const address = target.replaceAll('&amp;', '&');
    return URL.canParse(address, base) ? new URL(address, base).href : null;
  }
  return null;
}
