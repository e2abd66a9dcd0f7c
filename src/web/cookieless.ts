import type { Request, RequestHandler, Response } from 'express';

/** Fields that carry the session or the method, never anybody's input. */
export const OWN_FIELDS = ['_csrf', '_frame', '_method'] as const;

function queryOf(body: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) {
    if ((OWN_FIELDS as readonly string[]).includes(name)) continue;
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof one === 'string') query.append(name, one);
    }
  }
  return query.toString();
}

/**
 * Without cookies a link is a form-button that posts the frame token with `_method`: `get` takes the other
 * fields as the query (a search form), `link` leaves them (a link inside a form). Both are served as the GET.
 */
export const servePostedGets: RequestHandler = (req, _res, next) => {
  const body = (req.body ?? {}) as Record<string, unknown>;
  if (req.method !== 'POST' || (body._method !== 'get' && body._method !== 'link')) return next();
  const query = body._method === 'get' ? queryOf(body) : '';
  if (query !== '') req.url += `${req.url.includes('?') ? '&' : '?'}${query}`;
  req.method = 'GET';
  next();
};

/** A path on this site; not `//elsewhere` and not `/\elsewhere`. */
export function isLocalPath(url: string): boolean {
  return /^\/(?![/\\])/.test(url);
}

/**
 * In a cookieless session a redirect would lose the session: a page that goes on by a POST takes its place
 * (by itself with JavaScript, by a button without).
 */
export function carryThroughRedirects(
  req: Request,
  res: Response,
  showProceed: (path: string) => void,
): void {
  const redirect = res.redirect.bind(res);
  res.redirect = (...args: [string] | [number, string]) => {
    const url = args.length === 1 ? args[0] : args[1];
    const status = args.length === 1 ? 302 : args[0];
    if (req.frameToken !== undefined && isLocalPath(url)) showProceed(url);
    else redirect(status, url);
  };
}
