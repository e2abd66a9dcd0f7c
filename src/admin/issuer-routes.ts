import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { Conflict, omitUndefined, UNDO_MS } from '../base/index.js';
import { parseForm, readUpload, type RouteBody } from '../web/index.js';
import { readIssuerForm, valuesOf, type IssuerDraft, type IssuerForm } from './issuer-form.js';
import { createFindIssuerOwner, INSTALLATION, withDone, type IssuerOwner } from './issuer-owner.js';
import { hostTag } from './host-model.js';
import { keyRows } from './issuer-key-routes.js';
import { nothingHere, type Visitor, type Visitors } from './visitor.js';
import type { AdminDeps, ShowPage } from './admin-page.js';

/** The upload limits of an issuer's form: a few fields and a logo. */
const read = [readUpload({ bytes: 4_259_840, files: 1, fields: 64 })];

/** The routes of the administrators' pages whose bodies are larger than small forms. */
export const ADMIN_BODIES: readonly RouteBody[] = [
  { path: '/admin/issuer', read },
  { path: '/admin/platforms/:id/issuer', read },
];

const giveUpSchema = z.object({ revision: z.coerce.number().int().min(0) });
const DONE = ['saved', 'givenUp', 'catalogueOn', 'catalogueOff'] as const;

/** What was typed and could not be accepted, with the errors. */
interface Wrong {
  readonly values: object;
  readonly errors: object;
  readonly status: number;
}

/** The routes of issuers' profiles: the operator's, and each platform's own. */
export function createIssuerRoutes(deps: AdminDeps, visitors: Visitors, show: ShowPage): Router {
  const { lti, web, achievements, credentials } = deps;
  const { issuers } = credentials;
  const router = Router();
  const findOwner = createFindIssuerOwner(deps, visitors);

  /** Lists every platform, and each deployment that has its own issuer. */
  async function platformRows() {
    const all = await issuers.list();
    const platforms = await lti.platforms.list();
    return platforms.flatMap(({ id: platformId, name }) => {
      const href = `/admin/platforms/${platformId}/issuer`;
      const shared = all.find(({ id }) => id === platformId);
      const rows = all
        .filter((one) => one.platformId === platformId && one.id !== platformId)
        .map(({ deploymentId = '', isInUse, name: issuer }) => ({
          name: `${name}: ${deploymentId}`,
          href: `${href}?deployment=${encodeURIComponent(deploymentId)}`,
          issuer: isInUse && issuer,
        }));
      return [{ name, href, issuer: shared?.isInUse && shared.name }, ...rows];
    });
  }

  /** Says which badges come from which issuer: to the operator of every platform, to an administrator of their own. */
  async function standingOf({ platform, of }: IssuerOwner, draft: IssuerDraft, visitor: Visitor) {
    if (platform === null) {
      const missing = await issuers.missing();
      return { isIncomplete: missing.length > 0, platforms: await platformRows() };
    }
    const back = visitor.platformId === null ? '/admin/issuer' : undefined;
    if (draft.isInUse) return { back, isOwn: true };
    const inherits = (await issuers.find(of))?.name ?? '…';
    const until = draft.changedAt && new Date(draft.changedAt.getTime() + UNDO_MS);
    return { back, inherits, undoUntil: until && until > deps.clock.now() ? until : undefined };
  }

  /** Lists the kinds of identity, each as new badges would name it. */
  const identityChoices = async (req: Request, id: string) => {
    const names = await issuers.identitiesOf(id);
    return names
      .filter(({ form }, at) => names.findIndex((one) => one.form === form) === at)
      .map(({ form, profileId }) => ({
        value: form,
        label: req.t(`admin.issuer.form.${form === 'https' ? 'https' : 'did'}`),
        help: profileId,
      }));
  };

  async function showForm(
    req: Request,
    res: Response,
    [visitor, owner]: readonly [Visitor, IssuerOwner],
    wrong: Wrong = { values: {}, errors: {}, status: 200 },
  ) {
    const { id, platform, path } = owner;
    const draft = await issuers.draft(id);
    const values = { ...valuesOf(draft), ...wrong.values };
    const done = DONE.find((name) => name === req.query['done']);
    const keys = await credentials.keys.list();
    const host = await credentials.hosts.current(id);
    await show(req, res, visitor, {
      view: 'admin/issuer',
      current: 'issuer',
      status: wrong.status,
      model: {
        title: req.t('admin.issuer.title'),
        platform,
        seat: owner.hasOne ? undefined : owner.of?.deploymentId,
        draft,
        action: path(),
        brand: path('/brand'),
        hasHostPage: platform === null || draft.revision > 0,
        host: path('/host'),
        ownHost: host && { name: host.host, tag: hostTag(req.t, host) },
        publicHost: new URL(deps.settings.publicUrl).host,
        giveUp: path('/give-up'),
        undoGiveUp: path('/give-up/undo'),
        catalogue: catalogueOf(owner, draft, deps.settings.publicUrl),
        ...(await standingOf(owner, draft, visitor)),
        done: done && req.t(`admin.issuer.${done}`),
        form: { ok: wrong.status === 200, values, errors: wrong.errors },
        picture: pictureOf(values, draft.logoUrl, deps.settings.publicUrl),
        identities: await identityChoices(req, id),
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
    [visitor, owner]: readonly [Visitor, IssuerOwner],
  ) {
    const form: IssuerForm = await readIssuerForm(req, achievements);
    if (!form.ok) return showForm(req, res, [visitor, owner], { ...form, status: 422 });
    const { profile, revision } = form;
    const { id, of } = owner;
    try {
      const isByOperator = visitor.platformId === null;
      const change = omitUndefined({ actor: visitor.actor, revision, isByOperator, of });
      await issuers.save(id, profile, change);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      // Another administrator saved meanwhile: what was typed is shown again, and saving once more is a deliberate
      // choice.
      const current = String((await issuers.draft(id)).revision);
      const { pictureId = '', ...typed } = profile;
      const values = { ...typed, picture: pictureId, revision: current };
      const errors =
        error.code === 'issuer_name_taken'
          ? { name: req.t('admin.issuer.nameTaken') }
          : { _form: req.t('admin.issuer.meanwhile') };
      return showForm(req, res, [visitor, owner], { values, errors, status: 409 });
    }
    web.proceed(res, withDone(owner.path(), 'saved'));
  }

  router.get('/admin/issuer', async (req, res) => {
    const visitor = await visitors.require(req);
    if (visitor.platformId === null) return showForm(req, res, [visitor, INSTALLATION]);
    return showForm(req, res, [visitor, await findOwner(req, visitor, visitor.platformId)]);
  });

  router.post('/admin/issuer', async (req, res) => {
    await visitors.requireToAct(req);
    await save(req, res, [await visitors.requireOperator(req), INSTALLATION]);
  });

  router.get('/admin/platforms/:id/issuer', async (req, res) => {
    const visitor = await visitors.require(req);
    await showForm(req, res, [visitor, await findOwner(req, visitor, req.params.id)]);
  });

  router.post('/admin/platforms/:id/issuer', async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    await save(req, res, [visitor, await findOwner(req, visitor, req.params.id)]);
  });

  router.post('/admin/platforms/:id/issuer/give-up', async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    const form = parseForm(req, giveUpSchema);
    if (!form.ok) throw nothingHere();
    const { id, path } = await findOwner(req, visitor, req.params.id);
    await issuers.giveUp(id, { actor: visitor.actor, revision: form.value.revision });
    web.proceed(res, withDone(path(), 'givenUp'));
  });

  router.post('/admin/platforms/:id/issuer/give-up/undo', async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    visitors.requireWhole(visitor);
    const form = parseForm(req, giveUpSchema);
    if (!form.ok) throw nothingHere();
    const { id, path } = await findOwner(req, visitor, req.params.id);
    await issuers.undoGiveUp(id, { actor: visitor.actor, revision: form.value.revision });
    web.proceed(res, withDone(path(), 'saved'));
  });

  return router;
}

/** What the page says of the public catalogue; nothing while the profile was not saved, or is out of use. */
function catalogueOf({ id, platform, path }: IssuerOwner, draft: IssuerDraft, publicUrl: string) {
  if (draft.revision === 0 || !draft.isInUse) return undefined;
  const own = `/issuers/${id}/achievements`;
  const address = `${publicUrl}${own}`;
  const isShared = platform === null;
  const isOn = draft.hasCatalogue === true;
  return { path: own, address, action: path('/catalogue'), isShared, isOn };
}

/**
 * @returns the address of the picture beside the form: of one just uploaded, the saved one, or that of ISSUER_LOGO_URL
 *   where this tool serves it
 */
function pictureOf(values: object, logoUrl: string | undefined, publicUrl: string) {
  const { picture } = values as { picture?: unknown };
  if (typeof picture === 'string' && /^[\w-]{43}$/.test(picture))
    return `/achievements/pictures/${picture}.png`;
  return logoUrl?.startsWith(`${publicUrl}/`) ? logoUrl.slice(publicUrl.length) : undefined;
}
