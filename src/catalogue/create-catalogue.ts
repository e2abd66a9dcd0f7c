import type { Router } from 'express';
import type { CatalogueDeps } from './catalogue-deps.js';
import { createCatalogueRoutes } from './catalogue-routes.js';
import { createListGiven } from './list-given.js';

/** Public catalogues: `/issuers/<id>/achievements`, `/sitemap.xml`, `/robots.txt`. @returns their routes */
export function createCatalogue(deps: CatalogueDeps): { readonly routes: Router } {
  const { rules, credentials } = deps;
  const listGiven = createListGiven({
    ...deps,
    issuers: credentials.issuers,
    rules: rules.store,
  });
  return { routes: createCatalogueRoutes({ ...deps, listGiven }) };
}
