import { Router, type Request } from 'express';
import { z } from 'zod';
import { NotFound, omitUndefined } from '../base/index.js';
import { MAIL_STATES, type OutboxEntry } from '../mail/index.js';
import { allowFrames, parseForm, showAsDocument } from '../web/index.js';
import { nothingHere, withinOf, type Visitors } from './visitor.js';
import type { AdminDeps, ShowPage } from './admin-page.js';

const PAGE = 50;
const ID = /^[\da-f]{24}$/;
const querySchema = z.object({
  state: z.enum(MAIL_STATES).optional().catch(undefined),
  address: z.string().trim().min(3).max(254).optional().catch(undefined),
  before: z.string().regex(ID).optional().catch(undefined),
});
const DONE = ['resent', 'notResent', 'bounced', 'works'] as const;
const KINDS: Readonly<Record<string, string>> = {
  sent: 'success',
  failed: 'error',
  bounced: 'error',
  held: 'warn',
};

/**
 * The routes of the outbox: what became of this platform's mail, what it says, and sending it again. An LMS administrator sees
 * what goes out for their own platform or deployment, the operator all of it.
 */
export function createOutboxRoutes(deps: AdminDeps, visitors: Visitors, show: ShowPage): Router {
  const { audit, limits, mail, web } = deps;
  const { outbox } = mail;
  const router = Router();

  const rowOf = (req: Request, entry: OutboxEntry) => ({
    ...entry,
    href: `/admin/outbox/${entry.id}`,
    kindWord: req.t(`admin.outbox.kind.${entry.view}`),
    stateWord: req.t(`admin.outbox.state.${entry.state}`),
    stateKind: KINDS[entry.state] ?? 'info',
  });
  const idOf = (req: Request): string => {
    const id = String(req.params['id']);
    if (!ID.test(id)) throw nothingHere();
    return id;
  };

  router.get('/admin/outbox', async (req, res) => {
    const visitor = await visitors.require(req);
    const query = querySchema.parse(req.query);
    const entries = await outbox.page(withinOf(visitor), omitUndefined({ ...query, limit: PAGE }));
    const last = entries.at(-1);
    const { state, address } = query;
    const next = new URLSearchParams(omitUndefined({ state, address, before: last?.id }));
    await show(req, res, visitor, {
      view: 'admin/outbox',
      current: 'outbox',
      model: {
        title: req.t('admin.outbox.title'),
        isKept: (await mail.health()).isKept,
        states: MAIL_STATES.filter((one) => one !== 'sending').map((value) => ({
          value,
          label: req.t(`admin.outbox.state.${value}`),
          chosen: value === state,
        })),
        address: address ?? '',
        isFiltered: state !== undefined || address !== undefined,
        entries: entries.map((entry) => rowOf(req, entry)),
        older: entries.length === PAGE ? `/admin/outbox?${next.toString()}` : undefined,
      },
    });
  });

  router.get('/admin/outbox/:id', async (req, res) => {
    const visitor = await visitors.require(req);
    const within = withinOf(visitor);
    const entry = await outbox.find(within, idOf(req));
    const shown = entry.isOpen ? await outbox.show(within, entry.id) : null;
    const done = DONE.find((name) => name === req.query['done']);
    allowFrames(res);
    await show(req, res, visitor, {
      view: 'admin/outbox-mail',
      current: 'outbox',
      model: omitUndefined({
        title: shown?.subject ?? req.t(`admin.outbox.kind.${entry.view}`),
        mail: rowOf(req, entry),
        text: shown?.text,
        // Names this press of the button: the same form sent twice sends one mail.
        turn: deps.clock.now().getTime().toString(36),
        done: done && req.t(`admin.outbox.done.${done}`),
        doneKind: done === 'notResent' ? 'warn' : 'success',
      }),
    });
  });

  // The mail itself, as a document that runs nothing, loads nothing from elsewhere and reaches nobody.
  router.get('/admin/outbox/:id/html', async (req, res) => {
    const visitor = await visitors.require(req);
    const { html } = await outbox.show(withinOf(visitor), idOf(req));
    showAsDocument(res, html);
  });

  router.post('/admin/outbox/:id/resend', async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    const within = withinOf(visitor);
    const entry = await outbox.find(within, idOf(req));
    const form = parseForm(req, z.object({ turn: z.string().regex(/^[\da-z]{1,12}$/) }));
    if (!form.ok || !entry.canResend)
      return web.proceed(res, `/admin/outbox/${entry.id}?done=notResent`);
    await limits.spend('resend', { person: visitor.actor, target: entry.key });
    const isSent = await outbox.resend(within, entry.id, form.value.turn);
    if (isSent) {
      await audit.record(
        omitUndefined({
          actor: visitor.actor,
          action: 'mail.resent',
          subject: `mail:${entry.id}`,
          platformId: entry.platformId,
          deploymentId: entry.deploymentId,
          details: { kind: entry.view },
        }),
      );
    }
    web.proceed(res, `/admin/outbox/${entry.id}?done=${isSent ? 'resent' : 'notResent'}`);
  });

  router.post('/admin/outbox/:id/bounced', async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    const within = withinOf(visitor);
    const entry = await outbox.find(within, idOf(req));
    if (entry.to === undefined) throw new NotFound('mail_gone', 'This mail was sent already.');
    await outbox.noteBounce(within, entry.id, 'administrator');
    await audit.record(
      omitUndefined({
        actor: visitor.actor,
        action: 'mail.address_bounced',
        subject: `mail:${entry.id}`,
        platformId: entry.platformId,
        deploymentId: entry.deploymentId,
      }),
    );
    web.proceed(res, `/admin/outbox/${entry.id}?done=bounced`);
  });

  return router;
}
