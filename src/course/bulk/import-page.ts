import { MOST_REASON } from '../../awards/index.js';
import { omitUndefined } from '../../base/index.js';
import { BATCH_ROWS, type AwardJob, type Bulk, type JobRow } from '../../bulk/index.js';
import { personIdOf } from '../../people/index.js';
import { nameIn, type Rule } from '../../rules/index.js';
import type { CourseDeps } from '../visit/course-deps.js';
import type { Visit } from '../visit/visit.js';

type PageDeps = Pick<CourseDeps, 'achievements' | 'people' | 'clock'> & {
  readonly bulk: Pick<Bulk, 'page'>;
};

/** How many names, or bad lines, are shown; of the rest the page shows the number. */
const SHOWN = 50;
const SHOWN_BAD = 100;

const BUSY: readonly AwardJob['state'][] = ['receiving', 'checking', 'running', 'undoing'];
const LABELS: Partial<Record<AwardJob['state'], string>> = {
  checking: 'desk.csv.checking',
  undoing: 'desk.bulk.undoing',
};

const saidBy = ({ userId, sisId, email, name }: JobRow): string =>
  name ?? email ?? sisId ?? userId ?? '';

/** What is wrong with a file: with all of it, or line by line. */
async function problemsOf({ bulk }: PageDeps, { t }: Visit, job: AwardJob) {
  const count = job.counts.problem ?? 0;
  const { problem } = job;
  if (problem === undefined && count === 0) return {};
  const { rows } = await bulk.page(job.id, { after: 0, limit: SHOWN_BAD, outcome: 'problem' });
  const whole =
    problem === undefined
      ? []
      : [{ line: problem.line, column: problem.column, text: '', why: problem.code }];
  const lines = rows.map((row) => ({
    ...row,
    text: saidBy(row),
    why: row.problem ?? 'unreadable',
  }));
  const bad = [...whole, ...lines].map(({ line, column = '', text, why }) => ({
    line,
    column,
    text,
    why: t(`desk.csv.problem.${why}`),
  }));
  const all = count + whole.length;
  const more = all > bad.length ? t('desk.bulk.more', { count: all - bad.length }) : undefined;
  return omitUndefined({ problem: t('desk.csv.bad', { count: all }), bad, more });
}

/** What a checked file would do. */
async function previewOf(deps: PageDeps, visit: Visit, job: AwardJob, badge: string) {
  const { t } = visit;
  const { give: count = 0, has = 0 } = job.counts;
  if (count === 0) return { stopped: t('desk.csv.nobody') };
  const { rows } = await deps.bulk.page(job.id, { after: 0, limit: SHOWN, outcome: 'give' });
  const { platformId } = visit.course;
  const ids = rows.map(({ userId = '' }) => personIdOf(platformId, userId));
  const persons = await deps.people.findMany(ids);
  const nameOf = new Map(persons.map(({ userId, name }) => [userId, name]));
  return {
    asks: t('desk.bulk.ask.award', { count, badge }),
    effect: t('desk.bulk.effect.award'),
    press: t('desk.bulk.press.award', { count }),
    leftOut: has > 0 ? t('desk.bulk.leftOut', { count: has }) : undefined,
    names: rows.map(({ userId = '', reason }) => ({
      name: nameOf.get(userId) ?? nameIn(visit, null, platformId, userId),
      reason,
    })),
    more: count > rows.length ? t('desk.bulk.more', { count: count - rows.length }) : undefined,
    needsReason: job.lacksReason === true,
    most: MOST_REASON,
  };
}

/** What a job has done, once it is over. */
function resultOf({ t }: Visit, { state, counts }: AwardJob) {
  const given = counts.given ?? 0;
  if (state === 'undone') return { result: t('desk.bulk.undone', { count: counts.undone ?? 0 }) };
  if (state === 'done') return { result: t('desk.bulk.done.award', { count: given }) };
  if (state !== 'cancelled') return {};
  const stoppedText = given > 0 ? t('desk.bulk.done.award', { count: given }) : undefined;
  return { stopped: t('desk.csv.stopped'), stoppedText };
}

const isUndoable = ({ state, undoUntil }: AwardJob, now: Date): boolean =>
  (state === 'done' || state === 'running' || state === 'cancelled') &&
  undoUntil !== undefined &&
  undoUntil > now;

/** Models the page of a file of learners: how far it is, what it would do, what is wrong with it, or what it has done. */
export async function buildImportPage(deps: PageDeps, visit: Visit, rule: Rule, job: AwardJob) {
  const { t } = visit;
  const { content } = await deps.achievements.getVersion(
    rule.achievementId,
    rule.achievementVersion,
  );
  const isBusy = BUSY.includes(job.state);
  const isReady = job.state === 'ready';
  const seen = Math.min(job.rows, job.next * BATCH_ROWS);
  const problems = isReady ? await problemsOf(deps, visit, job) : {};
  const isGood = isReady && !('problem' in problems);
  return {
    title: content.name,
    base: `/course/badges/${rule.id}`,
    path: `/course/imports/${job.id}`,
    isBusy,
    canStop: job.state === 'checking' || job.state === 'running',
    progress: {
      label: t(LABELS[job.state] ?? 'desk.bulk.running'),
      value: seen,
      max: Math.max(1, job.rows),
      text: t('desk.bulk.progress', { seen, count: job.rows }),
    },
    ...problems,
    ...(await (isGood ? previewOf(deps, visit, job, content.name) : {})),
    ...resultOf(visit, job),
    undoUntil: isUndoable(job, deps.clock.now()) ? job.undoUntil : undefined,
    hasResults: !isBusy && job.rows > 0,
    headExtra: isBusy ? '<noscript><meta http-equiv="refresh" content="4"></noscript>' : undefined,
  };
}
