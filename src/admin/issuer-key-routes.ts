import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { Credentials } from '../credentials/index.js';
import { parseForm } from '../web/index.js';
import { compromiseKey, rotateKey } from './issuer-keys.js';
import { nothingHere, type Visitor, type Visitors } from './visitor.js';
import type { AdminDeps, ShowPage } from './admin-page.js';

type IssuerKey = Awaited<ReturnType<Credentials['keys']['list']>>[number];

const keySchema = z.object({ key: z.string().min(1).max(500) });
/** Reads a date and time as an input of type `datetime-local` sends it, as UTC. */
const moment = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/)
  .transform((text) => new Date(`${text}Z`))
  .refine((date) => !Number.isNaN(date.getTime()));

/** @returns the rows of the table of keys */
export const keyRows = (req: Request, keys: readonly IssuerKey[]) =>
  keys.map((key) => {
    const state = key.compromisedFrom === undefined ? key.state : 'compromised';
    return {
      id: key.id,
      algorithm: key.algorithm,
      createdAt: key.createdAt,
      compromisedFrom: key.compromisedFrom,
      isActive: state === 'active',
      word: req.t(`admin.issuerKeys.state.${state}`),
      kind: { active: 'success', retired: 'info', compromised: 'error' }[state],
      href: `/admin/keys/issuer?key=${encodeURIComponent(key.id)}`,
    };
  });

/**
 * Says how many badges would fail verification, from the typed time on or in all, before a key is declared compromised.
 */
function concernedInWords(req: Request, count: number | null, from: Date | undefined): string {
  if (count === null) return req.t('admin.issuerKeys.concernedJwt');
  if (from === undefined) return req.t('admin.issuerKeys.concernedAll', { count });
  const at = `${from.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return req.t('admin.issuerKeys.concerned', { count, from: at });
}

/** The routes by which the operator lists the keys that sign badges, rotates one, or declares one compromised. */
export function createIssuerKeyRoutes(deps: AdminDeps, visitors: Visitors, show: ShowPage): Router {
  const { credentials, web, clock } = deps;
  const router = Router();

  async function find(input: unknown): Promise<IssuerKey> {
    const parsed = keySchema.safeParse(input);
    const key = parsed.success ? await credentials.keys.find(parsed.data.key) : null;
    if (key === null) throw nothingHere();
    return key;
  }

  async function showKey(
    req: Request,
    res: Response,
    [visitor, key]: readonly [Visitor, IssuerKey],
    wrong?: { values: Readonly<Record<string, unknown>>; errors: object },
  ) {
    const { name } = await credentials.issuers.draft(key.issuerId);
    const from = moment.safeParse(wrong?.values['from']).data;
    await show(req, res, visitor, {
      view: 'admin/issuer-key',
      current: 'keys',
      status: wrong === undefined ? 200 : 422,
      model: {
        title: req.t('admin.issuerKeys.one'),
        key: keyRows(req, [key])[0],
        issuer: name ?? key.controller,
        concerned: concernedInWords(req, await credentials.countSignedBy(key, from), from),
        now: clock.now().toISOString().slice(0, 16),
        form: { ok: wrong === undefined, values: wrong?.values ?? {}, errors: wrong?.errors ?? {} },
      },
    });
  }

  async function toAct(req: Request): Promise<[Visitor, IssuerKey]> {
    await visitors.requireToAct(req);
    return [await visitors.requireOperator(req), await find(req.body)];
  }

  router.get('/admin/keys/issuer', async (req, res) => {
    const visitor = await visitors.requireOperator(req);
    await showKey(req, res, [visitor, await find(req.query)]);
  });

  router.post('/admin/keys/issuer/rotate', async (req, res) => {
    const [visitor, key] = await toAct(req);
    await rotateKey(deps, key, visitor.actor);
    web.proceed(res, '/admin/keys?done=rotated');
  });

  router.post('/admin/keys/issuer/compromised', async (req, res) => {
    const [visitor, key] = await toAct(req);
    const words = { error: req.t('admin.issuerKeys.fromWrong') };
    const from = moment.refine((date) => date <= clock.now(), words);
    const sure = z.literal('yes', { error: req.t('admin.issuerKeys.sureMissing') });
    const form = parseForm(req, keySchema.extend({ from, sure }));
    if (!form.ok) return showKey(req, res, [visitor, key], form);
    await compromiseKey(deps, key, form.value.from, visitor.actor);
    web.proceed(res, '/admin/keys?done=compromised');
  });

  return router;
}
