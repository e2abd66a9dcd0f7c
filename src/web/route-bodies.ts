import { Router, type ErrorRequestHandler, type RequestHandler } from 'express';

/** What a route takes by POST beside small forms. The room that has the route says so. */
export interface RouteBody {
  /** The route's own pattern. */
  readonly path: string;
  /** What reads it, and may answer for itself where it cannot be read. */
  readonly read: readonly (RequestHandler | ErrorRequestHandler)[];
}

/** Reads bodies where a route takes them; at every other address they are left unread. */
export function readRouteBodies(bodies: readonly RouteBody[]): RequestHandler {
  const router = Router();
  for (const { path, read } of bodies) router.post(path, ...read);
  return router;
}
