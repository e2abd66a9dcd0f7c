import { Router, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { isAnswer } from '../../base/index.js';
import { obstacleInWords, parseDecimal, type Mirror } from '../../grades/index.js';
import { parseForm, problemText } from '../../web/index.js';
import { type Draft, type Localizer, numberIn } from '../../rules/index.js';
import { draftOfColumn } from '../set-up/not-here.js';
import { instructorActs, instructorLooks, paramOf, queryOf, type Visit } from '../visit/visit.js';
import { doneNotice } from '../visit/done-notice.js';
import type { CourseDeps } from '../visit/course-deps.js';
import { buildMirrorPage, goalOf, type MirrorPageDeps } from './mirror-page.js';
import { draftQuery, stepOf } from './mirror-steps.js';

const points = z
  .string()
  .trim()
  .transform((text) => text.replace(',', '.'))
  .refine((text) => {
    const value = parseDecimal(text);
    return value !== null && value.units > 0n;
  }, 'awards.notHere.maximumWrong');
const draftField = z.string().max(64).catch('');
const makeForm = z.object({
  activity: z.string().trim().min(1).max(180),
  maximum: points,
  draft: draftField,
});
const confirmForm = z.object({
  maximum: points,
  draft: draftField,
  /** Set where the badge is gone on with before there are grades. */
  goOn: z.string().max(1).catch(''),
});
const readForm = z.object({
  draft: draftField,
  step: z.string().max(20).catch(''),
  live: z.string().max(1).catch(''),
});

const NO_FORM = { values: {}, errors: {} };

const cardOf = (words: Localizer) => (mirror: Mirror) => ({
  href: `/course/mirror/${mirror.id}`,
  title: mirror.activity,
  about: words.t('awards.setUp.points', {
    count: Number(mirror.maximum),
    value: numberIn(words, mirror.maximum),
  }),
  state: mirror.notices[0]
    ? obstacleInWords(words, mirror.notices[0]).reason
    : words.t(`awards.mirrors.${mirror.confirmedMaximum ? 'works' : 'unconfirmed'}`),
});

/**
 * The routes of mirror columns, which copy a native Moodle activity: made here, and filled by a formula that the
 * instructor sets.
 */
export function createMirrorRoutes(
  deps: MirrorPageDeps & Pick<CourseDeps, 'web' | 'mirrors' | 'audit' | 'queue'>,
): Router {
  const { web, mirrors } = deps;

  const showList: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    const list = (await mirrors.list(visit.course)).map(cardOf(visit));
    const title = visit.t('awards.course.mirrorButton');
    web.page(res, 'awards/mirrors', { title, mirrors: list, form: NO_FORM });
  };

  const create: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    const { course, actor } = visit;
    const form = parseForm(req, makeForm);
    const list = (await mirrors.list(course)).map(cardOf(visit));
    const page = { title: visit.t('awards.course.mirrorButton'), mirrors: list, hasErrors: true };
    if (!form.ok) return web.page(res, 'awards/mirrors', { ...page, form }, { status: 422 });
    try {
      const { draft, ...wanted } = form.value;
      const mirror = await mirrors.create(course, wanted);
      await deps.audit.record({
        actor,
        action: 'mirror.created',
        subject: `line-item:${mirror.lineItemId}`,
        ...course,
      });
      return web.proceed(res, `/course/mirror/${mirror.id}?done=column${draftQuery(draft)}`);
    } catch (error) {
      if (!isAnswer(error)) throw error;
      const errors = { _form: problemText(visit.t, error) };
      const failed = { ...page, form: { values: form.value, errors } };
      return web.page(res, 'awards/mirrors', failed, { status: error.status });
    }
  };

  /** The drafts of a course that have not become a badge. */
  async function openDrafts({ course }: Visit): Promise<Draft[]> {
    const [drafts, rules] = await Promise.all([deps.drafts.list(course), deps.rules.list(course)]);
    const begun = new Set(rules.filter(({ state }) => state !== 'draft').map(({ id }) => id));
    return drafts.filter(({ id }) => !begun.has(id));
  }

  async function show(
    req: Request,
    res: Response,
    at: { readonly step: string; readonly draft: string },
    form: object = NO_FORM,
    status = 200,
  ): Promise<void> {
    const visit = await instructorLooks(deps, req);
    const mirror = await mirrors.get(visit.course, paramOf(req, 'id'));
    const draft = at.draft || draftOfColumn(await openDrafts(visit), mirror.id);
    const place = { step: stepOf(at.step), draft };
    const page = await buildMirrorPage(deps, visit, mirror, place);
    const model = { ...page, form, hasErrors: status !== 200, done: doneNotice(req) };
    web.page(res, 'awards/mirror', model, { status });
  }

  const confirm: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    const id = paramOf(req, 'id');
    const form = parseForm(req, confirmForm);
    if (!form.ok) return show(req, res, { step: 'see', draft: '' }, form, 422);
    const { maximum, draft, goOn } = form.value;
    await confirmMaximum(visit, id, maximum);
    await read(visit, id);
    if (goOn !== '') return web.proceed(res, goalOf(await mirrors.get(visit.course, id), draft));
    web.proceed(res, `/course/mirror/${id}?done=confirmed&step=see${draftQuery(draft)}`);
  };

  async function confirmMaximum({ course, actor }: Visit, id: string, maximum: string) {
    await mirrors.confirm(course, id, maximum);
    await deps.audit.record({
      actor,
      action: 'mirror.confirmed',
      subject: `mirror:${id}`,
      ...course,
      details: { maximum },
    });
  }

  /** Reads the column once, so that the page shows its state, and has the course's rules checked soon. */
  async function read(visit: Visit, id: string): Promise<void> {
    const { course } = visit;
    const { lineItemId } = await mirrors.get(course, id);
    const pull = () => deps.grades.pull(course, { source: 'mirror', assessmentId: lineItemId });
    await pull();
    const { firstValueAt, confirmedMaximum, statedMaximum } = await mirrors.get(course, id);
    // The maximum that was stated when the column was made is confirmed without asking again, now that there are grades
    // to compare it with.
    if (firstValueAt && confirmedMaximum === undefined && statedMaximum !== undefined) {
      await confirmMaximum(visit, id, statedMaximum);
      await pull();
    }
    await deps.queue(course);
  }

  /** Checks whether the formula works: at the press of a button, or for a page that asks by itself (`live`). */
  const look: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    const id = paramOf(req, 'id');
    const { draft, step, live } = readForm.parse(req.body ?? {});
    await read(visit, id);
    if (live !== '') return show(req, res, { step, draft });
    web.proceed(res, `/course/mirror/${id}?done=checked&step=see${draftQuery(draft)}`);
  };

  const routes = Router();
  routes.get('/course/mirror', showList);
  routes.post('/course/mirror', create);
  routes.get('/course/mirror/:id', (req, res) =>
    show(req, res, { step: queryOf(req, 'step'), draft: queryOf(req, 'draft') }),
  );
  routes.post('/course/mirror/:id/confirm', confirm);
  routes.post('/course/mirror/:id/read', look);
  routes.post('/course/mirror/:id/recalculated', async (req, res) => {
    const visit = await instructorActs(deps, req);
    const id = paramOf(req, 'id');
    const { draft } = readForm.parse(req.body ?? {});
    await mirrors.recalculated(visit.course);
    await read(visit, id);
    web.proceed(res, `/course/mirror/${id}?done=recalculated&step=see${draftQuery(draft)}`);
  });
  return routes;
}
