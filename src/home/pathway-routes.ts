import { Router } from 'express';
import { currentHome } from './current-home.js';
import type { HomeDeps } from './home-deps.js';
import { homeNav } from './home-nav.js';
import { listPathways } from './home-pathways.js';

/** The page of a home with the pathways of its person: how far they are, on every platform that they have proven to be on. */
export function createHomePathwayRoutes(deps: Pick<HomeDeps, 'web' | 'joins' | 'walked'>): Router {
  const routes = Router();
  routes.get('/home/pathways', async (req, res) => {
    const homeId = currentHome(req);
    if (homeId === null) return res.redirect(303, '/home');
    deps.web.page(res, 'home/pathways', {
      title: req.t('pathways.mine.title'),
      pageClass: 'wide',
      pathways: await listPathways(deps, req, homeId),
      nav: homeNav(req, 'pathways'),
    });
  });
  return routes;
}
