import { Router } from 'express';
import { z } from 'zod';
import { parseForm } from '../web/index.js';
import { keyRows } from './issuer-key-routes.js';
import { nothingHere, type Visitors } from './visitor.js';
import type { AdminDeps, ShowPage } from './admin-page.js';

const DAY_MS = 86_400_000;
const invitationSchema = z.object({
  note: z.string().trim().max(200).default(''),
  days: z.coerce.number().int().min(1).max(90),
  origins: z
    .string()
    .max(2_000)
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter((one) => one !== ''))
    .pipe(z.array(z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin)).max(10)),
  admit: z
    .string()
    .optional()
    .transform((value) => value !== undefined),
});

/** The routes of the operator alone: invitations and LTI keys. */
export function createOperatorRoutes(deps: AdminDeps, visitors: Visitors, show: ShowPage): Router {
  const { lti, audit, settings, clock, credentials } = deps;
  const router = Router();

  const invitationRows = async () => {
    const now = clock.now();
    return (await lti.invitations.list()).map((one) => ({
      ...one,
      isUsed: one.usedAt !== undefined,
      isOver: one.usedAt === undefined && one.expiresAt <= now,
      isOpen: one.usedAt === undefined && one.expiresAt > now,
    }));
  };

  router.get('/admin/invitations', async (req, res) => {
    const visitor = await visitors.requireOperator(req);
    await show(req, res, visitor, {
      view: 'admin/invitations',
      current: 'invitations',
      model: {
        title: req.t('admin.invitations.title'),
        invitations: await invitationRows(),
        form: { values: { days: '7' }, errors: {} },
      },
    });
  });

  router.post('/admin/invitations', async (req, res) => {
    await visitors.requireToAct(req);
    const visitor = await visitors.requireOperator(req);
    const form = parseForm(req, invitationSchema);
    const page = { view: 'admin/invitations', current: 'invitations' };
    const title = req.t('admin.invitations.title');
    if (!form.ok) {
      const model = { title, form, invitations: await invitationRows() };
      return show(req, res, visitor, { ...page, status: 422, model });
    }
    const { note, days, origins, admit } = form.value;
    const { secret, invitation } = await lti.invitations.create({
      note,
      origins,
      lifeMs: days * DAY_MS,
      deploymentPolicy: admit ? 'admit' : 'approve',
    });
    await audit.record({
      actor: visitor.actor,
      action: 'invitation.made',
      subject: `invitation:${invitation.id.slice(0, 8)}`,
    });
    res.setHeader('Cache-Control', 'no-store');
    await show(req, res, visitor, {
      ...page,
      model: {
        title,
        // The link is shown once: only its hash is stored.
        made: `${settings.publicUrl}/register?invite=${secret}`,
        invitations: await invitationRows(),
        form: { values: { days: '7' }, errors: {} },
      },
    });
  });

  router.post('/admin/invitations/withdraw', async (req, res) => {
    await visitors.requireToAct(req);
    const visitor = await visitors.requireOperator(req);
    const form = parseForm(req, z.object({ id: z.string().max(100) }));
    if (!form.ok || !(await lti.invitations.withdraw(form.value.id))) throw nothingHere();
    await audit.record({
      actor: visitor.actor,
      action: 'invitation.withdrawn',
      subject: `invitation:${form.value.id.slice(0, 8)}`,
    });
    res.redirect(303, '/admin/invitations');
  });

  router.get('/admin/keys', async (req, res) => {
    const visitor = await visitors.requireOperator(req);
    const keys = await lti.keys.list();
    const done = (['rotated', 'compromised'] as const).find((one) => one === req.query['done']);
    await show(req, res, visitor, {
      view: 'admin/keys',
      current: 'keys',
      model: {
        title: req.t('admin.keys.title'),
        address: `${settings.publicUrl}/lti/keys`,
        isRotating: keys.some(({ state }) => state === 'coming'),
        keys: keys.map((key) => ({ ...key, word: req.t(`admin.keys.state.${key.state}`) })),
        issuerKeys: keyRows(req, await credentials.keys.list()),
        done: done && req.t(`admin.issuerKeys.${done}`),
      },
    });
  });

  router.post('/admin/keys/rotate', async (req, res) => {
    await visitors.requireToAct(req);
    const visitor = await visitors.requireOperator(req);
    // A second rotation within the hour would end the coming key before it ever signed.
    if (!(await lti.keys.list()).some(({ state }) => state === 'coming')) {
      const { kid } = await lti.keys.rotate();
      await audit.record({ actor: visitor.actor, action: 'key.rotated', subject: `key:${kid}` });
    }
    res.redirect(303, '/admin/keys');
  });

  return router;
}
