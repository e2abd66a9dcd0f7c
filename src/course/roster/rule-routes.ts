import { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import { nullIfAnswer } from '../../base/index.js';
import { parseForm } from '../../web/index.js';
import { type HandAction, decideByHand } from '../../awards/index.js';
import type { BadgeColumns } from '../columns/badge-columns.js';
import {
  changeRule,
  getRule,
  undoActivation,
  type ChangeRuleDeps,
  type RuleChange,
} from '../set-up/change-rule.js';
import { instructorActs, instructorLooks, paramOf, queryOf } from '../visit/visit.js';
import { languagesIn } from '../set-up/badge-choices.js';
import { personIdOf } from '../../people/index.js';
import { handForm, learnerForm } from './hand-form.js';
import { createEndRoutes } from './end-routes.js';
import { createRevokeRoutes } from './revoke-routes.js';
import { leftOutOf } from '../visit/left-out.js';
import { parseRosterQuery } from './roster-query.js';
import { buildRulePage, type RulePageDeps } from './rule-page.js';
import { buildLearnerTrace, type LearnerTraceDeps } from './learner-trace.js';
import { doneNotice } from '../visit/done-notice.js';
import type { CourseDeps } from '../visit/course-deps.js';

/** The path of the page that a form was on, where that is not the badge's own. */
const backForm = z.object({ back: z.string().max(200).catch('') });

/** What can be done to a badge, with the code of the notice that says it was done. */
const CHANGES: Readonly<Record<Exclude<RuleChange, 'end'>, string>> = {
  pause: 'paused',
  resume: 'resumed',
  confirm: 'released',
};
const NEEDS_REASON: ReadonlySet<HandAction> = new Set(['award', 'deny'] as const);
/** What can be decided by hand, with the code of the notice that says it was done. */
const HAND: Readonly<Record<Exclude<HandAction, 'revoke'>, string>> = {
  award: 'awarded',
  deny: 'denied',
  keep: 'keptOne',
  renew: 'renewed',
};

const keysOf = <K extends string>(record: Readonly<Record<K, string>>) =>
  Object.keys(record) as K[];

type RuleRoutesDeps = RulePageDeps &
  LearnerTraceDeps &
  ChangeRuleDeps &
  Pick<CourseDeps, 'web' | 'lti' | 'fulfil' | 'queue'> & {
    /** @returns where the last decision about many learners of a badge can still be undone, and until when */
    readonly undoableJob: (
      ruleId: string,
    ) => Promise<{ readonly href: string; readonly until: Date } | null>;
  };

/** The routes of one badge: its roster, each learner's reasons, and what an instructor can do. */
export function createRuleRoutes(
  deps: RuleRoutesDeps,
  columns: Pick<BadgeColumns, 'find'>,
): Router {
  const { web } = deps;
  const routes = Router();
  routes.use(createEndRoutes(deps), createRevokeRoutes(deps));

  const showRule: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    const rule = await getRule(deps, visit.course, paramOf(req, 'id'));
    const model = await buildRulePage(deps, visit, rule, parseRosterQuery(req.query));
    const leftColumn = rule.state === 'ended' && (await columns.find(rule)) !== null;
    const undoJob = (await deps.undoableJob(rule.id)) ?? undefined;
    const { languages } = model;
    const asksForLook = queryOf(req, 'editions') === 'look' && languages.length > 0;
    const editions = asksForLook ? languagesIn(visit, languages) : undefined;
    const more = { undoJob, leftColumn, editions };
    web.page(res, 'awards/rule', { ...model, ...more, done: doneNotice(req) });
  };
  routes.get('/course/badges/:id', showRule);

  const showLearner: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    const rule = await getRule(deps, visit.course, paramOf(req, 'id'));
    const user = typeof req.query.user === 'string' ? req.query.user : '';
    web.page(res, 'awards/learner', {
      ...(await buildLearnerTrace(deps, visit, rule, user)),
      done: doneNotice(req),
    });
  };
  routes.get('/course/badges/:id/learner', showLearner);

  for (const change of keysOf(CHANGES)) {
    routes.post(`/course/badges/:id/${change}`, async (req, res) => {
      const { course, actor } = await instructorActs(deps, req);
      const id = paramOf(req, 'id');
      const isChanged = await changeRule(deps, course, id, change, actor);
      if (change === 'confirm' || change === 'resume') await deps.queue(course);
      web.proceed(res, `/course/badges/${id}?done=${isChanged ? CHANGES[change] : 'unchanged'}`);
    });
  }

  routes.post('/course/badges/:id/undo', async (req, res) => {
    const { course, actor } = await instructorActs(deps, req);
    const id = paramOf(req, 'id');
    await undoActivation(deps, course, id, actor);
    await deps.queue(course);
    web.proceed(res, `/course/drafts/${id}?done=undone`);
  });

  routes.post('/course/badges/:id/keep-all', async (req, res) => {
    const visit = await instructorActs(deps, req);
    const rule = await getRule(deps, visit.course, paramOf(req, 'id'));
    const count = await deps.awards.keepFalls(rule.id);
    if (count > 0) {
      const subject = `rule:${rule.id}`;
      const { actor, course } = visit;
      const details = { count };
      await deps.audit.record({ actor, action: 'award.kept_all', subject, ...course, details });
    }
    const { back } = backForm.parse(req.body ?? {});
    const path = back === '/course' ? back : `/course/badges/${rule.id}`;
    web.proceed(res, `${path}?done=${count > 0 ? 'kept' : 'unchanged'}`);
  });

  routes.post('/course/badges/:id/studies', async (req, res) => {
    const visit = await instructorActs(deps, req);
    const { course, actor } = visit;
    const rule = await getRule(deps, course, paramOf(req, 'id'));
    const { userId } = learnerForm.parse(req.body ?? {});
    const roster = await deps.grades.roster(course).catch(nullIfAnswer);
    const leftOut = leftOutOf(visit, roster);
    const one = leftOut.find((row) => row.userId === userId && row.canConfirm);
    // An instructor cannot confirm themselves as a learner of what they teach.
    const isOther = one !== undefined && userId !== visit.launch.user.id;
    if (isOther) {
      await deps.lti.contexts.confirmLearner(course, userId);
      const subject = `person:${personIdOf(course.platformId, userId)}`;
      await deps.audit.record({ actor, action: 'learner.confirmed', subject, ...course });
      // A platform that is away keeps nobody from being confirmed: the check reads its roster once it is back.
      await deps.grades.roster(course, [], deps.clock.now()).catch(nullIfAnswer);
      await deps.queue(course);
    }
    web.proceed(res, `/course/badges/${rule.id}?done=${isOther ? 'studies' : 'unchanged'}`);
  });

  for (const action of keysOf(HAND)) {
    routes.post(`/course/badges/:id/${action}`, async (req, res) => {
      const visit = await instructorActs(deps, req);
      const rule = await getRule(deps, visit.course, paramOf(req, 'id'));
      const form = parseForm(req, handForm);
      const { userId } = learnerForm.parse(req.body ?? {});
      const actor = { id: visit.actor, userId: visit.launch.user.id };
      // Throws NotFound for a person who is not of this course: a form cannot give a badge to just any user id.
      const model = await buildLearnerTrace(deps, visit, rule, userId);
      const isMissing = form.ok && NEEDS_REASON.has(action) && form.value.reason === '';
      if (!form.ok || isMissing) {
        const field = `reason-${action}`;
        const error = form.ok ? visit.t('awards.learner.reasonNeeded') : form.errors.reason;
        const errors = { [field]: error ?? visit.t('awards.learner.reasonNeeded') };
        const values = { [field]: form.ok ? '' : form.values.reason };
        return web.page(
          res,
          'awards/learner',
          { ...model, form: { values, errors }, values, errors },
          { status: 422 },
        );
      }
      const { reason } = form.value;
      const isChanged = await decideByHand(deps, rule, action, { userId, reason }, actor);
      const done = isChanged ? HAND[action] : 'unchanged';
      const query = new URLSearchParams({ user: userId, done });
      web.proceed(res, `/course/badges/${rule.id}/learner?${query.toString()}`);
    });
  }
  return routes;
}
