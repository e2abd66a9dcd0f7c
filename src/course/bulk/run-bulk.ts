import { decideByHand, undoBatch } from '../../awards/index.js';
import { isAnswer, omitUndefined, type Clock } from '../../base/index.js';
import type { Audit } from '../../audit/index.js';
import type { Rule, RuleStore } from '../../rules/index.js';
import type { Rosters } from '../entries/create-rosters.js';
import type { CourseDeps } from '../visit/course-deps.js';
import type { CorrectionStore } from '../requests/correction-store.js';
import {
  isLate,
  type BulkJob,
  type BulkPerson,
  type HandDecision,
  type LateAction,
} from './bulk-job.js';
import type { BulkJobStore } from './bulk-job-store.js';
import { writeToLearner, type WriteDeps } from '../visit/write-to-learner.js';

/** What {@link runBulk} works with. */
export interface RunBulkDeps
  extends WriteDeps, Pick<CourseDeps, 'awards' | 'validity' | 'fulfil' | 'correct' | 'work'> {
  readonly clock: Clock;
  readonly audit: Pick<Audit, 'record'>;
  readonly rules: Pick<RuleStore, 'get'>;
  readonly jobs: BulkJobStore;
  readonly rosters: Pick<Rosters, 'rewrite'>;
  readonly corrections: Pick<CorrectionStore, 'settle'>;
  /** Has a job looked at again then. */
  readonly later: (id: string, at: Date) => Promise<void>;
}

const LEASE_MS = 30_000;
/** How many learners are processed between two saves of the progress. */
const STEP = 10;

/**
 * Does a late job's action for one learner.
 * @returns whether the badge was issued anew, or the message was put into the outbox
 */
async function actLate(
  deps: RunBulkDeps,
  rule: Rule,
  job: BulkJob & { readonly action: LateAction },
  userId: string,
): Promise<boolean> {
  const { id, action, actor, reason, startedAt: since = job.createdAt } = job;
  if (action === 'message')
    return writeToLearner(deps, rule, userId, actor.userId, {
      key: `message:${id}:${userId}`,
      view: 'instructor-message',
      values: { text: reason },
    });
  if (!(await deps.correct(rule, userId, { since, reason, actor: actor.id }))) return false;
  await deps.corrections.settle(rule.id, userId, { at: deps.clock.now(), actor: actor.id });
  return true;
}

const isLateJob = (job: BulkJob): job is BulkJob & { readonly action: LateAction } =>
  isLate(job.action);

/**
 * Does a job's action for one learner.
 * @returns whether anything changed; an action that is no longer possible is skipped
 */
async function act(deps: RunBulkDeps, rule: Rule, job: BulkJob, person: BulkPerson) {
  try {
    if (isLateJob(job)) return await actLate(deps, rule, job, person.userId);
    const { actor, id, startedAt = job.createdAt } = job;
    const action = job.action as HandDecision;
    if (job.state === 'undoing') {
      return await undoBatch(deps, rule, person.userId, { id, action, startedAt }, actor);
    }
    const { userId, reason = job.reason } = person;
    const learner = omitUndefined({ userId, reason, batch: id, notifyAfter: job.undoUntil });
    return await decideByHand(deps, rule, action, learner, actor);
  } catch (error) {
    if (isAnswer(error)) return false;
    throw error;
  }
}

/**
 * Rewrites the roster lines of denials that were undone: removing a denial leaves no award row that could be marked as
 * changed.
 */
async function rewriteDenied(deps: RunBulkDeps, rule: Rule, job: BulkJob): Promise<void> {
  if (job.state !== 'undoing' || job.action !== 'deny') return;
  const users = job.people.map(({ userId }) => userId);
  if (!(await deps.rosters.rewrite(rule, users)))
    throw new Error('the rosters of the course are being written by another worker');
}

/**
 * Processes the rest of a job.
 * @returns how far it is; null where somebody began to undo it, which another run does
 */
async function goOn(deps: RunBulkDeps, rule: Rule, job: BulkJob, signal: AbortSignal) {
  let { seen, changed } = job;
  while (seen < job.people.length) {
    signal.throwIfAborted();
    for (const person of job.people.slice(seen, seen + STEP)) {
      if (await act(deps, rule, job, person)) changed += 1;
      seen += 1;
    }
    if (!(await deps.jobs.note(job.id, job.state, { seen, changed }))) return null;
  }
  await rewriteDenied(deps, rule, job);
  return { seen, changed };
}

async function run(deps: RunBulkDeps, id: string, signal: AbortSignal): Promise<void> {
  const found = await deps.jobs.find(id);
  const job = found?.state === 'held' ? await deps.jobs.begin(id, deps.clock.now()) : found;
  // The clock of the worker that is asked is behind the one that said when.
  if (found?.state === 'held' && !job && found.undoUntil) return deps.later(id, found.undoUntil);
  if (job?.state !== 'running' && job?.state !== 'undoing') return;
  const rule = await deps.rules.get(job.tenant, job.ruleId);
  const { seen, changed } = job;
  const far = rule ? await goOn(deps, rule, job, signal) : { seen, changed };
  const over = job.state === 'undoing' ? 'undone' : 'done';
  if (!far || !(await deps.jobs.note(id, job.state, { state: over, ...far }))) return;
  await deps.audit.record({
    actor: job.actor.id,
    action: `award.bulk_${over}`,
    subject: `rule:${job.ruleId}`,
    ...job.tenant,
    details: { job: id, action: job.action, people: job.people.length, changed: far.changed },
  });
}

/** Does, or undoes, what a job asks for. It can be repeated, and continues where an earlier run ended. */
export async function runBulk(deps: RunBulkDeps, id: string): Promise<void> {
  const leased = await deps.work.lease(`bulk ${id}`, LEASE_MS, ({ signal }) =>
    run(deps, id, signal),
  );
  // Another worker holds the job, and may be about to stop for an undo: the error makes the queue try again.
  if (!leased.taken) throw new Error('a bulk job is being worked on by another worker');
}
