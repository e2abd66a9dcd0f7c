/**
 * The address of the next page in a Link header (RFC 8288), or null. Tolerates what Moodle sends: curly quotes around
 * the relation, read as UTF-8 or as Latin-1, and `&amp;` in the address.
 */
export function nextLink(header: string | null, base: string): string | null {
  for (const [, target = '', parameters = ''] of (header ?? '').matchAll(/<([^<>]*)>([^<]*)/g)) {
    if (!/;\s*rel\s*=[^a-z;,]*next\b/i.test(parameters)) continue;
    const address = target.replaceAll('&amp;', '&');
    return URL.canParse(address, base) ? new URL(address, base).href : null;
  }
  return null;
}
