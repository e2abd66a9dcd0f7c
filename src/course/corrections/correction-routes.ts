import { Router, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { NotFound } from '../../base/index.js';
import { parseForm } from '../../web/index.js';

import type { BulkJobStore } from '../bulk/bulk-job-store.js';
import { prepareBulk } from '../bulk/prepare-bulk.js';
import { getRule } from '../set-up/change-rule.js';
import type { CourseDeps } from '../visit/course-deps.js';
import { doneNotice } from '../visit/done-notice.js';
import { instructorActs, instructorLooks, paramOf, type Visit } from '../visit/visit.js';
import { writeToLearner, type WriteDeps } from '../visit/write-to-learner.js';
import { isOpenTo, MOST_REQUEST } from '../requests/correction.js';
import { buildCorrectionPage } from './correction-page.js';
import type { CorrectionStore } from '../requests/correction-store.js';

const answerForm = z.object({ answer: z.string().trim().min(1).max(MOST_REQUEST) });

export interface CorrectionRoutesDeps
  extends WriteDeps, Pick<CourseDeps, 'clock' | 'audit' | 'web' | 'rules'> {
  readonly corrections: CorrectionStore;
  readonly jobs: Pick<BulkJobStore, 'insert'>;
}

const gone = () =>
  new NotFound('correction_unknown', 'This request is answered, or was withdrawn.', {
    action: 'Go back to the requests of the badge.',
  });

/** What learners ask to have corrected on a badge: issued anew, or answered in words. */
export function createCorrectionRoutes(deps: CorrectionRoutesDeps): Router {
  const { web, corrections } = deps;
  const baseOf = (id: string) => `/course/badges/${id}/corrections`;

  const ruleOf = ({ course }: Visit, req: Request) => getRule(deps, course, paramOf(req, 'id'));

  async function openRequest(visit: Visit, req: Request) {
    const rule = await ruleOf(visit, req);
    const request = await corrections.get(visit.course, paramOf(req, 'request'));
    if (request?.ruleId !== rule.id || !isOpenTo(request, visit.launch.user.id)) throw gone();
    return { rule, request };
  }

  async function page(req: Request, res: Response, visit: Visit, more: object, status = 200) {
    const model = await buildCorrectionPage(deps, visit, await ruleOf(visit, req));
    web.page(res, 'awards/corrections', { ...model, ...more }, { status });
  }

  const show: RequestHandler = async (req, res) => {
    await page(req, res, await instructorLooks(deps, req), { done: doneNotice(req) });
  };

  const answer: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    const { rule, request } = await openRequest(visit, req);
    const form = parseForm(req, answerForm);
    if (!form.ok) {
      const failed = { failed: request.id, values: form.values, errors: form.errors };
      return page(req, res, visit, { ...failed, hasErrors: true }, 422);
    }
    const told = { answer: form.value.answer, at: deps.clock.now(), actor: visit.actor };
    if (!(await corrections.answer(request.id, told))) throw gone();
    await deps.audit.record({
      actor: visit.actor,
      action: 'correction.answered',
      subject: `rule:${rule.id}`,
      ...visit.course,
      details: { request: request.id },
    });
    await writeToLearner(deps, rule, request.userId, visit.launch.user.id, {
      key: `answered:${request.id}`,
      view: 'correction-answered',
      values: { asked: request.text, answer: told.answer },
    });
    web.proceed(res, `${baseOf(rule.id)}?done=answered`);
  };

  /** Goes on to the page on which badges are issued anew, with this learner. */
  const correct: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    const { rule, request } = await openRequest(visit, req);
    const job = await prepareBulk(deps, rule, {
      action: 'reissue',
      reason: '',
      people: [{ userId: request.userId }],
      leftOut: 0,
      actor: { id: visit.actor, userId: visit.launch.user.id },
    });
    web.proceed(res, `/course/jobs/${job.id}`);
  };

  const routes = Router();
  routes.get('/course/badges/:id/corrections', show);
  routes.post('/course/badges/:id/corrections/:request/answer', answer);
  routes.post('/course/badges/:id/corrections/:request/correct', correct);
  return routes;
}
