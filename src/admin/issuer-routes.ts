import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { Conflict } from '../base/index.js';
import type { Platform } from '../lti/index.js';
import { parseForm } from '../web/index.js';
import type { AdminDeps, ShowPage } from './create-admin.js';
import { readIssuerForm, valuesOf, type IssuerDraft, type IssuerForm } from './issuer-form.js';
import { keyRows } from './issuer-key-routes.js';
import { nothingHere, type Visitor, type Visitors } from './visitor.js';

/** The installation's own issuer. */
const OWN = 'default';
const giveUpSchema = z.object({ revision: z.coerce.number().int().min(0) });
const DONE = ['saved', 'givenUp'] as const;

/** What was typed and could not be taken. */
interface Wrong {
  readonly values: object;
  readonly errors: object;
  readonly status: number;
}

const pathOf = (platform: Platform | null) =>
  platform === null ? '/admin/issuer' : `/admin/platforms/${platform.id}/issuer`;

/** Who badges say that they come from: the operator's profile, and a platform's own. */
export function createIssuerRoutes(deps: AdminDeps, visitors: Visitors, show: ShowPage): Router {
  const { lti, web, achievements, credentials } = deps;
  const { issuers } = credentials;
  const router = Router();

  async function platformRows() {
    const drafts = new Map((await issuers.list()).map((one) => [one.id, one]));
    return (await lti.platforms.list()).map(({ id, name }) => {
      const draft = drafts.get(id);
      return { name, href: `/admin/platforms/${id}/issuer`, issuer: draft?.isInUse && draft.name };
    });
  }

  /** Whose badges come from whom: told to the operator of every platform, to a platform of itself. */
  async function standingOf(platform: Platform | null, draft: IssuerDraft, visitor: Visitor) {
    if (platform === null) {
      const missing = await issuers.missing();
      return { isIncomplete: missing.length > 0, platforms: await platformRows() };
    }
    const back = visitor.platformId === null ? '/admin/issuer' : undefined;
    if (draft.isInUse) return { back, isOwn: true };
    return { back, inherits: (await issuers.find())?.name ?? '…' };
  }

  async function showForm(
    req: Request,
    res: Response,
    [visitor, platform]: readonly [Visitor, Platform | null],
    wrong: Wrong = { values: {}, errors: {}, status: 200 },
  ) {
    const id = platform?.id ?? OWN;
    const draft = await issuers.draft(id);
    const values = { ...valuesOf(draft), ...wrong.values };
    const done = DONE.find((name) => name === req.query['done']);
    const keys = await credentials.keys.list();
    await show(req, res, visitor, {
      view: 'admin/issuer',
      current: 'issuer',
      status: wrong.status,
      model: {
        title: req.t('admin.issuer.title'),
        ...{ platform, draft, action: pathOf(platform) },
        ...(await standingOf(platform, draft, visitor)),
        done: done && req.t(`admin.issuer.${done}`),
        form: { ok: wrong.status === 200, values, errors: wrong.errors },
        picture: pictureOf(values, draft.logoUrl, deps.settings.publicUrl),
        identities: issuers.identitiesOf(id).map(({ form, profileId }) => ({
          value: form,
          label: req.t(`admin.issuer.form.${form === 'https' ? 'https' : 'did'}`),
          help: profileId,
        })),
        keys: keyRows(
          req,
          keys.filter(({ issuerId }) => issuerId === id),
        ),
      },
    });
  }

  async function save(
    req: Request,
    res: Response,
    [visitor, platform]: readonly [Visitor, Platform | null],
  ) {
    const form: IssuerForm = await readIssuerForm(req, achievements);
    if (!form.ok) return showForm(req, res, [visitor, platform], { ...form, status: 422 });
    const { profile, revision } = form;
    const id = platform?.id ?? OWN;
    try {
      await issuers.save(id, profile, { actor: visitor.actor, revision });
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      // What was typed stays; saving again is then a decision.
      const current = String((await issuers.draft(id)).revision);
      const { pictureId = '', ...typed } = profile;
      const values = { ...typed, picture: pictureId, revision: current };
      const errors = { _form: req.t('admin.issuer.meanwhile') };
      return showForm(req, res, [visitor, platform], { values, errors, status: 409 });
    }
    web.proceed(res, `${pathOf(platform)}?done=saved`);
  }

  router.get('/admin/issuer', async (req, res) => {
    const visitor = await visitors.require(req);
    if (visitor.platformId === null) return showForm(req, res, [visitor, null]);
    const platform = await visitors.platform(visitor, visitor.platformId);
    return showForm(req, res, [visitor, platform]);
  });

  router.post('/admin/issuer', async (req, res) => {
    await visitors.requireToAct(req);
    await save(req, res, [await visitors.requireOperator(req), null]);
  });

  router.get('/admin/platforms/:id/issuer', async (req, res) => {
    const visitor = await visitors.require(req);
    await showForm(req, res, [visitor, await visitors.platform(visitor, req.params.id)]);
  });

  router.post('/admin/platforms/:id/issuer', async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    await save(req, res, [visitor, await visitors.platform(visitor, req.params.id)]);
  });

  router.post('/admin/platforms/:id/issuer/give-up', async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    const platform = await visitors.platform(visitor, req.params.id);
    const form = parseForm(req, giveUpSchema);
    if (!form.ok) throw nothingHere();
    await issuers.giveUp(platform.id, { actor: visitor.actor, revision: form.value.revision });
    web.proceed(res, `${pathOf(platform)}?done=givenUp`);
  });

  return router;
}

/** The picture to show beside the form: one just uploaded, the saved one, or that of the settings where it is ours. */
function pictureOf(values: object, logoUrl: string | undefined, publicUrl: string) {
  const { picture } = values as { picture?: unknown };
  if (typeof picture === 'string' && /^[\w-]{43}$/.test(picture))
    return `/achievements/pictures/${picture}.png`;
  return logoUrl?.startsWith(`${publicUrl}/`) ? logoUrl.slice(publicUrl.length) : undefined;
}
