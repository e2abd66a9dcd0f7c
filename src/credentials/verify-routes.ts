import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import { InvalidInput, type Clock } from '../base/index.js';
import { limitRate } from '../web/index.js';
import type { Verification } from './verify/index.js';
import { LIMITS } from './verify/bounded-json.js';
import { readVerifyRequest, type FetchBadge } from './verify-input.js';

const limit = LIMITS.bytes;

/** Kinds of body that the site's own parsers leave alone. */
const readMore: RequestHandler = express.raw({
  limit,
  type: [
    'image/png',
    'image/svg+xml',
    'application/pdf',
    'application/octet-stream',
    'application/vc',
  ],
});

const allowEverybody: RequestHandler = (_req, res, next) => {
  res.set({
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Methods': 'POST',
    'Access-Control-Allow-Headers': 'Content-Type',
    'Cache-Control': 'no-store',
  });
  next();
};

/**
 * `POST /api/verify`: a badge in (JSON, JWT, PNG, SVG, PDF, or JSON that names an address), its verification out.
 * A badge that is wrong is an answer (200 with its verdict); a request that is wrong is a problem (RFC 9457).
 */
export function createVerifyRoutes(deps: {
  readonly clock: Clock;
  readonly fetchBadge: FetchBadge;
  readonly verify: (
    input: string | Uint8Array,
    options: { email?: string },
  ) => Promise<Verification>;
}): Router {
  const { clock, fetchBadge, verify } = deps;
  const router = Router();
  const rate = limitRate({ clock, limit: 60, windowMs: 60_000 });

  router.options('/api/verify', allowEverybody, (_req, res) => void res.status(204).end());
  router.post(
    '/api/verify',
    allowEverybody,
    rate,
    readMore,
    async (req: Request, res: Response) => {
      // The site's own limit for uploads is wider.
      if (Number(req.headers['content-length'] ?? 0) > limit)
        throw new InvalidInput('too_large', 'A badge has at most 1 MB.', { status: 413 });
      const file = Object.values(req.files ?? {})[0]?.bytes;
      const { input, email } = await readVerifyRequest(file ?? req.body, fetchBadge);
      res.json(await verify(input, email === undefined ? {} : { email }));
    },
  );

  return router;
}
