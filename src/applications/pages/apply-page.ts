import { omitUndefined } from '../../base/index.js';
import type { Visit } from '../../course/index.js';
import type { Deps } from '../deps.js';
import type { WorkProblems } from '../apply/hand-in.js';
import {
  isOpenToItsPerson,
  NO_WORK,
  toldState,
  type Application,
  type Work,
} from '../model/application.js';
import type { Task, TaskContent, TaskVersion } from '../model/task.js';
import { reviewModel, rubricModel, workModel } from './work-model.js';

type ApplyDeps = Pick<Deps, 'files' | 'reviews' | 'tasks'>;

export const TAGS = {
  draft: 'info',
  submitted: 'info',
  returned: 'warn',
  approved: 'success',
  refused: 'warn',
  withdrawn: 'info',
} as const;

/** What reviewers said of rounds that are decided and told, the latest first, each by the content it was about. */
async function feedbackOf(deps: ApplyDeps, { t }: Visit, application: Application) {
  const { id, round, isFinal, handedIn, earlier = [] } = application;
  const reviews = await deps.reviews.list(id);
  const rounds = handedIn ? [...earlier, handedIn] : earlier;
  const told = reviews.filter((one) => one.round < round || isFinal === true);
  const versions = await deps.tasks.findVersions(
    rounds.map(({ version }) => ({ taskId: application.taskId, version })),
  );
  return told
    .flatMap((review) => {
      const number = rounds.find((one) => one.round === review.round)?.version;
      const version = versions.find((one) => one.version === number);
      return version ? [reviewModel(t, version.content, review)] : [];
    })
    .reverse();
}

/** What could not be handed in, or added. */
export interface Typed {
  readonly problems?: WorkProblems;
  readonly fileError?: string;
}

/** What is asked for, with how much of it. */
function askedModel(t: Visit['t'], { text, links, files }: TaskContent, { fileIds }: Work) {
  return {
    asksText: text.asked !== 'no' && {
      required: text.asked === 'must',
      help: t('applications.apply.textHelp', { count: text.most }),
    },
    asksLinks: links.most > 0 && {
      required: links.least > 0,
      help: t(`applications.apply.linksHelp`, { least: links.least, most: links.most }),
    },
    asksFiles: files.most > 0 && {
      help: t('applications.apply.filesHelp', {
        least: files.least,
        most: files.most,
        megabytes: files.megabytes,
        kinds: files.kinds.map((kind) => t(`applications.kind.${kind}`)).join(', '),
      }),
      hasRoom: files.most > fileIds.length,
    },
  };
}

/** The form with what was saved, and what is wrong beside it. */
function formModel(t: Visit['t'], { text, links }: Work, { problems = {}, fileError }: Typed) {
  const wrong = Object.entries(problems).map(([field, one]) => [
    field,
    t(`applications.wrong.${one.code}`, one.values),
  ]);
  const errors = omitUndefined({ ...Object.fromEntries(wrong), file: fileError }) as object;
  return {
    form: { values: { text, links: links.join('\n') }, errors },
    hasErrors: Object.keys(errors).length > 0,
  };
}

const isOpenFor = (task: Task, application: Application | null): boolean =>
  task.state === 'open' && (application === null || isOpenToItsPerson(application));

/** What its person is told of how far an application is. */
function stateModel(t: Visit['t'], application: Application | null) {
  if (application === null) return { isNew: true };
  const told = toldState(application);
  return {
    isNew: false,
    state: { text: t(`applications.state.${told}`), kind: TAGS[told] },
    savedAt: application.changedAt,
    canWithdraw: application.state === 'submitted',
    isWaiting: told === 'submitted',
    isReturned: told === 'returned',
    isApproved: told === 'approved',
  };
}

/** Models the page on which somebody hands work in, and sees what became of it. */
export async function buildApplyPage(
  deps: ApplyDeps,
  visit: Visit,
  { task, version }: { readonly task: Task; readonly version: TaskVersion },
  application: Application | null,
  typed: Typed = {},
) {
  const { t } = visit;
  const base = `/my/applications/${task.id}`;
  const { content } = version;
  const kept = application ? await deps.files.list(application.id) : [];
  const work = application?.draft ?? NO_WORK;
  const canWork = isOpenFor(task, application);
  const shown = canWork ? work : (application?.handedIn ?? work);
  return {
    title: content.title,
    course: visit.launch.context.title,
    base,
    instructions: content.instructions,
    rubric: rubricModel(t, content),
    ...stateModel(t, application),
    isClosed: task.state !== 'open',
    canWork,
    feedback: application ? await feedbackOf(deps, visit, application) : [],
    ...formModel(t, work, typed),
    ...askedModel(t, content, work),
    work: workModel(t, base, shown, kept),
  };
}
