import type { Request, RequestHandler, Response } from 'express';
import { randomId, runWithIds, type Events, omitUndefined } from '../base/index.js';

/** What watches and browsers fetch by themselves: of interest when something is searched for. */
const QUIET = new Set(['/healthz', '/readyz', '/public/*']);

/** The pattern of the route, not the address: an address may be known to one person alone. */
function routeOf(req: Request): string {
  if (req.answeredAs !== undefined) return req.answeredAs;
  const route = req.route as { path?: unknown } | undefined;
  return typeof route?.path === 'string' ? `${req.baseUrl}${route.path}` : '(none)';
}

function tellAnswer(events: Pick<Events, 'tell'>, req: Request, res: Response, ms: number): void {
  const route = routeOf(req);
  const code = req.problemCode;
  const fields = omitUndefined({
    requestId: req.id,
    method: req.method,
    route,
    status: res.statusCode,
    ms: Math.round(ms * 10) / 10,
    code,
    aborted: res.writableFinished ? undefined : (true as const),
  });
  events.tell('request', fields, QUIET.has(route) ? 'debug' : 'info');
}

/** Gives a request its id and tells how it was answered. To be mounted before all else. */
export function observeRequests(events: Pick<Events, 'tell'>): RequestHandler {
  return (req, res, next) => {
    const begun = performance.now();
    req.id = randomId();
    res.once('close', () => tellAnswer(events, req, res, performance.now() - begun));
    next();
  };
}

/**
 * From here on each line of a request carries its id. Once before a body is read and once after, for what reads it goes on
 * where its bytes came from. What is answered from memory before needs none, and is spared the cost.
 */
export const enterRun: RequestHandler = (req, _res, next) => {
  runWithIds({ requestId: req.id }, () => next());
};
