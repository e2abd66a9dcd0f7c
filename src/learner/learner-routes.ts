import { Router, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { NotFound, type LaurelError } from '../base/index.js';
import { REASONS } from '../credentials/index.js';
import { parseForm } from '../web/index.js';
import { givingKey, personKey } from '../awards/index.js';
import type { CheckOutcome } from '../checks/index.js';
import { doneNotice, learnerActs, learnerLooks, paramOf } from '../course/index.js';
import { changeDisclosure } from './change-disclosure.js';
import type { LearnerDeps } from './learner-deps.js';
import { buildMyPage } from './learner-page.js';
import { buildMyBadge } from './badge-model.js';

const shareForm = z.object({
  visibility: z.enum(['private', 'link', 'public']),
  /** For what it was made visible: what comes next stands first. */
  for: z.enum(['linkedin']).optional(),
});

const shownForm = z.object({
  score: z.enum(['yes', 'no']).default('no'),
  name: z.enum(['platform', 'none']),
});

const unknownBadge = (): LaurelError =>
  new NotFound('award_unknown', 'There is no such badge of yours here.', {
    action: 'Go back to your badges.',
  });

/** What a learner's own check came to, for the page. */
function doneOf(checked: CheckOutcome): string {
  if (checked.busy) return 'checking';
  if (checked.failure) return 'unread';
  return checked.isAbsent ? 'absent' : 'checked';
}

/** A learner's own badges, what is still to be earned, and who may see them. */
export function createLearnerRoutes(deps: LearnerDeps): Router {
  const { web } = deps;

  const showMine: RequestHandler = async (req, res) => {
    const visit = await learnerLooks(deps, req);
    const page = await buildMyPage(deps, visit);
    // What could not be read is said once, with when it was read before.
    const done = page.unread && req.query.done === 'unread' ? undefined : doneNotice(req);
    web.page(res, 'awards/my', { ...page, done });
  };

  const checkMine: RequestHandler = async (req, res) => {
    const { course, launch } = await learnerActs(deps, req);
    const checked = await deps.check(course, { userId: launch.user.id });
    web.proceed(res, `/my?done=${doneOf(checked)}`);
  };

  /** The learner's own award and its credential; anybody else's is not there. */
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
      // A wallet takes what counts.
      wallet: model.isValid ? keep.wallet : undefined,
      main: keep.files.filter(({ href }) => /\.(pdf|png)(\?|$)/.test(href)),
      isFresh: req.query.done === 'visible',
      ...more,
    };
    web.page(res, 'awards/my-badge', page, { status });
  };

  const showBadge: RequestHandler = async (req, res) => {
    const mine = await getMine(req);
    await showMyBadge(req, res, mine, { done: doneNotice(req) });
  };

  const share: RequestHandler = async (req, res) => {
    await learnerActs(deps, req);
    const mine = await getMine(req);
    const { award, credential } = mine;
    const form = parseForm(req, shareForm);
    if (!form.ok) return showMyBadge(req, res, mine, { form }, 422);
    await deps.credentials.share(credential.id, credential.personId, form.value.visibility);
    const done = form.value.for === 'linkedin' ? 'visible' : 'shared';
    web.proceed(res, `/my/badges/${award.id}?done=${done}`);
  };

  /** What the badge says of its learner: a change issues it anew. */
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

  /** What was given away before stops verifying; the badge itself stays. */
  const withdraw: RequestHandler = async (req, res) => {
    await learnerActs(deps, req);
    const { visit, award, credential } = await getMine(req);
    const request = { actor: visit.actor, reason: REASONS.holderWithdrew };
    await deps.credentials.withdrawFormer(credential.id, request);
    web.proceed(res, `/my/badges/${award.id}?done=withdrawn`);
  };

  const routes = Router();
  routes.get('/my', showMine);
  routes.post('/my/check', checkMine);
  routes.get('/my/badges/:id', showBadge);
  routes.post('/my/badges/:id/share', share);
  routes.post('/my/badges/:id/shows', changeWhatIsShown);
  routes.post('/my/badges/:id/withdraw', withdraw);
  return routes;
}
