import { Router, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { MOST_REASON } from '../../awards/index.js';
import { Conflict, csvLine, NotFound, nullIfAnswer, omitUndefined } from '../../base/index.js';
import type { AwardJob, Bulk, JobRow } from '../../bulk/index.js';
import { parseForm, sendLines } from '../../web/index.js';
import { getRule } from '../set-up/change-rule.js';
import type { CourseDeps } from '../visit/course-deps.js';
import { instructorActs, instructorLooks, paramOf, type Visit } from '../visit/visit.js';
import { buildImportPage } from './import-page.js';

/** What the routes of files of learners work with. */
export interface ImportRoutesDeps extends Pick<
  CourseDeps,
  'clock' | 'web' | 'lti' | 'rules' | 'achievements' | 'people' | 'grades'
> {
  readonly bulk: Bulk;
}

const startForm = z.object({ reason: z.string().trim().max(MOST_REASON).default('') });
const BOM = '\uFEFF';
const HEAD = ['line', 'result', 'problem', 'column', 'user id', 'sis id', 'email', 'name', 'award'];

const lineOf = (row: JobRow): string =>
  csvLine([
    String(row.line),
    row.outcome,
    row.problem,
    row.column,
    row.userId,
    row.sisId,
    row.email,
    row.name,
    row.awardId,
  ]);

/** The routes by which an instructor awards a badge to learners of a file: check, start, watch, stop, undo, results. */
export function createImportRoutes(deps: ImportRoutesDeps): Router {
  const { web, bulk } = deps;

  async function jobOf({ course }: Visit, id: string) {
    const job = await bulk.find(id);
    const isTheirs =
      job?.isTeachers === true &&
      job.course?.platformId === course.platformId &&
      job.course.deploymentId === course.deploymentId &&
      job.course.contextId === course.contextId;
    if (isTheirs) return { job, rule: await getRule(deps, course, job.ruleId ?? '') };
    throw new NotFound('bulk_unknown', 'There is no such action in this course.', {
      action: 'Go back to the badges of the course.',
    });
  }

  async function showForm(visit: Visit, res: Response, ruleId: string, more: object, status = 200) {
    const rule = await getRule(deps, visit.course, ruleId);
    const { content } = await deps.achievements.getVersion(
      rule.achievementId,
      rule.achievementVersion,
    );
    const model = { title: content.name, base: `/course/badges/${rule.id}`, ...more };
    web.page(res, 'awards/import', model, { status });
  }

  const ask: RequestHandler = async (req, res) =>
    showForm(await instructorLooks(deps, req), res, paramOf(req, 'id'), {});

  const take: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    const { course, t } = visit;
    const rule = await getRule(deps, course, paramOf(req, 'id'));
    const typed: unknown = (req.body as Record<string, unknown> | undefined)?.['text'];
    const text = typeof typed === 'string' ? typed : '';
    const bytes = req.files?.['file']?.bytes ?? Buffer.from(text);
    const again = (problem: string) =>
      showForm(visit, res, rule.id, { text, problem, hasErrors: true }, 422);
    if (bytes.length === 0) return again(t('desk.csv.nobody'));
    if ((await deps.grades.roster(course).catch(nullIfAnswer)) === null)
      return again(t('desk.csv.noRoster'));
    const job = await bulk.receive(
      {
        platformId: course.platformId,
        deploymentId: course.deploymentId,
        isTeachers: true,
        ruleId: rule.id,
        course: rule.tenant,
        reason: '',
        actor: { id: visit.actor, userId: visit.launch.user.id },
        isPreview: true,
        skipsProblems: false,
        invites: false,
      },
      { format: 'csv', bytes: [bytes] },
    );
    await bulk.begin(job.id, { isNow: true });
    web.proceed(res, `/course/imports/${job.id}`);
  };

  const show: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    const { job, rule } = await jobOf(visit, paramOf(req, 'id'));
    web.page(res, 'awards/import-job', await buildImportPage(deps, visit, rule, job));
  };

  function checkIsTheirs(job: AwardJob, visit: Visit): void {
    if (job.actor.userId === visit.launch.user.id) return;
    throw new Conflict('bulk_not_yours', 'Another instructor has prepared this.', {
      action: 'Choose the learners yourself on the page of the badge.',
    });
  }

  const start: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    const { job, rule } = await jobOf(visit, paramOf(req, 'id'));
    const form = parseForm(req, startForm);
    if (!form.ok || (job.lacksReason === true && form.value.reason === '')) {
      const error = form.ok ? visit.t('awards.learner.reasonNeeded') : form.errors['reason'];
      const failed = {
        form: { values: form.ok ? {} : form.values, errors: omitUndefined({ reason: error }) },
        hasErrors: true,
      };
      const model = await buildImportPage(deps, visit, rule, job);
      return web.page(res, 'awards/import-job', { ...model, ...failed }, { status: 422 });
    }
    checkIsTheirs(job, visit);
    const { reason } = form.value;
    await bulk.start(job.id, { actor: visit.actor, reason, isUndoable: true });
    web.proceed(res, `/course/imports/${job.id}`);
  };

  /** A route that changes a job and shows it. */
  const changes =
    (change: (id: string, actor: string) => Promise<unknown>): RequestHandler =>
    async (req, res) => {
      const visit = await instructorActs(deps, req);
      const { job } = await jobOf(visit, paramOf(req, 'id'));
      await change(job.id, visit.actor);
      web.proceed(res, `/course/imports/${job.id}`);
    };

  const results: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    const { job } = await jobOf(visit, paramOf(req, 'id'));
    res.attachment('laurel-results.csv').type('text/csv; charset=utf-8');
    await sendLines(
      res,
      (async function* () {
        // The byte order mark is an option: some spreadsheets need it to recognise UTF-8, and programs trip over it.
        yield `${req.query['bom'] === '0' ? '' : BOM}${csvLine(HEAD)}`;
        for (let index = 0; ; index += 1) {
          const rows = await bulk.batch(job.id, index);
          if (rows === null) return;
          yield rows.map(lineOf).join('');
        }
      })(),
    );
  };

  const routes = Router();
  routes.get('/course/badges/:id/import', ask);
  routes.post('/course/badges/:id/import', take);
  routes.get('/course/imports/:id', show);
  routes.post('/course/imports/:id/start', start);
  routes.post(
    '/course/imports/:id/cancel',
    changes((...which) => bulk.cancel(...which)),
  );
  routes.post(
    '/course/imports/:id/undo',
    changes((...which) => bulk.undo(...which)),
  );
  routes.get('/course/imports/:id/results.csv', results);
  return routes;
}
