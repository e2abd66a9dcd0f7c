import { Router, type Request, type RequestHandler, type Response } from 'express';
import { LaurelError } from '../../base/index.js';
import { learnerActs, learnerLooks, paramOf, type Visit } from '../../course/index.js';
import { isEarner } from '../../lti/index.js';
import { problemInWords } from '../../web/index.js';
import { addFile, removeFile } from '../apply/add-file.js';
import { handIn, problemsOfWork, withdraw } from '../apply/hand-in.js';
import { toldState, type Application } from '../model/application.js';
import { MOST_TEXT, type Task, type TaskVersion } from '../model/task.js';
import { buildApplyPage, TAGS, type Typed } from './apply-page.js';
import { doneOf } from './done.js';
import { learnersOnly, unknownFile, unknownTask, type PageDeps } from './page-deps.js';
import { sendFile } from './send-file.js';

const BASE = '/my/applications';
/** Lines that are kept of what was typed as links. */
const MOST_LINES = 30;
const MOST_LINE = 2_000;

interface Found {
  readonly visit: Visit;
  readonly task: Task;
  readonly version: TaskVersion;
  readonly application: Application | null;
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value.replace(/\r\n?/g, '\n') : '';

/** The pages on which learners hand work in, by themselves alone. */
export function createLearnerRoutes(deps: PageDeps): Router {
  const { web, tasks, applications, files } = deps;

  async function find(req: Request, visit: Visit): Promise<Found> {
    const task = await tasks.find(visit.course, paramOf(req, 'task'));
    if (task === null || task.version === 0) throw unknownTask();
    const application = await applications.findOf(task.id, visit.launch.user.id);
    const isDecided = application?.state === 'approved' || application?.state === 'refused';
    const isWaiting = application?.state === 'submitted';
    const number =
      application?.handedIn && (isDecided || isWaiting)
        ? application.handedIn.version
        : task.version;
    const version = await tasks.findVersion(task.id, number);
    if (version === null) throw unknownTask();
    return { visit, task, version, application };
  }

  const list: RequestHandler = async (req, res) => {
    const visit = await learnerLooks(deps, req);
    const { course, launch, t } = visit;
    const [open, mine] = await Promise.all([
      tasks.list(course),
      applications.listOf(course.platformId, launch.user.id),
    ]);
    const rows = open.flatMap((task) => {
      const own = mine.find(({ taskId }) => taskId === task.id);
      if (task.version === 0 || (task.state !== 'open' && !own)) return [];
      const state = own && toldState(own);
      return [
        {
          id: task.id,
          version: task.version,
          href: `${BASE}/${task.id}`,
          state: state && { text: t(`applications.state.${state}`), kind: TAGS[state] },
        },
      ];
    });
    const versions = await tasks.findVersions(
      rows.map(({ id: taskId, version }) => ({ taskId, version })),
    );
    const named = await tasks.listFor(course.platformId, launch.user.id);
    web.page(res, 'applications/mine', {
      title: t('applications.mine.title'),
      reviews: named.length > 0,
      tasks: rows.map((row) => ({
        ...row,
        name: versions.find(({ taskId }) => taskId === row.id)?.content.title,
      })),
    });
  };

  async function page(res: Response, found: Found, more: object, typed?: Typed, status = 200) {
    const { visit, application } = found;
    const model = await buildApplyPage(deps, visit, found, application, typed);
    web.page(res, 'applications/apply', { ...model, ...more }, { status });
  }

  const show: RequestHandler = async (req, res) => {
    const found = await find(req, await learnerLooks(deps, req));
    await page(res, found, { done: doneOf(req) });
  };

  /** Keeps all that was typed, right or wrong, before anything else is done. */
  async function save(req: Request, { visit, task, application }: Found): Promise<Application> {
    const { course, launch } = visit;
    const now = deps.clock.now();
    const begun = application ?? (await applications.begin(course, task.id, launch.user.id, now));
    const body = (req.body ?? {}) as Record<string, unknown>;
    const text = 'text' in body ? textOf(body['text']).slice(0, MOST_TEXT) : begun.draft.text;
    const lines = textOf(body['links']).split('\n');
    const links =
      'links' in body
        ? lines.flatMap((one) => one.trim().slice(0, MOST_LINE) || []).slice(0, MOST_LINES)
        : begun.draft.links;
    const isSaved = await applications.saveDraft(begun.id, { text, links }, now);
    return isSaved ? { ...begun, draft: { ...begun.draft, text, links } } : begun;
  }

  /** @returns why a file was not taken, in words; null where it was */
  async function take(req: Request, { version }: Found, application: Application) {
    const file = req.files?.['file'];
    if (!file) return null;
    try {
      await addFile(deps, application, version.content.files, file);
      return null;
    } catch (error) {
      const isTold = error instanceof LaurelError && error.status < 500;
      if (!isTold) throw error;
      return problemInWords(req.t, error).message;
    }
  }

  const act: RequestHandler = async (req, res) => {
    const visit = await learnerActs(deps, req);
    const found = await find(req, visit);
    if (!isEarner(visit.launch.roles)) throw learnersOnly();
    const at = `${BASE}/${found.task.id}`;
    const what = textOf((req.body as Record<string, unknown> | undefined)?.['do']);
    if (what === 'withdraw' && found.application) {
      await withdraw(deps, found.application, found.version.content.title);
      return web.proceed(res, `${at}?done=withdrawn`);
    }
    const application = await save(req, found);
    const fileError = await take(req, found, application);
    const again = async () => ({
      ...found,
      application: await applications.findOf(found.task.id, visit.launch.user.id),
    });
    if (fileError !== null) return page(res, await again(), {}, { fileError }, 422);
    const [, removed] = /^remove:([\w-]{22})$/.exec(what) ?? [];
    if (removed !== undefined) {
      await removeFile(deps, application, removed);
      return web.proceed(res, `${at}?done=fileRemoved#files`);
    }
    if (what !== 'hand-in') {
      const done = req.files?.['file'] ? 'fileAdded' : 'saved';
      return web.proceed(res, `${at}?done=${done}`);
    }
    const now = await again();
    if (!now.application) throw unknownTask();
    const problems = problemsOfWork(found.version, now.application.draft);
    if (Object.keys(problems).length > 0) return page(res, now, {}, { problems }, 422);
    await handIn(deps, found.task, found.version, now.application);
    web.proceed(res, `${at}?done=handedIn`);
  };

  const download: RequestHandler = async (req, res) => {
    const { application } = await find(req, await learnerLooks(deps, req));
    const file = application && (await files.find(paramOf(req, 'file')));
    if (!file || file.applicationId !== application.id) throw unknownFile();
    await sendFile(deps, res, file);
  };

  const routes = Router();
  routes.get(BASE, list);
  routes.get(`${BASE}/:task`, show);
  routes.post(`${BASE}/:task`, act);
  routes.get(`${BASE}/:task/files/:file`, download);
  return routes;
}
