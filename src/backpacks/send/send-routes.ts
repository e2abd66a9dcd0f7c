import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { Audit } from '../../audit/index.js';
import { isAnswer, NotFound, TooManyRequests } from '../../base/index.js';
import type { Credential } from '../../credentials/index.js';
import { homeNav, requireHome } from '../../home/index.js';
import type { Limits } from '../../limits/index.js';
import { hideAddress, parseForm, problemText, type Web } from '../../web/index.js';
import { addressOf } from './discover.js';
import type { Sender } from './create-sender.js';

export interface SendRoutesDeps {
  readonly sender: Sender;
  readonly web: Pick<Web, 'page'>;
  readonly limits: Pick<Limits, 'count'>;
  readonly audit: Pick<Audit, 'record'>;
  /** @returns the valid badge of an award in a home; null for another home's, and for one that does not count */
  readonly badgeOf: (homeId: string, awardId: string) => Promise<Credential | null>;
}

export const SEND = '/home/backpacks/send/:id';
export const CALLBACK = '/home/backpacks/callback';

const hostForm = z.object({ address: z.string().trim().min(1).max(500) });
const linkForm = z.object({ host: z.string().regex(/^[\w-]{22}$/) });
const back = z.object({
  state: z.string().regex(/^[\w-]{43}$/),
  code: z.string().min(1).max(4_000),
});
const denied = z.object({ state: z.string().regex(/^[\w-]{43}$/), error: z.string().max(200) });

/** Each try asks servers that a person named. */
const LIMIT = { times: 30, windowMs: 3_600_000 };

/** The pages that send a badge of a home to a backpack elsewhere. */
export function createSendRoutes(deps: SendRoutesDeps): Router {
  const { sender, web } = deps;
  const routes = Router();

  const find = async (req: Request) => {
    const homeId = requireHome(req);
    const id = String(req.params['id']);
    const credential = await deps.badgeOf(homeId, id);
    if (credential === null)
      throw new NotFound('award_unknown', 'There is no such badge of yours here.', {
        action: 'Go back to your badges.',
      });
    return { homeId, id, credential };
  };

  const spend = async (homeId: string): Promise<void> => {
    const { left, resetSeconds } = await deps.limits.count('backpack', homeId, LIMIT);
    if (left < 0)
      throw new TooManyRequests('backpack_too_often', 'Backpacks were asked too often.', {
        action: 'Wait an hour and try again.',
        retryAfterSeconds: resetSeconds,
      });
  };

  const show = async (
    req: Request,
    res: Response,
    of: { homeId: string; id: string; credential: Credential },
    more: object,
    status = 200,
  ): Promise<void> => {
    const model = {
      title: req.t('backpacks.send.title'),
      nav: homeNav(req, 'badges'),
      id: of.id,
      badge: of.credential.achievementName,
      links: await sender.list(of.homeId),
      form: { values: {}, errors: {} },
      noindex: true,
      ...more,
    };
    web.page(res, 'backpacks/send', model, { status });
  };

  /** What a backpack answered is said on the page, with the form to try again. */
  const tell = async (
    req: Request,
    res: Response,
    of: Parameters<typeof show>[2],
    typed: string,
    error: unknown,
  ): Promise<void> => {
    if (!isAnswer(error)) throw error;
    const said = problemText(req.t, error);
    const form = { values: { address: typed }, errors: { address: said } };
    await show(req, res, of, typed === '' ? { failed: said } : { form }, error.status);
  };

  routes.get(SEND, async (req, res) => show(req, res, await find(req), {}));

  // Consent is asked for on the backpack's own page, by a link: forms of this site lead nowhere else.
  routes.post(SEND, async (req, res) => {
    const of = await find(req);
    const form = parseForm(req, hostForm);
    if (!form.ok) return show(req, res, of, { form }, 422);
    await spend(of.homeId);
    try {
      const { title, url } = await sender.begin(of.homeId, of.id, addressOf(form.value.address));
      res.setHeader('Cache-Control', 'no-store');
      const host = new URL(url).host;
      await show(req, res, of, { ask: { title, url, host } });
    } catch (error) {
      await tell(req, res, of, form.value.address, error);
    }
  });

  const sendNow = async (
    req: Request,
    res: Response,
    of: Parameters<typeof show>[2],
    hostId: string,
  ): Promise<void> => {
    try {
      const sent = await sender.send(of.homeId, hostId, of.credential.json);
      const subject = `credential:${of.credential.id}`;
      await deps.audit.record({ actor: `home:${of.homeId}`, action: 'badge.sent', subject });
      await show(req, res, of, { done: req.t(`backpacks.send.${sent}`) });
    } catch (error) {
      await tell(req, res, of, '', error);
    }
  };

  routes.post(`${SEND}/again`, async (req, res) => {
    const of = await find(req);
    const form = parseForm(req, linkForm);
    if (!form.ok) return show(req, res, of, {}, 422);
    await spend(of.homeId);
    await sendNow(req, res, of, form.value.host);
  });

  routes.post(`${SEND}/disconnect`, async (req, res) => {
    const of = await find(req);
    const form = parseForm(req, linkForm);
    if (form.ok) await sender.end(of.homeId, form.value.host);
    await show(req, res, of, { done: req.t('backpacks.send.ended') });
  });

  // The session's cookie is sent along, since a backpack leads here by a link of its own (SameSite=Lax).
  routes.get(CALLBACK, async (req, res) => {
    const homeId = requireHome(req);
    hideAddress(res);
    const given = back.safeParse(req.query);
    const refused = denied.safeParse(req.query);
    const { state = '' } = given.data ?? refused.data ?? {};
    const code = given.success ? given.data.code : null;
    const ended = await sender.finish(homeId, state, code);
    const credential = await deps.badgeOf(homeId, ended.awardId);
    if (credential === null) return res.redirect(303, '/home');
    const of = { homeId, id: ended.awardId, credential };
    if (!ended.isLinked) return show(req, res, of, { failed: req.t('backpacks.send.refused') });
    await sendNow(req, res, of, ended.hostId);
  });

  return routes;
}
