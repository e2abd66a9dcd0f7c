import { Router, type Request, type Response } from 'express';
import { networkOf, Conflict } from '../base/index.js';
import { DESIGNS, ORIENTATIONS, PAPERS, PLAIN_BRAND, type Brand } from '../credentials/index.js';
import { readUpload, type RouteBody } from '../web/index.js';
import type { AdminDeps, ShowPage } from './admin-page.js';
import { brandValues, BRAND_UPLOADS, readBrandForm } from './brand-form.js';
import { createFindIssuerOwner, INSTALLATION, withDone, type IssuerOwner } from './issuer-owner.js';
import type { Visitor, Visitors } from './visitor.js';

/** The upload limits of a form with a few fields, two logos and two signatures. */
const read = [readUpload({ bytes: 4_259_840, files: BRAND_UPLOADS.length, fields: 64 })];

/** The routes of this file whose bodies are larger than small forms. */
export const BRAND_BODIES: readonly RouteBody[] = [
  { path: '/admin/issuer/brand', read },
  { path: '/admin/platforms/:id/issuer/brand', read },
];

interface Shown {
  readonly values?: object;
  readonly errors?: Record<string, string>;
  readonly status?: number;
  /** The brand in which the example certificate is drawn. */
  readonly brand?: Brand;
}

/**
 * The routes of a brand: how certificates and badge pages of an issuer look, for the installation's issuer, a
 * platform's or a deployment's.
 */
export function createBrandRoutes(deps: AdminDeps, visitors: Visitors, show: ShowPage): Router {
  const { achievements, credentials, clock, web } = deps;
  const { issuers } = credentials;
  const router = Router();
  const findOwner = createFindIssuerOwner(deps, visitors);

  async function drawExample(req: Request, id: string, brand: Brand): Promise<string> {
    const { name = '', pictureId, identity } = await issuers.draft(id);
    const names = await issuers.identitiesOf(id);
    const own = names.find(({ form }) => form === identity);
    const order = {
      brand,
      logoId: brand.logoId ?? pictureId,
      issuer: { id: own?.profileId ?? id, name },
      words: req.locale,
      now: clock.now(),
    };
    const png = await credentials.previewCertificate(order, networkOf(req.ip ?? ''));
    return `data:image/png;base64,${png.toString('base64')}`;
  }

  async function showForm(
    req: Request,
    res: Response,
    [visitor, owner]: readonly [Visitor, IssuerOwner],
    { values = {}, errors = {}, status = 200, brand }: Shown = {},
  ) {
    const { id, platform, path } = owner;
    const draft = await issuers.draft(id);
    const saved = draft.brand ?? PLAIN_BRAND;
    const all = { ...brandValues(saved, draft.revision), ...values };
    const choices = (of: string, names: readonly string[]) =>
      names.map((value) => ({ value, label: req.t(`admin.brand.${of}.${value}`) }));
    await show(req, res, visitor, {
      view: 'admin/brand',
      current: 'issuer',
      status,
      model: {
        title: req.t('admin.brand.title'),
        platform,
        seat: owner.hasOne ? undefined : owner.of?.deploymentId,
        back: path(),
        action: path('/brand'),
        isReady: draft.revision > 0,
        done: req.query['done'] === 'saved' && req.t('admin.brand.saved'),
        form: { ok: status === 200, values: all, errors },
        example: draft.revision > 0 && (await drawExample(req, id, brand ?? saved)),
        designs: choices('designs', DESIGNS),
        papers: choices('papers', PAPERS),
        orientations: choices('orientations', ORIENTATIONS),
        pictures: Object.fromEntries(BRAND_UPLOADS.map((field) => [field, pictureUrl(all, field)])),
      },
    });
  }

  async function save(req: Request, res: Response, who: readonly [Visitor, IssuerOwner]) {
    const [visitor, { id, path }] = who;
    const form = await readBrandForm(req, achievements);
    if (!form.ok) return showForm(req, res, who, { ...form, status: 422 });
    const { brand, revision, values } = form;
    const wantsPicture = req.get('X-Laurel-Preview') !== undefined;
    if (form.isPreview && wantsPicture)
      return void res.type('text/plain').send(await drawExample(req, id, brand));
    if (form.isPreview) return showForm(req, res, who, { values, brand });
    try {
      await issuers.saveBrand(id, brand, { actor: visitor.actor, revision });
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      // Another administrator saved meanwhile: what was typed is shown again, and saving once more is a deliberate
      // choice.
      const current = String((await issuers.draft(id)).revision);
      const errors = { _form: req.t('admin.issuer.meanwhile') };
      const wrong = { values: { ...values, revision: current }, errors, brand, status: 409 };
      return showForm(req, res, who, wrong);
    }
    web.proceed(res, withDone(path('/brand'), 'saved'));
  }

  router.get('/admin/issuer/brand', async (req, res) => {
    await showForm(req, res, [await visitors.requireOperator(req), INSTALLATION]);
  });

  router.post('/admin/issuer/brand', async (req, res) => {
    await visitors.requireToAct(req);
    await save(req, res, [await visitors.requireOperator(req), INSTALLATION]);
  });

  router.get('/admin/platforms/:id/issuer/brand', async (req, res) => {
    const visitor = await visitors.require(req);
    await showForm(req, res, [visitor, await findOwner(req, visitor, req.params.id)]);
  });

  router.post('/admin/platforms/:id/issuer/brand', async (req, res) => {
    const visitor = await visitors.requireToAct(req);
    await save(req, res, [visitor, await findOwner(req, visitor, req.params.id)]);
  });

  return router;
}

function pictureUrl(values: object, field: string): string | undefined {
  const id = (values as Record<string, unknown>)[field];
  return typeof id === 'string' && /^[\w-]{43}$/.test(id)
    ? `/achievements/pictures/${id}.png`
    : undefined;
}
