import { Router } from 'express';
import { createDraftRoutes, type DraftRoutesDeps } from './draft-routes.js';
import { createDuplicateRoutes, type DuplicateDeps } from './duplicate-routes.js';
import { createEditRoutes, type EditRoutesDeps } from './edit-routes.js';

/** The set-up page, for a badge that is new and for one that is changed. */
export function createSetUpRoutes(deps: DraftRoutesDeps & EditRoutesDeps & DuplicateDeps): Router {
  return Router().use(createDraftRoutes(deps), createEditRoutes(deps), createDuplicateRoutes(deps));
}
