import { Router } from 'express';
import { createDraftRoutes, type DraftRoutesDeps } from './draft-routes.js';
import { createDuplicateRoutes, type DuplicateDeps } from './duplicate-routes.js';
import { createEditRoutes, type EditRoutesDeps } from './edit-routes.js';
import { createSkillRoutes } from './skill-routes.js';
import { createLanguageRoutes } from './language-routes.js';

/** The routes of the set-up page, for new badges and for those that are changed. */
export function createSetUpRoutes(deps: DraftRoutesDeps & EditRoutesDeps & DuplicateDeps): Router {
  return Router().use(
    createDraftRoutes(deps),
    createEditRoutes(deps),
    createDuplicateRoutes(deps),
    createLanguageRoutes(deps),
    createSkillRoutes(deps),
  );
}
