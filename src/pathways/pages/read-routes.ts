import { Router, type Request, type RequestHandler } from 'express';
import { learnerLooks } from '../../course/index.js';
import { personIdOf } from '../../people/index.js';
import { allowFraming, limitRate, wantsPage, type SharedAddress } from '../../web/index.js';
import type { Pathway, PathwayContent } from '../model/pathway.js';
import { readFacts } from '../walk/facts.js';
import { coverOf } from './cover.js';
import { describePathway, mapOrder } from './describe.js';
import { unknownPathway, type PageDeps } from './page-deps.js';
import { pathwayJson } from './pathway-json.js';
import { describeStanding, listStandings } from './standings.js';

/** The addresses of this room whose answers are kept for seconds: a published pathway is the same for everybody. */
export const PATHWAY_ADDRESSES: readonly SharedAddress[] = [
  { pattern: /^\/pathways\/[\w-]{22}$/, route: '/pathways/:id', subject: 'pathways' },
  {
    pattern: /^\/pathways\/[\w-]{22}\/map\.png$/,
    route: '/pathways/:id/map.png',
    subject: 'pathways',
  },
];

const MAX_AGE_S = 60;

/** The pages of a pathway for those who walk it, and for everybody. */
export function createReadRoutes(deps: PageDeps): Router {
  const { web, pathways, settings } = deps;
  const readerOf = (req: Request) => ({ t: req.t, isRtl: req.locale.dir === 'rtl' });
  const slowDown = limitRate({ clock: deps.clock, limit: 240, windowMs: 60_000 });

  async function standingsOf(req: Request) {
    const { launch } = await learnerLooks(deps, req);
    const { platformId, user } = launch;
    const personId = personIdOf(platformId, user.id);
    const facts = await readFacts(deps, { personId, platformId, userId: user.id });
    if (facts === null) return [];
    const here = await pathways.list({
      platformId,
      deploymentId: launch.deploymentId,
      contextId: launch.context.id,
    });
    return listStandings(deps, facts, here);
  }

  const showMine: RequestHandler = async (req, res) => {
    const standings = await standingsOf(req);
    web.page(res, 'pathways/mine', {
      title: req.t('pathways.mine.title'),
      pageClass: 'wide',
      pathways: standings.map((one) => describeStanding(readerOf(req), one)),
    });
  };

  async function findShown(req: Request): Promise<{ pathway: Pathway; content: PathwayContent }> {
    const id = String(req.params['id']);
    const pathway = /^[\w-]{22}$/.test(id) ? await pathways.find(id) : null;
    const version =
      pathway && pathway.latestVersion > 0
        ? await pathways.findVersion(id, pathway.latestVersion)
        : null;
    if (pathway === null || version === null) throw unknownPathway();
    return { pathway, content: version.content };
  }

  function setCaching(req: Request, res: Parameters<RequestHandler>[1]): void {
    const isOwn = req.headers.cookie !== undefined || req.query['lang'] !== undefined;
    res.set('Cache-Control', isOwn ? 'private, no-cache' : `public, max-age=${MAX_AGE_S}`);
  }

  const showPublic: RequestHandler = async (req, res) => {
    res.vary('Accept');
    const { pathway, content } = await findShown(req);
    if (!wantsPage(req)) {
      res.set({
        'Access-Control-Allow-Origin': '*',
        'Cache-Control': `public, max-age=${MAX_AGE_S}`,
      });
      res
        .type('application/json')
        .send(JSON.stringify(pathwayJson(settings.publicUrl, pathway, content), null, 2));
      return;
    }
    setCaching(req, res);
    allowFraming(res, []);
    web.page(res, 'pathways/public', {
      title: content.name,
      pageClass: 'wide',
      pathway: describePathway(readerOf(req), content),
      cover: await coverOf(deps, content),
      picture: `/pathways/${pathway.id}/map.png`,
      isEnded: pathway.state === 'ended',
    });
  };

  const showPicture: RequestHandler = async (req, res) => {
    const { pathway, content } = await findShown(req);
    const png = await deps.drawMap(mapOrder(readerOf(req), content), pathway.id);
    setCaching(req, res);
    res.vary('Accept-Language');
    res.setHeader('Content-Disposition', 'attachment; filename="pathway.png"');
    res.type('png').send(png);
  };

  const routes = Router();
  routes.get('/my/pathways', showMine);
  routes.get('/pathways/:id', slowDown, showPublic);
  routes.get('/pathways/:id/map.png', slowDown, showPicture);
  return routes;
}
