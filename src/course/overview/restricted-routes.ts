import { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import { isAnswer, NotFound } from '../../base/index.js';
import { obstacleInWords, type Assessment, type Restriction } from '../../grades/index.js';
import { parseForm, problemInWords } from '../../web/index.js';
import { instructorActs, instructorLooks, type Visit } from '../visit/visit.js';
import { doneNotice } from '../visit/done-notice.js';
import type { CourseDeps } from '../visit/course-deps.js';

const confirmForm = z.object({ link: z.string().min(1).max(255) });

function stateOf({ t }: Visit, kept: Restriction, isOpenToAll: boolean): string {
  if (!isOpenToAll) return t('awards.restricted.works');
  return t(`awards.restricted.${kept.confirmedAt ? 'confirmed' : 'believed'}`);
}

/** Models one restricted activity: how many learners may open it, and whether that is plausible. */
async function describe(
  deps: Pick<CourseDeps, 'grades' | 'restrictions'>,
  visit: Visit,
  { id, title }: Assessment,
) {
  try {
    const pull = await deps.grades.pull(visit.course, { source: 'restricted', assessmentId: id });
    const open = pull.grades.filter(({ completion }) => completion === 'complete').length;
    const learners = pull.grades.length;
    const doubt = pull.notices.find((notice) => notice.blocks);
    const kept = await deps.restrictions.get(visit.course, id);
    const state = doubt
      ? obstacleInWords(visit, doubt).reason
      : stateOf(visit, kept, open === learners);
    return { id, title, open, learners, state, canConfirm: doubt !== undefined && learners > 0 };
  } catch (error) {
    if (!isAnswer(error)) throw error;
    return {
      id,
      title,
      open: '–',
      learners: '–',
      state: problemInWords(visit.t, error).message,
      canConfirm: false,
    };
  }
}

/**
 * The routes of activities that only those who passed may open: who may, and the instructor's confirmation where
 * everybody may.
 */
export function createRestrictedRoutes(
  deps: Pick<CourseDeps, 'web' | 'lti' | 'grades' | 'restrictions' | 'audit' | 'clock' | 'queue'>,
): Router {
  const activitiesOf = async ({ course }: Visit) => {
    const [listing] = await deps.grades.listAssessments(course, ['restricted']);
    return listing?.assessments ?? [];
  };

  const show: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    const list = await activitiesOf(visit);
    deps.web.page(res, 'awards/restricted', {
      title: visit.t('awards.restricted.title'),
      activities: await Promise.all(list.slice(0, 50).map((each) => describe(deps, visit, each))),
      done: doneNotice(req),
    });
  };

  const confirm: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    const { course, actor } = visit;
    const form = parseForm(req, confirmForm);
    const link = form.ok ? form.value.link : '';
    if (!(await activitiesOf(visit)).some(({ id }) => id === link))
      throw new NotFound('activity_unknown', 'There is no such activity in this course.');
    await deps.restrictions.confirm(course, link, deps.clock.now());
    await deps.audit.record({
      actor,
      action: 'restriction.confirmed',
      subject: `resource-link:${link}`,
      ...course,
    });
    await deps.queue(course);
    deps.web.proceed(res, '/course/restricted?done=confirmed');
  };

  const routes = Router();
  routes.get('/course/restricted', show);
  routes.post('/course/restricted', confirm);
  return routes;
}
