import type { Visit } from '../../course/index.js';
import type { Deps } from '../deps.js';
import type { Application, ApplicationState } from '../model/application.js';
import { standingOf, type Reviewer } from '../model/review.js';
import type { Task, TaskVersion } from '../model/task.js';
import { mayReviewNow } from '../review/place-review.js';
import { namesOf } from './page-deps.js';

type QueueDeps = Pick<Deps, 'applications' | 'reviews' | 'people' | 'tasks' | 'clock'>;

export const FILTERS = ['needs', 'waiting', 'decided', 'all'] as const;
export type QueueFilter = (typeof FILTERS)[number];

const STATES: Readonly<Record<QueueFilter, readonly ApplicationState[]>> = {
  needs: ['submitted'],
  waiting: ['submitted'],
  decided: ['approved', 'refused', 'returned'],
  all: ['submitted', 'approved', 'refused', 'returned', 'withdrawn'],
};
const A_PAGE = 50;
/** How many that wait are looked at for those that need one reviewer. */
const MOST_LOOKED = 500;

/** What of a row may be said to this reviewer: nothing of others' opinions before the round is decided. */
interface QueueRow {
  readonly application: Application;
  readonly needsYou: boolean;
  readonly isDisputed: boolean;
  readonly hasReviewed: boolean;
}

/** Reads which of these applications need this reviewer. */
async function rowsOf(
  deps: Pick<Deps, 'reviews' | 'tasks'>,
  list: readonly Application[],
  reviewer: Reviewer,
): Promise<QueueRow[]> {
  const reviews = await deps.reviews.listOf(list.map(({ id }) => id));
  const versions = await deps.tasks.findVersions(
    list.flatMap(({ taskId, handedIn }) =>
      handedIn ? [{ taskId, version: handedIn.version }] : [],
    ),
  );
  return list.map((application) => {
    const { id, round, userId, state, handedIn } = application;
    const theirs = reviews.filter((one) => one.applicationId === id && one.round === round);
    const content = versions.find(({ version }) => version === handedIn?.version)?.content;
    const standing = standingOf(theirs, content?.agree ?? 1);
    const mayNow = content !== undefined && mayReviewNow(content, reviewer, standing, theirs);
    return {
      application,
      needsYou: state === 'submitted' && userId !== reviewer.userId && mayNow,
      isDisputed: state === 'submitted' && standing.kind === 'disputed',
      hasReviewed: theirs.some(({ reviewerId }) => reviewerId === reviewer.userId),
    };
  });
}

/** @returns the next piece of work that needs this reviewer, the longest waiting; null where none does */
export async function nextFor(
  deps: Pick<Deps, 'applications' | 'reviews' | 'tasks'>,
  task: Pick<Task, 'id'>,
  reviewer: Reviewer,
  after?: string,
): Promise<Application | null> {
  const waiting = await deps.applications.listByState(task.id, ['submitted'], 0, MOST_LOOKED);
  const rows = await rowsOf(deps, waiting, reviewer);
  const next = rows.find(({ application, needsYou }) => needsYou && application.id !== after);
  return next?.application ?? null;
}

/** Models the list of work that waits for reviewers, and of what was decided. */
export async function buildQueuePage(
  deps: QueueDeps,
  visit: Visit,
  place: { readonly base: string; readonly task: Task; readonly version: TaskVersion },
  reviewer: Reviewer,
  filter: QueueFilter,
  page: number,
) {
  const { t, course } = visit;
  const { base, task, version } = place;
  const isNeeds = filter === 'needs';
  const skip = isNeeds ? 0 : page * A_PAGE;
  const limit = isNeeds ? MOST_LOOKED : A_PAGE + 1;
  const listed = await deps.applications.listByState(task.id, STATES[filter], skip, limit);
  const all = await rowsOf(deps, listed, reviewer);
  const rows = (isNeeds ? all.filter(({ needsYou }) => needsYou) : all).slice(0, A_PAGE);
  const counts = await deps.applications.count(task.id);
  const decided = (counts.approved ?? 0) + (counts.refused ?? 0) + (counts.returned ?? 0);
  const waiting = counts.submitted ?? 0;
  const nameOf = await namesOf(
    deps,
    course.platformId,
    rows.map(({ application }) => application.userId),
  );
  const next = await nextFor(deps, task, reviewer);
  const at = (show: QueueFilter, number = 0) =>
    `${base}?show=${show}${number > 0 ? `&page=${number}` : ''}`;
  return {
    title: version.content.title,
    stateText: t(`applications.is.${task.state}`),
    filters: FILTERS.map((one) => ({
      href: at(one),
      label: t(`applications.queue.${one}`),
      current: one === filter,
    })),
    progress: {
      label: t('applications.queue.progress'),
      value: decided,
      max: Math.max(1, decided + waiting),
      text: t('applications.queue.progressText', { done: decided, all: decided + waiting }),
    },
    next: next && `${base}/work/${next.id}`,
    rows: rows.map(({ application, isDisputed, hasReviewed, needsYou }) => ({
      name: nameOf(application.userId),
      href: `${base}/work/${application.id}`,
      at: application.handedIn?.at,
      round: application.round,
      isAgain: application.round > 1,
      state: t(`applications.${isDisputed ? 'queue.isDisputed' : `state.${application.state}`}`),
      kind: needsYou ? 'warn' : application.state === 'approved' ? 'success' : 'info',
      hasReviewed,
    })),
    empty: t(`applications.queue.none.${filter}`),
    previousPage: page > 0 ? at(filter, page - 1) : undefined,
    nextPage: !isNeeds && listed.length > A_PAGE ? at(filter, page + 1) : undefined,
  };
}
