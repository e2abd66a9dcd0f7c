import { Router, type Request, type RequestHandler, type Response } from 'express';
import {
  designRightsOf,
  instructorActs,
  instructorLooks,
  learnerActs,
  learnerLooks,
  paramOf,
  type Visit,
} from '../../course/index.js';
import { isInstructor } from '../../lti/index.js';
import type { Application } from '../model/application.js';
import type { Reviewer } from '../model/review.js';
import type { Task, TaskContent } from '../model/task.js';
import { placeReview } from '../review/place-review.js';
import { undoReview } from '../review/undo-review.js';
import { doneOf } from './done.js';
import { unknownFile, unknownTask, type PageDeps } from './page-deps.js';
import { buildQueuePage, FILTERS, nextFor } from './queue-page.js';
import { readReview, reviewFields } from './review-form.js';
import { buildReviewPage } from './review-page.js';
import { sendFile } from './send-file.js';

const COURSE = '/course/applications';
const NAMED = '/my/reviews';

/** From where reviewers come: the instructors of a course, or people who are named for a task. */
interface Place {
  readonly base: string;
  readonly looks: (req: Request) => Promise<Visit>;
  readonly acts: (req: Request) => Promise<Visit>;
  /** Finds the task that an address names, where this visitor reviews it. @throws NotFound for any other */
  readonly find: (req: Request, visit: Visit) => Promise<Task>;
}

interface FoundWork {
  readonly visit: Visit;
  readonly task: Task;
  readonly application: Application;
  readonly content: TaskContent;
  readonly reviewer: Reviewer;
}

/** Whoever is named for another course's work teaches nothing there. */
const reviewerOf = ({ launch }: Visit, { base }: Pick<Place, 'base'>): Reviewer => ({
  userId: launch.user.id,
  isInstructor: base === COURSE && isInstructor(launch.roles),
});

function createPlaceRoutes(deps: PageDeps, place: Place): Router {
  const { web, tasks, applications, files } = deps;
  const baseOf = (task: Task) => `${place.base}/${task.id}`;

  const queue: RequestHandler = async (req, res) => {
    const visit = await place.looks(req);
    const task = await place.find(req, visit);
    const version = await tasks.findVersion(task.id, task.version);
    if (version === null) throw unknownTask();
    const filter = FILTERS.find((one) => one === req.query['show']) ?? 'needs';
    const { page: asked } = req.query;
    const page = typeof asked === 'string' && /^\d{1,4}$/.test(asked) ? Number(asked) : 0;
    const at = { base: baseOf(task), task, version };
    const model = await buildQueuePage(deps, visit, at, reviewerOf(visit, place), filter, page);
    const isCourse = place.base === COURSE;
    const { mayDesign } = isCourse ? await designRightsOf(deps, visit) : { mayDesign: false };
    web.page(res, 'applications/queue', {
      ...model,
      back: place.base,
      editHref: mayDesign ? `${baseOf(task)}/edit` : undefined,
      done: doneOf(req),
    });
  };

  async function findWork(req: Request, visit: Visit): Promise<FoundWork> {
    const task = await place.find(req, visit);
    const application = await applications.find(task.id, paramOf(req, 'id'));
    const version =
      application?.handedIn && (await tasks.findVersion(task.id, application.handedIn.version));
    if (!application || !version) throw unknownTask();
    const { content } = version;
    return { visit, task, application, content, reviewer: reviewerOf(visit, place) };
  }

  async function page(
    req: Request,
    res: Response,
    found: FoundWork,
    typed?: Parameters<typeof buildReviewPage>[4],
    status = 200,
  ) {
    const at = { base: baseOf(found.task), ...found };
    const model = await buildReviewPage(deps, found.visit, at, found.reviewer, typed);
    const next = model.canReview
      ? null
      : await nextFor(deps, found.task, found.reviewer, found.application.id);
    const nextHref = next && `${at.base}/work/${next.id}`;
    web.page(res, 'applications/review', { ...model, nextHref, done: doneOf(req) }, { status });
  }

  const show: RequestHandler = async (req, res) =>
    page(req, res, await findWork(req, await place.looks(req)));

  const decide: RequestHandler = async (req, res) => {
    const visit = await place.acts(req);
    const found = await findWork(req, visit);
    const { task, application, content, reviewer } = found;
    const fields = reviewFields.parse(req.body ?? {});
    const at = baseOf(task);
    const who = { ...reviewer, actor: visit.actor };
    if (fields['do'] === 'undo') {
      await undoReview(deps, application, who, content.title);
      return web.proceed(res, `${at}/work/${application.id}?done=undone`);
    }
    const read = readReview(content, fields);
    if (read === null || Object.keys(read.errors).length > 0)
      return page(req, res, found, { fields, errors: read?.errors ?? {} }, 422);
    const standing = await placeReview(deps, application, content, who, read.judgement);
    const done =
      standing.kind === 'decided'
        ? { approve: 'approved', return: 'returned', refuse: 'refused' }[standing.outcome.verdict]
        : standing.kind === 'disputed'
          ? 'disputed'
          : 'second';
    // What was just decided can be undone on its own page, which also leads on.
    web.proceed(res, `${at}/work/${application.id}?done=${done}`);
  };

  const download: RequestHandler = async (req, res) => {
    const { application } = await findWork(req, await place.looks(req));
    const file = await files.find(paramOf(req, 'file'));
    const { handedIn, earlier = [] } = application;
    // What is only being worked on is its person's alone.
    const isHandedIn = [handedIn, ...earlier].some((one) => one?.fileIds.includes(file?.id ?? ''));
    if (file?.applicationId !== application.id || !isHandedIn) throw unknownFile();
    await sendFile(deps, res, file);
  };

  const routes = Router();
  routes.get(`${place.base}/:task`, queue);
  routes.get(`${place.base}/:task/work/:id`, show);
  routes.post(`${place.base}/:task/work/:id`, decide);
  routes.get(`${place.base}/:task/work/:id/files/:file`, download);
  return routes;
}

/** The pages of reviewers. */
export function createReviewRoutes(deps: PageDeps): Router {
  const { tasks } = deps;
  const routes = Router();
  routes.use(
    createPlaceRoutes(deps, {
      base: COURSE,
      looks: (req) => instructorLooks(deps, req),
      acts: (req) => instructorActs(deps, req),
      async find(req, { course }) {
        const task = await tasks.find(course, paramOf(req, 'task'));
        if (task === null || task.version === 0) throw unknownTask();
        return task;
      },
    }),
  );
  routes.get(NAMED, async (req, res) => {
    const visit = await learnerLooks(deps, req);
    const { platformId } = visit.course;
    const named = await tasks.listFor(platformId, visit.launch.user.id);
    const versions = await tasks.findVersions(
      named.map(({ id: taskId, version }) => ({ taskId, version })),
    );
    const rows = await Promise.all(
      named.map(async (task) => ({
        name: versions.find(({ taskId }) => taskId === task.id)?.content.title,
        href: `${NAMED}/${task.id}`,
        needsYou: (await nextFor(deps, task, reviewerOf(visit, { base: NAMED }))) !== null,
      })),
    );
    deps.web.page(res, 'applications/reviews', {
      title: req.t('applications.reviews.title'),
      tasks: rows,
    });
  });
  routes.use(
    createPlaceRoutes(deps, {
      base: NAMED,
      looks: (req) => learnerLooks(deps, req),
      acts: (req) => learnerActs(deps, req),
      async find(req, { course, launch }) {
        const named = await tasks.listFor(course.platformId, launch.user.id);
        const task = named.find(({ id }) => id === paramOf(req, 'task'));
        if (task === undefined) throw unknownTask();
        return task;
      },
    }),
  );
  return routes;
}
