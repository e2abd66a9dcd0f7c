import { Router, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { InvalidInput, omitUndefined, type Clock } from '../../base/index.js';
import { addressKey, limitRate, readBytes, readUpload, type RouteBody } from '../../web/index.js';
import type { VerifyForeign } from '../foreign/verify-foreign.js';
import type { RequestBody, VerifyInput } from '../foreign/read-request.js';
import { LIMITS } from '../verify/bounded-json.js';

const limit = LIMITS.bytes;
/** The bytes around a file in a form: its part's headers, and an e-mail address. */
const MORE_BYTES = 8_192;

/** The routes whose bodies are a badge, or a form with a file. */
export const VERIFY_BODIES: readonly RouteBody[] = [
  {
    path: '/api/verify',
    read: [readUpload({ bytes: limit + MORE_BYTES, files: 1, fields: 8 }), readBytes(limit)],
  },
];

const allowEverybody: RequestHandler = (_req, res, next) => {
  res.set({
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Methods': 'POST',
    'Access-Control-Allow-Headers': 'Content-Type',
    'Cache-Control': 'no-store',
  });
  next();
};

const fields = z.object({
  email: z.email().max(254).optional().catch(undefined),
  compare: z.literal('yes').optional().catch(undefined),
});

/** Reads either kind of body: a form with a file, or the badge itself; a form without a file is read as the JSON it stands for. */
function bodyOf(req: Request): RequestBody | VerifyInput {
  const file = Object.values(req.files ?? {})[0];
  const body: unknown = req.body;
  if (file !== undefined) {
    const { email, compare } = fields.parse(body ?? {});
    const isAlone = email === undefined && compare === undefined;
    if (isAlone) return { bytes: file.bytes, type: '' };
    return omitUndefined({ input: file.bytes, email, compare: compare && true });
  }
  if (body instanceof Uint8Array) return { bytes: body, type: req.headers['content-type'] ?? '' };
  return { bytes: Buffer.from(JSON.stringify(body)), type: 'application/json' };
}

/**
 * `POST /api/verify`: a badge in (JSON, JWT, PNG, SVG, PDF, a ZIP with one, or JSON that names an address), its verification out.
 * A badge that is wrong is an answer (200 with its verdict); a request that is wrong is a problem (RFC 9457).
 */
export function createVerifyRoutes(deps: {
  readonly clock: Clock;
  readonly verify: VerifyForeign;
}): Router {
  const { clock, verify } = deps;
  const router = Router();
  const rate = limitRate({ clock, limit: 60, windowMs: 60_000 });

  router.options('/api/verify', allowEverybody, (_req, res) => void res.status(204).end());
  router.post('/api/verify', allowEverybody, rate, async (req: Request, res: Response) => {
    const body = bodyOf(req);
    const { length } = 'bytes' in body ? body.bytes : body.input;
    if (length > limit)
      throw new InvalidInput('too_large', 'A badge has at most 1 MB.', { status: 413 });
    res.json(await verify(body, addressKey(req)));
  });

  return router;
}
