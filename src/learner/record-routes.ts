import { Router, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { LaurelError } from '../base/index.js';
import type { Credential, Credentials, RecordOwner } from '../credentials/index.js';
import { paramOf } from '../course/index.js';
import { parseForm, type Web } from '../web/index.js';
import { buildRecordPage } from './record-page.js';

/** What the page of one's own records works with. */
export interface RecordPageDeps {
  readonly settings: { readonly publicUrl: string };
  readonly credentials: Pick<Credentials, 'records'>;
  readonly web: Pick<Web, 'page' | 'proceed'>;
}

/** Whose records a page shows, and which badges they may hold. */
export interface RecordHolder {
  readonly owner: RecordOwner;
  /** All badges of the holder, in the order in which they are offered. */
  readonly known: readonly Credential[];
}

/** How one place knows whose records its page shows. */
export interface RecordPlace {
  /** The path of the page. */
  readonly base: string;
  readonly view: string;
  /** @throws what is thrown where nobody is known, or, for `acts`, where the visitor may only look */
  readonly looks: (req: Request) => Promise<RecordHolder>;
  readonly acts: (req: Request) => Promise<RecordHolder>;
  /** What the page needs beside the records. */
  readonly around: (req: Request) => object;
}

const MOST_CHOSEN = 500;
const DONE = ['made', 'shared', 'hidden', 'withdrawn'];

const makeForm = z.object({
  badges: z
    .union([z.string(), z.array(z.string())])
    .default([])
    .transform((ids) => [ids].flat())
    .pipe(z.array(z.string().max(64)).max(MOST_CHOSEN)),
});
const shareForm = z.object({ visibility: z.enum(['private', 'link']) });

/** Refusals of a choice, which stand beside the list of badges. */
const REFUSED = new Set(['record_without_badges', 'record_too_large', 'too_costly']);

/** The page on which a person makes records of their badges, shares them and withdraws them. */
export function createRecordPageRoutes(deps: RecordPageDeps, place: RecordPlace): Router {
  const { web, settings } = deps;
  const { records } = deps.credentials;
  const { base, looks, acts } = place;

  const showPage = async (
    req: Request,
    res: Response,
    { owner, known }: RecordHolder,
    more: object,
    status = 200,
  ): Promise<void> => {
    const words = { t: req.t, locale: req.locale.tag };
    const page = buildRecordPage(words, known, await records.list(owner), settings.publicUrl);
    web.page(res, place.view, { ...page, base, ...place.around(req), ...more }, { status });
  };

  const show: RequestHandler = async (req, res) => {
    const done = DONE.find((one) => one === req.query.done);
    await showPage(req, res, await looks(req), { done });
  };

  const make: RequestHandler = async (req, res) => {
    const holder = await acts(req);
    const form = parseForm(req, makeForm);
    if (!form.ok) return showPage(req, res, holder, { form }, 422);
    try {
      await records.make({
        ...holder,
        chosen: form.value.badges,
        name: req.t('records.signedName'),
      });
    } catch (error) {
      if (!(error instanceof LaurelError) || !REFUSED.has(error.code)) throw error;
      const errors = { badges: req.t(`records.refused.${error.code}`) };
      const failed = { ok: false, values: form.value, errors };
      return showPage(req, res, holder, { form: failed, chosen: form.value.badges }, 422);
    }
    web.proceed(res, `${base}?done=made`);
  };

  const share: RequestHandler = async (req, res) => {
    const { owner } = await acts(req);
    const form = parseForm(req, shareForm);
    const visibility = form.ok ? form.value.visibility : 'private';
    await records.share(paramOf(req, 'id'), owner, visibility);
    web.proceed(res, `${base}?done=${visibility === 'link' ? 'shared' : 'hidden'}`);
  };

  const withdraw: RequestHandler = async (req, res) => {
    const { owner } = await acts(req);
    await records.withdraw(paramOf(req, 'id'), owner);
    web.proceed(res, `${base}?done=withdrawn`);
  };

  const routes = Router();
  routes.get(base, show);
  routes.post(base, make);
  routes.post(`${base}/:id/share`, share);
  routes.post(`${base}/:id/withdraw`, withdraw);
  return routes;
}
