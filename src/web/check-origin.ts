import type { Request, RequestHandler } from 'express';
import { NotAllowed, type Settings } from '../base/index.js';
import { isSame } from './session.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

function foreign(): NotAllowed {
  return new NotAllowed('foreign_form', 'This form was sent from another site.', {
    action: 'Open the page here and send it again.',
  });
}

function stale(): NotAllowed {
  return new NotAllowed('form_stale', 'This form belongs to an earlier visit.', {
    action: 'Open the page again, from your course, and repeat the last step.',
  });
}

/** Fetch Metadata where the browser sends it, Origin where it does not; a program sends neither. */
function isOwnOrigin(req: Request, publicUrl: string): boolean {
  const site = req.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = req.headers.origin;
  return origin === undefined || origin === publicUrl;
}

function csrfTokenIn(req: Request): string {
  const header = req.headers['x-csrf-token'];
  const field = (req.body as Record<string, unknown> | undefined)?._csrf;
  if (typeof header === 'string') return header;
  return typeof field === 'string' ? field : '';
}

/**
 * Refuses what another site sends in this person's name: every state-changing request must come from our
 * own origin and, in a session, carry the token bound to it.
 */
export function checkOrigin(settings: Settings): RequestHandler {
  return (req, _res, next) => {
    if (SAFE.has(req.method)) return next();
    if (!isOwnOrigin(req, settings.publicUrl)) throw foreign();
    if (req.session && !isSame(csrfTokenIn(req), req.session.csrfToken)) throw stale();
    next();
  };
}

/**
 * A cookieless link is a POST that is served as a GET: another site must not send one with a frame token of its own and
 * so put this person into somebody else's session (login CSRF).
 */
export function checkFrameOrigin(settings: Settings): RequestHandler {
  return (req, _res, next) => {
    const body = (req.body ?? {}) as Record<string, unknown>;
    const isFrameForm = body['_method'] !== undefined || body['_frame'] !== undefined;
    if (req.method === 'POST' && isFrameForm && !isOwnOrigin(req, settings.publicUrl)) {
      throw foreign();
    }
    next();
  };
}
