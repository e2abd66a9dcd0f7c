import { MOST_REASON } from '../../awards/index.js';
import type { Localizer, Rule } from '../../rules/index.js';
import { nameIn } from '../../rules/index.js';
import { personIdOf, type People } from '../../people/index.js';
import type { CourseDeps } from '../visit/course-deps.js';
import type { Visit } from '../visit/visit.js';
import { isLate, MOST_MESSAGE, type BulkJob } from './bulk-job.js';

/** How many names a preview shows; of the rest it shows the number. */
const SHOWN = 50;

async function namesOf(people: Pick<People, 'findMany'>, words: Localizer, job: BulkJob) {
  const { platformId } = job.tenant;
  const shown = job.people.slice(0, SHOWN);
  const persons = await people.findMany(shown.map(({ userId }) => personIdOf(platformId, userId)));
  const nameOf = new Map(persons.map(({ userId, name }) => [userId, name]));
  return shown.map(({ userId, reason }) => ({
    name: nameOf.get(userId) ?? nameIn(words, null, platformId, userId),
    reason,
  }));
}

/** Says what a job has done, once it is over. */
function resultOf({ t }: Localizer, { action, state, people, changed }: BulkJob) {
  if (state === 'undone' && isLate(action)) return { result: t('desk.bulk.stopped') };
  if (state === 'undone') return { result: t('desk.bulk.undone', { count: changed }) };
  if (state !== 'done') return {};
  const result = t(`desk.bulk.done.${action}`, { count: changed });
  const count = people.length - changed;
  const why = isLate(action) ? `desk.bulk.unchangedBy.${action}` : 'desk.bulk.unchanged';
  return count > 0 ? { result, unchanged: t(why, { count }) } : { result };
}

function undoUntilOf({ state, undoUntil }: BulkJob, now: Date): Date | undefined {
  const isDone = state === 'done' || state === 'running' || state === 'held';
  return isDone && undoUntil !== undefined && undoUntil > now ? undoUntil : undefined;
}

/** Models the page of a job: what would be done, how far it is, or what was done. */
export async function buildBulkPage(
  deps: Pick<CourseDeps, 'achievements' | 'people' | 'clock'>,
  visit: Visit,
  rule: Rule,
  job: BulkJob,
) {
  const { t } = visit;
  const { action, state, people, seen } = job;
  const { content } = await deps.achievements.getVersion(
    rule.achievementId,
    rule.achievementVersion,
  );
  const count = people.length;
  const isBusy = state === 'running' || state === 'undoing';
  return {
    title: content.name,
    base: `/course/badges/${rule.id}`,
    path: `/course/jobs/${job.id}`,
    isPreview: state === 'preview',
    isBusy,
    asks: t(`desk.bulk.ask.${action}`, { count, badge: content.name }),
    effect: t(`desk.bulk.effect.${action}`),
    press: t(`desk.bulk.press.${action}`, { count }),
    isDanger: action === 'deny' || action === 'revoke',
    isMessage: action === 'message',
    reasonLabel: t(isLate(action) ? `desk.bulk.reasonOf.${action}` : 'awards.learner.reason'),
    reasonHelp: t(isLate(action) ? `desk.bulk.reasonHelpOf.${action}` : 'desk.bulk.reasonHelp'),
    most: action === 'message' ? MOST_MESSAGE : MOST_REASON,
    held: state === 'held' ? t(`desk.bulk.held.${action}`, { count }) : undefined,
    undoText: state === 'held' ? t('desk.bulk.stopText') : t('desk.bulk.undoText'),
    undoLabel: state === 'held' ? t('desk.bulk.stop') : t('desk.bulk.undo'),
    names: state === 'preview' ? await namesOf(deps.people, visit, job) : [],
    more: count > SHOWN ? t('desk.bulk.more', { count: count - SHOWN }) : undefined,
    leftOut: job.leftOut > 0 ? t('desk.bulk.leftOut', { count: job.leftOut }) : undefined,
    needsReason: people.some(({ reason }) => reason === undefined),
    reason: job.reason,
    progress: {
      label: t(state === 'undoing' ? 'desk.bulk.undoing' : 'desk.bulk.running'),
      value: seen,
      max: Math.max(1, count),
      text: t('desk.bulk.progress', { seen, count }),
    },
    ...resultOf(visit, job),
    undoUntil: undoUntilOf(job, deps.clock.now()),
    // Without JavaScript the page reloads itself. A session without cookies needs a button for it, since its token is
    // in a form.
    headExtra: isBusy ? '<noscript><meta http-equiv="refresh" content="4"></noscript>' : undefined,
  };
}
