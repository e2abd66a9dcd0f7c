import { Router } from 'express';
import { currentHome } from './current-home.js';
import { cardOf } from './foreign-page.js';
import type { HomeDeps } from './home-deps.js';
import { homeNav } from './home-nav.js';
import { buildHomePage } from './home-page.js';

/** The page that lists the badges of a home. */
export function createHomeRoutes(
  deps: Parameters<typeof buildHomePage>[0] & Pick<HomeDeps, 'web' | 'imports'>,
): Router {
  const routes = Router();
  routes.get('/home', async (req, res, next) => {
    const homeId = currentHome(req);
    if (homeId === null) return next();
    const words = { t: req.t, locale: req.locale.tag };
    deps.web.page(res, 'home/badges', {
      ...(await buildHomePage(deps, words, homeId)),
      foreign: (await deps.imports.kept.list(homeId)).map((badge) => cardOf(badge, req)),
      nav: homeNav(req, 'badges'),
    });
  });
  return routes;
}
