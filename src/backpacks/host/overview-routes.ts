import { Router } from 'express';
import { z } from 'zod';
import type { Audit } from '../../audit/index.js';
import { homeNav, requireHome } from '../../home/index.js';
import type { OAuth } from '../../oauth/index.js';
import type { Web } from '../../web/index.js';
import type { Sender } from '../send/create-sender.js';
import { wordsOf } from './consent-routes.js';

export interface OverviewDeps {
  readonly apps: Pick<OAuth['apps'], 'listOf' | 'end'>;
  readonly sender: Pick<Sender, 'list'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly web: Pick<Web, 'page'>;
}

const OVERVIEW = '/home/backpacks';
const endForm = z.object({ id: z.string().max(64).catch('') });

/** The page of what a person lets apps do, where each ends at once, and of the backpacks that their badges go to. */
export function createOverviewRoutes({ apps, sender, audit, web }: OverviewDeps): Router {
  const routes = Router();

  routes.get(OVERVIEW, async (req, res) => {
    const homeId = requireHome(req);
    const allowed = await apps.listOf(homeId);
    web.page(res, 'backpacks/overview', {
      title: req.t('backpacks.overview.title'),
      nav: homeNav(req, 'settings'),
      done: req.query['done'] === 'ended' ? req.t('backpacks.overview.ended') : undefined,
      apps: allowed.map(({ id, name, uri, scopes, madeAt }) => ({
        id,
        name,
        host: new URL(uri).host,
        madeAt,
        may: wordsOf(req, scopes),
      })),
      links: await sender.list(homeId),
      noindex: true,
    });
  });

  routes.post(`${OVERVIEW}/end`, async (req, res) => {
    const homeId = requireHome(req);
    const { id } = endForm.parse(req.body ?? {});
    await apps.end(homeId, id);
    const home = `home:${homeId}`;
    await audit.record({ actor: home, action: 'home.app_ended', subject: home });
    res.redirect(303, `${OVERVIEW}?done=ended`);
  });

  return routes;
}
