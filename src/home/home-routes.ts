import { Router } from 'express';
import { buildSkillsPage } from '../learner/index.js';
import { currentHome, requireHome } from './current-home.js';
import { cardOf } from './foreign-page.js';
import type { HomeDeps } from './home-deps.js';
import { homeNav } from './home-nav.js';
import { BADGES, buildHomePage } from './home-page.js';
import { listJoined } from './list-persons.js';

/** The pages that list the badges of a home, and the skills that they show. */
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
  routes.get('/home/skills', async (req, res) => {
    const awards = (await listJoined(deps, requireHome(req))).flatMap((one) => one.awards);
    const hrefOf = ({ id }: { readonly id: string }) => `${BADGES}/${id}`;
    deps.web.page(res, 'home/skills', {
      ...(await buildSkillsPage(deps, req, awards, hrefOf)),
      nav: homeNav(req, 'skills'),
    });
  });
  return routes;
}
