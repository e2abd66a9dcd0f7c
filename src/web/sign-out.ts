import type { RequestHandler } from 'express';
import type { Web } from './create-web.js';

/** `POST /sign-out`: ends the visit in this browser, in a frame or outside one, and says so. */
export function signOut(web: Pick<Web, 'page' | 'sessions'>): RequestHandler {
  return async (req, res) => {
    const returnUrl = req.session?.returnUrl;
    await web.sessions.end(req, res);
    res.setHeader('Cache-Control', 'no-store');
    web.page(res, 'web/signed-out', { title: req.t('web.signOut.done'), returnUrl });
  };
}
