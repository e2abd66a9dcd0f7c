import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Router } from 'express';
import { lazy, NotFound } from '../base/index.js';
import type { Web } from './create-web.js';
import { renderGuide } from './guide.js';

const DOCS = fileURLToPath(new URL('../../docs', import.meta.url));
const HOUR_S = 3_600;

/** The guides, by the last part of their address and the name of their file. */
const GUIDES = ['instructors', 'learners', 'verifiers', 'admins', 'accessibility'] as const;

/**
 * Guides that everybody may read, on every installation: `/help/learners` and so on, their sections by `#`. The addresses stay:
 * mail, papers and other sites lead to them.
 */
export function createHelpRoutes(web: Pick<Web, 'page'>): Router {
  const routes = Router();
  for (const name of GUIDES) {
    const guide = lazy(() =>
      renderGuide(readFileSync(path.join(DOCS, `${name}.md`), 'utf8'), '/help/pictures'),
    );
    routes.get(`/help/${name}`, (_req, res) => {
      web.page(res, 'web/help', { ...guide() });
    });
  }
  routes.get('/help/pictures/:name', (req, res, next) => {
    if (!/^[\w-]+\.png$/.test(req.params.name))
      throw new NotFound('page_not_found', 'There is no such picture.');
    const options = { root: path.join(DOCS, 'pictures'), maxAge: HOUR_S * 1_000 };
    res.sendFile(req.params.name, options, (error?: Error) => {
      if (error && !res.headersSent) next();
    });
  });
  return routes;
}
