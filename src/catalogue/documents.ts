import { ctdlDocument } from '../achievements/index.js';
import { omitUndefined } from '../base/index.js';
import type { Issuer } from '../credentials/index.js';
import type { Entry } from './listing.js';
import type { Found } from './page.js';

/** A page of a catalogue as JSON: achievements in the words of Open Badges 3.0 (B.1.2). */
export function buildJson(
  { profileId, name, url }: Issuer,
  { total, page, pages }: Found,
  items: readonly object[],
  next: string | undefined,
): object {
  const issuer = { id: profileId, type: ['Profile'], name, url };
  return omitUndefined({ issuer, total, page, pages, items, next });
}

/** A page of a catalogue in CTDL: one graph of the credentials on it. */
export const buildCtdlGraph = (nodes: readonly object[]): object =>
  ctdlDocument({ '@graph': nodes });

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9';

/** The addresses of a catalogue (sitemaps.org 0.9); they hold letters, digits, `-` and `_`, nothing that XML escapes. */
export function buildSitemap(publicUrl: string, path: string, entries: readonly Entry[]): string {
  const urls = entries.map(
    ({ achievementId, publishedAt }) =>
      `<url><loc>${publicUrl}/achievements/${achievementId}</loc><lastmod>${publishedAt.toISOString().slice(0, 10)}</lastmod></url>\n`,
  );
  const own = `<url><loc>${publicUrl}${path}</loc></url>\n`;
  return `${XML}<urlset xmlns="${NAMESPACE}">\n${own}${urls.join('')}</urlset>\n`;
}

/** The sitemaps of all public catalogues. */
export function buildSitemapIndex(publicUrl: string, issuerIds: readonly string[]): string {
  const maps = issuerIds.map(
    (id) => `<sitemap><loc>${publicUrl}/sitemap-${id}.xml</loc></sitemap>\n`,
  );
  return `${XML}<sitemapindex xmlns="${NAMESPACE}">\n${maps.join('')}</sitemapindex>\n`;
}
