import { Router, type Request, type RequestHandler } from 'express';
import { z } from 'zod';
import { Conflict } from '../../base/index.js';
import { orderedId } from '../../store/index.js';
import {
  designRightsOf,
  instructorActs,
  instructorLooks,
  paramOf,
  requireDesigner,
  type Visit,
} from '../../course/index.js';
import { parseForm } from '../../web/index.js';
import { problemsOf } from '../model/problems.js';
import { MOST_TASKS, type Task, type TaskContent } from '../model/task.js';
import { doneOf } from './done.js';
import { changeRubric, newCriterion, readContent } from './edit-form.js';
import { buildEditPage } from './edit-page.js';
import { unknownTask, type PageDeps } from './page-deps.js';

const nameForm = z.object({ title: z.string().trim().min(1).max(120) });

const levelNames = ({ t }: Visit) =>
  ['none', 'some', 'good'].map((one) => t(`applications.level.${one}`));

function newContent(visit: Visit, title: string): TaskContent {
  return {
    title,
    instructions: '',
    text: { asked: 'must', most: 5_000 },
    links: { least: 0, most: 3 },
    files: { least: 0, most: 3, megabytes: 10, kinds: ['pdf', 'image', 'document', 'text'] },
    criteria: [newCriterion([], levelNames(visit))],
    pass: { kind: 'total', points: 1 },
    reviewers: [],
    agree: 1,
  };
}

/** The pages on which an instructor asks for work to be handed in. */
export function createSetUpRoutes(deps: PageDeps): Router {
  const { web, tasks, clock } = deps;
  const base = '/course/applications';

  const showList = async (
    req: Request,
    res: Parameters<RequestHandler>[1],
    visit: Visit,
    form: object = {},
    status = 200,
  ) => {
    const { mayDesign } = await designRightsOf(deps, visit);
    const list = await tasks.list(visit.course);
    const rows = await Promise.all(
      list.map(async ({ id, draft, state, version }) => {
        const counts = version === 0 ? {} : await deps.applications.count(id);
        return {
          name: draft.title || visit.t('applications.unnamed'),
          href: version === 0 ? `${base}/${id}/edit` : `${base}/${id}`,
          state: visit.t(`applications.is.${state}`),
          waiting: counts.submitted ?? 0,
          approved: counts.approved ?? 0,
        };
      }),
    );
    const model = { title: req.t('applications.title'), mayDesign, tasks: rows, form };
    web.page(res, 'applications/course', { ...model, done: doneOf(req) }, { status });
  };

  const list: RequestHandler = async (req, res) =>
    showList(req, res, await instructorLooks(deps, req));

  const note = (
    { course, actor }: Visit,
    task: Pick<Task, 'id'>,
    action: 'application.created' | 'application.opened' | 'application.closed',
    name: string,
  ) => {
    const subject = `application:${task.id}`;
    return deps.audit.record({ ...course, actor, action, subject, details: { name } });
  };

  const create: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    await requireDesigner(deps, visit);
    const form = parseForm(req, nameForm);
    if (!form.ok) return showList(req, res, visit, form, 422);
    if ((await tasks.list(visit.course)).length >= MOST_TASKS)
      throw new Conflict('too_many_applications', 'A course asks for at most 100 applications.', {
        action: 'Change one that is closed instead.',
      });
    const id = orderedId();
    await tasks.insert({
      id,
      course: visit.course,
      state: 'draft',
      version: 0,
      revision: 1,
      draft: newContent(visit, form.value.title),
      updatedAt: clock.now(),
    });
    await note(visit, { id }, 'application.created', form.value.title);
    web.proceed(res, `${base}/${id}/edit`);
  };

  async function findOwn(req: Request, { course }: Visit): Promise<Task> {
    const task = await tasks.find(course, paramOf(req, 'task'));
    if (task === null) throw unknownTask();
    return task;
  }

  const showEdit: RequestHandler = async (req, res) => {
    const visit = await instructorLooks(deps, req);
    await requireDesigner(deps, visit);
    const page = await buildEditPage(deps, visit, await findOwn(req, visit));
    web.page(res, 'applications/edit', { ...page, done: doneOf(req) });
  };

  /** Opens what is saved as a new version. @returns false where something speaks against it */
  async function open(task: Task, content: TaskContent): Promise<boolean> {
    if (problemsOf(content).length > 0) return false;
    const last = await tasks.findVersion(task.id, task.version);
    if (last && JSON.stringify(last.content) === JSON.stringify(content))
      return tasks.setState(task.id, 'open', clock.now());
    const version = { taskId: task.id, version: task.version + 1, content, openedAt: clock.now() };
    // What a crash left between the two steps is the same version, or an earlier try at it: the next number is taken.
    const isMade = await tasks.insertVersion(version);
    const next = isMade ? version : { ...version, version: version.version + 1 };
    if (!isMade && !(await tasks.insertVersion(next))) return false;
    await tasks.open(next);
    return true;
  }

  const change: RequestHandler = async (req, res) => {
    const visit = await instructorActs(deps, req);
    await requireDesigner(deps, visit);
    const task = await findOwn(req, visit);
    const form = (req.body ?? {}) as Record<string, unknown>;
    const act = typeof form['do'] === 'string' ? form['do'].slice(0, 100) : 'save';
    const at = `${base}/${task.id}`;
    if (act === 'discard') {
      const isGone = await tasks.discard(task.id);
      return web.proceed(res, isGone ? `${base}?done=discarded` : `${at}/edit`);
    }
    if (act === 'close' || act === 'reopen') {
      await tasks.setState(task.id, act === 'close' ? 'closed' : 'open', clock.now());
      const action = act === 'close' ? 'application.closed' : 'application.opened';
      await note(visit, task, action, task.draft.title);
      return web.proceed(res, `${at}?done=${act === 'close' ? 'closed' : 'opened'}`);
    }
    if (Number(form['revision']) !== task.revision)
      throw new Conflict('application_changed', 'This application has changed meanwhile.', {
        action: 'Open it again to see how it is now.',
      });
    const content = changeRubric(readContent(req, task.draft), act, levelNames(visit));
    await tasks.saveDraft(task, content, clock.now());
    if (act !== 'open')
      return web.proceed(res, `${at}/edit${act === 'save' ? '?done=saved' : '#rubric'}`);
    if (!(await open(task, content))) return web.proceed(res, `${at}/edit?done=notYet`);
    await note(visit, task, 'application.opened', content.title);
    web.proceed(res, `${at}?done=opened`);
  };

  const routes = Router();
  routes.get(base, list);
  routes.post(base, create);
  routes.get(`${base}/:task/edit`, showEdit);
  routes.post(`${base}/:task/edit`, change);
  return routes;
}
