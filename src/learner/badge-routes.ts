import { Router, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { NotFound, type LaurelError } from '../base/index.js';
import { REASONS, type Credential } from '../credentials/index.js';
import type { Award } from '../awards/index.js';
import { doneNotice, MOST_REQUEST } from '../course/index.js';
import { parseForm } from '../web/index.js';
import { askForCorrection } from './ask-for-correction.js';
import { buildMyBadge, type MyBadgeDeps } from './badge-model.js';
import { changeDisclosure } from './change-disclosure.js';
import type { Holder } from './holder.js';
import type { LearnerDeps } from './learner-deps.js';

/** What the pages of one's own badges work with. */
export interface BadgeRoutesDeps
  extends MyBadgeDeps, Pick<LearnerDeps, 'limits' | 'usage' | 'web'> {
  readonly corrections: Pick<LearnerDeps['corrections'], 'ask' | 'latest' | 'withdraw'>;
  readonly credentials: MyBadgeDeps['credentials'] &
    Pick<
      LearnerDeps['credentials'],
      'refresh' | 'share' | 'shareKit' | 'withdrawFormer' | 'findProgrammes'
    >;
}

/** A badge with whoever holds it. */
export interface Held {
  readonly holder: Holder;
  readonly award: Award;
  readonly credential: Credential;
}

/** How one place knows whose badges its pages show. */
export interface BadgePlace {
  /** The path below which the pages are. */
  readonly base: string;
  readonly view: string;
  /**
   * Finds the badge that a request names, where it is the visitor's own. @throws NotFound for anybody else's, and what
   * is thrown where nobody is known, or, for `acts`, where the visitor may only look
   */
  readonly looks: (req: Request) => Promise<Held>;
  readonly acts: (req: Request) => Promise<Held>;
  /** What the page needs beside the badge. */
  readonly around: (req: Request) => object;
  /** The path of the form that opens the way into a wallet; absent: the badge's own. */
  readonly walletOf?: (award: Award) => string;
}

const shareForm = z.object({
  visibility: z.enum(['private', 'link', 'public']),
  /** What the badge was made visible for; the page then shows the next step of it first. */
  for: z.enum(['linkedin']).optional(),
});

/** Parts of somebody's work that a form may name. */
const MOST_ITEMS = 100;

const shownForm = z.object({
  score: z.enum(['yes', 'no']).default('no'),
  name: z.enum(['platform', 'none']),
  evidence: z
    .union([z.string(), z.array(z.string())])
    .default([])
    .transform((one) => [one].flat().slice(0, MOST_ITEMS)),
});

const askForm = z.object({ text: z.string().trim().min(1).max(MOST_REQUEST) });

/** @returns the error for an award that is not there, or is somebody else's */
export const unknownBadge = (): LaurelError =>
  new NotFound('award_unknown', 'There is no such badge of yours here.', {
    action: 'Go back to your badges.',
  });

/** The routes of the pages of a person's own badges: keeping, sharing, what is shown, corrections. */
export function createBadgeRoutes(deps: BadgeRoutesDeps, place: BadgePlace): Router {
  const { web, credentials } = deps;
  const { base, looks, acts } = place;

  const proceed = (res: Response, { id }: Award, done: string) =>
    web.proceed(res, `${base}/${id}?done=${done}`);

  const showHeld = async (
    req: Request,
    res: Response,
    { holder, award, credential }: Held,
    more: object,
    status = 200,
  ): Promise<void> => {
    const model = await buildMyBadge(deps, holder, award, credential);
    const keep = credentials.shareKit(credential, req.t);
    const page = {
      ...model,
      programmes: await credentials.findProgrammes([credential.achievementId]),
      keep,
      // Only a badge that is valid is offered to a wallet.
      wallet: model.isValid ? (place.walletOf?.(award) ?? keep.wallet) : undefined,
      main: keep.files.filter(({ href }) => /\.(pdf|png)(\?|$)/.test(href)),
      isFresh: req.query.done === 'visible',
      ...place.around(req),
      ...more,
    };
    web.page(res, place.view, page, { status });
  };

  const show: RequestHandler = async (req, res) => {
    const held = await looks(req);
    // What follows a form is the same visit.
    if (req.query.done === undefined)
      deps.usage.countAnswer(req, res, held.credential.achievementId, 'opened');
    await showHeld(req, res, held, { done: doneNotice(req) });
  };

  const share: RequestHandler = async (req, res) => {
    const held = await acts(req);
    const { award, credential } = held;
    const form = parseForm(req, shareForm);
    if (!form.ok) return showHeld(req, res, held, { form }, 422);
    const { visibility } = form.value;
    await credentials.share(credential.id, credential.personId, visibility);
    if (visibility !== 'private' && visibility !== credential.visibility)
      deps.usage.count(credential.achievementId, form.value.for ?? visibility);
    proceed(res, award, form.value.for === 'linkedin' ? 'visible' : 'shared');
  };

  /** Changes what the badge says of its learner, by reissuing it. */
  const changeWhatIsShown: RequestHandler = async (req, res) => {
    const held = await acts(req);
    const { holder, award, credential } = held;
    const form = parseForm(req, shownForm);
    if (!form.ok) return showHeld(req, res, held, { form }, 422);
    const { score, name, evidence } = form.value;
    const wanted = { score: score === 'yes', name: name === 'platform', evidence };
    const by = { actor: holder.actor, address: req.ip };
    const shown = await changeDisclosure(deps, award, credential, wanted, by);
    proceed(res, award, shown.id === credential.id ? 'unchanged' : 'reissued');
  };

  /** Revokes the former credentials of a badge, which the learner gave away; the current one stays valid. */
  const withdraw: RequestHandler = async (req, res) => {
    const { holder, award, credential } = await acts(req);
    const request = { actor: holder.actor, reason: REASONS.holderWithdrew };
    await credentials.withdrawFormer(credential.id, request);
    proceed(res, award, 'withdrawn');
  };

  const ask: RequestHandler = async (req, res) => {
    const held = await acts(req);
    const { award } = held;
    const form = parseForm(req, askForm);
    if (!form.ok) return showHeld(req, res, held, { askForm: form }, 422);
    const isNew = await askForCorrection(deps, award, form.value.text);
    proceed(res, award, isNew ? 'asked' : 'askedBefore');
  };

  const stopAsking: RequestHandler = async (req, res) => {
    const { award } = await acts(req);
    await deps.corrections.withdraw(award.id);
    proceed(res, award, 'askWithdrawn');
  };

  const routes = Router();
  routes.get(`${base}/:id`, show);
  routes.post(`${base}/:id/share`, share);
  routes.post(`${base}/:id/shows`, changeWhatIsShown);
  routes.post(`${base}/:id/withdraw`, withdraw);
  routes.post(`${base}/:id/correction`, ask);
  routes.post(`${base}/:id/correction/withdraw`, stopAsking);
  return routes;
}
