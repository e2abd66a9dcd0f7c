import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import {
  buildCtdl,
  CTDL_TYPE,
  toLinkedData,
  type AchievementVersion,
} from '../achievements/index.js';
import { NotFound } from '../base/index.js';
import type { Issuer } from '../credentials/index.js';
import { allowFraming, limitRate, wantsPage } from '../web/index.js';
import type { CatalogueDeps } from './catalogue-deps.js';
import { buildCtdlGraph, buildJson, buildSitemap, buildSitemapIndex } from './documents.js';
import type { ListGiven } from './list-given.js';
import type { Entry, Listing } from './listing.js';
import { addressOf, buildPage, find, neighbours, pathOf } from './page.js';

type Deps = CatalogueDeps & { readonly listGiven: ListGiven };

/** What cannot be read is as if it were not asked for: a catalogue has no wrong addresses. */
const termId = z
  .string()
  .regex(/^[0-9a-f]{24}$/)
  .optional()
  .catch(undefined);
const query = z.object({
  q: z.string().max(100).trim().catch(''),
  kind: termId,
  category: termId,
  level: termId,
  skill: z.string().max(2_000).catch(''),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
  format: z.enum(['json', 'ctdl']).optional().catch(undefined),
});

const MAX_AGE_S = 60;
/** So many kinds, categories and levels are offered to choose by. */
const MOST_TERMS = 100;

const gone = (): NotFound =>
  new NotFound('catalogue_unknown', 'There is no public catalogue at this address.', {
    action: 'Ask the institution where it lists its badges.',
  });

/** The same for everybody who sends no cookie; whoever has a session or chooses a language gets a page of their own. */
function setCaching(req: Request, res: Response): void {
  const isOwn = req.headers.cookie !== undefined || req.query['lang'] !== undefined;
  res.set('Cache-Control', isOwn ? 'private, no-cache' : `public, max-age=${MAX_AGE_S}`);
}

/** The routes of public catalogues. No session is needed or looked at, no site frames them. */
export function createCatalogueRoutes(deps: Deps): Router {
  const { settings, web, achievements, credentials, listGiven } = deps;
  const { publicUrl } = settings;
  const routes = Router();
  const slowDown = limitRate({ clock: deps.clock, limit: 240, windowMs: 60_000 });

  async function findIssuer(id: string): Promise<Issuer> {
    const found = await credentials.issuers.findCatalogued(id);
    if (found === null) throw gone();
    return found;
  }

  /** In the order of the entries; one that is not there any more is left out. */
  async function versionsOf(entries: readonly Entry[]): Promise<AchievementVersion[]> {
    const found = await achievements.findVersions(entries);
    return entries.flatMap(
      (entry) => found.find(({ achievementId }) => achievementId === entry.achievementId) ?? [],
    );
  }

  /** The kinds, categories and levels that badges of a catalogue have, in their own order. */
  async function termsOf({ entries }: Listing) {
    const ids = entries.flatMap((entry) => entry.terms.map((term) => term.split(':')[1] ?? ''));
    const found = await deps.skills.taxonomy.findMany([...new Set(ids)].slice(0, MOST_TERMS));
    return found.sort((a, b) => a.order - b.order);
  }

  function sendOpen(res: Response, type: string, text: string): void {
    res.set({
      'Access-Control-Allow-Origin': '*',
      'Cache-Control': `public, max-age=${MAX_AGE_S}`,
    });
    res.type(type).send(text);
  }

  routes.get('/issuers/:issuer/achievements', slowDown, async (req, res) => {
    res.vary('Accept');
    const issuer = await findIssuer(String(req.params['issuer']));
    const { format, page, q, skill, ...facets } = query.parse(req.query);
    const terms = Object.entries(facets).flatMap(([facet, id]) =>
      id === undefined ? [] : [`${facet}:${id}`],
    );
    const filter = { q, skill, terms };
    const listing = await listGiven(issuer.id);
    const found = find(listing, { ...filter, page });
    const versions = await versionsOf(found.entries);
    const isCtdl = format === 'ctdl' || req.get('Accept')?.includes('credreg.net/ctdl') === true;
    if (isCtdl || format === 'json' || !wantsPage(req)) {
      const kind = format ?? (isCtdl ? 'ctdl' : undefined);
      const { next } = neighbours(publicUrl + pathOf(issuer), found, filter, kind);
      if (next !== undefined) res.links({ next });
      if (isCtdl) {
        const graph = buildCtdlGraph(versions.map((one) => buildCtdl(publicUrl, one, issuer)));
        return sendOpen(res, CTDL_TYPE, JSON.stringify(graph, null, 2));
      }
      const items = versions.map((one) => toLinkedData(achievements.toOpenBadge(one)));
      const json = buildJson(issuer, found, items, next);
      return sendOpen(res, 'application/json', JSON.stringify(json, null, 2));
    }
    setCaching(req, res);
    allowFraming(res, []);
    // What was searched for is one of endlessly many pages: search engines keep the catalogue itself.
    if (q !== '' || skill !== '' || terms.length > 0) res.set('X-Robots-Tag', 'noindex, follow');
    const model = buildPage(issuer, listing, [found, versions], {
      filter,
      terms: await termsOf(listing),
    });
    const canonical =
      publicUrl + addressOf(pathOf(issuer), { q: '', skill: '', terms: [], page: found.page });
    web.page(res, 'catalogue/list', {
      ...model,
      title: req.t('catalogue.title', { name: issuer.name }),
      school: await credentials.findSchool({
        issuerId: issuer.id,
        issuer: { id: issuer.profileId, type: ['Profile'], name: issuer.name },
      }),
      headExtra:
        `<link rel="canonical" href="${canonical}">` +
        `<link rel="alternate" type="application/json" href="${pathOf(issuer)}?format=json">` +
        `<link rel="alternate" type="application/ld+json" href="${pathOf(issuer)}?format=ctdl">`,
    });
  });

  routes.get('/sitemap-:issuer.xml', slowDown, async (req, res) => {
    const issuer = await findIssuer(String(req.params['issuer']));
    const { entries } = await listGiven(issuer.id);
    sendOpen(res, 'application/xml', buildSitemap(publicUrl, pathOf(issuer), entries));
  });

  routes.get('/sitemap.xml', slowDown, async (_req, res) => {
    const issuers = await credentials.issuers.listCatalogued();
    if (issuers.length === 0) throw gone();
    const ids = issuers.map(({ id }) => id);
    sendOpen(res, 'application/xml', buildSitemapIndex(publicUrl, ids));
  });

  // Names the sitemap, whose addresses lie beside and not below it (sitemaps.org, "Submitting sitemaps"). Nothing is closed.
  routes.get('/robots.txt', slowDown, async (_req, res) => {
    const hasAny = (await credentials.issuers.listCatalogued()).length > 0;
    const map = hasAny ? `\nSitemap: ${publicUrl}/sitemap.xml\n` : '';
    sendOpen(res, 'text/plain', `User-agent: *\nDisallow:\n${map}`);
  });

  return routes;
}
