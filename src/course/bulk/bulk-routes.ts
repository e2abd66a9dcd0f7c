import { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import { MOST_REASON } from '../../awards/index.js';
import { Conflict, NotFound, omitUndefined } from '../../base/index.js';
import { UNDO_MS } from '../../rules/index.js';
import { parseForm } from '../../web/index.js';
import type { Limits } from '../../limits/index.js';
import type { Rosters } from '../entries/create-rosters.js';
import { parseRosterQuery } from '../roster/roster-query.js';
import { getRule } from '../set-up/change-rule.js';
import type { CourseDeps } from '../visit/course-deps.js';
import { instructorActs, instructorLooks, paramOf, type Visit } from '../visit/visit.js';
import { isLate, MOST_MESSAGE, MOST_PEOPLE } from './bulk-job.js';
import type { BulkJobStore } from './bulk-job-store.js';
import { buildBulkPage } from './bulk-page.js';
import { obstacleTo, prepareBulk } from './prepare-bulk.js';

const list = z.union([
  z.string().transform((one) => [one]),
  z.array(z.string().max(255)).max(1_000),
]);

const chooseForm = z.object({
  action: z.enum(['award', 'deny', 'revoke', 'reissue', 'message']),
  user: list.default([]),
  all: z.literal('1').optional().catch(undefined),
});

const startForm = (most: number) => z.object({ reason: z.string().trim().max(most).default('') });

/** What the routes of bulk jobs work with. */
export interface BulkRoutesDeps extends Pick<
  CourseDeps,
  'clock' | 'audit' | 'web' | 'lti' | 'rules' | 'achievements' | 'people'
> {
  readonly rosters: Rosters;
  readonly jobs: BulkJobStore;
  /** Queues a job, to be done or undone when a worker is free, at the given time at the earliest. */
  readonly queueBulk: (id: string, at?: Date) => Promise<void>;
  readonly limits: Pick<Limits, 'spend'>;
}

/** The routes by which an instructor decides about many learners at once: choose, preview, start, watch and undo. */
export function createBulkRoutes(deps: BulkRoutesDeps): Router {
  const { web, jobs, rosters } = deps;

  async function jobOf({ course }: Visit, id: string) {
    const job = await jobs.get(course, id);
    if (job) return { job, rule: await getRule(deps, course, job.ruleId) };
    throw new NotFound('bulk_unknown', 'There is no such action in this course.', {
      action: 'Go back to the badges of the course.',
    });
  }

  const choose: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    const rule = await getRule(deps, visit.course, paramOf(req, 'id'));
    const base = `/course/badges/${rule.id}`;
    const form = parseForm(req, chooseForm);
    if (!form.ok || (!form.value.all && form.value.user.length === 0) || rule.state === 'draft')
      return web.proceed(res, `${base}?done=bulkNobody`);
    const { action, user, all } = form.value;
    await rosters.refresh(visit.course);
    const entries = all
      ? await rosters.entries.list(rule.id, parseRosterQuery(req.body), MOST_PEOPLE)
      : await rosters.entries.findMany(rule.id, user);
    const selfId = visit.launch.user.id;
    const chosen = entries.filter((entry) => obstacleTo(action, entry, selfId) === null);
    if (chosen.length === 0) return web.proceed(res, `${base}?done=bulkNobody`);
    const job = await prepareBulk(deps, rule, {
      action,
      reason: '',
      people: chosen.map(({ userId }) => ({ userId })),
      leftOut: (all ? entries.length : new Set(user).size) - chosen.length,
      actor: { id: visit.actor, userId: selfId },
    });
    web.proceed(res, `/course/jobs/${job.id}`);
  };

  const show: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    const { job, rule } = await jobOf(visit, paramOf(req, 'id'));
    web.page(res, 'awards/bulk', await buildBulkPage(deps, visit, rule, job));
  };

  const start: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    const { job, rule } = await jobOf(visit, paramOf(req, 'id'));
    const isHeld = isLate(job.action);
    const most = job.action === 'message' ? MOST_MESSAGE : MOST_REASON;
    const form = parseForm(req, startForm(most));
    const needsReason = job.people.some(({ reason }) => reason === undefined);
    if (!form.ok || (needsReason && form.value.reason === '')) {
      const needed =
        job.action === 'message' ? 'desk.bulk.messageNeeded' : 'awards.learner.reasonNeeded';
      const error = form.ok ? visit.t(needed) : form.errors['reason'];
      const model = await buildBulkPage(deps, visit, rule, job);
      const values = form.ok ? {} : form.values;
      const failed = {
        form: { values, errors: omitUndefined({ reason: error }) },
        hasErrors: true,
      };
      return web.page(res, 'awards/bulk', { ...model, ...failed }, { status: 422 });
    }
    if (job.actor.userId !== visit.launch.user.id)
      throw new Conflict('bulk_not_yours', 'Another instructor has prepared this.', {
        action: 'Choose the learners yourself on the page of the badge.',
      });
    if (job.action === 'message' && job.state === 'preview')
      await deps.limits.spend('message', { person: visit.actor, target: rule.id });
    const startedAt = deps.clock.now();
    const undoUntil = new Date(startedAt.getTime() + UNDO_MS);
    const { reason } = form.value;
    const state = isHeld ? 'held' : 'running';
    const started = await jobs.start(job.id, { startedAt, undoUntil, reason, state });
    if (started) {
      await deps.audit.record({
        actor: visit.actor,
        action: 'award.bulk_started',
        subject: `rule:${rule.id}`,
        ...visit.course,
        details: { job: job.id, action: job.action, people: job.people.length },
      });
    }
    await deps.queueBulk(job.id, isHeld ? (started ?? job).undoUntil : undefined);
    web.proceed(res, `/course/jobs/${job.id}`);
  };

  const undo: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    const { job, rule } = await jobOf(visit, paramOf(req, 'id'));
    const isHeld = isLate(job.action);
    const begun = await (isHeld ? jobs.stop(job.id) : jobs.undo(job.id, deps.clock.now()));
    if (!begun && job.state !== 'undoing' && job.state !== 'undone')
      throw new Conflict('undo_over', 'The time to undo is over.', {
        wording: 'bulk',
        action: 'You can decide about each learner on the page of the badge.',
      });
    if (begun) {
      await deps.audit.record({
        actor: visit.actor,
        action: 'award.bulk_undo',
        subject: `rule:${rule.id}`,
        ...visit.course,
        details: { job: job.id, action: job.action },
      });
      if (!isHeld) await deps.queueBulk(job.id);
    }
    web.proceed(res, `/course/jobs/${job.id}`);
  };

  const routes = Router();
  routes.post('/course/badges/:id/bulk', choose);
  routes.get('/course/jobs/:id', show);
  routes.post('/course/jobs/:id/start', start);
  routes.post('/course/jobs/:id/undo', undo);
  return routes;
}
