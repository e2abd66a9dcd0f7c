import { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import { InvalidInput, LaurelError, NotFound, type Clock, type Logger } from '../../base/index.js';
import { OB_3_0_3 } from '../../credentials/verify/index.js';
import type { Home } from '../../home/index.js';
import type { Imports } from '../../imports/index.js';
import { limitRate, readBytes, type RouteBody } from '../../web/index.js';
import { OB_PATH, OB_SCOPES } from '../scopes.js';
import { countPut, createAdmit, type AdmitDeps } from './admit-app.js';
import { createKeep, type KeepDeps } from './keep-badge.js';
import { pageOf } from './list-badges.js';
import { serviceDocument } from './service-document.js';
import { answerStatusInfo, answerUnreadBody } from './status-info.js';

export interface HostDeps extends AdmitDeps, KeepDeps {
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
  readonly home: Pick<Home, 'badgesOf' | 'personOf'>;
  readonly imports: Pick<Imports, 'kept' | 'keepForeign'>;
}

const CREDENTIALS = `${OB_PATH}/credentials`;
const PROFILE = `${OB_PATH}/profile`;
const DISCOVERY = `${OB_PATH}/discovery`;
const METHODS = { [CREDENTIALS]: 'GET, POST', [PROFILE]: 'GET', [DISCOVERY]: 'GET' };
const BADGE_BYTES = 4_194_304;

/** A badge is JSON, or a compact JWS as text. */
const JSON_TYPES = ['application/json', 'application/vc+ld+json', 'application/ld+json'];
const TYPES = [...JSON_TYPES, 'text/plain'];

export const HOST_BODIES: readonly RouteBody[] = [
  { path: CREDENTIALS, read: [readBytes(BADGE_BYTES, TYPES), answerUnreadBody] },
];

const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  since: z.iso.datetime({ offset: true }).optional(),
});

/** So often a network may call, before it is known who asks. */
const KNOCKS = 600;

/** Links to other pages (RFC 8288), as the standard wants them. */
function linksOf(url: URL, limit: number, offset: number, total: number): string {
  const at = (start: number, rel: string) => {
    const page = new URL(url);
    page.searchParams.set('limit', String(limit));
    page.searchParams.set('offset', String(start));
    return `<${page.href}>; rel="${rel}"`;
  };
  const last = Math.max(0, Math.ceil(total / limit) - 1) * limit;
  const links = [at(0, 'first'), at(last, 'last')];
  if (offset + limit < total) links.push(at(offset + limit, 'next'));
  if (offset > 0) links.push(at(Math.max(0, offset - limit), 'prev'));
  return links.join(', ');
}

/** The Open Badges 3.0 API of a home: what its person let an app do, and no more. */
export function createHostRoutes(deps: HostDeps): Router {
  const { publicUrl, home } = deps;
  const routes = Router();
  const document = serviceDocument(publicUrl);

  const admit = createAdmit(deps);
  const keep = createKeep(deps);
  const knocks = limitRate({ clock: deps.clock, limit: KNOCKS, windowMs: 60_000 });
  routes.use(OB_PATH, knocks, (_req, res, next) => {
    res.set('Cache-Control', 'no-store');
    next();
  });

  const describe: RequestHandler = (_req, res) => {
    res.set({ 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'public, max-age=300' });
    res.json(document);
  };
  routes.get([DISCOVERY, '/.well-known/openbadges'], describe);

  routes.get(CREDENTIALS, async (req, res) => {
    const { subject } = await admit(req, OB_SCOPES.read, 'read');
    const read = listQuery.safeParse(req.query);
    if (!read.success)
      throw new InvalidInput('app_query_wrong', 'limit, offset or since cannot be read.', {
        status: 400,
        action: 'limit is 1 to 100, offset is not negative, since is RFC 3339.',
      });
    const { limit, offset, since } = read.data;
    const from = since === undefined ? undefined : new Date(since);
    const { total, body } = await pageOf(deps, subject, { limit, offset, since: from });
    res.set('X-Total-Count', String(total));
    res.set('Link', linksOf(new URL(req.originalUrl, publicUrl), limit, offset, total));
    res.type('application/json').send(body);
  });

  routes.post(CREDENTIALS, async (req, res) => {
    const { subject } = await admit(req, OB_SCOPES.upsert, 'upsert');
    const bytes: unknown = req.body;
    if (!(bytes instanceof Uint8Array))
      throw new InvalidInput('app_badge_wrong', 'Send a badge as JSON, or a compact JWS as text.', {
        status: 400,
        action: 'Content-Type is application/json or text/plain.',
      });
    await countPut(deps.limits, subject);
    const isNew = await keep(subject, bytes);
    // The answer is what was sent, as it was sent (6.2.2).
    res.status(isNew ? 201 : 200).type(req.is(TYPES) || 'application/json');
    res.send(Buffer.from(bytes));
  });

  routes.get(PROFILE, async (req, res) => {
    const { subject } = await admit(req, OB_SCOPES.profile, 'profile');
    const person = await home.personOf(subject);
    if (person === null)
      throw new NotFound('app_profile_none', 'There is no profile.', {
        action: 'The person has ended their home.',
      });
    res.json({ '@context': [OB_3_0_3], ...person });
  });

  for (const [path, methods] of Object.entries(METHODS))
    routes.all(path, (_req, res) => {
      res.set('Allow', methods);
      throw new LaurelError('method_not_allowed', 'This address does not take this method.', 405, {
        action: 'Look at `Allow` for those that it takes.',
      });
    });
  routes.use(OB_PATH, () => {
    throw new NotFound('page_not_found', 'There is no such address in the API.', {
      action: `Look at ${publicUrl}${OB_PATH}/discovery.`,
    });
  });
  routes.use(OB_PATH, answerStatusInfo(deps.log));
  return routes;
}
