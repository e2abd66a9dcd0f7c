import { fileURLToPath } from 'node:url';
import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { LaurelError, omitUndefined, type Clock } from '../../base/index.js';
import type { Usage } from '../../usage/index.js';
import {
  addressKey,
  allowCamera,
  limitRate,
  parseForm,
  readUpload,
  type RouteBody,
  type Web,
} from '../../web/index.js';
import type { VerifyForeign } from '../foreign/verify-foreign.js';
import { LIMITS } from '../verify/bounded-json.js';
import type { KnownIssuer } from '../issuer/issuers.js';
import type { FetchBadge } from '../documents/fetch-badge.js';
import { buildResultView } from './result-view.js';

export interface VerifyPageDeps {
  readonly page: Web['page'];
  readonly clock: Clock;
  readonly fetchBadge: FetchBadge;
  readonly verify: VerifyForeign;
  readonly usage: Pick<Usage, 'countAnswer'>;
  /** @returns the badge of this installation at an address; null where there is none */
  readonly findOwn: (address: string) => Promise<{ readonly achievementId: string } | null>;
  /** @returns this installation's issuers and their names, which the browser recognises by itself */
  readonly issuers: () => Promise<readonly KnownIssuer[]>;
}

const WORKER = fileURLToPath(new URL('../../../public/verify-worker.js', import.meta.url));
const form = z.object({
  badge: z.string().max(1_048_576).default(''),
  email: z.union([z.literal(''), z.email()]).default(''),
  compare: z.literal('yes').optional(),
});

/** The body's limit: a picture or PDF of 4 MB, or 1 MB of text, with the rest of the form. */
export const VERIFY_PAGE_BODIES: readonly RouteBody[] = [
  {
    path: '/verify',
    read: [readUpload({ bytes: LIMITS.imageBytes + LIMITS.bytes, files: 1, fields: 16 })],
  },
];

const NOTHING_TYPED = { values: {}, errors: {} };

type Form = z.infer<typeof form>;

const isAddress = (text: string) => /^https?:\/\/\S+$/i.test(text);

/** @returns the badge of a form, or the key of a message that says why there is none */
async function inputOf(
  req: Request,
  { badge }: Form,
  fetchBadge: FetchBadge,
): Promise<string | Uint8Array | { readonly problem: string }> {
  const file = req.files?.['file'];
  if (file !== undefined) return new Uint8Array(file.bytes);
  const text = badge.trim();
  if (text === '') return { problem: 'verify.nothing' };
  if (!isAddress(text)) return text;
  try {
    return await fetchBadge(text);
  } catch (error) {
    if (error instanceof LaurelError && error.status < 503)
      return { problem: 'verify.unreachable' };
    throw error;
  }
}

/**
 * The routes of `/verify`: any Open Badge, pasted, as a file or by its address. The form works without script; with it
 * the badge is verified in the browser, and a service worker keeps page and verifier for when this server cannot be
 * reached.
 */
export function createVerifyPageRoutes(deps: VerifyPageDeps): Router {
  const { page, clock, fetchBadge, verify, issuers, usage, findOwn } = deps;
  const router = Router();
  const slowDown = limitRate({ clock, limit: 60, windowMs: 60_000 });

  /** Counts that a badge of this installation was verified; what was handed in is not kept. */
  const count = async (req: Request, res: Response, address: unknown): Promise<void> => {
    const own = typeof address === 'string' ? await findOwn(address) : null;
    if (own) usage.countAnswer(req, res, own.achievementId, 'verify');
  };

  // A camera reads the QR code of a certificate; no other page may ask for one.
  router.use('/verify', (_req, res, next) => {
    allowCamera(res);
    next();
  });

  const modelOf = async (req: Request) => ({
    title: req.t('verify.title'),
    scripts: ['verify.js'],
    isFormsAddress: true,
    block: {
      words: req.locale.messages('verify'),
      issuers: await issuers(),
    },
  });

  router.get('/verify', async (req, res) => {
    res.set('Cache-Control', 'no-cache');
    page(res, 'verify/form', { ...(await modelOf(req)), form: NOTHING_TYPED });
  });

  router.post('/verify', slowDown, async (req, res) => {
    res.set('Cache-Control', 'no-store');
    const parsed = parseForm(req, form);
    if (!parsed.ok)
      return page(res, 'verify/form', { ...(await modelOf(req)), form: parsed }, { status: 422 });
    const { value } = parsed;
    const input = await inputOf(req, value, fetchBadge);
    if (typeof input === 'object' && 'problem' in input) {
      const failed = { ok: false, values: value, errors: { badge: req.t(input.problem) } };
      return page(res, 'verify/form', { ...(await modelOf(req)), form: failed }, { status: 422 });
    }
    const handed = omitUndefined({
      input,
      email: value.email || undefined,
      compare: value.compare && true,
    });
    const found = await verify(handed, addressKey(req));
    // A forgery may name any badge.
    const isReal = found.checks.some(({ name, outcome }) => name === 'proof' && outcome === 'pass');
    if (isReal) await count(req, res, found.credential?.['id']);
    const result = buildResultView(found, req.t, req.locale.tag);
    const title = result.heading;
    page(res, 'verify/form', { ...(await modelOf(req)), title, result, form: NOTHING_TYPED });
  });

  // A badge that was verified in the browser is counted as one that was verified here. It says nothing of the badge.
  router.get('/verify/seen', slowDown, async (req, res) => {
    res.set('Cache-Control', 'no-store');
    await count(req, res, req.query.badge);
    res.end();
  });

  router.get('/verify/worker.js', (_req, res) => {
    res.set({ 'Service-Worker-Allowed': '/verify', 'Cache-Control': 'no-cache' });
    res.type('text/javascript').sendFile(WORKER);
  });

  return router;
}
