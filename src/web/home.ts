import type { RequestHandler } from 'express';
import type { Web } from './create-web.js';

/** `GET /`: what this is and how an LMS administrator begins. */
export function homePage(web: Pick<Web, 'page'>): RequestHandler {
  return (req, res) => web.page(res, 'web/home', { title: req.t('web.home.title') });
}
