import { Router, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { isAnswer } from '../base/index.js';
import { obstacleInWords, parseDecimal, type Mirror } from '../grades/index.js';
import { parseForm } from '../web/index.js';
import { mirrorNotice } from './course-page.js';
import { doneNotice, instructorActs, instructorLooks, paramOf, type PageDeps } from './pages.js';
import { numberIn, type Words } from './words.js';

const points = z
  .string()
  .trim()
  .transform((text) => text.replace(',', '.'))
  .refine((text) => {
    const value = parseDecimal(text);
    return value !== null && value.units > 0n;
  }, 'Enter a number above 0, such as 20.');
const makeForm = z.object({ activity: z.string().trim().min(1).max(180), maximum: points });
const confirmForm = z.object({ maximum: points });

const NO_FORM = { values: {}, errors: {} };

function stepsOf({ t }: Words, mirror: Mirror) {
  const label = (step: string) => t(`awards.mirror.steps.${step}`);
  const isWorking = mirror.firstValueAt !== undefined;
  const isConfirmed = mirror.confirmedMaximum !== undefined;
  return [
    { label: label('make'), done: true },
    { label: label('formula'), done: isWorking, current: !isWorking },
    { label: label('confirm'), done: isConfirmed, current: isWorking && !isConfirmed },
    { label: label('choose'), done: false, current: isWorking && isConfirmed },
  ];
}

const cardOf = (words: Words) => (mirror: Mirror) => ({
  href: `/course/mirror/${mirror.id}`,
  title: mirror.activity,
  about: words.t('awards.setUp.points', {
    ...{ count: Number(mirror.maximum), value: numberIn(words, mirror.maximum) },
  }),
  state: mirror.notices[0]
    ? obstacleInWords(words, mirror.notices[0]).reason
    : words.t(`awards.mirrors.${mirror.confirmedMaximum ? 'works' : 'unconfirmed'}`),
});

/** Columns that copy a native Moodle activity: made here, filled by a formula that the instructor sets. */
export function createMirrorRoutes(deps: PageDeps): Router {
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
      const mirror = await mirrors.create(course, form.value);
      await deps.audit.record({
        ...{ actor, action: 'mirror.created', subject: `line-item:${mirror.lineItemId}` },
        ...course,
      });
      return web.proceed(res, `/course/mirror/${mirror.id}?done=column`);
    } catch (error) {
      if (!isAnswer(error)) throw error;
      const errors = { _form: `${error.message} ${error.action ?? ''}`.trim() };
      const failed = { ...page, form: { values: form.value, errors } };
      return web.page(res, 'awards/mirrors', failed, { status: error.status });
    }
  };

  async function show(req: Request, res: Response, form: object, status = 200): Promise<void> {
    const visit = await instructorLooks(deps, req);
    const { course, t } = visit;
    const mirror = await mirrors.get(course, paramOf(req, 'id'));
    const model = {
      title: t('awards.mirror.title', { activity: mirror.activity }),
      ...{ mirror, form, hasErrors: status !== 200, done: doneNotice(req) },
      action: `/course/mirror/${mirror.id}`,
      steps: stepsOf(visit, mirror),
      notices: mirrorNotice(visit, mirror),
      isStale: mirror.notices.some((notice) => notice.code === 'mirror_stale'),
      isReady: mirror.firstValueAt !== undefined && mirror.confirmedMaximum !== undefined,
    };
    web.page(res, 'awards/mirror', model, { status });
  }

  const confirm: RequestHandler = async (req, res) => {
    const { course, actor } = await instructorActs(deps, req);
    const id = paramOf(req, 'id');
    const form = parseForm(req, confirmForm);
    if (!form.ok) return show(req, res, form, 422);
    await mirrors.confirm(course, id, form.value.maximum);
    await deps.audit.record({
      ...{ actor, action: 'mirror.confirmed', subject: `mirror:${id}`, ...course },
      details: { maximum: form.value.maximum },
    });
    await read(req, res, id, 'confirmed');
  };

  /** Reads the column once, so that the page says how it stands; the courses's rules are looked at soon. */
  async function read(req: Request, res: Response, id: string, done: string): Promise<void> {
    const { course } = await instructorActs(deps, req);
    const { lineItemId } = await mirrors.get(course, id);
    await deps.grades.pull(course, { source: 'mirror', assessmentId: lineItemId });
    await deps.queue(course);
    web.proceed(res, `/course/mirror/${id}?done=${done}`);
  }

  const routes = Router();
  routes.get('/course/mirror', showList);
  routes.post('/course/mirror', create);
  routes.get('/course/mirror/:id', (req, res) => show(req, res, NO_FORM));
  routes.post('/course/mirror/:id/confirm', confirm);
  routes.post('/course/mirror/:id/read', (req, res) =>
    read(req, res, paramOf(req, 'id'), 'checked'),
  );
  routes.post('/course/mirror/:id/recalculated', async (req, res) => {
    const { course } = await instructorActs(deps, req);
    await mirrors.recalculated(course);
    await read(req, res, paramOf(req, 'id'), 'recalculated');
  });
  return routes;
}
