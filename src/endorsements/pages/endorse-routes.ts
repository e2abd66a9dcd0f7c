import { Router, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { LaurelError, randomId } from '../../base/index.js';
import {
  hideAddress,
  parseForm,
  problemInWords,
  readUpload,
  type RouteBody,
} from '../../web/index.js';
import { linkOver } from '../give/give-deps.js';
import type { Given } from '../give/give.js';
import { giveHosted } from '../give/give-hosted.js';
import { giveSigned, MOST_SIGNED_BYTES, prepareUnsigned } from '../give/give-signed.js';
import { prove } from '../give/prove.js';
import type { EndorsementInvitation } from '../model/invitation.js';
import { buildEndorsePage, OUTCOMES } from './endorse-page.js';
import { readWritten, writtenForm } from './endorse-form.js';
import type { PageDeps } from './page-deps.js';

const SECRET = /^[\w-]{20,100}$/;
/** What is a little too large is told so; what is far too large is not read. */
const MOST_BODY_BYTES = 4 * MOST_SIGNED_BYTES;
const publishForm = z.object({ form: z.string().regex(/^[\w-]{22}$/) });
const signedForm = publishForm.extend({ signed: z.string().max(MOST_BODY_BYTES).default('') });
const lookedSchema = z.object({ dns: z.enum(OUTCOMES), file: z.enum(OUTCOMES) });

/** Bodies that are no small form: what an endorser signed elsewhere. */
export const ENDORSE_BODIES: readonly RouteBody[] = [
  {
    path: '/endorse/:token/signed',
    read: [readUpload({ bytes: MOST_BODY_BYTES, files: 1, fields: 8 })],
  },
];

/** What was typed and could not be taken, or could not be done. */
interface Wrong {
  readonly status: number;
  readonly form?: object;
  readonly problem?: ReturnType<typeof problemInWords>;
}

/** The pages behind an invitation's link: written, proven or signed, published. Nobody needs an account; a GET changes nothing. */
export function createEndorseRoutes(deps: PageDeps, slowDown: RequestHandler): Router {
  const { web, invitations, settings } = deps;
  const routes = Router();
  const baseOf = (req: Request) => `/endorse/${String(req.params['token'])}`;

  const open = async (req: Request): Promise<EndorsementInvitation> => {
    const token = String(req.params['token']);
    const found = SECRET.test(token) ? await invitations.findByToken(token) : null;
    const isOpen =
      found !== null &&
      ['open', 'publishing'].includes(found.state) &&
      found.expiresAt > deps.clock.now();
    if (!isOpen) throw linkOver();
    return found;
  };

  async function show(
    req: Request,
    res: Response,
    invitation: EndorsementInvitation,
    wrong: Wrong = { status: 200 },
  ): Promise<void> {
    const looked = lookedSchema.safeParse(req.query);
    const page = await buildEndorsePage(deps, invitation, req.t, {
      base: baseOf(req),
      form: randomId(),
      looked: looked.success ? looked.data : undefined,
      isSaved: req.query['done'] === 'saved',
    });
    const { status, problem, form = page.form } = wrong;
    web.page(res, 'endorsements/invited', { ...page, form, problem }, { status });
  }

  /** The secret by which the endorser comes back is shown on this one page. */
  const showGiven = (req: Request, res: Response, { id, manage }: Given): void =>
    web.page(res, 'endorsements/given', {
      title: req.t('endorsements.given.title'),
      noindex: true,
      manage: `${settings.publicUrl}/endorsed/${manage}`,
      href: `/endorsements/${id}`,
    });

  /** What could not be done is said on the page, with what was written. */
  async function orSay(req: Request, res: Response, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      const isSaid =
        error instanceof LaurelError &&
        error.code.startsWith('endorsement_') &&
        error.code !== 'endorsement_link_over';
      if (!isSaid) throw error;
      const problem = problemInWords(req.t, error);
      await show(req, res, await open(req), { status: error.status, problem });
    }
  }

  routes.use('/endorse/:token', slowDown, (_req, res, next) => {
    hideAddress(res);
    next();
  });

  routes.get('/endorse/:token', async (req, res) => show(req, res, await open(req)));

  routes.post('/endorse/:token', async (req, res) => {
    const invitation = await open(req);
    const typed = parseForm(req, writtenForm);
    if (!typed.ok) return show(req, res, invitation, { status: 422, form: typed });
    const read = readWritten(typed.value, invitation.draft, settings.publicUrl, req.t);
    if (!read.ok) {
      const form = { ok: false, values: typed.value, errors: read.errors };
      return show(req, res, invitation, { status: 422, form });
    }
    if (!(await invitations.saveDraft(invitation.id, read.draft))) throw linkOver();
    web.proceed(res, `${baseOf(req)}?done=saved#next`);
  });

  routes.post('/endorse/:token/prove', (req, res) =>
    orSay(req, res, async () => {
      const { dns, file } = await prove(deps, await open(req));
      web.proceed(res, `${baseOf(req)}?dns=${dns}&file=${file}#next`);
    }),
  );

  routes.post('/endorse/:token/decline', async (req, res) => {
    const { id, owner, achievementId, invitee } = await open(req);
    if (!(await invitations.end(id, 'declined'))) throw linkOver();
    const subject = `achievement:${achievementId}`;
    const actor = `invited:${id}`;
    const details = { name: invitee };
    await deps.audit.record({ ...owner, actor, action: 'endorsement.declined', subject, details });
    const title = req.t('endorsements.declined.title');
    web.page(res, 'endorsements/declined', { title, noindex: true });
  });

  /** A link that has ended is opened for the very form that ended it: it may have been sent twice, or its answer lost. */
  const openFor = async (req: Request): Promise<EndorsementInvitation> => {
    const token = String(req.params['token']);
    const found = SECRET.test(token) ? await invitations.findByToken(token) : null;
    return found?.state === 'given' ? found : open(req);
  };

  routes.post('/endorse/:token/publish', (req, res) =>
    orSay(req, res, async () => {
      const typed = parseForm(req, publishForm);
      if (!typed.ok) throw linkOver();
      showGiven(req, res, await giveHosted(deps, await openFor(req), typed.value.form));
    }),
  );

  routes.get('/endorse/:token/endorsement.json', async (req, res) => {
    const text = await prepareUnsigned(deps, await open(req));
    res.attachment('endorsement.json').type('application/json').send(text);
  });

  routes.post('/endorse/:token/signed', (req, res) =>
    orSay(req, res, async () => {
      const typed = parseForm(req, signedForm);
      if (!typed.ok) throw linkOver();
      const file = req.files?.['file'];
      const text = file === undefined ? typed.value.signed : file.bytes.toString('utf8');
      const { form } = typed.value;
      showGiven(req, res, await giveSigned(deps, await openFor(req), form, text));
    }),
  );

  return routes;
}
