import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { Conflict, InvalidInput } from '../base/index.js';
import type { Platform } from '../lti/index.js';
import type { Wish } from '../succession/index.js';
import { parseForm } from '../web/index.js';
import type { AdminDeps, ShowPage } from './admin-page.js';
import { otherPlatforms, previewModel, wishesOf } from './succession-model.js';
import { nothingHere, type Visitor, type Visitors } from './visitor.js';

const id = z.string().min(1).max(255);
/** What is to be continued: another registration, what a request names, or a deployment of this registration. */
const wishSchema = z.union([
  z.object({ old: id }),
  z.object({ ask: id }),
  z.object({ now: id, was: id }),
]);
const askSchema = z.object({ issuer: z.url().max(500) });
const consentSchema = z.object({ digest: z.string().max(100), sure: z.string().optional() });
const DONE = ['asked', 'declined', 'joined'] as const;

type WishFields = z.infer<typeof wishSchema>;
type Here = readonly [Visitor, Platform];

/**
 * The routes by which a registration continues an earlier one. Whoever decides administers both: the operator; the
 * administrator of the earlier registration, in a session of it, where one of the new registration asked; or, for a
 * deployment, an administrator of the whole platform. Nobody else learns what an earlier registration has.
 */
export function createSuccessionRoutes(
  deps: Pick<AdminDeps, 'lti' | 'web' | 'successions'>,
  visitors: Visitors,
  show: ShowPage,
): Router {
  const { lti, web, successions } = deps;
  const router = Router();
  const pathOf = (platform: Platform) => `/admin/platforms/${platform.id}/continue`;

  async function here(req: Request, visitor: Visitor): Promise<Here> {
    visitors.requireWhole(visitor);
    return [visitor, await visitors.platform(visitor, String(req.params['id']))];
  }

  async function wishOf([visitor, platform]: Here, fields: WishFields): Promise<Wish> {
    if ('old' in fields) {
      if (visitor.platformId !== null) throw nothingHere();
      return { freshId: platform.id, oldId: fields.old };
    }
    if ('ask' in fields) {
      const asked = await successions.listAsked(platform);
      const wish = asked.find((one) => one.id === fields.ask);
      if (wish === undefined) throw nothingHere();
      return { freshId: wish.freshId, oldId: platform.id };
    }
    const chosen = { [fields.now]: fields.was };
    return { freshId: platform.id, oldId: platform.id, chosen };
  }

  async function showChoices(
    req: Request,
    res: Response,
    [visitor, platform]: Here,
    form: { values?: object; errors?: object } = {},
  ) {
    const isOperator = visitor.platformId === null;
    const deployments = await lti.deployments.list(platform.id);
    const done = DONE.find((name) => name === req.query['done']);
    await show(req, res, visitor, {
      view: 'admin/continue',
      current: 'platforms',
      status: form.errors === undefined ? 200 : 422,
      model: {
        title: req.t('admin.continue.title'),
        platform,
        done: done && req.t(`admin.continue.${done}`),
        others: isOperator ? otherPlatforms(platform, await lti.platforms.list()) : [],
        deployments: deployments.map(({ deploymentId: value }) => ({ value, label: value })),
        hasSeveral: deployments.length > 1,
        wishes: await wishesOf(successions, lti.platforms, platform, visitor),
        form: {
          values: { issuer: platform.issuer, ...form.values },
          errors: form.errors ?? {},
        },
      },
    });
  }

  async function showPreview(
    req: Request,
    res: Response,
    [visitor, platform]: Here,
    fields: WishFields,
    problem?: string,
  ) {
    const preview = await successions.preview(await wishOf([visitor, platform], fields));
    await show(req, res, visitor, {
      view: 'admin/continue-preview',
      current: 'platforms',
      status: problem === undefined ? 200 : 422,
      model: {
        title: req.t('admin.continue.previewTitle'),
        platform,
        preview: previewModel(req, preview),
        fields: Object.entries(fields).map(([name, value]) => ({ name, value })),
        problem,
      },
    });
  }

  router.get('/admin/platforms/:id/continue', async (req, res) => {
    const at = await here(req, await visitors.require(req));
    const fields = wishSchema.safeParse(req.query);
    if (fields.success) return showPreview(req, res, at, fields.data);
    await showChoices(req, res, at);
  });

  router.post('/admin/platforms/:id/continue', async (req, res) => {
    const at = await here(req, await visitors.requireToAct(req));
    const fields = wishSchema.safeParse(req.body);
    const consent = consentSchema.safeParse(req.body);
    if (!fields.success || !consent.success) throw nothingHere();
    const [{ actor }, platform] = at;
    const { digest, sure } = consent.data;
    try {
      const wish = await wishOf(at, fields.data);
      await successions.continue(wish, { actor, digest, isSure: sure === 'yes' });
    } catch (error) {
      const isChanged = error instanceof Conflict && error.code === 'continue_changed';
      const isDoubtful = error instanceof InvalidInput && error.code === 'continue_doubtful';
      if (!isChanged && !isDoubtful) throw error;
      const problem = req.t(`admin.continue.${isChanged ? 'changed' : 'sureMissing'}`);
      return showPreview(req, res, at, fields.data, problem);
    }
    // A registration that another one continues has no page of its own any more.
    const goesOn = 'old' in fields.data ? fields.data.old : platform.id;
    web.proceed(res, `/admin/platforms/${goesOn}/continue?done=joined`);
  });

  router.post('/admin/platforms/:id/continue/ask', async (req, res) => {
    const [visitor, platform] = await here(req, await visitors.requireToAct(req));
    const form = parseForm(req, askSchema);
    if (!form.ok) return showChoices(req, res, [visitor, platform], form);
    await successions.ask(platform, form.value.issuer, visitor.actor);
    web.proceed(res, `${pathOf(platform)}?done=asked`);
  });

  router.post('/admin/platforms/:id/continue/decline', async (req, res) => {
    const [visitor, platform] = await here(req, await visitors.requireToAct(req));
    const form = parseForm(req, z.object({ ask: id }));
    const asked = await successions.listAsked(platform);
    const wish = form.ok ? asked.find((one) => one.id === form.value.ask) : undefined;
    if (wish === undefined) throw nothingHere();
    await successions.decline(wish.id, visitor.actor);
    web.proceed(res, `${pathOf(platform)}?done=declined`);
  });

  return router;
}
