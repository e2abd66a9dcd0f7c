import { Router, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { NotFound, type LaurelError } from '../base/index.js';
import { REASONS } from '../credentials/index.js';
import { parseForm } from '../web/index.js';
import { givingKey, personKey } from '../awards/index.js';
import type { CheckOutcome } from '../checks/index.js';
import { doneNotice, learnerActs, learnerLooks, MOST_REQUEST, paramOf } from '../course/index.js';
import { changeDisclosure } from './change-disclosure.js';
import type { LearnerDeps } from './learner-deps.js';
import { buildMyPage } from './learner-page.js';
import { buildMyBadge } from './badge-model.js';
import { askForCorrection } from './ask-for-correction.js';

const shareForm = z.object({
  visibility: z.enum(['private', 'link', 'public']),
  /** What the badge was made visible for; the page then shows the next step of it first. */
  for: z.enum(['linkedin']).optional(),
});

const shownForm = z.object({
  score: z.enum(['yes', 'no']).default('no'),
  name: z.enum(['platform', 'none']),
});

const askForm = z.object({ text: z.string().trim().min(1).max(MOST_REQUEST) });

const unknownBadge = (): LaurelError =>
  new NotFound('award_unknown', 'There is no such badge of yours here.', {
    action: 'Go back to your badges.',
  });

/** @returns the code of the notice that tells how a learner's own check ended */
function doneOf(checked: CheckOutcome): string {
  if (checked.busy) return 'checking';
  if (checked.failure) return 'unread';
  return checked.isAbsent ? 'absent' : 'checked';
}

/** The routes of a learner's own badges, what is still to be earned, and who may see them. */
export function createLearnerRoutes(deps: LearnerDeps): Router {
  const { web } = deps;

  const showMine: RequestHandler = async (req, res) => {
    const visit = await learnerLooks(deps, req);
    const page = await buildMyPage(deps, visit);
    // The page itself says that grades could not be read, and of when those shown are: no second notice says so.
    const done = page.unread && req.query.done === 'unread' ? undefined : doneNotice(req);
    web.page(res, 'awards/my', { ...page, done });
  };

  const checkMine: RequestHandler = async (req, res) => {
    const { course, launch } = await learnerActs(deps, req);
    const checked = await deps.check(course, { userId: launch.user.id });
    web.proceed(res, `/my?done=${doneOf(checked)}`);
  };

  /** Finds the learner's own award and its credential. @throws NotFound for an award of anybody else */
  const getMine = async (req: Parameters<RequestHandler>[0]) => {
    const visit = await learnerLooks(deps, req);
    const { platformId, user } = visit.launch;
    const mine = await deps.awards.listByPerson(personKey(platformId, user.id));
    const award = mine.find((each) => each.id === paramOf(req, 'id'));
    const credential = award && (await deps.credentials.findByAward(givingKey(award)));
    if (!award || !credential) throw unknownBadge();
    return { visit, award, credential };
  };

  const showMyBadge = async (
    req: Request,
    res: Response,
    { visit, award, credential }: Awaited<ReturnType<typeof getMine>>,
    more: object,
    status = 200,
  ): Promise<void> => {
    const model = await buildMyBadge(deps, visit, award, credential);
    const keep = deps.credentials.shareKit(credential, req.t);
    const page = {
      ...model,
      keep,
      // Only a badge that is valid is offered to a wallet.
      wallet: model.isValid ? keep.wallet : undefined,
      main: keep.files.filter(({ href }) => /\.(pdf|png)(\?|$)/.test(href)),
      isFresh: req.query.done === 'visible',
      ...more,
    };
    web.page(res, 'awards/my-badge', page, { status });
  };

  const showBadge: RequestHandler = async (req, res) => {
    const mine = await getMine(req);
    // What follows a form is the same visit.
    if (req.query.done === undefined)
      deps.usage.countAnswer(req, res, mine.credential.achievementId, 'opened');
    await showMyBadge(req, res, mine, { done: doneNotice(req) });
  };

  const share: RequestHandler = async (req, res) => {
    await learnerActs(deps, req);
    const mine = await getMine(req);
    const { award, credential } = mine;
    const form = parseForm(req, shareForm);
    if (!form.ok) return showMyBadge(req, res, mine, { form }, 422);
    const { visibility } = form.value;
    await deps.credentials.share(credential.id, credential.personId, visibility);
    if (visibility !== 'private' && visibility !== credential.visibility)
      deps.usage.count(credential.achievementId, form.value.for ?? visibility);
    const done = form.value.for === 'linkedin' ? 'visible' : 'shared';
    web.proceed(res, `/my/badges/${award.id}?done=${done}`);
  };

  /** Changes what the badge says of its learner, by reissuing it. */
  const changeWhatIsShown: RequestHandler = async (req, res) => {
    await learnerActs(deps, req);
    const mine = await getMine(req);
    const { visit, award, credential } = mine;
    const form = parseForm(req, shownForm);
    if (!form.ok) return showMyBadge(req, res, mine, { form }, 422);
    const wanted = { score: form.value.score === 'yes', name: form.value.name === 'platform' };
    const by = { actor: visit.actor, address: req.ip };
    const shown = await changeDisclosure(deps, award, credential, wanted, by);
    const done = shown.id === credential.id ? 'unchanged' : 'reissued';
    web.proceed(res, `/my/badges/${award.id}?done=${done}`);
  };

  /** Revokes the former credentials of a badge, which the learner gave away; the current one stays valid. */
  const withdraw: RequestHandler = async (req, res) => {
    await learnerActs(deps, req);
    const { visit, award, credential } = await getMine(req);
    const request = { actor: visit.actor, reason: REASONS.holderWithdrew };
    await deps.credentials.withdrawFormer(credential.id, request);
    web.proceed(res, `/my/badges/${award.id}?done=withdrawn`);
  };

  const ask: RequestHandler = async (req, res) => {
    await learnerActs(deps, req);
    const mine = await getMine(req);
    const { award } = mine;
    const form = parseForm(req, askForm);
    if (!form.ok) return showMyBadge(req, res, mine, { askForm: form }, 422);
    const isNew = await askForCorrection(deps, mine.visit, award, form.value.text);
    web.proceed(res, `/my/badges/${award.id}?done=${isNew ? 'asked' : 'askedBefore'}`);
  };

  const stopAsking: RequestHandler = async (req, res) => {
    await learnerActs(deps, req);
    const { award } = await getMine(req);
    await deps.corrections.withdraw(award.id);
    web.proceed(res, `/my/badges/${award.id}?done=askWithdrawn`);
  };

  const routes = Router();
  routes.get('/my', showMine);
  routes.post('/my/check', checkMine);
  routes.get('/my/badges/:id', showBadge);
  routes.post('/my/badges/:id/share', share);
  routes.post('/my/badges/:id/shows', changeWhatIsShown);
  routes.post('/my/badges/:id/withdraw', withdraw);
  routes.post('/my/badges/:id/correction', ask);
  routes.post('/my/badges/:id/correction/withdraw', stopAsking);
  return routes;
}
