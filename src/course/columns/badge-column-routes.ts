import { Router, type Request, type Response } from 'express';
import type { LaurelError } from '../../base/index.js';
import { Conflict, isAnswer } from '../../base/index.js';
import { obstacleInWords } from '../../grades/index.js';
import { problemInWords } from '../../web/index.js';
import type { BadgeColumn } from './badge-column-store.js';
import type { BadgeColumns } from './badge-columns.js';
import { getRule } from '../set-up/change-rule.js';
import { instructorActs, instructorLooks, paramOf, type Visit } from '../visit/visit.js';
import type { CourseDeps } from '../visit/course-deps.js';

/** @returns why the last scores could not be sent, in the reader's language */
function problemOf({ t }: Visit, { problem, problemCode }: BadgeColumn): string | undefined {
  if (problem === undefined) return undefined;
  return obstacleInWords({ t }, { code: problemCode ?? '', reason: problem }).reason;
}

/** The routes of a badge's gradebook column: first what it would do, then its state and its removal. */
export function createBadgeColumnRoutes(
  deps: Pick<CourseDeps, 'web' | 'lti' | 'rules' | 'achievements'>,
  columns: BadgeColumns,
): Router {
  const { web } = deps;
  const routes = Router();
  const path = '/course/badges/:id/column';

  const nameOf = async (visit: Visit, achievementId: string) =>
    (await deps.achievements.getOwn(visit.course, achievementId)).content.name;

  async function show(req: Request, res: Response, visit: Visit, error?: LaurelError) {
    const rule = await getRule(deps, visit.course, paramOf(req, 'id'));
    const name = await nameOf(visit, rule.achievementId);
    const base = `/course/badges/${rule.id}`;
    const [refused, column] = await Promise.all([columns.countRefused(rule), columns.find(rule)]);
    const told = error && problemInWords(visit.t, error);
    const model = {
      title: visit.t('awards.rule.column'),
      name,
      base,
      label: await columns.labelOf(rule, name),
      column: column && { ...column, problem: problemOf(visit, column) },
      refused: refused > 0 ? visit.t('awards.badgeColumn.refused', { count: refused }) : undefined,
      isEnded: rule.state === 'ended',
      isKept: req.query.done === 'kept',
      isRemoved: req.query.done === 'removed',
      error: told && { title: told.message, text: told.action },
    };
    web.page(res, 'awards/badge-column', model, { status: error?.status ?? 200 });
  }

  routes.get(path, async (req, res) => {
    await show(req, res, await instructorLooks(deps, req));
  });

  routes.post(path, async (req, res) => {
    const visit = await instructorActs(deps, req);
    const rule = await getRule(deps, visit.course, paramOf(req, 'id'));
    try {
      if (rule.state !== 'active') {
        throw new Conflict('rule_inactive', 'Only an active badge gets a column.');
      }
      await columns.make(rule, await nameOf(visit, rule.achievementId), visit.actor);
    } catch (error) {
      if (!isAnswer(error)) throw error;
      return show(req, res, visit, error);
    }
    web.proceed(res, `/course/badges/${rule.id}/column`);
  });

  routes.post(`${path}/remove`, async (req, res) => {
    const visit = await instructorActs(deps, req);
    const rule = await getRule(deps, visit.course, paramOf(req, 'id'));
    const isGone = await columns.remove(rule, visit.actor);
    web.proceed(res, `/course/badges/${rule.id}/column?done=${isGone ? 'removed' : 'kept'}`);
  });

  return routes;
}
