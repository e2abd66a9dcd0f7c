import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { LaurelError } from '../base/index.js';
import { parseForm, problemInWords } from '../web/index.js';
import type { AdminDeps, ShowPage } from './admin-page.js';
import { hostModel, OUTCOMES } from './host-model.js';
import { createFindIssuerOwner, INSTALLATION, withDone, type IssuerOwner } from './issuer-owner.js';
import { nothingHere, type Visitor, type Visitors } from './visitor.js';

const ACTS = ['ask', 'prove', 'use', 'give-up'] as const;
type Act = (typeof ACTS)[number];
const DONE = ['asked', 'used', 'givenUp'] as const;

const nameSchema = z.object({ host: z.string().trim().min(1).max(1_000) });
const lookedSchema = z.object({ dns: z.enum(OUTCOMES), file: z.enum(OUTCOMES) });

/** What could not be done, and what was typed. */
interface Wrong {
  readonly status: number;
  readonly values: object;
  readonly errors: object;
  /** What a button could not do, and what is to be done first. */
  readonly problem?: ReturnType<typeof problemInWords>;
}

/** The routes of an issuer's own host: the operator's, and each platform's. */
export function createHostRoutes(deps: AdminDeps, visitors: Visitors, show: ShowPage): Router {
  const { credentials, settings, web } = deps;
  const { hosts, issuers } = credentials;
  const router = Router();
  const findOwner = createFindIssuerOwner(deps, visitors);

  const ownerOf = async (req: Request, visitor: Visitor): Promise<IssuerOwner> => {
    const { id } = req.params;
    if (typeof id === 'string') return findOwner(req, visitor, id);
    if (visitor.platformId !== null) throw nothingHere();
    return INSTALLATION;
  };

  async function showHost(
    req: Request,
    res: Response,
    [visitor, owner]: readonly [Visitor, IssuerOwner],
    wrong: Wrong = { status: 200, values: {}, errors: {} },
  ) {
    const { id, path, platform } = owner;
    const draft = await issuers.draft(id);
    const done = DONE.find((name) => name === req.query['done']);
    const looked = lookedSchema.safeParse(req.query);
    const all = await hosts.list(id);
    await show(req, res, visitor, {
      view: 'admin/host',
      current: 'issuer',
      status: wrong.status,
      model: {
        title: req.t('admin.host.title'),
        platform,
        seat: owner.hasOne ? undefined : owner.of?.deploymentId,
        back: path(),
        ask: path('/host/ask'),
        prove: path('/host/prove'),
        use: path('/host/use'),
        giveUp: path('/host/give-up'),
        publicHost: new URL(settings.publicUrl).host,
        isSaved: isSaved(draft),
        done: done && req.t(`admin.host.done.${done}`),
        form: {
          ok: wrong.status === 200 || wrong.problem !== undefined,
          values: wrong.values,
          errors: wrong.errors,
        },
        problem: wrong.problem,
        ...hostModel(req.t, all, looked.success ? looked.data : undefined),
      },
    });
  }

  /** @returns where to go on */
  const act = async (
    req: Request,
    [visitor, { id, path }]: readonly [Visitor, IssuerOwner],
    what: Act,
  ): Promise<string> => {
    const { actor } = visitor;
    const page = path('/host');
    if (what === 'prove') {
      const { dns, file } = await hosts.prove(id, actor);
      return `${page}${page.includes('?') ? '&' : '?'}dns=${dns}&file=${file}`;
    }
    if (what === 'use') {
      await hosts.use(id, actor, req.headers.host);
      return withDone(page, 'used');
    }
    if (what === 'give-up') {
      await hosts.giveUp(id, actor);
      return withDone(page, 'givenUp');
    }
    const form = parseForm(req, nameSchema);
    if (!form.ok) throw nothingHere();
    if (!isSaved(await issuers.draft(id))) throw nothingHere();
    await hosts.ask(id, form.value.host, actor);
    return withDone(page, 'asked');
  };

  async function answer(req: Request, res: Response, what: Act) {
    const visitor = await visitors.requireToAct(req);
    const owner = await ownerOf(req, visitor);
    const typed = parseForm(req, nameSchema);
    if (what === 'ask' && !typed.ok)
      return showHost(req, res, [visitor, owner], { ...typed, status: 422 });
    try {
      web.proceed(res, await act(req, [visitor, owner], what));
    } catch (error) {
      if (!(error instanceof LaurelError) || !error.code.startsWith('host_')) throw error;
      const { status } = error;
      const problem = problemInWords(req.t, error);
      const values = typed.ok ? typed.value : {};
      const wrong =
        what === 'ask'
          ? { status, values, errors: { host: problem.message } }
          : { status, values: {}, errors: {}, problem };
      await showHost(req, res, [visitor, owner], wrong);
    }
  }

  for (const base of ['/admin/issuer/host', '/admin/platforms/:id/issuer/host']) {
    router.get(base, async (req, res) => {
      const visitor = await visitors.require(req);
      await showHost(req, res, [visitor, await ownerOf(req, visitor)]);
    });
    for (const what of ACTS) router.post(`${base}/${what}`, (req, res) => answer(req, res, what));
  }
  return router;
}

/** Whether badges can name the issuer: those of others come from another one. */
const isSaved = ({ id, revision }: { readonly id: string; readonly revision: number }): boolean =>
  id === INSTALLATION.id || revision > 0;
