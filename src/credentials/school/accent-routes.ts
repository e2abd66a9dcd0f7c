import { Router } from 'express';
import { NotFound } from '../../base/index.js';
import { accentCss } from './tones.js';

const ADDRESS = /^\/issuers\/accent-([\da-f]{6})\.css$/;
/** The address is all that it follows from; a later version of this program may make another of it. */
const DAY = 'public, max-age=86400';

/** `/issuers/accent-<hex>.css`: a school's colours for its pages, which take no styles but from files of this origin. */
export function createAccentRoutes(): Router {
  const router = Router();
  router.get('/issuers/accent-:colour.css', (req, res) => {
    const hex = ADDRESS.exec(req.path)?.[1];
    if (hex === undefined) throw new NotFound('document_not_found', 'There is no such document.');
    res.set({ 'Cache-Control': DAY, 'Cross-Origin-Resource-Policy': 'cross-origin' });
    res.type('css').send(accentCss(`#${hex}`));
  });
  return router;
}
