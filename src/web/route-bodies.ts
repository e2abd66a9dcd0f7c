import { Router, type RequestHandler } from 'express';

/** What a route takes by POST beside small forms. The room that has the route says so. */
export interface RouteBody {
  /** The route's own pattern. */
  readonly path: string;
  readonly read: readonly RequestHandler[];
}

/** Reads bodies where a route takes them; at every other address they are left unread. */
export function readRouteBodies(bodies: readonly RouteBody[]): RequestHandler {
  const router = Router();
  for (const { path, read } of bodies) router.post(path, ...read);
  return router;
}
