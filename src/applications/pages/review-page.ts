import type { Visit } from '../../course/index.js';
import type { Deps } from '../deps.js';
import type { Application, Work } from '../model/application.js';
import { standingOf, type Review, type Reviewer } from '../model/review.js';
import type { TaskContent } from '../model/task.js';
import { isOwn, mayReviewNow } from '../review/place-review.js';
import { namesOf } from './page-deps.js';
import { reviewModel, rubricModel, workModel } from './work-model.js';

type ReviewDeps = Pick<Deps, 'reviews' | 'files' | 'people' | 'together' | 'tasks' | 'clock'>;

interface Typed {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly errors: Readonly<Record<string, string>>;
}

/** The form of a review, with what was typed. */
function formModel(t: Visit['t'], { criteria }: TaskContent, { fields, errors }: Typed) {
  const told: Record<string, string> = {};
  for (const [field, code] of Object.entries(errors))
    told[field] = t(`applications.wrong.${code}`, { count: 0 });
  return {
    form: { values: fields, errors: told },
    hasErrors: Object.keys(told).length > 0,
    doError: told['do'],
    criteria: criteria.map(({ id, name, description, levels }) => ({
      name,
      description,
      field: `level_${id}`,
      comment: `comment_${id}`,
      choices: levels.map((level) => ({
        value: level.id,
        label: t('applications.review.level', { name: level.name, count: level.points }),
        help: level.description,
      })),
    })),
  };
}

/** The button that takes one's own review back, as long as it may be. */
function undoModel(t: Visit['t'], { state, step, due }: Application, path: string, now: Date) {
  const text = t('applications.review.undo');
  if (state === 'submitted') return { action: path, text };
  if (step !== 'undoable' || due === undefined || due <= now) return undefined;
  return { action: path, text, until: due };
}

/** Work of earlier rounds with what was said of it, the latest first. */
async function earlierModel(
  deps: Pick<Deps, 'tasks'>,
  { t }: Visit,
  { earlier = [], taskId }: Application,
  said: (round: number, content?: TaskContent) => object[],
  workOf: (work: Work) => object,
) {
  const versions = await deps.tasks.findVersions(
    earlier.map(({ version }) => ({ taskId, version })),
  );
  return [...earlier].reverse().map((one) => ({
    title: t('applications.review.round', { number: one.round }),
    at: one.at,
    work: workOf(one),
    reviews: said(one.round, versions.find(({ version }) => version === one.version)?.content),
  }));
}

/** Models the page on which one piece of work is reviewed, or what was said of it is read. */
export async function buildReviewPage(
  deps: ReviewDeps,
  visit: Visit,
  place: {
    readonly base: string;
    readonly content: TaskContent;
    readonly application: Application;
  },
  reviewer: Reviewer,
  typed: Typed = { fields: {}, errors: {} },
) {
  const { t, course } = visit;
  const { base, content, application } = place;
  const { id, round, state, handedIn, userId } = application;
  const path = `${base}/work/${id}`;
  const all = await deps.reviews.list(id);
  const present = all.filter((one) => one.round === round);
  const standing = standingOf(present, content.agree);
  const isTheirs = await isOwn(deps, application, reviewer.userId);
  const mayNow = mayReviewNow(content, reviewer, standing, present);
  const canReview = state === 'submitted' && !isTheirs && mayNow;
  const mine = present.find(({ reviewerId }) => reviewerId === reviewer.userId);
  // The opinions of others are seen once the round is decided, or where two differ; of one's own work like any learner.
  const isSeen = standing.kind === 'decided' || standing.kind === 'disputed';
  const seen = present.filter((one) => one === mine || (isSeen && !isTheirs));
  const nameOf = await namesOf(deps, course.platformId, [
    userId,
    ...all.map(({ reviewerId }) => reviewerId),
  ]);
  const files = await deps.files.list(id);
  const said = (list: readonly Review[], by = content) =>
    list.map((one) => ({ ...reviewModel(t, by, one), by: nameOf(one.reviewerId) }));
  const workOf = (work: Work) => workModel(t, path, work, files);
  const isDisputed = standing.kind === 'disputed';
  return {
    title: nameOf(userId),
    task: content.title,
    base,
    path,
    round,
    state: t(`applications.${isDisputed ? 'queue.isDisputed' : `state.${state}`}`),
    at: handedIn?.at,
    instructions: content.instructions,
    rubric: rubricModel(t, content),
    work: handedIn && workOf(handedIn),
    isOwn: isTheirs,
    canReview,
    isDisputed: isDisputed && canReview,
    isSecond: content.agree === 2,
    ...formModel(t, content, typed),
    undo: mine && undoModel(t, application, path, deps.clock.now()),
    reviews: said(seen),
    earlier: await earlierModel(
      deps,
      visit,
      application,
      (number, by) =>
        isTheirs
          ? []
          : said(
              all.filter((one) => one.round === number),
              by,
            ),
      workOf,
    ),
  };
}
